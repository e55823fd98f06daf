//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Ferroelectric crossbars that learn: device physics, line resistance and spikes in one simulation.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Threads to use; the results do not depend on it [default: all cores].
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    /// Say more on stderr; twice for every step of the program.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike bench iris                       learn Iris, print the table, write HDF5 and figures
  ferrospike run my-experiment.toml           run an experiment of your own
  ferrospike run iris --print > mine.toml     start one from an embedded experiment
  ferrospike device stdp --device bfo_demo    what a pair of spikes does to a junction
  ferrospike crossbar solve --random 512      solve a crossbar with line resistance
  ferrospike plot results/iris.h5             draw all figures of a recorded run";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run an experiment from a file, or an embedded one by name.
    Run(Run),
    /// Learn a benchmark data set and print its table.
    Bench(Bench),
    /// Measure a single device: STDP window, switching kinetics.
    Device(Device),
    /// Solve a crossbar with line resistance.
    Crossbar(Crossbar),
    /// List the device parameter sets, or show one in full.
    Models(Models),
    /// Draw the figures of a recorded file.
    Plot(Plot),
}

/// Where results go.
#[derive(Clone, Debug, Args)]
pub struct Output {
    /// HDF5 file to write; figures go beside it [default: a new file in results/].
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace an existing file.
    #[arg(long)]
    pub force: bool,
}

/// What may differ from the text of an experiment, and how its result is shown.
#[derive(Clone, Debug, Args)]
pub struct Changes {
    /// Another seed than that of the experiment.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Another number of splits than that of the experiment.
    #[arg(long, value_name = "K")]
    pub splits: Option<usize>,
    /// Where results go.
    #[command(flatten)]
    pub output: Output,
    /// Print the result as one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct Run {
    /// Experiment file (TOML) or name of an embedded experiment.
    #[arg(value_name = "EXPERIMENT.toml|NAME")]
    pub experiment: String,
    /// Print the text of the experiment and stop.
    #[arg(long)]
    pub print: bool,
    /// What may differ from the text of the experiment.
    #[command(flatten)]
    pub changes: Changes,
}

/// Arguments of `bench`.
#[derive(Debug, Args)]
pub struct Bench {
    /// Which benchmark.
    pub set: BenchSet,
    /// What may differ from the protocol.
    #[command(flatten)]
    pub changes: Changes,
}

/// Benchmark sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BenchSet {
    /// Fisher's irises: 150 rows, 4 features, 3 classes; 50 stratified half splits.
    Iris,
}

/// Arguments of `device`.
#[derive(Debug, Args)]
pub struct Device {
    /// What to measure.
    #[command(subcommand)]
    pub measurement: Measurement,
}

/// Measurements on one device.
#[derive(Debug, Subcommand)]
pub enum Measurement {
    /// Change of conductance against the delay between a pre and a post spike.
    Stdp(Stdp),
    /// Switched fraction against pulse length for several voltages.
    Switching(Switching),
}

/// What all measurements need.
#[derive(Debug, Args)]
pub struct Measured {
    /// Parameter set, see `ferrospike models`.
    #[arg(long, value_name = "NAME", default_value = "bfo_demo")]
    pub device: String,
    /// Devices measured; mean and standard deviation are given.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub repeats: usize,
    /// Seed of every random draw.
    #[arg(long, value_name = "S", default_value_t = 42)]
    pub seed: u64,
    /// Where results go.
    #[command(flatten)]
    pub output: Output,
    /// Print the result as one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `device stdp`.
#[derive(Debug, Args)]
pub struct Stdp {
    /// Amplitude of the rectangle that starts each spike.
    #[arg(long, value_name = "VOLTAGE", default_value = "1 V")]
    pub v_p: String,
    /// Amplitude of the slope of opposite sign that follows.
    #[arg(long, value_name = "VOLTAGE", default_value = "1 V")]
    pub v_n: String,
    /// Length of the rectangle.
    #[arg(long, value_name = "TIME", default_value = "100 ns")]
    pub t_p: String,
    /// Length of the slope.
    #[arg(long, value_name = "TIME", default_value = "500 ns")]
    pub t_r: String,
    /// Position of the device before each pair, 0 = off, 1 = on.
    #[arg(long, value_name = "FRACTION", default_value_t = 0.5)]
    pub start: f64,
    /// What all measurements need.
    #[command(flatten)]
    pub common: Measured,
}

/// Arguments of `device switching`.
#[derive(Debug, Args)]
pub struct Switching {
    /// Pulse amplitudes, comma separated.
    #[arg(long, value_name = "VOLTAGES", default_value = "1.4 V, 1.6 V, 1.8 V, 2 V, 2.2 V", value_delimiter = ',')]
    pub voltages: Vec<String>,
    /// Shortest pulse.
    #[arg(long, value_name = "TIME", default_value = "1 ns")]
    pub shortest: String,
    /// Longest pulse.
    #[arg(long, value_name = "TIME", default_value = "1 ms")]
    pub longest: String,
    /// Pulse lengths per decade.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub per_decade: usize,
    /// What all measurements need.
    #[command(flatten)]
    pub common: Measured,
}

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

/// Arguments of `models`.
#[derive(Debug, Args)]
pub struct Models {
    /// Parameter set to show in full.
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

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
