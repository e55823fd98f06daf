//! What can be wrong with a neuron.

use devices::units::engineering;
use thiserror::Error;

/// A neuron that cannot be built or followed.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum NeuronError {
    /// A parameter outside its range.
    #[error("neuron parameter `{name}` = {value}: {expected}")]
    Parameter {
        /// Name of the parameter.
        name: &'static str,
        /// Its value with unit.
        value: String,
        /// What would do.
        expected: &'static str,
    },
    /// Steps on a grid that cannot show what the neuron does.
    #[error(
        "a grid of {dt:e} s is coarser than the shortest time constant of the neuron, {shortest:e} s; take shorter steps, or \
         exact spike times, which any step gives"
    )]
    Coarse {
        /// The step (s).
        dt: f64,
        /// The shortest time constant (s).
        shortest: f64,
    },
    /// A timing of spikes for which a model has no rules.
    #[error("this model has no rules for the grid `{timing}`; take exact times, or the beginning or end of the step")]
    NoGrid {
        /// Name of the timing.
        timing: &'static str,
    },
    /// The state left the range of numbers.
    #[error("neuron {neuron} cannot be followed at {}: {problem}", engineering(*time, "s"))]
    Diverged {
        /// Which neuron of the layer.
        neuron: usize,
        /// When (s).
        time: f64,
        /// What happened and what to change.
        problem: String,
    },
}
