//! One file per command.

pub mod bench;
pub mod classify;
pub mod crossbar;
pub mod device;
pub mod experiment;
pub mod models;
pub mod neuron;
mod own_table;
mod patterns;
pub mod plot;
mod progress;
mod quantity;
mod record;
mod report;
pub mod resume;
pub mod train;
