//! `ferrospike train`: networks trained with labels, on devices.

mod convert;
mod prepare;
mod surrogate;

use crate::cli::{Method, Train};
use crate::failure::Failure;

/// Trains a network, writes its weights onto devices and tests it there.
///
/// # Errors
/// [`Failure`] for unknown data and devices and impossible values, and when the result cannot be written.
pub fn train(arguments: &Train) -> Result<(), Failure> {
    match &arguments.method {
        Method::Surrogate(arguments) => surrogate::train(arguments),
        Method::Convert(arguments) => convert::train(arguments),
    }
}
