//! Wake-up: the window of a device that has never been cycled opens with use, and its switching voltages settle.

use serde::Deserialize;

use super::cycles::{Reversals, default_switched, in_window, validate_switched};
use super::draws::normal_within_three;
use super::layer::{Books, Layer, Passage, divided};
use crate::error::{ModelError, within};
use crate::rng::{Purpose, key};
use crate::words::words;

/// Wake-up over `cycles` cycles, with the progress `p(N) = log10(1 + N) / log10(1 + cycles)`, at most 1.
///
/// The window around the middle is open to `window + (1 - window) p`, as the switched polarization grows with log N.
/// Switching voltages carry a scatter of their own that heals: `V` writes as `V / (1 + spread z (1 - p))`, z normal,
/// one per device, cut at three standard deviations. Both statements are qualitative ones about hafnia films; the
/// numbers are the user's: none is taken from a source. Programming a device makes it pristine.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WakeUp {
    /// Cycles after which the device is awake.
    pub cycles: f64,
    /// Part of the window that is open in a pristine device.
    pub window: f64,
    /// Relative standard deviation of the switching voltages of pristine devices, beyond that of awake ones.
    #[serde(default, deserialize_with = "crate::units::fraction")]
    pub spread: f64,
    /// Fraction of the range that completes a reversal, of the open window.
    #[serde(default = "default_switched")]
    pub switched: f64,
}

impl WakeUp {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        within("wake_up.cycles", self.cycles, 0.5, 1e15, "1e3 to 1e5 are usual")?;
        within("wake_up.window", self.window, 0.0, 1.0, "it is a fraction of the window of an awake device")?;
        within("wake_up.spread", self.spread, 0.0, 0.3, "larger spreads would let switching voltages reach zero")?;
        validate_switched("wake_up.switched", self.switched)
    }

    /// How far the wake-up has come after `cycles`, 0 to 1.
    pub fn progress(&self, cycles: f64) -> f64 {
        ((1.0 + cycles).log10() / (1.0 + self.cycles).log10()).min(1.0)
    }

    pub(super) fn layer(&self, count: usize, seed: u64) -> Waking {
        let scatter = |device: usize| normal_within_three(key(seed, Purpose::WakeUp, device as u64), 0);
        let scatters = (0..count).map(scatter).collect();
        Waking { law: *self, scatters, rested: Books::new(vec![Rested::PRISTINE; count]) }
    }
}

/// How far every device has woken up.
#[derive(Clone, Debug)]
pub(super) struct Waking {
    law: WakeUp,
    scatters: Vec<f64>,
    rested: Books<Rested>,
}

words!(Waking { rested });

#[derive(Clone, Copy, Debug)]
struct Rested {
    reversals: Reversals,
    progress: f64,
}

words!(Rested { reversals, progress });

impl Rested {
    const PRISTINE: Rested = Rested { reversals: Reversals::NONE, progress: 0.0 };
}

impl Layer for Waking {
    fn reach(&self, lowest: f64, highest: f64, _dt: f64) -> Option<(f64, f64)> {
        let most = 3.0 * self.law.spread;
        Some(divided(lowest, highest, 1.0 - most, 1.0 + most))
    }

    fn bends_voltages(&self) -> bool {
        self.law.spread > 0.0
    }

    fn voltages(&mut self, start: &mut [f64], end: &mut [f64]) {
        let devices = self.rested.now.iter().zip(&self.scatters);
        for ((start, end), (rested, scatter)) in start.iter_mut().zip(end).zip(devices) {
            let factor = 1.0 + self.law.spread * scatter * (1.0 - rested.progress);
            *start /= factor;
            *end /= factor;
        }
    }

    fn keeps_books(&self) -> bool {
        true
    }

    fn passed(&mut self, passage: Passage<'_>) {
        let law = self.law;
        self.rested.each(|device, rested| {
            if rested.reversals.pass(passage.moved(device), law.switched) {
                rested.progress = law.progress(rested.reversals.cycles());
            }
        });
    }

    fn shifts_positions(&self) -> bool {
        true
    }

    fn positions(&self, positions: &mut [f64]) {
        for (position, rested) in positions.iter_mut().zip(&self.rested.now) {
            let open = self.law.window + (1.0 - self.law.window) * rested.progress;
            *position = in_window(*position, 0.5, open);
        }
    }

    fn programmed(&mut self, device: usize) {
        self.rested.now[device] = Rested::PRISTINE;
    }

    fn mark(&mut self) {
        self.rested.mark();
    }

    fn rollback(&mut self) {
        self.rested.rollback();
    }
}
