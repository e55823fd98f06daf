//! Training with labels: the other ways to set the weights of a spiking network.
//!
//! A linear read-out on spike [`features`] ([`Ridge`]); a network of leaky neurons in discrete time ([`SpikingNet`]),
//! trained by gradient with a [`Surrogate`] for the slope of a spike ([`Trainer`]). [`Transfer`] writes trained weights onto
//! the devices of crossbars, pulse by pulse ([`WriteVerify`]), and gives the weights that act through their lines.
//! A network without spikes ([`ReluNet`]) becomes one with them by [`conversion`].

mod adam;
mod coding;
pub mod conversion;
mod dense;
mod error;
pub mod features;
mod leaky;
mod loss;
mod relu_net;
mod ridge;
mod spiking_net;
mod surrogate;
mod trainer;
mod transfer;
mod write_verify;

pub use adam::Adam;
pub use coding::{Coding, InputCode};
pub use dense::Dense;
pub use error::SupervisedError;
pub use leaky::{Leaky, Reset};
pub use loss::{Readout, cross_entropy};
pub use relu_net::ReluNet;
pub use ridge::Ridge;
pub use spiking_net::{LayerCourse, NetCourse, Pattern, SpikingNet};
pub use surrogate::Surrogate;
pub use trainer::{Trainable, Trainer};
pub use transfer::{LayerOnArray, NetOnArrays, Precision, Transfer, effective_weights};
pub use write_verify::{Window, WriteVerify, Written};

/// Place of the largest value, the first in a tie.
pub(crate) fn largest(values: &[f64]) -> usize {
    let first = |best: usize, k: usize| if values[k] > values[best] { k } else { best };
    (0..values.len()).fold(0, first)
}
