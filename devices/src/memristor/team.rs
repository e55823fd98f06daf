//! TEAM: a memristor whose state drifts at a rate that depends on the current, beyond two thresholds.
//!
//! Kvatinsky et al. 2013, doi:10.1109/TCSI.2012.2215714: dw/dt = k_off (i/i_off - 1)^alpha_off f(s) for
//! i > i_off > 0, k_on (i/i_on - 1)^alpha_on f(s) for i < i_on < 0, else 0. Positive current turns the device OFF, which
//! brakes itself at constant voltage; the way to ON accelerates itself.

use serde::Deserialize;

use super::resistance::Resistance;
use super::window::Window;
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::error::{ModelError, positive, within};
use crate::integrate::integrate_within;
use crate::math::powf;
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::Random;

/// Parameters of a TEAM device; the state is the position w (m), called x in the paper.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Resistance at `w_on` (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_on: f64,
    /// Resistance at `w_off` (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_off: f64,
    /// How the resistance runs between the two.
    pub resistance: Resistance,
    /// Position of the ON state (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub w_on: f64,
    /// Position of the OFF state (m), above `w_on`.
    #[serde(deserialize_with = "crate::units::meters")]
    pub w_off: f64,
    /// Speed scale towards ON (m/s), negative.
    #[serde(deserialize_with = "crate::units::meters_per_second")]
    pub k_on: f64,
    /// Speed scale towards OFF (m/s), positive.
    #[serde(deserialize_with = "crate::units::meters_per_second")]
    pub k_off: f64,
    /// Exponent for switching ON, 1 or above.
    pub alpha_on: f64,
    /// Exponent for switching OFF, 1 or above.
    pub alpha_off: f64,
    /// Threshold for switching ON (A), negative.
    #[serde(deserialize_with = "crate::units::amperes")]
    pub i_on: f64,
    /// Threshold for switching OFF (A), positive.
    #[serde(deserialize_with = "crate::units::amperes")]
    pub i_off: f64,
    /// How the drift slows down at the bounds.
    pub window: Window,
}

/// i/i_th - 1 from which the rate grows no further; its 30th power stays far from overflow.
const MAX_EXCESS: f64 = 1e8;

/// Estimated error of one step, as a part of the way from the end that is left: what leaves an unstable end grows.
const TOLERANCE: f64 = 1e-8;

/// Part of the range below which errors no longer have to shrink with the way.
const SHORT: f64 = 1e-9;

impl Team {
    fn length(&self) -> f64 {
        self.w_off - self.w_on
    }

    /// Resistance (ohm) at position `w` (m).
    #[inline(always)]
    pub fn resistance_at(&self, w: f64) -> f64 {
        self.resistance.at((w - self.w_on) / self.length(), self.r_on, self.r_off)
    }

    /// dw/dt (m/s) at position `w` (m) and `current` (A).
    pub fn rate(&self, w: f64, current: f64) -> f64 {
        let towards_off = (w - self.w_on) / self.length();
        let excess = |threshold: f64| (current / threshold - 1.0).min(MAX_EXCESS);
        if current > self.i_off {
            self.k_off * powf(excess(self.i_off), self.alpha_off) * self.window.speed(towards_off)
        } else if current < self.i_on {
            self.k_on * powf(excess(self.i_on), self.alpha_on) * self.window.speed(1.0 - towards_off)
        } else {
            0.0
        }
    }

    /// Position after a ramp of one sign, given as the part in which the current can exceed the threshold.
    fn follow(&self, w: f64, part: Ramp) -> f64 {
        let rises = part.start + part.end > 0.0;
        let (from, to) = if rises { (self.w_on, self.w_off) } else { (self.w_off, self.w_on) };
        let place = |s: f64| from + (to - from) * s;
        let speed =
            |s: f64, voltage: f64| self.rate(place(s), voltage / self.resistance_at(place(s))).abs() / self.length();
        let s = (w - from) / (to - from);
        let permitted = |s: f64| TOLERANCE * s.max(SHORT);
        let moved = integrate_within(s, part, speed, [0.0, 1.0], permitted);
        // rounding and the errors of settling may lie on the other side of the start, but nothing moves back
        if moved > s { place(moved).clamp(self.w_on, self.w_off) } else { w }
    }

