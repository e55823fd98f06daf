//! VTEAM: a memristor whose state drifts at a rate that depends on the voltage alone, beyond two thresholds.
//!
//! Kvatinsky et al. 2015, doi:10.1109/TCSII.2015.2433536:
//! dw/dt = k_off (v/v_off - 1)^alpha_off for v > v_off > 0, k_on (v/v_on - 1)^alpha_on for v < v_on < 0, else 0,
//! with hard bounds at w_on and w_off (rectangular window). Positive voltage turns the device OFF.

use serde::Deserialize;

use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::error::{ModelError, positive, within};
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::Random;

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
}

/// Resistance as a function of the position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Resistance {
    /// R = r_on + (r_off - r_on) x, x = (w - w_on) / (w_off - w_on).
    Linear,
    /// R = r_on (r_off / r_on)^x.
    Exponential,
}

impl Vteam {
    /// Resistance (ohm) at position `w` (m).
    pub fn resistance_at(&self, w: f64) -> f64 {
        let x = (w - self.w_on) / (self.w_off - self.w_on);
        match self.resistance {
            Resistance::Linear => self.r_on + (self.r_off - self.r_on) * x,
            Resistance::Exponential => self.r_on * (self.r_off / self.r_on).powf(x),
        }
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
        (w - self.w_off) / (self.w_on - self.w_off)
    }

    #[inline(always)]
    fn branch(&self, w: &f64, voltage: f64) -> Branch {
        let conductance = 1.0 / self.resistance_at(*w);
        Branch { current: conductance * voltage, conductance }
    }

