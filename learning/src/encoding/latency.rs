//! Plain latency: the larger the feature, the sooner its only spike.

use serde::Deserialize;

use super::clock::clock;
use crate::LearningError;

/// One spike in step `round((1 - x) (steps - 1))`, halves to the even step; none for `x = 0`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// Number of steps.
    pub steps: usize,
    /// Length of a step (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub dt: f64,
}

impl Latency {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        clock("steps", self.steps, self.dt)
    }

    /// Time of the spike (s) of a feature that lies at `x` in its range (0 to 1); none at the bottom of the range.
    pub fn spike(&self, x: f64) -> Option<f64> {
        let step = ((1.0 - x) * (self.steps - 1) as f64).round_ties_even();
        (x > 0.0).then_some(step * self.dt)
    }
}
