//! Fowler-Nordheim tunneling through the triangle that a high field leaves of a barrier.

use serde::Deserialize;

use super::Law;
use super::barrier::{Trapezoid, TunnelJunction, parallel};
use crate::constants::{E, H, M_E};
use crate::error::ModelError;
use crate::math::exp;
use crate::model::Branch;

/// Field (V/m) below which the exponential is zero anyway.
const FIELD_FLOOR: f64 = 1.0;

/// Triangular barrier: `J = A_FN F^2 / phi exp(-B_FN phi^(3/2) / F)`, F the field that pulls electrons out.
///
/// `A_FN = e^3 / (8 pi h)`, `B_FN = 8 pi sqrt(2 m*) / (3 e h)`; Fowler and Nordheim, Proc. R. Soc. A 119, 173 (1928),
/// doi:10.1098/rspa.1928.0091. The emitting electrode's electrons carry `supply_mass` times the mass m* of the barrier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangle {
    /// A_FN / phi (A/V^2).
    factor: f64,
    /// B_FN phi^(3/2) (V/m): the slope of ln(J / F^2) against 1/F, with opposite sign.
    slope: f64,
}

impl Triangle {
    /// Barrier of height `phi` (J) with `mass` in electron masses.
    ///
    /// `supply_mass`: mass of electrons in the electrode over that in the barrier; 1 / `mass` is usual for metals.
    pub fn new(phi: f64, mass: f64, supply_mass: f64) -> Triangle {
        let pi = std::f64::consts::PI;
        let factor = supply_mass * E.powi(3) / (8.0 * pi * H * phi);
        let slope = 8.0 * pi * (2.0 * mass * M_E).sqrt() * phi * phi.sqrt() / (3.0 * E * H);
        Triangle { factor, slope }
    }

    /// This triangle, or `other` where `chosen`: a select instead of a branch.
    #[inline(always)]
    pub(super) fn choose(self, other: Triangle, chosen: bool) -> Triangle {
        let choose = |own, other| if chosen { other } else { own };
        Triangle { factor: choose(self.factor, other.factor), slope: choose(self.slope, other.slope) }
    }

    /// Current density (A/m^2) and its derivative by the field, at `field` >= 0 (V/m).
    #[inline(always)]
    pub fn emission(&self, field: f64) -> (f64, f64) {
        let exponent = self.slope / field.max(FIELD_FLOOR);
        let attempt = self.factor * field * exp(-exponent);
        (attempt * field, attempt * (2.0 + exponent))
    }
}

/// Both states emit through triangles: `F = |V| / thickness`, phi of the electrode that emits (`phi_1` at V > 0).
///
/// Valid where e|V| is above the barrier; there is no current to speak of below, so that 0 V reads nothing.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(from = "TunnelJunction")]
pub struct FowlerNordheim {
    junction: TunnelJunction,
    on: Emission,
    off: Emission,
}

/// One state: triangles at both electrodes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Emission {
    thickness: f64,
    from_1: Triangle,
    from_2: Triangle,
}

impl From<TunnelJunction> for FowlerNordheim {
    fn from(junction: TunnelJunction) -> FowlerNordheim {
        FowlerNordheim { junction, on: junction.on().into(), off: junction.off().into() }
    }
}

impl From<Trapezoid> for Emission {
    fn from(barrier: Trapezoid) -> Emission {
        let Trapezoid { phi_1, phi_2, thickness, mass } = barrier;
        let triangle = |phi| Triangle::new(phi, mass, 1.0 / mass);
        Emission { thickness, from_1: triangle(phi_1), from_2: triangle(phi_2) }
    }
}

impl Emission {
    /// Current density (A/m^2) and its slope (S/m^2).
    #[inline(always)]
    fn density(&self, voltage: f64) -> Branch {
        let triangle = self.from_1.choose(self.from_2, voltage < 0.0);
        let (current, slope) = triangle.emission(voltage.abs() / self.thickness);
        Branch { current: current.copysign(voltage), conductance: slope / self.thickness }
    }
}

impl Law for FowlerNordheim {
    fn validate(&self) -> Result<(), ModelError> {
        self.junction.validate()
    }

    fn equations(&self) -> &'static str {
        "\
I = area (S J_on + (1 - S) J_off),   F = |V| / thickness,   phi = phi_1 for V > 0, phi_2 for V < 0
J = e^3 / (8 pi h mass) F^2 / phi exp(-8 pi sqrt(2 mass m_e) phi^(3/2) / (3 e h F))"
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        parallel(self.junction.area, on, self.on.density(voltage), self.off.density(voltage))
    }
}

#[cfg(test)]
#[path = "fowler_nordheim_tests.rs"]
mod tests;
