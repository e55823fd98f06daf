//! The rules against NEST and an independent program, `tests/golden/spiking/stdp`.

use serde_json::Value;

use super::*;

fn summary() -> Value {
    serde_json::from_str(include_str!("../../../tests/golden/spiking/stdp/summary.json")).unwrap()
}

/// Spike times of the file (s).
fn times(summary: &Value, key: &str) -> Vec<f64> {
    summary[key].as_array().unwrap().iter().map(|time| time.as_f64().unwrap() * 1e-3).collect()
}

/// Last column of a table.
fn column(csv: &str) -> Vec<f64> {
    csv.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect()
}

const DELAY: Delay = Delay::Dendritic(1e-3);

const ADDITIVE: PairRule = PairRule {
    tau_plus: 20e-3,
    tau_minus: 20e-3,
    lambda: 0.01,
    alpha: 1.05,
    w_max: 100.0,
    dependence: Dependence::Additive,
    pairing: Pairing::AllToAll,
};

/// The weights of a table are met to their 8 digits, the last weight to 1e-9.
fn agrees(name: &str, csv: &str, synapse: &mut impl IdealSynapse) {
    let summary = summary();
    let (pre, post) = (times(&summary, "pre_ms"), times(&summary, "post_ms"));
    let weights = weights_at_pre_spikes(synapse, &pre, &post, DELAY);
    let expected = column(csv);
    assert_eq!(weights.len(), expected.len());
    for (k, (weight, expected)) in weights.iter().zip(&expected).enumerate() {
        let rounding = 5e-8 * expected.abs().max(1.0);
        assert!((weight - expected).abs() <= rounding, "{name}, pre spike {k}: {weight} instead of {expected}");
    }
    let last = summary["rules"][name]["final_nest"].as_f64().unwrap();
    assert!((weights[weights.len() - 1] / last - 1.0).abs() < 1e-9, "{name}: {weights:?}");
}

fn pair(dependence: Dependence, pairing: Pairing) -> PairSynapse {
    PairSynapse::new(PairRule { dependence, pairing, ..ADDITIVE }, 50.0).unwrap()
}

#[test]
fn additive_multiplicative_and_power_rules_give_the_weights_of_the_reference() {
    let all = Pairing::AllToAll;
    let table = include_str!("../../../tests/golden/spiking/stdp/traj_additive.csv");
    agrees("additive", table, &mut pair(Dependence::Additive, all));
    let table = include_str!("../../../tests/golden/spiking/stdp/traj_multiplicative.csv");
    agrees("multiplicative", table, &mut pair(Dependence::Multiplicative, all));
    let table = include_str!("../../../tests/golden/spiking/stdp/traj_guetig_0.4.csv");
    agrees("guetig_0.4", table, &mut pair(Dependence::Power { mu_plus: 0.4, mu_minus: 0.4 }, all));
}

#[test]
fn nearest_neighbors_give_the_weights_of_the_reference() {
    let table = include_str!("../../../tests/golden/spiking/stdp/traj_nn_symm_additive.csv");
    agrees("nearest_neighbour_symmetric", table, &mut pair(Dependence::Additive, Pairing::Nearest));
}

#[test]
fn triplets_give_the_weights_of_the_reference() {
    // the values of the paper's table, times 100 for weights up to 100
    let rule = TripletRule {
        tau_plus: 16.8e-3,
        tau_x: 101e-3,
        tau_minus: 20e-3,
        tau_y: 125e-3,
        a_2_plus: 5e-8,
        a_2_minus: 0.7,
        a_3_plus: 0.62,
        a_3_minus: 0.023,
        w_max: 100.0,
    };
    let table = include_str!("../../../tests/golden/spiking/stdp/traj_triplet.csv");
    agrees("triplet_pfister_gerstner", table, &mut TripletSynapse::new(rule, 50.0).unwrap());
}

