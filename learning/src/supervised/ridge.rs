//! A linear read-out with labels: ridge regression on features, in closed form.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use serde::{Deserialize, Serialize};

use super::error::{SupervisedError, check_classes, check_rows};

/// A linear read-out: the class whose output is largest, the lower class in a tie.
///
/// Targets are +1 for the class of a row and -1 for all others. Features are standardized by mean and standard deviation
/// of the training rows, the intercept is not penalized (Hoerl and Kennard 1970, doi:10.1080/00401706.1970.10488634).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ridge {
    /// Mean of each feature over the training rows.
    mean: DVector<f64>,
    /// Standard deviation of each feature over the training rows; 1 for a feature that never varies.
    deviation: DVector<f64>,
    /// Features x classes, for standardized features.
    weights: DMatrix<f64>,
    /// Mean target of each class.
    intercept: DVector<f64>,
    lambda: f64,
    loo_error: f64,
}

/// Training rows, standardized, with what all penalties share.
struct Rows {
    mean: DVector<f64>,
    deviation: DVector<f64>,
    /// Rows x features.
    x: DMatrix<f64>,
    /// Rows x classes, around the intercept.
    y: DMatrix<f64>,
    intercept: DVector<f64>,
    /// X^T X.
    gram: DMatrix<f64>,
    /// X^T Y.
    moment: DMatrix<f64>,
}

impl Ridge {
    /// Penalties that are tried by default: two per decade from 1e-4 to 1e4, for standardized features.
    pub fn lambdas() -> Vec<f64> {
        (-8..=8).map(|k| 10f64.powf(f64::from(k) / 2.0)).collect()
    }

    /// Fits the read-out to training rows with the penalty of the smallest leave-one-out error, the larger in a tie.
    ///
    /// `labels` run from 0 to `classes` - 1. The test rows must not be seen here.
    ///
    /// # Errors
    /// [`SupervisedError`] for rows or labels that are not usable, a class without rows, a penalty that is not positive.
    pub fn fit(rows: &[Vec<f64>], labels: &[usize], classes: usize, lambdas: &[f64]) -> Result<Ridge, SupervisedError> {
        check_classes(labels, classes)?;
        check_rows(rows, labels, classes)?;
        if let Some(lambda) = lambdas.iter().find(|lambda| !(**lambda > 0.0 && lambda.is_finite())) {
            let expected = "a penalty must be finite and above 0";
            return Err(SupervisedError::Setting { name: "lambda", value: lambda.to_string(), expected });
        }
        let rows = Rows::standardized(rows, labels, classes);
        let mut best: Option<Ridge> = None;
        for &lambda in lambdas {
            let ridge = rows.solve(lambda)?;
            let better = |best: &Ridge| (ridge.loo_error, -lambda) < (best.loo_error, -best.lambda);
            if best.as_ref().is_none_or(better) {
                best = Some(ridge);
            }
        }
        let expected = "at least one penalty must be given";
        best.ok_or_else(|| SupervisedError::Setting { name: "lambdas", value: "an empty list".into(), expected })
    }

    /// The penalty that was chosen.
    pub fn lambda(&self) -> f64 {
        self.lambda
    }

    /// Mean squared leave-one-out error over training rows and classes, for targets of -1 and 1.
    pub fn loo_error(&self) -> f64 {
        self.loo_error
    }

    /// Output of each class for a row of features: near 1 for its class, near -1 for the others.
    ///
    /// # Panics
    /// When the row has another number of features than the training rows.
    pub fn outputs(&self, row: &[f64]) -> Vec<f64> {
        let x = (DVector::from_column_slice(row) - &self.mean).component_div(&self.deviation);
        (self.weights.tr_mul(&x) + &self.intercept).as_slice().to_vec()
    }

    /// Class of a row: the largest output, the lower class in a tie.
    pub fn classify(&self, row: &[f64]) -> usize {
        super::largest(&self.outputs(row))
    }
}

