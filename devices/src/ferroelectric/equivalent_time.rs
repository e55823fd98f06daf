//! Ferroelectric junction with one number as its memory: the switched fraction S, moved by equivalent time.
//!
//! At each voltage the state S is read as the time t_eq that this voltage would have needed to reach it from none
//! switched; a step takes S to the closed form at t_eq + dt. For negative voltage the same holds for 1 - S.
//! First-order memory: there is no return-point memory, and a reversal starts at once.

use serde::Deserialize;

use super::junction::Potentiation;
use super::nucleation::NucleationLaw;
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
    /// A width of `gamma_0 / V^2` needs it above [`LogTime::guard`](super::LogTime::guard) of the longest pulse.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_th: f64,
    /// Switching by positive voltage.
    pub up: NucleationLaw,
    /// Switching by negative voltage.
    pub down: NucleationLaw,
}

impl NucleationLaw {
    /// Fraction after `dt` (s) more at `voltage` (V), from `fraction`.
    fn advance(&self, fraction: f64, voltage: f64, dt: f64) -> f64 {
        // ln(t_eq + dt) without leaving the logarithms: t_eq spans hundreds of decades
        let (equivalent, step) = (self.exponent_of(fraction, voltage), (dt / self.shortest_time()).ln());
        let elapsed = equivalent.max(step) + (-(equivalent - step).abs()).exp().ln_1p();
        self.fraction_after(elapsed, voltage).clamp(fraction, 1.0)
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
        let voltage = ramp.start.abs().max(ramp.end.abs());
        let width = self.up.voltage_width(voltage).min(self.down.voltage_width(voltage));
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
t_eq = S^-1(S; V), S <- S(t_eq + dt; V); for V < 0 the same for 1 - S; F the distribution of the domains
random_field:     S = F((|V| - alpha / log10(t/t_inf)) / delta)
log_time:         S = F((log10(t/t_inf) - alpha/|V|) / w), w = gamma_0 / V^2 or gamma
activation_field: S = F(|V| ln(t/tau_0)^(1/alpha) / thickness)";

    fn validate(&self) -> Result<(), ModelError> {
        self.conduction.validate()?;
        within("v_th", self.v_th, 0.0, 1e3, "give the magnitude, or \"0 V\" for none")?;
        for (table, law) in [("up", &self.up), ("down", &self.down)] {
            law.validate(table)?;
            if law.single() {
                let remedy = "equal domains have no closed form of S to invert; take `ferroelectric_junction`";
                return Err(ModelError::new(&format!("{table}.distribution"), "single", "any other", remedy));
            }
        }
        Ok(())
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "equivalent_time_tests.rs"]
mod tests;
