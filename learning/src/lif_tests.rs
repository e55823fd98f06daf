use super::*;
use approx::assert_relative_eq;

#[test]
fn a_constant_current_fires_at_the_closed_form_time() {
    let (c_m, tau_m, v_th, current) = (1e-12, 100e-9, 0.3, 4e-6);
    let neurons = Lif::new(1, c_m, tau_m, v_th).unwrap();
    let exact = -tau_m * (1.0 - v_th / (current * tau_m / c_m)).ln();
    let (time, neuron) = neurons.first_spike(&[current], &[0.0], 1e-6).unwrap();
    assert_eq!(neuron, 0);
    assert_relative_eq!(time, exact, max_relative = 1e-12);
    assert_eq!(neurons.first_spike(&[current], &[0.0], 0.99 * exact), None);
}

#[test]
fn one_long_step_equals_many_short_ones() {
    let mut one = Lif::new(1, 1e-12, 80e-9, 1.0).unwrap();
    let mut many = one.clone();
    one.advance(&[2e-6], &[-3.0], 400e-9);
    for k in 0..40 {
        many.advance(&[2e-6 - 3.0 * 10e-9 * f64::from(k)], &[-3.0], 10e-9);
    }
    assert_relative_eq!(one.potentials()[0], many.potentials()[0], max_relative = 1e-12);
}

#[test]
fn a_potential_that_rises_and_falls_within_a_step_still_fires() {
    // the current falls through zero: the potential has a summit inside the step and is below v_th at both ends
    let neurons = Lif::new(1, 1e-12, 100e-9, 0.15).unwrap();
    let (start, slope, dt) = ([5e-6], [-5e-6 / 100e-9], 200e-9);
    let (time, _) = neurons.first_spike(&start, &slope, dt).expect("the summit is above the threshold");
    let (mut past, mut highest) = (neurons.clone(), 0.0f64);
    past.advance(&start, &slope, dt);
    for k in 1..2000 {
        let mut until = neurons.clone();
        until.advance(&start, &slope, dt * f64::from(k) / 2000.0);
        highest = highest.max(until.potentials()[0]);
    }
    assert_relative_eq!(past.peaks[0] * 0.15, highest, max_relative = 1e-6);
    let mut at_spike = neurons.clone();
    at_spike.advance(&start, &slope, time);
    assert_relative_eq!(at_spike.potentials()[0], 0.15, max_relative = 1e-9);
    let mut end = neurons;
    end.advance(&start, &slope, dt);
    assert!(end.potentials()[0] < 0.15);
}

#[test]
fn inhibited_neurons_neither_integrate_nor_fire_until_they_rest() {
    let mut neurons = Lif::new(2, 1e-12, 100e-9, 0.1).unwrap();
    neurons.inhibit();
    assert_eq!(neurons.first_spike(&[1e-3, 1e-3], &[0.0, 0.0], 1e-6), None);
    neurons.rest();
    neurons.fire(0, 0.0);
    assert_eq!(neurons.first_spike(&[1e-3, 1e-3], &[0.0, 0.0], 1e-6).map(|(_, n)| n), Some(1));
}

#[test]
fn a_neuron_listens_again_after_its_refractory_time() {
    let mut neurons = Lif::new(2, 1e-12, 100e-9, 0.1).unwrap().with_refractory_time(300e-9).unwrap();
    neurons.fire(1, 200e-9);
    assert_eq!(neurons.next_release(), 500e-9);
    neurons.release(499e-9);
    assert!(neurons.blocked[1]);
    neurons.release(500e-9);
    assert_eq!((neurons.blocked[1], neurons.next_release()), (false, f64::INFINITY));
    assert!(neurons.with_refractory_time(-1.0).is_err());
}

