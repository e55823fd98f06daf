//! `ferrospike device stdp-array`.

use benchmarks::measure::{self, Outcome, StdpPlaces};
use crossbar::{Line, Wires};
use devices::units::RESISTANCE;

use super::set::{stem, with_imperfections};
use super::stdp::asked_for;
use super::values::count;
use crate::cli::StdpArray;
use crate::commands::progress::Bar;
use crate::commands::quantity::quantity;
use crate::commands::report::deliver;
use crate::failure::Failure;
use crate::results::Destination;

/// Most devices of an array: each pair of spikes is solved with all of them.
const MOST: usize = 1 << 18;

/// Measures, records and shows STDP windows inside an array.
///
/// # Errors
/// [`Failure`] for unknown devices and impossible values, and when the circuit cannot be solved or the result not be
/// written.
pub fn measure(arguments: &StdpArray) -> Result<(), Failure> {
    let set = with_imperfections(&arguments.choice, arguments.imperfections.as_ref())?;
    let stdp = asked_for(&arguments.spikes, &set)?;
    let grid = count("grid", arguments.grid)?;
    let array = measure::StdpArray { stdp, wires: wires(arguments)?, grid };
    let name = format!("{}-{}", StdpPlaces::NAME.replace('_', "-"), stem(&set.entry.name));
    let destination = Destination::new(&name, &arguments.output)?;
    let text = format!(
        "{}\n# array: {}, segments {}, drivers {}",
        set.text, arguments.size, arguments.segment, arguments.driver
    );
    let trace = destination.create(arguments.seed, &text, vec![set.entry.source.clone()])?;
    let bar = Bar::new();
    let places = array.measure(&set.device, arguments.seed, &|share| bar.set(share)).map_err(Failure::run)?;
    bar.finish();
    deliver(trace, &places, &destination, &[], arguments.json)
}

/// Lines of the size and resistance that were asked for.
fn wires(arguments: &StdpArray) -> Result<Wires, Failure> {
    let size = &arguments.size;
    let sides = size
        .split_once('x')
        .and_then(|(rows, columns)| Some((rows.trim().parse().ok()?, columns.trim().parse().ok()?)));
    let (rows, columns): (usize, usize) = sides.unwrap_or_default();
    if rows == 0 || columns == 0 || rows.saturating_mul(columns) > MOST {
        let range = format!("give rows and columns as in 64x64, at least 1x1 and at most {MOST} devices");
        return Err(Failure::usage(format!("--size {size}: {range}")));
    }
    let resistance = |option: &str, text: &str| {
        let ohm = quantity(option, text, RESISTANCE)?;
        if ohm >= 0.0 && ohm.is_finite() {
            return Ok(ohm);
        }
        Err(Failure::usage(format!("--{option} {text}: give 0 ohm or more")))
    };
    let segment = resistance("segment", &arguments.segment)?;
    let driver = resistance("driver", &arguments.driver)?;
    let line = |driver_first, driver_last| Line { segment: segment.into(), driver_first, driver_last };
    Ok(Wires::new(rows, columns, line(driver, 0.0), line(0.0, driver)))
}
