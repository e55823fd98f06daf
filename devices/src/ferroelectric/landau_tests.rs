use super::*;
use crate::conduction::Ohmic;

fn device() -> LandauKhalatnikov {
    LandauKhalatnikov {
        conduction: Conduction::Ohmic(Ohmic { g_on: 1e-6, g_off: 1e-8 }),
        potentiation: Potentiation::Positive,
        plates: Plates { area: 1e-12, thickness: 1e-8, epsilon_r: 20.0 },
        temperature: 300.0,
        t_c: 598.0,
        c_0: 5.3e5,
        beta: -6.72e8,
        gamma: 1.95e10,
        rho_v: 1.0,
        domains: Domains { count: 1, coupling: 0.0, bias_spread: 0.0 },
    }
}

fn first() -> Random {
    Random::new(1, 0)
}

fn moved(device: &LandauKhalatnikov, p: [f64; MAX_DOMAINS], start: f64, end: f64, dt: f64) -> [f64; MAX_DOMAINS] {
    device.advance(&p, Ramp { start, end, dt }, first())
}

/// Voltage of a field.
fn volts(device: &LandauKhalatnikov, field: f64) -> f64 {
    field * device.plates.thickness
}

#[test]
fn coefficients_give_a_remanent_state_and_a_coercive_field() {
    let device = device();
    // alpha = -298 K / (2 epsilon_0 5.3e5 K)
    assert!((device.alpha() / -3.175_2e7 - 1.0).abs() < 1e-4, "{:e}", device.alpha());
    assert!(device.field(device.p_r()).abs() < 1e-7 * device.e_c());
    // no field between the fold and the remanent state lies below that of the fold
    let lowest = (1..10_000).map(|k| device.field(device.p_r() * f64::from(k) / 1e4)).fold(0.0, f64::min);
    assert!((lowest + device.e_c()).abs() < 1e-6 * device.e_c());
    let rest = moved(&device, device.state(0.9, first()), 0.0, 0.0, 1.0);
    assert!((device.mean(&rest) - device.p_r()).abs() < 1e-6 * device.p_r());
}

#[test]
fn a_slow_ramp_of_a_second_follows_the_root_and_jumps_at_the_coercive_field() {
    let device = device();
    let e_c = device.e_c();
    let before = moved(&device, device.state(0.0, first()), 0.0, volts(&device, 0.999 * e_c), 1.0);
    assert!(before[0] < 0.0 && (device.field(before[0]) / (0.999 * e_c) - 1.0).abs() < 1e-4);
    let after = moved(&device, device.state(0.0, first()), 0.0, volts(&device, 1.001 * e_c), 1.0);
    assert!(after[0] > 0.0 && (device.field(after[0]) / (1.001 * e_c) - 1.0).abs() < 1e-4);
}

#[test]
fn switching_time_diverges_with_the_square_root_above_the_coercive_field() {
    // at a fold P' ~ (E - E_c) + c (P - P_f)^2: the delay is proportional to (E - E_c)^(-1/2)
    let device = device();
    let time = |overdrive: f64| {
        let voltage = volts(&device, (1.0 + overdrive) * device.e_c());
        let mut p = device.state(0.0, first());
        let (mut elapsed, dt) = (0.0, 1e-9);
        while p[0] < 0.0 {
            p = moved(&device, p, voltage, voltage, dt);
            elapsed += dt;
        }
        elapsed
    };
    let exponent = (time(1e-4) / time(2.5e-5)).ln() / 4f64.ln();
    assert!((exponent + 0.5).abs() < 0.03, "exponent {exponent}");
}

