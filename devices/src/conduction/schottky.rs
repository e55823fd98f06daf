//! Thermionic emission over a barrier that the image charge lowers (Schottky).

use std::f64::consts::PI;

use serde::Deserialize;

use super::Law;
use super::barrier::{HotJunction, Trapezoid, parallel};
use crate::constants::{E, EPSILON_0, H, K_B, M_E};
use crate::error::ModelError;
use crate::math::{exp, expm1};
use crate::model::Branch;

/// Net thermionic emission over the higher end of a trapezoid, current as density.
///
/// ```text
/// J = A* T^2 exp(-(phi - sqrt(e^3 F / (4 pi epsilon_0 epsilon_image))) / kT) (1 - exp(-e V / kT))   for V > 0
/// A* = 4 pi e m* k^2 / h^3,   F = |V| / d,   phi = max(phi_1, phi_2 - e V)
/// ```
///
/// and mirrored for V < 0; Sze and Ng, Physics of Semiconductor Devices, doi:10.1002/0470068329, chapter 3. The last
/// factor is the emission that comes back: in equilibrium both balance, so that there is no current at 0 V and one
/// conductance on both sides of it. The image charge cannot push the barrier below the Fermi level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thermionic {
    /// In units of kT.
    phi_1: f64,
    phi_2: f64,
    /// Voltage kT / e (V).
    thermal_voltage: f64,
    /// A* T^2 (A/m^2).
    supply: f64,
    /// Lowering in units of kT, per root of the voltage (V^-1/2).
    image: f64,
}

impl Thermionic {
    /// Emission over `barrier` at the temperature of `junction`.
    pub fn new(junction: &HotJunction, barrier: Trapezoid) -> Thermionic {
        let kt = K_B * junction.temperature;
        let richardson = 4.0 * PI * E * barrier.mass * M_E * K_B * K_B / H.powi(3);
        let lowering = (E.powi(3) / (4.0 * PI * EPSILON_0 * junction.epsilon_image * barrier.thickness)).sqrt();
        Thermionic {
            phi_1: barrier.phi_1 / kt,
            phi_2: barrier.phi_2 / kt,
            thermal_voltage: kt / E,
            supply: richardson * junction.temperature * junction.temperature,
            image: lowering / kt,
        }
    }

    /// Current density (A/m^2) and its slope (S/m^2) at `voltage` (V).
    #[inline(always)]
    pub fn density(&self, voltage: f64) -> Branch {
        let magnitude = voltage.abs();
        let (emitter, collector) = if voltage < 0.0 { (self.phi_2, self.phi_1) } else { (self.phi_1, self.phi_2) };
        let x = magnitude / self.thermal_voltage;
        let (top, top_slope) = if collector - x > emitter { (collector - x, -1.0) } else { (emitter, 0.0) };
        let lowering = self.image * magnitude.sqrt();
        let lowered = lowering < top;
        let flux = self.supply * if lowered { exp(lowering - top) } else { 1.0 };
        let net = -expm1(-x);
        // d lowering / dx = lowering / (2 x); net / x tends to 1 at 0 V where the lowering is none
        let by_image = if lowered && x > 0.0 { 0.5 * lowering * (net / x) } else { 0.0 };
        let by_edge = if lowered { -top_slope * net } else { 0.0 };
        Branch {
            current: (flux * net).copysign(voltage),
            conductance: flux * ((1.0 - net) + by_image + by_edge) / self.thermal_voltage,
        }
    }
}

/// Both states by [`Thermionic`] emission.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(from = "HotJunction")]
pub struct Schottky {
    junction: HotJunction,
    on: Thermionic,
    off: Thermionic,
}

impl From<HotJunction> for Schottky {
    fn from(junction: HotJunction) -> Schottky {
        let tunnel = junction.tunnel();
        let emission = |barrier| Thermionic::new(&junction, barrier);
        Schottky { junction, on: emission(tunnel.on()), off: emission(tunnel.off()) }
    }
}

impl Law for Schottky {
    fn validate(&self) -> Result<(), ModelError> {
        self.junction.validate()
    }

    fn equations(&self) -> &'static str {
        "\
I = area (S J_on + (1 - S) J_off),   F = |V| / thickness
J = 4 pi e mass m_e k^2 / h^3 temperature^2 exp(-(phi - sqrt(e^3 F / (4 pi epsilon_0 epsilon_image))) / kT) (1 - exp(-e V / kT))
phi = max(phi_1, phi_2 - e V) for V > 0; mirrored for V < 0"
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        parallel(self.junction.area, on, self.on.density(voltage), self.off.density(voltage))
    }
}

#[cfg(test)]
#[path = "schottky_tests.rs"]
mod tests;
