//! Direct tunneling through a trapezoidal barrier.
//!
//! Gruverman et al., Nano Lett. 9, 3539 (2009), doi:10.1021/nl901754t, after Brinkman, Dynes and Rowell, J. Appl. Phys.
//! 41, 1915 (1970), doi:10.1063/1.1659141:
//!
//! ```text
//! J = -4 e m* / (9 pi^2 hbar^3) exp(k (a^3 - b^3)) / (k (a - b))^2 sinh(3/2 k (a - b) e V / 2)                  (12)
//! a = sqrt(phi_2 - e V / 2), b = sqrt(phi_1 + e V / 2), k = -c / (a^2 - b^2), c = 4 d sqrt(2 m*) / (3 hbar)
//! ```
//!
//! As written this is 0/0 at e V = phi_2 - phi_1. The differences divide out exactly, k (a - b) = -c / (a + b) and
//! k (a^3 - b^3) = -c (a^2 + a b + b^2) / (a + b), and what is left has no singular point:
//!
//! ```text
//! J = e / (8 pi^2 hbar d^2) s^2 exp(-c q) sinh(3 c e V / (4 s)),   s = a + b,   q = s - a b / s
//! ```
//!
//! (12) expands about the middle of the two Fermi levels at low temperature. It lies 4 to 7 % below the WKB integral
//! that it approximates (8 to 17 % below the one at 300 K), and up to one half below where e V reaches the barrier.

use serde::Deserialize;

use super::Law;
use super::barrier::{Trapezoid, TunnelJunction, parallel};
use super::fowler_nordheim::Triangle;
use crate::constants::{E, HBAR};
use crate::error::ModelError;
use crate::math::{exp, sinh_cosh};
use crate::model::Branch;

/// Tunneling through one trapezoid at any voltage, current as density.
///
/// (12) holds until the edge of the barrier at the collecting electrode comes down to the emitter's Fermi level, at
/// e V = phi_2 or -e V = phi_1. Beyond, a triangle is left, and what the current gains is Fowler-Nordheim emission from
/// it, joined with equal value and slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tunneling {
    phi_1: f64,
    phi_2: f64,
    decay: f64,
    scale: f64,
    forward: Onset,
    reverse: Onset,
}

/// Where the triangle begins for one sign of the voltage; magnitudes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Onset {
    voltage: f64,
    /// Slope of (12) less the slope of the triangle there.
    conductance: f64,
    triangle: Triangle,
    /// Field at the onset, and its change per volt.
    field: f64,
    inverse_thickness: f64,
    emission: f64,
}

impl From<Trapezoid> for Tunneling {
    fn from(barrier: Trapezoid) -> Tunneling {
        let Trapezoid { phi_1, phi_2, thickness, .. } = barrier;
        let scale = E / (8.0 * std::f64::consts::PI.powi(2) * HBAR * thickness * thickness);
        let none = Onset::new(phi_1, phi_2, barrier, 0.0);
        let law = Tunneling { phi_1, phi_2, decay: barrier.decay(), scale, forward: none, reverse: none };
        let slope = |voltage: f64| law.trapezoid(voltage).conductance;
        Tunneling {
            forward: Onset::new(phi_1, phi_2, barrier, slope(phi_2 / E)),
            reverse: Onset::new(phi_2, phi_1, barrier, slope(-phi_1 / E)),
            ..law
        }
    }
}

impl Onset {
    /// Emission over `emitter` (J) once the barrier at the `collector` (J) is pulled down, where (12) has `conductance`.
    fn new(emitter: f64, collector: f64, barrier: Trapezoid, conductance: f64) -> Onset {
        // (12) takes electrons of the mass m* in electrodes and barrier
        let triangle = Triangle::new(emitter, barrier.mass, 1.0);
        let inverse_thickness = 1.0 / barrier.thickness;
        let field = emitter / E * inverse_thickness;
        let (emission, slope) = triangle.emission(field);
        Onset {
            voltage: collector / E,
            conductance: conductance - slope * inverse_thickness,
            triangle,
            field,
            inverse_thickness,
            emission,
        }
    }

