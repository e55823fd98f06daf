use super::*;
use crate::rules::{Delay, Dependence, PairSynapse, weights_at_pre_spikes};

const SETTINGS: IdealNetworkSettings = IdealNetworkSettings {
    inputs: 144,
    neurons: 100,
    rate: 20.0,
    dt: 1e-4,
    tau_m: 20e-3,
    tau_syn: 5e-3,
    v_th: 11.3e-3,
    t_ref: 2e-3,
    inhibition: 0.1e-3,
    rule: PairRule {
        tau_plus: 20e-3,
        tau_minus: 20e-3,
        lambda: 1e-3,
        alpha: 1.05,
        w_max: 2e-3,
        dependence: Dependence::Additive,
        pairing: Pairing::AllToAll,
    },
};

#[test]
fn every_weight_is_that_of_its_two_spike_trains_alone() {
    let dt = SETTINGS.dt;
    for dependence in [Dependence::Additive, Dependence::Power { mu_plus: 0.4, mu_minus: 0.4 }] {
        let rule = PairRule { lambda: 0.01, dependence, ..SETTINGS.rule };
        let mut network =
            IdealNetwork::new(IdealNetworkSettings { inputs: 20, v_th: 1.2e-3, rule, ..SETTINGS }, 7).unwrap();
        let start = network.weights().to_vec();
        let (mut pre, mut post) = (vec![Vec::new(); 20], vec![Vec::new(); 100]);
        for step in 0..5000u32 {
            network.step();
            network.inputs().iter().for_each(|&input| pre[input].push(f64::from(step) * dt));
            network.fired().iter().for_each(|&neuron| post[neuron].push(f64::from(step + 1) * dt));
        }
        let moved = network.weights().iter().zip(&start).filter(|(now, start)| (*now - *start).abs() > 1e-5);
        let moved = moved.count();
        assert!(moved > 500, "only {moved} weights moved");
        for (k, (&weight, &start)) in network.weights().iter().zip(&start).enumerate() {
            let (input, neuron) = (k / 100, k % 100);
            let mut synapse = PairSynapse::new(rule, start).unwrap();
            // a last pre spike, far away, reads the weight without moving it
            let train: Vec<f64> = pre[input].iter().copied().chain([100.0]).collect();
            let weights = weights_at_pre_spikes(&mut synapse, &train, &post[neuron], Delay::Dendritic(0.0));
            let alone = weights[weights.len() - 1];
            // traces of 5000 rounded factors
            assert!((weight - alone).abs() < 1e-9 * rule.w_max, "{input} to {neuron}: {weight:e}, alone {alone:e}");
        }
    }
}

#[test]
fn the_potential_after_one_spike_is_the_closed_form_and_equal_time_constants_are_no_exception() {
    for tau_syn in [5e-3, 20e-3] {
        let settings = IdealNetworkSettings { inputs: 1, neurons: 1, rate: 10.0, tau_syn, ..SETTINGS };
        let mut network = IdealNetwork::new(settings, 3).unwrap();
        while network.inputs().is_empty() {
            network.step();
        }
        let weight = network.weights()[0];
        for steps in 1..200u32 {
            if steps > 1 {
                network.step();
                assert!(network.inputs().is_empty(), "the next input comes later");
            }
            let (t, tau_m) = (f64::from(steps) * settings.dt, settings.tau_m);
            let expected = if tau_syn == tau_m {
                weight * t / tau_m * (-t / tau_m).exp()
            } else {
                weight * tau_syn / (tau_m - tau_syn) * ((-t / tau_m).exp() - (-t / tau_syn).exp())
            };
            assert!((network.v[0] / expected - 1.0).abs() < 1e-11, "{steps}"); // a rounding per step
        }
    }
}

#[test]
fn neurons_fire_some_ten_times_per_second_and_inputs_as_often_as_they_are_told() {
    let mut network = IdealNetwork::new(SETTINGS, 1).unwrap();
    let (mut spikes, mut inputs) = (0, 0);
    for _ in 0..50_000 {
        network.step();
        spikes += network.fired().len();
        inputs += network.inputs().len();
    }
    let expected = 5.0 * 144.0 * SETTINGS.rate;
    assert!((f64::from(inputs as u32) - expected).abs() < 4.0 * expected.sqrt(), "{inputs} input spikes");
    let rate = spikes as f64 / 5.0 / 100.0;
    assert!((10.0..16.0).contains(&rate), "{rate} Hz: the benchmark is about networks of this activity");
}

#[test]
fn inhibition_makes_neurons_fire_less() {
    let count =
        |inhibition: f64| IdealNetwork::new(IdealNetworkSettings { inhibition, ..SETTINGS }, 1).unwrap().run(0.5).len();
    let (none, some) = (count(0.0), count(1e-3));
    assert!(some > 0 && 2 * some < none, "{none} spikes without, {some} with inhibition");
}

#[test]
fn impossible_networks_are_refused() {
    for settings in [
        IdealNetworkSettings { inputs: 0, ..SETTINGS },
        IdealNetworkSettings { dt: 6e-3, ..SETTINGS },
        IdealNetworkSettings { rate: f64::NAN, ..SETTINGS },
        IdealNetworkSettings { rate: 1e5, ..SETTINGS },
        IdealNetworkSettings { inhibition: -1.0, ..SETTINGS },
        IdealNetworkSettings { rule: PairRule { pairing: Pairing::Nearest, ..SETTINGS.rule }, ..SETTINGS },
    ] {
        assert!(IdealNetwork::new(settings, 1).is_err(), "{settings:?}");
    }
}
