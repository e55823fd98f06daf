//! `ferrospike bench`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::BenchTune;

/// Arguments of `bench`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Bench {
    /// What to do.
    #[command(subcommand)]
    pub task: BenchTask,
}

/// Benchmark sets, and what is measured on them.
#[derive(Debug, Subcommand)]
pub enum BenchTask {
    /// Fisher's irises: 150 rows, 4 features, 3 classes; 50 stratified half splits and 10 x 10-fold cross-validation.
    #[command(after_help = IRIS)]
    Iris(BenchSets),
    /// Wisconsin breast cancer, 1992: 683 rows, 9 features, 2 classes; as Iris.
    #[command(after_help = WBC)]
    Wbc(BenchSets),
    /// Statlog Landsat: 4435 training and 2000 test rows, 36 features, 6 classes; the official split, 3 seeds.
    #[command(after_help = LANDSAT)]
    Landsat(BenchSets),
    /// All three sets.
    #[command(after_help = ALL)]
    All(BenchSets),
    /// What device imperfections cost on a set: levels, noise, spread, stuck devices, lines, retention, temperature.
    #[command(after_help = ROBUSTNESS)]
    Robustness(BenchRobustness),
    /// One task on many devices, each with spikes from a calibration of its own: a ranking.
    #[command(after_help = DEVICES)]
    Devices(BenchDevices),
    /// Accuracy against the number of neurons on one of the sets, under its first protocol.
    #[command(after_help = SIZES)]
    Sizes(BenchSizes),
    /// Choose the settings of an experiment inside the training rows, by random search.
    Tune(BenchTune),
}

/// Arguments of `bench SET`.
#[derive(Debug, Args)]
pub struct BenchSets {
    /// Another number of neurons than that of the experiments.
    #[arg(long, value_name = "N")]
    pub neurons: Option<usize>,
    /// What the runs have in common.
    #[command(flatten)]
    pub runs: BenchRuns,
}

/// How the experiments of a set run, and how their table is shown.
#[derive(Debug, Args)]
pub struct BenchRuns {
    /// Another device: a parameter set or the path of a parameter file.
    #[arg(long, value_name = "NAME|FILE.toml")]
    pub device: Option<String>,
    /// Resistance of the lines.
    #[arg(long, value_enum, default_value = "exact")]
    pub wires: BenchWires,
    /// Another seed than that of the experiments.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Another number of half splits and of repeats of the cross-validation; on the official split, of seeds.
    #[arg(long, visible_alias = "splits", value_name = "K")]
    pub seeds: Option<usize>,
    /// A look instead of a result: 4 half splits alone; on the official split one seed and one epoch.
    #[arg(long)]
    pub quick: bool,
    /// Where results go.
    #[command(flatten)]
    pub results: BenchResults,
    /// Print the tables as one JSON object per set.
    #[arg(long)]
    pub json: bool,
}

/// Where the results of a benchmark go.
#[derive(Debug, Args)]
pub struct BenchResults {
    /// Folder for tables, HDF5 files and figures; a rerun takes what it finds there and does the rest [default: results/bench].
    #[arg(short, long, value_name = "FOLDER", default_value = "results/bench", hide_default_value = true)]
    pub output: PathBuf,
    /// Replace results of other settings.
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `bench devices`.
#[derive(Debug, Args)]
pub struct BenchDevices {
    /// What is learned.
    #[arg(value_enum)]
    pub set: DeviceTask,
    /// Parameter sets or paths of parameter files, separated by commas [default: one of each kind].
    #[arg(long, value_name = "NAME|FILE.toml,..", value_delimiter = ',')]
    pub devices: Vec<String>,
    /// Resistance of the lines.
    #[arg(long, value_enum, default_value = "exact")]
    pub wires: BenchWires,
    /// Another seed than that of the experiment.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Number of half splits [default: 10].
    #[arg(long, visible_alias = "splits", value_name = "K")]
    pub seeds: Option<usize>,
    /// A look instead of a result: 4 half splits.
    #[arg(long)]
    pub quick: bool,
    /// Where results go.
    #[command(flatten)]
    pub results: BenchResults,
    /// Print the table as one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Sets on which devices are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DeviceTask {
    /// Fisher's irises.
    Iris,
    /// Wisconsin breast cancer.
    Wbc,
}

/// Arguments of `bench sizes`.
#[derive(Debug, Args)]
pub struct BenchSizes {
    /// The set.
    #[arg(value_enum)]
    pub set: BenchSet,
    /// Numbers of neurons [default: 3 6 12 25; wbc: 4 10 20 40; landsat: 25 50 100 200].
    #[arg(long, value_name = "N", num_args = 1.., value_delimiter = ',')]
    pub neurons: Vec<usize>,
    /// What the runs have in common.
    #[command(flatten)]
    pub runs: BenchRuns,
}

/// A benchmark set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BenchSet {
    /// Fisher's irises.
    Iris,
    /// Wisconsin breast cancer.
    Wbc,
    /// Statlog Landsat.
    Landsat,
}

