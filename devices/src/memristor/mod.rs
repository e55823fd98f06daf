//! Memristors: devices whose history is a few numbers, one model per file.

mod follow;
mod hp_drift;
#[cfg(test)]
mod identities;
mod jart_vcm;
mod messaris;
mod resistance;
mod stanford_pku;
mod team;
mod travel;
mod vteam;
mod window;
mod yakopcic;

pub use hp_drift::HpDrift;
pub use jart_vcm::{ConcentrationScatter, Disc, JartVcm, LengthScatter, Spread};
pub use messaris::{Messaris, Polarity};
pub use resistance::Resistance;
pub use stanford_pku::{Filament, StanfordPku};
pub use team::Team;
pub use vteam::Vteam;
pub use window::Window;
pub use yakopcic::Yakopcic;

#[cfg(test)]
mod filament_tests;
