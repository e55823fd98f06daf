//! Layers that look at the threshold at the ends of equal steps only, as simulators with a grid do.

use serde::Deserialize;

use super::synaptic::sort;
use super::threshold::{Threshold, refuse_impossible, refuse_overflow};
use super::{Input, NeuronError, NeuronLayer, Synaptic, Variable};
use crate::Spike;

/// Whose rules a grid follows. Both reset at the end of the step in which the threshold is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// A spike has the time at which its step begins, and the refractory time counts from there, so that a neuron is held for
    /// one step less.
    Brian2,
    /// A spike has the time at which its step ends; a neuron is held for the refractory time, rounded to steps.
    Nest,
}

impl Convention {
    /// Whole steps of `dt` that a neuron with refractory time `t_ref` is held after the reset.
    fn steps(self, t_ref: f64, dt: f64) -> f64 {
        match self {
            Convention::Brian2 => ((t_ref / dt + 1e-3).floor() - 1.0).max(0.0), // 1e-3: a multiple of dt may be rounded down
            Convention::Nest => (t_ref / dt).round(),
        }
    }
}

/// Neurons of one model on a grid: each call of `advance` is one step of it, and all have to be equal.
#[derive(Clone, Debug, PartialEq)]
pub struct GridLayer<N: Threshold> {
    neuron: N,
    states: Vec<N::State>,
    convention: Convention,
}

impl<N: Threshold> GridLayer<N> {
    /// `count` neurons at rest.
    ///
    /// # Errors
    /// [`NeuronError::Parameter`] when there is no neuron or a parameter is impossible.
    pub fn new(neuron: N, count: usize, convention: Convention) -> Result<Self, NeuronError> {
        neuron.check()?;
        if count == 0 {
            let expected = "a layer has at least one neuron";
            return Err(NeuronError::Parameter { name: "count", value: "0".into(), expected });
        }
        Ok(Self { states: vec![neuron.rest(); count], neuron, convention })
    }

    /// State of every neuron.
    pub fn states(&self) -> &[N::State] {
        &self.states
    }
}

impl<N: Threshold + Synaptic> GridLayer<N> {
    /// A spike arrives at `neuron` at the end of the step that was taken last.
    pub fn receive(&mut self, neuron: usize, synapse: usize, weight: f64) {
        self.neuron.receive(&mut self.states[neuron], synapse, weight);
    }
}

impl<N: Threshold> NeuronLayer for GridLayer<N> {
    fn len(&self) -> usize {
        self.states.len()
    }

    fn rest(&mut self) {
        self.states.fill(self.neuron.rest());
    }

    fn advance(&mut self, time: f64, dt: f64, inputs: &[Input], fired: &mut Vec<Spike>) -> Result<(), NeuronError> {
        assert_eq!(inputs.len(), self.states.len(), "one input per neuron");
        let shortest = self.neuron.shortest();
        if dt > shortest {
            return Err(NeuronError::Coarse { dt, shortest });
        }
        let first = fired.len();
        let held = self.convention.steps(self.neuron.t_ref(), dt) * dt;
        for (neuron, (state, &input)) in self.states.iter_mut().zip(inputs).enumerate() {
            let diverged = |problem| NeuronError::Diverged { neuron, time, problem };
            refuse_impossible(input).map_err(diverged)?;
            if self.neuron.held(state) > 0.5 * dt {
                self.neuron.hold(state, input, dt); // half a step: what is left is a sum of rounded steps
                continue;
            }
            self.neuron.drift(state, input, dt);
            refuse_overflow(&self.neuron, state, input).map_err(diverged)?;
            if self.neuron.reaches(state) {
                self.neuron.fire(state, held);
                let time = match self.convention {
                    Convention::Brian2 => time,
                    Convention::Nest => time + dt,
                };
                fired.push(Spike { neuron, time });
            }
        }
        sort(&mut fired[first..]);
        Ok(())
    }

    fn variables(&self) -> &'static [Variable] {
        N::VARIABLES
    }

    fn read(&self, index: usize, out: &mut [f64]) {
        out.iter_mut().zip(&self.states).for_each(|(out, state)| *out = self.neuron.read(state, index));
    }
}
