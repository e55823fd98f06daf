//! What can go wrong when a classical method is trained or tested.

use learning::LearningError;
use learning::supervised::SupervisedError;

/// A classical method that cannot be evaluated on these rows.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
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
    /// A row of another length than the first.
    #[error("row {row} has {found} features, but the first has {expected}; all rows need the same, at least one")]
    Width {
        /// Number of the row, counted from 1.
        row: usize,
        /// Its features.
        found: usize,
        /// Features of the first row.
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
    /// Test rows of another kind than the training rows.
    #[error(
        "test rows have {test_features} features and {test_classes} classes, training rows {train_features} and \
         {train_classes}; take both from the same data set"
    )]
    OtherShape {
        /// Features of a training row.
        train_features: usize,
        /// Classes of the training rows.
        train_classes: usize,
        /// Features of a test row.
        test_features: usize,
        /// Classes of the test rows.
        test_classes: usize,
    },
    /// A candidate for a setting that the method cannot take.
    #[error("`{name}` is {value}, but {expected}")]
    Setting {
        /// Name of the setting.
        name: &'static str,
        /// What was given.
        value: String,
        /// What is allowed, and what to do.
        expected: &'static str,
    },
    /// More rows are asked for than there are.
    #[error("{method} needs at least {needed} training rows, but there are {found}; ask for less or add rows")]
    TooFewRows {
        /// The method.
        method: &'static str,
        /// Rows that it needs.
        needed: usize,
        /// Rows that there are, those left out to choose settings not counted.
        found: usize,
    },
    /// The optimization of a support vector machine did not end.
    #[error(
        "the support vector machine with C = {cost} and gamma = {gamma:.3e} still violates its conditions by {gap:.1e} \
         after {steps} steps (tolerance {tolerance:.0e}); leave this pair out of the candidates"
    )]
    Stalled {
        /// Penalty of a violated margin.
        cost: f64,
        /// Width of the kernel.
        gamma: f64,
        /// Violation of the optimality conditions.
        gap: f64,
        /// Steps taken.
        steps: usize,
        /// Violation that is accepted.
        tolerance: f64,
    },
    /// The population code cannot take these rows.
    #[error(transparent)]
    Code(#[from] LearningError),
    /// The ridge regression cannot be solved.
    #[error(transparent)]
    Ridge(#[from] SupervisedError),
    /// What a method reached cannot be kept.
    #[error(transparent)]
    Keep(#[from] crate::checkpoint::KeepError),
}
