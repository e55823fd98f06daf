//! Weights of two dense layers, laid out as devices of a crossbar are.

use devices::rng::{Purpose, key, uniform};

use super::SupervisedError;

/// Weights from inputs to hidden neurons, and from these to outputs; pure numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    sizes: [usize; 3],
    /// Layer after layer, each row-major with one row per source.
    weights: Vec<f64>,
}

impl Dense {
    /// Random weights, uniform between plus and minus `gain * sqrt(3 / sources)`, so that a sum over active sources of
    /// size 1 has the variance `gain^2`.
    ///
    /// # Errors
    /// [`SupervisedError::Setting`] when a layer has no neuron.
    pub fn random(sizes: [usize; 3], gain: f64, seed: u64) -> Result<Dense, SupervisedError> {
        if sizes.contains(&0) {
            let expected = "every layer needs at least one neuron";
            return Err(SupervisedError::Setting { name: "sizes", value: format!("{sizes:?}"), expected });
        }
        let layer = |layer: usize| {
            let key = key(seed, Purpose::Weights, layer as u64);
            let limit = gain * (3.0 / sizes[layer] as f64).sqrt();
            (0..sizes[layer] * sizes[layer + 1]).map(move |k| limit * (2.0 * uniform(key, k as u64) - 1.0))
        };
        Ok(Dense { sizes, weights: layer(0).chain(layer(1)).collect() })
    }

    /// Weights of 0.
    pub(super) fn zero(sizes: [usize; 3]) -> Dense {
        Dense { sizes, weights: vec![0.0; sizes[1] * (sizes[0] + sizes[2])] }
    }

    /// Numbers of inputs, hidden neurons and outputs.
    pub fn sizes(&self) -> [usize; 3] {
        self.sizes
    }

    /// Weights of layer 0 (inputs x hidden) or 1 (hidden x outputs), row-major.
    pub fn layer(&self, layer: usize) -> &[f64] {
        let (first, second) = self.weights.split_at(self.sizes[0] * self.sizes[1]);
        [first, second][layer]
    }

    /// Weights of a layer, to change them.
    pub fn layer_mut(&mut self, layer: usize) -> &mut [f64] {
        let (first, second) = self.weights.split_at_mut(self.sizes[0] * self.sizes[1]);
        if layer == 0 { first } else { second }
    }

    /// All weights, layer after layer.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// All weights, to change them.
    pub fn weights_mut(&mut self) -> &mut [f64] {
        &mut self.weights
    }

    /// Weighted sums of `sources` in a layer, one per target.
    pub(super) fn sums(&self, layer: usize, sources: &[f64], sums: &mut [f64]) {
        sums.fill(0.0);
        let rows = self.layer(layer).chunks_exact(sums.len());
        // most sources are silent in most steps
        for (weights, &source) in rows.zip(sources).filter(|(_, source)| **source != 0.0) {
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * source);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_products_of_rows_and_weights_layer_by_layer() {
        let mut dense = Dense::random([2, 3, 1], 1.0, 5).unwrap();
        dense.weights_mut().copy_from_slice(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
        let (mut hidden, mut output) = ([0.0; 3], [0.0]);
        dense.sums(0, &[1.0, 0.5], &mut hidden);
        dense.sums(1, &[1.0, 0.0, 2.0], &mut output);
        assert_eq!((hidden, output), ([3.0, 4.5, 6.0], [25.0]));
    }

    #[test]
    fn random_weights_have_the_variance_of_the_gain_over_the_sources() {
        let dense = Dense::random([50, 400, 2], 2.0, 5).unwrap();
        let weights = dense.layer(0);
        let variance = weights.iter().map(|w| w * w).sum::<f64>() / weights.len() as f64;
        // 20000 draws: the variance of a uniform square is known to 0.6 %
        assert!((variance / (4.0 / 50.0) - 1.0).abs() < 0.03, "{variance}");
        assert_ne!(dense, Dense::random([50, 400, 2], 2.0, 6).unwrap());
    }
}
