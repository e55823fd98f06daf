//! `ferrospike book`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `book`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ferrospike book docs/src   renew the pages of devices, neurons and commands")]
pub struct Book {
    /// Folder of the book's pages, with its SUMMARY.md: `docs/src` of the source.
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}
