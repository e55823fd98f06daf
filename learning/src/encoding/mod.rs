//! From features to spikes on lines: one file per code.
//!
//! [`Encoder`] fits a [`Code`] to the training rows. All times are in seconds; codes with a clock say how long a step is.
//! [`Amplitude`] gives each spike a voltage, all others send whole ones. [`Delta`] reads a row as signals in time, all others
//! code each feature by itself.

mod amplitude;
mod bernoulli;
mod burst;
mod clock;
mod code;
mod delta;
mod direct;
mod encoder;
mod latency;
mod phase;
mod poisson;
mod population;
mod ranges;
mod regular;
mod snntorch_latency;

pub use amplitude::Amplitude;
pub use bernoulli::Bernoulli;
pub use burst::Burst;
pub use code::Code;
pub use delta::Delta;
pub use direct::Direct;
pub use encoder::Encoder;
pub use latency::Latency;
pub use phase::PhaseCode;
pub use poisson::Poisson;
pub use population::GaussianPopulation;
pub use ranges::Ranges;
pub use regular::Regular;
pub use snntorch_latency::{BelowThreshold, SnntorchLatency};
