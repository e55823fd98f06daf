//! `ferrospike crossbar export-spice`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `crossbar export-spice`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExportSpice {
    /// Problem file (.toml or .json) as `crossbar solve` reads it: its operating point, or, where it has [waveforms], its run
    /// in time.
    #[arg(value_name = "FILE", required_unless_present = "random", conflicts_with = "random")]
    pub problem: Option<PathBuf>,
    /// Export the N x N reference problem, drawn by SplitMix64.
    #[arg(long, value_name = "N")]
    pub random: Option<usize>,
    /// Seed of the draws.
    #[arg(long, value_name = "S", default_value_t = 1, conflicts_with = "problem")]
    pub seed: u64,
    /// Resistance of one line segment.
    #[arg(
        long,
        value_name = "RESISTANCE",
        default_value = "1 ohm",
        allow_hyphen_values = true,
        conflicts_with = "problem"
    )]
    pub segment: String,
    /// Lowest conductance.
    #[arg(
        long,
        value_name = "CONDUCTANCE",
        default_value = "1 uS",
        allow_hyphen_values = true,
        conflicts_with_all = ["problem", "device"]
    )]
    pub g_min: String,
    /// Highest conductance.
    #[arg(
        long,
        value_name = "CONDUCTANCE",
        default_value = "100 uS",
        allow_hyphen_values = true,
        conflicts_with_all = ["problem", "device"]
    )]
    pub g_max: String,
    /// Highest row voltage.
    #[arg(
        long,
        value_name = "VOLTAGE",
        default_value = "0.2 V",
        allow_hyphen_values = true,
        conflicts_with_all = ["problem", "device"]
    )]
    pub v_max: String,
    /// Devices of this parameter set (name, or path of a .toml file) in place of resistors, followed in time: from random
    /// positions, under the pulses of the set on every row.
    #[arg(long, value_name = "NAME|FILE", conflicts_with = "problem")]
    pub device: Option<String>,
    /// File for the netlist [default: standard output].
    #[arg(short, long, value_name = "FILE.cir")]
    pub output: Option<PathBuf>,
    /// Replace an existing file.
    #[arg(long)]
    pub force: bool,
    /// Print the path as one JSON object.
    #[arg(long, requires = "output")]
    pub json: bool,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike crossbar export-spice problem.toml -o problem.cir
  ferrospike crossbar export-spice --random 8 > random.cir
  ferrospike crossbar export-spice --random 4 --device lammie2020_vteam -o pulses.cir   devices followed in time";
