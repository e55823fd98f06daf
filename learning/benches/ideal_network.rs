//! One biological second of 144 Poisson inputs, 14400 weights under a pair rule and 100 neurons, in steps of 0.1 ms.

use ferrospike_learning::rules::{Dependence, IdealNetwork, IdealNetworkSettings, PairRule, Pairing};

fn main() {
    divan::main();
}

#[divan::bench(args = ["additive", "multiplicative"])]
fn one_second(bencher: divan::Bencher, dependence: &str) {
    let dependence = if dependence == "additive" { Dependence::Additive } else { Dependence::Multiplicative };
    let rule = PairRule {
        tau_plus: 20e-3,
        tau_minus: 20e-3,
        lambda: 1e-3,
        alpha: 1.05,
        w_max: 2e-3,
        dependence,
        pairing: Pairing::AllToAll,
    };
    let settings = IdealNetworkSettings {
        inputs: 144,
        neurons: 100,
        rate: 20.0,
        dt: 1e-4,
        tau_m: 20e-3,
        tau_syn: 5e-3,
        v_th: 11.3e-3,
        t_ref: 2e-3,
        inhibition: 0.1e-3,
        rule,
    };
    let network = IdealNetwork::new(settings, 1).expect("these settings are possible");
    bencher.with_inputs(|| network.clone()).bench_values(|mut network| network.run(1.0));
}
