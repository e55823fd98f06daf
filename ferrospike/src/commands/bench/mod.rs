//! `ferrospike bench`: the benchmark sets, and what is measured on them.

mod baselines;
mod devices;
mod jobs;
mod report;
mod robustness;
mod sets;
mod sizes;
mod terminal;
mod tune;

use benchmarks::bench::BENCHMARKS;

use crate::cli::{Bench, BenchTask};
use crate::failure::Failure;

/// Runs what `bench` is asked for.
///
/// # Errors
/// [`Failure`] when an option is impossible, the circuit cannot be solved, or results cannot be written.
pub fn run(arguments: &Bench) -> Result<(), Failure> {
    match &arguments.task {
        BenchTask::Devices(arguments) => devices::run(arguments),
        BenchTask::Iris(arguments) => sets::run("iris", arguments),
        BenchTask::Wbc(arguments) => sets::run("wbc", arguments),
        BenchTask::Landsat(arguments) => sets::run("landsat", arguments),
        BenchTask::Tune(arguments) => tune::run(arguments),
        BenchTask::All(arguments) => BENCHMARKS.iter().try_for_each(|benchmark| sets::run(benchmark.set, arguments)),
        BenchTask::Robustness(arguments) => robustness::run(arguments),
        BenchTask::Sizes(arguments) => sizes::run(arguments),
    }
}
