//! `ferrospike plot`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `plot`.
#[derive(Debug, Args)]
pub struct Plot {
    /// Recorded HDF5 file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Folder for the figures, which replace those of the same name [default: beside the file].
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
}
