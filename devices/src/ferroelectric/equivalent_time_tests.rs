use super::*;
use crate::conduction::Ohmic;
use crate::ferroelectric::{Distribution, LogTime, RandomField, Width};

fn moved(device: &EquivalentTime, up: f64, start: f64, end: f64, dt: f64) -> f64 {
    device.advance(&up, Ramp { start, end, dt }, Random::new(1, 0))
}

fn device(law: NucleationLaw, v_th: f64) -> EquivalentTime {
    let conduction = Conduction::Ohmic(Ohmic { g_on: 1e-6, g_off: 1e-8 });
    EquivalentTime { conduction, potentiation: Potentiation::Negative, v_th, up: law, down: law }
}

fn fields() -> EquivalentTime {
    device(
        NucleationLaw::RandomField(RandomField {
            t_inf: 1e-14,
            alpha: 14.0,
            delta: 0.0286,
            distribution: Distribution::Lorentz,
        }),
        0.0,
    )
}

fn lorentz() -> EquivalentTime {
    device(
        NucleationLaw::LogTime(LogTime {
            t_inf: 1e-14,
            alpha: 14.0,
            width: Width::InverseSquare { gamma_0: 1.0 },
            distribution: Distribution::Lorentz,
        }),
        1.05,
    )
}

/// Rectangular pulse, then a slope of opposite sign that ends after 600 ns.
fn spike(t: f64, positive: f64, negative: f64, pulse: f64) -> f64 {
    const TOTAL: f64 = 600e-9;
    if !(0.0..TOTAL).contains(&t) {
        0.0
    } else if t < pulse {
        positive
    } else {
        -negative * (1.0 - (t - pulse) / (TOTAL - pulse))
    }
}

/// Change of the ON fraction from 1/2 when the post-spike follows the pre-spike by `delay` (s).
fn change(positive: f64, negative: f64, pulse: f64, delay: f64) -> f64 {
    let (device, h) = (lorentz(), 1e-9);
    let end = (0..2400).fold(0.5, |s, k| {
        let t = -1200e-9 + h * (f64::from(k) + 0.5);
        let voltage = spike(t, positive, negative, pulse) - spike(t - delay, positive, negative, pulse);
        moved(&device, s, voltage, voltage, h)
    });
    0.5 - end // the down state conducts
}

#[test]
fn overlapping_spikes_give_the_published_timing_window() {
    let rows = [
        (1.0, 1.0, 100e-9, [0.1438, 0.1788, 0.0795, 0.0278, 0.0081, 0.0020, 0.0004, 0.0001]),
        (0.9, 1.1, 100e-9, [0.1394, 0.1706, 0.0676, 0.0204, 0.0050, 0.0010, 0.0002, 0.0000]),
        (1.0, 1.0, 200e-9, [0.1330, 0.1592, 0.1645, 0.1655, 0.0548, 0.0131, 0.0024, 0.0003]),
        (1.0, 1.0, 300e-9, [0.1171, 0.1324, 0.1341, 0.1342, 0.1342, 0.1342, 0.0266, 0.0033]),
    ];
    for (positive, negative, pulse, expected) in rows {
        for (k, expected) in expected.into_iter().enumerate() {
            let delay = 50e-9 * (k + 1) as f64;
            let forward = change(positive, negative, pulse, delay);
            let backward = change(positive, negative, pulse, -delay);
            // the table holds for steps of 2 and 0.5 ns to 1e-4, and is rounded to as much
            assert!((forward - expected).abs() < 1.5e-4, "{pulse} s, delay {delay}: {forward}, not {expected}");
            assert!((forward + backward).abs() < 1e-9, "not odd at {delay}: {forward} and {backward}");
        }
    }
}

#[test]
fn spikes_that_do_not_overlap_change_nothing() {
    for delay in [-700e-9, -600e-9, 0.0, 600e-9, 700e-9] {
        assert_eq!(change(1.0, 1.0, 100e-9, delay), 0.0);
    }
}

