//! Spikes that arrive at synapses.

use super::{Input, Layer, Neuron, NeuronError, Variable};
use crate::Spike;

/// A model whose neurons have synapses.
pub trait Synaptic: Neuron {
    /// The kinds of synapse, with the unit of their weights.
    const SYNAPSES: &'static [Variable];

    /// A spike arrives at a synapse of kind `synapse` with `weight`.
    fn receive(&self, state: &mut Self::State, synapse: usize, weight: f64);
}

/// A spike on its way into a neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    /// When it arrives (s).
    pub time: f64,
    /// At which neuron.
    pub neuron: usize,
    /// At which kind of synapse, see [`Synaptic::SYNAPSES`].
    pub synapse: usize,
    /// How strong.
    pub weight: f64,
}

impl<N: Synaptic> Layer<N> {
    /// Moves all neurons from `time` by `dt` (s) under `inputs` (one per neuron) and `arrivals`, each at its exact time, and
    /// appends their spikes as [`NeuronLayer::advance`](super::NeuronLayer::advance) does. The cost follows the number of neurons and of arrivals.
    ///
    /// # Errors
    /// [`NeuronError::Diverged`] when a neuron cannot be followed.
    ///
    /// # Panics
    /// When arrivals are not sorted by time, or outside the step.
    pub fn advance_with(
        &mut self,
        time: f64,
        dt: f64,
        inputs: &[Input],
        arrivals: &[Arrival],
        fired: &mut Vec<Spike>,
    ) -> Result<(), NeuronError> {
        assert_eq!(inputs.len(), self.states().len(), "one input per neuron");
        assert!(arrivals.is_sorted_by(|a, b| a.time <= b.time), "arrivals are sorted by time");
        let first = fired.len();
        let mut done = vec![0.0; inputs.len()];
        for &Arrival { time: at, neuron, synapse, weight } in arrivals {
            assert!(time <= at && at <= time + dt, "the arrival at {at} s is outside the step from {time} s by {dt} s");
            let until = (at - time).min(dt);
            self.follow(neuron, [done[neuron], until], (time, dt), inputs[neuron], fired)?;
            done[neuron] = until;
            let (model, states) = self.parts();
            model.receive(&mut states[neuron], synapse, weight);
        }
        for (neuron, (&input, done)) in inputs.iter().zip(done).enumerate() {
            self.follow(neuron, [done, dt], (time, dt), input, fired)?;
        }
        sort(&mut fired[first..]);
        Ok(())
    }
}

/// By time, then by neuron.
pub(super) fn sort(fired: &mut [Spike]) {
    fired.sort_by(|a, b| a.time.total_cmp(&b.time).then(a.neuron.cmp(&b.neuron)));
}

#[cfg(test)]
#[path = "synaptic_tests.rs"]
mod tests;
