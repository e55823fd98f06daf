//! Rate code of independent draws, one per step.

use devices::rng::uniform;
use serde::Deserialize;

use super::clock::clock;
use crate::LearningError;

/// In each step a spike with probability `x`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bernoulli {
    /// Number of steps.
    pub steps: usize,
    /// Length of a step (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub dt: f64,
}

impl Bernoulli {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        clock("steps", self.steps, self.dt)
    }

    /// Spike times (s, ascending) of a feature that lies at `x` in its range (0 to 1); `key` names the random stream.
    pub fn spikes(&self, x: f64, key: u64) -> impl Iterator<Item = f64> {
        let dt = self.dt;
        (0..self.steps).filter(move |&step| uniform(key, step as u64) < x).map(move |step| step as f64 * dt)
    }
}
