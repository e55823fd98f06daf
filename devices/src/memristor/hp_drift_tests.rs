use super::*;
use crate::memristor::identities;

fn device(window: Window) -> HpDrift {
    HpDrift { r_on: 100.0, r_off: 16e3, d: 10e-9, mu_v: 1e-14, window }
}

fn windows() -> [Window; 5] {
    [
        Window::None,
        Window::Joglekar { p: 2.0 },
        Window::Biolek { p: 2.0 },
        Window::Prodromakis { p: 3.0, j: 1.0 },
        Window::Kvatinsky { a: 0.6, w_c: 0.1 },
    ]
}

fn moved(device: &HpDrift, x: f64, start: f64, end: f64, dt: f64) -> f64 {
    device.advance(&x, Ramp { start, end, dt }, Random::new(1, 0))
}

/// A sinusoid of `amplitude` and `period` in `count` chords, as voltages at their ends.
fn sine(amplitude: f64, count: usize) -> Vec<f64> {
    (0..=count).map(|k| amplitude * (2.0 * std::f64::consts::PI * k as f64 / count as f64).sin()).collect()
}

/// (voltage, current) at the ends of the chords.
fn loop_of(device: &HpDrift, mut x: f64, voltages: &[f64], period: f64) -> Vec<(f64, f64)> {
    let dt = period / (voltages.len() - 1) as f64;
    let mut points = vec![(voltages[0], device.branch(&x, voltages[0]).current)];
    for pair in voltages.windows(2) {
        x = moved(device, x, pair[0], pair[1], dt);
        points.push((pair[1], device.branch(&x, pair[1]).current));
    }
    points
}

/// Area of a closed loop (V A), both lobes counted positive.
fn lobes(points: &[(f64, f64)]) -> f64 {
    let half = |part: &[(f64, f64)]| -> f64 {
        part.windows(2).map(|p| 0.5 * (p[0].1 + p[1].1) * (p[1].0 - p[0].0)).sum::<f64>().abs()
    };
    half(&points[..=points.len() / 2]) + half(&points[points.len() / 2..])
}

#[test]
fn without_window_the_flux_decides_by_the_quadratic() {
    let device = device(Window::None);
    let kappa = 1e-14 * 100.0 / 1e-16;
    for (x0, volt, time) in [(0.1, 1.0, 0.3), (0.5, -0.5, 0.2), (0.9, 0.2, 0.002)] {
        let x = moved(&device, x0, volt, volt, time);
        // r_off x - (r_off - r_on) x^2 / 2 grows by mu_v r_on / d^2 phi
        let phase = |x: f64| 16e3 * x - 0.5 * (16e3 - 100.0) * x * x;
        let gained = phase(x) - phase(x0);
        assert!((gained / (kappa * volt * time) - 1.0).abs() < 1e-11, "{x0}: {gained}");
    }
}

#[test]
fn resistance_depends_on_the_charge_alone() {
    // dx = mu_v r_on / d^2 dq: the charge of two very different waveforms, by Simpson's rule over many short steps
    let device = device(Window::None);
    let charge = |voltages: &[f64], dt: f64| {
        let mut x = 0.2;
        let mut charge = 0.0;
        for pair in voltages.windows(2) {
            let middle = moved(&device, x, pair[0], 0.5 * (pair[0] + pair[1]), 0.5 * dt);
            let end = moved(&device, x, pair[0], pair[1], dt);
            let current = |x: f64, v: f64| device.branch(&x, v).current;
            charge += dt / 6.0
                * (current(x, pair[0]) + 4.0 * current(middle, 0.5 * (pair[0] + pair[1])) + current(end, pair[1]));
            x = end;
        }
        (charge, x)
    };
    let ramp: Vec<f64> = (0..=2000).map(|k| f64::from(k) / 2000.0).collect();
    let wave: Vec<f64> = (0..=2000).map(|k| 0.3 + (f64::from(k) * 0.02).sin()).collect();
    for (voltages, dt) in [(ramp, 2e-4), (wave, 1e-4)] {
        let (charge, x) = charge(&voltages, dt);
        assert!((x - 0.2 - device.drift_per_charge() * charge).abs() < 1e-9, "{x} {charge}");
    }
}

#[test]
fn joglekar_of_exponent_one_is_logistic_in_the_charge() {
    // dx/dq = 4 kappa x (1 - x); q by inverting: d(phi) = R dq, so phi(q) = integral of R(x(q)) dq, closed too
    let device = device(Window::Joglekar { p: 1.0 });
    let (kappa, x0) = (device.drift_per_charge(), 0.1f64);
    for target in [0.1001, 0.3, 0.7, 0.99] {
        // kappa phi = [r_off ln x - r_on ln(1 - x)] / 4 between x0 and the target
        let phase = |x: f64| (16e3 * x.ln() - 100.0 * (1.0 - x).ln()) / 4.0;
        let phi = (phase(target) - phase(x0)) / kappa;
        let x = moved(&device, x0, 0.5, 0.5, phi / 0.5);
        assert!((x - target).abs() < 1e-9, "{x} for {target}");
        let back = moved(&device, x, -2.0, 0.0, phi);
        assert!((back - x0).abs() < 2e-9, "flux back brings {back}");
    }
}

