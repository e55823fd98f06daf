//! How well the data determine each parameter.

use nalgebra::{DMatrix, SVD};
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::problem::Problem;

/// A fitted parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Where it stands in the parameter file.
    pub key: String,
    /// Its unit; empty for a plain number.
    pub unit: String,
    /// Value at the start of the fit.
    pub start: f64,
    /// Fitted value.
    pub value: f64,
    /// Interval of 95 % confidence; `None` when the data do not determine the parameter.
    pub interval: Option<(f64, f64)>,
}

/// Directions in which the data change less than this often the pull to the start count as not determined by them: elsewhere
/// the pull moves nothing, as it is taken twice, by more than 1e-6 of the distance from the start.
const ABOVE_PULL: f64 = 30.0;

/// Half an interval of ln(parameter) from which it says nothing: a hundred times more or less.
const WIDEST: f64 = 4.6;

/// Largest part of an undetermined direction that a determined parameter may have.
const LARGEST_SHARE: f64 = 1e-3;

/// The fitted parameters with intervals from the linearized model: covariance s^2 (J^T J)^-1, s^2 the sum of squares
/// over the degrees of freedom, quantile of Student's t.
pub(super) fn estimates(problem: &Problem<'_>) -> Vec<Estimate> {
    let differences = problem.differences();
    let (variances, rank) = variances(problem.derivatives(), ABOVE_PULL * problem.pull);
    let freedom = differences.len().saturating_sub(rank).max(1) as f64;
    let variance = differences.norm_squared() / freedom;
    let quantile = StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |t| t.inverse_cdf(0.975));
    let free = problem.free.iter().zip(problem.theta.iter()).zip(variances);
    free.map(|((parameter, &theta), own)| {
        let half = own.map(|own| quantile * (own * variance).sqrt()).filter(|half| *half < WIDEST);
        let mut ends = half.map(|half| (parameter.value(theta - half), parameter.value(theta + half)));
        if let Some((low, high)) = &mut ends
            && low > high
        {
            std::mem::swap(low, high); // a negative parameter
        }
        Estimate {
            key: parameter.key.clone(),
            unit: parameter.unit.clone(),
            start: parameter.start,
            value: parameter.value(theta),
            interval: ends,
        }
    })
    .collect()
}

/// Diagonal of (J^T J)^-1, `None` for parameters with a share in a direction whose singular value is no more than `smallest`; and
/// the number of the others.
fn variances(jacobian: DMatrix<f64>, smallest: f64) -> (Vec<Option<f64>>, usize) {
    let parameters = jacobian.ncols();
    let SVD { v_t, singular_values, .. } = SVD::new(jacobian, false, true);
    let Some(v_t) = v_t else { return (vec![None; parameters], parameters) };
    let rank = singular_values.iter().filter(|value| **value > smallest).count();
    let of = (0..parameters)
        .map(|k| {
            let directions = || singular_values.iter().zip(v_t.column(k).iter().copied().collect::<Vec<_>>());
            let blind = directions().any(|(&value, share)| value <= smallest && share.abs() > LARGEST_SHARE);
            let seen = directions().filter(|(value, _)| **value > smallest);
            (!blind).then(|| seen.map(|(value, share)| (share / value).powi(2)).sum())
        })
        .collect();
    (of, rank)
}
