use std::f64::consts::PI;

use super::contact::Contact;
use super::*;
use crate::constants::{EPSILON_0, H, M_E};

fn device() -> JartVcm {
    crate::catalogue::find("cueppers2019_jart_vcm").unwrap().parameters.try_into().unwrap()
}

/// A disc with N in units of 1e26 / m^3, as the source counts.
fn disc(device: &JartVcm, n: f64) -> Disc {
    let disc = device.state(0.0, Random::new(1, 0));
    Disc { x: (n * 1e26 / disc.n_min).ln() / disc.ln_ratio, ..disc }
}

fn moved(device: &JartVcm, x: f64, start: f64, end: f64, dt: f64) -> f64 {
    let disc = Disc { x, ..device.state(0.0, Random::new(1, 0)) };
    device.advance(&disc, Ramp { start, end, dt }, Random::new(1, 0)).x
}

fn close(value: f64, expected: f64, relative: f64) {
    assert!((value / expected - 1.0).abs() < relative, "{value:e} for {expected:e}");
}

/// Contact current as published, in joules and without the limit on the slope of the barrier.
fn published(n: f64, v_s: f64, temperature: f64) -> f64 {
    let (area, charge) = (PI * 45e-9 * 45e-9, 2.0 * n * 1e26);
    let (psi, epsilon) = (0.18 - 0.1 - v_s, 5.5 * EPSILON_0);
    let lowering = E.powi(3) * charge * psi / (8.0 * PI * PI * epsilon.powi(3));
    let phi = if psi > 0.0 { (0.18 - lowering.powf(0.25)).max(0.0) } else { 0.18 };
    let kt = K_B * temperature;
    if v_s > 0.0 {
        return area * 6.01e5 * temperature.powi(2) * (-E * phi / kt).exp() * ((E * v_s / kt).exp() - 1.0);
    }
    let w00 = E * H / (4.0 * PI) * (charge / (M_E * 17.0 * EPSILON_0)).sqrt();
    let (w0, epsilon) = (w00 / (w00 / kt).tanh(), w00 / (w00 / kt - (w00 / kt).tanh()));
    let root = (PI * w00 * E * (v_s.abs() + phi / (w00 / kt).cosh().powi(2))).sqrt();
    -area * 6.01e5 * temperature / K_B * root * (-E * phi / w0).exp() * ((E * v_s.abs() / epsilon).exp() - 1.0)
}

#[test]
fn contact_currents_are_those_of_the_published_formulas() {
    let device = device();
    for n in [0.008, 0.1, 2.0, 20.0] {
        let contact = Contact::new(&device, &disc(&device, n));
        for temperature in [293.0, 600.0, 1500.0] {
            for v in [1e-3, 0.02, 0.035] {
                close(contact.emission(v, temperature).ln.exp(), published(n, v, temperature), 1e-11);
            }
            for u in [1e-3, 0.05, 0.3, 1.0] {
                close(-contact.field_emission(u, temperature).ln.exp(), published(n, -u, temperature), 1e-10);
            }
        }
    }
}

#[test]
fn slopes_of_the_contact_currents_agree_with_difference_quotients() {
    let device = device();
    for n in [0.008, 0.1, 2.0, 20.0] {
        let contact = Contact::new(&device, &disc(&device, n));
        for (v, t) in [(0.01, 300.0), (0.05, 700.0), (0.3, 400.0), (1.0, 2000.0)] {
            for law in [Contact::emission, Contact::field_emission] {
                let (log, dv, dt) = (law(&contact, v, t), 1e-5 * v, 1e-5 * t);
                let by_voltage = (law(&contact, v + dv, t).ln - law(&contact, v - dv, t).ln) / (2.0 * dv);
                let by_temperature = (law(&contact, v, t + dt).ln - law(&contact, v, t - dt).ln) / (2.0 * dt);
                let scale = 1.0 / v;
                assert!((log.by_voltage - by_voltage).abs() < 1e-6 * (by_voltage.abs() + scale));
                assert!((log.by_temperature - by_temperature).abs() < 1e-6 * (by_temperature.abs() + 1.0 / t));
            }
        }
    }
}

