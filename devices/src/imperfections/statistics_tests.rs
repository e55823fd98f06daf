//! Claims about what is drawn: means, variances and spectra against their closed forms, within five standard errors.

use super::stack_tests::{array, array_of, currents, imperfections, ramp, read};
use super::*;
use crate::constants::{E, K_B};

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / a.len() as f64
}

/// Variance of a standard normal variable that is cut at three standard deviations.
const CUT: f64 = 0.973_34;

/// Checks mean and variance of nearly normal values.
fn assert_moments(values: &[f64], expected: f64, sigma: f64, what: &str) {
    let count = values.len() as f64;
    let (mean, variance) = (mean(values), covariance(values, values));
    assert!((mean - expected).abs() < 5.0 * sigma / count.sqrt(), "{what}: mean {mean}, expected {expected}");
    let error = 5.0 * (2.0 / count).sqrt();
    assert!((variance / (sigma * sigma) - 1.0).abs() < error, "{what}: sd {}, expected {sigma}", variance.sqrt());
}

#[test]
fn spread_has_the_given_deviations_and_correlations() {
    let text = "spread = { conductance = 0.3, switching = 0.1, imprint = '20 mV', conductance_switching = -0.5,
        conductance_imprint = 0.4, switching_imprint = 0.2 }";
    let count = 40_000;
    let mut devices = imperfections(text).spread.unwrap().layer(count, 3);
    let logarithms: Vec<f64> = {
        let (mut currents, mut conductances) = (vec![1.0; count], vec![1.0; count]);
        devices.readings(&vec![1.0; count], &mut currents, &mut conductances);
        assert_eq!(currents, conductances);
        currents.iter().map(|factor| factor.ln()).collect()
    };
    // beneath = (V - imprint) / (1 + s): two voltages give both
    let (mut zero, mut one) = (vec![0.0; count], vec![1.0; count]);
    devices.voltages(&mut zero, &mut one);
    let switching: Vec<f64> = zero.iter().zip(&one).map(|(zero, one)| 1.0 / (one - zero)).collect();
    let imprint: Vec<f64> = zero.iter().zip(&switching).map(|(zero, factor)| -zero * factor).collect();
    assert_moments(&logarithms, 0.0, 0.3 * CUT.sqrt(), "ln G");
    assert_moments(&switching, 1.0, 0.1 * CUT.sqrt(), "switching");
    assert_moments(&imprint, 0.0, 0.02 * CUT.sqrt(), "imprint");
    for (a, b, expected) in [(&logarithms, &switching, -0.5), (&logarithms, &imprint, 0.4), (&switching, &imprint, 0.2)]
    {
        let correlation = covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt();
        // cutting the draws one by one leaves their correlation within 1 %
        assert!((correlation - expected).abs() < 5.0 / (count as f64).sqrt() + 0.01 * expected.abs(), "{correlation}");
    }
}

#[test]
fn switching_voltages_change_with_every_write_and_only_then() {
    let text = "cycle_to_cycle = { switching = 0.05, reversal = '0.1 V' }";
    let mut writes = imperfections(text).cycle_to_cycle.unwrap().layer(1, 3);
    let mut factor = |voltage: f64| {
        let (mut start, mut end) = ([voltage], [voltage]);
        writes.voltages(&mut start, &mut end);
        assert_eq!(start, end);
        voltage / start[0]
    };
    let first = factor(1.0);
    for voltage in [0.5, 2.0, -0.05, 0.3] {
        assert!((factor(voltage) / first - 1.0).abs() < 1e-14); // one write; -0.05 V is no reversal
    }
    let factors: Vec<f64> = (0..40_000).map(|n| factor(if n % 2 == 0 { -1.0 } else { 1.0 })).collect();
    assert_moments(&factors, 1.0, 0.05 * CUT.sqrt(), "switching factor");
    let next = covariance(&factors[1..], &factors[..39_999]) / covariance(&factors, &factors);
    assert!(next.abs() < 5.0 / 200.0, "one write must not depend on the one before: {next}");
}

