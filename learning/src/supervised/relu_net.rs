//! Two layers without spikes: rectified hidden neurons, linear outputs.

use super::dense::Dense;
use super::largest;
use super::loss::cross_entropy;
use super::trainer::Trainable;

/// A network of rectified linear neurons, one input vector per pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct ReluNet {
    /// The weights.
    pub dense: Dense,
}

impl ReluNet {
    /// Activations `max(0, sum)` of the hidden neurons.
    pub fn hidden(&self, pattern: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.dense.sizes()[1]];
        self.dense.sums(0, pattern, &mut sums);
        sums.iter_mut().for_each(|sum| *sum = sum.max(0.0));
        sums
    }

    /// Weighted sums of the hidden activations.
    pub fn outputs(&self, hidden: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.dense.sizes()[2]];
        self.dense.sums(1, hidden, &mut sums);
        sums
    }
}

impl Trainable for ReluNet {
    fn dense(&self) -> &Dense {
        &self.dense
    }

    fn dense_mut(&mut self) -> &mut Dense {
        &mut self.dense
    }

    fn gradient(&self, pattern: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        let [inputs, hidden, outputs] = self.dense.sizes();
        let activations = self.hidden(pattern);
        let (loss, slopes) = cross_entropy(&self.outputs(&activations), label);
        let (first, second) = gradient.split_at_mut(inputs * hidden);
        for (neuron, &activation) in activations.iter().enumerate().filter(|(_, activation)| **activation > 0.0) {
            let row = neuron * outputs..(neuron + 1) * outputs;
            let weights = &self.dense.layer(1)[row.clone()];
            let back: f64 = weights.iter().zip(&slopes).map(|(weight, slope)| weight * slope).sum();
            second[row].iter_mut().zip(&slopes).for_each(|(sum, slope)| *sum += activation * slope);
            let column = first.iter_mut().skip(neuron).step_by(hidden);
            column.zip(pattern).for_each(|(sum, input)| *sum += input * back);
        }
        loss
    }

    fn classify(&self, pattern: &[f64]) -> usize {
        largest(&self.outputs(&self.hidden(pattern)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let net = ReluNet { dense: Dense::random([3, 6, 2], 1.0, 4).unwrap() };
        let pattern = [0.3, 0.9, 1.0];
        let mut gradient = vec![0.0; net.dense.weights().len()];
        net.gradient(&pattern, 1, &mut gradient);
        let loss = |k: usize, change: f64| {
            let mut net = net.clone();
            net.dense.weights_mut()[k] += change;
            net.gradient(&pattern, 1, &mut vec![0.0; gradient.len()])
        };
        for (k, slope) in gradient.iter().enumerate() {
            let central = (loss(k, 1e-5) - loss(k, -1e-5)) / 2e-5;
            assert_relative_eq!(*slope, central, epsilon = 1e-9); // h^2 = 1e-10, rounding 1e-11
        }
    }
}
