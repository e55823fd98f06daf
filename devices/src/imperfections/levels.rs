//! Quantized levels: a device that offers a few conductances only.

use std::sync::Arc;

use super::curve::Curve;
use super::layer::Layer;
use crate::error::{ModelError, within};
use crate::words::words;

/// Largest number of levels that makes sense.
const MOST: usize = 65_536;

pub(super) fn validate(levels: usize) -> Result<(), ModelError> {
    within("levels", levels as f64, 2.0, MOST as f64, "2 is a binary device, 16 are four bits")
}

/// The conductance at 0 V is read as the nearest of `levels` values, evenly spaced from off to on.
///
/// What is stored beneath is not rounded, so that small writes add up.
#[derive(Clone, Debug)]
pub(super) struct Levels {
    pub levels: usize,
    pub curve: Arc<Curve>,
}

words!(Levels {});

impl Layer for Levels {
    fn keeps_books(&self) -> bool {
        true
    }

    fn shifts_positions(&self) -> bool {
        true
    }

    fn jumps(&self) -> bool {
        true
    }

    fn positions(&self, positions: &mut [f64]) {
        let (off, on) = (self.curve.off(), self.curve.on());
        let step = (on - off) / (self.levels - 1) as f64;
        if step <= 0.0 {
            return; // the conductance at 0 V does not tell positions apart
        }
        for position in positions {
            let level = ((self.curve.conductance(*position) - off) / step).round();
            *position = self.curve.position(off + level * step);
        }
    }
}
