//! A trained network in a file, and rows classified by it.

use std::path::Path;

use devices::catalogue::Device;
use learning::{CheckpointError, Encoder, Mode, Network};
use serde::{Deserialize, Serialize};
use traces::{About, ReadError, Trace, TraceFile, WriteError};

use crate::assembly::assemble;
use crate::decoding::Decoding;
use crate::fingerprint::fingerprint;
use crate::{Experiment, ExperimentError, ReadOut, RunError};

/// Everything that training left behind, beside the experiment itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainedNetwork {
    /// Number of the split whose training rows it saw.
    pub split: usize,
    /// Features of a row, in their order.
    pub features: Vec<String>,
    /// The classes.
    pub classes: Vec<String>,
    /// Lowest training value of each feature.
    pub low: Vec<f64>,
    /// Highest training value of each feature.
    pub high: Vec<f64>,
    /// Share of each class among the training rows for which a neuron won, neurons x classes, by the read-out that counts.
    pub shares: Vec<Vec<f64>>,
    /// Devices, thresholds and transfer conductances, see [`Network::save`].
    pub state: Vec<u64>,
    /// Fingerprint of the device parameters.
    pub device: u64,
}

/// A network file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NetworkFileError {
    /// It cannot be read, or holds no network.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Its content is not what was written.
    #[error("`{file}` is damaged: its {what}; save the network again with `ferrospike run .. --save-network`")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong.
        what: &'static str,
    },
    /// The experiment in it cannot be read by this version.
    #[error(transparent)]
    Experiment(#[from] Box<ExperimentError>),
    /// The parameter file of the devices has changed since.
    #[error(
        "the device parameters `{parameters}` are not those that the network of `{file}` was trained with; restore them, or train again"
    )]
    OtherDevice {
        /// The file.
        file: String,
        /// Name of the set, or path of the parameter file.
        parameters: String,
    },
    /// The network cannot be built.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The state is of another network.
    #[error("`{file}`: {source}")]
    State {
        /// The file.
        file: String,
        /// What the network says.
        source: CheckpointError,
    },
}

impl TrainedNetwork {
    /// Writes the network into a file whose provenance holds the experiment and its seed.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn write(&self, trace: &Trace) -> Result<(), WriteError> {
        let group = trace.group("network")?;
        group.coordinate("feature", About::new("", "features of a row in their order"), &self.features)?;
        group.coordinate("class", About::new("", "classes"), &self.classes)?;
        group.variable("low", &["feature"], About::new("1", "lowest training value"), &self.low)?;
        group.variable("high", &["feature"], About::new("1", "highest training value"), &self.high)?;
        group.index("column", self.shares.len(), "bit line and neuron")?;
        let about = About::new("1", "share of each class among the training rows for which the neuron won");
        group.variable("class_share", &["column", "class"], about, &self.shares.concat())?;
        group.index("word", self.state.len(), "word of the state")?;
        let words: Vec<i64> = self.state.iter().map(|word| word.cast_signed()).collect();
        group.variable("state", &["word"], About::new("1", "devices, thresholds, transfer conductances"), &words)?;
        group.scalar("split", About::new("1", "split whose training rows the network saw"), self.split as i64)?;
        let device = self.device.cast_signed();
        group.scalar("device", About::new("1", "fingerprint of the device parameters"), device)?;
        group.scalar("checksum", About::new("1", "FNV-1a of all that stands here"), self.checksum().cast_signed())
    }

    /// Reads a network that [`write`](TrainedNetwork::write) wrote.
    fn read(file: &TraceFile, name: &str) -> Result<Self, NetworkFileError> {
        let numbers = |variable: &str| Ok::<_, ReadError>(file.read::<i64>(&format!("network/{variable}"))?.values);
        let values = |variable: &str| Ok::<_, ReadError>(file.read::<f64>(&format!("network/{variable}"))?.values);
        let texts = |variable: &str| Ok::<_, ReadError>(file.read::<String>(&format!("network/{variable}"))?.values);
        let word = |variable: &str| Ok::<_, ReadError>(numbers(variable)?.first().copied().unwrap_or_default());
        let classes = texts("class")?;
        let shares = values("class_share")?.chunks(classes.len().max(1)).map(<[f64]>::to_vec).collect();
        let network = Self {
            split: word("split")?.unsigned_abs() as usize,
            features: texts("feature")?,
            classes,
            low: values("low")?,
            high: values("high")?,
            shares,
            state: numbers("state")?.iter().map(|word| word.cast_unsigned()).collect(),
            device: word("device")?.cast_unsigned(),
        };
        if network.checksum() != word("checksum")?.cast_unsigned() {
            let what = "content does not fit its checksum";
            return Err(NetworkFileError::Damaged { file: name.into(), what });
        }
        Ok(network)
    }

    fn checksum(&self) -> u64 {
        let texts = self.features.iter().chain(&self.classes).flat_map(|text| [text.as_bytes(), b"\n"].concat());
        let values = self.low.iter().chain(&self.high).chain(self.shares.iter().flatten());
        let words = values
            .map(|value| value.to_bits())
            .chain(self.state.iter().copied())
            .chain([self.split as u64, self.device]);
        fingerprint(texts.chain(words.flat_map(u64::to_le_bytes)))
    }
}

