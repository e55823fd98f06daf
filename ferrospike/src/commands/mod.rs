//! One file per command.

pub mod bench;
pub mod book;
pub mod check;
pub mod classify;
pub mod crossbar;
pub mod device;
pub mod experiment;
pub mod export;
pub mod models;
pub mod neuron;
pub mod new;
mod own_table;
pub mod page;
mod parameters;
mod patterns;
pub mod plot;
mod progress;
mod quantity;
mod record;
mod report;
pub mod resume;
pub mod shell;
pub mod sweep;
pub mod train;
