//! `ferrospike crossbar`: circuits at rest, in time, and as netlists.

mod export_spice;
mod keep;
mod problem;
mod problem_netlist;
mod reference;
mod report;
mod solve;
mod transient;
mod transient_keep;

use crate::cli::{Crossbar, CrossbarTask};
use crate::failure::Failure;

/// Runs a task on a crossbar.
///
/// # Errors
/// [`Failure`] for impossible values and circuits that cannot be solved, and when a result cannot be written.
pub fn run(arguments: &Crossbar) -> Result<(), Failure> {
    match &arguments.task {
        CrossbarTask::Solve(arguments) => solve::solve(arguments),
        CrossbarTask::Transient(arguments) => transient::run(arguments),
        CrossbarTask::ExportSpice(arguments) => export_spice::export(arguments),
    }
}
