//! Cycle-to-cycle variation: the same device switches a little differently every time.

use serde::Deserialize;

use super::draws::normal_within_three;
use super::layer::{Books, Layer, divided};
use crate::error::{ModelError, positive, within};
use crate::rng::{Purpose, key};
use crate::words::words;

/// Variation from one write to the next: written by `V / (1 + switching z)`, z redrawn whenever the voltage reverses.
///
/// A write lasts from one reversal of the voltage to the next, so a train of pulses of one sign adds up as without
/// variation, and no way of cutting time into segments changes what is drawn. z is normal and cut at three standard
/// deviations. The relative spread of switching voltages is a few percent in most devices.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CycleToCycle {
    /// Relative standard deviation of the switching voltages from write to write.
    #[serde(deserialize_with = "crate::units::fraction")]
    pub switching: f64,
    /// Voltage of the other sign (V, magnitude) that begins a new write; below everything that writes.
    #[serde(deserialize_with = "crate::units::volts")]
    pub reversal: f64,
}

impl CycleToCycle {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        within("cycle_to_cycle.switching", self.switching, 0.0, 0.3, "a few percent are usual")?;
        positive("cycle_to_cycle", "reversal", self.reversal, "V")
    }

    pub(super) fn layer(&self, count: usize, seed: u64) -> Writes {
        let write =
            |device: usize| Write { key: key(seed, Purpose::Write, device as u64), epoch: 0, sign: 0.0, factor: 1.0 };
        Writes { law: *self, writes: Books::new((0..count).map(write).collect()) }
    }
}

/// The write that every device is in.
#[derive(Clone, Debug)]
pub(super) struct Writes {
    law: CycleToCycle,
    writes: Books<Write>,
}

words!(Writes { writes });

#[derive(Clone, Copy, Debug)]
struct Write {
    key: u64,
    /// Number of writes so far.
    epoch: u64,
    /// Sign of the voltage of the present one; 0 before the first.
    sign: f64,
    /// Factor of the switching voltages.
    factor: f64,
}

words!(Write { epoch, sign, factor });

impl Write {
    /// The factor at `voltage`; begins a new write when that is far enough on the other side.
    fn factor_at(&mut self, voltage: f64, law: &CycleToCycle) -> f64 {
        if voltage * self.sign <= 0.0 && voltage.abs() >= law.reversal {
            self.factor = 1.0 + law.switching * normal_within_three(self.key, self.epoch);
            self.epoch += 1;
            self.sign = voltage.signum();
        }
        self.factor
    }
}

impl Layer for Writes {
    /// `None` where a device would begin a new write.
    fn reach(&self, lowest: f64, highest: f64, _dt: f64) -> Option<(f64, f64)> {
        let begins = |write: &Write| {
            (lowest <= -self.law.reversal && write.sign >= 0.0) || (highest >= self.law.reversal && write.sign <= 0.0)
        };
        if (lowest <= -self.law.reversal || highest >= self.law.reversal) && self.writes.now.iter().any(begins) {
            return None;
        }
        let most = 3.0 * self.law.switching;
        Some(divided(lowest, highest, 1.0 - most, 1.0 + most))
    }

    fn bends_voltages(&self) -> bool {
        true
    }

    /// Each write draws its own factor.
    fn jumps(&self) -> bool {
        true
    }

    fn knows_polarity(&self) -> bool {
        true
    }

    fn voltages(&mut self, start: &mut [f64], end: &mut [f64]) {
        let law = self.law;
        for ((start, end), write) in start.iter_mut().zip(end).zip(&mut self.writes.now) {
            let crossing = *start * *end < 0.0;
            let before = write.factor_at(*start, &law);
            let after = write.factor_at(*end, &law);
            *start /= if crossing { before } else { after };
            *end /= after;
        }
    }

    fn programmed(&mut self, device: usize) {
        let write = &mut self.writes.now[device];
        (write.sign, write.factor) = (0.0, 1.0);
    }

    fn mark(&mut self) {
        self.writes.mark();
    }

    fn rollback(&mut self) {
        self.writes.rollback();
    }
}
