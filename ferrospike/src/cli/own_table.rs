//! `ferrospike run --data`: a table of one's own.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// A table to learn instead of an experiment.
#[derive(Debug, Args)]
pub struct OwnTable {
    /// CSV table with a header, numeric features and a column with the class; settings follow from its size.
    #[arg(long, value_name = "FILE.csv")]
    pub data: Option<PathBuf>,
    /// Header of the column with the class [default: class].
    #[arg(
        long,
        value_name = "COLUMN",
        conflicts_with = "experiment",
        default_value = "class",
        hide_default_value = true
    )]
    pub label: String,
    /// What happens to rows in which a value is missing (`?` or empty) [default: drop].
    #[arg(long, value_enum, conflicts_with = "experiment", default_value = "drop", hide_default_value = true)]
    pub missing: MissingChoice,
    /// A column that is a feature though it looks constant or like a name of rows; may be given again.
    #[arg(long, value_name = "COLUMN", conflicts_with = "experiment")]
    pub keep: Vec<String>,
    /// Another number of neurons than the size of the table suggests.
    #[arg(long, value_name = "N", conflicts_with = "experiment")]
    pub neurons: Option<usize>,
}

/// What happens to rows in which a value is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MissingChoice {
    /// They are left out.
    Drop,
    /// The mean over the training rows of each split takes the place of the value.
    Mean,
    /// The median over the training rows of each split takes the place of the value.
    Median,
    /// The table is refused.
    Refuse,
}