#[test]
fn reversal_follows_the_published_scalar_column() {
    let device = fields();
    let up = moved(&device, 0.0, 2.0, 2.0, 50e-9);
    assert!((up - 0.098).abs() < 6e-4, "{up}");
    for (time, expected) in [(1e-9, 0.0975), (10e-9, 0.093), (50e-9, 0.079), (100e-9, 0.068), (1e-6, 0.034)] {
        let s = moved(&device, up, -2.0, -2.0, time);
        assert!((s - expected).abs() < 6e-4, "{time} s: {s} instead of {expected}");
    }
}

#[test]
fn one_pulse_is_the_closed_form_and_pulses_add_up() {
    for (device, law) in [(fields(), fields().up), (lorentz(), lorentz().up)] {
        let closed = law.fraction(1e-14 * 10f64.powf(6.5), 2.0);
        let dt = 1e-14 * 10f64.powf(6.5);
        assert!((moved(&device, 0.0, 2.0, 2.0, dt) - closed).abs() < 1e-7); // none switched counts as 10 fs elapsed
        let split = (0..100).fold(0.0, |s, _| moved(&device, s, 2.0, 2.0, dt / 100.0));
        assert!((split - closed).abs() < 1e-6);
    }
}

#[test]
fn halving_the_step_quarters_the_error_on_a_ramp() {
    let device = fields();
    let state = |steps| device.advance_in_steps(0.1, Ramp { start: 1.6, end: 2.1, dt: 1e-7 }, steps);
    let exact = state(4096);
    let order = ((state(16) - exact) / (state(32) - exact)).log2();
    assert!((order - 2.0).abs() < 0.1, "measured order {order}");
    let error = moved(&device, 0.1, 1.6, 2.1, 1e-7) - exact;
    assert!(error.abs() < 1e-4, "error {error} with steps of its own choice");
}

#[test]
fn guard_stops_the_linearized_law() {
    let device = lorentz();
    assert_eq!(moved(&device, 0.3, 1.05, -1.05, 1.0), 0.3);
    assert!(device.idle(-1.05, 1.05, 1.0) && !device.idle(0.0, 1.06, 1.0));
}

#[test]
fn states_stay_between_zero_and_one() {
    for device in [fields(), lorentz()] {
        let mut s = 0.5;
        for k in 0..4000 {
            let voltage = 4.0 * (f64::from(k) * 0.37).sin();
            s = moved(&device, s, voltage, -voltage, 10f64.powi(k % 10 - 12));
            assert!((0.0..=1.0).contains(&s), "S = {s}");
        }
    }
}

#[test]
fn scalar_memory_has_no_return_point() {
    // unlike an ensemble of random bonds: the inner loop ends elsewhere than it began
    let device = fields();
    let outer = moved(&device, 0.0, 2.0, 2.0, 1e-7);
    let low = moved(&device, outer, -1.95, -1.95, 1e-7);
    assert!((moved(&device, low, 2.0, 2.0, 1e-7) - outer).abs() > 0.01);
}

#[test]
fn every_law_can_be_inverted_except_that_of_equal_domains() {
    let width = Width::Constant { gamma: 0.5 };
    let law = |distribution| NucleationLaw::LogTime(LogTime { t_inf: 1e-14, alpha: 14.0, width, distribution });
    for distribution in [Distribution::Gauss, Distribution::LorentzSquared, Distribution::Tagantsev { plateau: 2.0 }] {
        let device = device(law(distribution), 0.0);
        let split = (0..50).fold(0.0, |s, _| moved(&device, s, 2.0, 2.0, 2e-9));
        assert!((split - law(distribution).fraction(1e-7, 2.0)).abs() < 1e-6, "{distribution:?}: {split}");
    }
    let message = device(law(Distribution::Single), 0.0).validate().unwrap_err().to_string();
    assert!(message.contains("take `ferroelectric_junction`"), "{message}");
}
