//! Classical methods on the splits of a benchmark, beside the networks.

mod figure;
mod record;

use std::time::Instant;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::Job;
use super::plan::{integer, protocol_table};
use crate::baselines::{Baseline, BaselineError, Evaluation, Rows};
use crate::checkpoint::{Checkpoint, Identity};
use crate::protocol::in_order;
use crate::{Progress, Setup};

pub(crate) use figure::accuracies;
pub use record::{BaselineRecorder, baseline_rows};

/// The classical methods, ready to run on any split of an experiment.
#[derive(Clone, Debug)]
pub struct Baselines<'a> {
    setup: &'a Setup,
    methods: Vec<Baseline>,
}

/// What the classical methods reached on one split, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaselineSplit {
    /// Number of the split.
    pub index: usize,
    /// One per method.
    pub outcomes: Vec<Outcome>,
}

/// What a classical method reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Share of the test rows that got their own class, 0 to 1.
    pub accuracy: f64,
    /// Settings that were chosen inside the training rows, in the order of [`Baseline::settings`].
    pub chosen: Vec<f64>,
    /// Wall time of choice, training and test (s); not reproducible.
    pub wall: f64,
}

impl<'a> Baselines<'a> {
    /// The methods for the data, splits and seed of an experiment; as many clusters as it has neurons, as far as there
    /// are training rows for them.
    pub fn beside(setup: &'a Setup) -> Self {
        let splits = setup.experiment.protocol.splits();
        let rows = (0..splits).map(|index| setup.split(index).train.len()).min().unwrap_or_default();
        Self { setup, methods: Baseline::all(setup.columns().min(rows), rows) }
    }

    /// The methods, in the order of a table.
    pub fn methods(&self) -> &[Baseline] {
        &self.methods
    }

    /// Name of the file and a text with all that the results depend on; devices and wires are not part of it.
    pub fn job(&self) -> Job {
        let experiment = &self.setup.experiment;
        let methods = self.methods.iter().map(|method| Value::String(format!("{method:?}"))).collect();
        let text = Table::from_iter([
            ("data".to_string(), Value::String(self.setup.data.name.clone())),
            ("seed".into(), integer(experiment.seed)),
            ("methods".into(), Value::Array(methods)),
            ("protocol".into(), Value::Table(protocol_table(experiment.protocol))),
        ]);
        let heading = "# Classical methods with the candidates for their settings, as `ferrospike bench` runs them.";
        Job { name: format!("baselines-{}", experiment.protocol.name()), text: format!("{heading}\n{text}") }
    }

    /// What the results depend on.
    pub fn identity(&self) -> Identity {
        let (experiment, data) = (&self.setup.experiment, &self.setup.data);
        Identity::new(&self.job().text, experiment.seed, experiment.protocol.describe(), Some(data), None)
    }

    /// Runs the splits that the checkpoint does not keep, on all threads; `on_progress` runs on the calling thread, with a
    /// step after every method.
    ///
    /// Accuracies and choices depend on the experiment and the number of the split alone, not on the number of threads.
    ///
    /// # Errors
    /// The first [`BaselineError`] of a split, or what `on_progress` returns; then no further split is started.
    pub fn run<E: From<BaselineError>>(
        &self,
        checkpoint: &Checkpoint,
        on_progress: impl FnMut(Progress<BaselineSplit>) -> Result<(), E>,
    ) -> Result<(), E> {
        let splits = self.setup.experiment.protocol.splits();
        let run = |index: usize, step: &dyn Fn()| -> Result<BaselineSplit, BaselineError> {
            if let Some(kept) = checkpoint.complete(index) {
                self.methods.iter().for_each(|_| step());
                return Ok(kept);
            }
            let split = self.run_split(index, step)?;
            checkpoint.keep_complete(index, &split)?;
            Ok(split)
        };
        in_order(0..splits, run, on_progress)
    }

    fn run_split(&self, index: usize, step: &dyn Fn()) -> Result<BaselineSplit, BaselineError> {
        let split = self.setup.split(index);
        let (train, test) = (Rows::of(&self.setup.data, &split.train)?, Rows::of(&self.setup.data, &split.test)?);
        let seed = self.setup.experiment.seed.wrapping_add(index as u64);
        let outcome = |method: &Baseline| {
            let started = Instant::now();
            let Evaluation { accuracy, chosen } = method.evaluate(&train, &test, seed)?;
            step();
            let chosen = chosen.into_iter().map(|(_, value)| value).collect();
            Ok::<_, BaselineError>(Outcome { accuracy, chosen, wall: started.elapsed().as_secs_f64() })
        };
        Ok(BaselineSplit { index, outcomes: self.methods.iter().map(outcome).collect::<Result<_, _>>()? })
    }
}
