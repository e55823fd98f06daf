//! Time since a device was last written.

use crate::error::{ModelError, within};
use crate::words::words;

/// Time since one device was last written: since it was last moved by a stated fraction of its range in all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Age {
    /// Time (s).
    pub time: f64,
    /// How far it has been moved since.
    moved: f64,
}

words!(Age { time, moved });

impl Age {
    /// Just written.
    pub const FRESH: Age = Age { time: 0.0, moved: 0.0 };

    /// `dt` seconds passed, and the device was moved by `change`; true when that makes it written anew.
    #[inline(always)]
    pub fn pass(&mut self, dt: f64, change: f64, written: f64) -> bool {
        self.time = (self.time + dt).min(1e300);
        self.moved += change;
        let anew = self.moved.abs() >= written;
        if anew {
            *self = Age::FRESH;
        }
        anew
    }
}

/// Fraction of the range that counts as a write when a file does not say.
pub(super) fn default_written() -> f64 {
    0.01
}

/// Checks such a fraction.
pub(super) fn validate_written(name: &str, written: f64) -> Result<(), ModelError> {
    within(name, written, 1e-6, 0.5, "it is the fraction of the range that counts as a write; 0.01 is usual")
}
