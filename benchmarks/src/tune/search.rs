//! All trials, in parallel, handed over in order.

use toml::{Table, Value};

use super::{Cut, Lines, Space, Trial, trial};
use crate::protocol::in_order;
use crate::{Progress, RunError};

/// A search: everything that decides what its trials give.
#[derive(Clone, Debug)]
pub struct Search {
    /// The experiment that trials change; trial 0 is itself.
    pub base: Table,
    /// What is drawn.
    pub space: Space,
    /// Rows that learn and judge.
    pub cuts: Vec<Cut>,
    /// Seed of the draws.
    pub seed: u64,
    /// Resistance of the lines.
    pub lines: Lines,
}

impl Search {
    /// The experiment of a trial as TOML.
    ///
    /// # Errors
    /// A sentence when the space names a place that the experiment does not have.
    pub fn experiment(&self, trial: &Trial) -> Result<Table, String> {
        trial::experiment(&self.base, &self.space, &trial.values)
    }

    /// Values of trial number `trial`.
    pub(super) fn values(&self, trial: usize) -> Vec<Value> {
        if trial == 0 { Vec::new() } else { self.space.draw(self.seed, trial) }
    }

    /// Accuracies of a trial on one cut.
    fn judge(&self, trial: usize, cut: usize) -> Result<[f64; 2], String> {
        let experiment = trial::experiment(&self.base, &self.space, &self.values(trial))?;
        trial::judge(experiment, self.lines, cut, &self.cuts[cut])
    }

    /// Runs trials `first` to below `trials` on all threads; `on_trial` gets them in order on the calling thread, with the
    /// sentence that says why settings cannot run. The result depends on search and number alone.
    ///
    /// # Errors
    /// What `on_trial` returns; then no further trial is started.
    pub fn run<E: From<RunError>>(
        &self,
        first: usize,
        trials: usize,
        mut on_trial: impl FnMut(Trial, Option<String>) -> Result<(), E>,
    ) -> Result<(), E> {
        let cuts = self.cuts.len();
        // settings that cannot run are a result as well
        let judge = |job: usize, _: &dyn Fn()| Ok::<_, RunError>(self.judge(job / cuts, job % cuts));
        let (mut number, mut results) = (first, Vec::with_capacity(cuts));
        in_order(first * cuts..trials * cuts, judge, |progress| {
            let Progress::Done(result) = progress else { return Ok(()) };
            results.push(result);
            if results.len() < cuts {
                return Ok(());
            }
            let judged: Result<Vec<_>, String> = results.drain(..).collect();
            let problem = judged.as_ref().err().cloned();
            let trial = Trial { number, values: self.values(number), accuracies: judged.unwrap_or_default() };
            number += 1;
            on_trial(trial, problem)
        })
    }
}
