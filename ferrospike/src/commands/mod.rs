//! One file per command.

pub mod bench;
pub mod classify;
pub mod crossbar;
pub mod device;
pub mod experiment;
pub mod models;
pub mod neuron;
mod own_table;
pub mod page;
mod patterns;
pub mod plot;
mod progress;
mod quantity;
mod report;
pub mod train;
