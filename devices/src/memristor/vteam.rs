//! VTEAM: a memristor whose state drifts at a rate that depends on the voltage alone, beyond two thresholds.
//!
//! Kvatinsky et al. 2015, doi:10.1109/TCSII.2015.2433536:
//! dw/dt = k_off (v/v_off - 1)^alpha_off for v > v_off > 0, k_on (v/v_on - 1)^alpha_on for v < v_on < 0, else 0,
//! times a [`Window`] f(s), with hard bounds at w_on and w_off. Positive voltage turns the device OFF.

use serde::Deserialize;

use super::resistance::Resistance;
use super::travel::travel;
use super::window::Window;
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::error::{ModelError, positive, within};
use crate::extent::Extent;
use crate::math::{between, powf};
use crate::model::{Branch, Column, DeviceArray, DeviceModel, Segment};
use crate::ramp::Ramp;
use crate::rng::Random;
use crate::spice::Subcircuit;

/// Parameters of a VTEAM device; the state is the position w (m).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vteam {
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
    /// Exponent for switching ON.
    pub alpha_on: f64,
    /// Exponent for switching OFF.
    pub alpha_off: f64,
    /// Threshold for switching ON (V), negative.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_on: f64,
    /// Threshold for switching OFF (V), positive.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_off: f64,
    /// How the drift slows down at the bounds.
    pub window: Window,
}

/// v/v_th - 1 from which the rate grows no further; its 31st power stays far from overflow.
const MAX_EXCESS: f64 = 1e8;

/// Whole exponents that are raised by multiplication.
const WHOLE: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];

impl Vteam {
    /// Resistance (ohm) at position `w` (m).
    #[inline(always)]
    pub fn resistance_at(&self, w: f64) -> f64 {
        self.resistance.at((w - self.w_on) / (self.w_off - self.w_on), self.r_on, self.r_off)
    }

    /// Position after the `way` (m) that the boundary would go without window.
    #[inline(always)]
    fn go(&self, w: f64, way: f64) -> f64 {
        match self.window {
            Window::None => between(w + way, self.w_on, self.w_off),
            _ => self.go_windowed(w, way),
        }
    }

    fn go_windowed(&self, w: f64, way: f64) -> f64 {
        let length = self.w_off - self.w_on;
        let (dose, speed) = (way.abs() / length, |s: f64| self.window.speed(s));
        let w = if way == 0.0 {
            w
        } else if way > 0.0 {
            self.w_on + length * travel((w - self.w_on) / length, dose, speed)
        } else {
            self.w_off - length * travel((self.w_off - w) / length, dose, speed)
        };
        w.clamp(self.w_on, self.w_off)
    }

    /// What a voltage beyond `v_on` or else `v_off` does.
    #[inline(always)]
    fn side(&self, turns_on: bool) -> Side {
        let (k, alpha, v_th) =
            if turns_on { (self.k_on, self.alpha_on, -self.v_on) } else { (self.k_off, self.alpha_off, self.v_off) };
        Side { turns_on, k, alpha, v_th, per_v_th: 1.0 / v_th }
    }

    /// Side of a ramp, and whether it has no part on the other.
    #[inline(always)]
    fn side_of(&self, ramp: Ramp) -> (Side, bool) {
        let turns_on = ramp.start.min(ramp.end) < self.v_on;
        let turns_off = ramp.start.max(ramp.end) > self.v_off;
        (self.side(turns_on), !(turns_on & turns_off))
    }

    /// Hands each device to `take`, with its `way` (m) and whether that is all; `W` when the exponents are whole.
    ///
    /// Constant voltages need no mean over a ramp, and equal ones one way for all.
    #[inline(always)]
    fn step_all<const W: bool>(
        &self,
        states: &mut [f64],
        segment: Segment<'_>,
        dt: f64,
        mut take: impl FnMut(usize, &mut f64, (f64, bool)),
    ) {
        let Extent { lowest, highest, level } = Extent::of(segment);
        let devices = states.iter_mut().zip(segment.start.iter().zip(segment.end)).enumerate();
        let devices = devices.map(|(device, (w, (&start, &end)))| (device, w, Ramp { start, end, dt }));
        let moved = |w: &f64, way: f64| between(w + way, self.w_on, self.w_off);
        let side = self.side(lowest < self.v_on);
        if lowest < self.v_on && highest > self.v_off {
            devices.for_each(|(device, w, ramp)| {
                let (side, serves) = self.side_of(ramp);
                take(device, w, (moved(w, side.along::<W>(ramp)), serves));
            });
        } else if !level {
            devices.for_each(|(device, w, ramp)| take(device, w, (moved(w, side.along::<W>(ramp)), true)));
        } else if lowest < highest {
            devices.for_each(|(device, w, ramp)| take(device, w, (moved(w, side.at::<W>(ramp)), true)));
        } else {
            let way = side.at::<W>(Ramp { start: lowest, end: lowest, dt });
            devices.for_each(|(device, w, _)| take(device, w, (moved(w, way), true)));
        }
    }

