//! Neuron models: what one neuron says about itself ([`Neuron`]), many of them in step ([`Layer`]), and the rules of
//! simulators with a grid ([`GridLayer`]).

mod alif;
pub mod catalogue;
mod conductances;
mod crossing;
mod decay;
mod error;
#[cfg(test)]
mod golden;
mod grid;
mod layer;
mod lif_coba;
mod lif_cuba;
mod lif_current;
mod mat2;
mod membrane;
mod model;
mod parameter;
mod sfa;
mod synaptic;
mod threshold;
mod timing;

pub use alif::{Alif, AlifState};
pub use error::NeuronError;
pub use grid::{Convention, GridLayer};
pub use layer::{Layer, NeuronLayer, Stamp};
pub use lif_coba::{LifCoba, LifCobaState};
pub use lif_cuba::{LifCuba, LifCubaState};
pub use lif_current::{LifCurrent, LifCurrentState};
pub use mat2::{Mat2, Mat2State};
pub use model::{Input, Neuron, Variable};
pub use sfa::{Sfa, SfaState};
pub use synaptic::{Arrival, Synaptic};
pub use threshold::Threshold;
pub use timing::SpikeTiming;
