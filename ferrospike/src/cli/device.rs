//! `ferrospike device`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Output;
use super::device_help::{ENDURANCE, FIT_DATA, IMPERFECTIONS, IV, PLACES, PULSES, RETENTION, STDP, SWITCHING};

/// Arguments of `device`.
#[derive(Debug, Args)]
#[command(after_help = IMPERFECTIONS)]
pub struct Device {
    /// What to measure.
    #[command(subcommand)]
    pub measurement: Measurement,
}

/// Measurements on single devices. Without further options each uses the pulses for which the parameter set is meant.
#[derive(Debug, Subcommand)]
pub enum Measurement {
    /// Current and charge along triangular voltage sweeps: hysteresis loops.
    Iv(Iv),
    /// Conductance and energy along trains of potentiating and depressing pulses.
    Pulses(Pulses),
    /// Switched fraction against pulse length for several voltages.
    Switching(Switching),
    /// Change of conductance against the delay between a pre and a post spike.
    Stdp(Stdp),
    /// The same inside an array with line resistance: windows at three places, and a map. One device stands at each place: where
    /// domains are drawn at random, `--change 'domains = "infinite"'` shows expected values and line resistance alone.
    StdpArray(StdpArray),
    /// Conductance against waiting time after writing.
    Retention(Retention),
    /// Window between on and off against the number of cycles.
    Endurance(Endurance),
    /// Fit the parameters of a device to a measurement.
    Fit(Fit),
}

/// A parameter set with changes.
#[derive(Debug, Args)]
pub struct Choice {
    /// Parameter set, see `ferrospike models`; the path of a parameter file; or that of a CSV table of measured pulses:
    /// voltage, conductance before, change and width, each with its unit.
    #[arg(long, value_name = "NAME|FILE", default_value = "bfo_demo")]
    pub device: String,
    /// Another value for a parameter, as in its file: 'up.random_field.alpha = "13 V decade"'; may be given several times.
    #[arg(long, value_name = "KEY = VALUE")]
    pub change: Vec<String>,
}

/// What all measurements need.
#[derive(Debug, Args)]
pub struct Measured {
    /// Which device.
    #[command(flatten)]
    pub choice: Choice,
    /// Variability and non-idealities: a TOML file, or TOML such as 'stuck.on = 0.1'; `ferrospike device --help` lists all.
    #[arg(long, value_name = "FILE.toml|TOML")]
    pub imperfections: Option<String>,
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

/// Arguments of `device iv`.
#[derive(Debug, Args)]
#[command(after_help = IV)]
pub struct Iv {
    /// Highest and, negated, lowest voltage of the sweep [default: that of the set].
    #[arg(long, value_name = "VOLTAGE", allow_hyphen_values = true)]
    pub amplitude: Option<String>,
    /// Duration of one loop [default: that of the set].
    #[arg(long, value_name = "TIME")]
    pub period: Option<String>,
    /// Number of loops.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub cycles: usize,
    /// Voltages of one loop, a multiple of 4.
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub points: usize,
    /// Position of the device before the first loop, 0 = off, 1 = on.
    #[arg(long, value_name = "FRACTION", default_value_t = 0.0)]
    pub start: f64,
    /// What all measurements need.
    #[command(flatten)]
    pub common: Measured,
}

/// Arguments of `device pulses`.
#[derive(Debug, Args)]
#[command(after_help = PULSES)]
pub struct Pulses {
    /// Potentiating pulses in a train.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub up: usize,
    /// Depressing pulses in a train.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub down: usize,
    /// Number of trains, each up and down.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub trains: usize,
    /// Amplitude of a potentiating pulse, with sign [default: that of the set].
    #[arg(long, value_name = "VOLTAGE", allow_hyphen_values = true)]
    pub up_voltage: Option<String>,
    /// Amplitude of a depressing pulse, with sign [default: that of the set].
    #[arg(long, value_name = "VOLTAGE", allow_hyphen_values = true)]
    pub down_voltage: Option<String>,
    /// Length of a potentiating pulse [default: a part of the set's, such that a train goes in steps].
    #[arg(long, value_name = "TIME")]
    pub up_width: Option<String>,
    /// Length of a depressing pulse [default: a part of the set's, such that a train goes in steps].
    #[arg(long, value_name = "TIME")]
    pub down_width: Option<String>,
    /// How much the magnitude of the voltage grows from pulse to pulse.
    #[arg(long, value_name = "VOLTAGE", default_value = "0 V")]
    pub increment: String,
    /// Time at 0 V between a pulse and its reading.
    #[arg(long, value_name = "TIME", default_value = "0 s")]
    pub gap: String,
    /// Position of the device before the first train, 0 = off, 1 = on.
    #[arg(long, value_name = "FRACTION", default_value_t = 0.0)]
    pub start: f64,
    /// What all measurements need.
    #[command(flatten)]
    pub common: Measured,
}

/// Arguments of `device switching`.
#[derive(Debug, Args)]
#[command(after_help = SWITCHING)]
pub struct Switching {
    /// Pulse amplitudes, comma separated [default: 0.7 to 1.1 times that of the set's on pulse].
    #[arg(long, value_name = "VOLTAGES", value_delimiter = ',', allow_hyphen_values = true)]
    pub voltages: Vec<String>,
    /// Shortest pulse [default: a thousandth of the set's on pulse].
    #[arg(long, value_name = "TIME")]
    pub shortest: Option<String>,
    /// Longest pulse [default: ten thousand times the set's on pulse].
    #[arg(long, value_name = "TIME")]
    pub longest: Option<String>,
    /// Pulse lengths per decade.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub per_decade: usize,
    /// What all measurements need.
    #[command(flatten)]
    pub common: Measured,
}

/// Shape of the spikes of `device stdp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// A rectangle, then a straight slope.
    Rectangle,
    /// A straight rise, then a straight slope.
    Triangle,
    /// An exponential rise, then an exponential decay.
    Exponential,
    /// Two rectangles.
    Biphasic,
}

