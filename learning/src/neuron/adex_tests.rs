use super::super::firing::{assert_spikes, numbers, rows, spikes, steady_rate, summary};
use super::*;

#[test]
fn spikes_are_those_of_the_reference() {
    let expected = numbers(&summary("adex")["runs"]["reference"]);
    // The reference is another integrator at 1e-11; accepted are 0.02 ms, what is claimed is 1e-5 ms. Long steps must
    // neither change that nor overflow: the Runge-Kutta method of a clock-driven simulator gives 1 spike or none here.
    for dt in [1e-5, 1e-3, 0.25] {
        assert_spikes(&spikes(&AdEx::brette_gerstner_2005(), &[(0.25, 800e-12)], dt), &expected, 1e-5);
    }
}

#[test]
fn the_trace_is_that_of_the_reference() {
    let neuron = AdEx::brette_gerstner_2005();
    let mut state = neuron.rest();
    let mut spikes = 0;
    for row in rows("adex/trace_reference.csv").windows(2) {
        let (mut done, dt) = (0.0, 1e-3 * (row[1][0] - row[0][0]));
        while let Some(wait) = neuron.advance(&mut state, Input::constant(800e-12), dt - done).unwrap() {
            (done, spikes) = (done + wait, spikes + 1);
        }
        let near_spike = row[1][1] > -45.0; // there the trace is steeper than its eight digits
        let (v, w) = (1e3 * state[0], 1e12 * state[1]);
        assert!(near_spike || (v - row[1][1]).abs() < 1e-4, "{} ms: {v} mV", row[1][0]);
        assert!((w - row[1][2]).abs() < 1e-4 * row[1][2].abs().max(1.0), "{} ms: {w} pA", row[1][0]);
    }
    assert!(spikes >= 6);
}

#[test]
fn six_parameter_sets_fire_in_six_patterns() {
    let golden = summary("adex");
    for (name, set) in golden["patterns"].as_object().unwrap() {
        let number = |key: &str| set[key].as_f64().unwrap();
        let neuron = AdEx {
            c_m: 1e-12 * number("C_pF"),
            g_l: 1e-9 * number("gL_nS"),
            e_l: 1e-3 * number("EL"),
            v_t: 1e-3 * number("VT"),
            delta_t: 1e-3 * number("DT"),
            tau_w: 1e-3 * number("tau_w"),
            a: 1e-9 * number("a_nS"),
            b: 1e-12 * number("b_pA"),
            v_r: 1e-3 * number("Vr"),
            v_peak: 1e-3 * number("Vpeak"),
            tolerance: 1e-11,
        };
        let expected = numbers(&set["spikes"]);
        let found = spikes(&neuron, &[(1e-3 * (expected.last().unwrap() + 0.5), 1e-12 * number("I_pA"))], 1e-5);
        assert!(!found.is_empty(), "{name} is silent");
        assert_spikes(&found, &expected, 1e-4);
    }
}

#[test]
fn rates_rise_with_the_current_as_in_the_reference() {
    for row in rows("adex/fi.csv") {
        let rate = steady_rate(&AdEx::brette_gerstner_2005(), 1e-12 * row[0], 4.0);
        // The reference is printed to eight digits; what is left of the transient is below 1e-6.
        assert!((rate - row[1]).abs() <= 1e-5 * row[1], "{} pA: {rate} Hz instead of {} Hz", row[0], row[1]);
    }
}

#[test]
fn an_exponential_that_would_overflow_still_spikes() {
    // exp((v_peak - v_t) / delta_t) is exp(1000) in the first; a peak after 25 slope factors comes 1e-10 ms before.
    let sharp = AdEx { delta_t: 0.05e-3, ..AdEx::brette_gerstner_2005() };
    let early = AdEx { v_peak: sharp.v_t + 25.0 * sharp.delta_t, ..sharp.clone() };
    let [found, expected] = [sharp, early].map(|neuron| spikes(&neuron, &[(0.25, 800e-12)], 0.05));
    assert!(found.len() >= 5, "{found:?}");
    assert_spikes(&found, &expected.iter().map(|time| 1e3 * time).collect::<Vec<_>>(), 1e-6);
}

#[test]
fn a_spike_after_long_silence_is_found_as_well_in_one_step_as_in_many() {
    // The peak takes steps of 1e-15 s, less than the last bit of 650 s.
    let neuron = AdEx::brette_gerstner_2005();
    let ramp = Input { start: 0.0, slope: 1e-12 };
    let once = neuron.advance(&mut neuron.rest(), ramp, 1000.0).unwrap().unwrap();
    let (mut state, mut step) = (neuron.rest(), 0);
    let wait = loop {
        match neuron.advance(&mut state, ramp.later(f64::from(step) * 0.25), 0.25).unwrap() {
            Some(wait) => break wait,
            None => step += 1,
        }
    };
    let many = f64::from(step) * 0.25 + wait;
    assert!(once > 500.0 && (once - many).abs() < 1e-6, "{once} {many}");
}

#[test]
fn an_input_that_is_out_of_bounds_is_an_error_and_not_silence() {
    let neuron = AdEx::brette_gerstner_2005();
    for current in [f64::NAN, f64::INFINITY] {
        assert!(neuron.advance(&mut neuron.rest(), Input::constant(current), 1e-3).is_err());
    }
    assert!(neuron.advance(&mut [f64::NAN, 0.0], Input::default(), 1e-3).is_err());
}

#[test]
fn impossible_parameters_are_refused() {
    let neuron = AdEx::brette_gerstner_2005;
    assert!(neuron().check().is_ok());
    for wrong in [
        AdEx { tau_w: 0.0, ..neuron() },
        AdEx { c_m: -1e-12, ..neuron() },
        AdEx { delta_t: 0.0, ..neuron() },
        AdEx { v_r: 1e-3, ..neuron() },
        AdEx { b: f64::NAN, ..neuron() },
        AdEx { tolerance: 0.0, ..neuron() },
    ] {
        assert!(wrong.check().is_err(), "{wrong:?}");
    }
}