    /// Position after the positive part of a ramp. The resistance grows, so no motion begins below i_off R(w).
    fn turn_off(&self, w: f64, ramp: Ramp) -> f64 {
        ramp.above(self.i_off * self.resistance_at(w)).map_or(w, |part| self.follow(w, part))
    }

    /// Position after the negative part of a ramp. Motion begins above |i_on| R(w) and ends at |i_on| r_on at the latest.
    fn turn_on(&self, w: f64, ramp: Ramp) -> f64 {
        let rising = ramp.negated();
        let begin = -self.i_on * self.resistance_at(w);
        let part = if rising.end > rising.start {
            rising.above(begin)
        } else if rising.start > begin {
            rising.above(-self.i_on * self.r_on)
        } else {
            None
        };
        part.map_or(w, |part| self.follow(w, part.negated()))
    }
}

impl DeviceModel for Team {
    type State = f64;

    const POSITION: Column = Column { name: "position", unit: "1", long_name: "position between off and on" };

    fn state(&self, position: f64, _random: Random) -> f64 {
        self.w_off + position * (self.w_on - self.w_off)
    }

    #[inline(always)]
    fn position(&self, w: &f64) -> f64 {
        (w - self.w_off) / (self.w_on - self.w_off)
    }

    #[inline(always)]
    fn branch(&self, w: &f64, voltage: f64) -> Branch {
        let conductance = 1.0 / self.resistance_at(*w);
        Branch { current: conductance * voltage, conductance }
    }

    /// Integrated within 1e-7 of the range: the current follows the state, which leaves no closed form.
    fn advance(&self, w: &f64, ramp: Ramp, _random: Random) -> f64 {
        if ramp.start >= ramp.end {
            self.turn_on(self.turn_off(*w, ramp), ramp)
        } else {
            self.turn_off(self.turn_on(*w, ramp), ramp)
        }
    }

    /// No current exceeds that with the resistance `r_on`.
    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        lowest >= self.i_on * self.r_on && highest <= self.i_off * self.r_on
    }
}

impl Parameters for Team {
    const MODEL: &'static str = "team";
    const REFERENCE: &'static str = "Kvatinsky et al. 2013, doi:10.1109/TCSI.2012.2215714";
    const EQUATIONS: &'static str = "\
dw/dt = k_off (i/i_off - 1)^alpha_off f(s)   for i > i_off > 0, s = (w - w_on) / (w_off - w_on)
dw/dt = k_on (i/i_on - 1)^alpha_on f(s)      for i < i_on < 0, s = (w_off - w) / (w_off - w_on); else 0
f = 1                                        window = \"none\"; w stays between w_on and w_off
f = 1 - (2 s - 1)^(2 p)                      window.joglekar
f = 1 - s^(2 p)                              window.biolek
f = j (1 - ((s - 1/2)^2 + 3/4)^p)            window.prodromakis
f = exp(-exp((s - a) / w_c))                 window.kvatinsky
R = r_on + (r_off - r_on) x                  resistance = \"linear\", x = (w - w_on) / (w_off - w_on)
R = r_on (r_off / r_on)^x                    resistance = \"exponential\"";

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "r_on", self.r_on, "ohm")?;
        positive("", "r_off - r_on", self.r_off - self.r_on, "ohm")?;
        positive("", "w_off - w_on", self.w_off - self.w_on, "m")?;
        positive("", "k_off", self.k_off, "m/s")?;
        positive("", "-k_on", -self.k_on, "m/s")?;
        positive("", "i_off", self.i_off, "A")?;
        positive("", "-i_on", -self.i_on, "A")?;
        // below 1 the rate has no slope at the threshold
        within("alpha_on", self.alpha_on, 1.0, 30.0, "1 to 10 are usual")?;
        within("alpha_off", self.alpha_off, 1.0, 30.0, "1 to 10 are usual")?;
        self.window.validate()
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "team_tests.rs"]
mod tests;
