//! `ferrospike classify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `classify`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Classify {
    /// File of a trained network, see `ferrospike run --save-network`.
    #[arg(value_name = "NETWORK.h5")]
    pub network: PathBuf,
    /// Rows to classify: a CSV file whose header names the features; a column with the true class is compared.
    #[arg(value_name = "DATA.csv")]
    pub data: PathBuf,
    /// How the classes are printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Print one JSON object, as --format json does.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading.
    Table,
    /// One line per row, numbers in SI units.
    Csv,
    /// One JSON object.
    Json,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike run iris --splits 1 --save-network iris-network.h5    train and save
  ferrospike classify iris-network.h5 flowers.csv                  class of each row
  ferrospike classify iris-network.h5 flowers.csv --format csv > classes.csv";
