//! Neurons by name: parameter sets, each with its model, its source and a stimulus that shows what it does.
//!
//! A set is a TOML file. Those of `learning/neurons` are embedded; [`Entry::parse`] reads any other.

mod kind;

use devices::spelling::{did_you_mean, nearest};
use devices::units;
use devices::wording::with_place;
use serde::Deserialize;
use toml::Table;

use super::{NeuronError, NeuronLayer, SpikeTiming};

pub use kind::{Described, Kind};

/// Name and text of a file in `learning/neurons`.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../neurons/", $name, ".toml")))),*]
    };
}

/// One line per file, so that sets can be added side by side.
const FILES: &[(&str, &str)] = files![
    "lif_current", //
    "lif_cuba",
    "lif_coba",
    "alif",
    "mat2",
    "sfa",
    "qif",
    "adex",
    "adex_tonic",
    "adex_adapting",
    "adex_initial_burst",
    "adex_bursting",
    "adex_transient",
    "adex_delayed",
    "izhikevich",
    "izhikevich_intrinsically_bursting",
    "izhikevich_chattering",
    "izhikevich_fast_spiking",
    "izhikevich_low_threshold_spiking",
    "izhikevich_published",
    "hodgkin_huxley",
    "traub_miles",
    "fitzhugh_nagumo",
    "hindmarsh_rose",
    "cable",
    "axon",
];

/// A parameter set as its file has it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Name under which it is asked for.
    #[serde(skip)]
    pub name: String,
    /// Name of the model that the values belong to.
    pub model: String,
    /// What it is, in a sentence or two.
    pub description: String,
    /// Where the values come from.
    pub source: String,
    /// What shows how the neuron fires.
    pub stimulus: Stimulus,
    /// Values of the model.
    pub parameters: Table,
    /// The whole file.
    #[serde(skip)]
    pub text: String,
}

/// An input under which a neuron shows what it does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stimulus {
    /// Constant input, with its unit.
    pub input: String,
    /// Duration, with the unit of the model's time.
    pub until: String,
    /// Step of a simulation, with the unit of the model's time.
    pub step: String,
    /// Highest input at which a rate is worth looking at, with its unit.
    pub highest: String,
}

/// Why neurons could not be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LoadError {
    /// No set has that name.
    #[error("there is no neuron `{name}`{} All neurons: {all}", did_you_mean(nearest))]
    UnknownName {
        /// The name that was asked for.
        name: String,
        /// The most similar name.
        nearest: &'static str,
        /// All names.
        all: String,
    },
    /// A file is not a parameter set.
    #[error("`{name}` is not a parameter set of a neuron: {message}")]
    File {
        /// Name of the file.
        name: String,
        /// What is wrong, with the place.
        message: String,
    },
    /// A file names a model that does not exist.
    #[error(
        "`{name}` wants the neuron model `{model}`, which does not exist{} All models: {all}",
        did_you_mean(nearest)
    )]
    UnknownModel {
        /// Name of the file.
        name: String,
        /// The model it names.
        model: String,
        /// The most similar model.
        nearest: &'static str,
        /// All models.
        all: String,
    },
    /// A change names a parameter that the model does not have.
    #[error("`{name}` has no parameter `{key}`{} All parameters: {all}", did_you_mean(nearest))]
    UnknownParameter {
        /// Name of the set.
        name: String,
        /// Key of the change.
        key: String,
        /// The most similar parameter.
        nearest: String,
        /// All parameters.
        all: String,
    },
    /// A value has the wrong type or unit.
    #[error("parameters of `{name}`: {message}")]
    Value {
        /// Name of the set.
        name: String,
        /// What is wrong, with the parameter's name.
        message: String,
    },
    /// A value is out of range, or the model cannot do what is asked.
    #[error("parameters of `{name}`: {error}")]
    Range {
        /// Name of the set.
        name: String,
        /// Which parameter, and what it may be.
        error: NeuronError,
    },
}

/// Names of all embedded parameter sets.
pub fn names() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

/// The embedded set called `name`.
///
/// # Errors
/// [`LoadError::UnknownName`] with the most similar name.
pub fn find(name: &str) -> Result<Entry, LoadError> {
    match FILES.iter().find(|(known, _)| *known == name) {
        Some((name, text)) => {
            Ok(Entry::parse(name, text).unwrap_or_else(|error| panic!("embedded set is broken: {error}")))
        }
        None => {
            let nearest = nearest(name, FILES.iter().map(|(known, _)| *known));
            Err(LoadError::UnknownName { name: name.into(), nearest, all: names().join(", ") })
        }
    }
}

impl Entry {
    /// Reads the text of a parameter file; `name` stands for it in messages.
    ///
    /// # Errors
    /// [`LoadError::File`] for a text that is not a parameter set, [`LoadError::UnknownModel`].
    pub fn parse(name: &str, text: &str) -> Result<Entry, LoadError> {
        let file = |message: String| LoadError::File { name: name.into(), message };
        let entry: Entry = toml::from_str(text).map_err(|error| file(with_place(&error)))?;
        let kind = kind::find(name, &entry.model)?;
        let Stimulus { input, until, step, highest } = &entry.stimulus;
        for (text, dimension) in [(input, kind.input), (highest, kind.input), (until, kind.time), (step, kind.time)] {
            units::parse(text, dimension).map_err(|error| file(format!("stimulus: {error}")))?;
        }
        Ok(Entry { name: name.into(), text: text.into(), ..entry })
    }

    /// The model that the values belong to.
    pub fn kind(&self) -> &'static Kind {
        kind::find(&self.name, &self.model)
            .unwrap_or_else(|error| panic!("an entry is checked when it is read: {error}"))
    }

    /// `count` neurons at rest with `changes` to the parameters, such as `tau_m = "5 ms"`.
    ///
    /// # Errors
    /// [`LoadError`] for an unknown parameter (with the nearest right one), a wrong type or unit, a value out of range, and a
    /// timing that the model does not have.
    pub fn neurons(
        &self,
        changes: &Table,
        count: usize,
        timing: SpikeTiming,
    ) -> Result<Box<dyn NeuronLayer>, LoadError> {
        self.kind().build(&self.name, &self.changed(changes)?, count, timing)
    }

    /// The parameters with `changes`, not yet checked for their range.
    ///
    /// # Errors
    /// [`LoadError::UnknownParameter`].
    pub fn changed(&self, changes: &Table) -> Result<Table, LoadError> {
        let mut parameters = self.parameters.clone();
        for (key, value) in changes {
            if !parameters.contains_key(key) {
                let all: Vec<&str> = parameters.keys().map(String::as_str).collect();
                let nearest = nearest(key, all.iter().copied()).to_owned();
                let (name, key, all) = (self.name.clone(), key.clone(), all.join(", "));
                return Err(LoadError::UnknownParameter { name, key, nearest, all });
            }
            parameters[key] = value.clone();
        }
        Ok(parameters)
    }
}

#[cfg(test)]
mod identities;
#[cfg(test)]
#[path = "tests.rs"]
mod tests;
