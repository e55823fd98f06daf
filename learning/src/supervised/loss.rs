//! From output spikes to a loss, and back to slopes of the loss against each spike.

/// What is read from the spikes of an output neuron.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readout {
    /// Their number.
    Counts,
    /// Steps that are left when the first comes, `steps - t` for a spike in step t (from 0), and 0 without a spike.
    FirstSpike,
}

impl Readout {
    /// Value of each output neuron from its spikes (0 or 1), row-major steps x outputs.
    pub fn values(self, spikes: &[f64], outputs: usize) -> Vec<f64> {
        let steps = spikes.len() / outputs;
        let value = |output: usize| {
            let of = |t: usize| spikes[t * outputs + output];
            match self {
                Readout::Counts => (0..steps).map(of).sum::<f64>(),
                // from the end: a spike hides all that follow
                Readout::FirstSpike => {
                    (0..steps).rev().fold(0.0, |rest, t| of(t) * (steps - t) as f64 + (1.0 - of(t)) * rest)
                }
            }
        };
        (0..outputs).map(value).collect()
    }

    /// Slopes of `sum_j slopes_j value_j` against each spike, row-major steps x outputs.
    pub(super) fn backward(self, spikes: &[f64], slopes: &[f64]) -> Vec<f64> {
        let outputs = slopes.len();
        let steps = spikes.len() / outputs;
        let mut gradient = vec![0.0; spikes.len()];
        for (output, slope) in slopes.iter().enumerate() {
            let mut rest = 0.0; // value of the steps that follow
            for t in (0..steps).rev() {
                let k = t * outputs + output;
                gradient[k] = match self {
                    Readout::Counts => *slope,
                    Readout::FirstSpike => slope * ((steps - t) as f64 - rest),
                };
                rest = spikes[k] * (steps - t) as f64 + (1.0 - spikes[k]) * rest;
            }
            if self == Readout::FirstSpike {
                let mut silent = 1.0; // product of 1 - s over the steps before
                for t in 0..steps {
                    let k = t * outputs + output;
                    gradient[k] *= silent;
                    silent *= 1.0 - spikes[k];
                }
            }
        }
        gradient
    }
}

/// Softmax cross entropy `ln sum_j exp(x_j) - x_label`, and its slope against each value.
pub fn cross_entropy(values: &[f64], label: usize) -> (f64, Vec<f64>) {
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = values.iter().map(|value| (value - highest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    let slope = |(j, power): (usize, &f64)| power / sum - if j == label { 1.0 } else { 0.0 };
    (sum.ln() + highest - values[label], powers.iter().enumerate().map(slope).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn equal_values_cost_the_logarithm_of_their_number() {
        let (loss, slopes) = cross_entropy(&[800.0, 800.0, 800.0, 800.0], 2);
        assert_relative_eq!(loss, 4f64.ln(), max_relative = 1e-14);
        assert_eq!(slopes, [0.25, 0.25, -0.75, 0.25]);
    }

    #[test]
    fn counts_add_spikes_and_the_first_spike_hides_the_others() {
        let spikes = [0.0, 0.0, 1.0, 0.0, 1.0, 0.0]; // 3 steps, 2 outputs
        assert_eq!(Readout::Counts.values(&spikes, 2), [2.0, 0.0]);
        assert_eq!(Readout::FirstSpike.values(&spikes, 2), [2.0, 0.0]);
    }

    #[test]
    fn slopes_against_spikes_are_differences_of_values() {
        // values are linear in each spike, so that any difference is exact
        let spikes = [0.3, 0.0, 0.6, 0.2, 1.0, 0.7, 0.1, 0.4];
        let slopes = [2.0, -0.5];
        for readout in [Readout::Counts, Readout::FirstSpike] {
            let sum = |spikes: &[f64]| {
                readout.values(spikes, 2).iter().zip(slopes).map(|(value, slope)| value * slope).sum::<f64>()
            };
            let gradient = readout.backward(&spikes, &slopes);
            for k in 0..spikes.len() {
                let with = |value: f64| {
                    let mut changed = spikes;
                    changed[k] = value;
                    sum(&changed)
                };
                assert_relative_eq!(gradient[k], with(1.0) - with(0.0), epsilon = 1e-13);
            }
        }
    }
}
