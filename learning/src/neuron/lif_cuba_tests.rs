use super::super::golden::{rows, times};
use super::super::{Convention, GridLayer, NeuronLayer};
use super::*;

/// Half of the last digit of the golden traces (V), and some rounding.
const LAST_DIGIT: f64 = 0.51e-9;

fn neuron() -> LifCuba {
    LifCuba {
        c_m: 250e-12,
        tau_m: 10e-3,
        e_l: -70e-3,
        v_th: -55e-3,
        v_reset: -70e-3,
        t_ref: 2e-3,
        tau_syn_ex: 2e-3,
        tau_syn_in: 2e-3,
    }
}

/// How many spikes arrived at a synapse of `weight` (pA) at the end of the step that led from one current (pA) to another.
fn arrivals(before: f64, after: f64, weight: f64) -> f64 {
    let count = (after - before * (-0.1f64 / 2.0).exp()) / weight;
    assert!((count - count.round()).abs() < 1e-6, "the trace has six digits");
    count.round()
}

#[test]
fn grids_reproduce_the_spikes_and_potentials_of_brian2_and_nest() {
    for (convention, name) in [(Convention::Brian2, "brian2"), (Convention::Nest, "nest")] {
        let mut layer = GridLayer::new(neuron(), 1, convention).unwrap();
        let (mut fired, mut before) = (Vec::new(), [0.0; 2]);
        for (k, row) in rows(&format!("lif_cuba/trace_{name}.csv")).iter().enumerate() {
            layer.advance(k as f64 * 1e-4, 1e-4, &[Input::default()], &mut fired).unwrap();
            layer.receive(0, 0, 200e-12 * arrivals(before[0], row[2], 200.0));
            layer.receive(0, 1, -180e-12 * arrivals(before[1], row[3], -180.0));
            assert!((layer.states()[0].v - row[1] * 1e-3).abs() < LAST_DIGIT, "{name}, row {k}");
            before = [row[2], row[3]];
        }
        let expected = times("lif_cuba", &format!("spikes_{name}"));
        assert_eq!(fired.len(), expected.len());
        for (spike, expected) in fired.iter().zip(expected) {
            assert!((spike.time - expected).abs() < 1e-12, "{name}: {} s, not {expected} s", spike.time);
        }
    }
}

#[test]
fn equal_time_constants_give_the_alpha_function() {
    let neuron = LifCuba { tau_syn_ex: 10e-3, v_th: 1.0, ..neuron() };
    for t in [1e-3f64, 10e-3, 50e-3] {
        let mut state = neuron.rest();
        neuron.receive(&mut state, 0, 300e-12);
        assert_eq!(neuron.advance(&mut state, Input::default(), t), Ok(None));
        let alpha = 300e-12 / 250e-12 * t * (-t / 10e-3).exp();
        assert!((state.v - (-70e-3 + alpha)).abs() < 1e-16);
    }
}

#[test]
fn nearly_equal_time_constants_differ_little_from_equal_ones() {
    let after = |tau| {
        let neuron = LifCuba { tau_syn_ex: tau, v_th: 1.0, ..neuron() };
        let mut state = neuron.rest();
        neuron.receive(&mut state, 0, 300e-12);
        neuron.advance(&mut state, Input::default(), 10e-3).unwrap();
        state.v
    };
    let (equal, near) = (after(10e-3), after(10e-3 * (1.0 + 1e-9)));
    assert!((near - equal).abs() < 1e-9 * 70e-3, "a relative change of 1e-9 gave {:e} V", near - equal);
}

#[test]
fn a_postsynaptic_potential_that_falls_back_within_the_step_makes_a_spike() {
    let neuron = neuron();
    let mut state = neuron.rest();
    neuron.receive(&mut state, 0, 3e-9);
    let wait = neuron.advance(&mut state, Input::default(), 0.2).unwrap().expect("the peak is above the threshold");
    let mut before = neuron.rest();
    neuron.receive(&mut before, 0, 3e-9);
    let mut end = before;
    neuron.drift(&mut before, Input::default(), wait);
    assert!((before.v - neuron.v_th).abs() < 1e-15);
    neuron.drift(&mut end, Input::default(), 0.2);
    assert!(end.v < neuron.v_th, "the threshold is passed twice");
}

#[test]
fn inhibition_first_and_excitation_later_makes_a_spike_after_the_dip() {
    // a fast inhibitory and a slow excitatory current: the potential dips, rises over the threshold and falls back
    let neuron = LifCuba { tau_syn_ex: 20e-3, tau_syn_in: 3e-3, ..neuron() };
    let mut state = neuron.rest();
    neuron.receive(&mut state, 0, 1.1e-9);
    neuron.receive(&mut state, 1, -2e-9);
    let mut dip = state;
    neuron.drift(&mut dip, Input::default(), 1e-3);
    assert!(dip.v < neuron.e_l);
    let mut peak = state;
    let wait = neuron.advance(&mut state, Input::default(), 1.0).unwrap().expect("a spike after the dip");
    neuron.drift(&mut peak, Input::default(), wait);
    assert!((peak.v - neuron.v_th).abs() < 1e-15);
}

#[test]
fn synaptic_currents_go_on_while_the_neuron_is_held() {
    let neuron = neuron();
    let mut state = LifCubaState { v: -70e-3, currents: [1e-9, -1e-9], held: 2e-3 };
    assert_eq!(neuron.advance(&mut state, Input::default(), 2e-3), Ok(None));
    assert_eq!(state.v, -70e-3);
    assert!((state.currents[0] - 1e-9 * (-1.0f64).exp()).abs() < 1e-24);
    assert_eq!(state.currents[0], -state.currents[1]);
}

#[test]
fn time_constants_of_synapses_have_to_be_positive() {
    for tau in [0.0, -1e-3, f64::NAN] {
        assert!(LifCuba { tau_syn_ex: tau, ..neuron() }.check().is_err());
        assert!(LifCuba { tau_syn_in: tau, ..neuron() }.check().is_err());
    }
}