#[test]
fn errors_of_writing_grow_with_the_root_of_the_motion_and_do_not_grow_for_ever() {
    let (count, deviation) = (20_000, 0.1);
    let mut errors =
        imperfections("write_noise = { deviation = 0.1, step = 0.01 }").write_noise.unwrap().layer(count, 3);
    let mut position = vec![0.5; count];
    let mut now = |errors: &dyn Layer| {
        position.fill(0.5);
        errors.positions(&mut position);
        position.iter().map(|position| position - 0.5).collect::<Vec<f64>>()
    };
    let write = |errors: &mut dyn Layer, change: f64| {
        errors.passed(Passage { dt: 1e-9, before: &vec![0.5; count], after: &vec![0.5 + change; count] });
    };
    write(&mut errors, 0.1);
    let early = now(&errors);
    let spread = |way: f64| deviation * ((1.0 - (-2.0 * way).exp()) / 2.0).sqrt(); // Ornstein and Uhlenbeck
    assert_moments(&early, 0.0, spread(0.1), "after a tenth of the range");
    (0..10).for_each(|_| write(&mut errors, -0.03));
    assert_moments(&now(&errors), 0.0, spread(0.4), "after four tenths");
    (0..40).for_each(|n| write(&mut errors, if n % 2 == 0 { 0.2 } else { -0.2 }));
    let late = now(&errors);
    assert_moments(&late, 0.0, deviation / 2f64.sqrt(), "after much use");
    let correlation = covariance(&early, &late) / (covariance(&early, &early) * covariance(&late, &late)).sqrt();
    assert!(correlation.abs() < 5.0 / (count as f64).sqrt(), "what was written over is forgotten: {correlation}");
    errors.passed(Passage { dt: 1.0, before: &vec![0.5; count], after: &vec![0.5; count] });
    assert_eq!(now(&errors), late, "time alone changes nothing");
}

#[test]
fn as_many_devices_are_stuck_as_stated_and_they_never_move() {
    let count = 20_000;
    let text = "stuck = { on = 0.1, off = 0.2, unformed = 0.05, unformed_conductance = '1 fS' }";
    let mut array = array("lammie2020_vteam", text, count);
    array.program(&vec![0.5; count]);
    let before = (read(&*array, 0), currents(&*array, 0.01));
    for (voltage, dt) in [(-0.5, 1e-10), (0.5, 1e-6), (-0.3, 1e-10)] {
        ramp(&mut *array, voltage, voltage, dt);
    }
    let after = (read(&*array, 0), currents(&*array, 0.01));
    let (mut on, mut off, mut unformed) = (0, 0, 0);
    for device in 0..count {
        match before.1[device] / 0.01 {
            g if (g * 50.0 - 1.0).abs() < 1e-12 => on += 1,
            g if (g * 1e3 - 1.0).abs() < 1e-12 => off += 1,
            g if (g * 1e15 - 1.0).abs() < 1e-12 => unformed += 1,
            _ => {
                assert_ne!(before.0[device], after.0[device], "a healthy device moves");
                continue;
            }
        }
        assert_eq!((before.0[device], before.1[device]), (after.0[device], after.1[device]));
    }
    for (found, share) in [(on, 0.1), (off, 0.2), (unformed, 0.05)] {
        let error = 5.0 * (count as f64 * share * (1.0 - share)).sqrt(); // binomial
        assert!((f64::from(found) - share * count as f64).abs() < error, "{found} of {count}");
    }
}