#[test]
fn under_lasting_current_each_interval_solves_the_equation_of_the_adaptive_threshold() {
    let (c_m, tau_m, v_th, t_ref, current, end) = (1e-12, 100e-9, 0.1, 20e-9, 4e-6, 2e-6);
    let adaptation = Adaptation { beta: 0.04, tau_b: 300e-9 };
    let plain = Lif::new(1, c_m, tau_m, v_th).unwrap().with_refractory_time(t_ref).unwrap();
    let times = |neuron: Lif, longest: f64| spikes_under(neuron, current, end, longest);
    let (steady, adapting) =
        (times(plain.clone(), 1e-6), times(plain.clone().with_adaptation(adaptation).unwrap(), 1e-6));
    let mut lift = 0.0;
    for pair in adapting.windows(2) {
        let interval = pair[1] - pair[0];
        lift += adaptation.beta;
        // v from 0 V after the refractory time reaches the threshold, which has come back all the while
        let v = current * tau_m / c_m * -(-(interval - t_ref) / tau_m).exp_m1();
        lift *= (-interval / adaptation.tau_b).exp();
        assert_relative_eq!(v, v_th + lift, max_relative = 1e-9);
    }
    assert!(adapting.len() > 10 && 3 * adapting.len() < 2 * steady.len(), "{} of {}", adapting.len(), steady.len());
    let cut = times(plain.clone().with_adaptation(adaptation).unwrap(), 7e-9);
    assert_eq!(cut.len(), adapting.len());
    cut.iter().zip(&adapting).for_each(|(a, b)| assert_relative_eq!(*a, *b, max_relative = 1e-9));
    let none = Adaptation { beta: 0.0, ..adaptation };
    assert_eq!(times(plain.clone().with_adaptation(none).unwrap(), 1e-6), steady, "to the bit");
    for wrong in [Adaptation { beta: -0.1, ..adaptation }, Adaptation { tau_b: 0.0, ..adaptation }] {
        assert!(plain.clone().with_adaptation(wrong).is_err(), "{wrong:?}");
    }
}

/// Spike times (s) of one neuron under a constant current until `end` (s), in steps of at most `longest` (s).
fn spikes_under(mut neuron: Lif, current: f64, end: f64, longest: f64) -> Vec<f64> {
    let (mut now, mut times) = (0.0, Vec::new());
    while now < end {
        neuron.release(now);
        let dt = longest.min(neuron.next_release() - now).min(end - now);
        let spike = neuron.first_spike(&[current], &[0.0], dt);
        let dt = spike.map_or(dt, |(wait, _)| wait);
        neuron.advance(&[current], &[0.0], dt);
        now += dt;
        if spike.is_some() {
            neuron.fire(0, now);
            times.push(now);
        }
    }
    times
}

#[test]
fn behind_a_synapse_every_spike_is_the_root_of_the_closed_form_also_with_equal_time_constants() {
    let (c_m, tau_m, v_th, t_ref, current) = (1e-12, 100e-9, 0.25, 40e-9, 4e-6);
    for tau_syn in [30e-9, 99.999_999e-9, 100e-9, 250e-9] {
        let plain = Lif::new(1, c_m, tau_m, v_th).unwrap().with_refractory_time(t_ref).unwrap();
        let neuron = plain.with_synapses(tau_syn).unwrap();
        let times = spikes_under(neuron.clone(), current, 3e-6, 1.0);
        assert!(times.len() > 10, "{} spikes", times.len());
        let mut listens = 0.0f64;
        for time in &times {
            // i = I (1 - exp(-t / tau_syn)) flows on while the neuron is silent; v begins at 0 V when it listens again
            let (t, a, b) = (time - listens, 1.0 / tau_m, 1.0 / tau_syn);
            let missing = current * (-listens * b).exp() / c_m;
            let decays = if a == b { t * (-a * t).exp() } else { ((-b * t).exp() - (-a * t).exp()) / (a - b) };
            let v = current * tau_m / c_m * -(-a * t).exp_m1() - missing * decays;
            assert!((v - v_th).abs() < 1e-8 * v_th, "tau_syn = {tau_syn} s: {v} V at the spike at {time} s");
            listens = time + t_ref;
        }
        let cut = spikes_under(neuron, current, 3e-6, 7e-9);
        assert_eq!(cut.len(), times.len());
        cut.iter().zip(&times).for_each(|(a, b)| assert_relative_eq!(*a, *b, max_relative = 1e-9));
    }
}

