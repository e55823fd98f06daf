//! What tests of neurons share: runs that only spikes are wanted of, and golden files.

use super::{Input, Layer, Neuron, NeuronLayer, Stamp};

/// Spike times (s) of one neuron under pieces of constant input (duration in s, value), in steps of `dt`.
pub(super) fn spikes<N: Neuron>(neuron: &N, pieces: &[(f64, f64)], dt: f64) -> Vec<f64> {
    let mut layer = Layer::new(neuron.clone(), 1, Stamp::Exact).unwrap();
    let (mut start, mut fired) = (0.0, Vec::new());
    for &(duration, input) in pieces {
        for step in 0..(duration / dt).round() as usize {
            layer.advance(start + step as f64 * dt, dt, &[Input::constant(input)], &mut fired).unwrap();
        }
        start += duration;
    }
    fired.iter().map(|spike| spike.time).collect()
}

/// Rate (1/s) from the spikes in the second half of `duration` seconds of constant input; 0 without two of them.
pub(super) fn steady_rate<N: Neuron>(neuron: &N, input: f64, duration: f64) -> f64 {
    let spikes = spikes(neuron, &[(duration, input)], duration / 64.0);
    match spikes.iter().filter(|time| **time > 0.5 * duration).copied().collect::<Vec<_>>()[..] {
        [first, .., last] => {
            let count = spikes.iter().filter(|time| **time > first).count();
            count as f64 / (last - first)
        }
        _ => 0.0,
    }
}

/// Times at which the first number crosses `level` upward, by the classical Runge-Kutta method of order 4 with `steps` steps
/// of `dt`, linear between them: independent of the integrator under test.
pub(super) fn classical<const N: usize>(
    rate: impl Fn([f64; N]) -> [f64; N],
    mut state: [f64; N],
    level: f64,
    (dt, steps): (f64, usize),
) -> Vec<f64> {
    let moved = |k: [f64; N], state: [f64; N], dt: f64| std::array::from_fn(|i| state[i] + dt * k[i]);
    let mut times = Vec::new();
    for step in 0..steps {
        let k1 = rate(state);
        let k2 = rate(moved(k1, state, 0.5 * dt));
        let k3 = rate(moved(k2, state, 0.5 * dt));
        let k4 = rate(moved(k3, state, dt));
        let mean = std::array::from_fn(|i| (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]) / 6.0);
        let next = moved(mean, state, dt);
        if state[0] < level && next[0] >= level {
            times.push(dt * (step as f64 + (level - state[0]) / (next[0] - state[0])));
        }
        state = next;
    }
    times
}

fn golden(file: &str) -> String {
    let path = format!("{}/../tests/golden/spiking/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|problem| panic!("{path}: {problem}"))
}

/// A summary of a reference run.
pub(super) fn summary(model: &str) -> serde_json::Value {
    serde_json::from_str(&golden(&format!("{model}/summary.json"))).unwrap()
}

/// Numbers of an array in a summary.
pub(super) fn numbers(values: &serde_json::Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

/// Rows of a file of numbers below one line of names.
pub(super) fn rows(file: &str) -> Vec<Vec<f64>> {
    let row = |line: &str| line.split(',').map(|value| value.parse().unwrap()).collect();
    golden(file).lines().skip(1).map(row).collect()
}

/// Asserts that spikes (s) are those of a reference (ms) within `tolerance` (ms).
pub(super) fn assert_spikes(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?} {expected:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((1e3 * found - expected).abs() <= tolerance, "{:.9} ms instead of {expected:.9} ms", 1e3 * found);
    }
}
