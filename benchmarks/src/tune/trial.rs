//! One draw of settings, and how well it does.

use toml::{Table, Value};

use super::{Cut, Space};
pub use crate::bench::Lines;
use crate::bench::{protocol_table, take_resistance};
use crate::change::set;
use crate::experiment::Protocol;
use crate::{Experiment, ReadOut, RunError, Setup};

/// What came of a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Number; 0 is the experiment itself.
    pub number: usize,
    /// Values of the parameters in the order of the space; none for trial 0, which keeps those of the experiment.
    pub values: Vec<Value>,
    /// Share of judging rows read rightly by winner and by vote, cut by cut; none when the settings cannot run.
    pub accuracies: Vec<[f64; 2]>,
}

impl Trial {
    /// Mean over cuts of the accuracies by winner and by vote; not a number when the settings cannot run.
    pub fn mean(&self) -> [f64; 2] {
        let count = self.accuracies.len() as f64;
        [0, 1].map(|k| self.accuracies.iter().map(|both| both[k]).sum::<f64>() / count)
    }

    /// What trials are compared by: mean of winner and vote; below all others when the settings cannot run.
    pub fn score(&self) -> f64 {
        let [winner, vote] = self.mean();
        if self.accuracies.is_empty() { -1.0 } else { (winner + vote) / 2.0 }
    }
}

/// The experiment with the values of a trial.
pub(super) fn experiment(base: &Table, space: &Space, values: &[Value]) -> Result<Table, String> {
    let mut experiment = base.clone();
    for (parameter, value) in space.parameters.iter().zip(values) {
        set(&mut experiment, &parameter.path, value.clone())?;
    }
    Ok(experiment)
}

/// Accuracy by winner and by vote of an experiment on a cut.
pub(super) fn judge(mut experiment: Table, lines: Lines, index: usize, cut: &Cut) -> Result<[f64; 2], String> {
    // what a search does not look at is not computed: the network on the way, and the regression at lower thresholds
    set(&mut experiment, "protocol", protocol_table(Protocol::HalfSplits(1)).into())?;
    set(&mut experiment, "training.snapshots.every", 100_000.into())?;
    set(&mut experiment, "training.snapshots.rows", 1.into())?;
    experiment
        .get_mut("training")
        .and_then(Value::as_table_mut)
        .and_then(|training| training.remove("ridge_thresholds"));
    if lines == Lines::Ideal {
        take_resistance(&mut experiment);
    }
    let experiment = Experiment::parse("trial", &experiment.to_string()).map_err(|error| error.to_string())?;
    let run = || -> Result<[f64; 2], RunError> {
        let setup = Setup::with_data(experiment, cut.data.clone())?;
        let result = setup.run(index, &cut.split, |_| ())?;
        Ok([ReadOut::Winner, ReadOut::Vote].map(|read_out| result.accuracy(read_out)))
    };
    run().map_err(|error| error.to_string())
}
