//! How a ferroelectric device conducts: current as a function of the ON fraction and the voltage.
//!
//! Up and down domains conduct in parallel, `I = S I_on(V) + (1 - S) I_off(V)` (6); the law says what I_on and I_off are.

mod ohmic;

use serde::Deserialize;

use crate::error::ModelError;
use crate::model::Branch;

pub use ohmic::Ohmic;

/// A conduction law with its parameters; in files a table such as `[parameters.conduction.ohmic]`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conduction {
    /// Both states ohmic.
    Ohmic(Ohmic),
}

impl Conduction {
    /// Checks every parameter.
    ///
    /// # Errors
    /// [`ModelError`] names the first parameter that is out of range, with its table `conduction`.
    pub fn validate(&self) -> Result<(), ModelError> {
        match self {
            Conduction::Ohmic(law) => law.validate(),
        }
    }

    /// Current (A) and dI/dV (S) of a device whose fraction `on` (0 to 1) is in the ON state, at `voltage` (V).
    #[inline(always)]
    pub fn branch(&self, on: f64, voltage: f64) -> Branch {
        match self {
            Conduction::Ohmic(law) => law.branch(on, voltage),
        }
    }
}
