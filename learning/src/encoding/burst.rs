//! Burst code: the larger the feature, the more spikes and the closer.

use serde::Deserialize;

use super::clock::clock;
use crate::LearningError;
use crate::error::setting;

/// `ceil(n_max x)` spikes from step 0 on, `ceil(longest - (longest - shortest) x)` steps apart.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Burst {
    /// Spikes of a feature at the top of its range.
    pub n_max: usize,
    /// Steps between spikes near the bottom of the range.
    pub longest: usize,
    /// Steps between spikes at the top of the range.
    pub shortest: usize,
    /// Length of a step (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub dt: f64,
}

impl Burst {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        let ordered = (1..=self.longest).contains(&self.shortest);
        setting(ordered, "shortest", self.shortest, "it must be at least 1 and at most `longest`")?;
        setting(self.n_max >= 1, "n_max", self.n_max, "a burst has at least 1 spike")?;
        clock("longest", self.n_max.saturating_mul(self.longest), self.dt)
    }

    /// Spike times (s, ascending) of a feature that lies at `x` in its range (0 to 1); none at the bottom of the range.
    pub fn spikes(&self, x: f64) -> impl Iterator<Item = f64> {
        let Self { n_max, longest, shortest, dt } = *self;
        let count = (n_max as f64 * x).ceil() as usize;
        let interval = (longest as f64 - (longest - shortest) as f64 * x).ceil();
        (0..count).map(move |number| number as f64 * interval * dt)
    }
}
