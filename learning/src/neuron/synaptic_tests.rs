use super::super::{LifCuba, NeuronLayer, Stamp};
use super::*;

fn layer(stamp: Stamp) -> Layer<LifCuba> {
    let neuron = LifCuba {
        c_m: 250e-12,
        tau_m: 10e-3,
        e_l: -70e-3,
        v_th: -55e-3,
        v_reset: -70e-3,
        t_ref: 2e-3,
        tau_syn_ex: 2e-3,
        tau_syn_in: 4e-3,
    };
    Layer::new(neuron, 3, stamp).unwrap()
}

/// Spikes into three neurons that come close together and far apart.
fn arrivals() -> Vec<Arrival> {
    let arrival = |k: usize| Arrival {
        time: (k * k % 97) as f64 * 1e-3 + k as f64 * 1e-6,
        neuron: k % 3,
        synapse: usize::from(k.is_multiple_of(5)),
        weight: if k.is_multiple_of(5) { -400e-12 } else { 900e-12 },
    };
    let mut arrivals: Vec<Arrival> = (0..200).map(arrival).collect();
    arrivals.sort_by(|a, b| a.time.total_cmp(&b.time));
    arrivals
}

#[test]
fn one_step_with_all_arrivals_is_the_same_as_many_steps_with_few() {
    let (arrivals, inputs) = (arrivals(), [Input::constant(100e-12), Input::default(), Input::constant(-50e-12)]);
    let (mut one, mut many) = (Vec::new(), Vec::new());
    layer(Stamp::Exact).advance_with(0.0, 0.1, &inputs, &arrivals, &mut one).unwrap();
    let mut layer = layer(Stamp::Exact);
    for k in 0..1000 {
        let (start, end) = (f64::from(k) * 1e-4, f64::from(k) * 1e-4 + 1e-4);
        let within: Vec<Arrival> = arrivals.iter().copied().filter(|a| start <= a.time && a.time < end).collect();
        layer.advance_with(start, 1e-4, &inputs, &within, &mut many).unwrap();
    }
    assert!(one.len() > 20);
    assert_eq!(one.len(), many.len());
    for (one, many) in one.iter().zip(&many) {
        assert_eq!(one.neuron, many.neuron);
        assert!((one.time - many.time).abs() < 1e-12, "{} and {}", one.time, many.time);
    }
}

#[test]
fn a_step_without_arrivals_is_an_ordinary_step() {
    let inputs = [Input::constant(600e-12); 3];
    let (mut with, mut without) = (Vec::new(), Vec::new());
    layer(Stamp::StepEnd).advance_with(0.0, 0.1, &inputs, &[], &mut with).unwrap();
    layer(Stamp::StepEnd).advance(0.0, 0.1, &inputs, &mut without).unwrap();
    assert_eq!(with, without);
    assert!(with.iter().all(|spike| spike.time == 0.1));
}

#[test]
#[should_panic(expected = "outside the step")]
fn an_arrival_outside_the_step_is_a_bug_of_the_caller() {
    let arrival = Arrival { time: 0.2, neuron: 0, synapse: 0, weight: 1e-9 };
    let _ = layer(Stamp::Exact).advance_with(0.0, 0.1, &[Input::default(); 3], &[arrival], &mut Vec::new());
}
