//! Spikes, neurons and the co-simulation loop.
//!
//! A row of features becomes spikes ([`Encoder`]), spikes become voltages on lines ([`Waveform`], [`Lines`]), the
//! crossbar and its devices answer ([`Circuit`]), column currents charge neurons ([`Lif`]), and a neuron that fires
//! sends its own waveform back into the column ([`Network`]). There is no weight rule in this crate: what a device
//! learns is what overlapping pulses do to it, and [`stdp`] only measures that.

mod circuit;
mod decoder;
mod encoder;
mod error;
mod lif;
mod lines;
mod network;
pub mod neuron;
mod observer;
mod spike;
pub mod stdp;
pub mod supervised;
mod training;
mod waveform;

pub use circuit::Circuit;
pub use decoder::{Decoder, FirstSpikes};
pub use encoder::{Encoder, GaussianPopulation};
pub use error::LearningError;
pub use lif::{Homeostasis, Lif};
pub use lines::{Line, Lines};
pub use network::{Mode, Network, NetworkSettings, Presentation, Spike};
pub use observer::{Moment, Observer};
pub use spike::{Phase, SpikeShape};
pub use training::{Epoch, Sample, Training, infer, mean_energy, name_neurons};
pub use waveform::Waveform;
