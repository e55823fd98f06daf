//! `ferrospike check`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// Experiment, sweep, crossbar problem (.toml or .json), parameter set of a device or neuron, or name of an embedded experiment.
    #[arg(value_name = "FILE|NAME")]
    pub file: PathBuf,
    /// Print what would run as one JSON object.
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike check my-experiment.toml     what would run, or everything that is wrong with it
  ferrospike check sweep.toml             the same for every point of a sweep
  ferrospike check problem.toml           a problem of `ferrospike crossbar`
  ferrospike check my-device.toml         a parameter set
  ferrospike check iris --json";
