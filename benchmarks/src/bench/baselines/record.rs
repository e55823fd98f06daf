//! The file of the classical methods: written split by split, read for tables.

use std::path::{Path, PathBuf};

use traces::{About, Growing, ReadError, Trace, TraceFile, WriteError};

use super::{BaselineSplit, Baselines, Outcome};
use crate::baselines::Baseline;
use crate::bench::{Row, Score};
use crate::mean_and_sd;

/// Writes what the classical methods reach as it comes; readable up to the last complete split at any moment.
///
/// Group `baselines` (split, method, setting).
pub struct BaselineRecorder {
    trace: Trace,
    split: Growing<i64>,
    accuracy: Growing<f64>,
    chosen: Growing<f64>,
    wall: Growing<f64>,
}

/// The settings of all methods one after the other: the number of the method, and the name of the setting.
fn settings(methods: &[Baseline]) -> impl Iterator<Item = (usize, &'static str)> {
    methods.iter().enumerate().flat_map(|(k, method)| method.settings().iter().map(move |name| (k, *name)))
}

impl BaselineRecorder {
    /// Lays out the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn new(trace: Trace, baselines: &Baselines<'_>) -> Result<Self, WriteError> {
        let group = trace.group("baselines")?;
        let methods = baselines.methods();
        let split = group.growing_coordinate("split", About::new("1", "number of the split"))?;
        let names: Vec<String> = methods.iter().map(|method| method.name().to_string()).collect();
        group.coordinate("method", About::new("", "classical method"), &names)?;
        let settings: Vec<String> =
            settings(methods).map(|(method, setting)| format!("{}: {setting}", names[method])).collect();
        group.coordinate("setting", About::new("", "method and its setting"), &settings)?;
        let by_method = ["split", "method"];
        Ok(Self {
            split,
            accuracy: group.growing("accuracy", &by_method, About::new("1", "test rows read rightly"))?,
            chosen: group.growing(
                "chosen",
                &["split", "setting"],
                About::new("1", "value that was chosen inside the training rows"),
            )?,
            wall: group.growing("wall_time", &by_method, About::new("s", "wall time of choice, training and test"))?,
            trace,
        })
    }

    /// Appends one split and flushes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn append(&mut self, result: &BaselineSplit) -> Result<(), WriteError> {
        let each = |of: fn(&Outcome) -> f64| result.outcomes.iter().map(of).collect::<Vec<_>>();
        self.split.append(&[result.index as i64])?;
        self.accuracy.append(&each(|outcome| outcome.accuracy))?;
        let chosen: Vec<f64> = result.outcomes.iter().flat_map(|outcome| outcome.chosen.clone()).collect();
        self.chosen.append(&chosen)?;
        self.wall.append(&each(|outcome| outcome.wall))?; // last: what has a wall time is complete
        self.trace.flush()
    }

    /// Completes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn finish(self) -> Result<PathBuf, WriteError> {
        self.trace.finish()
    }
}

/// The splits of a file that [`BaselineRecorder`] wrote for these methods.
fn recorded(file: &Path, methods: &[Baseline]) -> Result<Vec<BaselineSplit>, ReadError> {
    let trace = TraceFile::open(file)?;
    let values = |name: &str| trace.read::<f64>(&format!("baselines/{name}"));
    let (accuracy, chosen, wall) = (values("accuracy")?, values("chosen")?, values("wall_time")?);
    let owners: Vec<usize> = settings(methods).map(|(method, _)| method).collect();
    let outcome = |split: usize, method: usize| {
        let own = chosen.slab(split).iter().zip(&owners).filter(|(_, owner)| **owner == method);
        Outcome {
            accuracy: accuracy.slab(split)[method],
            chosen: own.map(|(value, _)| *value).collect(),
            wall: wall.slab(split)[method],
        }
    };
    let split =
        |index: usize| BaselineSplit { index, outcomes: (0..methods.len()).map(|m| outcome(index, m)).collect() };
    Ok((0..wall.shape[0]).map(split).collect())
}

/// The rows of a table that the file of the classical methods holds, one per method.
///
/// # Errors
/// [`ReadError`] when the file cannot be read.
pub fn baseline_rows(file: &Path, baselines: &Baselines<'_>) -> Result<Vec<Row>, ReadError> {
    let splits = recorded(file, &baselines.methods)?;
    let row = |(k, method): (usize, &Baseline)| {
        let of = |value: fn(&Outcome) -> f64| splits.iter().map(|split| value(&split.outcomes[k])).collect::<Vec<_>>();
        let setting = |(s, name): (usize, &&str)| {
            in_words(name, &splits.iter().map(|split| split.outcomes[k].chosen[s]).collect::<Vec<_>>())
        };
        Row {
            method: method.name().into(),
            protocol: baselines.setup.experiment.protocol.describe(),
            score: Score::Splits(of(|outcome| outcome.accuracy)),
            neurons: None,
            energy_per_classification: None,
            energy_per_training: None,
            simulated: None,
            wall: Some(mean_and_sd(&of(|outcome| outcome.wall)).0),
            remark: method.settings().iter().enumerate().map(setting).collect::<Vec<_>>().join("; "),
        }
    };
    Ok(baselines.methods.iter().enumerate().map(row).collect())
}

/// A setting over all splits: its value, or the most frequent one and the range.
fn in_words(name: &str, values: &[f64]) -> String {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let runs: Vec<&[f64]> = sorted.chunk_by(|a, b| a == b).collect();
    // the smallest of equally frequent values
    let most = runs.iter().rev().max_by_key(|run| run.len());
    match (runs.as_slice(), most) {
        ([], _) | (_, None) => String::new(),
        ([only], _) => format!("{name} {}", short(only[0])),
        ([least, .., greatest], Some(most)) => {
            format!("{name} {} most often ({} to {})", short(most[0]), short(least[0]), short(greatest[0]))
        }
    }
}

/// A number with three significant digits.
fn short(value: f64) -> String {
    format!("{value:.2e}").parse().map_or_else(|_| value.to_string(), |rounded: f64| rounded.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_told_by_its_most_frequent_value_and_its_range() {
        assert_eq!(in_words("C", &[2.0, 2.0]), "C 2");
        assert_eq!(in_words("C", &[8.0, 2.0, 0.5, 2.0]), "C 2 most often (0.5 to 8)");
        assert_eq!(in_words("C", &[8.0, 2.0]), "C 2 most often (2 to 8)", "the smallest of equally frequent values");
        assert_eq!(in_words("gamma", &[1.0 / 144.0]), "gamma 0.00694");
        assert_eq!(in_words("lambda", &[1e4]), "lambda 10000");
    }
}
