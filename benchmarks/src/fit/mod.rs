//! Fits the parameters of a device to a measurement.
//!
//! Least squares by Levenberg and Marquardt; quantities are fitted in their logarithm, so that signs hold and scales
//! from femtoseconds to volts need no care; from several starts where one leaves a misfit. Intervals come from the
//! curvature at the minimum.

mod confidence;
mod error;
mod example;
mod free;
mod measured;
mod model;
mod problem;
mod record;
mod search;
mod write;

use devices::catalogue::Entry;
use nalgebra::DVector;
use toml::Table;

pub use confidence::Estimate;
pub use error::FitError;
pub use example::example;
pub use free::FreeParameter;
pub use measured::{Experiment, Measured};
pub(crate) use record::figure;
pub use record::record;

use model::Model;
use problem::Problem;
use search::Found;

/// What is fitted, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Parameters that are fitted, as `up.random_field.alpha`; empty for all that have an influence.
    pub keys: Vec<String>,
    /// Where the fit starts: changes to the parameter set.
    pub start: Table,
    /// Voltage at which conductances were read (V).
    pub read: f64,
    /// Devices whose mean is compared with the measurement; 1 for sets in which nothing is random.
    pub repeats: usize,
    /// Seed of every random draw.
    pub seed: u64,
}

/// A fitted device.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The parameters that were fitted.
    pub estimates: Vec<Estimate>,
    /// The measurement.
    pub measured: Measured,
    /// What the fitted device gives in place of each measured value.
    pub model: Vec<f64>,
    /// What the device gives at the start of the fit.
    pub before: Vec<f64>,
    /// Root mean square of the differences, in the unit of the measured values.
    pub rmse: f64,
    /// Part of the variance that the fit explains.
    pub r_squared: f64,
    /// How often the model was computed.
    pub evaluations: usize,
    /// How many descents were made: one, or several from different starts where the first left a misfit.
    pub descents: usize,
    /// How many of them ended with a fit as good as the one that was kept, though not always with the same parameters.
    pub alike: usize,
    /// Why the best one ended.
    pub ending: Ending,
    /// Text of a parameter file with the fitted values.
    pub file: String,
}

/// Why a search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// At a minimum.
    Minimum,
    /// Before a minimum was reached; the text says why.
    Unfinished(String),
}

/// Fits `entry` to `measured`; `origin` names the measurement in the fitted file.
///
/// # Errors
/// [`FitError`] for unknown parameters, values outside the model's range at the start, fewer points than parameters, or
/// data on which none of the parameters has an influence.
pub fn fit(entry: &Entry, measured: Measured, origin: &str, settings: &Settings) -> Result<Fit, FitError> {
    let model = Model::new(entry, &measured, settings)?;
    let candidates = free::parameters(&model.parameters, &settings.keys)?;
    let before = model.predict(&Table::new())?;
    if before.iter().any(|value| !value.is_finite()) {
        return Err(FitError::Start);
    }
    let mut problem = Problem::new(&model, candidates, &before);
    problem.drop_idle(settings.keys.is_empty())?;
    if measured.values.len() <= problem.free.len() {
        return Err(FitError::TooFewPoints { points: measured.values.len(), parameters: problem.keys() });
    }
    let Found { problem, termination, descents, alike } = search::search(problem, settings.seed);
    let estimates = confidence::estimates(&problem);
    let fitted = problem.changes();
    let prediction = problem.prediction.clone();
    let ending = match termination.was_successful() {
        true => Ending::Minimum,
        false => Ending::Unfinished(format!("{termination:?}")),
    };
    Ok(Fit {
        rmse: rmse(&measured.values, &prediction),
        r_squared: r_squared(&measured.values, &prediction),
        evaluations: model.evaluations(),
        descents,
        alike,
        file: write::parameter_file(entry, &model.parameters, &fitted, &measured, origin),
        estimates,
        model: prediction,
        before,
        measured,
        ending,
    })
}

fn rmse(measured: &[f64], model: &[f64]) -> f64 {
    let sum: f64 = measured.iter().zip(model).map(|(a, b)| (a - b).powi(2)).sum();
    (sum / measured.len() as f64).sqrt()
}

/// Coefficient of determination; negative for a model that is worse than the mean.
fn r_squared(measured: &[f64], model: &[f64]) -> f64 {
    let values = DVector::from_column_slice(measured);
    let total = values.add_scalar(-values.mean()).norm_squared();
    1.0 - rmse(measured, model).powi(2) * measured.len() as f64 / total
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
