//! Memristors: devices whose history is a few numbers, one model per file.

mod jart_vcm;
mod messaris;
mod stanford_pku;
mod vteam;

pub use jart_vcm::{ConcentrationScatter, Disc, JartVcm, LengthScatter, Spread};
pub use messaris::{Messaris, Polarity};
pub use stanford_pku::{Filament, StanfordPku};
pub use vteam::{Resistance, Vteam};

#[cfg(test)]
mod filament_tests;
