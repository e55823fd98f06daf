//! `ferrospike train surrogate`.

use benchmarks::supervised::SurrogateTraining;
use learning::GaussianPopulation;
use learning::supervised::{Coding, Readout};

use super::prepare::Prepared;
use crate::cli::{CodingChoice, ReadoutChoice, TrainSurrogate};
use crate::commands::device::count;
use crate::failure::Failure;

/// The code of the embedded Iris experiment; its window only scales.
const POPULATION: GaussianPopulation = GaussianPopulation { fields: 6, beta: 1.5, window: 1.0, cutoff: 0.1 };

/// Trains spiking neurons by surrogate gradient, writes the weights, records and shows what came of it.
///
/// # Errors
/// [`Failure`] for unknown data and devices and impossible values, and when the result cannot be written.
pub fn train(arguments: &TrainSurrogate) -> Result<(), Failure> {
    let prepared = Prepared::new(&arguments.common)?;
    let training = SurrogateTraining {
        task: prepared.task(&arguments.common, count("epochs", arguments.epochs)?)?,
        coding: match arguments.coding {
            CodingChoice::Direct => Coding::Direct,
            CodingChoice::Population => Coding::Population(POPULATION),
        },
        steps: count("steps", arguments.steps)?,
        readout: match arguments.readout {
            ReadoutChoice::Counts => Readout::Counts,
            ReadoutChoice::FirstSpike => Readout::FirstSpike,
        },
    };
    prepared.take(&arguments.common, |done| training.run(done))
}
