//! Rows of features with their classes, checked once.

use super::BaselineError;
use crate::DataSet;

/// Rows of raw features with their labels: all of one length, finite, at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    features: Vec<Vec<f64>>,
    labels: Vec<usize>,
    classes: usize,
}

impl Rows {
    /// Rows of equal length, labeled from 0 to `classes` - 1. A class may have no row.
    ///
    /// # Errors
    /// [`BaselineError`] naming the first row that is not usable.
    pub fn new(features: Vec<Vec<f64>>, labels: Vec<usize>, classes: usize) -> Result<Rows, BaselineError> {
        if features.is_empty() || features.len() != labels.len() {
            return Err(BaselineError::Labels { rows: features.len(), labels: labels.len() });
        }
        if let Some(row) = labels.iter().position(|&label| label >= classes) {
            return Err(BaselineError::Class { row: row + 1, class: labels[row], classes });
        }
        let expected = features[0].len();
        for (row, values) in features.iter().enumerate() {
            if values.len() != expected || values.is_empty() {
                return Err(BaselineError::Width { row: row + 1, found: values.len(), expected });
            }
            if let Some(feature) = values.iter().position(|value| !value.is_finite()) {
                return Err(BaselineError::Feature { row: row + 1, feature: feature + 1, value: values[feature] });
            }
        }
        Ok(Rows { features, labels, classes })
    }

    /// The rows of a data set at `places`, such as one side of a [`Split`](crate::Split).
    ///
    /// # Errors
    /// [`BaselineError`] when there is none, or one is not usable.
    ///
    /// # Panics
    /// When a place is beyond the last row.
    pub fn of(data: &DataSet, places: &[usize]) -> Result<Rows, BaselineError> {
        let features = places.iter().map(|&row| data.rows[row].clone()).collect();
        Rows::new(features, places.iter().map(|&row| data.labels[row]).collect(), data.classes.len())
    }

    /// Features of each row.
    pub fn features(&self) -> &[Vec<f64>] {
        &self.features
    }

    /// Class of each row, counted from 0.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Number of rows.
    pub fn count(&self) -> usize {
        self.features.len()
    }

    /// Number of features of a row.
    pub fn width(&self) -> usize {
        self.features[0].len()
    }

    /// Places of the rows of a class, in order.
    pub(super) fn members(&self, class: usize) -> Vec<usize> {
        (0..self.count()).filter(|&row| self.labels[row] == class).collect()
    }

    /// The rows at `places`, in that order.
    pub(super) fn select(&self, places: &[usize]) -> Rows {
        let features = places.iter().map(|&row| self.features[row].clone()).collect();
        Rows { features, labels: places.iter().map(|&row| self.labels[row]).collect(), classes: self.classes }
    }

    /// The same labels with other features.
    pub(super) fn with_features(&self, features: Vec<Vec<f64>>) -> Rows {
        Rows { features, labels: self.labels.clone(), classes: self.classes }
    }

    /// Number of rows that `classify` gives their own class.
    pub(super) fn correct(&self, classify: impl Fn(&[f64]) -> usize) -> usize {
        self.features.iter().zip(&self.labels).filter(|(row, label)| classify(row) == **label).count()
    }
}

/// Squared Euclidean distance.
pub(super) fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// Place of the largest value, the first in a tie.
pub(super) fn largest<T: PartialOrd>(values: &[T]) -> usize {
    let first = |best: usize, k: usize| if values[k] > values[best] { k } else { best };
    (0..values.len()).fold(0, first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_cannot_be_used_are_refused_with_their_place() {
        let message = |features: &[&[f64]], labels: &[usize]| {
            let features = features.iter().map(|row| row.to_vec()).collect();
            Rows::new(features, labels.to_vec(), 2).unwrap_err().to_string()
        };
        assert!(message(&[], &[]).contains("0 rows but 0 labels"));
        assert!(message(&[&[1.0]], &[0, 1]).contains("1 rows but 2 labels"));
        assert!(message(&[&[1.0], &[2.0]], &[0, 2]).contains("row 2 has class 2"));
        assert!(message(&[&[1.0], &[2.0, 3.0]], &[0, 1]).contains("row 2 has 2 features"));
        assert!(message(&[&[]], &[0]).contains("row 1 has 0 features"));
        assert!(message(&[&[1.0, f64::NAN]], &[0]).contains("row 1, feature 2: NaN"));
    }
}
