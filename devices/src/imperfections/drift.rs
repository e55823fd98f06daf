//! Drift: the conductance of amorphous material falls as a power of time.

use serde::Deserialize;

use super::ages::{Age, default_written, validate_written};
use super::draws::normal_within_three;
use super::layer::{Books, Layer, NEGLIGIBLE, Passage, scale};
use crate::error::{ModelError, positive, within};
use crate::rng::{Purpose, key};

/// Drift: `G(t) = G (t / t_0)^-nu`, t = time since the device was last written; G until t_0.
///
/// The structure of the amorphous volume relaxes, not the volume itself: drift changes what is read, not the state
/// that the next write starts from. The exponent of a device is normal, cut at three standard deviations and at zero.
/// Phase change memory: nu = 0.049 to 0.1, t_0 = 20 s (Nandakumar et al. 2019, doi:10.1109/ICECS46596.2019.8964852).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// Mean of the exponent.
    pub nu: f64,
    /// Standard deviation of the exponent between devices.
    #[serde(default)]
    pub nu_spread: f64,
    /// Time after the write at which G was taken (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_0: f64,
    /// Fraction of the range that a device must be moved by to count as written.
    #[serde(default = "default_written")]
    pub written: f64,
}

impl Drift {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        within("drift.nu", self.nu, 0.0, 1.0, "0.05 to 0.1 is usual for phase change memory")?;
        within("drift.nu_spread", self.nu_spread, 0.0, 1.0, "a standard deviation is not negative")?;
        positive("drift", "t_0", self.t_0, "s")?;
        validate_written("drift.written", self.written)
    }

    pub(super) fn layer(&self, count: usize, seed: u64) -> Drifting {
        let exponent = |device: usize| {
            let draw = normal_within_three(key(seed, Purpose::Drift, device as u64), 0);
            (self.nu + self.nu_spread * draw).max(0.0)
        };
        let exponents: Vec<f64> = (0..count).map(exponent).collect();
        let largest = exponents.iter().copied().fold(0.0, f64::max);
        Drifting { law: *self, exponents, largest, drifted: Books::new(vec![Drifted::FRESH; count]), youngest: 0.0 }
    }
}

/// How far every device has drifted.
#[derive(Clone, Debug)]
pub(super) struct Drifting {
    law: Drift,
    exponents: Vec<f64>,
    /// Largest exponent.
    largest: f64,
    drifted: Books<Drifted>,
    /// Least time since a write (s).
    youngest: f64,
}

#[derive(Clone, Copy, Debug)]
struct Drifted {
    age: Age,
    factor: f64,
}

impl Drifted {
    const FRESH: Drifted = Drifted { age: Age::FRESH, factor: 1.0 };
}

impl Layer for Drifting {
    fn reach(&self, lowest: f64, highest: f64, dt: f64) -> Option<(f64, f64)> {
        // the fastest relative change is that of the youngest device, or of one that reaches t_0
        let change = self.largest * (dt / self.youngest.max(self.law.t_0)).ln_1p();
        (change <= NEGLIGIBLE).then_some((lowest, highest))
    }

    fn keeps_books(&self) -> bool {
        true
    }

    fn passed(&mut self, passage: Passage<'_>) {
        let (law, exponents) = (self.law, &self.exponents);
        self.drifted.each(|device, drifted| {
            drifted.age.pass(passage.dt, passage.moved(device), law.written);
            let time = drifted.age.time / law.t_0;
            drifted.factor = if time > 1.0 { time.powf(-exponents[device]) } else { 1.0 };
        });
        self.youngest = self.drifted.least(|drifted| drifted.age.time);
    }

    fn readings(&self, _voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        scale(currents, conductances, self.drifted.now.iter().map(|drifted| drifted.factor));
    }

    fn programmed(&mut self, device: usize) {
        self.drifted.now[device] = Drifted::FRESH;
        self.youngest = 0.0;
    }

    fn mark(&mut self) {
        self.drifted.mark();
    }

    fn rollback(&mut self) {
        self.drifted.rollback();
        self.youngest = self.drifted.least(|drifted| drifted.age.time);
    }
}