/// A pre and a post spike, and when they meet.
#[derive(Debug, Args)]
pub struct Spikes {
    /// Shape of both spikes.
    #[arg(long, value_enum, default_value_t = Shape::Rectangle)]
    pub shape: Shape,
    /// Amplitude of the first phase of both spikes [default: half of the set's pulses].
    #[arg(long, value_name = "VOLTAGE", allow_hyphen_values = true)]
    pub v_p: Option<String>,
    /// Amplitude of the second phase of both spikes, of opposite sign [default: half of the set's pulses].
    #[arg(long, value_name = "VOLTAGE", allow_hyphen_values = true)]
    pub v_n: Option<String>,
    /// Length of the first phase of both spikes [default: that of the set's pulses].
    #[arg(long, value_name = "TIME")]
    pub t_p: Option<String>,
    /// Length of the second phase of both spikes [default: five times the longer of the set's pulses].
    #[arg(long, value_name = "TIME")]
    pub t_r: Option<String>,
    /// Pre spike of your own: CSV file with columns time and voltage, or '[["0 ns", "0 V"], ["10 ns", "1 V"], ...]'.
    #[arg(long, value_name = "FILE.csv|CORNERS")]
    pub pre: Option<String>,
    /// Post spike of your own.
    #[arg(long, value_name = "FILE.csv|CORNERS")]
    pub post: Option<String>,
    /// Delays of post against pre, comma separated [default: 27 over the overlap of the spikes].
    #[arg(long, value_name = "TIMES", value_delimiter = ',', allow_hyphen_values = true)]
    pub delays: Vec<String>,
    /// Position of the device before each pair, 0 = off, 1 = on.
    #[arg(long, value_name = "FRACTION", default_value_t = 0.5)]
    pub start: f64,
}

/// Arguments of `device stdp`.
#[derive(Debug, Args)]
#[command(after_help = STDP)]
pub struct Stdp {
    /// The spikes.
    #[command(flatten)]
    pub spikes: Spikes,
    /// What all measurements need.
    #[command(flatten)]
    pub common: Measured,
}

