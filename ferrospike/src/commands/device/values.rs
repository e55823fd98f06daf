//! Values given on the command line, checked.

use devices::units::{TIME, VOLTAGE, engineering};

use crate::commands::quantity::quantity;
use crate::failure::Failure;

/// Largest number of devices, pulses, delays or lengths in one measurement.
pub const LARGEST: usize = 100_000;

/// Largest voltage (V): far above any device here, far below overflow.
const LARGEST_VOLTAGE: f64 = 1e3;

/// Longest time (s), thirty thousand years.
const LONGEST: f64 = 1e12;

/// A voltage of at most 1 kV.
///
/// # Errors
/// [`Failure`] naming the option.
pub fn voltage(option: &str, text: &str) -> Result<f64, Failure> {
    let voltage = quantity(option, text, VOLTAGE)?;
    if voltage.abs() <= LARGEST_VOLTAGE {
        return Ok(voltage);
    }
    Err(Failure::usage(format!("--{option} {text}: give a voltage between -1 kV and 1 kV")))
}

/// A time from `shortest` (s) on.
///
/// # Errors
/// [`Failure`] naming the option.
pub fn time(option: &str, text: &str, shortest: f64) -> Result<f64, Failure> {
    let time = quantity(option, text, TIME)?;
    if (shortest..=LONGEST).contains(&time) {
        return Ok(time);
    }
    let range = format!("from {} to {}", engineering(shortest, "s"), engineering(LONGEST, "s"));
    Err(Failure::usage(format!("--{option} {text}: give a time {range}")))
}

/// Shortest time that takes part in a measurement (s).
pub const SHORTEST: f64 = 1e-18;

/// A time above 0 s.
///
/// # Errors
/// [`Failure`] naming the option.
pub fn duration(option: &str, text: &str) -> Result<f64, Failure> {
    time(option, text, SHORTEST)
}

/// What `text` says, else `default`.
///
/// # Errors
/// As `read`.
pub fn or<T>(
    default: T,
    option: &str,
    text: Option<&String>,
    read: fn(&str, &str) -> Result<T, Failure>,
) -> Result<T, Failure> {
    text.map_or(Ok(default), |text| read(option, text))
}

/// A count from 1 to [`LARGEST`].
///
/// # Errors
/// [`Failure`] naming the option.
pub fn count(option: &str, value: usize) -> Result<usize, Failure> {
    if (1..=LARGEST).contains(&value) {
        return Ok(value);
    }
    Err(Failure::usage(format!("--{option} {value}: give a number from 1 to {LARGEST}")))
}

/// A position from 0 (off) to 1 (on).
///
/// # Errors
/// [`Failure`] naming the option.
pub fn position(option: &str, value: f64) -> Result<f64, Failure> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    Err(Failure::usage(format!("--{option} {value}: the position runs from 0 (off) to 1 (on)")))
}

/// Times evenly spaced in their logarithm.
///
/// # Errors
/// [`Failure`] when the range is empty or holds too many.
pub fn logarithmic_times(shortest: f64, longest: f64, per_decade: usize) -> Result<Vec<f64>, Failure> {
    count("per-decade", per_decade)?;
    if shortest > longest {
        let range = format!("--shortest {} --longest {}", engineering(shortest, "s"), engineering(longest, "s"));
        return Err(Failure::usage(format!("{range}: times must satisfy 0 s < shortest <= longest")));
    }
    let times = ((longest / shortest).log10() * per_decade as f64).round() as usize + 1;
    if times > LARGEST {
        return Err(Failure::usage(format!(
            "--per-decade {per_decade}: that makes {times} times; at most {LARGEST} fit"
        )));
    }
    Ok(benchmarks::measure::logarithmic(shortest, longest, per_decade))
}

/// The elements of a list that is not empty, each read by `read`.
///
/// # Errors
/// As `read`; for too many elements.
pub fn list(option: &str, texts: &[String], read: fn(&str, &str) -> Result<f64, Failure>) -> Result<Vec<f64>, Failure> {
    count(option, texts.len())?;
    texts.iter().map(|text| read(option, text.trim())).collect()
}
