//! The neuron that is followed: a set of the catalogue or a file, with changes.

use std::path::Path;

use learning::neuron::catalogue::{self, Entry};
use learning::neuron::{Input, NeuronLayer, SpikeTiming};
use toml::{Table, Value};

use crate::commands::device::changes;
use crate::failure::Failure;

/// A parameter set with the changes to it.
pub struct Set {
    /// The set as its file has it.
    pub entry: Entry,
    changes: Table,
}

/// The set called `name` or in the file at this path.
///
/// # Errors
/// [`Failure`] for an unknown name, and for a file that cannot be read or used.
pub fn read(name: &str) -> Result<Entry, Failure> {
    let entry = match Path::new(name).extension() {
        Some(extension) if extension == "toml" => {
            let text = std::fs::read_to_string(name).map_err(|error| {
                let help = "give the path of a parameter file, or a name: `ferrospike neuron` lists them";
                Failure::usage_help(format!("cannot read {name}: {error}"), help)
            })?;
            Entry::parse(name, &text)
        }
        _ => catalogue::find(name),
    };
    entry.map_err(Failure::usage)
}

impl Set {
    /// The set called `name` or in the file at this path, with changes given as TOML.
    ///
    /// # Errors
    /// [`Failure`] for an unknown name, a file that cannot be read or used, and changes that are no TOML.
    pub fn load(name: &str, texts: &[String]) -> Result<Self, Failure> {
        Ok(Self { entry: read(name)?, changes: changes(texts)? })
    }

    /// So many of these neurons, at rest, that can take steps of `step` (s).
    ///
    /// # Errors
    /// [`Failure`] for changes that do not fit the model, for a timing that it does not have, and for a grid that is too coarse.
    pub fn neurons(&self, count: usize, timing: SpikeTiming, step: f64) -> Result<Box<dyn NeuronLayer>, Failure> {
        let mut neurons = self.entry.neurons(&self.changes, count, timing).map_err(Failure::usage)?;
        // a trial step: what cannot be followed at all shows before a file is made
        neurons.advance(0.0, step, &vec![Input::default(); count], &mut Vec::new()).map_err(Failure::usage)?;
        neurons.rest();
        Ok(neurons)
    }

    /// All parameters in a line, changed as asked.
    pub fn parameters(&self) -> String {
        let value = |key: &String, value: &Value| {
            let value = self.changes.get(key).unwrap_or(value);
            match value {
                Value::String(text) => format!("{key} = {text}"),
                Value::Float(number) => format!("{key} = {number:?}"), // 1e-11, not eleven digits
                other => format!("{key} = {other}"),
            }
        };
        self.entry.parameters.iter().map(|(key, old)| value(key, old)).collect::<Vec<_>>().join(", ")
    }

    /// What is followed, complete: the file, then changes and timing as comments.
    pub fn text(&self, timing: SpikeTiming) -> String {
        let changes = self.changes.iter().map(|(key, value)| format!("\n# changed: {key} = {value}"));
        format!("{}{}\n# spike timing: {}\n", self.entry.text, changes.collect::<String>(), timing.name())
    }
}
