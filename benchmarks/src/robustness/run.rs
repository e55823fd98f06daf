//! One split under one condition.

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
}

/// What a condition does to a split.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// With neurons named under the condition.
    pub named: Accuracy,
    /// With the names that they had before; none where there was no before.
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

/// What a network has learned undisturbed.
#[derive(Serialize, Deserialize)]
pub(super) struct Memory {
    /// Positions of the devices (0 off to 1 on), row-major.
    positions: Vec<f64>,
    /// Thresholds of the neurons (V).
    thresholds: Vec<f64>,
    /// What neurons won for, see [`Decoder::shares`].
    shares: Vec<Vec<f64>>,
    /// How it reads.
    pub outcome: Outcome,
}

/// A network that has learned undisturbed.
pub(super) struct Learned {
    /// The split that it has learned: conditions change devices and lines, not rows.
    encoded: Encoded,
    names: Decoder,
    /// What it has learned.
    pub memory: Memory,
}

impl Learned {
    /// A network that has learned split number `index` of an experiment before.
    pub fn again(setup: &Setup, index: usize, memory: Memory) -> Result<Self, RunError> {
        Ok(Self { encoded: Encoded::new(setup, index)?, names: Decoder::of_shares(memory.shares.clone()), memory })
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

    /// Shows the training rows, which name the neurons, then the test rows, read with these names and with `before`.
    fn read(
        &self,
        setup: &Setup,
        network: &mut Network,
        before: Option<&Decoder>,
    ) -> Result<(Decoder, Outcome), RunError> {
        let (train, test) = (self.rows().of(&self.split.train), self.rows().of(&self.split.test));
        let known = infer(network, &train, ALL)?;
        let names = name_neurons(setup.columns(), setup.data.classes.len(), &train, &known, setup.supervision());
        let shown = infer(network, &test, ALL)?;
        let by = |names: &Decoder| accuracy(names, &test, &shown, setup.experiment.training.vote);
        let outcome = Outcome { named: by(&names), kept: before.map(by) };
        Ok((names, outcome))
    }
}

fn accuracy(names: &Decoder, test: &[Sample], shown: &[Presentation], voters: usize) -> Accuracy {
    let share = |by: FirstSpikes| {
        let right = test.iter().zip(shown).filter(|(sample, shown)| names.read(shown, by) == Some(sample.class));
        right.count() as f64 / test.len().max(1) as f64
    };
    Accuracy { winner: share(FirstSpikes::Winner), vote: share(FirstSpikes::Vote(voters)) }
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
    let (names, outcome) = encoded.read(setup, &mut network, None)?;
    let outcome = Outcome { kept: Some(outcome.named), ..outcome };
    let memory = Memory { positions, thresholds, shares: names.shares().to_vec(), outcome };
    Ok(Learned { encoded, names, memory })
}

/// Split number `index` under a condition: `setup` is the experiment changed by it, `learned` what was learned without.
pub(super) fn disturb(setup: &Setup, index: usize, acts: Acts, learned: &Learned) -> Result<Outcome, RunError> {
    let wait = match acts {
        Acts::Never => return Ok(learned.memory.outcome),
        Acts::WhileLearning => return Ok(Outcome { kept: None, ..learn(setup, index)?.memory.outcome }),
        Acts::AfterLearning { wait } => wait,
        Acts::Retrained => 0.0,
    };
    let encoded = &learned.encoded;
    let mut network = setup.network(&encoded.encoder, index)?;
    network.circuit_mut().program(&learned.memory.positions);
    network.neurons_mut().set_thresholds(&learned.memory.thresholds);
    if wait > 0.0 {
        network.circuit_mut().wait(wait);
    }
    if acts == Acts::Retrained {
        encoded.learn(setup, &mut network, retraining(setup, index))?;
    }
    Ok(encoded.read(setup, &mut network, Some(&learned.names))?.1)
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
