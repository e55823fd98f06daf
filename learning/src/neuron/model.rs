//! What one neuron says about itself.

use std::fmt::Debug;

use super::NeuronError;

/// An input that is linear in time during a step: a current (A) for models in SI, the published variable for others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Input {
    /// Value at the beginning of the step.
    pub start: f64,
    /// Change per second.
    pub slope: f64,
}

impl Input {
    /// An input that does not change.
    pub fn constant(start: f64) -> Self {
        Self { start, slope: 0.0 }
    }

    /// Value `t` seconds after the beginning of the step.
    pub fn at(self, t: f64) -> f64 {
        self.start + self.slope * t
    }

    /// The same input, seen `t` seconds later.
    pub fn later(self, t: f64) -> Self {
        Self { start: self.at(t), slope: self.slope }
    }
}

/// One quantity that can be read from every neuron.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Name in files, such as `v`.
    pub name: &'static str,
    /// SI unit, `1` where there is none.
    pub unit: &'static str,
    /// The name in words, for figure axes.
    pub long_name: &'static str,
}

/// A neuron model: parameters in `self`, one state per neuron in [`Layer`](super::Layer).
///
/// The equations of one neuron; [`Layer`](super::Layer) steps many. Times in seconds.
pub trait Neuron: Clone + Debug + Send + Sync {
    /// What a neuron remembers, time since its last spike included where it has a refractory time.
    type State: Copy + Debug + PartialEq + Send + Sync;

    /// Quantities that [`read`](Neuron::read) gives; the first is the membrane potential.
    const VARIABLES: &'static [Variable];

    /// The state of a neuron that has not been disturbed.
    fn rest(&self) -> Self::State;

    /// Quantity number `index` of [`VARIABLES`](Neuron::VARIABLES), in its unit.
    fn read(&self, state: &Self::State, index: usize) -> f64;

    /// Moves `state` by `dt` seconds under `input`, or only until it fires: then the time of the spike (s, from the
    /// beginning of the step) is returned, and the state is the one just after the reset.
    ///
    /// # Errors
    /// What keeps the state from being followed, in words; never a state that is not a number.
    fn advance(&self, state: &mut Self::State, input: Input, dt: f64) -> Result<Option<f64>, String>;

    /// Checks the parameters.
    ///
    /// # Errors
    /// [`NeuronError::Parameter`] for the first that is impossible.
    fn check(&self) -> Result<(), NeuronError>;
}
