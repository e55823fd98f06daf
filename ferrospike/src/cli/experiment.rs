//! `ferrospike run`.

use std::path::PathBuf;

use clap::Args;

use super::{Output, OwnTable};

/// What may differ from the text of an experiment, and how its result is shown.
#[derive(Clone, Debug, Args)]
pub struct Changes {
    /// Another seed than that of the experiment.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Another number of splits than that of the experiment.
    #[arg(long, value_name = "K")]
    pub splits: Option<usize>,
    /// Another number of seeds than that of a pattern array.
    #[arg(long, value_name = "K")]
    pub seeds: Option<usize>,
    /// Where results go.
    #[command(flatten)]
    pub output: Output,
    /// Print the result as one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct Run {
    /// Experiment file (TOML) or name of an embedded experiment.
    #[arg(value_name = "EXPERIMENT.toml|NAME", required_unless_present = "data", conflicts_with = "data")]
    pub experiment: Option<String>,
    /// A table to learn instead.
    #[command(flatten)]
    pub table: OwnTable,
    /// Print the text of the experiment and stop.
    #[arg(long)]
    pub print: bool,
    /// HDF5 file for the network of the first split after its training, to be read by `ferrospike classify`.
    #[arg(long, value_name = "FILE", conflicts_with = "print")]
    pub save_network: Option<PathBuf>,
    /// What may differ from the text of the experiment.
    #[command(flatten)]
    pub changes: Changes,
}
