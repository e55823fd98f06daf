//! Why an array cannot be followed in time.

use thiserror::Error;

use crate::error::SolveError;

/// An array that cannot be set up, or a step that cannot be taken.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum StepError {
    /// A setting outside its range.
    #[error("`{name}` is {value}; {expected}")]
    Setting {
        /// Name of the setting.
        name: &'static str,
        /// What was given.
        value: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// No step is short enough.
    #[error(
        "at {time:.4e} s the devices change too fast: a step of {dt:.1e} s still has {excess:.1} times the allowed error \
         (voltage {voltage:.1e} V, state {state:.1e}); lower the pulse amplitude or the line resistance, or raise the tolerance"
    )]
    TooShort {
        /// Time at which the step begins (s).
        time: f64,
        /// Length of the step that was refused (s).
        dt: f64,
        /// Error of the step over the allowed one.
        excess: f64,
        /// Allowed error of the voltages (V).
        voltage: f64,
        /// Allowed error of the states (share of their range).
        state: f64,
    },
    /// The circuit could not be solved.
    #[error("at {time:.4e} s: {source}")]
    Circuit {
        /// Time of the circuit (s).
        time: f64,
        /// What the solver says.
        source: SolveError,
    },
}
