//! An experiment as text: everything a run depends on, each quantity with its unit.

mod array;
mod aside;
mod check;
mod neuron;
mod own;
mod own_spikes;
mod problems;
mod protocol;
mod record;
mod spikes;
pub mod template;
mod training;

use crossbar::Wires;
use learning::Code;
use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

use crate::{DataError, DataSet, ExperimentError, TableFile};

pub use array::{DeviceChoice, Mounting, Resistances};
pub(crate) use check::within;
pub use neuron::{AdaptationSettings, InhibitionChoice, LifSettings, NeuronChoice};
pub use own_spikes::{OfColumns, OfRows};
pub use protocol::Protocol;
pub use record::{Numbers, Quantity, RecordSettings};
pub use spikes::{Bias, Scheme, Shares, Spikes};
pub(crate) use spikes::{IMPLAUSIBLE, plausible};
pub(crate) use training::MOST_ROWS;
pub use training::{Read, Snapshots, TeacherChoice, TrainingSettings};

/// A whole experiment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Seed of every random draw.
    pub seed: u64,
    /// What is learned.
    pub data: Data,
    /// How rows are divided for training and test.
    pub protocol: Protocol,
    /// The devices.
    pub device: DeviceChoice,
    /// The lines.
    pub wires: Resistances,
    /// From features to spikes.
    pub encoder: Code,
    /// Shapes of the spikes.
    pub spikes: Spikes,
    /// The neurons.
    pub neuron: NeuronChoice,
    /// How often and how the rows are shown.
    pub training: TrainingSettings,
    /// Which presentations are recorded in full; without it, one of an untrained network.
    pub record: Option<RecordSettings>,
}

/// An embedded data set or a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Data {
    /// Name of an embedded set.
    Set(String),
    /// A CSV file with a header.
    File(TableFile),
}

const EMBEDDED: [(&str, &str); 8] = [
    ("iris", include_str!("../../experiments/iris.toml")),
    ("iris-teacher", include_str!("../../experiments/iris-teacher.toml")),
    ("iris-ridge", include_str!("../../experiments/iris-ridge.toml")),
    ("wbc", include_str!("../../experiments/wbc.toml")),
    ("wbc-teacher", include_str!("../../experiments/wbc-teacher.toml")),
    ("landsat", include_str!("../../experiments/landsat.toml")),
    ("landsat-teacher", include_str!("../../experiments/landsat-teacher.toml")),
    ("boyn2017-array", include_str!("../../experiments/boyn2017-array.toml")),
];

impl Experiment {
    /// Names of the embedded experiments.
    pub fn names() -> Vec<&'static str> {
        EMBEDDED.iter().map(|(name, _)| *name).collect()
    }

    /// Text of an embedded experiment.
    pub fn embedded(name: &str) -> Option<&'static str> {
        EMBEDDED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// Reads an experiment; `name` stands for the text in messages.
    ///
    /// # Errors
    /// [`ExperimentError`] with the place in the text, what was expected and what to do.
    pub fn parse(name: &str, text: &str) -> Result<Self, Box<ExperimentError>> {
        let document = DeTable::parse(text).map_err(|error| Box::new(ExperimentError::syntax(name, text, &error)))?;
        Self::read(name, text, document)
    }

    /// Reads an experiment from `document`, which is `text` or a part of it.
    ///
    /// # Errors
    /// As [`Experiment::parse`].
    pub(crate) fn read(name: &str, text: &str, document: Spanned<DeTable<'_>>) -> Result<Self, Box<ExperimentError>> {
        let experiment = Self::deserialize(toml::Deserializer::from(document))
            .map_err(|error| Box::new(ExperimentError::syntax(name, text, &error)))?;
        match experiment.values_outside(name, text).into_iter().next() {
            Some(error) => Err(Box::new(error)),
            None => Ok(experiment),
        }
    }

    /// All values outside their range, with their places in `text`.
    fn values_outside(&self, name: &str, text: &str) -> Vec<ExperimentError> {
        let recorded = self.record.as_ref().and_then(RecordSettings::problem);
        let placed = self.spikes.own_problem().into_iter().chain(recorded);
        let placed = placed.map(|(place, problem)| ExperimentError::located(name, text, Some(place), problem));
        let values = self.problems().into_iter();
        placed.chain(values.map(|(key, problem)| ExperimentError::value(name, text, key, &problem))).collect()
    }

    /// Loads the data set.
    ///
    /// # Errors
    /// [`DataError`] when the set is unknown or the file unusable.
    pub fn data_set(&self) -> Result<DataSet, DataError> {
        match &self.data {
            Data::Set(name) => DataSet::embedded(name),
            Data::File(file) => DataSet::read(file),
        }
    }

    /// Lines of an array with `rows` rows and `columns` columns: driven from the left, sensed at the bottom.
    pub fn wires(&self, rows: usize, columns: usize) -> Wires {
        self.wires.wires(rows, columns)
    }
}

#[cfg(test)]
mod tests;
