//! One file per command.

pub mod crossbar;
pub mod device;
pub mod experiment;
pub mod export_spice;
pub mod models;
pub mod plot;
mod quantity;
