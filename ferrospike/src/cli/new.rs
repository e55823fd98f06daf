//! `ferrospike new`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `new`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct New {
    /// File to write.
    #[arg(value_name = "FILE.toml", default_value = "experiment.toml")]
    pub file: PathBuf,
    /// What to start from: an embedded experiment, or `sweep`.
    #[arg(long, value_name = "NAME", default_value = "iris")]
    pub from: String,
    /// Replace an existing file.
    #[arg(long)]
    pub force: bool,
    /// Print the path and the next commands as one JSON object.
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike new                                       experiment.toml: Iris, every key explained
  ferrospike new mine.toml --from wbc
  ferrospike new segments.toml --from sweep            an experiment with a table [vary]
  ferrospike new images.toml --from boyn2017-array     an array that learns small images";
