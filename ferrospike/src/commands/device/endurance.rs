//! `ferrospike device endurance`.

use benchmarks::measure::{self, readings};

use super::report::take;
use super::set::load;
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
    let defaults = measure::Endurance::of(&set.entry.protocol);
    take(&measure::Endurance { cycles: readings(arguments.cycles), ..defaults }, &set, &arguments.common)
}
