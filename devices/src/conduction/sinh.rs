//! Read-out law of hopping or tunneling devices: a hyperbolic sine in each state.

use serde::Deserialize;

use super::Law;
use super::barrier::parallel;
use crate::error::{ModelError, positive};
use crate::math::sinh_cosh;
use crate::model::Branch;

/// `I = S I_on + (1 - S) I_off` (6) with `I_k = g_k sinh(b_k V) / b_k`, fitted between read and write voltage.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sinh {
    /// Conductance at 0 V with all domains ON (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_on: f64,
    /// Conductance at 0 V with all domains OFF (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_off: f64,
    /// Nonlinearity of the ON state (1/V).
    #[serde(deserialize_with = "crate::units::per_volt")]
    pub b_on: f64,
    /// Nonlinearity of the OFF state (1/V).
    #[serde(deserialize_with = "crate::units::per_volt")]
    pub b_off: f64,
}

impl Law for Sinh {
    fn validate(&self) -> Result<(), ModelError> {
        positive("conduction", "b_on", self.b_on, "V^-1")?;
        positive("conduction", "b_off", self.b_off, "V^-1")?;
        super::on_above_off(self.g_on, self.g_off)
    }

    fn equations(&self) -> &'static str {
        "I = S g_on sinh(b_on V) / b_on + (1 - S) g_off sinh(b_off V) / b_off"
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        parallel(1.0, on, state(self.g_on, self.b_on, voltage), state(self.g_off, self.b_off, voltage))
    }
}

/// Largest b V: the exponential of a voltage that far out of range would overflow.
const LARGEST: f64 = 300.0;

/// One state; beyond b |V| = [`LARGEST`] the sine goes on along its tangent.
#[inline(always)]
fn state(g: f64, b: f64, voltage: f64) -> Branch {
    let argument = (b * voltage).clamp(-LARGEST, LARGEST);
    let (sinh, cosh) = sinh_cosh(argument);
    let conductance = g * cosh;
    Branch { current: g * sinh / b + conductance * (voltage - argument / b), conductance }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAW: Sinh = Sinh { g_on: 1e-6, g_off: 1e-8, b_on: 2.0, b_off: 3.0 };

    #[test]
    fn small_voltages_read_the_conductances_and_large_ones_the_exponential() {
        assert!((LAW.branch(0.25, 1e-9).conductance / (0.25e-6 + 0.75e-8) - 1.0).abs() < 1e-15);
        for (on, g, b) in [(1.0, LAW.g_on, LAW.b_on), (0.0, LAW.g_off, LAW.b_off)] {
            for voltage in [0.1f64, -0.7, 3.0] {
                let expected = g * (b * voltage).sinh() / b;
                assert!((LAW.branch(on, voltage).current / expected - 1.0).abs() < 1e-14); // rounding
            }
        }
    }

    #[test]
    fn ratio_of_full_to_half_voltage_is_twice_the_cosine_of_half_the_argument() {
        // NeuroSim's nonlinearity I(V) / I(V / 2), from sinh 2x = 2 sinh x cosh x
        let ratio = LAW.branch(1.0, 1.0).current / LAW.branch(1.0, 0.5).current;
        assert!((ratio - 2.0 * 1.0f64.cosh()).abs() < 1e-14);
    }

    #[test]
    fn voltages_far_out_of_range_give_numbers() {
        let far = LAW.branch(0.5, 1e6);
        assert!(far.current.is_finite() && far.conductance.is_finite() && far.current > LAW.branch(0.5, 1e5).current);
    }
}
