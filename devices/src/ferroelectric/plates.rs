//! Charge on the plates of a ferroelectric film.

use serde::Deserialize;

use crate::constants::EPSILON_0;
use crate::error::{ModelError, positive};
use crate::model::Charge;

/// A film between two plates: `Q = A (P + epsilon_0 epsilon_r V / t)`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plates {
    /// Area A (m^2).
    #[serde(deserialize_with = "crate::units::square_meters")]
    pub area: f64,
    /// Thickness t (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub thickness: f64,
    /// Relative permittivity of what does not switch.
    pub epsilon_r: f64,
}

impl Plates {
    /// Charge with `polarization` (C/m^2, positive up) at `voltage` (V); the slope is that at fixed polarization.
    #[inline(always)]
    pub fn charge(&self, polarization: f64, voltage: f64) -> Charge {
        let capacitance = self.area * EPSILON_0 * self.epsilon_r / self.thickness;
        Charge { charge: self.area * polarization + capacitance * voltage, capacitance }
    }

    pub(crate) fn validate(&self) -> Result<(), ModelError> {
        positive("plates", "area", self.area, "m^2")?;
        positive("plates", "thickness", self.thickness, "m")?;
        positive("plates", "epsilon_r", self.epsilon_r, "")
    }
}
