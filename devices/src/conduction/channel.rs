//! Channel of a ferroelectric transistor (FeFET) at a fixed gate voltage, as a synapse with two terminals.

use serde::Deserialize;

use super::Law;
use crate::constants::{E, K_B};
use crate::error::{ModelError, positive, within};
use crate::math::{exp, expm1, ln_1p};
use crate::model::Branch;

/// Long channel from weak to strong inversion in one equation; drain at the word line, source at the bit line.
///
/// ```text
/// V_th = v_th0 - kappa P,   P = p_r (2 S - 1),   v_p = (v_gate - V_th) / n,   U_T = kT / e
/// I = i_s [ln^2(1 + exp(v_p / 2 U_T)) - ln^2(1 + exp((v_p - V) / 2 U_T))]
/// ```
///
/// Enz, Krummenacher and Vittoz, Analog Integr. Circuits Signal Process. 8, 83 (1995), doi:10.1007/BF01239381: `i_s` is
/// twice n mu C_ox U_T^2 W / L. Gate and source are held, so I(V) is not odd: beyond v_p it saturates for V > 0 and
/// grows as V^2 for V < 0. S enters through the threshold voltage, not as channels in parallel.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Threshold voltage without polarization (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_th0: f64,
    /// Shift of the threshold voltage per polarization (V m^2/C), after what trapped charge compensates.
    #[serde(deserialize_with = "crate::units::volts_per_polarization")]
    pub kappa: f64,
    /// Remanent polarization of the gate's ferroelectric (C/m^2).
    #[serde(deserialize_with = "crate::units::coulombs_per_square_meter")]
    pub p_r: f64,
    /// Gate voltage while reading, against the source (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_gate: f64,
    /// Slope factor: the subthreshold swing is n U_T ln 10.
    pub n: f64,
    /// Specific current (A).
    #[serde(deserialize_with = "crate::units::amperes")]
    pub i_s: f64,
    /// Temperature (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub temperature: f64,
}

impl Channel {
    /// Threshold voltage (V) with the fraction `on` in the ON state.
    #[inline(always)]
    pub fn threshold(&self, on: f64) -> f64 {
        self.v_th0 - self.kappa * self.p_r * (2.0 * on - 1.0)
    }
}

impl Law for Channel {
    fn validate(&self) -> Result<(), ModelError> {
        const GATE: &str = "check sign and unit";
        within("conduction.v_th0", self.v_th0, -100.0, 100.0, GATE)?;
        within("conduction.v_gate", self.v_gate, -100.0, 100.0, GATE)?;
        positive("conduction", "kappa", self.kappa, "V m^2/C")?;
        positive("conduction", "p_r", self.p_r, "C/m^2")?;
        positive("conduction", "i_s", self.i_s, "A")?;
        positive("conduction", "temperature", self.temperature, "K")?;
        within("conduction.n", self.n, 1.0, 10.0, "it is 1 plus the ratio of depletion and oxide capacitance")?;
        let lowest = (self.v_gate - self.threshold(0.0)) * E / (2.0 * self.n * K_B * self.temperature);
        let remedy = "raise `v_gate`, or lower `v_th0`, `kappa` or `p_r`: nothing flows that far below threshold";
        within("conduction: (v_gate - V_th) / (2 n U_T) of the OFF state", lowest, -300.0, 1e6, remedy)
    }

    fn equations(&self) -> &'static str {
        "\
I = i_s [ln^2(1 + exp(v_p / 2 U_T)) - ln^2(1 + exp((v_p - V) / 2 U_T))],   U_T = k temperature / e
v_p = (v_gate - v_th0 + kappa p_r (2 S - 1)) / n"
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        let double = 2.0 * (K_B / E) * self.temperature;
        let source = (self.v_gate - self.threshold(on)) / (self.n * double);
        let drop = voltage / double;
        let ((forward, forward_slope), (reverse, reverse_slope)) = (softplus(source), softplus(source - drop));
        // ln (1 + e^a) - ln (1 + e^b) without cancellation where a and b are close
        let difference = if drop.abs() > 1.0 { forward - reverse } else { -ln_1p(forward_slope * expm1(-drop)) };
        Branch {
            current: self.i_s * difference * (forward + reverse),
            conductance: self.i_s * 2.0 * reverse * reverse_slope / double,
        }
    }
}

/// ln(1 + e^x) and its slope 1 / (1 + e^-x).
#[inline(always)]
fn softplus(x: f64) -> (f64, f64) {
    let fall = exp(-x.abs());
    let slope = if x < 0.0 { fall } else { 1.0 } / (1.0 + fall);
    (x.max(0.0) + ln_1p(fall), slope)
}

#[cfg(test)]
#[path = "channel_tests.rs"]
mod tests;
