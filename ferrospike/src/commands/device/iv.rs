//! `ferrospike device iv`.

use benchmarks::measure;
use devices::catalogue::Sweep;

use super::report::take;
use super::set::load;
use super::values::{LARGEST, count, duration, or, position, voltage};
use crate::cli::Iv;
use crate::failure::Failure;

/// Points of all loops of all devices that fit in memory.
const MOST_READINGS: usize = 20_000_000;

/// Sweeps, records and shows hysteresis loops.
///
/// # Errors
/// [`Failure`] for unknown devices and impossible values, and when the result cannot be written.
pub fn measure(arguments: &Iv) -> Result<(), Failure> {
    let set = load(&arguments.common)?;
    let defaults = measure::Iv::of(&set.entry.protocol);
    let points = count("points", arguments.points)?;
    if !points.is_multiple_of(4) {
        return Err(Failure::usage(format!(
            "--points {points}: give a multiple of 4, so that corners and 0 V are met"
        )));
    }
    let cycles = count("cycles", arguments.cycles)?;
    let readings = points.saturating_mul(cycles).saturating_mul(arguments.common.repeats);
    if points.saturating_mul(cycles) > 100 * LARGEST || readings > MOST_READINGS {
        let product = format!("--points {points} --cycles {cycles} --repeats {}", arguments.common.repeats);
        return Err(Failure::usage(format!("{product}: the product may be at most {MOST_READINGS}")));
    }
    let sweep = Sweep {
        voltage: or(defaults.sweep.voltage, "amplitude", arguments.amplitude.as_ref(), voltage)?,
        period: or(defaults.sweep.period, "period", arguments.period.as_ref(), duration)?,
    };
    if sweep.voltage <= 0.0 {
        return Err(Failure::usage("--amplitude: give a voltage above 0 V; the sweep runs to it and to its negative"));
    }
    let start = position("start", arguments.start)?;
    take(&measure::Iv { sweep, cycles, points, start, ..defaults }, &set, &arguments.common)
}
