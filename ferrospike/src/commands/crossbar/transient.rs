//! `ferrospike crossbar transient`.

use benchmarks::problem::{Problem, RunSummary, TRANSIENT_EXAMPLE};
use devices::units::engineering;
use serde_json::{Value, json};

use super::transient_keep::Keeper;
use crate::cli::Transient;
use crate::failure::Failure;
use crate::output::print;
use crate::table::table;

/// Runs the devices of a problem through its waveforms, keeps and shows what happened.
///
/// # Errors
/// [`Failure`] for impossible values and arrays that cannot be followed, and when a result cannot be written.
pub fn run(arguments: &Transient) -> Result<(), Failure> {
    let Some(path) = arguments.problem.as_ref().filter(|_| !arguments.example) else {
        return print(TRANSIENT_EXAMPLE.trim_end());
    };
    let problem = Problem::open(path).map_err(|error| Failure::located(*error))?;
    problem.in_time().map_err(|error| Failure::located(*error))?;
    let mut keeper = Keeper::open(arguments, &problem)?;
    let summary = problem.run(&mut keeper).map_err(|error| Failure::located(*error))?;
    let written = keeper.finish()?;
    if arguments.json {
        return print(&as_json(&problem, &summary).to_string());
    }
    print(&text(&problem, &summary))?;
    written.iter().try_for_each(|(what, file)| print(&format!("{what:11}{file}")))
}

/// What the energy that the devices do not dissipate becomes.
fn elsewhere(problem: &Problem) -> &'static str {
    if problem.capacitance.stores() { "energy lost in lines and stored" } else { "energy lost in lines" }
}

fn text(problem: &Problem, summary: &RunSummary) -> String {
    let [least, most] = summary.extremes(problem.wires.columns);
    let position = |(row, column, position): (usize, usize, f64)| format!("{position:.4} at device ({row}, {column})");
    let peak = summary.peak;
    let current =
        format!("{} in column {} at {}", engineering(peak.current, "A"), peak.column, engineering(peak.time, "s"));
    let joules = |value: f64| engineering(value, "J");
    let rows = [
        ("steps", steps(summary)),
        ("energy from the sources", joules(summary.stats.delivered)),
        ("energy into the devices", joules(summary.stats.devices)),
        (elsewhere(problem), joules(summary.elsewhere())),
        ("smallest final position", position(least)),
        ("largest final position", position(most)),
        ("largest column current", current),
        ("time of computation", engineering(summary.seconds, "s")),
    ];
    table(["run", ""], rows.map(|(name, value)| [name.to_owned(), value])).to_string()
}

/// How many there were, and how many of them do not keep the error that is allowed.
fn steps(summary: &RunSummary) -> String {
    match (summary.stats.steps, summary.stats.beyond_tolerance) {
        (steps, 0) => steps.to_string(),
        (steps, missed) => format!("{steps}, of which {missed} miss the tolerance where a device jumps"),
    }
}

fn as_json(problem: &Problem, summary: &RunSummary) -> Value {
    let columns = problem.wires.columns;
    let [least, most] = summary
        .extremes(columns)
        .map(|(row, column, position)| json!({ "row": row, "column": column, "position": position }));
    let (stats, peak) = (summary.stats, summary.peak);
    json!({
        "steps": stats.steps,
        "steps_beyond_tolerance": stats.beyond_tolerance,
        "energy_J": { "sources": stats.delivered, "devices": stats.devices, "elsewhere": summary.elsewhere() },
        "positions": summary.positions.chunks_exact(columns).collect::<Vec<_>>(),
        "smallest_position": least,
        "largest_position": most,
        "largest_column_current": { "current_A": peak.current, "column": peak.column, "time_s": peak.time },
        "seconds": summary.seconds,
    })
}