    /// Exact: the rate does not depend on the state, so the drift along a ramp has a closed form.
    #[inline(always)]
    fn advance(&self, w: &f64, ramp: Ramp, _random: Random) -> f64 {
        let off = ramp.above(self.v_off).map_or(0.0, |part| self.k_off * drive(part, self.v_off, self.alpha_off));
        let on =
            ramp.negated().above(-self.v_on).map_or(0.0, |part| self.k_on * drive(part, -self.v_on, self.alpha_on));
        let (first, second) = if ramp.start >= ramp.end { (off, on) } else { (on, off) };
        let middle = (w + first).clamp(self.w_on, self.w_off);
        (middle + second).clamp(self.w_on, self.w_off)
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
R = r_on + (r_off - r_on) x             resistance = \"linear\", x = (w - w_on) / (w_off - w_on)
R = r_on (r_off / r_on)^x               resistance = \"exponential\"";

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "r_on", self.r_on, "ohm")?;
        positive("", "r_off - r_on", self.r_off - self.r_on, "ohm")?;
        positive("", "w_off - w_on", self.w_off - self.w_on, "m")?;
        positive("", "k_off", self.k_off, "m/s")?;
        positive("", "-k_on", -self.k_on, "m/s")?;
        positive("", "v_off", self.v_off, "V")?;
        positive("", "-v_on", -self.v_on, "V")?;
        within("alpha_on", self.alpha_on, 0.0, 30.0, "1 to 10 are usual")?;
        within("alpha_off", self.alpha_off, 0.0, 30.0, "1 to 10 are usual")
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

/// Integral of (v / v_th - 1)^alpha over a ramp at or above `v_th` (s).
fn drive(Ramp { start, end, dt }: Ramp, v_th: f64, alpha: f64) -> f64 {
    let excess = |voltage: f64| (voltage / v_th - 1.0).max(0.0);
    let (a, b) = (excess(start), excess(end));
    let middle = 0.5 * (a + b);
    if (b - a).abs() <= 1e-3 * middle {
        // Simpson's rule: here its relative error is below 1e-13 while the closed form would cancel
        return dt * (a.powf(alpha) + 4.0 * middle.powf(alpha) + b.powf(alpha)) / 6.0;
    }
    dt * (b.powf(alpha + 1.0) - a.powf(alpha + 1.0)) / ((alpha + 1.0) * (b - a))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(device: &Vteam, w: f64, start: f64, end: f64, dt: f64) -> f64 {
        device.advance(&w, Ramp { start, end, dt }, Random::new(1, 0))
    }

    fn device() -> Vteam {
        Vteam {
            r_on: 50.0,
            r_off: 1e3,
            resistance: Resistance::Linear,
            w_on: 0.0,
            w_off: 3e-9,
            k_on: -10.0,
            k_off: 5e-4,
            alpha_on: 3.0,
            alpha_off: 1.0,
            v_on: -0.2,
            v_off: 0.02,
        }
    }

    #[test]
    fn constant_voltage_moves_the_state_linearly_in_time() {
        let device = device();
        let speed = 5e-4 * (0.1 / 0.02 - 1.0);
        let w = moved(&device, 1e-9, 0.1, 0.1, 1e-7);
        assert!((w - 1e-9 - speed * 1e-7).abs() < 1e-12 * w);
        assert_eq!(moved(&device, 1e-9, 0.1, 0.1, 1.0), 3e-9); // hard bound
    }

    #[test]
    fn midpoint_steps_approach_the_closed_form_with_second_order() {
        let device = device();
        let (start, end, dt) = (-0.25, -0.4, 1e-10);
        let exact = moved(&device, 3e-9, start, end, dt);
        let stepped = |n: usize| {
            let voltage = |k: usize| start + (end - start) * (k as f64 + 0.5) / n as f64;
            (0..n).fold(3e-9, |w, k| moved(&device, w, voltage(k), voltage(k), dt / n as f64))
        };
        let order = ((stepped(8) - exact) / (stepped(16) - exact)).log2();
        assert!((order - 2.0).abs() < 0.02, "measured order {order}");
    }

    #[test]
    fn short_ramps_join_the_closed_form_smoothly() {
        // both formulas at the same ramp, on either side of the switch between them
        let (a, dt) = (0.5, 1e-9);
        for alpha in [1.0, 3.0, 10.0] {
            let simpson = drive(Ramp { start: a, end: a * 1.000_49, dt }, 0.2, alpha);
            let split: f64 = [0.0, 0.5]
                .iter()
                .map(|f| {
                    let (start, end) = (a * (1.0 + 0.000_49 * f), a * (1.0 + 0.000_49 * (f + 0.5)));
                    drive(Ramp { start, end, dt: dt / 2.0 }, 0.2, alpha)
                })
                .sum();
            assert!((simpson / split - 1.0).abs() < 1e-11);
        }
    }

    #[test]
    fn ramp_through_both_thresholds_moves_there_and_back_in_order_of_time() {
        let device = device();
        // falling ramp: the OFF part (up to the bound) comes first, then the ON part
        let whole = moved(&device, 2.9e-9, 0.5, -0.5, 1e-6);
        let halves = moved(&device, moved(&device, 2.9e-9, 0.5, 0.0, 0.5e-6), 0.0, -0.5, 0.5e-6);
        assert!((whole - halves).abs() < 1e-20);
    }

    #[test]
    fn below_the_thresholds_nothing_moves() {
        let device = device();
        assert_eq!(moved(&device, 1e-9, -0.2, 0.02, 1e3), 1e-9);
        assert!(device.idle(-0.2, 0.02, 1e3) && !device.idle(-0.21, 0.0, 1e3));
    }

    #[test]
    fn exponential_resistance_meets_the_linear_one_at_the_bounds() {
        let (linear, exponential) = (device(), Vteam { resistance: Resistance::Exponential, ..device() });
        for w in [0.0, 3e-9] {
            assert!((linear.resistance_at(w) / exponential.resistance_at(w) - 1.0).abs() < 1e-14);
        }
        assert!((exponential.resistance_at(1.5e-9) - 50_000f64.sqrt()).abs() < 1e-9); // geometric mean
        assert!(exponential.branch(&1e-9, -0.3).current < 0.0);
    }
}
