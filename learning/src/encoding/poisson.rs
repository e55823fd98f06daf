//! Rate code of independent events in continuous time.

use devices::rng::exponential;
use devices::units::engineering;
use serde::Deserialize;

use super::clock::count;
use crate::LearningError;
use crate::error::setting;

/// Poisson process of rate `x rate` from 0 s to `window`; intervals are drawn from their exponential distribution, so there
/// are no steps and no probability is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poisson {
    /// Mean rate of a feature at the top of its range (Hz).
    #[serde(deserialize_with = "devices::units::hertz")]
    pub rate: f64,
    /// Length of the train (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub window: f64,
}

impl Poisson {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        let [rate, window] = [self.rate, self.window].map(|value| value > 0.0 && value.is_finite());
        setting(rate, "rate", engineering(self.rate, "Hz"), "it must be a positive frequency")?;
        setting(window, "window", engineering(self.window, "s"), "it must be a positive time")?;
        count("rate", self.rate * self.window)
    }

    /// Spike times (s, ascending) of a feature that lies at `x` in its range (0 to 1); `key` names the random stream.
    pub fn spikes(&self, x: f64, key: u64) -> impl Iterator<Item = f64> {
        // at x = 0 the first interval is infinite
        let (mean, window) = (1.0 / (x * self.rate), self.window);
        let times = (0..).scan(0.0, move |time, number| {
            *time += mean * exponential(key, number);
            Some(*time)
        });
        times.take_while(move |&time| time < window)
    }
}
