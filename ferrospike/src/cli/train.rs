//! `ferrospike train`.

use clap::{Args, Subcommand, ValueEnum};

use super::{Choice, Output};

/// Arguments of `train`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Train {
    /// How to train.
    #[command(subcommand)]
    pub method: Method,
}

/// Ways to train with labels. The trained weights are written onto pairs of devices, pulse by pulse, and tested there.
#[derive(Debug, Subcommand)]
pub enum Method {
    /// Train spiking neurons by surrogate gradient.
    Surrogate(TrainSurrogate),
    /// Train a network without spikes and convert it to a spiking one.
    Convert(TrainConvert),
}

/// What all ways need.
#[derive(Debug, Args)]
pub struct Trained {
    /// Embedded data set (iris), or a CSV file with a header.
    #[arg(long, value_name = "NAME|FILE.csv", default_value = "iris")]
    pub data: String,
    /// Column of the file that holds the class.
    #[arg(long, value_name = "COLUMN", default_value = "class")]
    pub label: String,
    /// Which device.
    #[command(flatten)]
    pub choice: Choice,
    /// Variability and non-idealities: a TOML file, or TOML such as 'stuck.on = 0.1'; `ferrospike device --help` lists all.
    #[arg(long, value_name = "FILE.toml|TOML")]
    pub imperfections: Option<String>,
    /// Resistance of a line between neighboring devices.
    #[arg(long, value_name = "RESISTANCE", default_value = "1 ohm")]
    pub segment: String,
    /// Bits to which weights are rounded before they are written [default: not rounded].
    #[arg(long, value_name = "N")]
    pub bits: Option<u32>,
    /// Difference from its target at which a device is left alone, as a share of its window.
    #[arg(long, value_name = "SHARE", default_value_t = 0.01)]
    pub tolerance: f64,
    /// Most pulses for one device.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub pulses: usize,
    /// Hidden neurons.
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub hidden: usize,
    /// Stratified half splits, each trained and tested anew.
    #[arg(long, value_name = "K", default_value_t = 10)]
    pub splits: usize,
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

/// How features become inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CodingChoice {
    /// The feature itself in every step, as a share of its range.
    Direct,
    /// One spike per Gaussian receptive field, the stronger the earlier.
    Population,
}

/// What is read from output neurons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadoutChoice {
    /// The number of spikes.
    Counts,
    /// The time of the first spike.
    FirstSpike,
}

/// Arguments of `train surrogate`.
#[derive(Debug, Args)]
#[command(after_help = SURROGATE)]
pub struct TrainSurrogate {
    /// How features become inputs.
    #[arg(long, value_enum, default_value_t = CodingChoice::Direct)]
    pub coding: CodingChoice,
    /// What is read from output neurons.
    #[arg(long, value_enum, default_value_t = ReadoutChoice::Counts)]
    pub readout: ReadoutChoice,
    /// Steps of a presentation.
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub steps: usize,
    /// Times each training row is seen.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub epochs: usize,
    /// What all ways need.
    #[command(flatten)]
    pub common: Trained,
}

/// Arguments of `train convert`.
#[derive(Debug, Args)]
#[command(after_help = CONVERT)]
pub struct TrainConvert {
    /// Times each training row is seen.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub epochs: usize,
    /// What all ways need.
    #[command(flatten)]
    pub common: Trained,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike train surrogate                                    Iris, by surrogate gradient
  ferrospike train convert --data flowers.csv --label species";

const SURROGATE: &str = "\
Examples:
  ferrospike train surrogate --splits 3
  ferrospike train surrogate --coding population --readout first-spike
  ferrospike train surrogate --device lammie2020_vteam --bits 4 --imperfections 'stuck.on = 0.02' --json";

const CONVERT: &str = "\
Examples:
  ferrospike train convert --splits 3
  ferrospike train convert --segment '5 ohm' --hidden 32 -o converted.h5";