    fn has_whole_exponents(&self) -> bool {
        is_whole(self.alpha_on) & is_whole(self.alpha_off)
    }
}

/// What a voltage beyond one threshold does.
#[derive(Clone, Copy)]
struct Side {
    turns_on: bool,
    k: f64,
    alpha: f64,
    /// Magnitude of the threshold (V).
    v_th: f64,
    /// 1 / `v_th`, once for all: within a loop it would be selected first and computed then.
    per_v_th: f64,
}

impl Side {
    /// v / v_th - 1 from an excess (V), as far as the rate grows.
    #[inline(always)]
    fn relative(self, excess: f64) -> f64 {
        (excess * self.per_v_th).min(MAX_EXCESS)
    }

    /// Way (m) at the constant voltage that `ramp` starts with.
    #[inline(always)]
    fn at<const W: bool>(self, ramp: Ramp) -> f64 {
        let voltage = if self.turns_on { -ramp.start } else { ramp.start };
        let excess = self.relative((voltage - self.v_th).max(0.0));
        let power = if W { whole_power(excess, self.alpha) } else { powf(excess, self.alpha) };
        // x^0 is 1 at the threshold as well, where nothing moves
        self.k * ramp.dt * if excess > 0.0 { power } else { 0.0 }
    }

    /// Way (m) along `ramp`: the integral of the rate without window.
    #[inline(always)]
    fn way(self, ramp: Ramp) -> f64 {
        if is_whole(self.alpha) { self.along::<true>(ramp) } else { self.along::<false>(ramp) }
    }

    /// [`way`](Side::way), `W` when the exponent is whole.
    #[inline(always)]
    fn along<const W: bool>(self, ramp: Ramp) -> f64 {
        let ramp = if self.turns_on { ramp.negated() } else { ramp };
        let Ramp { start, end, dt } = ramp.excess(self.v_th);
        let (a, b) = (self.relative(start), self.relative(end));
        let mean = if W { sum_of_powers(a, b, self.alpha) / (self.alpha + 1.0) } else { mean_power(a, b, self.alpha) };
        self.k * dt * mean
    }
}

impl DeviceModel for Vteam {
    type State = f64;

    const POSITION: Column = Column { name: "position", unit: "1", long_name: "position between off and on" };

    fn state(&self, position: f64, _random: Random) -> f64 {
        self.w_off + position * (self.w_on - self.w_off)
    }

    #[inline(always)]
    fn position(&self, w: &f64) -> f64 {
        (w - self.w_off) * (1.0 / (self.w_on - self.w_off)) // a product never exceeds 1 here
    }

    #[inline(always)]
    fn branch(&self, w: &f64, voltage: f64) -> Branch {
        let conductance = 1.0 / self.resistance_at(*w);
        Branch { current: conductance * voltage, conductance }
    }

    /// The way along a ramp has a closed form, since the rate depends on the state by the window alone; that is exact,
    /// a window is integrated within 1e-9 of the range.
    #[inline(always)]
    fn advance(&self, w: &f64, ramp: Ramp, _random: Random) -> f64 {
        let [off, on] = [false, true].map(|turns_on| self.side(turns_on).way(ramp));
        let (first, second) = if ramp.start >= ramp.end { (off, on) } else { (on, off) };
        self.go(self.go(*w, first), second)
    }

    /// Without window, and a ramp beyond one threshold at most.
    #[inline(always)]
    fn shortcut(&self, w: &f64, ramp: Ramp, _random: Random) -> (f64, bool) {
        let (side, one_side) = self.side_of(ramp);
        let way = if self.has_whole_exponents() { side.along::<true>(ramp) } else { side.along::<false>(ramp) };
        (between(w + way, self.w_on, self.w_off), one_side & matches!(self.window, Window::None))
    }

