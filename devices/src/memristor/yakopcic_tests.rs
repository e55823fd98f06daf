use super::*;
use crate::memristor::identities;

fn device() -> Yakopcic {
    Yakopcic {
        a1: 0.17,
        a2: 0.17,
        b: 0.05,
        v_p: 0.16,
        v_n: 0.15,
        a_p: 4000.0,
        a_n: 4000.0,
        x_p: 0.3,
        x_n: 0.5,
        alpha_p: 1.0,
        alpha_n: 5.0,
        eta: 1.0,
    }
}

fn moved(device: &Yakopcic, x: f64, start: f64, end: f64, dt: f64) -> f64 {
    device.advance(&x, Ramp { start, end, dt }, Random::new(1, 0))
}

/// dx/dt as published, to be integrated in small steps.
fn rate(device: &Yakopcic, x: f64, v: f64) -> f64 {
    let g = if v > device.v_p {
        device.a_p * (v.exp() - device.v_p.exp())
    } else if v < -device.v_n {
        -device.a_n * ((-v).exp() - device.v_n.exp())
    } else {
        0.0
    };
    let f = if device.eta * v >= 0.0 {
        let wp = (device.x_p - x) / (1.0 - device.x_p) + 1.0;
        if x >= device.x_p { (-device.alpha_p * (x - device.x_p)).exp() * wp } else { 1.0 }
    } else {
        let wn = x / (1.0 - device.x_n);
        if x <= 1.0 - device.x_n { (device.alpha_n * (x + device.x_n - 1.0)).exp() * wn } else { 1.0 }
    };
    device.eta * g * f
}

fn runge_kutta(device: &Yakopcic, x0: f64, start: f64, end: f64, dt: f64, steps: u32) -> f64 {
    let h = dt / f64::from(steps);
    let voltage = |t: f64| start + (end - start) * t / dt;
    (0..steps).fold(x0, |x, n| {
        let t = h * f64::from(n);
        let k1 = rate(device, x, voltage(t));
        let k2 = rate(device, x + 0.5 * h * k1, voltage(t + 0.5 * h));
        let k3 = rate(device, x + 0.5 * h * k2, voltage(t + 0.5 * h));
        let k4 = rate(device, x + h * k3, voltage(t + h));
        x + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    })
}

#[test]
fn constant_voltage_before_the_knee_moves_linearly_in_time() {
    let x = moved(&device(), 0.1, 0.3, 0.3, 1e-4);
    assert!((x - 0.1 - 4000.0 * (0.3f64.exp() - 0.16f64.exp()) * 1e-4).abs() < 1e-15);
    let x = moved(&device(), 0.9, -0.3, -0.3, 1e-4);
    assert!((x - 0.9 + 4000.0 * (0.3f64.exp() - 0.15f64.exp()) * 1e-4).abs() < 1e-15);
}

#[test]
fn beyond_the_knee_without_decay_the_room_falls_exponentially() {
    // alpha = 0: f = (1 - x) / (1 - x_p)
    let device = Yakopcic { alpha_p: 0.0, ..device() };
    let dose = |time: f64| 4000.0 * (0.3f64.exp() - 0.16f64.exp()) * time;
    for time in [1e-9, 1e-5, 1e-3, 1e-2] {
        let x = moved(&device, 0.4, 0.3, 0.3, time);
        let exact = 1.0 - 0.6 * (-dose(time) / 0.7).exp();
        assert!((x - exact).abs() < 1e-14, "{x} {exact}");
    }
}

