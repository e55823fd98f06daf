//! The least-squares problem: differences between model and measurement, each in units of its deviation, and a slight pull of
//! each parameter towards its start.

use levenberg_marquardt::LeastSquaresProblem;
use nalgebra::{DMatrix, DVector, Dyn, Owned};
use rayon::prelude::*;
use toml::Table;

use super::model::Model;
use super::{FitError, FreeParameter, Measured};

/// Step of ln(parameter) for the derivatives: central differences are then good to 1e-8 while models that integrate
/// with a relative error of 1e-9 still give five digits.
const STEP: f64 = 1e-4;

/// Difference, in deviations, that stands for a point at which the model cannot be computed; steps there are refused. Its
/// square is a number.
const IMPOSSIBLE: f64 = 1e100;

/// Weight of each ln(parameter) among the differences, as a part of how much all parameters together change these: what the
/// data do not determine stays near its start instead of running off.
const PULL: f64 = 1e-6;

/// Model and measurement at one point of the search.
#[derive(Clone)]
pub(super) struct Problem<'a> {
    model: &'a Model<'a>,
    pub free: Vec<FreeParameter>,
    /// Logarithm of each parameter over its start.
    pub theta: DVector<f64>,
    /// The place that parameters are pulled to.
    anchor: DVector<f64>,
    /// How strongly: the weight of a distance of 1 from there, in deviations.
    pub pull: f64,
    /// What the model gives there; empty where it cannot be computed.
    pub prediction: Vec<f64>,
}

impl<'a> Problem<'a> {
    /// The start of the search, where the model gives `before`.
    pub fn new(model: &'a Model<'a>, free: Vec<FreeParameter>, before: &[f64]) -> Self {
        let theta = DVector::zeros(free.len());
        Self { model, free, anchor: theta.clone(), theta, pull: 0.0, prediction: before.to_vec() }
    }

    /// Names of the free parameters.
    pub fn keys(&self) -> Vec<String> {
        self.free.iter().map(|parameter| parameter.key.clone()).collect()
    }

    /// Sum of squares of the differences, infinite where the model cannot be computed.
    pub fn misfit(&self) -> f64 {
        if self.prediction.is_empty() { f64::INFINITY } else { self.differences().norm_squared() }
    }

    /// The least sum of squares of a model that gives one value for all data.
    pub fn variation(&self) -> f64 {
        let Measured { values, deviations, .. } = self.model.measured;
        let weights = || deviations.iter().map(|sd| sd.powi(-2));
        let mean = weights().zip(values).map(|(weight, value)| weight * value).sum::<f64>() / weights().sum::<f64>();
        values.iter().zip(deviations).map(|(value, sd)| ((value - mean) / sd).powi(2)).sum()
    }

    /// Parameters are pulled to where they are now.
    pub fn drop_anchor(&mut self) {
        self.anchor.copy_from(&self.theta);
    }

    /// Parameters on which the data do not depend are held where `may_hold`, and are an error otherwise.
    pub fn drop_idle(&mut self, may_hold: bool) -> Result<(), FitError> {
        let jacobian = self.derivatives();
        let idle: Vec<bool> = jacobian.column_iter().map(|column| column.amax() <= 1e-9).collect();
        let keys: Vec<String> =
            self.keys().into_iter().zip(&idle).filter(|(_, idle)| **idle).map(|(key, _)| key).collect();
        if !keys.is_empty() && (!may_hold || keys.len() == self.free.len()) {
            return Err(FitError::NoInfluence { keys });
        }
        let mut idle = idle.into_iter();
        self.free.retain(|_| !idle.next().unwrap_or(false));
        self.theta = DVector::zeros(self.free.len());
        self.anchor = self.theta.clone();
        self.pull = PULL * jacobian.norm();
        Ok(())
    }

    /// The parameters at the present point.
    pub fn changes(&self) -> Table {
        self.changes_at(&self.theta)
    }

    fn changes_at(&self, theta: &DVector<f64>) -> Table {
        let mut changes = Table::new();
        for (parameter, &theta) in self.free.iter().zip(theta.iter()) {
            parameter.set(theta, &mut changes);
        }
        changes
    }

    fn predict(&self, theta: &DVector<f64>) -> Option<Vec<f64>> {
        let values = self.model.predict(&self.changes_at(theta)).ok()?;
        values.iter().all(|value| value.is_finite()).then_some(values)
    }

    /// Differences between model and measurement, each in units of its deviation.
    pub fn differences(&self) -> DVector<f64> {
        let measured = self.model.measured;
        if self.prediction.is_empty() {
            return DVector::repeat(measured.values.len(), IMPOSSIBLE);
        }
        let pairs = self.prediction.iter().zip(&measured.values).zip(&measured.deviations);
        DVector::from_iterator(measured.values.len(), pairs.map(|((model, value), sd)| (model - value) / sd))
    }

    /// Derivative of each difference by each ln(parameter); one-sided at the edge of a parameter's range.
    pub fn derivatives(&self) -> DMatrix<f64> {
        let deviations = &self.model.measured.deviations;
        let columns: Vec<DVector<f64>> = (0..self.free.len())
            .into_par_iter()
            .map(|k| {
                let shifted = |step: f64| {
                    let mut theta = self.theta.clone();
                    theta[k] += step;
                    self.predict(&theta).map(|values| (values, step))
                };
                let here = || (self.prediction.clone(), 0.0);
                let (up, high) = shifted(STEP).unwrap_or_else(here);
                let (down, low) = shifted(-STEP).unwrap_or_else(here);
                let width = if high > low { high - low } else { 1.0 };
                let slopes = up.iter().zip(&down).zip(deviations).map(|((up, down), sd)| (up - down) / (width * sd));
                DVector::from_iterator(deviations.len(), slopes)
            })
            .collect();
        DMatrix::from_columns(&columns)
    }
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Problem<'_> {
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;
    type ParameterStorage = Owned<f64, Dyn>;

    fn set_params(&mut self, theta: &DVector<f64>) {
        self.theta.copy_from(theta);
        self.prediction = self.predict(theta).unwrap_or_default();
    }

    fn params(&self) -> DVector<f64> {
        self.theta.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        let (differences, pull) = (self.differences(), self.pull * (&self.theta - &self.anchor));
        let all = differences.iter().chain(pull.iter()).copied();
        Some(DVector::from_iterator(differences.len() + pull.len(), all))
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        if self.prediction.is_empty() {
            return None;
        }
        let (derivatives, parameters) = (self.derivatives(), self.free.len());
        let (rows, pull) = (derivatives.nrows(), self.pull * DMatrix::identity(parameters, parameters));
        let mut jacobian = derivatives.insert_rows(rows, parameters, 0.0);
        jacobian.rows_mut(rows, parameters).copy_from(&pull);
        Some(jacobian)
    }
}