#[test]
fn programmed_conductances_scatter_as_the_polynomial_says() {
    let count = 20_000;
    let changes = "domains = 'infinite'\nconduction.ohmic = { g_on = '500 uS', g_off = '1 nS' }";
    let cases = [
        ("'rram_wan'", 20.0, 1.053 + 0.2374 * 20.0 - 1.167e-2 * 400.0 + 1.536e-4 * 8000.0),
        ("'rram_milo'", 100.0, 4.782_321 - 0.009_107 * 100.0),
        ("'pcm_joshi'", 12.0, 0.286_385_99 + 0.075_857_24 * 12.0 - 0.001_787_67 * 144.0),
        ("'pcm_nandakumar'", 10.0, 0.263_48 + 1.965_0 * 0.4 - 1.173_1 * 0.16),
        ("{ polynomial = { scale = '1 uS', coefficients = ['1 uS', '0.1 uS'], highest = '5 uS' } }", 40.0, 1.5),
    ];
    for (law, microsiemens, sigma) in cases {
        let mut array = array_of("bfo_demo", changes, &format!("programming_error = {law}"), count);
        array.program(&vec![(microsiemens * 1e-6 - 1e-9) / (500e-6 - 1e-9); count]);
        let first: Vec<f64> = read(&*array, 1).iter().map(|conductance| conductance * 1e6).collect();
        assert_moments(&first, microsiemens, sigma, law);
        array.program(&vec![(microsiemens * 1e-6 - 1e-9) / (500e-6 - 1e-9); count]);
        let second = read(&*array, 1);
        let correlation =
            covariance(&first, &second) / (covariance(&first, &first) * covariance(&second, &second)).sqrt();
        assert!(correlation.abs() < 5.0 / (count as f64).sqrt(), "programming again scatters anew: {correlation}");
    }
}

#[test]
fn conductances_are_read_at_the_nearest_level() {
    let mut array = array_of("bfo_demo", "domains = 'infinite'", "levels = 4", 201);
    let positions: Vec<f64> = (0..=200).map(|k| f64::from(k) / 200.0).collect();
    array.program(&positions);
    for (&position, conductance) in positions.iter().zip(read(&*array, 1)) {
        let level = (position * 3.0 + 1e-9).round() / 3.0; // the level in the middle is not a position here
        let expected = 10e-9 + level * (1e-6 - 10e-9);
        assert!((conductance / expected - 1.0).abs() < 1e-9, "{position}: {conductance}");
    }
}

/// Relative currents of `count` devices at `samples` times `dt` apart, device by device.
fn courses(text: &str, count: usize, samples: usize, dt: f64) -> Vec<Vec<f64>> {
    let mut array = array("lammie2020_vteam", text, count);
    let ideal = 1e-3 * 0.01;
    let mut courses = vec![Vec::with_capacity(samples); count];
    for _ in 0..samples {
        for (course, current) in courses.iter_mut().zip(currents(&*array, 0.01)) {
            course.push(current / ideal - 1.0);
        }
        array.wait(dt);
    }
    courses
}

#[test]
fn white_noise_is_thermal_at_rest_and_shot_noise_far_from_it() {
    let text = "read_noise.white = { bandwidth = '1 GHz' }\ntemperature = { value = '350 K' }";
    let mut array = array("bfo_demo", text, 20_000);
    let mut previous = Vec::new();
    for voltage in [0.0, 1.0] {
        let noisy = currents(&*array, voltage);
        let g_off = 10e-9;
        let variance = match voltage {
            0.0 => 4.0 * K_B * 350.0 * g_off * 1e9,
            _ => 2.0 * E * g_off * voltage * 1e9, // coth(16.6) = 1
        };
        assert_moments(&noisy, g_off * voltage, variance.sqrt(), "current");
        previous = noisy;
    }
    array.wait(0.4e-9); // the next value comes after 1 / (2 GHz)
    assert_eq!(currents(&*array, 1.0), previous);
    array.wait(0.2e-9);
    let next = currents(&*array, 1.0);
    let correlation = covariance(&next, &previous) / covariance(&next, &next);
    assert!(correlation.abs() < 5.0 / 20_000f64.sqrt());
}