#[test]
fn a_loop_dissipates_its_area_which_is_never_negative() {
    let device = device();
    let amplitude = 3.0 * volts(&device, device.e_c());
    for period in [1e-6, 1e-5] {
        let steps = 40_000;
        let dt = period / f64::from(steps);
        let voltage = |k: i32| {
            let phase = f64::from(k) / f64::from(steps);
            amplitude * (4.0 * (phase - 0.5).abs() - 1.0)
        };
        let mut p = moved(&device, device.state(1.0, first()), 0.0, amplitude, period);
        let (mut work, mut heat) = (0.0, 0.0);
        for k in 0..steps {
            let charge = device.charge(&p, voltage(k)).charge;
            let next = moved(&device, p, voltage(k), voltage(k + 1), dt);
            let change = next[0] - p[0];
            work += 0.5 * (voltage(k) + voltage(k + 1)) * (device.charge(&next, voltage(k + 1)).charge - charge);
            heat += device.rho_v * change * change / dt * device.plates.area * device.plates.thickness;
            p = next;
        }
        assert!(heat > 0.0 && (work / heat - 1.0).abs() < 3e-3, "{work:e} and {heat:e}"); // trapezoids
    }
}

#[test]
fn splitting_a_ramp_changes_nothing_beyond_the_tolerance() {
    let device = LandauKhalatnikov { domains: Domains { count: 4, coupling: 1e7, bias_spread: 1e6 }, ..device() };
    for (start, end, dt) in [(0.0, 0.2, 1e-7), (0.3, -0.3, 1e-6), (0.2, 0.2, 1e-7)] {
        let whole = moved(&device, device.state(0.1, first()), start, end, dt);
        let split = (0..10).fold(device.state(0.1, first()), |p, k| {
            let voltage = |k: i32| start + (end - start) * f64::from(k) / 10.0;
            moved(&device, p, voltage(k), voltage(k + 1), dt / 10.0)
        });
        for (a, b) in whole.iter().zip(&split) {
            assert!((a - b).abs() < 1e-4 * device.p_r(), "{whole:?} and {split:?}");
        }
    }
}

#[test]
fn coupled_domains_switch_together_and_biased_ones_one_by_one() {
    let spread = |coupling| {
        let device = LandauKhalatnikov { domains: Domains { count: 8, coupling, bias_spread: 3e6 }, ..device() };
        let mut p = device.state(0.0, first());
        let mut between = 0;
        for k in 0..400 {
            let voltage = |k: i32| 2.5 * volts(&device, device.e_c()) * f64::from(k) / 400.0;
            p = moved(&device, p, voltage(k), voltage(k + 1), 1e-5);
            let up = p.iter().filter(|p| **p > 0.0).count();
            between += usize::from(up > 0 && up < 8);
        }
        assert!(p.iter().all(|p| *p > 0.0));
        between
    };
    assert!(spread(0.0) > 20, "{}", spread(0.0));
    assert_eq!(spread(1e9), 0);
}

#[test]
fn more_voltage_or_time_never_leaves_less_polarization() {
    let device = device();
    let p = |voltage: f64, dt: f64| moved(&device, device.state(0.0, first()), voltage, voltage, dt)[0];
    for step in 0..30 {
        let (voltage, dt) = (0.02 * f64::from(step), 2e-9 * 1.7f64.powi(step % 12));
        let tolerance = 1e-5 * device.p_r();
        assert!(
            p(voltage + 0.02, dt) >= p(voltage, dt) - tolerance && p(voltage, 1.5 * dt) >= p(voltage, dt) - tolerance
        );
    }
}

#[test]
fn random_ramps_keep_the_bounds_and_mirror() {
    let device = device();
    let (mut p, mut mirror) = (device.state(0.3, first()), device.state(0.7, first()));
    for k in 0..3000 {
        let (start, end) = (0.5 * (f64::from(k) * 1.7).sin(), 0.5 * (f64::from(k) * 2.3).cos());
        let dt = 10f64.powi(k % 12 - 12);
        p = moved(&device, p, start, end, dt);
        mirror = moved(&device, mirror, -start, -end, dt);
        assert!((0.0..=1.0).contains(&device.position(&p)) && p[0].abs() < 2.0 * device.p_r());
        assert!((p[0] + mirror[0]).abs() < 1e-9 * device.p_r(), "{} and {}", p[0], mirror[0]);
        assert!(device.branch(&p, start).current * start >= 0.0);
    }
}

#[test]
fn programmed_positions_are_read_back() {
    let device = LandauKhalatnikov { domains: Domains { count: 5, ..device().domains }, ..device() };
    for position in [0.0, 0.13, 0.5, 0.77, 1.0] {
        assert!((device.position(&device.state(position, first())) - position).abs() < 1e-14);
    }
}
