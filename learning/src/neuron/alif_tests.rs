use super::super::{Layer, NeuronLayer, Stamp};
use super::*;

fn neuron() -> Alif {
    Alif {
        c_m: 250e-12,
        tau_m: 10e-3,
        e_l: -70e-3,
        v_th: -55e-3,
        v_reset: -70e-3,
        t_ref: 2e-3,
        beta: 2e-3,
        tau_b: 100e-3,
    }
}

/// Spike times of the default neuron in ms and mV, each by Newton's method on one equation for the interval.
fn closed_form(current: f64, until: f64) -> Vec<f64> {
    let (summit, mut b, mut start, mut times) = (current * 0.04, 0.0, 0.0, Vec::new());
    loop {
        // the neuron is free at `start`; its threshold is then 15 + b
        let mut wait = 10.0;
        for _ in 0..60 {
            let (rise, fall) = ((-wait / 10.0f64).exp(), (-wait / 100.0f64).exp());
            let excess: f64 = summit * (1.0 - rise) - 15.0 - b * fall;
            wait -= excess / (summit / 10.0 * rise + b / 100.0 * fall);
        }
        if start + wait > until {
            return times;
        }
        times.push(start + wait);
        b = (b * (-wait / 100.0f64).exp() + 2.0) * (-2.0 / 100.0f64).exp();
        start += wait + 2.0;
    }
}

#[test]
fn a_constant_current_of_700_pa_gives_22_spikes_in_400_ms_at_closed_form_times() {
    let expected = closed_form(700.0, 400.0);
    assert_eq!(expected.len(), 22);
    for (dt, steps) in [(0.4, 1), (1e-4, 4000)] {
        let mut layer = Layer::new(neuron(), 1, Stamp::Exact).unwrap();
        let mut fired = Vec::new();
        for k in 0..steps {
            layer.advance(f64::from(k) * dt, dt, &[Input::constant(700e-12)], &mut fired).unwrap();
        }
        assert_eq!(fired.len(), 22);
        for (spike, expected) in fired.iter().zip(&expected) {
            assert!((spike.time - expected * 1e-3).abs() < 1e-12, "{} s, not {expected} ms", spike.time);
        }
    }
}

#[test]
fn without_adaptation_it_is_the_neuron_without_adaptation() {
    let alif = Alif { beta: 0.0, ..neuron() };
    let mut state = alif.rest();
    let wait = alif.advance(&mut state, Input::constant(500e-12), 1.0).unwrap().unwrap();
    assert!((wait - 10e-3 * 4.0f64.ln()).abs() < 1e-16);
}

#[test]
fn a_threshold_that_falls_onto_a_steady_potential_makes_a_spike() {
    let alif = neuron();
    // steady 17 mV above rest, the threshold comes down from 15 + 4 mV: meets it when 4 exp(-t / tau_b) = 2
    let mut state = AlifState { v: -53e-3, b: 4e-3, held: 0.0 };
    let wait = alif.advance(&mut state, Input::constant(17e-3 * 250e-12 / 10e-3), 1.0).unwrap().unwrap();
    assert!((wait - 0.1 * 2.0f64.ln()).abs() < 1e-14);
}

#[test]
fn adaptation_has_to_be_a_rise_with_a_time_constant() {
    assert!(Alif { beta: -1e-3, ..neuron() }.check().is_err());
    assert!(Alif { tau_b: 0.0, ..neuron() }.check().is_err());
}
