//! Direct tunneling at small voltage as a cubic.

use serde::Deserialize;

use super::Law;
use super::barrier::{Trapezoid, TunnelJunction, parallel};
use crate::constants::{E, H, HBAR, M_E};
use crate::error::ModelError;
use crate::model::Branch;

/// Brinkman, Dynes and Rowell, J. Appl. Phys. 41, 1915 (1970), doi:10.1063/1.1659141, for e|V| below phi / 3.
///
/// ```text
/// I / A = G0 [V - A0 (phi_2 - phi_1) / (32 phi^(3/2)) e V^2 + 3 A0^2 / (128 phi) e^2 V^3],   phi = (phi_1 + phi_2) / 2
/// G0 = (e / h)^2 sqrt(2 m* phi) / d exp(-2 d sqrt(2 m* phi) / hbar),   A0 = 4 d sqrt(2 m*) / (3 hbar)
/// ```
///
/// The area and G0 multiply all three terms. G > 0 at any voltage, for any two heights.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(from = "TunnelJunction")]
pub struct BrinkmanDynesRowell {
    junction: TunnelJunction,
    on: Parabola,
    off: Parabola,
}

/// Coefficients of one state: `J = g_0 (V + linear V^2 + square V^3)`; its conductance is a parabola.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Parabola {
    g_0: f64,
    linear: f64,
    square: f64,
}

impl From<Trapezoid> for Parabola {
    fn from(barrier: Trapezoid) -> Parabola {
        let phi = 0.5 * (barrier.phi_1 + barrier.phi_2);
        let momentum = (2.0 * barrier.mass * M_E * phi).sqrt();
        let a_0 = barrier.decay();
        Parabola {
            g_0: (E / H).powi(2) * momentum / barrier.thickness * (-2.0 * barrier.thickness * momentum / HBAR).exp(),
            linear: -a_0 * (barrier.phi_2 - barrier.phi_1) / (32.0 * phi.powf(1.5)) * E,
            square: 3.0 * a_0 * a_0 / (128.0 * phi) * E * E,
        }
    }
}

impl Parabola {
    /// Current density (A/m^2) and its slope (S/m^2).
    #[inline(always)]
    fn density(&self, voltage: f64) -> Branch {
        let Parabola { g_0, linear, square } = *self;
        Branch {
            current: g_0 * voltage * (1.0 + voltage * (linear + voltage * square)),
            conductance: g_0 * (1.0 + voltage * (2.0 * linear + voltage * 3.0 * square)),
        }
    }
}

impl From<TunnelJunction> for BrinkmanDynesRowell {
    fn from(junction: TunnelJunction) -> BrinkmanDynesRowell {
        BrinkmanDynesRowell { junction, on: junction.on().into(), off: junction.off().into() }
    }
}

impl Law for BrinkmanDynesRowell {
    fn validate(&self) -> Result<(), ModelError> {
        self.junction.validate()
    }

    fn equations(&self) -> &'static str {
        "\
I = area (S J_on + (1 - S) J_off),   phi = (phi_1 + phi_2) / 2
J = G0 [V - A0 (phi_2 - phi_1) / (32 phi^(3/2)) e V^2 + 3 A0^2 / (128 phi) e^2 V^3],   A0 = 4 thickness sqrt(2 mass m_e) / (3 hbar)
G0 = (e / h)^2 sqrt(2 mass m_e phi) / thickness exp(-2 thickness sqrt(2 mass m_e phi) / hbar)"
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        parallel(self.junction.area, on, self.on.density(voltage), self.off.density(voltage))
    }
}

#[cfg(test)]
#[path = "brinkman_dynes_rowell_tests.rs"]
mod tests;
