//! Networks trained without spikes, converted to spiking ones, then written onto devices.

use learning::supervised::conversion::{class_by_count, class_with_residual, convert};
use learning::supervised::{Coding, Dense, InputCode, ReluNet, SpikingNet, SupervisedError, Trainable, Trainer};

use super::on_arrays::{OnArrays, percent, quantities, summarize};
use super::task::{Rows, Task};
use crate::measure::{Outcome, Quantity, Summary};

/// Patterns per step, and the size of a step.
const BATCH: usize = 15;
const RATE: f64 = 0.02;

/// Steps of a presentation; the crossbar is tested with the last.
const STEPS: [usize; 6] = [1, 4, 8, 16, 32, 64];
const LONGEST: usize = STEPS[STEPS.len() - 1];

/// How the outputs are read for each number of steps: name in files, and in words.
pub(super) const READINGS: [(&str, &str); 3] = [
    ("accuracy_counts", "spike counts"),
    ("accuracy_residual", "spike counts and potential left"),
    ("accuracy_counts_crossbar", "spike counts, on the crossbar"),
];

/// Readings against [`STEPS`].
type AgainstSteps = [[f64; STEPS.len()]; READINGS.len()];

/// Training without spikes, and conversion.
#[derive(Clone, Debug)]
pub struct Conversion<'a> {
    /// Data, devices and splits.
    pub task: Task<'a>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversionOutcome {
    splits: Vec<OnArrays>,
    /// Test accuracy of the network without spikes, split by split.
    without_spikes: Vec<f64>,
    /// Test accuracy against the steps, split by split.
    against_steps: Vec<AgainstSteps>,
}

impl Conversion<'_> {
    /// Trains, converts, writes and tests in every split; `done` is called after each.
    ///
    /// # Errors
    /// [`SupervisedError`] for settings and data that are not usable.
    pub fn run(&self, done: &(dyn Fn() + Sync)) -> Result<ConversionOutcome, SupervisedError> {
        let results = self.task.over_splits(done, |index| self.split(index))?;
        let mut outcome =
            ConversionOutcome { splits: Vec::new(), without_spikes: Vec::new(), against_steps: Vec::new() };
        for (split, without_spikes, against_steps) in results {
            outcome.splits.push(split);
            outcome.without_spikes.push(without_spikes);
            outcome.against_steps.push(against_steps);
        }
        Ok(outcome)
    }

    fn split(&self, index: usize) -> Result<(OnArrays, f64, AgainstSteps), SupervisedError> {
        let task = &self.task;
        let (train, test) = task.rows(index);
        let code = InputCode::fit(Coding::Direct, 1, &train.rows)?;
        let (train_rows, test_rows) = (code.encode_all(&train.rows)?, code.encode_all(&test.rows)?);
        let sizes = [code.inputs(), task.hidden, task.data.classes.len()];
        let mut net = ReluNet { dense: Dense::random(sizes, 1.0, task.seed(index))? };
        let trainer = Trainer { epochs: task.epochs, batch: BATCH, rate: RATE, seed: task.seed(index) };
        trainer.train(&mut net, &train_rows, &train.labels)?;
        let spiking = convert(&net, &train_rows)?;
        let share = |class: &dyn Fn(&[f64]) -> usize| {
            let right = test_rows.iter().zip(&test.labels).filter(|(row, label)| class(row) == **label).count();
            right as f64 / test_rows.len() as f64
        };
        let held =
            Rows { rows: test_rows.iter().map(|row| row.repeat(LONGEST)).collect(), labels: test.labels.clone() };
        let accuracy = |net: &SpikingNet| net.accuracy(&held.rows, &held.labels);
        let on_arrays = OnArrays::of(task, index, &spiking, &held, accuracy)?;
        let crossbar = spiking.with_weights(on_arrays.arrays.effective());
        let against_steps = [
            STEPS.map(|steps| share(&|row| class_by_count(&spiking, row, steps))),
            STEPS.map(|steps| share(&|row| class_with_residual(&spiking, row, steps))),
            STEPS.map(|steps| share(&|row| class_by_count(&crossbar, row, steps))),
        ];
        Ok((on_arrays, net.accuracy(&test_rows, &test.labels), against_steps))
    }
}

impl ConversionOutcome {
    /// The splits.
    pub fn splits(&self) -> &[OnArrays] {
        &self.splits
    }
}

impl Outcome for ConversionOutcome {
    const NAME: &'static str = "conversion";

    fn quantities(&self) -> Vec<Quantity> {
        let mut all = quantities(&self.splits);
        let words = "test accuracy of the network without spikes";
        all.push(Quantity::over(&["split"], "accuracy_without_spikes", "1", words, &self.without_spikes));
        all.push(Quantity::coordinate("steps", "1", "steps of a presentation", &STEPS.map(|steps| steps as f64)));
        for (reading, (name, words)) in READINGS.iter().enumerate() {
            let values: Vec<f64> = self.against_steps.iter().flat_map(|of| of[reading]).collect();
            all.push(Quantity::over(&["split", "steps"], name, "1", words, &values));
        }
        all
    }

    fn summary(&self) -> Summary {
        let header = ["steps", "spike counts", "with potential left", "counts, crossbar"];
        let mut summary = Summary::of(&header, STEPS.len(), |k| {
            let reading = |reading: usize| percent(self.against_steps.iter().map(|of| of[reading][k]));
            vec![STEPS[k].to_string(), reading(0), reading(1), reading(2)]
        });
        summary.line("test accuracy without spikes", percent(self.without_spikes.iter().copied()));
        summarize(&self.splits, &mut summary);
        summary
    }
}
