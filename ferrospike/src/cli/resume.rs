//! `ferrospike resume`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `resume`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ferrospike resume                              the only interrupted run in results/, else a list of them
  ferrospike resume elsewhere                    the same in another folder and below
  ferrospike resume results/iris.h5              the run whose result this is to be
  ferrospike resume results/iris.h5.checkpoint   the same by what is kept of it")]
pub struct Resume {
    /// Result of the interrupted run or sweep, its unfinished file (FILE.partial) or what is kept of it (FILE.checkpoint); of a
    /// folder, the only interrupted run in it and below [default: results].
    #[arg(value_name = "FILE|FOLDER")]
    pub file: Option<PathBuf>,
}
