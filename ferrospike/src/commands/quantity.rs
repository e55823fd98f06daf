//! Quantities given on the command line.

use devices::units::{self, Dimension};

use crate::failure::Failure;

/// A quantity given on the command line.
///
/// # Errors
/// [`Failure`] naming the option.
pub fn quantity(option: &str, text: &str, dimension: Dimension) -> Result<f64, Failure> {
    units::parse(text, dimension).map_err(|error| Failure::usage(format!("--{option}: {error}")))
}
