//! Which time a spike has, as a setting.

use serde::Deserialize;

use super::{Convention, GridLayer, Layer, Neuron, NeuronError, NeuronLayer, Stamp, Threshold};

/// How spikes are timed: where the threshold is looked for, and which time is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpikeTiming {
    /// Where the threshold is crossed, inside a step.
    #[default]
    Exact,
    /// Crossed inside the step, recorded at its beginning.
    StepStart,
    /// Crossed inside the step, recorded at its end.
    StepEnd,
    /// As Brian2: [`Convention::Brian2`].
    Brian2,
    /// As NEST: [`Convention::Nest`].
    Nest,
}

impl SpikeTiming {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            SpikeTiming::Exact => "exact",
            SpikeTiming::StepStart => "step_start",
            SpikeTiming::StepEnd => "step_end",
            SpikeTiming::Brian2 => "brian2",
            SpikeTiming::Nest => "nest",
        }
    }

    /// What a recorded time is, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            SpikeTiming::Exact => "time of the spike",
            SpikeTiming::StepStart => "beginning of the step in which the neuron fires",
            SpikeTiming::StepEnd => "end of the step in which the neuron fires",
            SpikeTiming::Brian2 => "beginning of the step after which the neuron is reset, as Brian2 has it",
            SpikeTiming::Nest => "end of the step after which the neuron is reset, as NEST has it",
        }
    }

    /// True when neurons are only looked at where equal steps end.
    pub fn is_grid(self) -> bool {
        matches!(self, SpikeTiming::Brian2 | SpikeTiming::Nest)
    }

    /// `count` neurons with spikes timed like this.
    ///
    /// # Errors
    /// As [`Layer::new`].
    pub fn layer<N: Threshold + 'static>(self, neuron: N, count: usize) -> Result<Box<dyn NeuronLayer>, NeuronError> {
        Ok(match self {
            SpikeTiming::Brian2 => Box::new(GridLayer::new(neuron, count, Convention::Brian2)?),
            SpikeTiming::Nest => Box::new(GridLayer::new(neuron, count, Convention::Nest)?),
            SpikeTiming::Exact | SpikeTiming::StepStart | SpikeTiming::StepEnd => self.free_layer(neuron, count)?,
        })
    }

    /// `count` neurons of a model that has no rules for a grid.
    ///
    /// # Errors
    /// As [`Layer::new`], and [`NeuronError::NoGrid`].
    pub fn free_layer<N: Neuron + 'static>(self, neuron: N, count: usize) -> Result<Box<dyn NeuronLayer>, NeuronError> {
        Ok(Box::new(Layer::new(neuron, count, self.stamp()?)?))
    }

    /// The time that a spike inside a step is given.
    ///
    /// # Errors
    /// [`NeuronError::NoGrid`].
    pub(super) fn stamp(self) -> Result<Stamp, NeuronError> {
        match self {
            SpikeTiming::Exact => Ok(Stamp::Exact),
            SpikeTiming::StepStart => Ok(Stamp::StepStart),
            SpikeTiming::StepEnd => Ok(Stamp::StepEnd),
            SpikeTiming::Brian2 | SpikeTiming::Nest => Err(NeuronError::NoGrid { timing: self.name() }),
        }
    }
}
