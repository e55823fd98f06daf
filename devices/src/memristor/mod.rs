//! Memristors: devices whose history is a few numbers, one model per file.

mod lookup;
mod lookup_csv;
mod metastable_switch;
mod phase_change;
mod phase_change_statistics;
mod pulse_model;
mod switch_clocks;
mod vteam;

pub use lookup::LookUp;
pub use lookup_csv::LookUpError;
pub use metastable_switch::{MeanSwitches, MetastableSwitch, Switches};
pub use phase_change::{PhaseChange, PhaseState};
pub use phase_change_statistics::{Drift, Programming, ReadNoise};
pub use pulse_model::{PulseModel, PulseState, PulsedDevice, normalized_a};
pub use switch_clocks::{SampledSwitches, SwitchState};
pub use vteam::{Resistance, Vteam};

#[cfg(test)]
mod protocol_tests;
