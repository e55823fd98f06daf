//! Barrier heights from the polarization charge that metal electrodes screen incompletely (Thomas-Fermi).

use serde::Deserialize;

use super::barrier::Heights;
use crate::constants::{E, EPSILON_0};
use crate::error::{ModelError, positive};

/// Zhuravlev, Sabirianov, Jaswal and Tsymbal, Phys. Rev. Lett. 94, 246802 (2005), doi:10.1103/PhysRevLett.94.246802.
///
/// ```text
/// sigma = P d / (epsilon_r (delta_1 / epsilon_1 + delta_2 / epsilon_2) + d)
/// phi_k(P) = phi_k +- e sigma delta_k / (epsilon_k epsilon_0)
/// ```
///
/// Polarization toward electrode 2 puts positive charge there: it lowers the barrier at electrode 2 and raises the one
/// at electrode 1. ON is the direction that tunnels better; it is the one away from electrode 2 (up, in a junction
/// that switches up under positive voltage) where `delta_1 / epsilon_1` is the larger screening length.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThomasFermi {
    /// Barrier height at electrode 1 without polarization (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub phi_1: f64,
    /// Barrier height at electrode 2 without polarization (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub phi_2: f64,
    /// Remanent polarization (C/m^2).
    #[serde(deserialize_with = "crate::units::coulombs_per_square_meter")]
    pub p_r: f64,
    /// Relative permittivity of the ferroelectric.
    pub epsilon_r: f64,
    /// Screening length of electrode 1 (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub delta_1: f64,
    /// Screening length of electrode 2 (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub delta_2: f64,
    /// Relative permittivity of electrode 1; 1 for a simple metal.
    pub epsilon_1: f64,
    /// Relative permittivity of electrode 2.
    pub epsilon_2: f64,
}

impl ThomasFermi {
    /// Charge (C/m^2) in the electrodes of a film of `thickness` (m) with `polarization` in units of `p_r`,
    /// positive toward electrode 2.
    pub fn screening_charge(&self, thickness: f64, polarization: f64) -> f64 {
        let screening = self.delta_1 / self.epsilon_1 + self.delta_2 / self.epsilon_2;
        self.p_r * polarization * thickness / (self.epsilon_r * screening + thickness)
    }

    /// Field that is left in the film (V/m), positive toward electrode 2: it opposes the polarization.
    pub fn depolarization_field(&self, thickness: f64, polarization: f64) -> f64 {
        let bound = self.p_r * polarization;
        (self.screening_charge(thickness, polarization) - bound) / (EPSILON_0 * self.epsilon_r)
    }

    /// Barrier heights for `polarization` in units of `p_r`, positive toward electrode 2.
    pub fn heights(&self, thickness: f64, polarization: f64) -> Heights {
        let step = E * self.screening_charge(thickness, polarization) / EPSILON_0;
        Heights {
            phi_1: self.phi_1 + step * self.delta_1 / self.epsilon_1,
            phi_2: self.phi_2 - step * self.delta_2 / self.epsilon_2,
        }
    }

    pub(super) fn validate(&self) -> Result<(), ModelError> {
        const TABLE: &str = "conduction.states.thomas_fermi";
        positive(TABLE, "p_r", self.p_r, "C/m^2")?;
        positive(TABLE, "epsilon_r", self.epsilon_r, "")?;
        positive(TABLE, "delta_1", self.delta_1, "m")?;
        positive(TABLE, "delta_2", self.delta_2, "m")?;
        positive(TABLE, "epsilon_1", self.epsilon_1, "")?;
        positive(TABLE, "epsilon_2", self.epsilon_2, "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILM: ThomasFermi = ThomasFermi {
        phi_1: 1.0 * E,
        phi_2: 1.0 * E,
        p_r: 0.2,
        epsilon_r: 60.0,
        delta_1: 0.12e-9,
        delta_2: 0.05e-9,
        epsilon_1: 3.0,
        epsilon_2: 1.5,
    };
    const THICKNESS: f64 = 2e-9;

    #[test]
    fn voltages_around_the_short_circuited_film_add_up_to_zero() {
        for polarization in [-1.0, 0.3, 1.0] {
            let field = FILM.depolarization_field(THICKNESS, polarization);
            let in_film = -field * THICKNESS * E; // energy of an electron rises along the field
            let heights = FILM.heights(THICKNESS, polarization);
            let in_electrodes = (heights.phi_1 - FILM.phi_1) - (heights.phi_2 - FILM.phi_2);
            // the edge falls from electrode 1 to electrode 2 by what the electrodes do not take up
            assert!((in_film - in_electrodes).abs() < 1e-12 * E, "{in_film:e}, {in_electrodes:e}");
        }
    }

    #[test]
    fn polarization_lowers_the_barrier_that_it_points_at_and_mirrors() {
        let [away, none, toward] = [-1.0, 0.0, 1.0].map(|p| FILM.heights(THICKNESS, p));
        assert!(toward.phi_2 < none.phi_2 && none.phi_2 < away.phi_2);
        assert!(away.phi_1 < none.phi_1 && none.phi_1 < toward.phi_1);
        assert!((toward.phi_1 + away.phi_1 - 2.0 * none.phi_1).abs() < 1e-14 * E);
    }

    #[test]
    fn perfect_metals_screen_everything_and_leave_the_barrier_alone() {
        let metal = ThomasFermi { delta_1: 1e-20, delta_2: 1e-20, ..FILM };
        assert!((metal.screening_charge(THICKNESS, 1.0) / metal.p_r - 1.0).abs() < 1e-9);
        assert!((metal.heights(THICKNESS, 1.0).phi_1 / metal.phi_1 - 1.0).abs() < 1e-9);
    }
}
