//! All conditions on all splits.

use std::time::Instant;

use devices::units::engineering;
use rayon::prelude::*;

use super::run::{Learned, Outcome, disturb, learn, retraining_epochs};
use super::{Acts, Condition, Summary};
use crate::bench::Job;
use crate::change;
use crate::checkpoint::{Checkpoint, Identity};
use crate::{Experiment, ExperimentError, RunError, Setup};

/// An experiment with the conditions that it is put under.
pub struct Study {
    /// The experiment, undisturbed.
    pub setup: Setup,
    /// The conditions, the clean one first.
    pub conditions: Vec<Condition>,
    changed: Vec<Setup>,
}

impl Study {
    /// Sets up an experiment under all conditions, so that everything is checked before anything runs.
    ///
    /// # Errors
    /// [`ExperimentError`] with the place in the text of the experiment as it is changed.
    pub fn new(job: &Job, conditions: Vec<Condition>) -> Result<Self, Box<ExperimentError>> {
        let set_up = |name: &str, text: &str| {
            let experiment = Experiment::parse(name, text)?;
            Setup::new(experiment).map_err(|error| Box::new(error.locate(name, text)))
        };
        let setup = set_up(&job.name, &job.text)?;
        let changed = conditions
            .iter()
            .map(|condition| set_up(&condition.name, &merged(&job.text, &condition.change)))
            .collect::<Result<_, _>>()?;
        Ok(Self { setup, conditions, changed })
    }

    /// Number of splits.
    pub fn splits(&self) -> usize {
        self.setup.experiment.protocol.splits()
    }

    /// Epochs of a retraining.
    pub fn retraining_epochs(&self) -> usize {
        retraining_epochs(self.setup.experiment.training.epochs)
    }

    /// What the outcomes depend on, where `text` tells of the experiment and the conditions.
    pub fn identity(&self, text: &str) -> Identity {
        self.setup.identity(text)
    }

    /// Pieces that a checkpoint keeps: splits that have learned, and outcomes.
    pub fn pieces(&self) -> usize {
        self.splits() * (1 + self.conditions.len())
    }

    /// Outcomes by condition, then split; on all threads, `done` is called after each. What the checkpoint keeps is not run
    /// again. The outcomes depend neither on the number of threads nor on interruptions.
    ///
    /// # Errors
    /// The first [`RunError`] of a split.
    pub fn run(&self, checkpoint: &Checkpoint, done: &(dyn Fn() + Sync)) -> Result<Vec<Vec<Outcome>>, RunError> {
        let splits = self.splits();
        let learned = (0..splits).into_par_iter().map(|index| self.learned(index, checkpoint));
        let learned = learned.collect::<Result<Vec<_>, _>>()?;
        let outcome = |k: usize| {
            let outcome = match checkpoint.complete(splits + k) {
                Some(kept) => kept,
                None => {
                    let outcome = self.outcome(k / splits, k % splits, &learned[k % splits])?;
                    checkpoint.keep_complete(splits + k, &outcome)?;
                    outcome
                }
            };
            done();
            Ok(outcome)
        };
        let all = (0..self.conditions.len() * splits).into_par_iter().with_max_len(1).map(outcome);
        let all = all.collect::<Result<Vec<_>, RunError>>()?;
        Ok(all.chunks(splits).map(<[Outcome]>::to_vec).collect())
    }

    /// A split that has learned undisturbed, now or before.
    fn learned(&self, index: usize, checkpoint: &Checkpoint) -> Result<Learned, RunError> {
        if let Some(memory) = checkpoint.complete(index) {
            return Learned::again(&self.setup, index, memory);
        }
        let learned = learn(&self.setup, index)?;
        checkpoint.keep_complete(index, &learned.memory)?;
        tracing::info!(split = index, "a split has learned undisturbed");
        Ok(learned)
    }

    fn outcome(&self, condition: usize, index: usize, learned: &Learned) -> Result<Outcome, RunError> {
        let Condition { name, acts, .. } = &self.conditions[condition];
        let begun = Instant::now();
        let outcome = disturb(&self.changed[condition], index, *acts, learned)?;
        let time = engineering(begun.elapsed().as_secs_f64(), "s");
        tracing::info!(condition = name, split = index, time, "done");
        Ok(outcome)
    }

    /// The table.
    pub fn summaries(&self, outcomes: &[Vec<Outcome>]) -> Vec<Summary> {
        let clean = &outcomes[0];
        self.conditions.iter().zip(outcomes).map(|(condition, of)| Summary::new(condition, of, clean)).collect()
    }
}

/// What a study depends on: the experiment, and the conditions as comments to it.
pub(super) fn described(text: &str, conditions: &[Condition]) -> String {
    let condition = |condition: &Condition| {
        let change = condition.change.lines().map(|line| format!("#     {line}\n")).collect::<String>();
        let wait = match condition.acts {
            Acts::AfterLearning { wait } if wait > 0.0 => format!(" and {}", engineering(wait, "s")),
            _ => String::new(),
        };
        format!("# {}: {}{wait}\n{change}", condition.name, condition.acts.describe())
    };
    let all = conditions.iter().map(condition).collect::<String>();
    format!("{text}\n# The conditions it is put under, and what they change:\n{all}")
}

impl Job {
    /// The same job under conditions, as a record tells of it.
    pub fn under(&self, conditions: &[Condition]) -> Job {
        Job { name: self.name.clone(), text: described(&self.text, conditions) }
    }
}

/// The text of an experiment with a change.
///
/// # Panics
/// When either is no TOML: a bug.
pub(super) fn merged(text: &str, change: &str) -> String {
    let mut table: toml::Table = text.parse().expect("experiments are TOML");
    change::apply(&mut table, &change.parse().expect("changes are TOML")).expect("changes have places");
    table.to_string()
}
