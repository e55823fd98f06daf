//! `ferrospike train convert`.

use benchmarks::supervised::Conversion;

use super::prepare::Prepared;
use crate::cli::TrainConvert;
use crate::commands::device::count;
use crate::failure::Failure;

/// Trains a network without spikes, converts it, writes the weights, records and shows what came of it.
///
/// # Errors
/// [`Failure`] for unknown data and devices and impossible values, and when the result cannot be written.
pub fn train(arguments: &TrainConvert) -> Result<(), Failure> {
    let prepared = Prepared::new(&arguments.common)?;
    let conversion = Conversion { task: prepared.task(&arguments.common, count("epochs", arguments.epochs)?)? };
    prepared.take(&arguments.common, |done| conversion.run(done))
}
