//! What can go wrong in a learning run.

use crossbar::{SolveError, StepError};

/// A learning run that cannot start or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum LearningError {
    /// A setting outside its range.
    #[error("`{name}` is {value}, but {expected}")]
    Setting {
        /// Name of the setting as in the experiment file.
        name: &'static str,
        /// What was given.
        value: String,
        /// What is allowed, and what to do.
        expected: &'static str,
    },
    /// The corners of a waveform are not usable.
    #[error("waveform corner {corner}: {problem}")]
    Waveform {
        /// Number of the corner, counted from 1.
        corner: usize,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A sample that cannot be encoded.
    #[error("sample {sample}, feature {feature}: {value} cannot be encoded; {remedy}")]
    Feature {
        /// Number of the sample, counted from 1.
        sample: usize,
        /// Number of the feature, counted from 1.
        feature: usize,
        /// The offending value.
        value: f64,
        /// What to do.
        remedy: &'static str,
    },
    /// A sample of another length than the training rows.
    #[error("sample {sample} has {found} {}, but {expected} are needed; give every row a value for each feature",
            if *found == 1 { "feature" } else { "features" })]
    RowLength {
        /// Number of the sample, counted from 1.
        sample: usize,
        /// Features that it has.
        found: usize,
        /// Features that the first training row has.
        expected: usize,
    },
    /// The array cannot be set up or followed in time.
    #[error(transparent)]
    Array(#[from] StepError),
    /// Who observes a presentation cannot go on.
    #[error("{0}")]
    Observer(Box<dyn std::error::Error + Send + Sync>),
    /// The circuit could not be solved.
    #[error(transparent)]
    Circuit(#[from] SolveError),
}

/// Refuses the setting `name` unless it `holds`.
pub(crate) fn setting(
    holds: bool,
    name: &'static str,
    value: impl ToString,
    expected: &'static str,
) -> Result<(), LearningError> {
    if holds { Ok(()) } else { Err(LearningError::Setting { name, value: value.to_string(), expected }) }
}
