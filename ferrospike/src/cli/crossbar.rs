//! `ferrospike crossbar`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ExportSpice;

/// Arguments of `crossbar`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Crossbar {
    /// What to do.
    #[command(subcommand)]
    pub task: CrossbarTask,
}

/// Tasks on a crossbar.
#[derive(Debug, Subcommand)]
pub enum CrossbarTask {
    /// Solve the static circuit: output currents, power, IR drop, heat maps.
    #[command(after_help = SOLVE)]
    Solve(Solve),
    /// Run devices through time: pulses on all lines, currents and positions in time.
    #[command(after_help = TRANSIENT)]
    Transient(Transient),
    /// Write a circuit as a netlist of ngspice: `ngspice -b FILE` prints its currents, or writes a table in time.
    ExportSpice(ExportSpice),
}

/// Arguments of `crossbar solve`.
#[derive(Debug, Args)]
pub struct Solve {
    /// Problem file (.toml or .json), or a bare matrix of conductances (.csv, numbers in S or with units).
    #[arg(value_name = "FILE", required_unless_present_any = ["random", "example"], conflicts_with = "random")]
    pub problem: Option<PathBuf>,
    /// Solve the N x N reference problem with conductances and voltages drawn by SplitMix64.
    #[arg(long, value_name = "N")]
    pub random: Option<usize>,
    /// Seed of the draws.
    #[arg(long, value_name = "S", default_value_t = 1, requires = "random")]
    pub seed: u64,
    /// Resistance of one line segment, for --random and .csv [default: 1 ohm].
    #[arg(long, value_name = "RESISTANCE", allow_hyphen_values = true)]
    pub segment: Option<String>,
    /// Lowest conductance.
    #[arg(long, value_name = "CONDUCTANCE", default_value = "1 uS", allow_hyphen_values = true, requires = "random")]
    pub g_min: String,
    /// Highest conductance.
    #[arg(long, value_name = "CONDUCTANCE", default_value = "100 uS", allow_hyphen_values = true, requires = "random")]
    pub g_max: String,
    /// Highest row voltage.
    #[arg(long, value_name = "VOLTAGE", default_value = "0.2 V", allow_hyphen_values = true, requires = "random")]
    pub v_max: String,
    /// Row voltages of a .csv: one for all rows, one per row ('0.2 V, 0.1 V'), or a CSV file with a line per input.
    #[arg(long, value_name = "VOLTAGES|FILE.csv", allow_hyphen_values = true, conflicts_with = "random")]
    pub voltages: Option<String>,
    /// Print an example of a problem file and stop.
    #[arg(long)]
    pub example: bool,
    /// Solve with the sparse direct solver, for verification.
    #[arg(long)]
    pub direct: bool,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
    /// What is kept.
    #[command(flatten)]
    pub kept: Kept,
}

/// What is kept of a solution.
#[derive(Clone, Debug, Args)]
pub struct Kept {
    /// HDF5 file for node voltages, device voltages and currents, IR drops, output currents and power; heat maps go beside it.
    #[arg(short, long, value_name = "FILE.h5")]
    pub output: Option<PathBuf>,
    /// Replace existing files.
    #[arg(long)]
    pub force: bool,
    /// CSV file for the output currents.
    #[arg(long, value_name = "FILE.csv")]
    pub csv: Option<PathBuf>,
    /// Heat maps of device voltage, IR drop and power (.svg or .png); the data are recorded beside it unless --output is given.
    #[arg(long, value_name = "FILE.svg|FILE.png")]
    pub figure: Option<PathBuf>,
    /// File for the assembled equations in Matrix Market format.
    #[arg(long, value_name = "FILE.mtx")]
    pub matrix_market: Option<PathBuf>,
    /// Add the transfer conductances, column current per row voltage.
    #[arg(long)]
    pub transfer: bool,
}

/// Arguments of `crossbar transient`.
#[derive(Debug, Args)]
pub struct Transient {
    /// Problem file (.toml or .json) with [device] and [waveforms].
    #[arg(value_name = "FILE", required_unless_present = "example")]
    pub problem: Option<PathBuf>,
    /// Print an example of a problem file and stop.
    #[arg(long)]
    pub example: bool,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
    /// HDF5 file for end currents, source voltages, and voltage, current, position and conductance of all devices in time; a figure goes beside it.
    #[arg(short, long, value_name = "FILE.h5")]
    pub output: Option<PathBuf>,
    /// Replace existing files.
    #[arg(long)]
    pub force: bool,
    /// CSV file for column currents and positions in time.
    #[arg(long, value_name = "FILE.csv")]
    pub csv: Option<PathBuf>,
    /// Source voltages, column currents and positions in time (.svg or .png); the data are recorded beside it unless --output is given.
    #[arg(long, value_name = "FILE.svg|FILE.png")]
    pub figure: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike crossbar solve --example > problem.toml
  ferrospike crossbar solve problem.toml
  ferrospike crossbar transient pulses.toml -o pulses.h5
  ferrospike crossbar export-spice problem.toml -o problem.cir";

const SOLVE: &str = "\
Examples:
  ferrospike crossbar solve --example > problem.toml                     a problem file with all its keys explained
  ferrospike crossbar solve problem.toml --figure maps.svg
  ferrospike crossbar solve g.csv --voltages '0.2 V' --segment '2 ohm'   a bare matrix of conductances
  ferrospike crossbar solve --random 64 --json";

const TRANSIENT: &str = "\
Examples:
  ferrospike crossbar transient --example > pulses.toml                            a problem file with its keys explained
  ferrospike crossbar transient pulses.toml --figure pulses.png --csv pulses.csv
  ferrospike crossbar transient pulses.toml --json";
