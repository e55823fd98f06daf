use super::*;
use crate::memristor::identities;

fn device() -> Team {
    Team {
        r_on: 100.0,
        r_off: 1e4,
        resistance: Resistance::Linear,
        w_on: 0.0,
        w_off: 3e-9,
        k_on: -1.0,
        k_off: 1.0,
        alpha_on: 3.0,
        alpha_off: 2.0,
        i_on: -100e-6,
        i_off: 100e-6,
        window: Window::None,
    }
}

fn variants() -> Vec<Team> {
    let windows = [
        Window::None,
        Window::Joglekar { p: 2.0 },
        Window::Biolek { p: 2.0 },
        Window::Prodromakis { p: 2.0, j: 1.0 },
        Window::Kvatinsky { a: 0.4, w_c: 0.1 },
    ];
    let linear = windows.map(|window| Team { window, ..device() });
    linear.into_iter().chain([Team { resistance: Resistance::Exponential, ..device() }]).collect()
}

fn moved(device: &Team, w: f64, start: f64, end: f64, dt: f64) -> f64 {
    device.advance(&w, Ramp { start, end, dt }, Random::new(1, 0))
}

#[test]
fn switching_off_at_constant_voltage_follows_the_closed_form() {
    // alpha = 1, linear R: dw/dt = k (V / (R i_off) - 1) and dR = rho dw give R' = rho k (V - R i_off) / (R i_off),
    // so t = [-(R - R0) - R_s ln((R_s - R) / (R_s - R0))] / (rho k) with R_s = V / i_off
    let device = Team { alpha_off: 1.0, ..device() };
    let rho = (device.r_off - device.r_on) / device.w_off;
    let (volt, start) = (0.4, device.resistance_at(0.3e-9));
    let limit = volt / device.i_off;
    for target in [1.2e3, 2.0e3, 3.5e3, 3.999e3] {
        let time = -((target - start) + limit * ((limit - target) / (limit - start)).ln()) / (rho * device.k_off);
        let w = moved(&device, 0.3e-9, volt, volt, time);
        assert!(
            (device.resistance_at(w) - target).abs() < 1e-7 * device.r_off,
            "{target}: {}",
            device.resistance_at(w)
        );
    }
}

#[test]
fn at_constant_voltage_the_device_turns_off_until_the_current_has_fallen_to_its_threshold() {
    let device = device();
    let w = moved(&device, 0.0, 0.5, 0.5, 1e3); // 500 s of a motion of nanoseconds
    let limit = 0.5 / device.i_off;
    // alpha = 2 approaches the limit as 1/t: within 1e-4 after so long, and never beyond
    assert!(device.resistance_at(w) <= limit * (1.0 + 1e-9) && device.resistance_at(w) > limit * (1.0 - 1e-4));
}

#[test]
fn currents_below_the_thresholds_move_nothing() {
    for device in variants() {
        let w = 1e-9;
        let volt = device.resistance_at(w) * 100e-6 * (1.0 - 1e-9);
        assert_eq!(moved(&device, w, -volt, volt, 1e3), w);
        assert!(moved(&device, w, 2.0 * volt, 2.0 * volt, 1e-9) > w);
        assert!(moved(&device, w, -2.0 * volt, -2.0 * volt, 1e-9) < w);
        assert!(device.idle(-9.9e-3, 9.9e-3, 1e3) && !device.idle(-10.1e-3, 0.0, 1e3));
    }
}

#[test]
fn ramps_agree_with_small_runge_kutta_steps() {
    for device in variants() {
        for (start, end, w0) in [(0.0, 1.0, 0.5e-9), (0.8, 0.1, 0.2e-9), (0.0, -0.7, 2e-9), (-0.9, 0.0, 2.5e-9)] {
            let (dt, steps) = (2e-9, 40_000);
            let h = dt / f64::from(steps);
            let rate = |w: f64, t: f64| {
                let w = w.clamp(device.w_on, device.w_off);
                device.rate(w, (start + (end - start) * t / dt) / device.resistance_at(w))
            };
            let reference = (0..steps).fold(w0, |w, n| {
                let t = h * f64::from(n);
                let k1 = rate(w, t);
                let k2 = rate(w + 0.5 * h * k1, t + 0.5 * h);
                let k3 = rate(w + 0.5 * h * k2, t + 0.5 * h);
                let k4 = rate(w + h * k3, t + h);
                (w + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)).clamp(device.w_on, device.w_off)
            });
            let w = moved(&device, w0, start, end, dt);
            assert!((w - reference).abs() < 1e-7 * device.w_off, "{device:?} {start} {end}: {w:e} {reference:e}");
        }
    }
}

#[test]
fn team_keeps_the_identities_of_a_memristor() {
    for device in variants() {
        identities::check(&device, 1.0, 1e-6, 200, 1e-6);
    }
}

#[test]
fn published_pulses_move_the_device() {
    identities::protocol_moves("kvatinsky2013_team");
}
