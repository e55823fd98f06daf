//! The range of each feature in the training rows.

use crate::LearningError;
use crate::error::setting;

/// Lowest and highest training value of each feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranges(Vec<(f64, f64)>);

impl Ranges {
    /// Ranges of all features in `rows` (training rows only: the test rows must not be seen).
    ///
    /// # Errors
    /// [`LearningError`] when there is no value, when rows differ in length, and for values that are not finite.
    pub fn fit(rows: &[&[f64]]) -> Result<Self, LearningError> {
        let features = rows.first().map_or(0, |row| row.len());
        let given = format!("{} rows of {features} features", rows.len());
        setting(features > 0, "data", given, "the encoder needs at least one training row with one feature")?;
        let mut ranges = Self(vec![(f64::INFINITY, f64::NEG_INFINITY); features]);
        for (sample, row) in rows.iter().enumerate() {
            ranges.admit(sample, row)?;
            for (&value, range) in row.iter().zip(&mut ranges.0) {
                *range = (range.0.min(value), range.1.max(value));
            }
        }
        Ok(ranges)
    }

    /// Number of features.
    pub fn features(&self) -> usize {
        self.0.len()
    }

    /// Lowest and highest training value of each feature.
    pub fn limits(&self) -> &[(f64, f64)] {
        &self.0
    }

    /// Where each value of a row lies in the range of its feature, 0 to 1.
    ///
    /// A value outside is taken for the nearest inside, so that it is never lost. A feature that never varied says
    /// nothing: it lies in the middle of an arbitrary range.
    ///
    /// # Errors
    /// [`LearningError`] for values that are not finite and rows of another length.
    pub fn scaled(&self, sample: usize, row: &[f64]) -> Result<Vec<f64>, LearningError> {
        self.admit(sample, row)?;
        let scaled = |(&value, &(low, high)): (&f64, &(f64, f64))| {
            if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 }
        };
        Ok(row.iter().zip(&self.0).map(scaled).collect())
    }

    fn admit(&self, sample: usize, row: &[f64]) -> Result<(), LearningError> {
        let (found, expected) = (row.len(), self.0.len());
        if found != expected {
            return Err(LearningError::RowLength { sample: sample + 1, found, expected });
        }
        let remedy = "remove the row or fill in the value";
        match row.iter().enumerate().find(|(_, value)| !value.is_finite()) {
            None => Ok(()),
            Some((k, &value)) => Err(LearningError::Feature { sample: sample + 1, feature: k + 1, value, remedy }),
        }
    }
}
