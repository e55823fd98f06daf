//! Delta code: signals in time become events where they have changed.

use serde::Deserialize;

use super::clock::clock;
use crate::LearningError;
use crate::error::setting;

/// An event where a signal differs from its value at the last event (at first: from its first value) by `threshold` or more.
///
/// A row is read as a sequence in time: sample after sample, each with one value of every channel. Two lines per channel:
/// line `2 c` fires where channel `c` has risen, line `2 c + 1` where it has fallen. Values are taken as they are, not
/// relative to the range of a feature, because all samples of a channel have one scale.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delta {
    /// Change that makes an event, in the unit of the signals.
    pub threshold: f64,
    /// Time between samples (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub dt: f64,
    /// Signals whose values take turns in a row.
    #[serde(default = "one")]
    pub channels: usize,
}

fn one() -> usize {
    1
}

impl Delta {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        let positive = self.threshold > 0.0 && self.threshold.is_finite();
        setting(positive, "threshold", self.threshold, "it must be positive")?;
        clock("channels", self.channels, self.dt)
    }

    /// Checks that `features` values are whole samples of all channels, at least two of them.
    pub(super) fn check_features(&self, features: usize) -> Result<(), LearningError> {
        let whole = features.is_multiple_of(self.channels) && features / self.channels >= 2;
        let given = format!("{}, for rows of {features} features", self.channels);
        setting(whole, "channels", given, "a row holds at least two samples, each with one value of every channel")
    }

    /// Number of samples in time of a row of `features` values.
    pub fn samples(&self, features: usize) -> usize {
        features / self.channels
    }

    /// Events (line, time in s) of row number `sample` (counted from 0), ordered by time, then by line.
    ///
    /// # Errors
    /// [`LearningError::Feature`] for a value that is not finite, [`LearningError::Setting`] for rows that do not hold whole
    /// samples.
    pub fn encode(&self, sample: usize, row: &[f64]) -> Result<Vec<(usize, f64)>, LearningError> {
        self.check_features(row.len())?;
        if let Some((k, &value)) = row.iter().enumerate().find(|(_, value)| !value.is_finite()) {
            let remedy = "remove the row or fill in the value";
            return Err(LearningError::Feature { sample: sample + 1, feature: k + 1, value, remedy });
        }
        let mut last = row[..self.channels].to_vec();
        let mut events = Vec::new();
        for (step, values) in row.chunks(self.channels).enumerate() {
            for (channel, (&value, last)) in values.iter().zip(&mut last).enumerate() {
                if (value - *last).abs() >= self.threshold {
                    events.push((2 * channel + usize::from(value < *last), step as f64 * self.dt));
                    *last = value;
                }
            }
        }
        Ok(events)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_that_take_turns_are_coded_as_each_alone() {
        let code = Delta { threshold: 1.0, dt: 1.0, channels: 2 };
        let (rising, wave) = ([0.0, 0.6, 1.2, 1.8, 2.4], [5.0, 3.0, 5.0, 5.5, 1.0]);
        let row: Vec<f64> = rising.iter().zip(&wave).flat_map(|(a, b)| [*a, *b]).collect();
        let alone = |signal: &[f64], first: usize| {
            let events = Delta { channels: 1, ..code }.encode(0, signal).unwrap();
            events.into_iter().map(|(line, time)| (first + line, time)).collect::<Vec<_>>()
        };
        let mut expected = [alone(&rising, 0), alone(&wave, 2)].concat();
        expected.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        assert_eq!(code.encode(0, &row).unwrap(), expected);
        assert_eq!(alone(&rising, 0), [(0, 2.0), (0, 4.0)], "1.2 above 0, then 1.2 above 1.2");
    }

    #[test]
    fn rows_that_hold_no_whole_samples_are_refused() {
        let code = Delta { threshold: 1.0, dt: 1.0, channels: 3 };
        for features in [4, 3, 0] {
            let message = code.encode(0, &vec![0.0; features]).unwrap_err().to_string();
            assert!(message.contains("`channels`") && message.contains(&features.to_string()), "{message}");
        }
    }
}