impl Rows {
    fn standardized(rows: &[Vec<f64>], labels: &[usize], classes: usize) -> Rows {
        let (count, features) = (rows.len(), rows[0].len());
        let raw = DMatrix::from_fn(count, features, |row, feature| rows[row][feature]);
        let mean = raw.row_mean().transpose();
        let centered = DMatrix::from_fn(count, features, |row, feature| raw[(row, feature)] - mean[feature]);
        let deviation = DVector::from_fn(features, |feature, _| {
            let spread = (centered.column(feature).norm_squared() / count as f64).sqrt();
            // what never varies says nothing: its centered values are rounding
            if spread > 1e-12 * mean[feature].abs() && spread > 0.0 { spread } else { 1.0 }
        });
        let x = DMatrix::from_fn(count, features, |row, feature| centered[(row, feature)] / deviation[feature]);
        let target = DMatrix::from_fn(count, classes, |row, class| if labels[row] == class { 1.0 } else { -1.0 });
        let intercept = target.row_mean().transpose();
        let y = DMatrix::from_fn(count, classes, |row, class| target[(row, class)] - intercept[class]);
        Rows { gram: x.tr_mul(&x), moment: x.tr_mul(&y), mean, deviation, x, y, intercept }
    }

    /// `(X^T X + lambda) W = X^T Y`, and the leave-one-out error.
    fn solve(&self, lambda: f64) -> Result<Ridge, SupervisedError> {
        let mut normal = self.gram.clone();
        (0..normal.nrows()).for_each(|k| normal[(k, k)] += lambda);
        let cholesky = normal.cholesky().ok_or(SupervisedError::Singular { lambda })?;
        let weights = cholesky.solve(&self.moment);
        Ok(Ridge {
            loo_error: self.loo_error(&cholesky, &weights),
            mean: self.mean.clone(),
            deviation: self.deviation.clone(),
            intercept: self.intercept.clone(),
            weights,
            lambda,
        })
    }

