//! `ferrospike plot`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `plot`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Plot {
    /// Recorded HDF5 file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Folder for the figures, which replace those of the same name [default: beside the file].
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Print the paths as one JSON object.
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike plot results/iris.h5                      into results/iris
  ferrospike plot results/iris.h5 -o figures
  ferrospike plot results/sweep.h5.partial -o so-far   what an interrupted run has recorded";
