//! `ferrospike crossbar`: static circuits.

mod keep;
mod problem;
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
    }
}
