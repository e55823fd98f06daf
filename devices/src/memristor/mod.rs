//! Memristors: devices whose history is a few numbers, one model per file.

mod vteam;

pub use vteam::{Resistance, Vteam};
