//! One page per neuron.

use learning::neuron::catalogue::{self, Entry, Stimulus};

use super::markdown::{self, block, code, folded, prose, table};
use super::{Chapter, Page};
use crate::commands::parameters;
use crate::failure::Failure;

/// All neurons, and an index of them.
///
/// # Errors
/// [`Failure`] when the catalogue cannot be read.
pub fn chapter() -> Result<Chapter, Failure> {
    let entries: Vec<Entry> =
        catalogue::names().into_iter().map(catalogue::find).collect::<Result<_, _>>().map_err(Failure::usage)?;
    let index = Page {
        name: "README".into(),
        title: "Neurons".into(),
        text: index(&entries),
        origin: "`learning/neurons`".into(),
    };
    Ok(Chapter { folder: "neurons", index, pages: entries.iter().map(page).collect() })
}

fn index(entries: &[Entry]) -> String {
    let row = |entry: &Entry| {
        let name = &entry.name;
        [format!("[{name}]({name}.md)"), code(&entry.model), prose(&entry.description)]
    };
    let rows: Vec<_> = entries.iter().map(row).collect();
    format!(
        "# Neurons\n\nEach page shows a neuron that `ferrospike neuron NAME` follows under a current: its equations, its parameters \
         with their units, where they come from. Networks on devices have leaky integrate-and-fire neurons \
         ([`neuron.lif`](../formats/experiment.md#neuronlif)); the models here stand alone.\n\n{}",
        table(["neuron", "model", "what"], &rows)
    )
}

fn page(entry: &Entry) -> Page {
    let Entry { name, model, description, source, stimulus, .. } = entry;
    let kind = entry.kind();
    let facts = [
        ["model".into(), format!("{}: {}", code(model), prose(kind.reference))],
        ["values".into(), prose(source)],
        ["input".into(), format!("{}, such as {}", kind.input.name, stimulus.input)],
    ];
    let Stimulus { input, until, step, highest } = stimulus;
    let mut text = format!("# {name}\n\n{}.\n\n", prose(description).trim_end_matches('.'));
    text += &table(["", " "], &facts);
    text += &format!("\n## Equations\n\n{}", block("text", kind.equations));
    text += &format!("\n## Parameters\n\n{}", markdown::parameters(parameters::rows(&entry.parameters, &entry.text)));
    text += &format!(
        "\n## What it does\n\nUnder {input} for {until}, a sample every {step}; rates are worth looking at up to {highest}.\n\n{}",
        block("sh", &format!("ferrospike neuron {name}"))
    );
    text += &format!(
        "\n## File\n\nA file of your own can begin as a copy of this one: `ferrospike neuron my.toml`.\n\n{}",
        folded(&format!("{name}.toml"), "toml", &entry.text)
    );
    Page { name: name.clone(), title: name.clone(), text, origin: format!("`learning/neurons/{name}.toml`") }
}
