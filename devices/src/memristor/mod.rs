//! Memristors: devices whose history is a few numbers, one model per file.

mod hp_drift;
#[cfg(test)]
mod identities;
mod jart_vcm;
mod knee;
mod lookup;
mod lookup_csv;
mod messaris;
mod metastable_switch;
mod phase_change;
mod phase_change_statistics;
mod pulse_model;
mod resistance;
mod stanford_pku;
mod switch_clocks;
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
pub use lookup::LookUp;
pub use lookup_csv::LookUpError;
pub use metastable_switch::{MeanSwitches, MetastableSwitch, Switches};
pub use phase_change::{PhaseChange, PhaseState};
pub use phase_change_statistics::{Drift, Programming, ReadNoise};
pub use pulse_model::{PulseModel, PulseState, PulsedDevice, normalized_a};
pub use switch_clocks::{SampledSwitches, SwitchState};
