//! Memristors: devices whose history is a few numbers, one model per file.

mod stanford_pku;
mod vteam;

pub use stanford_pku::{Filament, StanfordPku};
pub use vteam::{Resistance, Vteam};