#[test]
fn flicker_noise_has_the_spectrum_of_one_over_f() {
    let (count, samples, dt, k_f) = (100, 4096, 1e-3, 1e-5);
    let courses =
        courses("read_noise.flicker = { k_f = 1e-5, lowest = '0.1 Hz', highest = '10 kHz' }", count, samples, dt);
    let frequency = |bin: usize| bin as f64 / (samples as f64 * dt);
    // Hann window: keeps low frequencies from leaking; its mean square is 3/2
    let angle = |n: usize| 2.0 * std::f64::consts::PI * n as f64 / samples as f64;
    let window: Vec<f64> = (0..samples).map(|n| 1.0 - angle(n).cos()).collect();
    let waves: Vec<(f64, f64)> = (0..samples).map(|n| angle(n).sin_cos()).collect();
    let power = |course: &[f64], bin: usize| {
        let center = mean(course);
        let (mut re, mut im) = (0.0, 0.0);
        for (n, (value, window)) in course.iter().zip(&window).enumerate() {
            let (sin, cos) = waves[n * bin % samples];
            re += (value - center) * window * cos;
            im += (value - center) * window * sin;
        }
        2.0 * dt / (1.5 * samples as f64) * (re * re + im * im)
    };
    let band = |bins: std::ops::Range<usize>| -> f64 {
        let count = bins.len() * courses.len();
        let scaled = |bin: usize| courses.iter().map(|course| power(course, bin)).sum::<f64>() * frequency(bin);
        (bins.map(scaled).sum::<f64>() / count as f64 / k_f).ln()
    };
    let logarithms = [5..10, 10..20, 20..40, 40..80].map(band);
    for logarithm in &logarithms {
        // exponentially distributed powers, at least 500, neighbors correlated by the window: 5 sqrt(2 / 500)
        assert!(logarithm.abs() < 0.32, "S f / k_f in the bands: {logarithms:?}");
    }
    // slope of ln(S f): each factor of two in f is ln 2; standard error about 0.03
    let slope = (logarithms[3] + logarithms[2] - logarithms[1] - logarithms[0]) / (4.0 * 2f64.ln());
    assert!(slope.abs() < 0.1, "S goes as f^{}", slope - 1.0);
}

#[test]
fn telegraph_noise_has_exponential_dwell_times_and_the_stated_step() {
    let (tau_c, tau_e) = (3e-6, 1e-6);
    let dt = 0.02e-6;
    let text = "read_noise.telegraph = { tau_c = '3 us', tau_e = '1 us', step = '5 %' }";
    let courses = courses(text, 20, 20_000, dt);
    let (mut empty, mut filled) = (Vec::new(), Vec::new());
    for course in courses {
        assert!(course.iter().all(|value| value.abs() < 1e-12 || (value + 0.05).abs() < 1e-12));
        let states: Vec<bool> = course.iter().map(|value| *value < -0.01).collect();
        let dwells: Vec<(bool, usize)> = states.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect();
        for &(state, length) in &dwells[1..dwells.len() - 1] {
            if state { filled.push(length as f64 * dt) } else { empty.push(length as f64 * dt) }
        }
    }
    for (dwells, tau, other) in [(&empty, tau_c, tau_e), (&filled, tau_e, tau_c)] {
        let mean = mean(dwells);
        // sampling misses dwells of the other state shorter than a step: a share of dt / other of them joins its neighbors
        let allowed = tau * (5.0 / (dwells.len() as f64).sqrt() + 2.0 * dt / other + dt / tau);
        assert!((mean - tau).abs() < allowed, "{mean}, expected {tau} +- {allowed}");
        let long = dwells.iter().filter(|dwell| **dwell > 2.0 * mean).count() as f64 / dwells.len() as f64;
        let expected = (-2.0f64).exp();
        assert!(
            (long - expected).abs() < 5.0 * (expected / dwells.len() as f64).sqrt() + 0.01,
            "exponential tail {long}"
        );
    }
    let occupied = filled.iter().sum::<f64>() / (filled.iter().sum::<f64>() + empty.iter().sum::<f64>());
    assert!((occupied - 0.25).abs() < 0.01, "tau_e / (tau_c + tau_e), got {occupied}");
}
