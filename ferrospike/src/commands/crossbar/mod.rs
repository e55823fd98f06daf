//! `ferrospike crossbar`: circuits at rest and as netlists.

mod export_spice;
mod keep;
mod problem;
mod problem_netlist;
mod report;
mod solve;

use crate::cli::{Crossbar, CrossbarTask};
use crate::failure::Failure;

/// Runs a task on a crossbar.
///
/// # Errors
/// [`Failure`] for impossible values and circuits that cannot be solved, and when a result cannot be written.
pub fn run(arguments: &Crossbar) -> Result<(), Failure> {
    match &arguments.task {
        CrossbarTask::Solve(arguments) => solve::solve(arguments),
        CrossbarTask::ExportSpice(arguments) => export_spice::export(arguments),
    }
}
