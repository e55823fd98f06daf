//! Phase code: the binary digits of a feature, one per phase of a clock.

use serde::Deserialize;

use super::clock::clock;
use crate::LearningError;
use crate::error::setting;

/// `x` rounded to `bits` binary digits; a spike in phase `t` says that the digit of weight `2^-(t + 1)` is set.
///
/// A value rounded up to 1 takes the largest number there is, `1 - 2^-bits`. The digits are repeated in every period.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseCode {
    /// Digits, and phases of a period: 1 to 32.
    pub bits: usize,
    /// Number of periods.
    pub periods: usize,
    /// Length of a phase (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub dt: f64,
}

impl PhaseCode {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        setting((1..=32).contains(&self.bits), "bits", self.bits, "give 1 to 32")?;
        clock("periods", self.periods.saturating_mul(self.bits), self.dt)
    }

    /// Spike times (s, ascending) of a feature that lies at `x` in its range (0 to 1).
    pub fn spikes(&self, x: f64) -> impl Iterator<Item = f64> {
        let Self { bits, periods, dt } = *self;
        let levels = (bits as f64).exp2();
        let number = (x * levels).round_ties_even().min(levels - 1.0) as u64;
        let set = move |phase: &usize| (number >> (bits - 1 - phase % bits)) & 1 == 1;
        (0..periods * bits).filter(set).map(move |phase| phase as f64 * dt)
    }

    /// The value (0 to 1) that the spikes (s) of the first period stand for.
    pub fn decode(&self, spikes: &[f64]) -> f64 {
        let phases = spikes.iter().map(|time| (time / self.dt).round());
        phases.filter(|&phase| phase < self.bits as f64).map(|phase| (-1.0 - phase).exp2()).sum()
    }
}
