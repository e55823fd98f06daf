//! Networks of leaky neurons trained by surrogate gradient, then written onto devices.

use learning::supervised::{
    Coding, Dense, InputCode, Leaky, Precision, Readout, Reset, SpikingNet, SupervisedError, Surrogate, Trainable,
    Trainer,
};

use super::on_arrays::{OnArrays, percent, quantities, summarize};
use super::task::{Rows, Task};
use crate::measure::{Outcome, Quantity, Summary};

/// The neurons: those that transfer to a crossbar and to other programs without loss, since they reset to zero.
const NEURON: Leaky = Leaky { beta: 0.9, threshold: 1.0, start: 0.0, reset: Reset::Zero };

/// Patterns per step, and the size of a step.
const BATCH: usize = 15;
const RATE: f64 = 0.01;

/// Bits to which trained weights are rounded for the curve of accuracy against bits.
const BITS: [u32; 8] = [2, 3, 4, 5, 6, 7, 8, 10];

/// How a spiking network is trained.
#[derive(Clone, Debug)]
pub struct SurrogateTraining<'a> {
    /// Data, devices and splits.
    pub task: Task<'a>,
    /// How features become inputs.
    pub coding: Coding,
    /// Steps of a presentation.
    pub steps: usize,
    /// What is read from the output spikes.
    pub readout: Readout,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SurrogateOutcome {
    splits: Vec<OnArrays>,
    /// Test accuracy against [`BITS`], split by split.
    against_bits: Vec<[f64; BITS.len()]>,
    /// Accuracy on the training rows, split by split.
    training: Vec<f64>,
}

impl SurrogateTraining<'_> {
    /// Trains, writes and tests in every split; `done` is called after each.
    ///
    /// # Errors
    /// [`SupervisedError`] for settings and data that are not usable.
    pub fn run(&self, done: &(dyn Fn() + Sync)) -> Result<SurrogateOutcome, SupervisedError> {
        let results = self.task.over_splits(done, |index| self.split(index))?;
        let mut outcome = SurrogateOutcome { splits: Vec::new(), against_bits: Vec::new(), training: Vec::new() };
        for (split, against_bits, training) in results {
            outcome.splits.push(split);
            outcome.against_bits.push(against_bits);
            outcome.training.push(training);
        }
        Ok(outcome)
    }

    fn split(&self, index: usize) -> Result<(OnArrays, [f64; BITS.len()], f64), SupervisedError> {
        let task = &self.task;
        let (train, test) = task.rows(index);
        let code = InputCode::fit(self.coding, self.steps, &train.rows)?;
        let coded = |rows: Rows| Ok::<_, SupervisedError>(Rows { rows: code.encode_all(&rows.rows)?, ..rows });
        let (train, test) = (coded(train)?, coded(test)?);
        let dense = Dense::random([code.inputs(), task.hidden, task.data.classes.len()], 1.0, task.seed(index))?;
        let mut net = SpikingNet::new(dense, NEURON, Surrogate::Arctan { alpha: 2.0 }, self.readout)?;
        let trainer = Trainer { epochs: task.epochs, batch: BATCH, rate: RATE, seed: task.seed(index) };
        trainer.train(&mut net, &train.rows, &train.labels)?;
        let accuracy = |net: &SpikingNet| net.accuracy(&test.rows, &test.labels);
        let on_arrays = OnArrays::of(task, index, &net, &test, accuracy)?;
        let mut against_bits = [0.0; BITS.len()];
        for (accuracy_with, bits) in against_bits.iter_mut().zip(BITS) {
            let mut rounded = net.clone();
            for layer in 0..2 {
                let weights = Precision::Bits(bits).round(net.dense.layer(layer))?;
                rounded.dense.layer_mut(layer).copy_from_slice(&weights);
            }
            *accuracy_with = accuracy(&rounded);
        }
        Ok((on_arrays, against_bits, net.accuracy(&train.rows, &train.labels)))
    }
}

impl SurrogateOutcome {
    /// The splits.
    pub fn splits(&self) -> &[OnArrays] {
        &self.splits
    }
}

impl Outcome for SurrogateOutcome {
    const NAME: &'static str = "surrogate";

    fn quantities(&self) -> Vec<Quantity> {
        let mut all = quantities(&self.splits);
        all.extend([
            Quantity::over(&["split"], "accuracy_training", "1", "accuracy on the training rows", &self.training),
            Quantity::coordinate("bits", "1", "bits of a rounded weight", &BITS.map(f64::from)),
            Quantity::over(
                &["split", "bits"],
                "accuracy_against_bits",
                "1",
                "test accuracy with rounded weights on ideal devices",
                self.against_bits.as_flattened(),
            ),
        ]);
        all
    }

    fn summary(&self) -> Summary {
        let mut summary = Summary::of(&["bits", "accuracy, ideal devices"], BITS.len(), |k| {
            vec![BITS[k].to_string(), percent(self.against_bits.iter().map(|of| of[k]))]
        });
        summary.line("accuracy on the training rows", percent(self.training.iter().copied()));
        summarize(&self.splits, &mut summary);
        summary
    }
}
