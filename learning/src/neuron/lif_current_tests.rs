use super::super::golden::{rows, times};
use super::super::{Convention, GridLayer, Layer, NeuronLayer, Stamp};
use super::*;
use crate::Spike;

/// Half of the last digit of the golden traces (V), and some rounding.
const LAST_DIGIT: f64 = 0.51e-9;

fn neuron() -> LifCurrent {
    LifCurrent { c_m: 250e-12, tau_m: 10e-3, e_l: -70e-3, v_th: -55e-3, v_reset: -70e-3, t_ref: 2e-3 }
}

fn spikes(layer: &mut dyn NeuronLayer, input: Input, dt: f64, steps: usize) -> Vec<f64> {
    let mut fired = Vec::new();
    for k in 0..steps {
        let time = k as f64 * dt;
        layer.advance(time, dt, &[input.later(time)], &mut fired).unwrap();
    }
    fired.iter().map(|spike: &Spike| spike.time).collect()
}

fn assert_times(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < tolerance, "a spike at {found} s should be at {expected} s");
    }
}

#[test]
fn exact_spikes_are_those_of_the_closed_form_for_any_step() {
    let expected = times("lif_current", "spikes_exact_continuous");
    for (dt, steps) in [(1e-4, 2000), (0.7e-3, 286), (0.2, 1)] {
        let mut layer = Layer::new(neuron(), 1, Stamp::Exact).unwrap();
        assert_times(&spikes(&mut layer, Input::constant(500e-12), dt, steps), &expected, 1e-12);
    }
}

#[test]
fn grids_reproduce_the_spikes_and_potentials_of_brian2_and_nest() {
    for (convention, name) in [(Convention::Brian2, "brian2"), (Convention::Nest, "nest")] {
        let mut layer = GridLayer::new(neuron(), 1, convention).unwrap();
        let found = spikes(&mut layer, Input::constant(500e-12), 1e-4, 2000);
        assert_times(&found, &times("lif_current", &format!("spikes_{name}_grid")), 1e-12);
        layer.rest();
        for (k, row) in rows(&format!("lif_current/trace_{name}.csv")).iter().enumerate() {
            layer.advance(k as f64 * 1e-4, 1e-4, &[Input::constant(500e-12)], &mut Vec::new()).unwrap();
            assert!((layer.states()[0].v - row[1] * 1e-3).abs() < LAST_DIGIT, "{name}, row {k}");
        }
    }
}

#[test]
fn stamps_are_the_ends_of_the_step_that_holds_the_exact_time() {
    let at = |stamp| spikes(&mut Layer::new(neuron(), 1, stamp).unwrap(), Input::constant(500e-12), 1e-4, 200);
    assert_times(&at(Stamp::Exact), &[13.862943611198906e-3], 1e-12);
    assert_times(&at(Stamp::StepStart), &[13.8e-3], 1e-15);
    assert_times(&at(Stamp::StepEnd), &[13.9e-3], 1e-15);
}

#[test]
fn rates_over_current_are_the_published_ones() {
    for row in rows("lif_current/fi.csv") {
        let mut layer = Layer::new(neuron(), 1, Stamp::Exact).unwrap();
        let times = spikes(&mut layer, Input::constant(row[0] * 1e-12), 0.25, 2);
        let rate = if times.len() < 2 { 0.0 } else { 1.0 / (times[1] - times[0]) };
        assert!((rate - row[1]).abs() < 1e-5, "{rate} Hz at {} pA instead of {} Hz", row[0], row[1]);
    }
}

#[test]
fn a_current_that_lifts_the_potential_for_a_part_of_the_step_makes_a_spike() {
    // falls through zero after tau_m: a summit 2 - ln 2 - 1 = 0.31 of 60 mV above rest, below rest at the end of the step
    let input = Input { start: 1500e-12, slope: -1500e-12 / 10e-3 };
    let mut state = neuron().rest();
    let wait = neuron().advance(&mut state, input, 40e-3).unwrap().expect("the summit is above the threshold");
    let mut before = neuron().rest();
    neuron().drift(&mut before, input, wait);
    assert!((before.v - neuron().v_th).abs() < 1e-15);
    let mut without = neuron().rest();
    neuron().drift(&mut without, input, 40e-3);
    assert!(without.v < neuron().v_th);
}

#[test]
fn a_neuron_is_held_at_reset_for_the_refractory_time_whatever_the_input() {
    let mut state = LifCurrentState { v: -70e-3, held: 2e-3 };
    assert_eq!(neuron().advance(&mut state, Input::constant(1.0), 1.5e-3), Ok(None));
    assert_eq!(state.v, -70e-3);
    let wait = neuron().advance(&mut state, Input::constant(1.0), 1.0).unwrap().unwrap();
    assert!(wait > 0.5e-3 && wait < 0.5e-3 + 1e-9, "a huge current fires right after: {wait}");
}

#[test]
fn impossible_parameters_are_refused_by_name() {
    type Change = fn(&mut LifCurrent);
    let changes: [(Change, &str); 6] = [
        (|neuron| neuron.c_m = 0.0, "`c_m` = 0 F: has to be finite and above zero"),
        (|neuron| neuron.tau_m = -1e-3, "`tau_m` = -1 ms: has to be finite and above zero"),
        (|neuron| neuron.tau_m = f64::NAN, "`tau_m` = NaN s"),
        (|neuron| neuron.t_ref = -1e-3, "`t_ref` = -1 ms: has to be finite and not negative"),
        (|neuron| neuron.v_reset = -55e-3, "`v_reset` = -55 mV: has to be below `v_th`"),
        (|neuron| neuron.e_l = f64::INFINITY, "`e_l` = inf V"),
    ];
    for (change, message) in changes {
        let mut neuron = neuron();
        change(&mut neuron);
        let error = Layer::new(neuron, 1, Stamp::Exact).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    assert!(Layer::new(neuron(), 0, Stamp::Exact).is_err());
}

#[test]
fn a_current_that_is_no_number_is_an_error_and_not_silence() {
    for current in [f64::NAN, f64::INFINITY] {
        let mut layer = Layer::new(neuron(), 1, Stamp::Exact).unwrap();
        let error = layer.advance(0.0, 1e-4, &[Input::constant(current)], &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("its input is"), "{error}");
        let mut grid = GridLayer::new(neuron(), 1, Convention::Nest).unwrap();
        assert!(grid.advance(0.0, 1e-4, &[Input::constant(current)], &mut Vec::new()).is_err());
    }
}

#[test]
fn a_grid_coarser_than_the_time_constant_is_refused_and_exact_times_are_not() {
    let input = [Input::constant(500e-12)];
    let mut grid = GridLayer::new(neuron(), 1, Convention::Brian2).unwrap();
    let error = grid.advance(0.0, 11e-3, &input, &mut Vec::new()).unwrap_err();
    assert_eq!(error, NeuronError::Coarse { dt: 11e-3, shortest: 10e-3 });
    assert!(Layer::new(neuron(), 1, Stamp::Exact).unwrap().advance(0.0, 1.0, &input, &mut Vec::new()).is_ok());
}

#[test]
fn a_neuron_that_fires_without_end_is_an_error() {
    let mut layer = Layer::new(LifCurrent { t_ref: 0.0, ..neuron() }, 1, Stamp::Exact).unwrap();
    let error = layer.advance(0.0, 1.0, &[Input::constant(1.0)], &mut Vec::new()).unwrap_err().to_string();
    assert!(error.contains("fires more than 100000 times in one step"), "{error}");
}
