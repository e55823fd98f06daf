//! The problem that the command line names.

use std::path::Path;

use benchmarks::problem::{Devices, Matrix, Problem};
use devices::units::{RESISTANCE, VOLTAGE};

use super::reference::{Texts, reference};
use crate::cli::Solve;
use crate::commands::quantity::quantity;
use crate::failure::Failure;

/// Largest reference problem (lines); its solution takes about 6 GiB.
const LARGEST: usize = 8192;

/// Segments of problems that do not say theirs.
const SEGMENT: &str = "1 ohm";

/// The problem in the file, or the reference problem.
///
/// # Errors
/// [`Failure`] for impossible values and files that cannot be used.
pub fn read(arguments: &Solve) -> Result<Problem, Failure> {
    let Some(path) = &arguments.problem else {
        return random(arguments, arguments.random.unwrap_or(0));
    };
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        return matrix(arguments, path);
    }
    for (option, given, key) in
        [("segment", &arguments.segment, "[wires]"), ("voltages", &arguments.voltages, "[drive]")]
    {
        if given.is_some() {
            let name = path.display();
            return Err(Failure::usage(format!("--{option}: {name} says this under {key}; leave the option out")));
        }
    }
    let problem = Problem::open(path).map_err(|error| Failure::located(*error))?;
    if arguments.direct && matches!(problem.devices, Devices::Model(_)) {
        let reason = "Newton's method chooses the solver for devices of a model; leave the option out";
        return Err(Failure::usage(format!("--direct: {reason}")));
    }
    if problem.drives.is_empty() {
        let name = path.display();
        return Err(Failure::usage(format!("{name} has waveforms but no [drive], which a static circuit needs")));
    }
    Ok(problem)
}

fn segment(arguments: &Solve) -> Result<f64, Failure> {
    quantity("segment", arguments.segment.as_deref().unwrap_or(SEGMENT), RESISTANCE)
}

fn random(arguments: &Solve, size: usize) -> Result<Problem, Failure> {
    if !(1..=LARGEST).contains(&size) {
        return Err(Failure::usage(format!("--random {size}: the array needs 1 to {LARGEST} lines")));
    }
    let texts = Texts {
        segment: arguments.segment.as_deref().unwrap_or(SEGMENT),
        g_min: &arguments.g_min,
        g_max: &arguments.g_max,
        v_max: &arguments.v_max,
    };
    let reference = reference(size, arguments.seed, &texts)?;
    Ok(Problem::reference(reference))
}

/// A bare matrix of conductances under `--segment` and `--voltages`.
fn matrix(arguments: &Solve, path: &Path) -> Result<Problem, Failure> {
    let conductances = Matrix::conductances(path).map_err(Failure::usage)?;
    let Some(given) = &arguments.voltages else {
        let help =
            "give one for all rows, such as --voltages '0.2 V', one per row, or a CSV file with a line per input";
        return Err(Failure::usage_help(format!("{}: --voltages is missing", path.display()), help));
    };
    let file = Path::new(given);
    let voltages = if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        Matrix::inputs(file).map_err(|problem| Failure::usage(format!("--voltages: {problem}")))?
    } else {
        let values: Result<Vec<f64>, Failure> =
            given.split(',').map(|text| quantity("voltages", text.trim(), VOLTAGE)).collect();
        let values = values?;
        Matrix { rows: 1, columns: values.len(), values }
    };
    Problem::of_matrix(&path.display().to_string(), conductances, segment(arguments)?, &voltages)
        .map_err(|error| Failure::located(*error))
}
