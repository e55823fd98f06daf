use super::*;
use crate::memristor::identities;

fn moved(device: &Vteam, w: f64, start: f64, end: f64, dt: f64) -> f64 {
    device.advance(&w, Ramp { start, end, dt }, Random::new(1, 0))
}

fn device() -> Vteam {
    Vteam {
        r_on: 50.0,
        r_off: 1e3,
        resistance: Resistance::Linear,
        w_on: 0.0,
        w_off: 3e-9,
        k_on: -10.0,
        k_off: 5e-4,
        alpha_on: 3.0,
        alpha_off: 1.0,
        v_on: -0.2,
        v_off: 0.02,
        window: Window::None,
    }
}

#[test]
fn constant_voltage_moves_the_state_linearly_in_time() {
    let device = device();
    let speed = 5e-4 * (0.1 / 0.02 - 1.0);
    let w = moved(&device, 1e-9, 0.1, 0.1, 1e-7);
    assert!((w - 1e-9 - speed * 1e-7).abs() < 1e-12 * w);
    assert_eq!(moved(&device, 1e-9, 0.1, 0.1, 1.0), 3e-9); // hard bound
}

#[test]
fn midpoint_steps_approach_the_closed_form_with_second_order() {
    let device = device();
    let (start, end, dt) = (-0.25, -0.4, 1e-10);
    let exact = moved(&device, 3e-9, start, end, dt);
    let stepped = |n: usize| {
        let voltage = |k: usize| start + (end - start) * (k as f64 + 0.5) / n as f64;
        (0..n).fold(3e-9, |w, k| moved(&device, w, voltage(k), voltage(k), dt / n as f64))
    };
    let order = ((stepped(8) - exact) / (stepped(16) - exact)).log2();
    assert!((order - 2.0).abs() < 0.02, "measured order {order}");
}

#[test]
fn mean_of_a_power_joins_its_series_at_the_switch_and_agrees_with_the_sum_for_whole_exponents() {
    for alpha in [0.5, 1.0, 1.7, 3.0, 10.0] {
        let exact = |a: f64, b: f64| {
            // 20 panels of Boole's rule: error below 1e-15 for ratios near 1
            let panel = |a: f64, b: f64| {
                let at = |f: f64| (a + f * (b - a)).powf(alpha);
                (7.0 * at(0.0) + 32.0 * at(0.25) + 12.0 * at(0.5) + 32.0 * at(0.75) + 7.0 * at(1.0)) / 90.0
            };
            (0..20)
                .map(|k| panel(a + (b - a) * f64::from(k) / 20.0, a + (b - a) * f64::from(k + 1) / 20.0))
                .sum::<f64>()
                / 20.0
        };
        for d in [0.0, 1e-12, 1e-3, 0.0199, 0.0201, 0.1] {
            let (a, b) = (1.7, 1.7 * (1.0 - d / (alpha + 1.0)));
            let mean = mean_power(a, b, alpha);
            assert!((mean / exact(a, b) - 1.0).abs() < 2e-13, "alpha {alpha} d {d}");
            assert_eq!(mean, mean_power(b, a, alpha));
        }
        assert!((mean_power(0.0, 2.0, alpha) / (2f64.powf(alpha) / (alpha + 1.0)) - 1.0).abs() < 1e-14);
    }
    for alpha in [0.0, 1.0, 2.0, 5.0, 6.0] {
        for (a, b) in [(0.0, 0.0), (0.0, 1.5), (0.3, 1e-3), (2.0, 2.0), (2.0, 1.9999)] {
            let (sum, general) = (sum_of_powers(a, b, alpha), (alpha + 1.0) * mean_power(a, b, alpha));
            assert!((sum - general).abs() <= 1e-13 * sum, "alpha {alpha} {a} {b}: {sum} {general}");
            assert!((whole_power(a, alpha) - a.powf(alpha)).abs() <= 1e-15 * a.powf(alpha));
        }
    }
}