#[test]
fn zero_is_the_resistance_off_and_one_the_resistance_on() {
    // a public simulator programs its device the other way round
    let device = device(Window::None);
    assert_eq!((device.resistance_at(0.0), device.resistance_at(1.0)), (16e3, 100.0));
    assert_eq!((device.state(1.0, Random::new(1, 0)), device.position(&0.25)), (1.0, 0.25));
    assert!(moved(&device, 0.5, 1.0, 1.0, 0.01) > 0.5);
}

#[test]
fn loops_are_pinched_passive_and_collapse_at_high_frequency() {
    for window in windows() {
        let device = device(window);
        let voltages = sine(1.0, 400);
        let slow = loop_of(&device, 0.1, &voltages, 1.0);
        for &(voltage, current) in &slow {
            assert!(voltage * current >= 0.0 && (voltage != 0.0 || current == 0.0));
        }
        // the swing of x, and with it the area, falls as 1/frequency
        let (at_10, at_100) =
            (lobes(&loop_of(&device, 0.1, &voltages, 0.01)), lobes(&loop_of(&device, 0.1, &voltages, 1e-3)));
        assert!(lobes(&slow) > 10.0 * at_10, "{window:?}");
        assert!((at_10 / at_100 / 10.0 - 1.0).abs() < 0.05, "{window:?}: {at_10:e} {at_100:e}");
    }
}

#[test]
fn no_window_holds_the_device_at_an_end() {
    for window in windows() {
        let device = device(window);
        assert!(moved(&device, 0.0, 1.0, 1.0, 20.0) > 0.5, "{window:?}");
        assert!(moved(&device, 1.0, -1.0, -1.0, 20.0) < 0.5, "{window:?}");
    }
}

#[test]
fn windowed_drift_agrees_with_small_runge_kutta_steps() {
    for window in windows() {
        let device = device(window);
        let (x0, volt, time, steps) = (0.3, 1.0, 0.2, 20_000);
        let rate = |x: f64| device.drift_per_charge() * volt / device.resistance_at(x) * window.value(x);
        let h = time / f64::from(steps);
        let reference = (0..steps).fold(x0, |x, _| {
            let k1 = rate(x);
            let k2 = rate(x + 0.5 * h * k1);
            let k3 = rate(x + 0.5 * h * k2);
            let k4 = rate(x + h * k3);
            x + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
        });
        let x = moved(&device, x0, volt, volt, time);
        assert!((x - reference).abs() < 1e-9, "{window:?}: {x} {reference}");
    }
}

#[test]
fn drift_keeps_the_identities_of_a_memristor() {
    for window in windows() {
        // ramps between +-2 V of up to 1 s; windows are integrated to 1e-9
        let tolerance = if window == Window::None { 1e-12 } else { 4e-9 };
        let count = if window == Window::None { 100_000 } else { 2_000 };
        identities::check(&device(window), 2.0, 1.0, count, tolerance);
    }
}

#[test]
fn nothing_moves_at_zero_volt_and_the_idle_rule_bounds_the_motion() {
    for window in windows() {
        let device = device(window);
        assert_eq!(moved(&device, 0.3, 0.0, 0.0, 1e9), 0.3);
        let (volt, dt) = (0.05, 2e-13);
        assert!(device.idle(-volt, volt, dt) && !device.idle(-volt, volt, 1e3 * dt));
        for x in [0.0, 0.3, 0.999, 1.0] {
            assert!((moved(&device, x, volt, volt, dt) - x).abs() <= 1e-12);
        }
    }
}

#[test]
fn published_pulses_move_the_devices() {
    identities::protocol_moves("strukov2008_hp");
    identities::protocol_moves("strukov2008_hp_biolek_demo");
}

#[test]
fn files_choose_windows_by_table_and_learn_what_is_wrong_with_them() {
    let load = |changes: &str| crate::catalogue::load("strukov2008_hp", &changes.parse().unwrap());
    assert!(format!("{:?}", load("window.joglekar = { p = 2 }").unwrap()).contains("Joglekar { p: 2.0 }"));
    assert!(load("window.prodromakis = { p = 2.0, j = 1.0 }").is_ok());
    let error = |changes: &str| load(changes).unwrap_err().to_string();
    assert!(error("window.biolek = { p = 0.5 }").contains("`window.biolek.p` is 0.5, but must be between 1 and 100"));
    assert!(error("window = 'joglekr'").contains("joglekar"));
    let unknown = error("window.biolek = { p = 2.0, q = 2.0 }");
    assert!(unknown.contains("unexpected keys in table: q, available keys: p"), "{unknown}");
    assert!(error("mu_v = '1e-14 m/s'").contains("is a speed, but a mobility is needed"));
}
