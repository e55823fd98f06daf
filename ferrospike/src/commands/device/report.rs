//! From a measurement to its file, its figures and its text.

use benchmarks::figures;
use benchmarks::measure::{Measurement, Outcome, Quantity, Summary, record};
use serde_json::{Map, Value};
use traces::Trace;

use super::progress::Bar;
use super::set::{Set, stem};
use super::values::count;
use crate::cli::Measured;
use crate::failure::Failure;
use crate::output::print;
use crate::results::{Destination, display};
use crate::table::table;

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
    keep(trace, &destination, &outcome, arguments.json)
}

/// Records `outcome`, draws its figures and prints it: as one JSON object, or as a table.
///
/// # Errors
/// [`Failure`] when a file cannot be written.
pub fn keep<O: Outcome>(trace: Trace, destination: &Destination, outcome: &O, json: bool) -> Result<(), Failure> {
    record(&trace, outcome).map_err(Failure::run)?;
    let file = trace.finish().map_err(Failure::run)?;
    let drawn = figures::draw(&file, &destination.figures).map_err(Failure::run)?;
    if json {
        return print(&as_json(&outcome.quantities()));
    }
    print(&as_text(&outcome.summary()))?;
    print(&format!("\nrecorded  {}", display(&file)))?;
    drawn.iter().try_for_each(|path| print(&format!("figure    {}", display(path))))
}

/// The table, then what sums it up.
fn as_text(summary: &Summary) -> String {
    let mut table = table::<0>([], []);
    table.set_header(summary.header.clone());
    for row in &summary.rows {
        table.add_row(row.clone());
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(comfy_table::CellAlignment::Right);
    }
    let widest = summary.lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let lines = summary.lines.iter().map(|(name, value)| format!("\n{name:widest$}  {value}"));
    format!("{table}{}", lines.collect::<String>())
}

/// All quantities as one object; a key is a name with its unit, an array is nested as its coordinates.
fn as_json(quantities: &[Quantity]) -> String {
    let length = |name: &str| quantities.iter().find(|other| other.name == name).map_or(1, |other| other.values.len());
    let entry = |quantity: &Quantity| {
        let key = match quantity.unit {
            "1" => quantity.name.to_string(),
            unit => format!("{}_{unit}", quantity.name),
        };
        let lengths: Vec<usize> = quantity.dims.iter().map(|name| length(name)).collect();
        (key, nested(&quantity.values, &lengths))
    };
    Value::Object(quantities.iter().map(entry).collect::<Map<_, _>>()).to_string()
}

/// Row-major values as arrays of arrays; what is not a number becomes null.
fn nested(values: &[f64], lengths: &[usize]) -> Value {
    match lengths {
        [] => Value::from(values[0]),
        [_, inner @ ..] => {
            let size = inner.iter().product::<usize>().max(1);
            Value::Array(values.chunks_exact(size).map(|slab| nested(slab, inner)).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_nested_as_their_coordinates_and_name_their_units() {
        let quantities = [
            Quantity::coordinate("voltage", "V", "", &[1.0, 2.0]),
            Quantity::coordinate("time", "s", "", &[0.1, 0.2, 0.3]),
            Quantity::over(&["voltage", "time"], "fraction", "1", "", &[0.0, 0.1, 0.2, 0.3, 0.4, f64::NAN]),
            Quantity::scalar("start", "S", "", 1e-6),
        ];
        let json: Value = serde_json::from_str(&as_json(&quantities)).unwrap();
        assert_eq!(json["fraction"], serde_json::json!([[0.0, 0.1, 0.2], [0.3, 0.4, null]]));
        assert_eq!((&json["start_S"], &json["voltage_V"][1]), (&serde_json::json!(1e-6), &serde_json::json!(2.0)));
    }
}