/// Fingerprint of device parameters.
pub(crate) fn device_fingerprint(device: &Device) -> u64 {
    fingerprint(format!("{device:?}").bytes())
}

/// A trained network, ready to read rows.
pub struct Classifier {
    /// The experiment that trained it.
    pub experiment: Experiment,
    /// What training left behind.
    pub trained: TrainedNetwork,
    network: Network,
    encoder: Encoder,
    decoding: Decoding,
}

/// What a network says of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Number of the class; none when the neurons that count have no name.
    pub class: Option<usize>,
    /// The neuron that fired first, or came nearest to its threshold.
    pub neuron: usize,
    /// Time of its spike (s); none when no neuron fired.
    pub time: Option<f64>,
    /// Energy of the presentation (J).
    pub energy: f64,
}

impl Classifier {
    /// Builds the network of a file as it was after training.
    ///
    /// # Errors
    /// [`NetworkFileError`] when the file is damaged or of another network.
    pub fn open(path: &Path) -> Result<Self, NetworkFileError> {
        let (file, name) = (TraceFile::open(path)?, path.display().to_string());
        let trained = TrainedNetwork::read(&file, &name)?;
        let provenance = file.provenance()?;
        let mut experiment = Experiment::parse(&name, &provenance.experiment)?;
        experiment.seed = provenance.seed;
        let (device, _) = experiment.device.load()?;
        if device_fingerprint(&device) != trained.device {
            let parameters = experiment.device.parameters.clone();
            return Err(NetworkFileError::OtherDevice { file: name, parameters });
        }
        let encoder = Encoder::fit(experiment.encoder, &[&trained.low, &trained.high]).map_err(RunError::from)?;
        let encoder = encoder.with_seed(experiment.seed);
        let mut network = assemble(&experiment, &device, &encoder, trained.split)?;
        network.restore(&trained.state).map_err(|source| NetworkFileError::State { file: name.clone(), source })?;
        if trained.shares.len() != network.neurons().len() {
            return Err(NetworkFileError::Damaged { file: name, what: "neurons are more or fewer than its columns" });
        }
        let how = (experiment.training.vote, experiment.spikes.presentation);
        let decoding = Decoding::known(trained.shares.clone(), how);
        Ok(Self { experiment, trained, network, encoder, decoding })
    }

    /// Rows and columns of its array.
    pub fn size(&self) -> (usize, usize) {
        let columns = self.network.neurons().len();
        (self.conductances().len() / columns, columns)
    }

    /// Conductances of its devices (S), row by column.
    pub fn conductances(&self) -> &[f64] {
        self.network.circuit().conductances()
    }

    /// Shows row number `number` (counted from 0) with plasticity off, without inhibition.
    ///
    /// # Errors
    /// [`RunError`] for values that cannot be encoded, or when the circuit cannot be solved.
    pub fn read(&mut self, number: usize, row: &[f64]) -> Result<Answer, RunError> {
        let spikes = self.encoder.spikes(number, row, 0)?;
        let shown = self.network.present(&spikes, Mode::Infer, usize::MAX, None)?;
        let read_out = ReadOut::from(self.experiment.training.read);
        let class = self.decoding.read(&shown, read_out)?;
        let time = shown.spikes.first().map(|spike| spike.time);
        Ok(Answer { class, neuron: shown.closest, time, energy: shown.energy })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network() -> TrainedNetwork {
        let texts = |all: &[&str]| all.iter().map(ToString::to_string).collect();
        let (features, classes) = (texts(&["a", "b"]), texts(&["x", "y"]));
        let (low, high) = (vec![0.0, 1.0], vec![2.0, 3.0]);
        let shares = vec![vec![0.25, 0.75], vec![0.0, 0.0], vec![1.0, 0.0]];
        TrainedNetwork { split: 0, features, classes, low, high, shares, state: vec![1, u64::MAX, 7], device: 5 }
    }

    #[test]
    fn any_change_of_the_content_changes_the_checksum() {
        let changes: [fn(&mut TrainedNetwork); 8] = [
            |n| n.split = 1,
            |n| n.features.swap(0, 1),
            |n| n.classes[1].push('y'),
            |n| n.low[0] = -0.0,
            |n| n.high.swap(0, 1),
            |n| n.shares[1][0] = 1.0,
            |n| n.state[1] ^= 1 << 40,
            |n| n.device = 6,
        ];
        for (k, change) in changes.into_iter().enumerate() {
            let mut other = network();
            change(&mut other);
            assert_ne!(other.checksum(), network().checksum(), "change {k}");
        }
    }
}
