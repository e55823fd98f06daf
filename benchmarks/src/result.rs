//! What comes of one split.

use serde::{Deserialize, Serialize};

/// The network as it stood after an epoch (epoch 0: before the first).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Conductance of each device (S), row-major.
    pub conductances: Vec<f64>,
    /// Threshold of each neuron (V).
    pub thresholds: Vec<f64>,
    /// Epochs done.
    pub epoch: usize,
    /// Fraction of the test rows read here that are read rightly; not a number when reading would move the devices.
    pub test_accuracy: f64,
    /// Mean energy of a training presentation of this epoch (J); 0 before the first.
    pub training_energy: f64,
}

/// A spike of a neuron during training.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainingSpike {
    /// Number of the presentation, counted from 0 over all epochs.
    pub presentation: usize,
    /// Row of the data set that was shown.
    pub sample: usize,
    /// Neuron that fired.
    pub neuron: usize,
    /// Time within the presentation (s).
    pub time: f64,
}

/// Ways to read a trained network: one presentation serves them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOut {
    /// The first neuron to fire, or the nearest to its threshold.
    Winner,
    /// The first few neurons to fire vote, as many as the experiment says.
    Vote,
    /// Ridge regression on the first-spike times of all neurons, fitted with the labels of the training rows.
    Ridge,
    /// The neuron with the most spikes; only where neurons may fire again.
    Rate,
    /// The neuron with the shortest mean interval between spikes; only where neurons may fire again.
    Interval,
}

impl ReadOut {
    /// Those that need one spike per neuron.
    pub const FIRST: [Self; 3] = [Self::Winner, Self::Vote, Self::Ridge];
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Winner, Self::Vote, Self::Ridge, Self::Rate, Self::Interval];
}

/// One test row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// Row of the data set.
    pub sample: usize,
    /// Its class.
    pub class: usize,
    /// Whether any neuron fired; else the one nearest to its threshold answers.
    pub fired: bool,
    /// What the first neuron says; nothing when it has no name.
    pub winner: Option<usize>,
    /// What the first few neurons say; nothing when none of them has a name.
    pub vote: Option<usize>,
    /// What the regression says.
    pub ridge: usize,
    /// What the most active neuron says; nothing when it has no name, or when neurons fire once.
    pub rate: Option<usize>,
    /// What the neuron with the shortest interval says; nothing when it has no name, or when neurons fire once.
    pub interval: Option<usize>,
}

impl Prediction {
    /// The class by one of the read-outs.
    pub fn by(&self, read_out: ReadOut) -> Option<usize> {
        match read_out {
            ReadOut::Winner => self.winner,
            ReadOut::Vote => self.vote,
            ReadOut::Ridge => Some(self.ridge),
            ReadOut::Rate => self.rate,
            ReadOut::Interval => self.interval,
        }
    }
}

/// What came of one split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SplitResult {
    /// Number of the split.
    pub index: usize,
    /// The network before the first and after every epoch.
    pub snapshots: Vec<Snapshot>,
    /// Spikes of all training presentations.
    pub spikes: Vec<TrainingSpike>,
    /// Class that each neuron stands for.
    pub names: Vec<Option<usize>>,
    /// The test rows.
    pub predictions: Vec<Prediction>,
    /// Mean energy of a test presentation (J).
    pub energy_per_classification: f64,
    /// Mean energy of a training presentation (J).
    pub energy_per_training: f64,
    /// Simulated time, training and test (s).
    pub simulated: f64,
    /// Wall time (s); not reproducible.
    pub wall: f64,
}

impl SplitResult {
    /// Fraction of test rows that are read rightly.
    pub fn accuracy(&self, read_out: ReadOut) -> f64 {
        let right = |prediction: &&Prediction| prediction.by(read_out) == Some(prediction.class);
        self.predictions.iter().filter(right).count() as f64 / self.predictions.len().max(1) as f64
    }

    /// Fraction of test rows for which no neuron fired.
    pub fn silent(&self) -> f64 {
        let silent = self.predictions.iter().filter(|prediction| !prediction.fired).count();
        silent as f64 / self.predictions.len().max(1) as f64
    }
}
