//! Delta code: a signal in time becomes events where it has changed.

use super::clock::clock;
use crate::LearningError;
use crate::error::setting;

/// An event where a sample differs from that of the last event (at first: from the first sample) by `threshold` or more.
///
/// Two lines per signal: line 0 fires where it has risen, line 1 where it has fallen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delta {
    /// Change that makes an event, in the unit of the signal.
    pub threshold: f64,
    /// Time between samples (s).
    pub dt: f64,
}

impl Delta {
    /// Events (line, time in s) of `signal`, ordered by time.
    ///
    /// # Errors
    /// [`LearningError::Setting`] for an impossible code, [`LearningError::Feature`] for a value that is not finite, whose
    /// feature is the number of the sample in time.
    pub fn encode(&self, signal: &[f64]) -> Result<Vec<(usize, f64)>, LearningError> {
        let positive = self.threshold > 0.0 && self.threshold.is_finite();
        setting(positive, "threshold", self.threshold, "it must be positive")?;
        clock("samples", signal.len(), self.dt)?;
        let mut last = signal[0];
        let mut events = Vec::new();
        for (step, &value) in signal.iter().enumerate() {
            if !value.is_finite() {
                let remedy = "fill in the value";
                return Err(LearningError::Feature { sample: 1, feature: step + 1, value, remedy });
            }
            if (value - last).abs() >= self.threshold {
                events.push((usize::from(value < last), step as f64 * self.dt));
                last = value;
            }
        }
        Ok(events)
    }
}
