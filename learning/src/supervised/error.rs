//! What can go wrong when a network is trained with labels, or moved onto devices.

use crossbar::{SolveError, WeightError};

use crate::LearningError;

/// A training, conversion or transfer that cannot start or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum SupervisedError {
    /// A setting outside its range.
    #[error("`{name}` is {value}, but {expected}")]
    Setting {
        /// Name of the setting.
        name: &'static str,
        /// What was given.
        value: String,
        /// What is allowed, and what to do.
        expected: &'static str,
    },
    /// Rows and labels that do not belong together.
    #[error("there are {rows} rows but {labels} labels; give one label per row, and at least one row")]
    Labels {
        /// Number of rows.
        rows: usize,
        /// Number of labels.
        labels: usize,
    },
    /// A label beyond the last class.
    #[error("row {row} has class {class}, but there are {classes} classes, counted from 0; correct the label")]
    Class {
        /// Number of the row, counted from 1.
        row: usize,
        /// Its class, counted from 0.
        class: usize,
        /// Number of classes.
        classes: usize,
    },
    /// A class without a row to learn from.
    #[error("class {class} (counted from 0) of {classes} has no training row; leave it out or add rows")]
    EmptyClass {
        /// The class, counted from 0.
        class: usize,
        /// Number of classes.
        classes: usize,
    },
    /// Nothing to tell apart.
    #[error("there is {classes} class; a read-out needs at least two to tell apart")]
    SingleClass {
        /// Number of classes.
        classes: usize,
    },
    /// A row of another length than the first.
    #[error("row {row} has {found} features, but the others have {expected}; all rows need the same, at least one")]
    Width {
        /// Number of the row, counted from 1.
        row: usize,
        /// Its features.
        found: usize,
        /// Features of the others.
        expected: usize,
    },
    /// A feature that is no number.
    #[error("row {row}, feature {feature}: {value} is not finite; remove the row or fill in the value")]
    Feature {
        /// Number of the row, counted from 1.
        row: usize,
        /// Number of the feature, counted from 1.
        feature: usize,
        /// The offending value.
        value: f64,
    },
    /// Normal equations that have no unique solution.
    #[error("the normal equations cannot be solved with lambda = {lambda:e}; give a larger lambda, or fewer features")]
    Singular {
        /// The penalty.
        lambda: f64,
    },
    /// Weights that are no longer numbers.
    #[error("the loss is {loss} in epoch {epoch}; lower the learning rate, which is {rate}")]
    Diverged {
        /// Number of the epoch, counted from 1.
        epoch: usize,
        /// Mean loss.
        loss: f64,
        /// Learning rate.
        rate: f64,
    },
    /// An impossible population code, or a value that it cannot take.
    #[error(transparent)]
    Code(#[from] LearningError),
    /// Weights that have no conductances.
    #[error(transparent)]
    Weights(#[from] WeightError),
    /// The circuit could not be solved.
    #[error(transparent)]
    Circuit(#[from] SolveError),
}

/// Checks that `rows` are finite, of equal length and labeled from 0 to `classes` - 1; returns the number of features.
///
/// # Errors
/// [`SupervisedError`] naming the first row that is not.
pub(super) fn check_rows(rows: &[Vec<f64>], labels: &[usize], classes: usize) -> Result<usize, SupervisedError> {
    if rows.is_empty() || rows.len() != labels.len() {
        return Err(SupervisedError::Labels { rows: rows.len(), labels: labels.len() });
    }
    if let Some(row) = labels.iter().position(|&label| label >= classes) {
        return Err(SupervisedError::Class { row: row + 1, class: labels[row], classes });
    }
    let expected = rows[0].len();
    for (row, values) in rows.iter().enumerate() {
        if values.len() != expected || values.is_empty() {
            return Err(SupervisedError::Width { row: row + 1, found: values.len(), expected });
        }
        if let Some(feature) = values.iter().position(|value| !value.is_finite()) {
            return Err(SupervisedError::Feature { row: row + 1, feature: feature + 1, value: values[feature] });
        }
    }
    Ok(expected)
}

/// Checks that there are at least two classes and that each has a row.
///
/// # Errors
/// [`SupervisedError::SingleClass`] and [`SupervisedError::EmptyClass`].
pub(super) fn check_classes(labels: &[usize], classes: usize) -> Result<(), SupervisedError> {
    if classes < 2 {
        return Err(SupervisedError::SingleClass { classes });
    }
    match (0..classes).find(|class| !labels.contains(class)) {
        Some(class) => Err(SupervisedError::EmptyClass { class, classes }),
        None => Ok(()),
    }
}
