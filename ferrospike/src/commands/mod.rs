//! One file per command.

pub mod crossbar;
pub mod device;
pub mod experiment;
pub mod models;
mod patterns;
pub mod plot;
mod quantity;
pub mod train;