    #[inline(always)]
    fn shortcuts(
        &self,
        states: &mut [f64],
        segment: Segment<'_>,
        dt: f64,
        _random: impl Fn(usize) -> Random,
        mut take: impl FnMut(usize, &mut f64, (f64, bool)),
    ) {
        if !matches!(self.window, Window::None) {
            states.iter_mut().enumerate().for_each(|(device, w)| {
                let unmoved = *w;
                take(device, w, (unmoved, false));
            });
        } else if self.has_whole_exponents() {
            self.step_all::<true>(states, segment, dt, take);
        } else {
            self.step_all::<false>(states, segment, dt, take);
        }
    }

    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        lowest >= self.v_on && highest <= self.v_off
    }
}

impl Parameters for Vteam {
    const MODEL: &'static str = "vteam";
    const REFERENCE: &'static str = "Kvatinsky et al. 2015, doi:10.1109/TCSII.2015.2433536";
    const EQUATIONS: &'static str = "\
dw/dt = k_off (v/v_off - 1)^alpha_off   for v > v_off > 0
dw/dt = k_on (v/v_on - 1)^alpha_on      for v < v_on < 0, else 0; w stays between w_on and w_off
times f(s), with s = (w - w_on) / (w_off - w_on) towards OFF and (w_off - w) / (w_off - w_on) towards ON:
f = 1                                   window = \"none\"
f = 1 - (2 s - 1)^(2 p)                 window.joglekar
f = 1 - s^(2 p)                         window.biolek
f = j (1 - ((s - 1/2)^2 + 3/4)^p)       window.prodromakis
f = exp(-exp((s - a) / w_c))            window.kvatinsky
R = r_on + (r_off - r_on) x             resistance = \"linear\", x = (w - w_on) / (w_off - w_on)
R = r_on (r_off / r_on)^x               resistance = \"exponential\"";

    const SUBCIRCUIT: Option<fn(&Self) -> Subcircuit> = Some(crate::spice::vteam);

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "r_on", self.r_on, "ohm")?;
        positive("", "r_off - r_on", self.r_off - self.r_on, "ohm")?;
        positive("", "w_off - w_on", self.w_off - self.w_on, "m")?;
        positive("", "k_off", self.k_off, "m/s")?;
        positive("", "-k_on", -self.k_on, "m/s")?;
        positive("", "v_off", self.v_off, "V")?;
        positive("", "-v_on", -self.v_on, "V")?;
        within("alpha_on", self.alpha_on, 0.0, 30.0, "1 to 10 are usual")?;
        within("alpha_off", self.alpha_off, 0.0, 30.0, "1 to 10 are usual")?;
        self.window.validate()
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

/// Whether `alpha` is 0 or one of [`WHOLE`].
#[inline(always)]
fn is_whole(alpha: f64) -> bool {
    (alpha.fract() == 0.0) & (alpha <= WHOLE[WHOLE.len() - 1])
}

/// Mean of x^alpha over x from `a` to `b`, both 0 or above.
#[inline(always)]
fn mean_power(a: f64, b: f64, alpha: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    let (high_power, low_power) = (powf(high, alpha), powf(low, alpha));
    let closed = (high * high_power - low * low_power) / ((alpha + 1.0) * (high - low));
    let d = (low - high) / high;
    // near a constant the closed form cancels: binomial series of ((1 + d)^(alpha + 1) - 1) / ((alpha + 1) d)
    let (mut term, mut series) = (1.0, 1.0);
    for k in 0..7 {
        term *= (alpha - f64::from(k)) * d / f64::from(k + 2);
        series += term;
    }
    let mean = if (alpha + 1.0) * d > -0.02 { high_power * series } else { closed };
    let constant = if alpha == 0.0 { 1.0 } else { 0.0 };
    if high > 0.0 { mean } else { constant }
}

/// [`mean_power`] times alpha + 1, for `alpha` 0 or one of [`WHOLE`]: the sum of a^i b^(alpha - i) over i from 0 to alpha.
#[inline(always)]
fn sum_of_powers(a: f64, b: f64, alpha: f64) -> f64 {
    let (mut sum, mut power, mut result) = (1.0, 1.0, 1.0);
    for k in WHOLE {
        power *= a;
        sum = sum * b + power;
        result = if k <= alpha { sum } else { result };
    }
    result
}

/// x^`alpha` for `alpha` 0 or one of [`WHOLE`].
#[inline(always)]
fn whole_power(x: f64, alpha: f64) -> f64 {
    let (mut power, mut result) = (1.0, 1.0);
    for k in WHOLE {
        power *= x;
        result = if k <= alpha { power } else { result };
    }
    result
}

#[cfg(test)]
#[path = "vteam_tests.rs"]
mod tests;
