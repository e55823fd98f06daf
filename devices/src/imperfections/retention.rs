//! Retention: what was written is lost with time.

use serde::Deserialize;

use super::ages::{Age, default_written, validate_written};
use super::layer::{Books, Layer, NEGLIGIBLE, Passage};
use super::temperature::{arrhenius, room, validate_activation, validate_kelvins};
use crate::error::{ModelError, positive, within};
use crate::model::DeviceArray;
use crate::words::words;

/// Retention: `position(t) = rest + (position - rest) f(t)`, t = time since the device was last written,
/// `f = (1 + t / t_0)^-m exp[-(t / tau)^beta]`, `tau(T) = tau exp[(activation_energy / k) (1/T - 1/measured_at)]`.
///
/// A stretched exponential fits the loss of polarization of ferroelectric films beyond 100 s, a power law the time
/// before (Lou 2009, arXiv:0812.0897); `early` is optional. The state itself decays: a device that is written again
/// goes on from where it has come to. It is moved in steps of `written`, and reads exactly in between.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Time after which 1/e is left (s), at the temperature `measured_at`.
    #[serde(deserialize_with = "crate::units::seconds")]
    pub tau: f64,
    /// Exponent of the stretched exponential, above 0 and at most 1.
    pub beta: f64,
    /// Position at which nothing is lost any more (0 off to 1 on).
    pub rest: f64,
    /// Power law of short times; none by default.
    pub early: Option<PowerLaw>,
    /// Activation energy of `tau` (J).
    #[serde(default, deserialize_with = "crate::units::joules")]
    pub activation_energy: f64,
    /// Temperature (K) that `tau` is for.
    #[serde(default = "room", deserialize_with = "crate::units::kelvins")]
    pub measured_at: f64,
    /// Fraction of the range that a device must be moved by to count as written.
    #[serde(default = "default_written")]
    pub written: f64,
}

/// `(1 + t / t_0)^-m`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerLaw {
    /// Time at which it begins (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_0: f64,
    /// Exponent.
    pub m: f64,
}

impl Retention {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        positive("retention", "tau", self.tau, "s")?;
        within("retention.beta", self.beta, 0.01, 1.0, "1 is an exponential; stretched ones lie below")?;
        within("retention.rest", self.rest, 0.0, 1.0, "it is a position between off and on")?;
        if let Some(early) = self.early {
            positive("retention.early", "t_0", early.t_0, "s")?;
            within("retention.early.m", early.m, 0.0, 10.0, "0.01 to 0.1 are usual")?;
        }
        validate_activation("retention.activation_energy", self.activation_energy)?;
        validate_kelvins("retention.measured_at", self.measured_at)?;
        validate_written("retention.written", self.written)
    }

    /// The time constant at `temperature` (K), in s.
    pub fn tau_at(&self, temperature: f64) -> f64 {
        self.tau * arrhenius(self.activation_energy, temperature, self.measured_at)
    }

    pub(super) fn layer(&self, count: usize, temperature: Option<f64>) -> Retaining {
        let tau = self.tau_at(temperature.unwrap_or(self.measured_at));
        let law = Retention { tau, ..*self };
        Retaining { law, decays: Books::new(vec![Decay::FRESH; count]), youngest: 0.0 }
    }

    /// Part that is left after `time` (s), with `tau` as it is.
    fn left(&self, time: f64) -> f64 {
        let early = self.early.map_or(1.0, |PowerLaw { t_0, m }| (1.0 + time / t_0).powf(-m));
        early * (-(time / self.tau).powf(self.beta)).exp()
    }
}

/// How far every device has decayed.
#[derive(Clone, Debug)]
pub(super) struct Retaining {
    /// With tau at the temperature of the devices.
    law: Retention,
    decays: Books<Decay>,
    /// Least time since a write (s).
    youngest: f64,
}

words!(Retaining { decays, youngest });

#[derive(Clone, Copy, Debug)]
struct Decay {
    age: Age,
    /// f when the device beneath was last moved, above 0.
    placed: f64,
    /// Distance from rest of what is read over that of the device beneath, just after it was moved; 1 but for rounding
    /// of the device.
    remainder: f64,
    /// The same now.
    ratio: f64,
    /// Change of position that rounding of the device did not let through.
    rounding: f64,
}

words!(Decay { age, placed, remainder, ratio, rounding });

impl Decay {
    const FRESH: Decay = Decay { age: Age::FRESH, placed: 1.0, remainder: 1.0, ratio: 1.0, rounding: 0.0 };

    /// The device beneath was moved to `actual`, while `wanted` is read.
    fn place(&mut self, wanted: f64, actual: f64, law: &Retention) {
        self.placed = law.left(self.age.time).max(f64::MIN_POSITIVE);
        let ratio = (wanted - law.rest) / (actual - law.rest);
        self.remainder = if ratio.is_finite() { ratio.clamp(0.0, 10.0) } else { 1.0 };
        self.ratio = self.remainder;
        self.rounding = (wanted - actual).abs();
    }
}

impl Layer for Retaining {
    fn reach(&self, lowest: f64, highest: f64, dt: f64) -> Option<(f64, f64)> {
        let (now, then) = (self.law.left(self.youngest), self.law.left(self.youngest + dt));
        // f falls the faster, relative to what is left, the younger it is
        let lost = if now > 0.0 { 1.0 - then / now } else { 0.0 };
        (lost <= NEGLIGIBLE).then_some((lowest, highest))
    }

    fn keeps_books(&self) -> bool {
        true
    }

    fn passed(&mut self, passage: Passage<'_>) {
        let law = self.law;
        self.decays.each(|device, decay| {
            if decay.age.pass(passage.dt, passage.moved(device), law.written) {
                *decay = Decay::FRESH;
            } else {
                decay.ratio = decay.remainder * (law.left(decay.age.time) / decay.placed);
            }
        });
        self.youngest = self.decays.least(|decay| decay.age.time);
    }

    fn settle(&mut self, beneath: &mut dyn DeviceArray, positions: &mut [f64]) {
        let (rest, written) = (self.law.rest, self.law.written);
        let wanted = |position: f64, decay: &Decay| rest + (position - rest) * decay.ratio;
        let due = |(device, decay): (usize, &Decay)| {
            let target = wanted(positions[device], decay).clamp(0.0, 1.0);
            ((target - positions[device]).abs() >= written + decay.rounding).then_some((device, target))
        };
        let (devices, targets): (Vec<usize>, Vec<f64>) = self.decays.now.iter().enumerate().filter_map(due).unzip();
        if devices.is_empty() {
            return;
        }
        beneath.place(&devices, &targets);
        beneath.read(0, positions);
        for (&device, &target) in devices.iter().zip(&targets) {
            self.decays.now[device].place(target, positions[device], &self.law);
        }
    }

    fn shifts_positions(&self) -> bool {
        true
    }

    fn positions(&self, positions: &mut [f64]) {
        for (position, decay) in positions.iter_mut().zip(&self.decays.now) {
            if decay.ratio != 1.0 {
                *position = (self.law.rest + (*position - self.law.rest) * decay.ratio).clamp(0.0, 1.0);
            }
        }
    }

    fn programmed(&mut self, device: usize) {
        self.decays.now[device] = Decay::FRESH;
        self.youngest = 0.0;
    }

    fn mark(&mut self) {
        self.decays.mark();
    }

    fn rollback(&mut self) {
        self.decays.rollback();
        self.youngest = self.decays.least(|decay| decay.age.time);
    }
}
