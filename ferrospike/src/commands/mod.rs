//! One file per command.

pub mod crossbar;
pub mod device;
pub mod experiment;
pub mod models;
pub mod neuron;
pub mod plot;
mod progress;
mod quantity;
mod report;
