//! Latency as snnTorch computes it, so that networks trained there see the same spikes.

use serde::Deserialize;

use super::clock::clock;
use crate::LearningError;
use crate::error::setting;

/// What a feature below the threshold does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BelowThreshold {
    /// It is silent (`clip = True`).
    Silent,
    /// It fires as late as one at the threshold (`clip = False`).
    Last,
}

/// `snntorch.spikegen.latency` with `linear = True, normalize = True`: one spike in step `round((steps - 1) (1 - x))`, in
/// single precision, halves to the even step.
///
/// The logarithmic code of the same function is not offered: with `normalize = True` it divides by the latest spike of
/// the batch, and one feature below the threshold, whose time is `tau ln((threshold + epsilon) / epsilon)`, moves nearly
/// all others into step 0.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnntorchLatency {
    /// Number of steps (`num_steps`).
    pub steps: usize,
    /// Length of a step (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub dt: f64,
    /// Value (above 0 and below 1) under which a feature is taken for nothing.
    pub threshold: f64,
    /// What such a feature does.
    pub below: BelowThreshold,
}

impl SnntorchLatency {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        clock("steps", self.steps, self.dt)?;
        let inside = self.threshold > 0.0 && self.threshold < 1.0;
        setting(inside, "threshold", self.threshold, "it must be above 0 and below 1")
    }

    /// Time of the spike (s) of a feature that lies at `x` in its range (0 to 1).
    pub fn spike(&self, x: f64) -> Option<f64> {
        // the numbers of a tensor are single, those of a Python expression double
        let tau = (self.steps - 1) as f64;
        let latest = (-tau * (self.threshold - 1.0)) as f32;
        let step = (-tau as f32 * (x as f32 - 1.0)).min(latest).round_ties_even();
        let heard = self.below == BelowThreshold::Last || x as f32 >= self.threshold as f32;
        heard.then_some(f64::from(step) * self.dt)
    }
}
