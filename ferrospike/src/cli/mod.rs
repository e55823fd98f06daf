//! The command line.

mod bench;
mod book;
mod check;
mod classify;
mod crossbar;
mod device;
mod device_help;
mod experiment;
mod export;
mod export_spice;
mod models;
mod neuron;
mod new;
mod own_table;
mod plot;
mod resume;
mod shell;
mod sweep;
mod train;
mod tune;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use bench::{
    Bench, BenchDevices, BenchNetwork, BenchRobustness, BenchRuns, BenchSet, BenchSets, BenchSizes, BenchTask,
    BenchWires, DeviceTask,
};
pub use book::Book;
pub use check::Check;
pub use classify::{Classify, Format};
pub use crossbar::{Crossbar, CrossbarTask, Kept, Solve, Transient};
pub use device::{
    Choice, Device, Endurance, Fit, Iv, Measured, Measurement, Pulses, Retention, Shape, Spikes, Stdp, StdpArray,
    Switching,
};
pub use experiment::{Changes, Run};
pub use export::{Export, ExportTask, Sonata};
pub use export_spice::ExportSpice;
pub use models::Models;
pub use neuron::{Neuron, Timing};
pub use new::New;
pub use own_table::{MissingChoice, OwnTable};
pub use plot::{PictureFormat, Plot, Report};
pub use resume::Resume;
pub use shell::{Completions, Man};
pub use sweep::Sweep;
pub use train::{CodingChoice, Method, ReadoutChoice, Train, TrainConvert, TrainSurrogate, Trained};
pub use tune::BenchTune;

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
  ferrospike run boyn2017-array               three images learned by an array of 9 x 5 junctions
  ferrospike new mine.toml                    start one, every key explained
  ferrospike check mine.toml                  what would run, or everything that is wrong with it
  ferrospike sweep sweep.toml                 run an experiment at every point of its table [vary]
  ferrospike run --data my.csv --label class  learn a table of your own
  ferrospike resume results/iris.h5           go on with a run that was interrupted
  ferrospike classify network.h5 data.csv     read rows by a network that `run --save-network` saved
  ferrospike device stdp --device bfo_demo    what a pair of spikes does to a junction
  ferrospike device iv --device my-set.toml   current-voltage loop of a device of your own
  ferrospike neuron alif --current '700 pA'   spikes and potential of a neuron that adapts
  ferrospike models                           all device parameter sets
  ferrospike crossbar solve problem.toml      solve a crossbar with line resistance
  ferrospike plot results/iris.h5             draw all figures of a recorded run
  ferrospike plot results/iris.h5 confusion   draw one of them
  ferrospike report results/iris.h5           one page with figures, tables and parameters";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run an experiment from a file, an embedded one by name, or learn a table of your own.
    Run(Run),
    /// Go on with a run, benchmark or sweep that was interrupted, to the same results.
    Resume(Resume),
    /// Classify the rows of a table by a trained network.
    Classify(Classify),
    /// Learn a benchmark data set and print its table.
    Bench(Bench),
    /// Measure single devices: loops, pulse trains, switching kinetics, STDP, retention, endurance.
    Device(Device),
    /// Follow a neuron under a current, or its rate over currents; without a name list all neurons.
    Neuron(Neuron),
    /// Solve a crossbar with line resistance.
    Crossbar(Crossbar),
    /// List the device parameter sets, or show one in full.
    Models(Models),
    /// Train a spiking network with labels and write it onto devices.
    Train(Train),
    /// Draw the figures of a recorded file.
    Plot(Plot),
    /// Write the pages of the documentation that follow from the catalogues and from these help texts.
    #[command(hide = true)]
    Book(Book),
    /// Write a recorded file as one HTML page: summary, figures, tables, parameters, provenance.
    Report(Report),
    /// Write what is recorded in the format of other programs.
    Export(Export),
    /// Run an experiment at every point of its table [vary]: grids, lists, random and Latin-hypercube samples.
    Sweep(Sweep),
    /// Read an experiment, a sweep or another file without running it: what would run, or everything that is wrong.
    Check(Check),
    /// Write a commented experiment file to start from.
    New(New),
    /// Print completions for a shell.
    Completions(Completions),
    /// Print the manual page, or write a page per command.
    Man(Man),
}

/// A number of at least 1.
fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("nothing to run; give at least 1".into()),
        Ok(number) => Ok(number),
        Err(error) => Err(format!("{error}; give a whole number of at least 1")),
    }
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

#[cfg(test)]
mod tests;
