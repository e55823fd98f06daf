//! Neuron models: what one neuron says about itself ([`Neuron`]), many of them in step ([`Layer`]).
//!
//! Nonlinear models are followed by [`integrate`] or in closed form, so that no spike depends on the step of a simulation:
//! [`Qif`], [`AdEx`], [`Izhikevich`], [`HodgkinHuxley`], [`FitzHughNagumo`], [`HindmarshRose`]. Not points but bodies are
//! [`Cable`], a neurite in space, and [`Pcnn`], a neuron for each pixel of an image.

mod adex;
mod cable;
mod dop853;
mod error;
#[cfg(test)]
mod firing;
mod fitzhugh_nagumo;
mod hindmarsh_rose;
mod hodgkin_huxley;
pub mod integrate;
mod izhikevich;
pub mod kinetics;
mod layer;
mod model;
mod parameter;
mod pcnn;
mod qif;
mod tridiagonal;

pub use adex::AdEx;
pub use cable::{Cable, Compartment, Electrode, Membrane, Place};
pub use error::NeuronError;
pub use fitzhugh_nagumo::FitzHughNagumo;
pub use hindmarsh_rose::HindmarshRose;
pub use hodgkin_huxley::HodgkinHuxley;
pub use izhikevich::{Izhikevich, IzhikevichPublished, PublishedState};
pub use layer::{Layer, NeuronLayer, Stamp};
pub use model::{Input, Neuron, Variable};
pub use pcnn::{Pcnn, Pulses};
pub use qif::Qif;
