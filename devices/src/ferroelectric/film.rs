//! The ferroelectric as a capacitor: what part of the voltage it gets, and the charge on its plates.

use serde::Deserialize;

use crate::constants::EPSILON_0;
use crate::error::{ModelError, positive};
use crate::model::Charge;

/// Ferroelectric film between metal plates, alone or with a dielectric in series.
///
/// ```text
/// V = E_FE t_FE + E_DE t_DE,   epsilon_0 epsilon_DE E_DE = epsilon_0 epsilon_FE E_FE + P = D,   P = p_r (2 S_up - 1)
/// E_FE = (V - P t_DE / (epsilon_0 epsilon_DE)) / (t_FE + t_DE epsilon_FE / epsilon_DE),   Q = A D
/// ```
///
/// With an interlayer the polarization drives a depolarization field that is there at 0 V. Positive voltage, field,
/// polarization (up) and charge belong together.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Film {
    /// Area of the plates (m^2).
    #[serde(deserialize_with = "crate::units::square_meters")]
    pub area: f64,
    /// Remanent polarization with all domains up (C/m^2).
    #[serde(deserialize_with = "crate::units::coulombs_per_square_meter")]
    pub p_r: f64,
    /// Relative permittivity of the ferroelectric, without the charge that switches.
    pub epsilon_r: f64,
    /// Thickness of the ferroelectric (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub thickness: f64,
    /// Dielectric in series; without it the ferroelectric gets the whole voltage.
    pub interlayer: Option<Interlayer>,
}

/// Dielectric layer in series with the ferroelectric.
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
    /// Voltage (V) across the ferroelectric when `voltage` (V) is across the device and the fraction `up_fraction` up.
    #[inline(always)]
    pub fn drop(&self, voltage: f64, up_fraction: f64) -> f64 {
        self.share() * voltage - self.depolarization() * (2.0 * up_fraction - 1.0)
    }

    /// Charge (C) on the plate at the word line and dQ/dV (F) at fixed polarization.
    #[inline(always)]
    pub fn charge(&self, voltage: f64, up_fraction: f64) -> Charge {
        let polarization = self.p_r * (2.0 * up_fraction - 1.0);
        let per_area = EPSILON_0 * self.epsilon_r / self.thickness;
        Charge {
            charge: self.area * (polarization + per_area * self.drop(voltage, up_fraction)),
            capacitance: self.area * per_area * self.share(),
        }
    }

    /// Part of an applied voltage that falls across the ferroelectric.
    #[inline(always)]
    pub fn share(&self) -> f64 {
        self.thickness / (self.thickness + self.epsilon_r * self.reduced_interlayer())
    }

    /// Voltage (V) across the ferroelectric that opposes its polarization when all domains are up and 0 V are applied.
    #[inline(always)]
    pub fn depolarization(&self) -> f64 {
        self.share() * self.p_r * self.reduced_interlayer() / EPSILON_0
    }

    /// Thickness (m) of the vacuum that would do for the interlayer.
    #[inline(always)]
    fn reduced_interlayer(&self) -> f64 {
        self.interlayer.map_or(0.0, |layer| layer.thickness / layer.epsilon_r)
    }

    /// Checks every parameter.
    ///
    /// # Errors
    /// [`ModelError`] names the first parameter that is out of range, with its table `film`.
    pub fn validate(&self) -> Result<(), ModelError> {
        positive("film", "area", self.area, "m^2")?;
        positive("film", "p_r", self.p_r, "C/m^2")?;
        positive("film", "epsilon_r", self.epsilon_r, "")?;
        positive("film", "thickness", self.thickness, "m")?;
        if let Some(layer) = &self.interlayer {
            positive("film.interlayer", "thickness", layer.thickness, "m")?;
            positive("film.interlayer", "epsilon_r", layer.epsilon_r, "")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYER: Interlayer = Interlayer { thickness: 1.5e-9, epsilon_r: 9.0 };
    const BILAYER: Film = Film { area: 1e-12, p_r: 0.2, epsilon_r: 30.0, thickness: 10e-9, interlayer: Some(LAYER) };
    const BARE: Film = Film { interlayer: None, ..BILAYER };

    #[test]
    fn drops_add_up_to_the_voltage_with_one_displacement_in_both_layers() {
        for voltage in [-3.0, 0.0, 0.7, 4.0] {
            for up in [0.0, 0.3, 1.0] {
                let drop = BILAYER.drop(voltage, up);
                let in_ferroelectric = EPSILON_0 * 30.0 * drop / 10e-9 + 0.2 * (2.0 * up - 1.0);
                let in_dielectric = EPSILON_0 * 9.0 * (voltage - drop) / 1.5e-9;
                // cancellation of the bound charge: a few ulp of p_r
                assert!((in_ferroelectric - in_dielectric).abs() < 1e-15, "{in_ferroelectric}, {in_dielectric}");
                let charge = BILAYER.charge(voltage, up).charge;
                assert!((charge - 1e-12 * in_dielectric).abs() < 1e-27);
            }
        }
    }

    #[test]
    fn slope_of_the_charge_is_the_capacitance_of_both_layers_in_series() {
        for (film, inverse) in [(BARE, 10e-9 / 30.0), (BILAYER, 10e-9 / 30.0 + 1.5e-9 / 9.0)] {
            let expected = EPSILON_0 * 1e-12 / inverse;
            let (low, high) = (film.charge(-1.0, 0.4), film.charge(2.0, 0.4));
            assert!((low.capacitance / expected - 1.0).abs() < 1e-14);
            assert!(((high.charge - low.charge) / 3.0 / expected - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn charge_that_switches_is_twice_the_remanent_one_less_what_the_interlayer_takes() {
        let switched = |film: Film| film.charge(0.5, 1.0).charge - film.charge(0.5, 0.0).charge;
        assert!((switched(BARE) / (2.0 * 0.2 * 1e-12) - 1.0).abs() < 1e-12);
        let share = (10e-9 / 30.0) / (10e-9 / 30.0 + 1.5e-9 / 9.0);
        assert!((switched(BILAYER) / (2.0 * 0.2 * 1e-12 * share) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn interlayer_makes_a_depolarization_field_and_a_bare_film_has_none() {
        assert!(BILAYER.drop(0.0, 1.0) < 0.0 && BILAYER.drop(0.0, 0.0) > 0.0);
        assert_eq!(BILAYER.drop(0.0, 1.0), -BILAYER.drop(0.0, 0.0));
        assert_eq!(BILAYER.drop(0.0, 0.5), 0.0);
        assert!((BARE.drop(1.3, 1.0) - 1.3).abs() < 1e-15);
    }

    #[test]
    fn film_is_read_with_units_and_names_what_is_wrong() {
        let text = "area = '0.01 um^2'\np_r = '20 uC/cm^2'\nepsilon_r = 30\nthickness = '10 nm'";
        let film: Film = toml::from_str(text).unwrap();
        assert_eq!(film, Film { area: 1e-14, ..BARE });
        let bilayer: Film =
            toml::from_str(&format!("{text}\ninterlayer = {{ thickness = '1.5 nm', epsilon_r = 9 }}")).unwrap();
        assert_eq!(bilayer.interlayer, Some(LAYER));
        let flat = Film { interlayer: Some(Interlayer { thickness: 0.0, ..LAYER }), ..BARE };
        assert!(flat.validate().unwrap_err().to_string().contains("`film.interlayer.thickness` is 0 m"));
        assert!(BILAYER.validate().is_ok());
    }
}
