//! Read-out law of array solvers: conductance that grows with the square of the voltage.

use serde::Deserialize;

use super::Law;
use super::barrier::parallel;
use crate::error::{ModelError, within};
use crate::model::Branch;

/// `I = S I_on + (1 - S) I_off` (6) with `I_k = g_k V (1 + gamma_k V^2)`, fitted between read and write voltage.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cubic {
    /// Conductance at 0 V with all domains ON (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_on: f64,
    /// Conductance at 0 V with all domains OFF (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_off: f64,
    /// Nonlinearity of the ON state (1/V^2).
    #[serde(deserialize_with = "crate::units::per_volt_squared")]
    pub gamma_on: f64,
    /// Nonlinearity of the OFF state (1/V^2).
    #[serde(deserialize_with = "crate::units::per_volt_squared")]
    pub gamma_off: f64,
}

impl Law for Cubic {
    fn validate(&self) -> Result<(), ModelError> {
        const REMEDY: &str = "with a negative one the conductance would turn negative";
        within("conduction.gamma_on", self.gamma_on, 0.0, f64::MAX, REMEDY)?;
        within("conduction.gamma_off", self.gamma_off, 0.0, f64::MAX, REMEDY)?;
        super::on_above_off(self.g_on, self.g_off)
    }

    fn equations(&self) -> &'static str {
        "I = S g_on V (1 + gamma_on V^2) + (1 - S) g_off V (1 + gamma_off V^2)"
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        parallel(1.0, on, state(self.g_on, self.gamma_on, voltage), state(self.g_off, self.gamma_off, voltage))
    }
}

#[inline(always)]
fn state(g: f64, gamma: f64, voltage: f64) -> Branch {
    let square = gamma * voltage * voltage;
    Branch { current: g * voltage * (1.0 + square), conductance: g * (1.0 + 3.0 * square) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn current_is_the_cubic_of_each_state() {
        let law = Cubic { g_on: 1e-6, g_off: 1e-8, gamma_on: 0.5, gamma_off: 2.0 };
        assert!((law.branch(1.0, -2.0).current / (-2e-6 * 3.0) - 1.0).abs() < 1e-15);
        assert!((law.branch(0.0, 0.5).current / (0.5e-8 * 1.5) - 1.0).abs() < 1e-15);
        assert!((law.branch(0.0, 0.5).conductance / (1e-8 * 2.5) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn negative_curvature_is_refused() {
        let law = Cubic { g_on: 1e-6, g_off: 1e-8, gamma_on: -0.5, gamma_off: 2.0 };
        assert!(law.validate().unwrap_err().to_string().contains("`conduction.gamma_on` is -0.5"));
    }
}
