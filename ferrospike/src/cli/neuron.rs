//! `ferrospike neuron`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Output;

/// Arguments of `neuron`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Neuron {
    /// Neuron: its name, or the path of a parameter file; without it all neurons are listed.
    #[arg(value_name = "NAME|FILE.toml")]
    pub name: Option<String>,
    /// Constant input, a current for most models [default: that of the set].
    #[arg(long, value_name = "CURRENT", visible_alias = "input", allow_hyphen_values = true, conflicts_with = "sweep")]
    pub current: Option<String>,
    /// Rate over input in place of one run: a range such as '0 pA..1 nA', or inputs with commas between them.
    #[arg(long, value_name = "LOW..HIGH|LIST", allow_hyphen_values = true)]
    pub sweep: Option<String>,
    /// Number of inputs in the range of --sweep.
    #[arg(long, value_name = "N", default_value_t = 41, requires = "sweep")]
    pub points: usize,
    /// When the input begins [default: 0].
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: Option<String>,
    /// When the input ends [default: never].
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: Option<String>,
    /// When the simulation ends [default: that of the set].
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// Time between samples, and the step of a grid [default: that of the set].
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub step: Option<String>,
    /// Which time a spike has.
    #[arg(long, value_enum, default_value_t = Timing::Exact)]
    pub stamp: Timing,
    /// Image for the neuron `pcnn`, which sees its brightness; without one it sees a disc.
    #[arg(long, value_name = "FILE.png", conflicts_with_all = ["current", "sweep"])]
    pub image: Option<PathBuf>,
    /// Iterations of `pcnn` [default: 40].
    #[arg(long, value_name = "N", conflicts_with_all = ["current", "sweep"])]
    pub iterations: Option<usize>,
    /// Another value for a parameter, as in its file: 'tau_m = "5 ms"'; may be given several times.
    #[arg(long, value_name = "KEY = VALUE")]
    pub change: Vec<String>,
    /// Where results go.
    #[command(flatten)]
    pub output: Output,
    /// Print the result as one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Which time a spike has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Timing {
    /// That of the crossing of the threshold.
    Exact,
    /// The beginning of the step in which the threshold is crossed.
    StepStart,
    /// The end of the step in which the threshold is crossed.
    StepEnd,
    /// As Brian2: threshold and reset at the ends of steps, stamped at their beginning.
    Brian2,
    /// As NEST: threshold and reset at the ends of steps, stamped at their end.
    Nest,
}

const EXAMPLES: &str = "\
Examples:
  ferrospike neuron                                              all neurons
  ferrospike neuron lif_current --current '500 pA'               spikes, potential, figure
  ferrospike neuron lif_current --stamp nest --json              the spikes of NEST's grid
  ferrospike neuron sfa --sweep '0 pA..2 nA'                     rate over current
  ferrospike neuron hodgkin_huxley --sweep '0 uA/cm2..10 uA/cm2' --until '1 s'
  ferrospike neuron hindmarsh_rose --current 3.25 --until 3000   chaos; a model without units
  ferrospike neuron mat2 --from '20 ms' --to '80 ms' --until '150 ms' --change 'tau_m = \"10 ms\"'
  ferrospike neuron pcnn --image photo.png --iterations 60       pulses of the pixels of an image";
