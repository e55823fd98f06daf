//! `ferrospike models`.

use clap::Args;

/// Arguments of `models`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Models {
    /// Parameter set to show in full: its name, or the path of a parameter file.
    #[arg(value_name = "NAME|FILE.toml")]
    pub name: Option<String>,
    /// Print JSON instead of text.
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike models                         all sets by model
  ferrospike models bfo_demo                equations, parameters, source and validity of one
  ferrospike models my-device.toml --json";
