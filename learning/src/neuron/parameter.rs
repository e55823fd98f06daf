//! Ranges of parameters, checked once.

use devices::units::engineering;

use super::NeuronError;

/// # Errors
/// [`NeuronError::Parameter`] unless `value` (in `unit`) is finite and above zero.
pub(super) fn positive(name: &'static str, value: f64, unit: &str) -> Result<(), NeuronError> {
    require(name, value, unit, value > 0.0 && value.is_finite(), "has to be finite and above zero")
}

/// # Errors
/// [`NeuronError::Parameter`] unless `value` (in `unit`) is finite and not below zero.
pub(super) fn not_negative(name: &'static str, value: f64, unit: &str) -> Result<(), NeuronError> {
    require(name, value, unit, value >= 0.0 && value.is_finite(), "has to be finite and not negative")
}

/// # Errors
/// [`NeuronError::Parameter`] unless `value` (in `unit`) is finite.
pub(super) fn finite(name: &'static str, value: f64, unit: &str) -> Result<(), NeuronError> {
    require(name, value, unit, value.is_finite(), "has to be finite")
}

/// # Errors
/// [`NeuronError::Parameter`] unless `value` is a permitted error that double precision can meet.
pub(super) fn tolerance(value: f64) -> Result<(), NeuronError> {
    require("tolerance", value, "", (1e-13..=1e-3).contains(&value), "has to lie between 1e-13 and 1e-3")
}

/// # Errors
/// [`NeuronError::Parameter`] with `expected` unless it is `met`.
pub(super) fn require(
    name: &'static str,
    value: f64,
    unit: &str,
    met: bool,
    expected: &'static str,
) -> Result<(), NeuronError> {
    let shown = || match unit {
        "V" | "A" | "s" | "S" | "F" => engineering(value, unit),
        _ => format!("{value} {unit}").trim_end().to_owned(), // takes no prefix
    };
    if met { Ok(()) } else { Err(NeuronError::Parameter { name, value: shown(), expected }) }
}