    /// Gain of the current `beyond` (V) the onset, and the slope there; magnitudes.
    #[inline(always)]
    fn gain(&self, beyond: f64) -> Branch {
        let (emission, slope) = self.triangle.emission(self.field + beyond * self.inverse_thickness);
        Branch {
            current: self.conductance * beyond + (emission - self.emission),
            conductance: self.conductance + slope * self.inverse_thickness,
        }
    }
}

impl Tunneling {
    /// Current density (A/m^2) and its slope (S/m^2) at `voltage` (V).
    #[inline(always)]
    pub fn density(&self, voltage: f64) -> Branch {
        let onset = self.onset(voltage < 0.0);
        let beyond = voltage.abs() - onset.voltage;
        let inside = self.trapezoid(if beyond > 0.0 { onset.voltage.copysign(voltage) } else { voltage });
        let gain = onset.gain(beyond.max(0.0)); // selects, no branch, so that devices are computed side by side
        Branch {
            current: inside.current + gain.current.copysign(voltage),
            conductance: if beyond > 0.0 { gain.conductance } else { inside.conductance },
        }
    }

    /// Onset for one sign of the voltage: field by field, which vectorizes where choosing a reference does not.
    #[inline(always)]
    fn onset(&self, negative: bool) -> Onset {
        let (forward, reverse) = (self.forward, self.reverse);
        let choose = |forward, reverse| if negative { reverse } else { forward };
        Onset {
            voltage: choose(forward.voltage, reverse.voltage),
            conductance: choose(forward.conductance, reverse.conductance),
            triangle: forward.triangle.choose(reverse.triangle, negative),
            field: choose(forward.field, reverse.field),
            inverse_thickness: forward.inverse_thickness,
            emission: choose(forward.emission, reverse.emission),
        }
    }

    /// Equation (12) and its derivative.
    #[inline(always)]
    fn trapezoid(&self, voltage: f64) -> Branch {
        let half = 0.5 * E * voltage;
        let (a, b) = ((self.phi_2 - half).sqrt(), (self.phi_1 + half).sqrt());
        let (s, ab) = (a + b, a * b);
        let inverse = 1.0 / s;
        let q = s - ab * inverse;
        let argument = 1.5 * self.decay * half * inverse;
        // by the voltage: a' = -e / (4 a), b' = e / (4 b)
        let ds = 0.25 * E * (a - b) / ab;
        let dq = ds * ab * inverse * inverse; // s' - (a b)' / s + a b s' / s^2, where (a b)' = s s'
        let d_argument = (0.75 * self.decay * E - argument * ds) * inverse;
        let (sinh, cosh) = sinh_cosh(argument);
        let amplitude = self.scale * s * s * exp(-self.decay * q);
        let growth = 2.0 * ds * inverse - self.decay * dq;
        Branch { current: amplitude * sinh, conductance: amplitude * (growth * sinh + d_argument * cosh) }
    }
}

/// Both states by [`Tunneling`].
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(from = "TunnelJunction")]
pub struct Gruverman {
    junction: TunnelJunction,
    on: Tunneling,
    off: Tunneling,
}

impl From<TunnelJunction> for Gruverman {
    fn from(junction: TunnelJunction) -> Gruverman {
        Gruverman { junction, on: junction.on().into(), off: junction.off().into() }
    }
}

impl Law for Gruverman {
    fn validate(&self) -> Result<(), ModelError> {
        self.junction.validate()
    }

    fn equations(&self) -> &'static str {
        "\
I = area (S J_on + (1 - S) J_off)
J = e / (8 pi^2 hbar thickness^2) s^2 exp(-c q) sinh(3 c e V / (4 s)),   c = 4 thickness sqrt(2 mass m_e) / (3 hbar)
s = a + b,   q = s - a b / s,   a = sqrt(phi_2 - e V / 2),   b = sqrt(phi_1 + e V / 2)
beyond e V = phi_2 and -e V = phi_1: J grows as Fowler-Nordheim emission, joined with equal value and slope"
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        parallel(self.junction.area, on, self.on.density(voltage), self.off.density(voltage))
    }
}

#[cfg(test)]
#[path = "gruverman_tests.rs"]
mod tests;
