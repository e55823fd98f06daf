//! Neuron models: what one neuron says about itself ([`Neuron`]), many of them in step ([`Layer`]).

mod dop853;
mod error;
pub mod integrate;
mod layer;
mod model;

pub use error::NeuronError;
pub use layer::{Layer, NeuronLayer, Stamp};
pub use model::{Input, Neuron, Variable};
