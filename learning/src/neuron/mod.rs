//! Neuron models: what one neuron says about itself ([`Neuron`]), many of them in step ([`Layer`]).

mod adex;
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
mod qif;

pub use adex::AdEx;
pub use error::NeuronError;
pub use fitzhugh_nagumo::FitzHughNagumo;
pub use hindmarsh_rose::HindmarshRose;
pub use hodgkin_huxley::HodgkinHuxley;
pub use izhikevich::{Izhikevich, IzhikevichPublished, PublishedState};
pub use layer::{Layer, NeuronLayer, Stamp};
pub use model::{Input, Neuron, Variable};
pub use qif::Qif;
