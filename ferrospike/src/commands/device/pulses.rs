//! `ferrospike device pulses`.

use benchmarks::measure;
use devices::catalogue::Pulse;

use super::report::take;
use super::set::load;
use super::values::{LARGEST, count, duration, or, position, time, voltage};
use crate::cli::Pulses;
use crate::failure::Failure;

/// Applies, records and shows trains of pulses.
///
/// # Errors
/// [`Failure`] for unknown devices and impossible values, and when the result cannot be written.
pub fn measure(arguments: &Pulses) -> Result<(), Failure> {
    let set = load(&arguments.common)?;
    let defaults = measure::Pulses::of(&set.entry.protocol, &set.device);
    let per_train = arguments.up.saturating_add(arguments.down);
    let all = per_train.saturating_mul(arguments.trains);
    if all == 0 || all > LARGEST {
        let counts = format!("--up {} --down {} --trains {}", arguments.up, arguments.down, arguments.trains);
        return Err(Failure::usage(format!("{counts}: that makes {all} pulses; give 1 to {LARGEST}")));
    }
    let pulses = measure::Pulses {
        up: Pulse {
            voltage: or(defaults.up.voltage, "up-voltage", arguments.up_voltage.as_ref(), voltage)?,
            width: or(defaults.up.width, "up-width", arguments.up_width.as_ref(), duration)?,
        },
        down: Pulse {
            voltage: or(defaults.down.voltage, "down-voltage", arguments.down_voltage.as_ref(), voltage)?,
            width: or(defaults.down.width, "down-width", arguments.down_width.as_ref(), duration)?,
        },
        counts: [arguments.up, arguments.down],
        trains: count("trains", arguments.trains)?,
        increment: voltage("increment", &arguments.increment)?,
        gap: time("gap", &arguments.gap, 0.0)?,
        start: position("start", arguments.start)?,
        ..defaults
    };
    let highest = pulses.up.voltage.abs().max(pulses.down.voltage.abs()) + pulses.increment * per_train as f64;
    if highest > 1e3 {
        let increment = &arguments.increment;
        return Err(Failure::usage(format!("--increment {increment}: the last pulse of a train would exceed 1 kV")));
    }
    take(&pulses, &set, &arguments.common)
}
