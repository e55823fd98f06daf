//! `ferrospike models`: the device parameter sets.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement};
use devices::catalogue::{self, Entry, Protocol, Pulse};
use devices::units::engineering;
use serde_json::json;

use super::{device, parameters};
use crate::cli::Models;
use crate::failure::Failure;
use crate::output::print;
use crate::table::table;

/// Width of tables where there is no terminal.
const WIDTH: u16 = 120;

/// Lists all sets, or shows one with its equations, parameters, source and validity.
///
/// # Errors
/// [`Failure`] for a name that is not in the catalogue.
pub fn list(arguments: &Models) -> Result<(), Failure> {
    if let Some(name) = &arguments.name {
        let entry = device::find(name)?;
        // a file of one's own may hold values that no device has
        entry.device(&toml::Table::new()).map_err(Failure::usage)?;
        return print(&if arguments.json { as_json(&entry).to_string() } else { as_text(&entry) });
    }
    let entries = by_model()?;
    if arguments.json {
        return print(&entries.iter().map(as_json).collect::<serde_json::Value>().to_string());
    }
    let mut before = "";
    let rows = entries.iter().flat_map(|entry| {
        let heading = (entry.model != before).then(|| [entry.model.clone(), String::new(), String::new()]);
        before = &entry.model;
        let set = [format!("  {}", entry.name), entry.status.clone(), entry.description.clone()];
        heading.into_iter().chain([set])
    });
    let table = left_aligned(["model and its sets", "values", "what"], rows);
    print(&format!("{table}\n`ferrospike models NAME` shows equations, parameters, source and validity of one set"))
}

/// All sets, those of a model together.
///
/// # Errors
/// [`Failure`] when the catalogue cannot be read.
pub fn by_model() -> Result<Vec<Entry>, Failure> {
    let entries: Vec<Entry> =
        catalogue::names().into_iter().map(catalogue::find).collect::<Result<_, _>>().map_err(Failure::usage)?;
    let of_model = |model: &'static str| entries.iter().filter(move |entry| entry.model == model).cloned();
    Ok(catalogue::kinds().iter().flat_map(|kind| of_model(kind.name)).collect())
}

/// Columns of text, all but the last as wide as they need to be; the last is broken into lines that fit the terminal.
pub fn left_aligned<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> comfy_table::Table {
    let mut table = table(header, rows);
    for (k, column) in table.column_iter_mut().enumerate() {
        column.set_cell_alignment(CellAlignment::Left);
        if k + 1 < N {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(WIDTH);
    }
    table
}

fn as_text(entry: &Entry) -> String {
    let Entry { name, model, description, source, validity, status, parameters, protocol, text, .. } = entry;
    let kind = entry.kind();
    let indented = |text: &str| text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n");
    let parameters = left_aligned(["parameter", "value", "what it is"], parameters::rows(parameters, text));
    let facts = [
        ("model", format!("{model}; {}", kind.reference)),
        ("values", format!("{status}; {source}")),
        ("validity", validity.clone()),
        ("protocol", in_words(protocol)),
    ];
    let facts: String = facts.iter().map(|(name, fact)| format!("{name:9} {fact}\n")).collect();
    format!("{name}: {description}\n\n{facts}\nequations\n{}\n\n{parameters}", indented(&entry.equations()))
}

/// The pulses for which the set is meant.
fn in_words(protocol: &Protocol) -> String {
    let Protocol { read, on, off, sweep } = protocol;
    let pulse =
        |Pulse { voltage, width }: &Pulse| format!("{} for {}", engineering(*voltage, "V"), engineering(*width, "s"));
    let sweep = format!("{} in {}", engineering(sweep.voltage, "V"), engineering(sweep.period, "s"));
    format!("read at {}, on {}, off {}, sweep {sweep}", engineering(*read, "V"), pulse(on), pulse(off))
}

fn as_json(entry: &Entry) -> serde_json::Value {
    let Protocol { read, on, off, sweep } = entry.protocol;
    let pulse = |pulse: Pulse| json!({ "voltage_V": pulse.voltage, "width_s": pulse.width });
    let sweep = json!({ "voltage_V": sweep.voltage, "period_s": sweep.period });
    json!({
        "name": entry.name,
        "model": entry.model,
        "description": entry.description,
        "equations": entry.equations(),
        "reference": entry.kind().reference,
        "source": entry.source,
        "validity": entry.validity,
        "status": entry.status,
        "parameters": entry.parameters,
        "protocol": { "read_V": read, "on": pulse(on), "off": pulse(off), "sweep": sweep },
    })
}
