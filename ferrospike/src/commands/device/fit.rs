//! `ferrospike device fit`: parameters of a device from a measurement.

use std::path::Path;

use benchmarks::fit::{Ending, Estimate, Fit as Fitted, FitError, Measured, Settings, example, fit as fit_to, record};
use devices::catalogue::Entry;
use devices::units::VOLTAGE;
use traces::whole_file;

use super::set::{changed_text, choose, stem};
use super::values::count;
use crate::cli::Fit;
use crate::commands::quantity::quantity;
use crate::failure::Failure;
use crate::output::print;
use crate::results::{Destination, display};
use crate::table::table;

/// Fits a parameter set to a measurement, or prints an example of one.
///
/// # Errors
/// [`Failure`] for unusable data and parameters, before anything is written.
pub fn fit(arguments: &Fit) -> Result<(), Failure> {
    let (entry, changes) = choose(&arguments.choice)?;
    let settings = Settings {
        keys: arguments.fit.clone(),
        start: changes,
        read: match &arguments.read {
            Some(text) => quantity("read", text, VOLTAGE)?,
            None => entry.protocol.read,
        },
        repeats: count("repeats", arguments.repeats)?,
        seed: arguments.seed,
    };
    let Some(data) = &arguments.data else {
        return print(example(&entry, &settings).map_err(failure)?.trim_end());
    };
    let text = std::fs::read_to_string(data).map_err(|error| {
        let help = "give the path of a CSV file; --example prints one";
        Failure::usage_help(format!("cannot read `{}`: {error}", data.display()), help)
    })?;
    let measured = Measured::parse(&display(data), &text).map_err(failure)?;
    let fitted = fit_to(&entry, measured, &file_name(data), &settings).map_err(failure)?;
    write(arguments, &entry, &fitted)
}

fn failure(error: FitError) -> Failure {
    Failure::usage(error)
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| display(path), |name| name.to_string_lossy().into_owned())
}

/// Table, HDF5 file, parameter file and figure.
fn write(arguments: &Fit, entry: &Entry, fitted: &Fitted) -> Result<(), Failure> {
    let destination = Destination::new(&format!("fit-{}", stem(&entry.name)), &arguments.output)?;
    let parameters = destination.beside("toml")?;
    let text = changed_text(entry, &arguments.choice);
    let trace = destination.create(arguments.seed, &text, vec![entry.source.clone()])?;
    record(&trace, fitted).map_err(Failure::run)?;
    whole_file::write(&parameters, &fitted.file)
        .map_err(|error| Failure::run(format!("cannot write {}: {error}", display(&parameters))))?;
    let file = trace.finish().map_err(Failure::run)?;
    let drawn = benchmarks::figures::draw(&file, &destination.figures).map_err(Failure::run)?;
    if arguments.json {
        return print(&as_json(fitted, &file, &parameters));
    }
    print(&as_table(fitted))?;
    print(&format!("\nrecorded    {}\nparameters  {}", display(&file), display(&parameters)))?;
    drawn.iter().try_for_each(|path| print(&format!("figure      {}", display(path))))
}

fn as_table(fitted: &Fitted) -> String {
    let rows = fitted.estimates.iter().map(|estimate| {
        let number = |value: f64| format!("{} {}", significant(value), estimate.unit).trim_end().to_owned();
        [estimate.key.clone(), number(estimate.start), number(estimate.value), interval(estimate)]
    });
    let ending = match &fitted.ending {
        Ending::Minimum => "at a minimum".to_owned(),
        Ending::Unfinished(reason) => format!("NOT at a minimum: {reason}"),
    };
    let descents = match (fitted.descents, fitted.alike) {
        (1, _) => String::new(),
        (all, alike) => format!("; {alike} of {all} descents from different starts fit as well"),
    };
    let open = fitted.estimates.iter().any(|estimate| estimate.interval.is_none());
    let hint = if open {
        "\nparameters that are not determined can make up for one another: name fewer with --fit"
    } else {
        ""
    };
    let poor = if fitted.r_squared < 0.0 {
        "\nR2 below 0: the mean of the values describes them better; check units and parameters, start nearer with --change"
    } else {
        ""
    };
    format!(
        "{}\n{} points, R2 = {:.5}, root mean square of the differences {:.3e}; {} evaluations, ended {ending}{descents}{hint}{poor}",
        table(["parameter", "start", "fitted", "95 % confidence"], rows),
        fitted.measured.values.len(),
        fitted.r_squared,
        fitted.rmse,
        fitted.evaluations
    )
}

fn interval(estimate: &Estimate) -> String {
    match estimate.interval {
        Some((low, high)) => format!("{} … {}", significant(low), significant(high)),
        None => "not determined by these data".into(),
    }
}

/// Five significant digits.
fn significant(value: f64) -> String {
    if value != 0.0 && !(1e-3..1e5).contains(&value.abs()) {
        return format!("{value:.4e}");
    }
    let digits = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    format!("{value:.*}", (4 - digits).clamp(0, 8) as usize)
}

fn as_json(fitted: &Fitted, file: &Path, parameters: &Path) -> String {
    let estimates: Vec<_> = fitted
        .estimates
        .iter()
        .map(|e| {
            serde_json::json!({
                "key": e.key, "unit": e.unit, "start": e.start, "value": e.value,
                "low": e.interval.map(|i| i.0), "high": e.interval.map(|i| i.1),
            })
        })
        .collect();
    serde_json::json!({
        "parameters": estimates,
        "points": fitted.measured.values.len(),
        "r_squared": fitted.r_squared,
        "rmse": fitted.rmse,
        "evaluations": fitted.evaluations,
        "descents": fitted.descents,
        "descents_alike": fitted.alike,
        "at_minimum": fitted.ending == Ending::Minimum,
        "file": file,
        "parameter_file": parameters,
    })
    .to_string()
}
