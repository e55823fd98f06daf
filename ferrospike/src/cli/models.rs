//! `ferrospike models`.

use clap::Args;

/// Arguments of `models`.
#[derive(Debug, Args)]
pub struct Models {
    /// Parameter set to show in full: its name, or the path of a parameter file.
    #[arg(value_name = "NAME|FILE.toml")]
    pub name: Option<String>,
    /// Print JSON instead of text.
    #[arg(long)]
    pub json: bool,
}