#[test]
fn the_solution_is_the_published_one_that_is_connected_to_zero_voltage() {
    // scan the published equations for the contact voltage nearest to zero that solves them; up to three do
    let device = device();
    for n in [0.008, 0.02, 0.05, 0.2, 1.0, 5.0, 20.0] {
        let disc = disc(&device, n);
        for voltage in [-1.3, -0.6, -0.1, 0.05, 0.1, 0.3, 0.6, 1.0, 1.3] {
            let operation = operate(&device, &disc, voltage, &mut { GUESS });
            let heating = if voltage > 0.0 { 0.27 } else { 1.0 };
            let inner = operation.r_disc + operation.r_plug;
            let excess = |share: f64| {
                let v_s = share * voltage;
                let v_r = (1.0 - share) * voltage.abs();
                let mut current = v_r / (inner + 1369.2437);
                for _ in 0..100 {
                    current =
                        v_r / (inner + 650.0 + 719.2437 * (1.0 + 719.2437 * 3.92e-3 * 90471.47 * current * current));
                }
                let temperature = 293.0 + 15.72e6 * heating * current * (v_s.abs() + inner * current);
                (published(n, v_s, temperature).abs() / current).ln()
            };
            let share = |k: i32| 10f64.powf(-6.0 + 6.0 * f64::from(k) / 3000.0);
            let first = (0..3000).find(|&k| excess(share(k)) > 0.0).unwrap();
            let solved = operation.v_s / voltage.abs();
            assert!(
                (share(first - 1)..=share(first)).contains(&solved),
                "N = {n}, {voltage} V: {solved} is not between {} and {}",
                share(first - 1),
                share(first)
            );
        }
    }
}

#[test]
fn currents_agree_with_the_published_surrogate_of_the_original_model() {
    // Closed formula fitted to circuit simulations of the original code, evaluated apart (Ntinas et al. 2023,
    // doi:10.1109/SMACD58065.2023.10192107, nominal length and radius): V, N, I
    let golden = [
        (-1.3, 0.008, -1.58549e-5),
        (-1.3, 0.05, -7.81905e-5),
        (-1.3, 0.5, -3.07649e-4),
        (-1.3, 5.0, -7.04384e-4),
        (-1.3, 20.0, -7.68161e-4),
        (-1.0, 0.008, -1.22687e-5),
        (-1.0, 0.05, -6.61117e-5),
        (-1.0, 0.5, -2.82003e-4),
        (-1.0, 5.0, -5.66152e-4),
        (-1.0, 20.0, -6.08179e-4),
        (-0.6, 0.008, -6.74053e-6),
        (-0.6, 0.05, -4.41708e-5),
        (-0.6, 0.5, -2.08401e-4),
        (-0.6, 5.0, -3.52284e-4),
        (-0.6, 20.0, -3.74981e-4),
        (0.6, 0.008, 9.00809e-6),
        (0.6, 0.05, 5.20065e-5),
        (0.6, 0.5, 2.34569e-4),
        (0.6, 5.0, 3.54574e-4),
        (0.6, 20.0, 3.70155e-4),
        (1.0, 0.008, 1.52830e-5),
        (1.0, 0.05, 8.74068e-5),
        (1.0, 0.5, 3.90586e-4),
        (1.0, 5.0, 5.81911e-4),
        (1.0, 20.0, 6.05364e-4),
        (1.3, 0.008, 2.00645e-5),
        (1.3, 0.05, 1.13687e-4),
        (1.3, 0.5, 5.04353e-4),
        (1.3, 5.0, 7.43024e-4),
        (1.3, 20.0, 7.70893e-4),
    ];
    let device = device();
    for (voltage, n, expected) in golden {
        // residual of that fit: largest in the OFF state at low voltage, within 3 % elsewhere
        close(device.branch(&disc(&device, n), voltage).current, expected, if n < 0.01 { 0.05 } else { 0.03 });
    }
}

