//! Drift: the conductance of amorphous material falls as a power of time.

use std::sync::Arc;

use serde::Deserialize;

use super::ages::{Age, default_written, validate_written};
use super::curve::Curve;
use super::draws::normal_within_three;
use super::layer::{Books, Layer, NEGLIGIBLE, Passage, scale};
use crate::error::{ModelError, positive, within};
use crate::rng::{Purpose, key};
use crate::words::words;

/// Drift: `G(t) = G (t / t_0)^-nu`, t = time since the device was last written; G until t_0.
///
/// The structure of the amorphous volume relaxes, not the volume itself: drift changes what is read, not the state
/// that the next write starts from.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// The exponent nu.
    pub exponent: DriftExponent,
    /// Time after the write at which G was taken (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_0: f64,
    /// Fraction of the range that a device must be moved by to count as written.
    #[serde(default = "default_written")]
    pub written: f64,
}

/// Exponent nu of a device: `|mean + deviation z|`; z normal, one per device, cut at three standard deviations.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DriftExponent {
    /// The same law in all states.
    Normal {
        /// Mean.
        nu: f64,
        /// Standard deviation between devices.
        #[serde(default)]
        deviation: f64,
    },
    /// Phase change memory, by the conductance that was written, g = G / g_max: mean -0.0155 ln g + 0.0244 between
    /// 0.049 and 0.1, deviation -0.0125 ln g - 0.0059 between 0.008 and 0.045. Nandakumar et al. 2019,
    /// doi:10.1109/ICECS46596.2019.8964852, for which t_0 is 20 s; values as in aihwkit (commit 4545f11).
    Nandakumar {
        /// Conductance of the fully crystalline device (S); 25 uS there.
        #[serde(deserialize_with = "crate::units::siemens")]
        g_max: f64,
    },
}

impl DriftExponent {
    /// Exponent of a device that was written to `conductance` (S), for its draw z.
    fn value(&self, conductance: f64, z: f64) -> f64 {
        let (mean, deviation) = match *self {
            DriftExponent::Normal { nu, deviation } => (nu, deviation),
            DriftExponent::Nandakumar { g_max } => {
                let ln_g = (conductance / g_max).max(1e-12).ln();
                ((-0.0155 * ln_g + 0.0244).clamp(0.049, 0.1), (-0.0125 * ln_g - 0.0059).clamp(0.008, 0.045))
            }
        };
        (mean + deviation * z).abs()
    }

    /// Largest value of any device.
    fn largest(&self) -> f64 {
        match *self {
            DriftExponent::Normal { nu, deviation } => nu + 3.0 * deviation,
            DriftExponent::Nandakumar { .. } => 0.1 + 3.0 * 0.045,
        }
    }
}

impl Drift {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        match self.exponent {
            DriftExponent::Normal { nu, deviation } => {
                within("drift.exponent.normal.nu", nu, 0.0, 1.0, "0.05 to 0.1 is usual for phase change memory")?;
                within("drift.exponent.normal.deviation", deviation, 0.0, 1.0, "it is not negative")?;
            }
            DriftExponent::Nandakumar { g_max } => positive("drift.exponent.nandakumar", "g_max", g_max, "S")?,
        }
        positive("drift", "t_0", self.t_0, "s")?;
        validate_written("drift.written", self.written)
    }

    pub(super) fn layer(&self, count: usize, seed: u64, curve: Arc<Curve>) -> Drifting {
        let draw = |device: usize| normal_within_three(key(seed, Purpose::Drift, device as u64), 0);
        let draws = (0..count).map(draw).collect();
        Drifting { law: *self, draws, curve, drifted: Books::new(vec![Drifted::FRESH; count]), youngest: 0.0 }
    }
}

/// How far every device has drifted.
#[derive(Clone, Debug)]
pub(super) struct Drifting {
    law: Drift,
    /// One normal draw per device.
    draws: Vec<f64>,
    curve: Arc<Curve>,
    drifted: Books<Drifted>,
    /// Least time since a write (s).
    youngest: f64,
}

words!(Drifting { drifted, youngest });

#[derive(Clone, Copy, Debug)]
struct Drifted {
    age: Age,
    /// Exponent of the last write; none before it is known what was written.
    exponent: Option<f64>,
    factor: f64,
}

words!(Drifted { age, exponent, factor });

impl Drifted {
    const FRESH: Drifted = Drifted { age: Age::FRESH, exponent: None, factor: 1.0 };
}

impl Layer for Drifting {
    fn reach(&self, lowest: f64, highest: f64, dt: f64) -> Option<(f64, f64)> {
        // the fastest relative change is that of the youngest device, or of one that reaches t_0
        let change = self.law.exponent.largest() * (dt / self.youngest.max(self.law.t_0)).ln_1p();
        (change <= NEGLIGIBLE).then_some((lowest, highest))
    }

    fn keeps_books(&self) -> bool {
        true
    }

    fn passed(&mut self, passage: Passage<'_>) {
        let (law, draws, curve) = (self.law, &self.draws, &self.curve);
        self.drifted.each(|device, drifted| {
            if drifted.age.pass(passage.dt, passage.moved(device), law.written) {
                drifted.exponent = None;
            }
            let written = || law.exponent.value(curve.conductance(passage.after[device]), draws[device]);
            let exponent = *drifted.exponent.get_or_insert_with(written);
            let time = drifted.age.time / law.t_0;
            drifted.factor = if time > 1.0 { time.powf(-exponent) } else { 1.0 };
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