    /// Mean square of `e_i / (1 - h_ii)`: the residual of row i when the others alone are fitted (Allen 1974,
    /// doi:10.1080/00401706.1974.10489157), with the standardization of all rows.
    ///
    /// The columns of X have mean 0, so the unpenalized intercept adds `1 / n` to the leverage `x_i^T A^-1 x_i`.
    fn loo_error(&self, cholesky: &Cholesky<f64, Dyn>, weights: &DMatrix<f64>) -> f64 {
        let residuals = &self.y - &self.x * weights;
        let solved = cholesky.solve(&self.x.transpose());
        let count = self.x.nrows();
        let square = |row: usize| {
            let leverage = 1.0 / count as f64 + self.x.row(row).transpose().dot(&solved.column(row));
            residuals.row(row).norm_squared() / (1.0 - leverage).powi(2)
        };
        (0..count).map(square).sum::<f64>() / (count * self.y.ncols()) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use devices::rng::{Purpose, key, normal};

    fn noisy_rows(count: usize, features: usize) -> (Vec<Vec<f64>>, Vec<usize>) {
        let noise = key(3, Purpose::Noise, 0);
        let labels: Vec<usize> = (0..count).map(|row| row % 3).collect();
        let value =
            |row: usize, f: usize| labels[row] as f64 * (f + 1) as f64 + normal(noise, (row * features + f) as u64);
        ((0..count).map(|row| (0..features).map(|f| value(row, f)).collect()).collect(), labels)
    }

    #[test]
    fn one_feature_of_two_rows_has_the_weight_two_over_two_plus_lambda() {
        // standardized x = -1, 1; y = -1, 1 for class 1: w = x.y / (x.x + lambda)
        let ridge = Ridge::fit(&[vec![3.0], vec![7.0]], &[0, 1], 2, &[0.5]).unwrap();
        for (value, x) in [(3.0, -1.0), (7.0, 1.0), (5.0, 0.0), (9.0, 2.0)] {
            let outputs = ridge.outputs(&[value]);
            assert_relative_eq!(outputs[1], x * 2.0 / 2.5, max_relative = 1e-14, epsilon = 1e-15);
            assert_relative_eq!(outputs[0], -outputs[1], max_relative = 1e-14, epsilon = 1e-15);
        }
    }

    #[test]
    fn a_huge_penalty_leaves_the_intercept_alone() {
        let (rows, mut labels) = noisy_rows(12, 2);
        labels[0] = 1; // 3, 5 and 4 rows
        let outputs = Ridge::fit(&rows, &labels, 3, &[1e14]).unwrap().outputs(&rows[3]);
        for (output, members) in outputs.iter().zip([3.0, 5.0, 4.0]) {
            assert_relative_eq!(*output, 2.0 * members / 12.0 - 1.0, epsilon = 1e-11);
        }
    }

    /// Leave-one-out error by fitting anew without each row, intercept included, in the standardization of all rows.
    fn brute_force(rows: &Rows, lambda: f64) -> f64 {
        let (count, features) = rows.x.shape();
        let mut sum = 0.0;
        for left_out in 0..count {
            let x = rows.x.clone().remove_row(left_out).insert_column(0, 1.0);
            let y = rows.y.clone().remove_row(left_out);
            let mut normal = x.tr_mul(&x);
            (1..=features).for_each(|k| normal[(k, k)] += lambda);
            let weights = normal.lu().solve(&x.tr_mul(&y)).unwrap();
            let row = rows.x.row(left_out).into_owned().insert_column(0, 1.0);
            sum += (rows.y.row(left_out) - row * weights).norm_squared();
        }
        sum / (count * rows.y.ncols()) as f64
    }

    #[test]
    fn the_leave_one_out_formula_equals_leaving_each_row_out() {
        let (rows, labels) = noisy_rows(14, 4);
        let standardized = Rows::standardized(&rows, &labels, 3);
        for lambda in [1e-3, 0.3, 20.0] {
            let formula = standardized.solve(lambda).unwrap().loo_error;
            // both are exact; the normal equations lose some digits
            assert_relative_eq!(formula, brute_force(&standardized, lambda), max_relative = 1e-10);
        }
    }

    #[test]
    fn the_penalty_with_the_smallest_leave_one_out_error_is_taken() {
        let (rows, labels) = noisy_rows(14, 4);
        let all = Ridge::fit(&rows, &labels, 3, &Ridge::lambdas()).unwrap();
        for lambda in Ridge::lambdas() {
            assert!(all.loo_error() <= Ridge::fit(&rows, &labels, 3, &[lambda]).unwrap().loo_error(), "{lambda}");
        }
        assert!((1e-4..1e4).contains(&all.lambda()));
    }

    #[test]
    fn a_feature_that_never_varies_changes_nothing() {
        let (rows, labels) = noisy_rows(14, 2);
        let constant: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0], 0.1, row[1]]).collect();
        let (without, with) =
            (Ridge::fit(&rows, &labels, 3, &[0.1]).unwrap(), Ridge::fit(&constant, &labels, 3, &[0.1]).unwrap());
        for (a, b) in without.outputs(&[1.0, 2.0]).iter().zip(with.outputs(&[1.0, 0.1, 2.0])) {
            assert_relative_eq!(*a, b, epsilon = 1e-12);
        }
    }

    #[test]
    fn what_cannot_be_learned_from_is_refused_with_its_place() {
        let fit = |rows: &[Vec<f64>], labels: &[usize], classes| Ridge::fit(rows, labels, classes, &[1.0]).unwrap_err();
        let rows = [vec![0.0], vec![1.0]];
        assert!(matches!(fit(&rows, &[0, 0], 1), SupervisedError::SingleClass { classes: 1 }));
        assert!(matches!(fit(&rows, &[0, 2], 3), SupervisedError::EmptyClass { class: 1, classes: 3 }));
        assert!(matches!(fit(&rows, &[0], 1), SupervisedError::SingleClass { .. }));
        assert!(matches!(fit(&rows, &[0, 1, 1], 2), SupervisedError::Labels { rows: 2, labels: 3 }));
        let nan = fit(&[vec![0.0, 1.0], vec![1.0, f64::NAN]], &[0, 1], 2).to_string();
        assert!(nan.contains("row 2, feature 2: NaN"), "{nan}");
        assert!(matches!(fit(&[vec![0.0], vec![]], &[0, 1], 2), SupervisedError::Width { row: 2, found: 0, .. }));
        for lambdas in [&[0.0][..], &[1.0, f64::NAN], &[]] {
            let refused = Ridge::fit(&rows, &[0, 1], 2, lambdas);
            assert!(matches!(refused, Err(SupervisedError::Setting { .. })), "{lambdas:?}");
        }
    }
}
