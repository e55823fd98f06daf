//! Resistance of a boundary between a conducting and an insulating region, for TEAM and VTEAM.

use serde::Deserialize;

use crate::math::{exp, ln};

/// Resistance as a function of the position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Resistance {
    /// R = r_on + (r_off - r_on) x, x = (w - w_on) / (w_off - w_on).
    Linear,
    /// R = r_on (r_off / r_on)^x.
    Exponential,
}

impl Resistance {
    /// Resistance (ohm) at `x`, which runs from 0 at `r_on` to 1 at `r_off` (ohm).
    #[inline(always)]
    pub fn at(self, x: f64, r_on: f64, r_off: f64) -> f64 {
        match self {
            Resistance::Linear => r_on + (r_off - r_on) * x,
            Resistance::Exponential => r_on * exp(x * ln(r_off / r_on)),
        }
    }
}
