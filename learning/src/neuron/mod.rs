//! Neuron models: what one neuron says about itself ([`Neuron`]), many of them in step ([`Layer`]), and the rules of
//! simulators with a grid ([`GridLayer`]).
//!
//! Linear models are closed forms, nonlinear ones are followed by [`integrate`] or in closed form, so that no spike depends
//! on the step of a simulation. Not points but bodies are [`Cable`], a neurite in space, and [`Pcnn`], a neuron for each pixel
//! of an image. The [`catalogue`] knows models by name.

mod adex;
mod alif;
mod cable;
pub mod catalogue;
mod conductances;
mod crossing;
mod decay;
mod dop853;
mod error;
#[cfg(test)]
mod firing;
mod fitzhugh_nagumo;
#[cfg(test)]
mod golden;
mod grid;
mod hindmarsh_rose;
mod hodgkin_huxley;
pub mod integrate;
mod izhikevich;
pub mod kinetics;
mod layer;
mod lif_coba;
mod lif_cuba;
mod lif_current;
mod mat2;
pub(crate) mod membrane;
mod model;
mod parameter;
mod pcnn;
mod qif;
mod sfa;
mod synaptic;
mod threshold;
mod timing;
mod tridiagonal;

pub use adex::AdEx;
pub use alif::{Alif, AlifState};
pub use cable::{Cable, Compartment, Electrode, Membrane, Place, UniformCable};
pub(crate) use decay::Decay;
pub use error::NeuronError;
pub use fitzhugh_nagumo::FitzHughNagumo;
pub use grid::{Convention, GridLayer};
pub use hindmarsh_rose::HindmarshRose;
pub use hodgkin_huxley::HodgkinHuxley;
pub use izhikevich::{Izhikevich, IzhikevichPublished, PublishedState};
pub use layer::{Layer, NeuronLayer, Stamp};
pub use lif_coba::{LifCoba, LifCobaState};
pub use lif_cuba::{LifCuba, LifCubaState};
pub use lif_current::{LifCurrent, LifCurrentState};
pub use mat2::{Mat2, Mat2State};
pub use model::{Input, Neuron, Variable};
pub use pcnn::{Pcnn, Pulses};
pub use qif::Qif;
pub use sfa::{Sfa, SfaState};
pub use synaptic::{Arrival, Synaptic};
pub use threshold::Threshold;
pub use timing::SpikeTiming;
