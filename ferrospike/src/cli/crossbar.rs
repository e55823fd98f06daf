//! `ferrospike crossbar`.

use clap::{Args, Subcommand};

use super::ExportSpice;

/// Arguments of `crossbar`.
#[derive(Debug, Args)]
pub struct Crossbar {
    /// What to do.
    #[command(subcommand)]
    pub task: CrossbarTask,
}

/// Tasks on a crossbar.
#[derive(Debug, Subcommand)]
pub enum CrossbarTask {
    /// Solve the static circuit and print the column currents.
    Solve(Solve),
    /// Write a circuit as a netlist of ngspice: `ngspice -b FILE` prints its currents, or writes a table in time.
    ExportSpice(ExportSpice),
}

/// Arguments of `crossbar solve`.
#[derive(Debug, Args)]
pub struct Solve {
    /// Solve the N x N reference problem with conductances and voltages drawn by SplitMix64.
    #[arg(long, value_name = "N", required = true)]
    pub random: usize,
    /// Seed of the draws.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Resistance of one line segment.
    #[arg(long, value_name = "RESISTANCE", default_value = "1 ohm", allow_hyphen_values = true)]
    pub segment: String,
    /// Lowest conductance.
    #[arg(long, value_name = "CONDUCTANCE", default_value = "1 uS", allow_hyphen_values = true)]
    pub g_min: String,
    /// Highest conductance.
    #[arg(long, value_name = "CONDUCTANCE", default_value = "100 uS", allow_hyphen_values = true)]
    pub g_max: String,
    /// Highest row voltage.
    #[arg(long, value_name = "VOLTAGE", default_value = "0.2 V", allow_hyphen_values = true)]
    pub v_max: String,
    /// Solve with the sparse direct solver, for verification.
    #[arg(long)]
    pub direct: bool,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
}
