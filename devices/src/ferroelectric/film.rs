//! The ferroelectric film between its plates: what voltage it sees, and what charge it holds.

use serde::Deserialize;

use crate::constants::EPSILON_0;
use crate::error::{ModelError, positive};
use crate::model::Charge;

/// A ferroelectric film of polarization `P = p_r (2 S - 1)`, S = fraction of the domains that are up.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Film {
    /// Area of the plates (m^2).
    #[serde(deserialize_with = "crate::units::square_meters")]
    pub area: f64,
    /// Remanent polarization (C/m^2).
    #[serde(deserialize_with = "crate::units::coulombs_per_square_meter")]
    pub p_r: f64,
    /// Relative permittivity of the ferroelectric, without switching.
    pub epsilon_r: f64,
    /// Thickness of the ferroelectric (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub thickness: f64,
    /// A dielectric in series with the ferroelectric.
    #[serde(default)]
    pub interlayer: Option<Interlayer>,
}

/// A dielectric layer between the ferroelectric and an electrode; its field is the depolarization field's origin.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interlayer {
    /// Thickness (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub thickness: f64,
    /// Relative permittivity.
    pub epsilon_r: f64,
}

impl Film {
    /// Voltage across the ferroelectric alone (V) when `voltage` (V) lies across the whole device:
    /// `E = (V - P t_d / (eps_0 eps_d)) / (t + t_d eps / eps_d)`, times t.
    #[inline(always)]
    pub fn drop(&self, voltage: f64, up_fraction: f64) -> f64 {
        self.share() * voltage - self.depolarization() * (2.0 * up_fraction - 1.0)
    }

    /// Charge on the plates `A (P + eps_0 eps E)` (C) and its slope (F).
    #[inline(always)]
    pub fn charge(&self, voltage: f64, up_fraction: f64) -> Charge {
        let field = self.drop(voltage, up_fraction) / self.thickness;
        let polarization = self.p_r * (2.0 * up_fraction - 1.0);
        let permittivity = EPSILON_0 * self.epsilon_r;
        Charge {
            charge: self.area * (polarization + permittivity * field),
            capacitance: self.area * permittivity * self.share() / self.thickness,
        }
    }

    /// The film at `kelvin`, when its values hold at `reference` (K): `p_r` goes as `(1 - T / curie)^(1/2)`, the form of
    /// a second-order transition; 0 from the Curie temperature on.
    pub fn at_temperature(self, kelvin: f64, reference: f64, curie: f64) -> Film {
        let order = |t: f64| (1.0 - t / curie).max(0.0).sqrt();
        Film { p_r: self.p_r * order(kelvin) / order(reference), ..self }
    }

    /// Part of an applied voltage that lies across the ferroelectric.
    pub(crate) fn share(&self) -> f64 {
        self.interlayer
            .map_or(1.0, |layer| self.thickness / (self.thickness + layer.thickness * self.epsilon_r / layer.epsilon_r))
    }

    /// Voltage (V) by which a film that is all up opposes its own polarization.
    pub(crate) fn depolarization(&self) -> f64 {
        let across = |layer: Interlayer| self.p_r * layer.thickness / (EPSILON_0 * layer.epsilon_r);
        self.interlayer.map_or(0.0, |layer| self.share() * across(layer))
    }

    pub(crate) fn validate(&self) -> Result<(), ModelError> {
        positive("film", "area", self.area, "m^2")?;
        positive("film", "p_r", self.p_r, "C/m^2")?;
        positive("film", "epsilon_r", self.epsilon_r, "")?;
        positive("film", "thickness", self.thickness, "m")?;
        match self.interlayer {
            Some(layer) => {
                positive("film.interlayer", "thickness", layer.thickness, "m")?;
                positive("film.interlayer", "epsilon_r", layer.epsilon_r, "")
            }
            None => Ok(()),
        }
    }
}
