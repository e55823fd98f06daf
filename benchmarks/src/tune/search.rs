//! All trials, in parallel, handed over in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use toml::Table;

use super::{Cut, Lines, Space, Trial, trial};

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

    fn values(&self, trial: usize) -> Vec<f64> {
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
    pub fn run<E>(
        &self,
        first: usize,
        trials: usize,
        mut on_trial: impl FnMut(Trial, Option<String>) -> Result<(), E>,
    ) -> Result<(), E> {
        let cuts = self.cuts.len();
        let next = AtomicUsize::new(first * cuts);
        std::thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel();
            scope.spawn(|| {
                let sender = sender;
                rayon::broadcast(|_| self.work(trials * cuts, &next, &sender));
            });
            let (mut early, mut due) = (BTreeMap::new(), first);
            for (job, result) in receiver {
                early.insert(job, result);
                while (0..cuts).all(|cut| early.contains_key(&(due * cuts + cut))) {
                    let results: Result<Vec<_>, String> =
                        (0..cuts).filter_map(|cut| early.remove(&(due * cuts + cut))).collect();
                    let problem = results.as_ref().err().cloned();
                    let accuracies = results.unwrap_or_default();
                    on_trial(Trial { number: due, values: self.values(due), accuracies }, problem)?;
                    due += 1;
                }
            }
            Ok(())
        })
    }

    fn work(&self, jobs: usize, next: &AtomicUsize, sender: &mpsc::Sender<(usize, Result<[f64; 2], String>)>) {
        loop {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= jobs {
                return;
            }
            let result = self.judge(job / self.cuts.len(), job % self.cuts.len());
            if sender.send((job, result)).is_err() {
                return;
            }
        }
    }
}
