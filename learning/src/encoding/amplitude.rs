//! Amplitude code: the value itself is a voltage.

use serde::Deserialize;

use crate::LearningError;
use crate::error::setting;

/// One spike at 0 s whose voltage is `lowest + x (highest - lowest)` times that of the row's pre spike.
///
/// As no spike is higher than the pre spike, one that moves no device by itself does not do so at any value.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amplitude {
    /// Share of the pre spike at the bottom of a range (0 to 1); 0 leaves such a feature silent.
    pub lowest: f64,
    /// Share of the pre spike at the top of a range (above `lowest`, at most 1).
    pub highest: f64,
}

impl Amplitude {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        let Self { lowest, highest } = *self;
        let expected = "it must be at least 0, a share of the pre spike";
        setting(lowest >= 0.0, "lowest", lowest.to_string(), expected)?;
        let expected =
            "it must lie above `lowest` and be at most 1, the whole pre spike, which moves no device by itself";
        setting(highest > lowest && highest <= 1.0, "highest", highest.to_string(), expected)
    }

    /// Share of the pre spike's voltage for a feature that lies at `x` in its range (0 to 1).
    pub fn share(&self, x: f64) -> f64 {
        self.lowest + x * (self.highest - self.lowest)
    }

    /// The spike of a feature at `x`: its time (s).
    pub fn spike(&self, x: f64) -> Option<f64> {
        (self.share(x) > 0.0).then_some(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Encoder, PreSpike};

    #[test]
    fn each_feature_is_one_spike_at_0_s_as_high_as_its_place_between_both_limits() {
        let code = Amplitude { lowest: 0.0, highest: 0.8 };
        let encoder = Encoder::fit(code, &[&[0.0, 10.0, -1.0], &[4.0, 20.0, 1.0]]).unwrap();
        let spikes = encoder.spikes(0, &[1.0, 20.0, -1.0], 0).unwrap();
        let spike = |row, amplitude| PreSpike { row, time: 0.0, amplitude };
        assert_eq!(spikes, [spike(0, 0.2), spike(1, 0.8)], "the third lies at the bottom of its range and is silent");
        let raised = Encoder::fit(Amplitude { lowest: 0.25, highest: 1.0 }, &[&[0.0], &[1.0]]).unwrap();
        assert_eq!(raised.spikes(0, &[0.0], 0).unwrap(), [spike(0, 0.25)]);
        for (lowest, highest, key) in
            [(-0.1, 1.0, "lowest"), (f64::NAN, 1.0, "lowest"), (0.5, 0.5, "highest"), (0.2, 1.1, "highest")]
        {
            let message = Amplitude { lowest, highest }.check().unwrap_err().to_string();
            assert!(message.contains(key), "{message}");
        }
    }
}
