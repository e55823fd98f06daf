//! From what was measured to its file, its figures and its text.

use benchmarks::figures;
use benchmarks::measure::{Outcome, Quantity, Summary, record};
use serde_json::{Map, Value};
use traces::Trace;

use crate::failure::Failure;
use crate::output::print;
use crate::results::{Destination, display};
use crate::table::table;

/// Records `outcome` in `trace`, draws it and prints it; `facts` (name and text) become attributes of its group and stand
/// before its numbers.
///
/// # Errors
/// [`Failure`] when the result cannot be written.
pub fn deliver<O: Outcome>(
    trace: Trace,
    outcome: &O,
    destination: &Destination,
    facts: &[(&str, String)],
    json: bool,
) -> Result<(), Failure> {
    record(&trace, outcome).map_err(Failure::run)?;
    let group = trace.group(O::NAME).map_err(Failure::run)?;
    facts.iter().try_for_each(|(name, text)| group.attribute(name, text)).map_err(Failure::run)?;
    let file = trace.finish().map_err(Failure::run)?;
    let drawn = figures::draw(&file, &destination.figures).map_err(Failure::run)?;
    if json {
        let facts = facts.iter().map(|(name, text)| (name.to_string(), Value::from(text.as_str())));
        return print(&Value::Object(facts.chain(as_json(&outcome.quantities())).collect()).to_string());
    }
    facts.iter().try_for_each(|(name, text)| print(&fact(name, text)))?;
    print(&as_text(&outcome.summary()))?;
    print(&format!("\nrecorded  {}", display(&file)))?;
    drawn.iter().try_for_each(|path| print(&format!("figure    {}", display(path))))
}

/// A name and its text, further lines below the first.
fn fact(name: &str, text: &str) -> String {
    let name = name.replace('_', " ");
    text.lines()
        .enumerate()
        .map(|(k, line)| if k == 0 { format!("{name:13} {line}") } else { format!("\n{:13} {line}", "") })
        .collect()
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
fn as_json(quantities: &[Quantity]) -> Map<String, Value> {
    let length = |name: &str| quantities.iter().find(|other| other.name == name).map_or(1, |other| other.values.len());
    let entry = |quantity: &Quantity| {
        let key = match quantity.unit {
            "1" => quantity.name.to_string(),
            unit => format!("{}_{unit}", quantity.name),
        };
        let lengths: Vec<usize> = quantity.dims.iter().map(|name| length(name)).collect();
        (key, nested(&quantity.values, &lengths))
    };
    quantities.iter().map(entry).collect()
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
        let json = as_json(&quantities);
        assert_eq!(json["fraction"], serde_json::json!([[0.0, 0.1, 0.2], [0.3, 0.4, null]]));
        assert_eq!((&json["start_S"], &json["voltage_V"][1]), (&serde_json::json!(1e-6), &serde_json::json!(2.0)));
    }
}