#[test]
fn a_fast_synapse_delays_a_neuron_by_its_time_constant_and_none_is_no_synapse() {
    let plain = Lif::new(1, 1e-12, 100e-9, 0.25).unwrap();
    let of = |neuron: Lif| spikes_under(neuron, 4e-6, 1e-6, 1.0)[0];
    let (without, with) = (of(plain.clone()), of(plain.clone().with_synapses(1e-12).unwrap()));
    assert_relative_eq!(with - without, 1e-12, max_relative = 1e-3);
    for wrong in [0.0, -1e-9, f64::NAN, f64::INFINITY] {
        let error = plain.clone().with_synapses(wrong).unwrap_err().to_string();
        assert!(error.contains("`tau_syn`") && error.contains("positive"), "{error}");
    }
}

#[test]
fn a_neuron_behind_a_synapse_is_that_of_the_library_of_neurons() {
    // the same charge: a current through the synapse until 60 ns, then what is left of it, as `LifCuba` has it
    use crate::neuron::{LifCuba, Neuron, Synaptic};
    let cuba = LifCuba {
        c_m: 1e-12,
        tau_m: 100e-9,
        e_l: 0.0,
        v_th: 0.12,
        v_reset: 0.0,
        t_ref: 1e-6,
        tau_syn_ex: 150e-9,
        tau_syn_in: 150e-9,
    };
    let mut neuron = Lif::new(1, 1e-12, 100e-9, 0.12).unwrap().with_synapses(150e-9).unwrap();
    neuron.advance(&[8e-6], &[0.0], 60e-9);
    let mut state = cuba.rest();
    state.v = neuron.potentials()[0];
    cuba.receive(&mut state, 0, 8e-6 * -(-60.0f64 / 150.0).exp_m1());
    let expected = cuba.advance(&mut state, Input::default(), 1e-6).unwrap().expect("a spike on the way");
    let (time, _) = neuron.first_spike(&[0.0], &[0.0], 1e-6).expect("the same spike");
    assert_relative_eq!(time, expected, max_relative = 1e-12);
    neuron.advance(&[0.0], &[0.0], 1e-6);
    assert!(neuron.peaks[0] > 1.0 && neuron.potentials()[0] < 0.12, "the summit inside the step is what counts");
}

#[test]
fn homeostasis_favors_the_losers_and_keeps_the_floor() {
    let mut neurons = Lif::new(4, 1e-12, 100e-9, 0.2).unwrap();
    let rule = Homeostasis { gain: 0.02, floor: 0.1998 };
    neurons.adapt(1, rule);
    assert_eq!(neurons.thresholds(), [0.1998, 0.2 * 1.02, 0.1998, 0.1998]);
}

#[test]
fn against_rivals_what_the_winner_gains_they_lose_and_nobody_else() {
    let (rule, start) = (Homeostasis { gain: 0.02, floor: 0.1 }, Lif::new(5, 1e-12, 100e-9, 0.2).unwrap());
    let check = |winner, rivals: &dyn Fn(usize) -> bool, factors: [f64; 5]| {
        let mut neurons = start.clone();
        neurons.adapt_against(winner, rivals, rule);
        for (v_th, factor) in neurons.thresholds().iter().zip(factors) {
            assert_relative_eq!(*v_th, 0.2 * factor, max_relative = 1e-14);
        }
    };
    let (up, half, whole) = (1.02, 1.0 / 1.02f64.sqrt(), 1.0 / 1.02);
    check(0, &|neuron| neuron % 2 == 0, [up, 1.0, half, 1.0, half]); // one of its own class won
    check(1, &|neuron| neuron == 2, [1.0, up, whole, 1.0, 1.0]); // one of another class won
    check(3, &|neuron| neuron == 3, [1.0; 5]); // nobody to compete with
}

#[test]
fn impossible_neurons_are_refused() {
    assert!(Lif::new(0, 1e-12, 1e-7, 0.1).is_err());
    assert!(Lif::new(1, 1e-12, 0.0, 0.1).is_err());
    assert!(Lif::new(1, 1e-12, 1e-7, f64::NAN).is_err());
}