#[test]
fn the_current_rises_steadily_with_voltage_through_the_end_of_the_barrier_lowering() {
    let device = device();
    for n in [0.008, 0.1, 1.0, 20.0] {
        let disc = disc(&device, n);
        let mut last: Option<Branch> = None;
        for k in -1300..=20_000 {
            let branch = device.branch(&disc, 1e-3 * f64::from(k));
            assert!(branch.conductance > 0.0 && branch.current.is_finite());
            if let Some(last) = last {
                let rise = branch.current - last.current;
                // no jump: the chord lies near the slopes at its ends, which differ by a few percent and at 0 V by the law
                let bound = 1e-3 * 3.0 * branch.conductance.max(last.conductance);
                assert!(rise > 0.0 && rise < bound, "N = {n}, {} mV: {rise:e} A of {bound:e} A", k);
            }
            last = Some(branch);
        }
    }
}

#[test]
fn conductance_is_the_slope_of_the_current() {
    let device = device();
    for n in [0.008, 0.1, 2.0, 20.0] {
        let disc = disc(&device, n);
        for voltage in [-1.3, -0.4, -0.02, 1e-4, 0.1, 0.7, 1.3] {
            let step = 1e-5 * f64::abs(voltage);
            let slope = (device.branch(&disc, voltage + step).current - device.branch(&disc, voltage - step).current)
                / (2.0 * step);
            close(device.branch(&disc, voltage).conductance, slope, 1e-6);
        }
        assert_eq!(device.branch(&disc, 0.0).current, 0.0);
        close(device.branch(&disc, 1e-9).current, device.branch(&disc, 0.0).conductance * 1e-9, 1e-6);
    }
}

#[test]
fn hopping_is_linear_in_a_small_field_and_has_the_arrhenius_slope_of_the_barrier() {
    let device = device();
    let (field, temperature) = (1e6, 500.0);
    let kt = K_B * temperature;
    let linear = 2.0 * E * field * 0.25e-9 / kt * (-1.35 * E / kt).exp(); // exp(-W/kT) z e E a / kT
    close(device.hopping(field, temperature), linear, 1e-5);
    let slope = ((device.hopping(1.0, 301.0) / device.hopping(1.0, 299.0)).ln() - (299.0f64 / 301.0).ln())
        / (1.0 / 301.0 - 1.0 / 299.0);
    close(slope, -1.35 * E / K_B, 1e-6);
    assert!(device.hopping(1e12, 300.0) <= 1.0 && device.hopping(1e12, 300.0) > 0.99); // no barrier is left
}

/// State after a triangle 0, `peak`, 0 at 1 V/s in steps of 1 mV, and the largest change in one of them.
fn half_cycle(device: &JartVcm, mut x: f64, peak: f64) -> (f64, f64) {
    let steps = (1e3 * peak.abs()).round();
    let mut largest = 0.0f64;
    for k in 0..2 * steps as i32 {
        let voltage = |k: i32| peak * (1.0 - (f64::from(k) / steps - 1.0).abs());
        let next = moved(device, x, voltage(k), voltage(k + 1), 1e-3);
        assert!((0.0..=1.0).contains(&next));
        (x, largest) = (next, largest.max((next - x).abs()));
    }
    (x, largest)
}

#[test]
fn a_triangle_sets_at_once_on_its_negative_branch_and_resets_to_a_level_given_by_its_positive_one() {
    let device = device();
    let read = |x| device.branch(&Disc { x, ..device.state(0.0, Random::new(1, 0)) }, 0.2).current;
    let mut cycles = Vec::new();
    let mut x = 0.0;
    for _ in 0..3 {
        let (on, jump) = half_cycle(&device, x, -1.3);
        let (off, _) = half_cycle(&device, on, 1.3);
        assert!(jump > 0.5, "SET within 1 mV: {jump}");
        assert!(read(on) / read(off) > 10.0, "ON/OFF {}", read(on) / read(off));
        cycles.push((on, off));
        x = off;
    }
    assert!((cycles[1].0 - cycles[2].0).abs() < 1e-3 && (cycles[1].1 - cycles[2].1).abs() < 1e-3, "{cycles:?}");
    // SET runs to the end whatever the amplitude, RESET stops on the way
    assert!(half_cycle(&device, x, -0.8).0 > 0.99);
    let levels = [1.0, 1.1, 1.2, 1.3].map(|peak| half_cycle(&device, 1.0, peak).0);
    assert!(levels.windows(2).all(|pair| pair[0] > 1.3 * pair[1] && pair[1] > 0.0), "{levels:?}");
}

