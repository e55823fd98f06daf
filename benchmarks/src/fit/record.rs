//! What a fit leaves in an HDF5 file, and its figure.

use traces::figures::{Axis, Curve, Line, Svg};
use traces::{About, Trace, TraceFile, WriteError};

use super::{Experiment, Fit};
use crate::figures::DrawError;

/// Records measurement, model and estimates in group `fit`.
///
/// # Errors
/// [`WriteError`] when the file cannot be written.
pub fn record(trace: &Trace, fit: &Fit) -> Result<(), WriteError> {
    let group = trace.group("fit")?;
    group.index("point", fit.measured.values.len(), "measured value")?;
    let point = |name: &str, unit, long_name: &str, values: &[f64]| {
        group.variable(name, &["point"], About::new(unit, long_name), values)
    };
    let (quantity, unit, long_name) = quantity(&fit.measured.experiment);
    match &fit.measured.experiment {
        Experiment::Pulses { voltage, width } => {
            point("voltage", "V", "pulse amplitude", voltage)?;
            point("width", "s", "pulse length", width)?;
        }
        Experiment::Sweep { time, voltage } | Experiment::Switching { voltage, time } => {
            point("voltage", "V", "voltage", voltage)?;
            point("time", "s", "time, or pulse length", time)?;
        }
    }
    point(quantity, unit, long_name, &fit.measured.values)?;
    point(&format!("{quantity}_model"), unit, &format!("{long_name} of the fitted model"), &fit.model)?;
    point(&format!("{quantity}_start"), unit, &format!("{long_name} of the model at the start"), &fit.before)?;
    let count = |name, long_name, value: usize| group.scalar(name, About::new("1", long_name), value as i64);
    count("descents", "searches from different starts", fit.descents)?;
    count("descents_alike", "how many of them ended with a fit as good", fit.alike)?;
    let keys: Vec<String> = fit.estimates.iter().map(|e| format!("{} ({})", e.key, unit_or_one(&e.unit))).collect();
    group.coordinate("parameter", About::new("", "parameter and its unit"), &keys)?;
    let estimate =
        |name, long_name, values: Vec<f64>| group.variable(name, &["parameter"], About::new("1", long_name), &values);
    let ends = |fit: &Fit, end: fn((f64, f64)) -> f64| -> Vec<f64> {
        fit.estimates.iter().map(|e| e.interval.map_or(f64::NAN, end)).collect()
    };
    estimate(
        "start",
        "value at the start, in the unit of the parameter",
        fit.estimates.iter().map(|e| e.start).collect(),
    )?;
    estimate("value", "fitted value, in the unit of the parameter", fit.estimates.iter().map(|e| e.value).collect())?;
    estimate("low", "lower end of the 95 % interval", ends(fit, |interval| interval.0))?;
    estimate("high", "upper end of the 95 % interval", ends(fit, |interval| interval.1))
}

/// Name, unit and name in words of what was measured.
fn quantity(experiment: &Experiment) -> (&'static str, &'static str, &'static str) {
    match experiment {
        Experiment::Sweep { .. } => ("current", "A", "current"),
        Experiment::Pulses { .. } => ("conductance", "S", "conductance after the pulse"),
        Experiment::Switching { .. } => ("switched_fraction", "1", "switched fraction"),
    }
}

fn unit_or_one(unit: &str) -> &str {
    if unit.is_empty() { "1" } else { unit }
}

/// Measured values as points, the fitted model as a line.
///
/// # Errors
/// [`DrawError`] when the file cannot be read.
pub(crate) fn figure(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let read = |name: &str| trace.read::<f64>(&format!("fit/{name}")).map(|variable| variable.values);
    let variables = trace.variables("fit")?;
    let has = |name: &str| variables.iter().any(|variable| variable == name);
    let voltage = read("voltage")?;
    Ok(Some(if has("current") {
        sweep(&voltage, &read("current")?, &read("current_model")?)
    } else if has("conductance") {
        pulses(&read("conductance")?, &read("conductance_model")?)
    } else {
        switching(&voltage, &read("time")?, &read("switched_fraction")?, &read("switched_fraction_model")?)
    }))
}

fn measured_and_fitted(measured: Vec<(f64, f64)>, model: Vec<(f64, f64)>) -> Vec<Line> {
    vec![Line::dots("measured", measured), Line::new("fitted model", model)]
}

fn sweep(voltage: &[f64], measured: &[f64], model: &[f64]) -> Svg {
    let points = |values: &[f64]| voltage.iter().copied().zip(values.iter().copied()).collect();
    let lines = measured_and_fitted(points(measured), points(model));
    Curve { x: Axis::linear("Voltage", "V"), y: Axis::linear("Current", "A"), lines }.draw()
}

fn pulses(measured: &[f64], model: &[f64]) -> Svg {
    let points = |values: &[f64]| values.iter().enumerate().map(|(k, value)| (k as f64, *value)).collect();
    let lines = measured_and_fitted(points(measured), points(model));
    Curve { x: Axis::whole("Pulse"), y: Axis::linear("Conductance", "S"), lines }.draw()
}

/// Dots and a line for each amplitude.
fn switching(voltage: &[f64], time: &[f64], measured: &[f64], model: &[f64]) -> Svg {
    let mut amplitudes = voltage.to_vec();
    amplitudes.sort_by(f64::total_cmp);
    amplitudes.dedup();
    let of = |amplitude: f64, values: &[f64]| {
        let mut points: Vec<(f64, f64)> =
            (0..time.len()).filter(|&k| voltage[k] == amplitude).map(|k| (time[k], values[k])).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    };
    let line = |&v: &f64| Line::with_model(&format!("{v} V"), of(v, measured), of(v, model));
    let lines = amplitudes.iter().map(line).collect();
    Curve { x: Axis::logarithmic("Pulse length", "s"), y: Axis::linear("Switched fraction", "1"), lines }.draw()
}
