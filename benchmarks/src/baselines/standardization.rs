//! Features of different units made comparable.

use super::Rows;

/// Mean and standard deviation of each feature over the training rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standardization(Vec<(f64, f64)>);

impl Standardization {
    /// Of training rows only: the test rows must not be seen.
    pub fn fit(rows: &Rows) -> Standardization {
        let count = rows.count() as f64;
        let moments = |feature: usize| {
            let mean = rows.features().iter().map(|row| row[feature]).sum::<f64>() / count;
            let squares: f64 = rows.features().iter().map(|row| (row[feature] - mean).powi(2)).sum();
            let deviation = (squares / count).sqrt();
            // what never varies says nothing: its centered values are rounding
            (mean, if deviation > 1e-12 * mean.abs() { deviation } else { 1.0 })
        };
        Standardization((0..rows.width()).map(moments).collect())
    }

    /// A row in units of the standard deviation, around the mean.
    pub fn apply(&self, row: &[f64]) -> Vec<f64> {
        row.iter().zip(&self.0).map(|(value, (mean, deviation))| (value - mean) / deviation).collect()
    }

    /// All rows in units of the standard deviation, around the mean.
    pub fn apply_all(&self, rows: &Rows) -> Rows {
        rows.with_features(rows.features().iter().map(|row| self.apply(row)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standardized_training_rows_have_mean_zero_and_variance_one_and_constants_stay_finite() {
        let features = vec![vec![1.0, 0.1], vec![5.0, 0.1], vec![9.0, 0.1], vec![-3.0, 0.1]];
        let rows = Rows::new(features, vec![0, 1, 0, 1], 2).unwrap();
        let standard = Standardization::fit(&rows).apply_all(&rows);
        let moment = |power| standard.features().iter().map(|row| f64::powi(row[0], power)).sum::<f64>() / 4.0;
        assert!(moment(1).abs() < 1e-15 && (moment(2) - 1.0).abs() < 1e-14);
        assert!(standard.features().iter().all(|row| row[1].abs() < 1e-15));
    }
}
