use super::*;

fn neuron() -> LifCoba {
    LifCoba {
        c_m: 200e-12,
        g_l: 10e-9,
        e_l: -60e-3,
        v_th: -50e-3,
        v_reset: -60e-3,
        t_ref: 5e-3,
        e_ex: 0.0,
        e_in: -80e-3,
        tau_syn_ex: 5e-3,
        tau_syn_in: 10e-3,
    }
}

/// First crossing of the threshold (s) by the classical method of Runge and Kutta, order 4, in steps of 1 us.
fn runge_kutta(neuron: &LifCoba, g: [f64; 2], input: Input) -> f64 {
    let rate = |t: f64, v: f64| {
        let g = [g[0] * (-t / neuron.tau_syn_ex).exp(), g[1] * (-t / neuron.tau_syn_in).exp()];
        (input.at(t) - neuron.g_l * (v - neuron.e_l) - g[0] * (v - neuron.e_ex) - g[1] * (v - neuron.e_in)) / neuron.c_m
    };
    let step = |t: f64, v: f64, h: f64| {
        let k1 = rate(t, v);
        let k2 = rate(t + 0.5 * h, v + 0.5 * h * k1);
        let k3 = rate(t + 0.5 * h, v + 0.5 * h * k2);
        let k4 = rate(t + h, v + h * k3);
        v + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    };
    let mut v = neuron.e_l;
    for k in 0..1_000_000 {
        let t = f64::from(k) * 1e-6;
        let next = step(t, v, 1e-6);
        if next >= neuron.v_th {
            let (mut low, mut high) = (0.0, 1e-6);
            for _ in 0..40 {
                let middle = 0.5 * (low + high);
                if step(t, v, middle) >= neuron.v_th { high = middle } else { low = middle }
            }
            return t + high;
        }
        v = next;
    }
    f64::NAN
}

#[test]
fn spikes_agree_with_runge_kutta_at_a_tiny_step() {
    let cases = [
        ([20e-9, 0.0], Input::default()),
        ([30e-9, 20e-9], Input { start: 100e-12, slope: 2e-9 }),
        ([0.0, 150e-9], Input::constant(250e-12)),
    ];
    for (g, input) in cases {
        let expected = runge_kutta(&neuron(), g, input);
        for dt in [0.4, 1e-3] {
            let mut state = LifCobaState { conductances: g, ..neuron().rest() };
            let (mut time, mut found) = (0.0, None);
            while time < 0.4 && found.is_none() {
                found = neuron().advance(&mut state, input.later(time), dt).unwrap().map(|wait| time + wait);
                time += dt;
            }
            // rounding of half a million additions of 1e-17 V at a slope near 1 V/s
            assert!((found.unwrap() - expected).abs() < 1e-11, "{found:?} instead of {expected} s");
        }
    }
}

#[test]
fn a_potential_that_falls_back_within_the_step_makes_a_spike() {
    let mut state = LifCobaState { conductances: [20e-9, 0.0], ..neuron().rest() };
    let mut end = state;
    assert!(neuron().advance(&mut state, Input::default(), 1.0).unwrap().is_some());
    neuron().drift(&mut end, Input::default(), 1.0);
    assert!(end.v < neuron().v_th);
}

#[test]
fn shunting_inhibition_at_the_resting_potential_moves_nothing_but_prevents_a_spike() {
    let neuron = LifCoba { e_in: -60e-3, ..neuron() };
    let mut alone = LifCobaState { conductances: [0.0, 100e-9], ..neuron.rest() };
    neuron.drift(&mut alone, Input::default(), 3e-3);
    assert_eq!(alone.v, neuron.e_l);
    let mut both = LifCobaState { conductances: [20e-9, 100e-9], ..neuron.rest() };
    assert_eq!(neuron.advance(&mut both, Input::default(), 0.1), Ok(None));
}

#[test]
fn conductances_that_leak_nothing_are_refused() {
    assert!(LifCoba { g_l: 0.0, ..neuron() }.check().is_err());
    assert!(LifCoba { tau_syn_in: 0.0, ..neuron() }.check().is_err());
    assert!(LifCoba { e_ex: f64::NAN, ..neuron() }.check().is_err());
}
