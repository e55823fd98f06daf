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
    /// Another number of splits than that of the experiment; of repeats of a cross-validation; of seeds on the official split
    /// and for a pattern array.
    #[arg(long, visible_alias = "seeds", value_name = "K", value_parser = super::positive)]
    pub splits: Option<usize>,
    /// Where results go.
    #[command(flatten)]
    pub output: Output,
    /// Print the result as one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
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

const EXAMPLES: &str = "\
Examples:
  ferrospike run iris                                   an embedded experiment
  ferrospike run my-experiment.toml --splits 5 --seed 7
  ferrospike run boyn2017-array --seeds 4               a pattern array
  ferrospike run --data flowers.csv --label species     a table of your own
  ferrospike run --data flowers.csv --print > mine.toml
  ferrospike run iris --splits 1 --save-network iris-network.h5
  ferrospike run iris --json | python3 -m json.tool";
