//! Many neurons of one model, stepped together.

use serde::Deserialize;

use super::synaptic::sort;
use super::{Input, Neuron, NeuronError, Variable};
use crate::Spike;

/// Most spikes of one neuron in one step: more have no time between them that numbers could tell apart.
const MOST_SPIKES: usize = 100_000;

/// Which time a spike inside a step is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stamp {
    /// The time at which the threshold is crossed.
    #[default]
    Exact,
    /// The beginning of the step in which it is crossed.
    StepStart,
    /// The end of that step.
    StepEnd,
}

impl Stamp {
    /// The time that is recorded of a spike at `spike` in the step that begins at `step.0` and lasts `step.1` (s).
    pub(super) fn of(self, spike: f64, (time, dt): (f64, f64)) -> f64 {
        match self {
            Stamp::Exact => spike,
            Stamp::StepStart => time,
            Stamp::StepEnd => time + dt,
        }
    }
}

/// A layer of neurons as a simulation sees it: object safe, one virtual call per step.
pub trait NeuronLayer: Send + Sync {
    /// Number of neurons.
    fn len(&self) -> usize;

    /// True when there is no neuron.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts all neurons to rest.
    fn rest(&mut self);

    /// Moves all neurons from `time` by `dt` (s) under `inputs` (one per neuron) and appends their spikes, sorted by time,
    /// then by neuron.
    ///
    /// # Errors
    /// [`NeuronError::Diverged`] when a neuron cannot be followed.
    fn advance(&mut self, time: f64, dt: f64, inputs: &[Input], fired: &mut Vec<Spike>) -> Result<(), NeuronError>;

    /// Quantities that [`read`](NeuronLayer::read) gives; the first is the membrane potential.
    fn variables(&self) -> &'static [Variable];

    /// Writes quantity number `index` of every neuron into `out`.
    fn read(&self, index: usize, out: &mut [f64]);
}

/// Neurons of one model.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer<N: Neuron> {
    neuron: N,
    states: Vec<N::State>,
    stamp: Stamp,
}

impl<N: Neuron> Layer<N> {
    /// `count` neurons at rest.
    ///
    /// # Errors
    /// [`NeuronError::Parameter`] when there is no neuron or a parameter is impossible.
    pub fn new(neuron: N, count: usize, stamp: Stamp) -> Result<Self, NeuronError> {
        neuron.check()?;
        if count == 0 {
            let expected = "a layer has at least one neuron";
            return Err(NeuronError::Parameter { name: "count", value: "0".into(), expected });
        }
        Ok(Self { states: vec![neuron.rest(); count], neuron, stamp })
    }

    /// The model.
    pub fn neuron(&self) -> &N {
        &self.neuron
    }

    /// State of every neuron.
    pub fn states(&self) -> &[N::State] {
        &self.states
    }

    /// State of every neuron, to set it.
    pub fn states_mut(&mut self) -> &mut [N::State] {
        &mut self.states
    }

    /// The model and the states.
    pub(super) fn parts(&mut self) -> (&N, &mut [N::State]) {
        (&self.neuron, &mut self.states)
    }

    /// Moves one neuron through a part of the step that begins at `step.0` and lasts `step.1` (s); the part and `input` count
    /// from the beginning of the step.
    pub(super) fn follow(
        &mut self,
        neuron: usize,
        [mut done, until]: [f64; 2],
        (time, dt): (f64, f64),
        input: Input,
        fired: &mut Vec<Spike>,
    ) -> Result<(), NeuronError> {
        let state = &mut self.states[neuron];
        let diverged = |problem| NeuronError::Diverged { neuron, time, problem };
        let mut spikes = 0;
        while let Some(wait) = self.neuron.advance(state, input.later(done), until - done).map_err(diverged)? {
            done += wait;
            fired.push(Spike { neuron, time: self.stamp.of(time + done, (time, dt)) });
            if done >= until {
                break;
            }
            spikes += 1;
            if spikes > MOST_SPIKES {
                let problem = format!(
                    "it fires more than {MOST_SPIKES} times in one step; give a smaller input or a refractory time"
                );
                return Err(diverged(problem));
            }
        }
        Ok(())
    }
}

impl<N: Neuron> NeuronLayer for Layer<N> {
    fn len(&self) -> usize {
        self.states.len()
    }

    fn rest(&mut self) {
        self.states.fill(self.neuron.rest());
    }

    fn advance(&mut self, time: f64, dt: f64, inputs: &[Input], fired: &mut Vec<Spike>) -> Result<(), NeuronError> {
        assert_eq!(inputs.len(), self.states.len(), "one input per neuron");
        let first = fired.len();
        for (neuron, &input) in inputs.iter().enumerate() {
            self.follow(neuron, [0.0, dt], (time, dt), input, fired)?;
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
