//! Ferroelectric junction with one number as its memory: the switched fraction S, moved by equivalent time.
//!
//! At each voltage the state S is read as the time t_eq that this voltage would have needed to reach it from none
//! switched; a step takes S to the closed form at t_eq + dt. For negative voltage the same holds for 1 - S.
//! First-order memory: there is no return-point memory, and a reversal starts at once.

use serde::Deserialize;

use super::junction::Potentiation;
use super::nucleation::{LinearizedLorentz, RandomField};
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::conduction::Conduction;
use crate::error::{ModelError, within};
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::Random;

/// Parameters; the state is the fraction of domains that are up.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquivalentTime {
    /// How the junction conducts.
    pub conduction: Conduction,
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
#[serde(rename_all = "snake_case")]
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
    /// State after a ramp in `steps` equal steps at their middle voltages: second order in the step.
    pub fn advance_in_steps(&self, up: f64, ramp: Ramp, steps: usize) -> f64 {
        let (dt, width) = (ramp.dt / steps as f64, (ramp.end - ramp.start) / steps as f64);
        (0..steps).fold(up, |s, k| {
            let voltage = ramp.start + width * (k as f64 + 0.5);
            if voltage.abs() <= self.v_th {
                s
            } else if voltage > 0.0 {
                self.up.advance(s, voltage, dt)
            } else {
                1.0 - self.down.advance(1.0 - s, voltage, dt)
            }
        })
    }

    fn steps(&self, ramp: Ramp) -> usize {
        let width = self.up.voltage_width().min(self.down.voltage_width());
        ((ramp.end - ramp.start).abs() / (STEP * width)).ceil().clamp(1.0, MAX_STEPS) as usize
    }
}

impl DeviceModel for EquivalentTime {
    type State = f64;

    const POSITION: Column =
        Column { name: "switched_fraction", unit: "1", long_name: "fraction of domains in the ON state" };

    fn state(&self, position: f64, _random: Random) -> f64 {
        match self.potentiation {
            Potentiation::Positive => position,
            Potentiation::Negative => 1.0 - position,
        }
    }

    fn position(&self, up: &f64) -> f64 {
        match self.potentiation {
            Potentiation::Positive => *up,
            Potentiation::Negative => 1.0 - up,
        }
    }

    fn branch(&self, up: &f64, voltage: f64) -> Branch {
        self.conduction.branch(self.position(up), voltage)
    }

    fn advance(&self, up: &f64, ramp: Ramp, _random: Random) -> f64 {
        self.advance_in_steps(*up, ramp, self.steps(ramp))
    }

    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        lowest >= -self.v_th && highest <= self.v_th
    }
}

impl Parameters for EquivalentTime {
    const MODEL: &'static str = "equivalent_time";
    const REFERENCE: &'static str =
        "form: Boyn et al. 2017, doi:10.1038/ncomms14736; Jo et al. 2007, doi:10.1103/PhysRevLett.99.267602";
    const EQUATIONS: &'static str = "\
t_eq = S^-1(S; V), S <- S(t_eq + dt; V); for V < 0 the same for 1 - S
linearized_lorentz: S = 1/2 + arctan((log10(t/t_inf) - alpha/|V|) V^2 / gamma_0) / pi
random_field:       S = 1/2 - arctan((alpha / log10(t/t_inf) - |V|) / delta) / pi";

    fn validate(&self) -> Result<(), ModelError> {
        self.conduction.validate()?;
        within("v_th", self.v_th, 0.0, 1e3, "give the magnitude, or \"0 V\" for none")?;
        self.up.validate("up")?;
        self.down.validate("down")
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "equivalent_time_tests.rs"]
mod tests;
