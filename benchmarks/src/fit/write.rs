//! The parameter file that a fit leaves behind.

use devices::catalogue::Entry;
use devices::units::engineering;
use toml::{Table, Value};

use super::{Experiment, Measured};

/// Text of a complete parameter file with the fitted values; [`Entry::parse`] reads it.
pub(super) fn parameter_file(
    entry: &Entry,
    parameters: &Table,
    fitted: &Table,
    measured: &Measured,
    origin: &str,
) -> String {
    let mut file: Table = entry.text.parse().unwrap_or_default();
    let mut set = |key: &str, value: String| file.insert(key.into(), Value::String(value));
    set("description", format!("{} fitted to {origin}", entry.name));
    set("source", format!("fit of {} to {origin}; set: {}", entry.model, entry.source));
    set("validity", range(measured));
    set("status", "unverified".into());
    let mut values = parameters.clone();
    super::model::overlay(&mut values, fitted);
    file.insert("parameters".into(), Value::Table(values));
    file.to_string()
}

/// The pulses that were measured.
fn range(measured: &Measured) -> String {
    let (voltages, times) = match &measured.experiment {
        Experiment::Sweep { time, voltage } => (voltage, time.windows(2).map(|pair| pair[1] - pair[0]).collect()),
        Experiment::Pulses { voltage, width } => (voltage, width.clone()),
        Experiment::Switching { voltage, time } => (voltage, time.clone()),
    };
    let ends = |values: &[f64], unit: &str| {
        let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (v.min(l), v.max(h)));
        format!("{} to {}", engineering(low, unit), engineering(high, unit))
    };
    format!("as measured: {}, {}", ends(voltages, "V"), ends(&times, "s"))
}
