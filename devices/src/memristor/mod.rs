//! Memristors: devices whose history is a few numbers, one model per file.

mod messaris;
mod stanford_pku;
mod vteam;

pub use messaris::{Messaris, Polarity};
pub use stanford_pku::{Filament, StanfordPku};
pub use vteam::{Resistance, Vteam};