#[test]
fn devices_together_end_where_each_ends_alone_whatever_the_others_need() {
    for eta in [1.0, -1.0] {
        let device = Yakopcic { eta, ..device() };
        for (voltage, rise) in [(0.3, 0.0), (-0.3, 0.0), (0.1, 0.0), (0.1, 0.3), (-0.1, -0.3), (0.4, -0.9)] {
            for states in [[0.1, 0.12, 0.14], [0.55, 0.7, 0.99], [0.1, 0.4, 0.9], [0.0, 0.5, 1.0]] {
                let (start, end) = ([voltage; 3], [voltage, voltage + rise, voltage + 0.5 * rise]);
                let (mut together, mut served) = ([0.0; 3], [false; 3]);
                let segment = Segment { start: &start, end: &end };
                device.shortcuts(
                    &mut states.clone(),
                    segment,
                    1e-5,
                    |k| Random::new(1, k),
                    |k, _, step| {
                        (together[k], served[k]) = step;
                    },
                );
                for k in 0..3 {
                    let alone = moved(&device, states[k], start[k], end[k], 1e-5);
                    // two forms of one solution
                    assert!(!served[k] || (together[k] - alone).abs() < 1e-14, "{} {alone}", together[k]);
                    let one =
                        device.shortcut(&states[k], Ramp { start: start[k], end: end[k], dt: 1e-5 }, Random::new(1, k));
                    assert!(served[k] == one.1, "{k} of {states:?} at {voltage} V by {rise} V");
                }
            }
        }
    }
}

#[test]
fn ramps_over_knees_and_thresholds_agree_with_small_runge_kutta_steps() {
    let reversed = Yakopcic { eta: -1.0, v_n: 0.3, a_n: 1500.0, ..device() };
    for device in [device(), reversed] {
        for (start, end, x0) in
            [(0.0, 0.5, 0.1), (0.6, 0.2, 0.35), (0.0, -0.6, 0.8), (-0.4, 0.5, 0.5), (0.5, -0.5, 0.2)]
        {
            let dt = 1e-3;
            let (coarse, fine) =
                (runge_kutta(&device, x0, start, end, dt, 100_000), runge_kutta(&device, x0, start, end, dt, 200_000));
            let x = moved(&device, x0, start, end, dt);
            // the kinks of f and g limit the reference
            let allowed = 2.0 * (coarse - fine).abs() + 1e-9;
            assert!((x - fine).abs() < allowed, "{start} {end}: {x} {fine}");
        }
    }
}

#[test]
fn yakopcic_keeps_the_identities_of_a_memristor() {
    for device in
        [device(), Yakopcic { eta: -1.0, alpha_p: 30.0, ..device() }, Yakopcic { x_p: 1.0, x_n: 0.0, ..device() }]
    {
        identities::check(&device, 1.0, 1e-2, 100_000, 1e-12);
    }
}

#[test]
fn mirrored_parameters_give_mirrored_motion() {
    let device = device();
    let image = Yakopcic {
        v_p: device.v_n,
        v_n: device.v_p,
        a_p: device.a_n,
        a_n: device.a_p,
        x_p: device.x_n,
        x_n: device.x_p,
        alpha_p: device.alpha_n,
        alpha_n: device.alpha_p,
        ..device
    };
    identities::mirrored(&device, &image, 0.6, 1e-3, 1e-12);
}

#[test]
fn current_is_odd_for_equal_scales_and_has_the_published_slope_at_rest() {
    let device = device();
    assert_eq!(device.branch(&0.4, 0.3).current, -device.branch(&0.4, -0.3).current);
    assert!((device.branch(&0.4, 0.0).conductance - 0.17 * 0.4 * 0.05).abs() < 1e-18);
    assert!((device.branch(&0.11, 0.2).current - 0.17 * 0.11 * (0.01f64).sinh()).abs() < 1e-18);
}

#[test]
fn at_the_thresholds_nothing_moves() {
    assert_eq!(moved(&device(), 0.4, -0.15, 0.16, 1e6), 0.4);
    assert!(device().idle(-0.15, 0.16, 1e6) && !device().idle(-0.16, 0.0, 1.0));
}

#[test]
fn absurd_voltages_and_times_end_at_the_bounds() {
    assert_eq!(moved(&device(), 0.4, 1e300, 1e300, 1e300), 1.0);
    assert_eq!(moved(&device(), 0.4, -1e4, -1e4, 1e9), 0.0);
    assert!((0.0..=1.0).contains(&moved(&device(), 0.4, 1e300, -1e300, 1e9)));
}

#[test]
fn published_pulses_move_the_devices() {
    identities::protocol_moves("yakopcic2013");
    identities::protocol_moves("yakopcic2013_high_threshold");
}
