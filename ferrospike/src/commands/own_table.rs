//! `ferrospike run --data`: the experiment that a table of the user's own asks for.

use std::path::Path;

use benchmarks::{DataSet, Experiment, Missing, TableFile};

use super::experiment::Source;
use crate::cli::{Changes, MissingChoice, OwnTable};
use crate::failure::Failure;

/// The experiment for the table at `path`, with settings that follow from its size.
///
/// # Errors
/// [`Failure`] when the table cannot be read or learned from.
pub fn source(path: &Path, arguments: &OwnTable, changes: &Changes) -> Result<Source, Failure> {
    let missing = match arguments.missing {
        MissingChoice::Drop => Missing::Drop,
        MissingChoice::Mean => Missing::Mean,
        MissingChoice::Median => Missing::Median,
        MissingChoice::Refuse => Missing::Refuse,
    };
    let (label, keep) = (arguments.label.clone(), arguments.keep.clone());
    let file = TableFile { path: path.into(), label, missing, keep };
    let help = "a table is CSV with one header row, numeric features and a column of classes, named with --label";
    let data = DataSet::read(&file).map_err(|error| Failure::usage_help(error, help))?;
    let text = Experiment::own(&file, &data, arguments.neurons, changes.splits, changes.seed.unwrap_or(SEED));
    let name = path.file_stem().map_or_else(|| "table".into(), |stem| stem.to_string_lossy().into_owned());
    Ok(Source { origin: format!("experiment for {}", path.display()), name, text })
}

/// Seed of the embedded experiments.
const SEED: u64 = 42;
