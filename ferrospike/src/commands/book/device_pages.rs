//! One page per device parameter set.

use devices::catalogue::{Entry, Pulse};
use devices::units::engineering;

use super::markdown::{self, block, code, folded, prose, table};
use super::{Chapter, Page};
use crate::commands::models::by_model;
use crate::commands::parameters;
use crate::failure::Failure;

/// All sets, those of a model together, and an index of them.
///
/// # Errors
/// [`Failure`] when the catalogue cannot be read.
pub fn chapter() -> Result<Chapter, Failure> {
    let entries = by_model()?;
    let index = Page {
        name: "README".into(),
        title: "Devices".into(),
        text: index(&entries),
        origin: "`devices/parameters`".into(),
    };
    Ok(Chapter { folder: "devices", index, pages: entries.iter().map(page).collect() })
}

fn index(entries: &[Entry]) -> String {
    let mut text = String::from(
        "# Devices\n\nEach page shows a parameter set that `--device NAME` and `parameters = \"NAME\"` take: its equations, \
         its parameters with their units, where they come from, for which pulses it is meant. `ferrospike models NAME` prints the same. \
         Sets called `*_demo` have values that were not read at a source; *unverified* says so.\n",
    );
    let mut model = "";
    for entry in entries {
        if entry.model != model {
            model = &entry.model;
            text += &format!(
                "\n## {model}\n\n{}\n\n| set | values | what |\n|---|---|---|\n",
                prose(entry.kind().reference)
            );
        }
        let Entry { name, status, description, .. } = entry;
        text += &format!("| [{name}]({name}.md) | {status} | {} |\n", prose(description));
    }
    text
}

fn page(entry: &Entry) -> Page {
    let Entry { name, model, description, source, validity, status, imperfections, .. } = entry;
    let kind = entry.kind();
    let netlist =
        if kind.has_subcircuit { "as a subcircuit of ngspice: `ferrospike crossbar export-spice`" } else { "" };
    let facts = [
        ["model".into(), format!("{}: {}", code(model), prose(kind.reference))],
        ["values".into(), format!("**{status}**; {}", prose(source))],
        ["valid for".into(), prose(validity)],
        ["netlist".into(), netlist.into()],
    ];
    let facts: Vec<_> = facts.into_iter().filter(|[_, fact]| !fact.is_empty()).collect();
    let mut text = format!("# {name}\n\n{}.\n\n", prose(description).trim_end_matches('.'));
    text += &table(["", " "], &facts);
    text += &format!("\n## Equations\n\n{}", block("text", &entry.equations()));
    text += &format!("\n## Parameters\n\n{}", markdown::parameters(parameters::rows(&entry.parameters, &entry.text)));
    text += &format!("\n## Pulses\n\nWhat measurements take when no voltage is named.\n\n{}", pulses(entry));
    if !imperfections.is_empty() {
        text += &format!("\n## Imperfections\n\n{}", block("text", &imperfections.to_string()));
    }
    text += &format!(
        "\n## File\n\nA file of your own can begin as a copy of this one: `ferrospike device iv --device my.toml`.\n\n{}",
        folded(&format!("{name}.toml"), "toml", &entry.text)
    );
    Page { name: name.clone(), title: name.clone(), text, origin: format!("`devices/parameters/{name}.toml`") }
}

fn pulses(entry: &Entry) -> String {
    let protocol = &entry.protocol;
    let pulse =
        |what: &str, pulse: Pulse| [what.to_owned(), engineering(pulse.voltage, "V"), engineering(pulse.width, "s")];
    let rows = [
        ["read".into(), engineering(protocol.read, "V"), String::new()],
        pulse("towards on", protocol.on),
        pulse("towards off", protocol.off),
        [
            "hysteresis loop".into(),
            format!("±{}", engineering(protocol.sweep.voltage, "V")),
            engineering(protocol.sweep.period, "s"),
        ],
    ];
    table(["", "voltage", "duration"], &rows)
}
