use super::*;
use crate::conduction::Ohmic;

fn device() -> Preisach {
    Preisach {
        conduction: Conduction::Ohmic(Ohmic { g_on: 1e-6, g_off: 1e-8 }),
        potentiation: Potentiation::Positive,
        plates: Plates { area: 1e-12, thickness: 1e-8, epsilon_r: 30.0 },
        p_s: 0.25,
        coercivity: Coercivity {
            classes: 16,
            ensemble: Ensemble::Quantiles,
            distribution: Distribution::Gauss(Peak { center: 1.0, width: 0.2 }),
        },
        bias: Distribution::Gauss(Peak { center: 0.0, width: 0.3 }),
        lag: 0.0,
    }
}

fn jiang() -> Preisach {
    let bias = Distribution::Logistic(Peak { center: 0.0, width: 1.0 / (9f64).ln() });
    Preisach { coercivity: Coercivity { classes: 1, ..device().coercivity }, bias, ..device() }
}

fn first() -> Random {
    Random::new(1, 0)
}

/// State after ramps of 1 us through `voltages`.
fn through(device: &Preisach, plays: Plays, voltages: &[f64]) -> Plays {
    voltages
        .windows(2)
        .fold(plays, |plays, pair| device.advance(&plays, Ramp { start: pair[0], end: pair[1], dt: 1e-6 }, first()))
}

#[test]
fn major_loop_of_logistic_biases_is_the_hyperbolic_tangent_of_jiang() {
    let device = jiang();
    // delta = v_c / ln((p_s + p_r) / (p_s - p_r)) with p_r = 0.8 p_s
    let delta = 1.0 / ((1.0 + 0.8) / (1.0 - 0.8f64)).ln();
    let polarization = |plays: &Plays, voltage| {
        (device.charge(plays, voltage).charge / 1e-12 - crate::constants::EPSILON_0 * 30.0 * voltage / 1e-8) / 0.25
    };
    let mut plays = through(&device, device.state(0.0, first()), &[0.0, -20.0]);
    for (from, to, v_c) in [(-20.0, 20.0, 1.0), (20.0, -20.0, -1.0)] {
        for k in 0..200 {
            let voltage = |k: i32| from + (to - from) * f64::from(k) / 200.0;
            plays = through(&device, plays, &[voltage(k), voltage(k + 1)]);
            let expected = ((voltage(k + 1) - v_c) / (2.0 * delta)).tanh();
            assert!((polarization(&plays, voltage(k + 1)) - expected).abs() < 1e-9, "at {}", voltage(k + 1));
        }
    }
    let remanent = through(&device, plays, &[-20.0, 20.0, 0.0]);
    assert!((polarization(&remanent, 0.0) - 0.8).abs() < 1e-9);
}

#[test]
fn the_state_is_that_of_a_grid_of_hysterons() {
    // direct simulation of hysterons at mid-quantiles of coercivity and bias
    let device = device();
    let n = 2000;
    let start = device.state(0.0, first());
    let biases: Vec<f64> = (0..n).map(|j| device.bias.quantile((f64::from(j) + 0.5) / f64::from(n))).collect();
    let voltages = [0.0, 1.3, -0.4, 0.9, -0.9, 1.1, 0.2, 0.8, -3.0, 1.05];
    let mut total = 0;
    for &c in &start.coercive {
        total += biases
            .iter()
            .filter(|&&b| voltages.iter().fold(false, |up, &v| if v >= b + c { true } else { up && v > b - c }))
            .count();
    }
    let up = through(&device, start, &voltages).up;
    // each class counts biases to 1/(2n)
    assert!((up - total as f64 / (16.0 * f64::from(n))).abs() < 0.5 / f64::from(n), "{up}");
}

#[test]
fn the_return_point_is_remembered() {
    let device = device();
    let turn = through(&device, device.state(0.0, first()), &[0.0, 1.1]);
    let back = through(&device, turn, &[1.1, 0.3, 0.7, -0.4, 0.8, 1.1]);
    assert_eq!(back.up, turn.up);
    let inner = through(&device, turn, &[1.1, -0.4, 0.6]);
    assert_eq!(through(&device, inner, &[0.6, 0.1, 0.6]).up, inner.up);
}

#[test]
fn larger_swings_wipe_out_what_came_before() {
    let device = device();
    let brief = through(&device, device.state(0.3, first()), &[0.0, 1.4, -0.5]);
    let long = through(&device, device.state(0.7, first()), &[0.0, -0.9, 0.8, -0.2, 0.6, 1.4, -0.1, 0.9, -0.5]);
    let other = through(&device, device.state(0.3, first()), &[0.0, -0.9, 0.8, -0.2, 0.6, 1.4, -0.1, 0.9, -0.5]);
    assert_eq!(long.up, through(&device, device.state(0.7, first()), &[0.0, -0.9, 1.4, -0.5]).up);
    assert_eq!(other.up, through(&device, device.state(0.3, first()), &[0.0, -0.9, 1.4, -0.5]).up);
    assert!(brief.up > 0.0);
}

#[test]
fn minor_loops_between_the_same_voltages_are_congruent() {
    let device = device();
    let height = |voltages: &[f64]| {
        let low = through(&device, device.state(0.0, first()), voltages);
        let high = through(&device, low, &[-0.6, 0.9]);
        (high.up - low.up, low.up)
    };
    let (first, from) = height(&[0.0, 1.2, -0.6, 0.9, -0.6]);
    let (second, other) = height(&[0.0, 3.0, -0.6, 0.9, -0.6]);
    assert!(
        (first - second).abs() < 1e-12 && (from - other).abs() > 0.05,
        "{first} from {from}, {second} from {other}"
    );
}

