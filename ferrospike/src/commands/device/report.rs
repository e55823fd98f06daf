//! A measurement on devices, from its arguments to its report.

use benchmarks::measure::{Measurement, Outcome};

use super::set::{Set, stem};
use super::values::count;
use crate::cli::Measured;
use crate::commands::progress::Bar;
use crate::commands::report::deliver;
use crate::failure::Failure;
use crate::results::Destination;

/// Takes `measurement` on the devices of `set`, records it, draws it and prints it.
///
/// # Errors
/// [`Failure`] when the result cannot be written; this shows before the measurement begins.
pub fn take<M: Measurement>(measurement: &M, set: &Set, arguments: &Measured) -> Result<(), Failure> {
    let repeats = count("repeats", arguments.repeats)?;
    let name = format!("{}-{}", M::Outcome::NAME, stem(&set.entry.name));
    let destination = Destination::new(&name, &arguments.output)?;
    let trace = destination.create(arguments.seed, &set.text, vec![set.entry.source.clone()])?;
    let mut devices = set.device.array(repeats, arguments.seed);
    tracing::info!(measurement = M::Outcome::NAME, device = set.entry.name, repeats, "devices are ready");
    let bar = Bar::new();
    let outcome = measurement.watched(devices.as_mut(), &|share| bar.set(share));
    bar.finish();
    deliver(trace, &outcome, &destination, &[], arguments.json)
}
