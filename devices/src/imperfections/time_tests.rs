//! Claims about what time, temperature and use do to devices.

use super::stack_tests::{array, array_of, imperfections, ramp, read};
use super::*;
use crate::constants::{E, K_B};

const SMOOTH: &str = "domains = 'infinite'";

/// Slope and intercept of the straight line through three points, and how far the middle one is off.
fn line(x: [f64; 3], y: [f64; 3]) -> (f64, f64) {
    let slope = (y[2] - y[0]) / (x[2] - x[0]);
    (slope, y[1] - y[0] - slope * (x[1] - x[0]))
}

#[test]
fn what_is_retained_is_a_stretched_exponential_however_the_time_is_cut() {
    let text = "retention = { tau = '100 s', beta = 0.4, rest = 0.2, early = { t_0 = '1 ms', m = 0.03 } }";
    let left = |time: f64| (1.0f64 + time / 1e-3).powf(-0.03) * (-(time / 100.0f64).powf(0.4)).exp();
    for changes in [SMOOTH, "", "domains = 64"] {
        for parts in [1, 7, 100] {
            let mut array = array_of("bfo_demo", changes, text, 3);
            array.program(&[1.0, 0.0, 0.5]);
            let start = read(&*array, 0);
            for time in [1e-2, 10.0, 300.0] {
                let earlier = if time > 20.0 {
                    10.0
                } else if time > 1.0 {
                    1e-2
                } else {
                    0.0
                };
                (0..parts).for_each(|_| array.wait((time - earlier) / f64::from(parts)));
                for (&start, now) in start.iter().zip(read(&*array, 0)) {
                    let expected = 0.2 + (start - 0.2) * left(time);
                    assert!(
                        (now - expected).abs() < 1e-9,
                        "{changes} after {time} s in {parts} parts: {now} {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn conductance_follows_the_position_that_is_left() {
    let mut array = array_of("bfo_demo", SMOOTH, "retention = { tau = '1 s', beta = 1.0, rest = 0.0 }", 1);
    array.program(&[0.8]);
    array.wait(0.004); // too little to move the device beneath
    array.wait(0.7);
    let expected = 10e-9 + 0.8 * (-0.704f64).exp() * (1e-6 - 10e-9);
    assert!((read(&*array, 1)[0] / expected - 1.0).abs() < 1e-9);
}

#[test]
fn retention_time_follows_arrhenius() {
    let (temperatures, energy) = ([300.0, 350.0, 420.0], 1.1 * E);
    let time_constant = |temperature: f64| {
        let text = format!(
            "retention = {{ tau = '1e8 s', beta = 1.0, rest = 0.0, activation_energy = '1.1 eV' }}
temperature = {{ value = '{temperature} K' }}"
        );
        let mut array = array_of("bfo_demo", SMOOTH, &text, 1);
        array.program(&[1.0]);
        array.wait(10.0);
        -10.0 / read(&*array, 0)[0].ln()
    };
    let (slope, bend) = line(temperatures.map(|t| 1.0 / t), temperatures.map(|t| time_constant(t).ln()));
    assert!((slope / (energy / K_B) - 1.0).abs() < 1e-5, "slope {slope} K"); // 10 s of 1e8 s: 1e-7 read to 1e-16
    assert!(bend.abs() < 1e-5);
}

#[test]
fn a_decayed_device_is_written_from_where_it_has_come_to() {
    let text = "retention = { tau = '1 s', beta = 1.0, rest = 0.0, written = 0.001 }";
    let mut array = array("lammie2020_vteam", text, 1);
    array.program(&[0.9]);
    array.wait(1.0);
    let decayed = read(&*array, 0)[0];
    assert!((decayed - 0.9 * (-1.0f64).exp()).abs() < 1e-9);
    ramp(&mut *array, -0.4, -0.4, 20e-12);
    let written = read(&*array, 0)[0] - decayed;
    let expected = 10.0 * 20e-12 / 3e-9; // (0.4 / 0.2 - 1)^3 = 1
    assert!((written - expected).abs() < 0.002, "{written}, expected {expected}"); // within `written`, twice
    array.wait(1e-3);
    assert!((read(&*array, 0)[0] / (decayed + written) - (-1e-3f64).exp()).abs() < 1e-9, "its time begins anew");
}

#[test]
fn conductance_drifts_as_a_power_of_the_time_since_the_last_write() {
    let mut array = array("lammie2020_vteam", "drift = { exponent.normal = { nu = 0.07 }, t_0 = '20 s' }", 1);
    let off = read(&*array, 1)[0];
    array.wait(15.0);
    assert_eq!(read(&*array, 1)[0], off, "G is that at t_0");
    for time in [1e3, 1e5, 1e7] {
        let before = time / 100.0;
        array.wait(time - if time > 1e3 { before } else { 15.0 });
        assert!((read(&*array, 1)[0] / off / (time / 20.0f64).powf(-0.07) - 1.0).abs() < 1e-12);
    }
    ramp(&mut *array, -0.5, -0.5, 20e-12);
    let written = read(&*array, 0)[0];
    assert!(written > 0.05);
    assert!((read(&*array, 1)[0] * (1000.0 - 950.0 * written) - 1.0).abs() < 1e-12, "a written device has not drifted");
}

#[test]
fn drift_exponents_scatter_between_devices() {
    let count = 10_000;
    let mut array =
        array("lammie2020_vteam", "drift = { exponent.normal = { nu = 0.07, deviation = 0.01 }, t_0 = '1 s' }", count);
    array.wait(1e4);
    let exponents: Vec<f64> = read(&*array, 1).iter().map(|g| -(g * 1e3).ln() / 1e4f64.ln()).collect();
    let mean = exponents.iter().sum::<f64>() / count as f64;
    let variance = exponents.iter().map(|nu| (nu - mean).powi(2)).sum::<f64>() / count as f64;
    assert!((mean - 0.07).abs() < 5.0 * 0.01 / (count as f64).sqrt());
    assert!((variance / (1e-4 * 0.973_34) - 1.0).abs() < 5.0 * (2.0 / count as f64).sqrt());
}

#[test]
fn exponents_of_phase_change_memory_follow_the_conductance_that_was_written() {
    let changes = format!("{SMOOTH}\nconduction.ohmic = {{ g_on = '25 uS', g_off = '0.1 uS' }}");
    let text = "drift = { exponent.nandakumar = { g_max = '25 uS' }, t_0 = '20 s' }";
    let count = 5000;
    let mut array = array_of("bfo_demo", &changes, text, count);
    for g in [0.004, 0.08, 0.9] {
        array.program(&vec![(25.0 * g - 0.1) / 24.9; count]);
        array.wait(20e6);
        let exponents: Vec<f64> = read(&*array, 1).iter().map(|now| -(now / (25e-6 * g)).ln() / 1e6f64.ln()).collect();
        let (mean, deviation) = match g {
            0.004 => (0.1, 0.045),
            0.9 => (0.049, 0.008),
            _ => (0.0244 - 0.0155 * g.ln(), -0.0125 * g.ln() - 0.0059),
        };
        let found = exponents.iter().sum::<f64>() / count as f64;
        // turning signs at zero, 2.2 deviations below the mean at the lowest conductance, lifts the mean by 1 % of one
        let allowed = deviation * (5.0 / (count as f64).sqrt() + 0.012);
        assert!((found - mean).abs() < allowed, "g = {g}: {found}, expected {mean} +- {allowed}");
    }
}

#[test]
fn the_window_closes_with_the_number_of_cycles() {
    let laws = [
        ("stretched = { n_0 = 20, beta = 0.5 }", (-(5.0f64 / 20.0).sqrt()).exp()),
        ("logarithmic = { n_0 = 1, pinned_per_decade = 0.3 }", 1.0 - 0.3 * 6f64.log10()),
    ];
    for (law, open) in laws {
        let mut array = array("lammie2020_vteam", &format!("fatigue = {{ law = {{ {law} }} }}"), 1);
        for _ in 0..5 {
            ramp(&mut *array, -1.0, -1.0, 1e-9);
            ramp(&mut *array, 1.0, 1.0, 1e-6);
        }
        assert!((read(&*array, 0)[0] - (0.5 - 0.5 * open)).abs() < 1e-12, "{law}");
        ramp(&mut *array, 0.2, 0.2, 1e-9);
        array.program(&[1.0]);
        assert!((read(&*array, 0)[0] - 1.0).abs() < 1e-15, "programming makes it new"); // rounding of the device
    }
}

#[test]
fn wake_up_opens_the_window_with_the_logarithm_of_the_cycles_and_heals_the_scatter() {
    let law = imperfections("wake_up = { cycles = 99, window = 0.6, spread = 0.1 }").wake_up.unwrap();
    assert!((law.progress(9.0) - 0.5).abs() < 1e-15 && law.progress(1e9) == 1.0);
    let mut array = array("lammie2020_vteam", "wake_up = { cycles = 99, window = 0.6, spread = 0.1 }", 2);
    assert!((read(&*array, 0)[0] - 0.2).abs() < 1e-15);
    let short_pulse = |array: &mut dyn DeviceArray| {
        array.mark();
        ramp(array, -0.4, -0.4, 20e-12);
        let moved = read(array, 0);
        array.rollback();
        moved[1] - moved[0]
    };
    let pristine = short_pulse(&mut *array).abs();
    for _ in 0..99 {
        ramp(&mut *array, -1.0, -1.0, 1e-9);
        ramp(&mut *array, 1.0, 1.0, 1e-6);
    }
    assert_eq!(read(&*array, 0), [0.0; 2]);
    assert!(pristine > 1e-3 && short_pulse(&mut *array) == 0.0);
}

#[test]
fn imprint_grows_with_the_logarithm_of_time_and_turns_with_the_state() {
    let law = "imprint = { v_i = '10 mV', t_i = '1 s', potentiation = 'negative', activation_energy = '0.6 eV' }";
    let built_in = |temperature: f64, waits: &[(f64, f64)]| {
        let mut layer = imperfections(law).imprint.unwrap().layer(1, Some(temperature));
        for &(position, dt) in waits {
            layer.passed(Passage { dt, before: &[position], after: &[position] });
        }
        let (mut start, mut end) = ([0.0], [0.0]);
        layer.voltages(&mut start, &mut end);
        start[0]
    };
    for time in [1e-3, 1.0, 1e6] {
        let expected = 10e-3 * (1.0f64 + time).log10();
        assert!((built_in(300.0, &[(0.0, time)]) - expected).abs() < 1e-12, "off is written by positive voltage");
        assert!((built_in(300.0, &[(1.0, time)]) + expected).abs() < 1e-12);
        let parts = [(0.0, 0.25 * time), (0.0, 0.5 * time), (0.0, 0.25 * time)];
        assert!((built_in(300.0, &parts) - expected).abs() < 1e-12, "additive in time");
    }
    // 6 decades against the state are gone after t_i: log10(1e-6 + 1)
    let turned = built_in(300.0, &[(0.0, 1e6), (1.0, 1.0)]);
    assert!((turned + 10e-3 * (1e-6f64 / (1.0 + 1e-6) + 1.0).log10()).abs() < 1e-9, "{turned}");
    // long times: V = v_i log10(t / t_i), so ln t_i is what V tells
    let temperatures = [300.0, 340.0, 400.0];
    let onset = |t: f64| (1e9f64).ln() - built_in(t, &[(0.0, 1e9)]) / 10e-3 * std::f64::consts::LN_10;
    let (slope, bend) = line(temperatures.map(|t| 1.0 / t), temperatures.map(onset));
    assert!((slope / (0.6 * E / K_B) - 1.0).abs() < 1e-6 && bend.abs() < 1e-6);
}

#[test]
fn heating_is_exact_for_a_merz_law_without_local_fields() {
    // alpha T is constant: 400 K with alpha is 300 K with alpha 300 / 400
    let changes = |alpha: f64| {
        let law = format!("{{ alpha = '{alpha} V decade', delta = '1e-9 mV' }}");
        format!("{SMOOTH}\nv_th = '0 V'\nup.random_field = {law}\ndown.random_field = {law}")
    };
    let cold = |dt: f64| {
        let mut array = array_of("bfo_demo", &changes(14.0 * 300.0 / 400.0), "", 1);
        ramp(&mut *array, -1.5, -1.4, dt);
        read(&*array, 0)[0]
    };
    let hot = |dt: f64| {
        let mut array = array_of("bfo_demo", &changes(14.0), "temperature = { value = '400 K' }", 1);
        ramp(&mut *array, -1.5, -1.4, dt);
        read(&*array, 0)[0]
    };
    // the step from 0 to 1 is found by bisection in the logarithm of the time
    let median = |switched: &dyn Fn(f64) -> f64| {
        let (mut low, mut high) = (1e-14f64.ln(), 1f64.ln());
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            if switched(middle.exp()) < 0.5 { low = middle } else { high = middle }
        }
        low
    };
    let (cold, hot) = (median(&cold), median(&hot));
    assert!((cold - hot).abs() < 1e-6, "ln t = {cold} and {hot}");
}

#[test]
fn heating_with_the_exponent_of_the_field_is_exact_for_activation_fields() {
    use crate::ferroelectric::{ActivationField, ActivationFields, NucleationLaw};
    // the values of deng2020_hzo_8nm; barriers in units of kT, independently of the layer
    let e_a = ActivationFields::Gb2 { a: 6.7582, b: 1.6686e8, p: 2.0998, q: 1.3641 };
    let cold = ActivationField { tau_0: 446.33e-9, alpha: 4.2408, thickness: 8.3e-9, t_lim: 1e9, e_a };
    let (cold, hot) =
        (NucleationLaw::ActivationField(cold), NucleationLaw::ActivationField(cold).at_temperature(400.0));
    let time = hot.time_to(0.5, 1.1);
    let expected = [&cold, &hot].map(|law| law.gradual_fraction(time, 1.1, 1.9134));
    let changes = "bins = 1024\ndomains = 'infinite'\nreversal = 'reset'";
    let heated = "temperature = { value = '400 K', exponent = 4.2408 }";
    for (text, expected) in [("", expected[0]), (heated, expected[1])] {
        let mut array = array_of("deng2020_hzo_8nm", changes, text, 1);
        ramp(&mut *array, 1.1, 1.1, time);
        let s = read(&*array, 0)[0];
        // quantiles: 1 / K
        assert!((s - expected).abs() < 1e-3, "{text}: {s} instead of {expected}");
    }
    assert!(expected[1] > expected[0] + 0.05, "heat speeds up switching: {expected:?}");
}

#[test]
fn currents_of_either_sign_have_their_own_factor() {
    let array = array("lammie2020_vteam", "asymmetry = { positive_current = 2.0, negative_current = 0.5 }", 1);
    let (mut current, mut conductance) = ([0.0], [0.0]);
    for (voltage, factor) in [(0.1, 2.0), (-0.1, 0.5), (0.0, 2.0)] {
        array.branches(&[voltage], &mut current, &mut conductance);
        assert!(
            (current[0] - factor * 1e-3 * voltage).abs() < 1e-18
                && (conductance[0] / (factor * 1e-3) - 1.0).abs() < 1e-14
        );
    }
}