#[test]
fn neither_splitting_nor_time_matters_without_lag() {
    let device = device();
    let start = device.state(0.4, first());
    let whole = through(&device, start, &[0.0, 1.2]);
    assert_eq!(through(&device, start, &[0.0, 0.1, 0.9, 1.15, 1.2]), whole);
    let slow = device.advance(&start, Ramp { start: 0.0, end: 1.2, dt: 1e3 }, first());
    assert_eq!(slow, whole);
}

#[test]
fn a_lag_is_solved_exactly_along_ramps_and_vanishes_for_slow_ones() {
    let device = Preisach { lag: 1e-7, ..device() };
    let start = Plays { effective: 0.7, ..device.state(0.4, first()) };
    // the effective voltage first falls towards the ramp, then follows it
    let whole = device.advance(&start, Ramp { start: -2.0, end: 2.0, dt: 3e-7 }, first());
    let split = (0..64).fold(start, |plays, k| {
        let voltage = |k: f64| -2.0 + 4.0 * k / 64.0;
        let ramp = Ramp { start: voltage(f64::from(k)), end: voltage(f64::from(k) + 1.0), dt: 3e-7 / 64.0 };
        device.advance(&plays, ramp, first())
    });
    assert!((whole.effective - split.effective).abs() < 1e-13);
    assert!((whole.up - split.up).abs() < 1e-12, "{} and {}", whole.up, split.up);
    let exact = 2.0 - 4.0 / 3.0 + (0.7 + 2.0 + 4.0 / 3.0) * (-3f64).exp();
    assert!((whole.effective - exact).abs() < 1e-13);
    let slow = device.advance(&start, Ramp { start: 0.7, end: 1.4, dt: 1.0 }, first());
    let quick = Preisach { lag: 0.0, ..device }.advance(&start, Ramp { start: 0.7, end: 1.4, dt: 1.0 }, first());
    assert!((slow.up - quick.up).abs() < 1e-6);
}

#[test]
fn loops_dissipate_their_area_and_quasi_static_ramps_through_zero_current_nothing() {
    let device = device();
    let mut plays = through(&device, device.state(0.0, first()), &[0.0, 3.0]);
    let mut work = 0.0;
    for (from, to) in [(3.0, -3.0), (-3.0, 3.0)] {
        for k in 0..2000 {
            let voltage = |k: i32| from + (to - from) * f64::from(k) / 2000.0;
            let before = device.charge(&plays, voltage(k)).charge;
            plays = through(&device, plays, &[voltage(k), voltage(k + 1)]);
            work += 0.5 * (voltage(k) + voltage(k + 1)) * (device.charge(&plays, voltage(k + 1)).charge - before);
        }
    }
    // every hysteron loses 2 c times its charge 2 P_s A: the mean coercive voltage is 1 V; trapezoid steps of 3 mV
    let expected = 4.0 * 0.25 * 1e-12;
    assert!((work / expected - 1.0).abs() < 2e-3, "{work} instead of {expected}");
    assert_eq!(device.branch(&plays, 0.0).current, 0.0);
}

#[test]
fn random_segments_keep_the_bounds_mirror_and_grow_with_the_voltage() {
    for lag in [0.0, 1e-7] {
        let device = Preisach { lag, ..device() };
        let (mut plays, mut mirror, mut more) =
            (device.state(0.5, first()), device.state(0.5, first()), device.state(0.5, first()));
        for k in 0..20_000 {
            let (start, end) = (2.0 * (f64::from(k) * 1.7).sin(), 2.0 * (f64::from(k) * 2.3).cos());
            let dt = 10f64.powi(k % 9 - 11);
            plays = device.advance(&plays, Ramp { start, end, dt }, first());
            mirror = device.advance(&mirror, Ramp { start: -start, end: -end, dt }, first());
            more = device.advance(&more, Ramp { start: start + 0.1, end: end + 0.1, dt }, first());
            assert!((0.0..=1.0).contains(&plays.up) && (plays.up + mirror.up - 1.0).abs() < 1e-8);
            assert!(more.up >= plays.up - 1e-12);
        }
    }
}

#[test]
fn drawn_devices_differ_and_quantiles_do_not() {
    let up = |ensemble, device_number| {
        let device = Preisach { coercivity: Coercivity { ensemble, ..device().coercivity }, ..device() };
        through(&device, device.state(0.0, Random::new(1, device_number)), &[0.0, 1.0]).up
    };
    assert_eq!(up(Ensemble::Quantiles, 0), up(Ensemble::Quantiles, 1));
    assert!((up(Ensemble::Drawn, 0) - up(Ensemble::Drawn, 1)).abs() > 1e-4);
}

#[test]
fn quantiles_invert_the_distributions() {
    let peak = Peak { center: 0.3, width: 0.2 };
    for distribution in [Distribution::Gauss(peak), Distribution::Lorentz(peak), Distribution::Logistic(peak)] {
        for below in [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999] {
            let error = distribution.below(distribution.quantile(below)) / below - 1.0;
            assert!(error.abs() < 1e-8, "{distribution:?} at {below}: {error:e}");
        }
        assert_eq!(distribution.quantile(0.5), 0.3);
        assert_eq!((distribution.below(f64::NEG_INFINITY), distribution.below(f64::INFINITY)), (0.0, 1.0));
    }
}
