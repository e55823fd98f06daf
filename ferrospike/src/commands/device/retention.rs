//! `ferrospike device retention`.

use benchmarks::measure;
use devices::units::FRACTION;

use super::report::take;
use super::set::load;
use super::values::{duration, list, logarithmic_times, position};
use crate::cli::Retention;
use crate::commands::quantity::quantity;
use crate::failure::Failure;

/// Writes, waits, records and shows what is left.
///
/// # Errors
/// [`Failure`] for unknown devices and impossible values, and when the result cannot be written.
pub fn measure(arguments: &Retention) -> Result<(), Failure> {
    let set = load(&arguments.common)?;
    let shortest = duration("shortest", &arguments.shortest)?;
    let longest = duration("longest", &arguments.longest)?;
    let starts = list("starts", &arguments.starts, |option, text| position(option, quantity(option, text, FRACTION)?))?;
    let times = logarithmic_times(shortest, longest, arguments.per_decade)?;
    let defaults = measure::Retention::of(&set.entry.protocol);
    take(&measure::Retention { starts, times, ..defaults }, &set, &arguments.common)
}
