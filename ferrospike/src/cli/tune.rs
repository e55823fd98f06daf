//! `ferrospike bench tune`.

use std::path::PathBuf;

use clap::Args;

use super::{BenchSet, BenchWires};

/// Arguments of `bench tune`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct BenchTune {
    /// The set.
    #[arg(value_enum)]
    pub set: BenchSet,
    /// Settings of the experiment with a teacher.
    #[arg(long)]
    pub teacher: bool,
    /// Draws of settings; trial 0 is the experiment itself.
    #[arg(long, value_name = "T", default_value_t = 40)]
    pub trials: usize,
    /// Seed of the draws and of the rows on which they are compared.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// At most so many training rows, classes in proportion.
    #[arg(long, value_name = "R")]
    pub rows: Option<usize>,
    /// A number of neurons for all trials.
    #[arg(long, value_name = "N")]
    pub neurons: Option<usize>,
    /// A number of epochs for all trials.
    #[arg(long, value_name = "E")]
    pub epochs: Option<usize>,
    /// Resistance of the lines while trials are compared.
    #[arg(long, value_enum, default_value = "exact")]
    pub wires: BenchWires,
    /// File for the best experiment; all trials go beside it as CSV and HDF5. A rerun continues an interrupted search
    /// [default: results/tune-SET.toml].
    #[arg(short, long, value_name = "FILE.toml")]
    pub output: Option<PathBuf>,
    /// Replace existing files.
    #[arg(long)]
    pub force: bool,
    /// Print the result as one JSON object.
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike bench tune iris --trials 40                              a rerun continues
  ferrospike bench tune landsat --rows 500 --wires ideal --epochs 3
  ferrospike bench tune wbc --teacher -o wbc-tuned.toml";
