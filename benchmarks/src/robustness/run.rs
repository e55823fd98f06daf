//! One split under one condition.

use learning::supervised::Ridge;
use learning::{Decoder, Encoder, FirstSpikes, Network, Nobody, Presentation, Sample, Training, infer, name_neurons};
use serde::{Deserialize, Serialize};

use super::Acts;
use crate::reading::{ALL, Rows};
use crate::{RunError, Setup, Split};

/// Shares of test rows that are read rightly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// By the first neuron to fire, or the nearest to its threshold.
    pub winner: f64,
    /// By the vote of the first few.
    pub vote: f64,
    /// By ridge regression on first-spike times.
    pub ridge: f64,
}

/// What a condition does to a split.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// With neurons named and the regression fitted under the condition.
    pub named: Accuracy,
    /// With the names and the regression of before; none where there was no before.
    pub kept: Option<Accuracy>,
}

/// A split, its rows encoded.
struct Encoded {
    split: Split,
    encoder: Encoder,
    /// Features of the rows, without gaps.
    values: Vec<Vec<f64>>,
    samples: Vec<Sample>,
}

/// What makes a class of the spikes of a presentation.
#[derive(Serialize, Deserialize)]
struct Readers {
    names: Decoder,
    ridge: Ridge,
}

/// What a network has learned undisturbed.
#[derive(Serialize, Deserialize)]
pub(super) struct Memory {
    /// Positions of the devices (0 off to 1 on), row-major.
    positions: Vec<f64>,
    /// Thresholds of the neurons (V).
    thresholds: Vec<f64>,
    readers: Readers,
    /// How it reads.
    pub outcome: Outcome,
}

/// A network that has learned undisturbed.
pub(super) struct Learned {
    /// The split that it has learned: conditions change devices and lines, not rows.
    encoded: Encoded,
    /// What it has learned.
    pub memory: Memory,
}

impl Learned {
    /// A network that has learned split number `index` of an experiment before.
    pub fn again(setup: &Setup, index: usize, memory: Memory) -> Result<Self, RunError> {
        Ok(Self { encoded: Encoded::new(setup, index)?, memory })
    }
}

impl Encoded {
    fn new(setup: &Setup, index: usize) -> Result<Self, RunError> {
        let split = setup.split(index);
        let values = setup.data.filled(&split.train).into_owned();
        let (encoder, samples) = setup.encode(&split, &values)?;
        Ok(Self { split, encoder, values, samples })
    }

    fn learn(&self, setup: &Setup, network: &mut Network, training: Training) -> Result<(), RunError> {
        let train = self.rows().of(&self.split.train);
        let redraw = |k: usize, epoch: usize| {
            let row = self.split.train[k];
            setup.redraw(&self.encoder, row, &self.values[row], epoch)
        };
        training.run(network, &train, redraw, &mut Nobody, |_, _| Ok::<_, RunError>(()))
    }

    fn rows(&self) -> Rows<'_> {
        Rows { split: &self.split, samples: &self.samples }
    }

    /// Shows the training rows, which name the neurons and fit the regression, then the test rows, read by these and by those
    /// of `before`.
    fn read(
        &self,
        setup: &Setup,
        network: &mut Network,
        before: Option<&Readers>,
    ) -> Result<(Readers, Outcome), RunError> {
        let (train, test) = (self.rows().of(&self.split.train), self.rows().of(&self.split.test));
        let known = infer(network, &train, ALL)?;
        let names = name_neurons(setup.columns(), setup.data.classes.len(), &train, &known, setup.supervision());
        let readers = Readers { names, ridge: setup.regression(network, &train, &known)? };
        let shown = infer(network, &test, ALL)?;
        let times = setup.first_spikes(network, &test, &shown)?;
        let by = |readers: &Readers| readers.accuracy(setup.experiment.training.vote, &test, (&shown, &times));
        let outcome = Outcome { named: by(&readers), kept: before.map(by) };
        Ok((readers, outcome))
    }
}

impl Readers {
    /// On test rows, for which the network showed `shown`, and which the regression sees as `times`.
    fn accuracy(&self, voters: usize, test: &[Sample], (shown, times): (&[Presentation], &[Vec<f64>])) -> Accuracy {
        let share = |says: &dyn Fn(usize) -> Option<usize>| {
            let right = test.iter().enumerate().filter(|(k, sample)| says(*k) == Some(sample.class));
            right.count() as f64 / test.len().max(1) as f64
        };
        let by = |first: FirstSpikes| share(&|k| self.names.read(&shown[k], first));
        Accuracy {
            winner: by(FirstSpikes::Winner),
            vote: by(FirstSpikes::Vote(voters)),
            ridge: share(&|k| Some(self.ridge.classify(&times[k]))),
        }
    }
}

/// Lets a network learn split number `index` of an experiment, and reads it.
pub(super) fn learn(setup: &Setup, index: usize) -> Result<Learned, RunError> {
    use devices::DeviceArray;
    let encoded = Encoded::new(setup, index)?;
    let mut network = setup.network(&encoded.encoder, index)?;
    encoded.learn(setup, &mut network, setup.training(index))?;
    let mut positions = vec![0.0; network.circuit().devices().len()];
    network.circuit().devices().read(0, &mut positions);
    let thresholds = network.neurons().thresholds().to_vec();
    let (readers, outcome) = encoded.read(setup, &mut network, None)?;
    let outcome = Outcome { kept: Some(outcome.named), ..outcome };
    Ok(Learned { encoded, memory: Memory { positions, thresholds, readers, outcome } })
}

/// Split number `index` under a condition: `setup` is the experiment changed by it, `learned` what was learned without.
pub(super) fn disturb(setup: &Setup, index: usize, acts: Acts, learned: &Learned) -> Result<Outcome, RunError> {
    let wait = match acts {
        Acts::Never => return Ok(learned.memory.outcome),
        Acts::WhileLearning => return Ok(Outcome { kept: None, ..learn(setup, index)?.memory.outcome }),
        Acts::AfterLearning { wait } => wait,
        Acts::Retrained => 0.0,
    };
    let Learned { encoded, memory } = learned;
    let mut network = setup.network(&encoded.encoder, index)?;
    network.circuit_mut().program(&memory.positions);
    network.neurons_mut().set_thresholds(&memory.thresholds);
    if wait > 0.0 {
        network.circuit_mut().wait(wait);
    }
    if acts == Acts::Retrained {
        encoded.learn(setup, &mut network, retraining(setup, index))?;
    }
    Ok(encoded.read(setup, &mut network, Some(&memory.readers))?.1)
}

/// A fifth of the epochs, at least one.
fn retraining(setup: &Setup, index: usize) -> Training {
    let training = setup.training(index);
    Training { epochs: retraining_epochs(training.epochs), ..training }
}

/// Epochs of a retraining after `epochs` of training.
pub(super) fn retraining_epochs(epochs: usize) -> usize {
    epochs.div_ceil(5)
}
