//! Ferroelectric junction with one number as its memory: the switched fraction S, moved by equivalent time.
//!
//! At each voltage the state S is read as the time t_eq that this voltage would have needed to reach it from none
//! switched; a step takes S to the closed form at t_eq + dt. For negative voltage the same holds for 1 - S.
//! First-order memory: there is no return-point memory, and a reversal starts at once.

use serde::Deserialize;

use crate::error::{ModelError, positive, within};
use crate::ferroelectric_junction::Potentiation;
use crate::model::{Branch, Column, DeviceModel};
use crate::nucleation::{LinearizedLorentz, RandomField};

/// Parameters; the state is the fraction of domains that are up.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquivalentTime {
    /// Conductance with all domains ON (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_on: f64,
    /// Conductance with all domains OFF (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_off: f64,
    /// Which sign of V_row - V_col turns the junction ON.
    pub potentiation: Potentiation,
    /// Guard (V): nothing switches at or below this magnitude.
    ///
    /// [`LinearizedLorentz`] needs it above [`LinearizedLorentz::guard`] of the longest pulse.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_th: f64,
    /// Switching by positive voltage.
    pub up: SwitchingLaw,
    /// Switching by negative voltage.
    pub down: SwitchingLaw,
}

/// Closed form of the switched fraction at constant voltage.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(tag = "law", rename_all = "snake_case")]
pub enum SwitchingLaw {
    /// Equations (4), (5).
    RandomField(RandomField),
    /// Equations (1) to (3).
    LinearizedLorentz(LinearizedLorentz),
}

impl SwitchingLaw {
    fn t_inf(&self) -> f64 {
        match self {
            SwitchingLaw::RandomField(law) => law.t_inf,
            SwitchingLaw::LinearizedLorentz(law) => law.t_inf,
        }
    }

    /// Half width of the local fields (V): Delta, or Gamma0 / alpha which equals it to first order.
    fn voltage_width(&self) -> f64 {
        match self {
            SwitchingLaw::RandomField(law) => law.delta,
            SwitchingLaw::LinearizedLorentz(law) => law.gamma_0 / law.alpha,
        }
    }

    fn fraction_after_decades(&self, decades: f64, voltage: f64) -> f64 {
        match self {
            SwitchingLaw::RandomField(law) => law.fraction_after_decades(decades, voltage),
            SwitchingLaw::LinearizedLorentz(law) => law.fraction_after_decades(decades, voltage),
        }
    }

    fn decades_to(&self, fraction: f64, voltage: f64) -> f64 {
        match self {
            SwitchingLaw::RandomField(law) => law.decades_to(fraction, voltage),
            SwitchingLaw::LinearizedLorentz(law) => law.decades_to(fraction, voltage),
        }
    }

    /// Fraction after `dt` (s) more at `voltage` (V), from `fraction`.
    fn advance(&self, fraction: f64, voltage: f64, dt: f64) -> f64 {
        let equivalent = self.decades_to(fraction, voltage);
        if equivalent == f64::INFINITY {
            return fraction; // this voltage never gets as far
        }
        // log10(t_eq + dt) without leaving the logarithms: t_eq spans hundreds of decades
        let step = (dt / self.t_inf()).log10();
        let decades = equivalent.max(step) + (1.0 + 10f64.powf(-(equivalent - step).abs())).log10();
        self.fraction_after_decades(decades, voltage).clamp(fraction, 1.0)
    }

    fn validate(&self, table: &str) -> Result<(), ModelError> {
        match self {
            SwitchingLaw::RandomField(law) => law.validate(table),
            SwitchingLaw::LinearizedLorentz(law) => law.validate(table),
        }
    }
}

/// Largest midpoint step of the voltage, as a part of the width of the local fields: errors stay below 1e-4.
const STEP: f64 = 0.2;

/// Most midpoint steps for one ramp.
const MAX_STEPS: f64 = 4096.0;

impl EquivalentTime {
    /// Checks every parameter.
    ///
    /// # Errors
    /// [`ModelError`] names the first parameter that is out of range.
    pub fn validate(&self) -> Result<(), ModelError> {
        positive("", "g_off", self.g_off, "S")?;
        positive("", "g_on - g_off", self.g_on - self.g_off, "S")?;
        within("v_th", self.v_th, 0.0, 1e3, "give the magnitude, or \"0 V\" for none")?;
        self.up.validate("up")?;
        self.down.validate("down")
    }

    /// State after a ramp in `steps` equal steps at their middle voltages: second order in the step.
    pub fn advance_in_steps(&self, state: f64, start: f64, end: f64, dt: f64, steps: usize) -> f64 {
        let (dt, width) = (dt / steps as f64, (end - start) / steps as f64);
        (0..steps).fold(state, |s, k| {
            let voltage = start + width * (k as f64 + 0.5);
            if voltage.abs() <= self.v_th {
                s
            } else if voltage > 0.0 {
                self.up.advance(s, voltage, dt)
            } else {
                1.0 - self.down.advance(1.0 - s, voltage, dt)
            }
        })
    }

    fn steps(&self, start: f64, end: f64) -> usize {
        let width = self.up.voltage_width().min(self.down.voltage_width());
        ((end - start).abs() / (STEP * width)).ceil().clamp(1.0, MAX_STEPS) as usize
    }
}

impl DeviceModel for EquivalentTime {
    const POSITION: Column =
        Column { name: "switched_fraction", unit: "1", long_name: "fraction of domains in the ON state" };

    fn off_state(&self) -> f64 {
        1.0 - self.on_state()
    }

    fn on_state(&self) -> f64 {
        match self.potentiation {
            Potentiation::Positive => 1.0,
            Potentiation::Negative => 0.0,
        }
    }

    fn branch(&self, state: f64, voltage: f64) -> Branch {
        let on = match self.potentiation {
            Potentiation::Positive => state,
            Potentiation::Negative => 1.0 - state,
        };
        let conductance = self.g_off + on * (self.g_on - self.g_off);
        Branch { current: conductance * voltage, conductance }
    }

    fn advance(&self, state: f64, start: f64, end: f64, dt: f64) -> f64 {
        self.advance_in_steps(state, start, end, dt, self.steps(start, end))
    }

    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        lowest >= -self.v_th && highest <= self.v_th
    }
}

#[cfg(test)]
#[path = "equivalent_time_tests.rs"]
mod tests;
