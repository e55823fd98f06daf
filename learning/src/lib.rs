//! Spikes, neurons and the co-simulation loop.
//!
//! A row of features becomes spikes ([`Encoder`]), spikes become voltages on lines ([`Waveform`], [`Lines`]), the
//! crossbar and its devices answer ([`Circuit`]), column currents charge neurons ([`Lif`]), and a neuron that fires
//! sends its own waveform back into the column ([`Network`]). No weight rule has a part in that: what a device
//! learns is what overlapping pulses do to it, and [`stdp`] only measures it. The ideal [`rules`] are what such
//! measurements are compared with, and [`supervised`] networks are trained in software before they meet devices.

mod adaptation;
mod circuit;
mod columns;
pub mod curve_fit;
mod decoder;
pub mod encoding;
mod error;
mod feedback;
mod lif;
mod lines;
mod network;
pub mod neuron;
mod observer;
pub mod readout;
pub mod rules;
mod spike;
pub mod stdp;
pub mod stdp_fit;
pub mod supervised;
mod synapse;
mod training;
mod transfer;
mod waveform;

pub use adaptation::Adaptation;
pub use circuit::Circuit;
pub use columns::Columns;
pub use decoder::{Decoder, FirstSpikes};
pub use encoding::{Code, Encoder, GaussianPopulation};
pub use error::LearningError;
pub use lif::{Homeostasis, Lif};
pub use lines::{Line, Lines};
pub use network::{
    Adapting, Bias, CheckpointError, Inhibition, Mode, Network, NetworkSettings, PreSpike, Presentation, Punishment,
    Spike, Spikes, Teacher,
};
pub use observer::{Audience, Moment, Nobody, Observer, Solution};
pub use spike::{Phase, SpikeShape};
pub use training::{
    Epoch, Sample, Standing, Supervision, Training, TrainingObserver, infer, infer_before, mean_energy, name_neurons,
};
pub use transfer::Transfer;
pub use waveform::Waveform;