#[test]
fn parts_of_a_ramp_give_what_the_whole_gives() {
    let device = device();
    for (x, start, end, dt) in [
        (0.9, 0.0, 1.3, 1.0),
        (0.9, 1.2, 0.2, 1e-6),
        (0.2, -0.9, -1.0, 1e-7),
        (0.0, 0.0, -1.3, 1.0),
        (0.6, -0.8, 0.9, 1e-3),
    ] {
        let whole = moved(&device, x, start, end, dt);
        for parts in [2, 30] {
            let voltage = |k: i32| start + (end - start) * f64::from(k) / f64::from(parts);
            let split = (0..parts).fold(x, |x, k| moved(&device, x, voltage(k), voltage(k + 1), dt / f64::from(parts)));
            // a few dozen steps of 1e-6
            assert!((whole - split).abs() < 1e-4, "{start} to {end} V in {dt:e} s: {whole} {split}");
        }
    }
}

#[test]
fn higher_voltages_and_longer_pulses_move_farther() {
    let device = device();
    let set = |voltage: f64, dt: f64| moved(&device, 0.1, voltage, voltage, dt) - 0.1;
    let reset = |voltage: f64, dt: f64| 0.9 - moved(&device, 0.9, voltage, voltage, dt);
    assert!(set(-0.9, 1e-7) > set(-0.85, 1e-7) && set(-0.9, 2e-7) > set(-0.9, 1e-7) && set(-0.9, 1e-7) > 0.0);
    assert!(reset(1.2, 1e-6) > reset(1.1, 1e-6) && reset(1.1, 2e-6) > reset(1.1, 1e-6) && reset(1.1, 1e-6) > 0.0);
}

#[test]
fn ten_years_at_rest_change_nothing_and_idle_keeps_its_word() {
    let device = device();
    assert_eq!(moved(&device, 0.5, 0.0, 0.0, 3e8), 0.5);
    assert!(device.idle(-0.1, 0.1, 1e-9) && !device.idle(-1.0, 0.0, 1e-9));
    for (voltage, dt) in [(0.1, 1e-9), (-0.1, 1e-9), (0.3, 1e-9), (-0.3, 1e-9), (0.02, 1.0)] {
        let fastest = device.fastest(f64::abs(voltage));
        for k in 0..=20 {
            let disc = Disc { x: 0.05 * f64::from(k), ..device.state(0.0, Random::new(1, 0)) };
            assert!(device.rate(&disc, voltage, &mut { GUESS }).abs() <= fastest, "{voltage} V, x = {}", disc.x);
            if device.idle(f64::min(voltage, 0.0), f64::max(voltage, 0.0), dt) {
                assert!((moved(&device, disc.x, voltage, voltage, dt) - disc.x).abs() <= NOTICEABLE);
            }
        }
    }
}

#[test]
fn devices_scatter_within_their_limits_and_are_equal_without_sigma() {
    let scattered: JartVcm = crate::catalogue::find("bengel2020_jart_vcm").unwrap().parameters.try_into().unwrap();
    let count = 4000;
    let devices: Vec<Disc> = (0..count).map(|k| scattered.state(0.5, Random::new(3, k))).collect();
    let mean = |f: fn(&Disc) -> f64| devices.iter().map(f).sum::<f64>() / count as f64;
    assert!(devices.iter().all(|d| (0.36e-9..=0.44e-9).contains(&d.l) && (40.5e-9..=49.5e-9).contains(&d.r)));
    assert!(devices.iter().all(|d| (4e23..=2.5e25).contains(&d.n_min)));
    // symmetric limits keep the mean; four standard errors
    let error = 4.0 / (count as f64).sqrt();
    close(mean(|d| d.l), 0.4e-9, error * 0.1);
    close(mean(|d| d.r), 45e-9, error * 0.111);
    // variance of a normal distribution cut at one sigma: 1 - 2 phi(1)/(2 Phi(1) - 1) = 0.2911
    let variance = devices.iter().map(|d| (d.l / 0.04e-9 - 10.0).powi(2)).sum::<f64>() / count as f64;
    close(variance, 0.2911, 0.1);
    assert_eq!(device().state(0.5, Random::new(3, 1)), device().state(0.5, Random::new(3, 2)));
}