/// Arguments of `device stdp-array`.
#[derive(Debug, Args)]
#[command(after_help = PLACES)]
pub struct StdpArray {
    /// Word lines and bit lines of the array.
    #[arg(long, value_name = "ROWSxCOLUMNS", default_value = "64x64")]
    pub size: String,
    /// Resistance of one line segment.
    #[arg(long, value_name = "RESISTANCE", default_value = "2 ohm", allow_hyphen_values = true)]
    pub segment: String,
    /// Resistance of the drivers at the left ends of word lines and at the bottom ends of bit lines.
    #[arg(long, value_name = "RESISTANCE", default_value = "0 ohm", allow_hyphen_values = true)]
    pub driver: String,
    /// Places along either side at which the strongest changes are mapped.
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub grid: usize,
    /// The spikes; all devices are put to `start` before each pair.
    #[command(flatten)]
    pub spikes: Spikes,
    /// Which device.
    #[command(flatten)]
    pub choice: Choice,
    /// Variability and non-idealities: a TOML file, or TOML such as 'stuck.on = 0.1'; `ferrospike device --help` lists all.
    #[arg(long, value_name = "FILE.toml|TOML")]
    pub imperfections: Option<String>,
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

/// Arguments of `device retention`.
#[derive(Debug, Args)]
#[command(after_help = RETENTION)]
pub struct Retention {
    /// Positions that are written, comma separated, 0 = off, 1 = on.
    #[arg(long, value_name = "FRACTIONS", value_delimiter = ',', default_value = "1, 0.5, 0")]
    pub starts: Vec<String>,
    /// First reading after writing.
    #[arg(long, value_name = "TIME", default_value = "1 us")]
    pub shortest: String,
    /// Last reading; ten years unless told otherwise.
    #[arg(long, value_name = "TIME", default_value = "315.576 Ms")]
    pub longest: String,
    /// Readings per decade.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub per_decade: usize,
    /// What all measurements need.
    #[command(flatten)]
    pub common: Measured,
}

/// Arguments of `device endurance`.
#[derive(Debug, Args)]
#[command(after_help = ENDURANCE)]
pub struct Endurance {
    /// Number of cycles; every one of them is simulated, so 100000 take a hundred times as long as the default.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub cycles: u64,
    /// Amplitude of the on pulse, with sign [default: that of the set].
    #[arg(long, value_name = "VOLTAGE", allow_hyphen_values = true)]
    pub on_voltage: Option<String>,
    /// Length of the on pulse [default: that of the set, or longer where it takes longer to switch nearly all].
    #[arg(long, value_name = "TIME")]
    pub on_width: Option<String>,
    /// Amplitude of the off pulse, with sign [default: that of the set].
    #[arg(long, value_name = "VOLTAGE", allow_hyphen_values = true)]
    pub off_voltage: Option<String>,
    /// Length of the off pulse [default: that of the set, or longer where it takes longer to switch nearly all].
    #[arg(long, value_name = "TIME")]
    pub off_width: Option<String>,
    /// What all measurements need.
    #[command(flatten)]
    pub common: Measured,
}

/// Arguments of `device fit`.
#[derive(Debug, Args)]
#[command(after_help = FIT_DATA)]
pub struct Fit {
    /// The measurement: a CSV file whose header names quantities and units.
    #[arg(value_name = "DATA.csv", required_unless_present = "example")]
    pub data: Option<PathBuf>,
    /// Print a measurement to try it on, made of the set itself with a noise of 1 %, and stop.
    #[arg(long, conflicts_with = "data")]
    pub example: bool,
    /// Parameters to fit, comma separated, as in the parameter file, or as much of their path as names one: `up.alpha` for
    /// `up.random_field.alpha` [default: all that have an influence].
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    pub fit: Vec<String>,
    /// Voltage at which conductances were read [default: that of the set].
    #[arg(long, value_name = "VOLTAGE", allow_hyphen_values = true)]
    pub read: Option<String>,
    /// Devices whose mean is compared with the measurement, for sets in which something is random.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub repeats: usize,
    /// The set, and where the fit starts.
    #[command(flatten)]
    pub choice: Choice,
    /// Seed of every random draw.
    #[arg(long, value_name = "S", default_value_t = 42)]
    pub seed: u64,
    /// Where results go; a parameter file is written beside.
    #[command(flatten)]
    pub output: Output,
    /// Print the result as one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
}
