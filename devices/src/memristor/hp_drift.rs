//! Linear ion drift: the boundary of a doped layer moves with the charge that flows, without threshold.
//!
//! Strukov et al. 2008, doi:10.1038/nature06932: v = (r_on x + r_off (1 - x)) i, dx/dt = mu_v r_on / d^2 i f(x), where
//! x = w/D is the doped fraction and f a [`Window`]. x = 1 conducts best; positive current turns the device ON.

use serde::Deserialize;

use super::travel::travel;
use super::window::Window;
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::error::{ModelError, positive};
use crate::math::between;
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::Random;
use crate::spice::Subcircuit;

/// Parameters of a linear-drift device; the state is the doped fraction x.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HpDrift {
    /// Resistance of the fully doped layer, x = 1 (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_on: f64,
    /// Resistance of the undoped layer, x = 0 (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_off: f64,
    /// Thickness D of the layer (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub d: f64,
    /// Mobility of the ions (m^2/(V s)).
    #[serde(deserialize_with = "crate::units::square_meters_per_volt_second")]
    pub mu_v: f64,
    /// How the drift slows down at the ends.
    pub window: Window,
}

/// A step in which nothing moves by more than this part of the range counts as idle.
const IDLE_CHANGE: f64 = 1e-12;

impl HpDrift {
    /// Change of x per charge without window (1/C): mu_v r_on / d^2.
    #[inline(always)]
    pub fn drift_per_charge(&self) -> f64 {
        self.mu_v * self.r_on / (self.d * self.d)
    }

    /// Resistance (ohm) at the doped fraction `x`.
    #[inline(always)]
    pub fn resistance_at(&self, x: f64) -> f64 {
        self.r_on * x + self.r_off * (1.0 - x)
    }

    /// x after the flux `phi` (V s) without window: exact for any waveform that ends at no bound.
    ///
    /// d(R^2)/d(phi) = -2 (r_off - r_on) mu_v r_on / d^2 is constant, so R is the root of a linear function.
    #[inline(always)]
    fn drift(&self, x: f64, phi: f64) -> f64 {
        let resistance = self.resistance_at(x);
        let moved = 2.0 * self.drift_per_charge() * phi;
        let squared = resistance * resistance - (self.r_off - self.r_on) * moved;
        let end = between(squared, self.r_on * self.r_on, self.r_off * self.r_off).sqrt();
        // = (resistance - end) / (r_off - r_on) without its cancellation
        between(x + moved / (resistance + end), 0.0, 1.0)
    }

    /// x after the flux `phi` (V s) of one sign, with the window.
    fn windowed(&self, x: f64, phi: f64) -> f64 {
        let dose = self.drift_per_charge() * phi.abs();
        if phi == 0.0 {
            x
        } else if phi > 0.0 {
            travel(x, dose, |s| self.window.speed(s) / self.resistance_at(s))
        } else {
            1.0 - travel(1.0 - x, dose, |s| self.window.speed(s) / self.resistance_at(1.0 - s))
        }
    }
}

/// Flux (V s) before and after the voltage changes sign; all of it in the first where it does not.
#[inline(always)]
fn flux(Ramp { start, end, dt }: Ramp) -> [f64; 2] {
    let crosses = (start > 0.0 && end < 0.0) || (start < 0.0 && end > 0.0);
    let share = if crosses { start / (start - end) } else { 1.0 };
    let (before, after) = (0.5 * dt * share, 0.5 * dt * (1.0 - share));
    if crosses { [before * start, after * end] } else { [before * start + before * end, 0.0] }
}

impl DeviceModel for HpDrift {
    type State = f64;

    const POSITION: Column = Column { name: "doped_fraction", unit: "1", long_name: "doped fraction of the layer" };

    fn state(&self, position: f64, _random: Random) -> f64 {
        position
    }

    #[inline(always)]
    fn position(&self, x: &f64) -> f64 {
        *x
    }

    #[inline(always)]
    fn branch(&self, x: &f64, voltage: f64) -> Branch {
        let conductance = 1.0 / self.resistance_at(*x);
        Branch { current: conductance * voltage, conductance }
    }

    /// Exact without window, else within 1e-9 of the range.
    #[inline(always)]
    fn advance(&self, x: &f64, ramp: Ramp, _random: Random) -> f64 {
        let [first, second] = flux(ramp);
        match self.window {
            Window::None => self.drift(self.drift(*x, first), second),
            _ => self.windowed(self.windowed(*x, first), second),
        }
    }

    /// Without window, and while the voltage keeps its sign.
    #[inline(always)]
    fn shortcut(&self, x: &f64, ramp: Ramp, _random: Random) -> (f64, bool) {
        let half = 0.5 * ramp.dt;
        let phi = half * ramp.start + half * ramp.end;
        let one_sign = ramp.start * ramp.end >= 0.0;
        (self.drift(*x, phi), one_sign & matches!(self.window, Window::None))
    }

    /// There is no threshold: any voltage moves the boundary, at most as fast as with the resistance `r_on`.
    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        let rate = self.drift_per_charge() / self.r_on * self.window.highest();
        rate * lowest.abs().max(highest.abs()) * dt <= IDLE_CHANGE
    }
}

impl Parameters for HpDrift {
    const MODEL: &'static str = "hp_drift";
    const REFERENCE: &'static str = "Strukov et al. 2008, doi:10.1038/nature06932";
    const EQUATIONS: &'static str = "\
v = (r_on x + r_off (1 - x)) i                  x = w/D, 0 undoped (off) to 1 doped (on)
dx/dt = mu_v r_on / d^2 i f(s)                  s = x for i > 0, 1 - x for i < 0; no threshold
f = 1                                           window = \"none\"
f = 1 - (2 s - 1)^(2 p)                         window.joglekar
f = 1 - s^(2 p)                                 window.biolek
f = j (1 - ((s - 1/2)^2 + 3/4)^p)               window.prodromakis
f = exp(-exp((s - a) / w_c))                    window.kvatinsky";

    const SUBCIRCUIT: Option<fn(&Self) -> Subcircuit> = Some(crate::spice::hp_drift);

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "r_on", self.r_on, "ohm")?;
        positive("", "r_off - r_on", self.r_off - self.r_on, "ohm")?;
        positive("", "d", self.d, "m")?;
        positive("", "mu_v", self.mu_v, "m^2/V s")?;
        self.window.validate()
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "hp_drift_tests.rs"]
mod tests;
