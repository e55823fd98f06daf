//! `ferrospike sweep`.

use std::ops::Range;
use std::path::PathBuf;

use clap::Args;

/// Arguments of `sweep`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Sweep {
    /// Experiment file (TOML) with a table [vary].
    #[arg(value_name = "EXPERIMENT.toml")]
    pub experiment: String,
    /// Another number of splits than that of the experiment; on the official split, of seeds.
    #[arg(long, visible_alias = "seeds", value_name = "K", value_parser = super::positive)]
    pub splits: Option<usize>,
    /// Another seed than that of the experiment.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Points from number A to below number B alone [default: all].
    #[arg(long, value_name = "A..B", value_parser = points)]
    pub points: Option<Range<usize>>,
    /// HDF5 file to write; table and figures go beside it [default: results/NAME.h5].
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace existing files, and give up what is kept of another sweep that was interrupted.
    #[arg(long)]
    pub force: bool,
    /// Print the result as one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// A range of points.
fn points(text: &str) -> Result<Range<usize>, String> {
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let range = text.split_once("..").and_then(|(first, end)| Some(number(first)?..number(end)?));
    range
        .filter(|range| !range.is_empty())
        .ok_or("give the first point and the one behind the last, such as 0..10".into())
}

const EXAMPLES: &str = "\
Examples:
  ferrospike new segments.toml --from sweep        an experiment with a table [vary], to be edited
  ferrospike check segments.toml                   read and check every point without running
  ferrospike sweep segments.toml                   run all points; rerun: continue where it stopped
  ferrospike sweep segments.toml --splits 3 --json
  ferrospike sweep segments.toml --points 0..5 -o first-half.h5

A table [vary] in an experiment names keys by their paths:
  [vary]
  \"wires.segment\" = [\"0 ohm\", \"1 ohm\", \"10 ohm\"]        a list
  \"neuron.lif.tau_m\" = { from = \"100 ns\", to = \"2 us\", points = 4, scale = \"log\" }
                                                                or a grid: linear or log

  [vary.latin_hypercube]      or [vary.random]: values drawn from lists and ranges
  points = 20
  seed = 1
  \"training.vote\" = [1, 3, 5]
  \"neuron.lif.homeostasis\" = { from = 0.001, to = 0.1, scale = \"log\" }
The points are all combinations of the lists and grids, each with every point of the sample.
A number at the end of a path is a piece of a waveform: \"spikes.post.1\" is the time from corner 1
to corner 2.";