#[test]
fn devices_together_end_where_each_ends_alone_whatever_the_others_need() {
    for (alpha_on, alpha_off) in [(3.0, 1.0), (0.0, 6.0), (2.3, 0.7)] {
        let device = Vteam { alpha_on, alpha_off, ..device() };
        for (voltage, rise) in
            [(0.3, 0.0), (-0.3, 0.0), (0.02, 0.0), (-0.1, 0.0), (0.01, 0.3), (-0.1, -0.3), (0.4, -0.9)]
        {
            for other in [voltage, 1.1 * voltage, -voltage, 0.0] {
                let (start, end) = ([voltage, other, voltage], [voltage, other, voltage + rise]);
                let states = [1e-9, 2e-9, 1.5e-9];
                let segment = Segment { start: &start, end: &end };
                device.shortcuts(
                    &mut states.clone(),
                    segment,
                    1e-10,
                    |k| Random::new(1, k),
                    |k, _, (next, serves)| {
                        let alone = moved(&device, states[k], start[k], end[k], 1e-10);
                        assert!(!serves || (next - alone).abs() < 1e-13 * 3e-9, "{next} {alone} at {} V", start[k]);
                        let one = device.shortcut(
                            &states[k],
                            Ramp { start: start[k], end: end[k], dt: 1e-10 },
                            Random::new(1, k),
                        );
                        assert_eq!(serves, one.1, "{} to {} V", start[k], end[k]);
                    },
                );
            }
        }
    }
}

#[test]
fn ramp_through_both_thresholds_moves_there_and_back_in_order_of_time() {
    let device = device();
    // falling ramp: the OFF part (up to the bound) comes first, then the ON part
    let whole = moved(&device, 2.9e-9, 0.5, -0.5, 1e-6);
    let halves = moved(&device, moved(&device, 2.9e-9, 0.5, 0.0, 0.5e-6), 0.0, -0.5, 0.5e-6);
    assert!((whole - halves).abs() < 1e-20);
}

#[test]
fn below_the_thresholds_nothing_moves() {
    let device = device();
    assert_eq!(moved(&device, 1e-9, -0.2, 0.02, 1e3), 1e-9);
    assert!(device.idle(-0.2, 0.02, 1e3) && !device.idle(-0.21, 0.0, 1e3));
}

#[test]
fn exponential_resistance_meets_the_linear_one_at_the_bounds() {
    let (linear, exponential) = (device(), Vteam { resistance: Resistance::Exponential, ..device() });
    for w in [0.0, 3e-9] {
        assert!((linear.resistance_at(w) / exponential.resistance_at(w) - 1.0).abs() < 1e-14);
    }
    assert!((exponential.resistance_at(1.5e-9) - 50_000f64.sqrt()).abs() < 1e-9); // geometric mean
    assert!(exponential.branch(&1e-9, -0.3).current < 0.0);
}

fn windows() -> [Window; 5] {
    [
        Window::None,
        Window::Joglekar { p: 1.0 },
        Window::Biolek { p: 1.0 },
        Window::Prodromakis { p: 2.0, j: 1.0 },
        Window::Kvatinsky { a: 0.4, w_c: 0.1 },
    ]
}

#[test]
fn windows_of_exponent_one_follow_their_closed_forms() {
    let speed = 5e-4f64 * (0.1 / 0.02 - 1.0) / 3e-9;
    let (x0, time) = (0.2f64, 1.2e-6f64);
    let growth = (4.0 * speed * time).exp();
    let joglekar = Vteam { window: Window::Joglekar { p: 1.0 }, ..device() };
    let x = moved(&joglekar, 3e-9 * x0, 0.1, 0.1, time) / 3e-9;
    assert!((x - x0 * growth / (1.0 - x0 + x0 * growth)).abs() < 1e-9); // x' = 4 x (1 - x)
    let biolek = Vteam { window: Window::Biolek { p: 1.0 }, ..device() };
    let x = moved(&biolek, 3e-9 * x0, 0.1, 0.1, time) / 3e-9;
    let tanh = (speed * time).tanh();
    assert!((x - (x0 + tanh) / (1.0 + x0 * tanh)).abs() < 1e-9); // x' = 1 - x^2
}

#[test]
fn vteam_keeps_the_identities_of_a_memristor() {
    for window in windows() {
        for (alpha_on, resistance) in [(3.0, Resistance::Linear), (2.3, Resistance::Exponential)] {
            let device = Vteam { window, alpha_on, resistance, ..device() };
            let (count, tolerance) = if window == Window::None { (100_000, 1e-12) } else { (2_000, 4e-9) };
            identities::check(&device, 0.5, 1e-6, count, tolerance);
        }
    }
}

#[test]
fn mirrored_parameters_give_mirrored_motion() {
    for window in windows() {
        let device = Vteam { window, ..device() };
        let image = Vteam {
            k_on: -device.k_off,
            k_off: -device.k_on,
            alpha_on: device.alpha_off,
            alpha_off: device.alpha_on,
            v_on: -device.v_off,
            v_off: -device.v_on,
            ..device
        };
        identities::mirrored(&device, &image, 0.4, 1e-7, 1e-9);
    }
}

#[test]
fn published_pulses_move_the_device() {
    identities::protocol_moves("lammie2020_vteam");
}
