//! What hangs on the word lines besides their devices and ends.

use crate::error::SolveError;

/// The rest of an array as one word-line node sees it: a conductance to ground and a current.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// To ground (S).
    pub conductance: f64,
    /// Into the node (A).
    pub current: f64,
}

impl Load {
    /// Both at the same node.
    pub(crate) fn beside(self, other: Load) -> Load {
        Load { conductance: self.conductance + other.conductance, current: self.current + other.current }
    }

    /// As it looks from the other end of a resistance (ohm) before it.
    pub(crate) fn through(self, resistance: f64) -> Load {
        let share = 1.0 / (1.0 + self.conductance * resistance);
        Load { conductance: self.conductance * share, current: self.current * share }
    }

    /// Whether it is one that passive devices make; `device` is its place, row-major.
    pub(crate) fn check(&self, device: usize, columns: usize) -> Result<(), SolveError> {
        if !(self.conductance >= 0.0 && self.conductance.is_finite()) {
            return Err(SolveError::Shunt { value: self.conductance });
        }
        if !self.current.is_finite() {
            return Err(SolveError::Injection { row: device / columns, column: device % columns });
        }
        Ok(())
    }
}