impl BenchSet {
    /// Name of the set.
    pub fn name(self) -> &'static str {
        match self {
            BenchSet::Iris => "iris",
            BenchSet::Wbc => "wbc",
            BenchSet::Landsat => "landsat",
        }
    }
}

/// Resistance of the lines in a benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BenchWires {
    /// Without resistance.
    Ideal,
    /// That of the experiment, solved exactly.
    Exact,
}

/// The networks of a benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BenchNetwork {
    /// Learns without labels.
    Unsupervised,
    /// Learns with a teacher.
    Teacher,
    /// Learns without labels, and has more neurons, which are features for the regression (Iris).
    Features,
}

/// Arguments of `bench robustness`.
#[derive(Debug, Args)]
pub struct BenchRobustness {
    /// The set.
    #[arg(value_enum)]
    pub set: BenchSet,
    /// Which network of the set.
    #[arg(long, value_enum, default_value = "unsupervised")]
    pub network: BenchNetwork,
    /// Another number of neurons than that of the experiment.
    #[arg(long, value_name = "N")]
    pub neurons: Option<usize>,
    /// Another seed than that of the experiment.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Number of half splits [default: 10], on the official split of seeds [default: 1].
    #[arg(long, visible_alias = "splits", value_name = "K", conflicts_with = "quick")]
    pub seeds: Option<usize>,
    /// A look instead of a result: 2 half splits, on the official split one seed and one epoch.
    #[arg(long)]
    pub quick: bool,
    /// Where results go.
    #[command(flatten)]
    pub results: BenchResults,
    /// Print the table as one JSON object.
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike bench iris --quick             a look: 4 half splits
  ferrospike bench all                      all sets under their full protocols
  ferrospike bench devices iris
  ferrospike bench robustness wbc --quick
  ferrospike bench tune iris --trials 10";

const IRIS: &str = "\
Examples:
  ferrospike bench iris                                             50 half splits and 10 x 10 folds; a rerun continues
  ferrospike bench iris --quick --json
  ferrospike bench iris --device alessandri2019_hzo                 with spikes from a calibration of the device
  ferrospike bench iris --wires ideal --seeds 10 -o results/ideal";

const WBC: &str = "\
Examples:
  ferrospike bench wbc --quick                          a look: 4 half splits
  ferrospike bench wbc --neurons 20 -o results/twenty";

const LANDSAT: &str = "\
Examples:
  ferrospike bench landsat --quick     one seed, one epoch
  ferrospike bench landsat --seeds 3";

const ALL: &str = "\
Examples:
  ferrospike bench all --quick
  ferrospike bench all --json    one JSON object per set";

const ROBUSTNESS: &str = "\
Examples:
  ferrospike bench robustness iris --quick            2 half splits
  ferrospike bench robustness iris --network teacher --quick
  ferrospike bench robustness wbc --seeds 20 --json";

const DEVICES: &str = "\
Examples:
  ferrospike bench devices iris                                                   one device of each kind
  ferrospike bench devices wbc --devices bfo_demo,my-device.toml --quick --json";

const SIZES: &str = "\
Examples:
  ferrospike bench sizes iris
  ferrospike bench sizes landsat --neurons 25 50 --quick";
