//! Rate code without chance: accumulate and fire.

use serde::Deserialize;

use super::clock::clock;
use crate::LearningError;

/// Each step adds `x` to an account; where that reaches 1 there is a spike, and 1 is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regular {
    /// Number of steps.
    pub steps: usize,
    /// Length of a step (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub dt: f64,
}

impl Regular {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        clock("steps", self.steps, self.dt)
    }

    /// Spike times (s, ascending) of a feature that lies at `x` in its range (0 to 1).
    pub fn spikes(&self, x: f64) -> impl Iterator<Item = f64> {
        let dt = self.dt;
        // whole parts of products, not a running sum: ten times 0.1, added up in binary, is less than 1
        let paid = move |steps: usize| (steps as f64 * x).floor();
        (0..self.steps).filter(move |&step| paid(step + 1) > paid(step)).map(move |step| step as f64 * dt)
    }
}
