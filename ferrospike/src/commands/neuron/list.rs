//! `ferrospike neuron` without a name.

use learning::neuron::catalogue::{self, Entry};
use serde_json::{Value, json};

use super::image;
use crate::commands::models::left_aligned;
use crate::failure::Failure;
use crate::output::print;

/// Lists all neurons.
///
/// # Errors
/// [`Failure`] when nothing can be printed.
pub fn list(json: bool) -> Result<(), Failure> {
    let entries: Vec<Entry> =
        catalogue::names().into_iter().map(catalogue::find).collect::<Result<_, _>>().map_err(Failure::usage)?;
    if json {
        return print(&entries.iter().map(as_json).collect::<Value>().to_string());
    }
    let table = left_aligned(
        ["neuron", "what"],
        entries.iter().map(named).chain([[image::NAME, image::DESCRIPTION].map(Into::into)]),
    );
    print(&format!(
        "{table}\n`ferrospike neuron NAME` shows equations and parameters of one, and follows it under a current"
    ))
}

fn named(entry: &Entry) -> [String; 2] {
    [entry.name.clone(), entry.description.clone()]
}

fn as_json(entry: &Entry) -> Value {
    json!({
        "name": entry.name,
        "model": entry.model,
        "description": entry.description,
        "equations": entry.kind().equations,
        "reference": entry.kind().reference,
        "source": entry.source,
        "parameters": entry.parameters,
        "stimulus": { "input": entry.stimulus.input, "until": entry.stimulus.until, "step": entry.stimulus.step },
    })
}
