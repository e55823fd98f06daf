//! `ferrospike crossbar`: static circuits.

use std::time::Instant;

use crossbar::{Automatic, Circuit, Direct, LinearSolver, Nodes, Reference, SolveError, SolveStats, end_currents};
use devices::units::{CONDUCTANCE, RESISTANCE, VOLTAGE, engineering};

use crate::cli::{Crossbar, CrossbarTask, Solve};
use crate::commands::export_spice;
use crate::commands::quantity::quantity;
use crate::failure::Failure;
use crate::output::print;
use crate::table::table;

/// Largest reference problem (lines); its solution takes about 2 GiB.
const LARGEST: usize = 8192;

/// Columns that the table shows; `--json` gives all.
const SHOWN: usize = 8;

/// Runs a task on a crossbar.
///
/// # Errors
/// [`Failure`] for impossible values and circuits that cannot be solved.
pub fn run(arguments: &Crossbar) -> Result<(), Failure> {
    match &arguments.task {
        CrossbarTask::Solve(arguments) => solve(arguments),
        CrossbarTask::ExportSpice(arguments) => export_spice::export(arguments),
    }
}

fn solve(arguments: &Solve) -> Result<(), Failure> {
    if !(1..=LARGEST).contains(&arguments.random) {
        let given = arguments.random;
        return Err(Failure::usage(format!("--random {given}: the array needs 1 to {LARGEST} lines")));
    }
    let reference = Reference {
        size: arguments.random,
        seed: arguments.seed,
        segment: quantity("segment", &arguments.segment, RESISTANCE)?,
        g_min: quantity("g-min", &arguments.g_min, CONDUCTANCE)?,
        g_max: quantity("g-max", &arguments.g_max, CONDUCTANCE)?,
        v_max: quantity("v-max", &arguments.v_max, VOLTAGE)?,
    };
    if !(reference.g_min > 0.0 && reference.g_max >= reference.g_min) {
        let range = format!("--g-min {} --g-max {}", arguments.g_min, arguments.g_max);
        return Err(Failure::usage(format!("{range}: conductances must satisfy 0 < g-min <= g-max")));
    }
    let (wires, drive, conductances) = reference.circuit();
    let mut solver: Box<dyn LinearSolver> =
        if arguments.direct { Box::new(Direct::default()) } else { Box::new(Automatic::new()) };
    let circuit = Circuit::ohmic(&wires, &drive, &conductances);
    let mut nodes = Nodes::default();
    let started = Instant::now();
    let stats = solver.solve(&circuit, &mut nodes).map_err(|error| match error {
        SolveError::Stalled { .. } => {
            Failure::usage_help(error, "add --direct: the sparse direct solver does not iterate")
        }
        _ => Failure::usage(error),
    })?;
    let seconds = started.elapsed().as_secs_f64();
    let outputs = end_currents(&circuit, &nodes).bottom;
    print(&if arguments.json { as_json(&outputs, stats, seconds) } else { as_table(&outputs, stats, seconds) })
}

fn as_json(outputs: &[f64], stats: SolveStats, seconds: f64) -> String {
    serde_json::json!({
        "outputs": outputs,
        "iterations": stats.iterations,
        "residual": stats.residual,
        "seconds": seconds,
    })
    .to_string()
}

fn as_table(outputs: &[f64], stats: SolveStats, seconds: f64) -> String {
    let shown = outputs.iter().enumerate().take(SHOWN);
    let rows = shown.map(|(column, &current)| [column.to_string(), engineering(current, "A")]);
    let mut text = table(["column", "current"], rows).to_string();
    if outputs.len() > SHOWN {
        text += &format!("\n… and {} more columns; --json prints all", outputs.len() - SHOWN);
    }
    let sum = outputs.iter().sum();
    text + &format!(
        "\nsum {}; {} iterations, residual {}, {}",
        engineering(sum, "A"),
        stats.iterations,
        residual(stats.residual),
        engineering(seconds, "s")
    )
}

/// The residual, which is exactly 0 when rounding explains all of it.
fn residual(value: f64) -> String {
    if value == 0.0 { "below rounding".into() } else { format!("{value:.1e}") }
}
