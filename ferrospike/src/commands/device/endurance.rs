//! `ferrospike device endurance`.

use benchmarks::measure::{self, readings};
use devices::catalogue::Pulse;

use super::report::take;
use super::set::load;
use super::values::{duration, or, voltage};
use crate::cli::Endurance;
use crate::failure::Failure;

/// Most cycles; that many take hours.
const MOST_CYCLES: u64 = 10_000_000_000;

/// Cycles, records and shows what is left of the window.
///
/// # Errors
/// [`Failure`] for unknown devices and impossible values, and when the result cannot be written.
pub fn measure(arguments: &Endurance) -> Result<(), Failure> {
    let set = load(&arguments.common)?;
    if !(1..=MOST_CYCLES).contains(&arguments.cycles) {
        return Err(Failure::usage(format!("--cycles {}: give a number from 1 to {MOST_CYCLES}", arguments.cycles)));
    }
    let defaults = measure::Endurance::of(&set.entry.protocol, &set.device);
    let on = Pulse {
        voltage: or(defaults.on.voltage, "on-voltage", arguments.on_voltage.as_ref(), voltage)?,
        width: or(defaults.on.width, "on-width", arguments.on_width.as_ref(), duration)?,
    };
    let off = Pulse {
        voltage: or(defaults.off.voltage, "off-voltage", arguments.off_voltage.as_ref(), voltage)?,
        width: or(defaults.off.width, "off-width", arguments.off_width.as_ref(), duration)?,
    };
    take(&measure::Endurance { on, off, cycles: readings(arguments.cycles), ..defaults }, &set, &arguments.common)
}