#[test]
fn the_reduced_hardware_rule_takes_the_levels_of_the_reference() {
    let defaults = summary()["rules"]["facetshw"]["defaults"].clone();
    let table = |name: &str| {
        let levels: Vec<u8> = defaults[name].as_array().unwrap().iter().map(|k| k.as_u64().unwrap() as u8).collect();
        <[u8; 16]>::try_from(levels).unwrap()
    };
    let rule = FacetsRule {
        tau_plus: 20e-3,
        tau_minus: 20e-3,
        threshold: 21.835, // 36 pairs at 10 ms
        readout: 15e-3,
        w_max: 100.0,
        causal: table("lookuptable_0"),
        anticausal: table("lookuptable_1"),
        both: table("lookuptable_2"),
    };
    let table = include_str!("../../../tests/golden/spiking/stdp/traj_facetshw.csv");
    agrees("facetshw", table, &mut FacetsSynapse::new(rule, 50.0).unwrap());
}

#[test]
fn the_window_is_the_one_of_the_reference() {
    for line in include_str!("../../../tests/golden/spiking/stdp/pair_window.csv").lines().skip(1) {
        let values: Vec<f64> = line.split(',').map(|value| value.parse().unwrap()).collect();
        let change = ADDITIVE.window(50.0, values[0] * 1e-3);
        assert!((change / values[2] - 1.0).abs() < 1e-7, "{line}: {change}"); // 8 digits
    }
    assert_eq!(ADDITIVE.window(50.0, 0.0), 0.0);
}

#[test]
fn an_axonal_delay_is_a_dendritic_one_of_the_other_sign() {
    let weight = |pre: f64, post: f64, delay| {
        let mut synapse = pair(Dependence::Additive, Pairing::AllToAll);
        // the second pre spike comes late enough to see no trace, and shows what the first pair did
        weights_at_pre_spikes(&mut synapse, &[pre, 10.0], &[post], delay)[1] - 50.0
    };
    for offset in [-5e-3, 5e-3] {
        let (dendritic, axonal) = (weight(1.0, 1.0 + offset, DELAY), weight(1.0, 1.0 + offset, Delay::Axonal(1e-3)));
        // a difference of times near 1 s is known to 2e-16 s, 1e-14 of tau
        assert!((dendritic - ADDITIVE.window(50.0, offset + 1e-3)).abs() < 1e-11);
        assert!((axonal - ADDITIVE.window(50.0, offset - 1e-3)).abs() < 1e-11);
    }
}

#[test]
fn spikes_that_meet_at_the_same_time_make_no_pair() {
    let mut synapse = pair(Dependence::Additive, Pairing::AllToAll);
    let weights = weights_at_pre_spikes(&mut synapse, &[1.0, 10.0], &[1.0], Delay::Axonal(0.0));
    assert!((weights[1] - 50.0).abs() < 1e-12, "{weights:?}"); // exp(-9 s / 20 ms) is nothing
}

#[test]
fn two_pre_spikes_at_the_same_time_count_twice() {
    let mut synapse = pair(Dependence::Additive, Pairing::AllToAll);
    let weights = weights_at_pre_spikes(&mut synapse, &[1.0, 1.0, 10.0], &[1.005], Delay::Dendritic(0.0));
    // a difference of times near 1 s is known to 2e-16 s, 1e-14 of tau
    assert!((weights[2] - 50.0 - 2.0 * ADDITIVE.window(50.0, 5e-3)).abs() < 1e-11, "{weights:?}");
}

#[test]
fn impossible_rules_are_refused() {
    for rule in [
        PairRule { tau_plus: 0.0, ..ADDITIVE },
        PairRule { w_max: f64::NAN, ..ADDITIVE },
        PairRule { alpha: -1.0, ..ADDITIVE },
        PairRule { dependence: Dependence::Power { mu_plus: f64::INFINITY, mu_minus: 0.0 }, ..ADDITIVE },
    ] {
        assert!(PairSynapse::new(rule, 0.5).is_err(), "{rule:?}");
    }
    assert!(PairSynapse::new(ADDITIVE, 101.0).is_err());
}
