//! From a network of rectified neurons to spiking neurons whose rates are its activations.

use super::dense::Dense;
use super::leaky::{Leaky, Reset};
use super::loss::Readout;
use super::relu_net::ReluNet;
use super::spiking_net::{NetCourse, SpikingNet};
use super::surrogate::Surrogate;
use super::{SupervisedError, largest};

/// Neurons that integrate without leak and start half a spike above rest.
///
/// After T steps under a constant input a, 0 <= a <= 1, such a neuron has fired N times with |N / T - a| <= 0.5 / T: what
/// is left of `0.5 + T a - N` lies above 0 and does not exceed the threshold 1.
pub const INTEGRATING: Leaky = Leaky { beta: 1.0, threshold: 1.0, start: 0.5, reset: Reset::Subtract };

/// Spiking neurons with the weights of `net`, scaled so that the largest activation of each layer over the training
/// patterns is one spike per step (Diehl et al. 2015, doi:10.1109/IJCNN.2015.7280696).
///
/// # Errors
/// [`SupervisedError::Labels`] without a pattern.
pub fn convert(net: &ReluNet, patterns: &[Vec<f64>]) -> Result<SpikingNet, SupervisedError> {
    if patterns.is_empty() {
        return Err(SupervisedError::Labels { rows: 0, labels: 0 });
    }
    let (mut hidden, mut output) = (0.0f64, 0.0f64);
    for pattern in patterns {
        let activations = net.hidden(pattern);
        output = net.outputs(&activations).into_iter().fold(output, f64::max);
        hidden = activations.into_iter().fold(hidden, f64::max);
    }
    // a layer that is never active has no scale of its own
    let scale = |largest: f64| if largest > 0.0 { largest } else { 1.0 };
    let mut dense: Dense = net.dense.clone();
    dense.layer_mut(0).iter_mut().for_each(|weight| *weight /= scale(hidden));
    dense.layer_mut(1).iter_mut().for_each(|weight| *weight *= scale(hidden) / scale(output));
    SpikingNet::new(dense, INTEGRATING, Surrogate::Arctan { alpha: 2.0 }, Readout::Counts)
}

/// The class whose output has fired most, the lower class in a tie; `pattern` is held for `steps` steps.
pub fn class_by_count(net: &SpikingNet, pattern: &[f64], steps: usize) -> usize {
    largest(&net.values(&net.run(&pattern.repeat(steps))))
}

/// The class whose output has collected most: spikes, and what is left of the potential.
pub fn class_with_residual(net: &SpikingNet, pattern: &[f64], steps: usize) -> usize {
    largest(&with_residual(net, &net.run(&pattern.repeat(steps))))
}

/// Spikes of each output plus what its potential has left beyond the start, in thresholds: without leak the sum of all
/// its inputs.
pub fn with_residual(net: &SpikingNet, course: &NetCourse) -> Vec<f64> {
    let [.., outputs] = net.dense.sizes();
    let last = &course.layers[1];
    let from = last.spikes.len() - outputs;
    let left = |output: usize| {
        let neuron = net.neuron();
        let after = last.potentials[from + output] - neuron.threshold * last.spikes[from + output];
        (after - neuron.start) / neuron.threshold
    };
    let counts = Readout::Counts.values(&last.spikes, outputs);
    counts.iter().enumerate().map(|(output, count)| count + left(output)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use devices::rng::{Purpose, key, uniform};

    const SIZES: [usize; 3] = [5, 40, 3];

    fn patterns() -> Vec<Vec<f64>> {
        let pattern = |number: u64| (0..5).map(|k| uniform(key(6, Purpose::Noise, number), k)).collect();
        (0..30).map(pattern).collect()
    }

    fn nets() -> (ReluNet, SpikingNet) {
        let net = ReluNet { dense: Dense::random(SIZES, 1.0, 9).unwrap() };
        let spiking = convert(&net, &patterns()).unwrap();
        (net, spiking)
    }

    #[test]
    fn rates_of_hidden_neurons_are_within_half_a_spike_of_the_scaled_activations() {
        let (net, spiking) = nets();
        let scale = patterns().iter().flat_map(|pattern| net.hidden(pattern)).fold(0.0, f64::max);
        for steps in [1, 4, 16, 64] {
            let mut worst = 0.0f64;
            for pattern in patterns() {
                let course = spiking.run(&pattern.repeat(steps));
                let counts = Readout::Counts.values(&course.layers[0].spikes, SIZES[1]);
                for (count, activation) in counts.iter().zip(net.hidden(&pattern)) {
                    worst = worst.max((count / steps as f64 - activation / scale).abs());
                }
            }
            // the potential is summed in steps: rounding of 1e-16 each
            assert!(worst <= 0.5 / steps as f64 + 1e-14, "{worst} after {steps} steps");
            assert!(worst > 0.4 / steps as f64, "the bound is sharp: {worst} after {steps} steps");
        }
    }

    #[test]
    fn spikes_and_residual_of_an_output_are_the_sum_of_its_inputs() {
        let (_, spiking) = nets();
        for pattern in patterns() {
            let course = spiking.run(&pattern.repeat(20));
            let rates = Readout::Counts.values(&course.layers[0].spikes, SIZES[1]);
            let sums = ReluNet { dense: spiking.dense.clone() }.outputs(&rates);
            for (found, sum) in with_residual(&spiking, &course).iter().zip(sums) {
                assert_relative_eq!(*found, sum, epsilon = 1e-12);
            }
        }
    }

    #[test]
    fn with_many_steps_the_class_is_that_of_the_network_without_spikes() {
        use crate::supervised::Trainable;
        let (net, spiking) = nets();
        for pattern in patterns() {
            let mut outputs = net.outputs(&net.hidden(&pattern));
            let class = net.classify(&pattern);
            outputs.sort_by(f64::total_cmp);
            // hidden rates are right to 0.5 / T each: outputs to 40 * 0.5 / T of the largest weight
            if outputs[2] - outputs[1] > 0.05 {
                assert_eq!(class_with_residual(&spiking, &pattern, 4000), class);
            }
        }
    }

    #[test]
    fn without_patterns_there_is_no_scale() {
        let net = ReluNet { dense: Dense::random(SIZES, 1.0, 9).unwrap() };
        assert!(matches!(convert(&net, &[]), Err(SupervisedError::Labels { rows: 0, .. })));
    }
}
