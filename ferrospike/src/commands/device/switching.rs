//! `ferrospike device switching`.

use benchmarks::measure;

use super::report::take;
use super::set::load;
use super::values::{duration, list, logarithmic_times, or, voltage};
use crate::cli::Switching;
use crate::failure::Failure;

/// Applies single pulses, records and shows what they switch.
///
/// # Errors
/// [`Failure`] for unknown devices and impossible values, and when the result cannot be written.
pub fn measure(arguments: &Switching) -> Result<(), Failure> {
    let set = load(&arguments.common)?;
    let defaults = measure::Switching::of(&set.entry.protocol);
    let [first, .., last] = defaults.times[..] else { unreachable!("seven decades hold more than one time") };
    let shortest = or(first, "shortest", arguments.shortest.as_ref(), duration)?;
    let longest = or(last, "longest", arguments.longest.as_ref(), duration)?;
    let times = logarithmic_times(shortest, longest, arguments.per_decade)?;
    let voltages = match arguments.voltages.as_slice() {
        [] => defaults.voltages,
        texts => list("voltages", texts, voltage)?,
    };
    take(&measure::Switching { voltages, times, read: defaults.read }, &set, &arguments.common)
}
