//! `ferrospike export`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ferrospike export sonata results/iris.h5   writes results/iris-spikes.h5")]
pub struct Export {
    /// Which format.
    #[command(subcommand)]
    pub task: ExportTask,
}

/// Formats of other programs.
#[derive(Debug, Subcommand)]
pub enum ExportTask {
    /// Spikes as a SONATA spike file, which libsonata, BMTK and NetPyNE read.
    Sonata(Sonata),
}

/// Arguments of `export sonata`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Sonata {
    /// Recorded HDF5 file of `run`, `bench` or `neuron`.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Spike file to write [default: beside the file, NAME-spikes.h5].
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace an existing file.
    #[arg(long)]
    pub force: bool,
    /// Print the path and what was written as one JSON object.
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "\
Neurons are the nodes of one population per split (split_0, ...); training presentations are laid one after the other, times \
are in ms.

Examples:
  ferrospike export sonata results/iris.h5                 writes results/iris-spikes.h5
  ferrospike export sonata results/iris.h5 -o spikes.h5    names the file";
