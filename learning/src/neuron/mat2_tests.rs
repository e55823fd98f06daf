use super::super::{Layer, NeuronLayer, Stamp};
use super::*;

fn neuron() -> Mat2 {
    Mat2 {
        c_m: 100e-12,
        tau_m: 5e-3,
        e_l: -70e-3,
        omega: -51e-3,
        t_ref: 2e-3,
        alpha_1: 37e-3,
        alpha_2: 2e-3,
        tau_1: 10e-3,
        tau_2: 200e-3,
        tau_syn_ex: 1e-3,
        tau_syn_in: 3e-3,
    }
}

/// Spike times (s) under a constant current from the whole history: the potential is never reset, so that it has one closed
/// form for all times, and the threshold is a sum over all spikes. Found by a scan in steps of 1 us and bisection.
fn from_history(current: f64, until: f64) -> Vec<f64> {
    let mut times: Vec<f64> = Vec::new();
    let excess = |t: f64, times: &[f64]| {
        let v = -70e-3 + current * 5e-3 / 100e-12 * -(-t / 5e-3).exp_m1();
        let kernel = |age: f64| 37e-3 * (-age / 10e-3).exp() + 2e-3 * (-age / 200e-3).exp();
        v + 51e-3 - times.iter().map(|spike| kernel(t - spike)).sum::<f64>()
    };
    let mut t = 0.0;
    while t < until {
        let next = t + 1e-6;
        if excess(next, &times) >= 0.0 {
            let (mut low, mut high) = (t, next);
            for _ in 0..60 {
                let middle = 0.5 * (low + high);
                if excess(middle, &times) >= 0.0 { high = middle } else { low = middle }
            }
            times.push(high);
            t = high + 2e-3;
        } else {
            t = next;
        }
    }
    times
}

#[test]
fn spikes_are_those_of_the_whole_history_for_any_step() {
    for current in [450e-12, 700e-12, 1500e-12] {
        let expected = from_history(current, 0.3);
        assert!(expected.len() > 3);
        for (dt, steps) in [(0.3, 1), (1e-4, 3000)] {
            let mut layer = Layer::new(neuron(), 1, Stamp::Exact).unwrap();
            let mut fired = Vec::new();
            for k in 0..steps {
                layer.advance(f64::from(k) * dt, dt, &[Input::constant(current)], &mut fired).unwrap();
            }
            assert_eq!(fired.len(), expected.len(), "at {current} A");
            for (spike, expected) in fired.iter().zip(&expected) {
                assert!((spike.time - expected).abs() < 1e-12, "{} s, not {expected} s", spike.time);
            }
        }
    }
}

/// The specification asks for 9 spikes and does not say under which current: that of its other rows, 500 pA for 400 ms.
#[test]
fn nine_spikes_in_400_ms_at_500_pa() {
    assert_eq!(from_history(500e-12, 0.4).len(), 9);
    let (mut layer, mut fired) = (Layer::new(neuron(), 1, Stamp::Exact).unwrap(), Vec::new());
    layer.advance(0.0, 0.4, &[Input::constant(500e-12)], &mut fired).unwrap();
    assert_eq!(fired.len(), 9);
}

#[test]
fn a_potential_that_stays_over_the_threshold_fires_again_after_the_refractory_time() {
    let neuron = Mat2 { alpha_1: 0.0, alpha_2: 1e-3, ..neuron() };
    let mut layer = Layer::new(neuron, 1, Stamp::Exact).unwrap();
    let mut fired = Vec::new();
    layer.advance(0.0, 20e-3, &[Input::constant(2e-9)], &mut fired).unwrap();
    assert!(fired.len() > 3);
    assert!(fired.windows(2).all(|pair| (pair[1].time - pair[0].time - 2e-3).abs() < 1e-15));
}

#[test]
fn a_refractory_time_of_zero_is_refused_because_such_a_neuron_fires_without_end() {
    let error = Mat2 { t_ref: 0.0, ..neuron() }.check().unwrap_err().to_string();
    assert!(error.contains("`t_ref` = 0 s: has to be finite and above zero"), "{error}");
    assert!(Mat2 { omega: -71e-3, ..neuron() }.check().is_err());
    assert!(Mat2 { tau_2: f64::NAN, ..neuron() }.check().is_err());
}
