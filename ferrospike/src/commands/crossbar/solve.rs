//! `ferrospike crossbar solve`.

use benchmarks::problem::{Method, Problem, Solver};
use crossbar::SolveError;
use devices::units::engineering;

use super::keep::Keeper;
use super::problem::read;
use super::report::Report;
use crate::cli::Solve;
use crate::failure::Failure;
use crate::output::print;

/// Solves, keeps and shows a static circuit.
///
/// # Errors
/// [`Failure`] for impossible values and circuits that cannot be solved, and when a result cannot be written.
pub fn solve(arguments: &Solve) -> Result<(), Failure> {
    if arguments.example {
        return print(benchmarks::problem::EXAMPLE.trim_end());
    }
    let problem = read(arguments)?;
    let keeper = Keeper::open(&arguments.kept, &problem, arguments.seed)?;
    let method = if arguments.direct { Method::Direct } else { Method::Automatic };
    let mut solver = Solver::new(&problem, method);
    let mut report = Report::new(&problem, method);
    let refuse = |error: SolveError| refused(&problem, error);
    for batch in problem.batches() {
        let (solutions, seconds) = solver.solve(batch.clone()).map_err(refuse)?;
        for (input, solution) in batch.zip(&solutions) {
            keeper.record(&mut solver, input, solution)?;
            report.add(solution);
            if input == 0 && arguments.kept.transfer {
                report.transfer = Some(solver.transfer(solution).map_err(refuse)?);
            }
        }
        report.seconds += seconds;
    }
    let (rows, columns) = (problem.wires.rows, problem.wires.columns);
    tracing::info!(
        rows,
        columns,
        inputs = problem.drives.len(),
        time = engineering(report.seconds, "s"),
        "solved by {}",
        report.solver()
    );
    let written = keeper.finish(&problem, &report)?;
    if arguments.json {
        return print(&report.json().to_string());
    }
    print(&report.text())?;
    written.iter().try_for_each(|(what, file)| print(&format!("{what:11}{file}")))
}

/// An error of the solver with its place in the problem, and what the command line offers against it.
fn refused(problem: &Problem, error: SolveError) -> Failure {
    match error {
        SolveError::Stalled { .. } => {
            Failure::usage_help(error, "add --direct: the sparse direct solver does not iterate")
        }
        _ => Failure::located(*problem.locate(error)),
    }
}
