//! The codes against `tests/golden/spiking/encodings`.

use serde_json::Value;

use crate::encoding::{BelowThreshold, Bernoulli, Burst, Delta, Latency, PhaseCode, Regular, SnntorchLatency};

/// A step of 1 s, so that a time is the number of its step.
const DT: f64 = 1.0;

fn golden() -> Value {
    serde_json::from_str(include_str!("../../../tests/golden/spiking/encodings/golden.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// The values that are coded, each with what the file has for it under `of`.
fn coded<'a>(golden: &'a Value, of: &'a Value) -> impl Iterator<Item = (f64, &'a Value)> {
    numbers(&golden["x"]).into_iter().zip(of.as_array().unwrap())
}

#[test]
fn latency_takes_the_steps_of_its_rule() {
    let golden = golden();
    let code = Latency { steps: 16, dt: DT };
    for (x, step) in coded(&golden, &golden["latency_plain"]["step"]) {
        assert_eq!(code.spike(x), step.as_f64(), "x = {x}");
    }
}

#[test]
fn linear_latency_takes_the_steps_of_snntorch() {
    let golden = golden();
    let code = SnntorchLatency { steps: 16, dt: DT, threshold: 0.01, below: BelowThreshold::Silent };
    for (x, step) in coded(&golden, &golden["latency_snntorch_linear"]["step"]) {
        assert_eq!(code.spike(x), step.as_f64(), "x = {x}");
    }
    let heard = SnntorchLatency { below: BelowThreshold::Last, ..code };
    assert_eq!(heard.spike(0.0), heard.spike(0.01), "below the threshold as at the threshold");
}

#[test]
fn the_mean_of_bernoulli_draws_is_the_value() {
    let golden = golden();
    let draws = 200_000;
    for (k, x) in numbers(&golden["x"]).into_iter().enumerate() {
        let code = Bernoulli { steps: draws, dt: DT };
        let mean = code.spikes(x, k as u64).count() as f64 / draws as f64;
        assert!((mean - x).abs() <= 4.0 * (x * (1.0 - x) / draws as f64).sqrt(), "x = {x}: {mean}");
    }
}

#[test]
fn accumulate_and_fire_takes_the_steps_of_its_rule() {
    let golden = golden();
    let code = Regular { steps: 16, dt: DT };
    for (x, steps) in coded(&golden, &golden["rate_deterministic_if"]["steps"]) {
        assert_eq!(code.spikes(x).collect::<Vec<_>>(), numbers(steps), "x = {x}");
    }
}

#[test]
fn phases_are_the_digits_and_give_the_value_back_to_half_a_digit() {
    let golden = golden();
    let code = PhaseCode { bits: 8, periods: 1, dt: DT };
    for (x, phases) in coded(&golden, &golden["phase"]["phases"]) {
        assert_eq!(code.spikes(x).collect::<Vec<_>>(), numbers(phases), "x = {x}");
    }
    for (x, decoded) in coded(&golden, &golden["phase"]["decoded"]) {
        assert_eq!(code.decode(&code.spikes(x).collect::<Vec<_>>()), decoded.as_f64().unwrap(), "x = {x}");
    }
    // half a digit is 2^-9; above the largest number, 1 - 2^-8, up to a whole one is missing
    for x in (0..=1000).map(|k| f64::from(k) / 1000.0).filter(|&x| x <= 1.0 - 2f64.powi(-9)) {
        let error = (code.decode(&code.spikes(x).collect::<Vec<_>>()) - x).abs();
        assert!(error <= 2f64.powi(-9), "x = {x}: {error}");
    }
}

#[test]
fn every_period_of_a_phase_code_repeats_the_first() {
    let (once, twice) = (PhaseCode { bits: 8, periods: 1, dt: DT }, PhaseCode { bits: 8, periods: 2, dt: DT });
    let first: Vec<f64> = once.spikes(0.7).collect();
    let both: Vec<f64> = first.iter().copied().chain(first.iter().map(|phase| phase + 8.0)).collect();
    assert_eq!(twice.spikes(0.7).collect::<Vec<_>>(), both);
    assert_eq!(twice.decode(&both), once.decode(&first));
}

#[test]
fn bursts_take_the_steps_of_their_rule() {
    let golden = golden();
    let code = Burst { n_max: 5, longest: 8, shortest: 2, dt: DT };
    for (x, steps) in coded(&golden, &golden["burst"]["steps"]) {
        assert_eq!(code.spikes(x).collect::<Vec<_>>(), numbers(steps), "x = {x}");
    }
}

#[test]
fn delta_events_are_those_of_the_rule() {
    let golden = &golden()["temporal_delta"];
    let code = Delta { threshold: golden["thr"].as_f64().unwrap(), dt: DT, channels: 1 };
    let events = code.encode(0, &numbers(&golden["signal"])).unwrap();
    let signed: Vec<Vec<f64>> = events.iter().map(|&(line, t)| vec![t, [1.0, -1.0][line]]).collect();
    assert_eq!(signed, golden["events"].as_array().unwrap().iter().map(numbers).collect::<Vec<_>>());
    let message = code.encode(0, &[0.0, f64::NAN]).unwrap_err().to_string();
    assert!(message.contains("feature 2"), "{message}");
    assert!(code.encode(0, &[]).is_err());
}
