//! `ferrospike device`: measurements on single devices.

mod endurance;
mod fit;
mod iv;
mod pulses;
mod report;
mod retention;
mod set;
mod stdp;
mod stdp_array;
mod switching;
mod values;
mod waveform;

use crate::cli::{Device, Measurement};
use crate::failure::Failure;

pub use set::{Set, changes, find, stem, with_imperfections};
pub use values::count;

/// Takes a measurement.
///
/// # Errors
/// [`Failure`] for unknown devices and impossible values, and when the result cannot be written.
pub fn measure(arguments: &Device) -> Result<(), Failure> {
    match &arguments.measurement {
        Measurement::Iv(arguments) => iv::measure(arguments),
        Measurement::Pulses(arguments) => pulses::measure(arguments),
        Measurement::Switching(arguments) => switching::measure(arguments),
        Measurement::Stdp(arguments) => stdp::measure(arguments),
        Measurement::StdpArray(arguments) => stdp_array::measure(arguments),
        Measurement::Retention(arguments) => retention::measure(arguments),
        Measurement::Endurance(arguments) => endurance::measure(arguments),
        Measurement::Fit(arguments) => fit::fit(arguments),
    }
}
