//! The outcomes of all splits in an HDF5 file.

use std::path::{Path, PathBuf};

use traces::{About, ReadError, Trace, TraceFile, WriteError};

use super::{Accuracy, Condition, Outcome};

/// Group of the outcomes.
pub(super) const GROUP: &str = "robustness";

/// Names of the variables, and what they are.
const ACCURACIES: [(&str, &str); 6] = [
    ("winner", "test accuracy by the first neuron, neurons named under the condition"),
    ("vote", "test accuracy by vote, neurons named under the condition"),
    ("ridge", "test accuracy by ridge regression, fitted under the condition"),
    (
        "winner_old_names",
        "test accuracy by the first neuron, neurons named before; not a number where there is no before",
    ),
    ("vote_old_names", "test accuracy by vote, neurons named before; not a number where there is no before"),
    ("ridge_old", "test accuracy by ridge regression, fitted before; not a number where there is no before"),
];

/// Writes the outcomes by condition, then split, and completes the file.
///
/// # Errors
/// [`WriteError`] when the file cannot be written.
pub fn write(trace: Trace, conditions: &[Condition], outcomes: &[Vec<Outcome>]) -> Result<PathBuf, WriteError> {
    let group = trace.group(GROUP)?;
    let texts = |of: fn(&Condition) -> String| conditions.iter().map(of).collect::<Vec<_>>();
    group.index("condition", conditions.len(), "number of the condition")?;
    group.index("split", outcomes[0].len(), "number of the split")?;
    let about = |long_name| About::new("", long_name);
    group.variable("name", &["condition"], about("what is done"), &texts(|of| of.name.clone()))?;
    group.variable("acts", &["condition"], about("when it acts"), &texts(|of| of.acts.describe().into()))?;
    group.variable("change", &["condition"], about("what it changes"), &texts(|of| of.change.clone()))?;
    for (k, (name, long_name)) in ACCURACIES.into_iter().enumerate() {
        let values: Vec<f64> = outcomes.iter().flatten().map(|outcome| numbers(outcome)[k]).collect();
        group.variable(name, &["condition", "split"], About::new("1", long_name), &values)?;
    }
    trace.finish()
}

fn numbers(outcome: &Outcome) -> [f64; 6] {
    let of = |Accuracy { winner, vote, ridge }: Accuracy| [winner, vote, ridge];
    let [winner, vote, ridge] = of(outcome.named);
    let [kept_winner, kept_vote, kept_ridge] = outcome.kept.map_or([f64::NAN; 3], of);
    [winner, vote, ridge, kept_winner, kept_vote, kept_ridge]
}

/// The outcomes of a file, by condition, then split.
///
/// # Errors
/// [`ReadError`] when the file cannot be read.
pub fn read(file: &Path) -> Result<Vec<Vec<Outcome>>, ReadError> {
    let trace = TraceFile::open(file)?;
    let splits = trace.read::<i64>(&format!("{GROUP}/split"))?.values.len();
    let mut columns = Vec::new();
    for (name, _) in ACCURACIES {
        columns.push(trace.read::<f64>(&format!("{GROUP}/{name}"))?.values);
    }
    let outcome = |k: usize| {
        let accuracy = |first: usize| {
            let [winner, vote, ridge] = std::array::from_fn(|column: usize| columns[first + column][k]);
            Accuracy { winner, vote, ridge }
        };
        let kept = accuracy(3);
        Outcome { named: accuracy(0), kept: (!kept.winner.is_nan()).then_some(kept) }
    };
    let all: Vec<Outcome> = (0..columns[0].len()).map(outcome).collect();
    Ok(all.chunks(splits.max(1)).map(<[Outcome]>::to_vec).collect())
}
