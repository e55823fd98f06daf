//! Trapezoidal tunnel barrier and the two barriers of a ferroelectric junction, one per state.
//!
//! Electrode 1 is at the bit line (column), electrode 2 at the word line (row): positive voltage takes electrons from
//! electrode 1, over or through the barrier `phi_1` that they meet first, to electrode 2.

use serde::Deserialize;

use super::electrostatics::ThomasFermi;
use crate::constants::{HBAR, M_E};
use crate::error::{ModelError, positive};
use crate::model::Branch;
use crate::units::engineering;

/// Barrier whose edge runs straight from `phi_1` to `phi_2`, in one state of the ferroelectric, at 0 V.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trapezoid {
    /// Height above the Fermi level at electrode 1 (J).
    pub phi_1: f64,
    /// Height above the Fermi level at electrode 2 (J).
    pub phi_2: f64,
    /// Thickness (m).
    pub thickness: f64,
    /// Effective mass of the tunneling electron, in electron masses.
    pub mass: f64,
}

impl Trapezoid {
    /// `4 d sqrt(2 m*) / (3 hbar)` (J^-1/2): A0 of Brinkman, Dynes and Rowell.
    pub fn decay(&self) -> f64 {
        4.0 * self.thickness * (2.0 * self.mass * M_E).sqrt() / (3.0 * HBAR)
    }

    /// WKB exponent `2 / hbar int sqrt(2 m* phi) dx` at 0 V.
    pub fn exponent(&self) -> f64 {
        let (a, b) = (self.phi_1.sqrt(), self.phi_2.sqrt());
        self.decay() * (a * a + a * b + b * b) / (a + b)
    }
}

/// Barrier heights of one state.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heights {
    /// At electrode 1, the bit line (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub phi_1: f64,
    /// At electrode 2, the word line (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub phi_2: f64,
}

/// Heights of both states, measured or from electrostatics.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum States {
    /// Heights as they are.
    Heights(TwoHeights),
    /// Heights that polarization and screening lengths give.
    ThomasFermi(ThomasFermi),
}

/// Heights of both states.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoHeights {
    /// With all domains ON.
    pub on: Heights,
    /// With all domains OFF.
    pub off: Heights,
}

/// Parameters of a junction that electrons cross by tunneling alone.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TunnelJunction {
    /// Area (m^2).
    #[serde(deserialize_with = "crate::units::square_meters")]
    pub area: f64,
    /// Thickness of the barrier (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub thickness: f64,
    /// Effective mass of the tunneling electron, in electron masses.
    pub mass: f64,
    /// Barrier heights of both states.
    pub states: States,
}

/// Parameters of a junction that electrons cross by tunneling and by heat.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HotJunction {
    /// Area (m^2).
    #[serde(deserialize_with = "crate::units::square_meters")]
    pub area: f64,
    /// Thickness of the barrier (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub thickness: f64,
    /// Effective mass of the electron, in electron masses.
    pub mass: f64,
    /// Temperature (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub temperature: f64,
    /// Relative permittivity that the passing electron meets (optical), for the lowering by its image charge.
    pub epsilon_image: f64,
    /// Barrier heights of both states.
    pub states: States,
}

impl HotJunction {
    /// The same junction without heat.
    pub fn tunnel(&self) -> TunnelJunction {
        TunnelJunction { area: self.area, thickness: self.thickness, mass: self.mass, states: self.states }
    }

    pub(super) fn validate(&self) -> Result<(), ModelError> {
        positive("conduction", "temperature", self.temperature, "K")?;
        positive("conduction", "epsilon_image", self.epsilon_image, "")?;
        self.tunnel().validate()
    }
}

/// WKB exponent below which the closed forms are wrong: they need a barrier much thicker than the wave function.
const LEAST_EXPONENT: f64 = 5.0;

/// WKB exponent above which the current would be no number.
const LARGEST_EXPONENT: f64 = 600.0;

impl TunnelJunction {
    /// Barrier with all domains ON.
    pub fn on(&self) -> Trapezoid {
        match self.states {
            States::Heights(heights) => self.trapezoid(heights.on),
            States::ThomasFermi(law) => {
                let [away, toward] = self.polarized(&law);
                if toward.exponent() < away.exponent() { toward } else { away }
            }
        }
    }

    /// Barrier with all domains OFF.
    pub fn off(&self) -> Trapezoid {
        match self.states {
            States::Heights(heights) => self.trapezoid(heights.off),
            States::ThomasFermi(law) => {
                let [away, toward] = self.polarized(&law);
                if toward.exponent() < away.exponent() { away } else { toward }
            }
        }
    }

    /// Barriers with the polarization away from electrode 2 and toward it.
    fn polarized(&self, law: &ThomasFermi) -> [Trapezoid; 2] {
        [-1.0, 1.0].map(|polarization| self.trapezoid(law.heights(self.thickness, polarization)))
    }

    fn trapezoid(&self, heights: Heights) -> Trapezoid {
        let Heights { phi_1, phi_2 } = heights;
        Trapezoid { phi_1, phi_2, thickness: self.thickness, mass: self.mass }
    }

    pub(super) fn validate(&self) -> Result<(), ModelError> {
        positive("conduction", "area", self.area, "m^2")?;
        positive("conduction", "thickness", self.thickness, "m")?;
        positive("conduction", "mass", self.mass, "")?;
        if let States::ThomasFermi(law) = &self.states {
            law.validate()?;
        }
        validate_barrier("on", self.on())?;
        validate_barrier("off", self.off())?;
        if self.on().exponent() >= self.off().exponent() {
            let (value, allowed) = (self.on().exponent(), format!("below that of `off`, {:.4}", self.off().exponent()));
            let remedy = "exchange `on` and `off` (ON conducts better), or let the two electrodes differ";
            let name = "conduction.states, tunneling exponent of `on`";
            return Err(ModelError::new(name, format!("{value:.4}"), &allowed, remedy));
        }
        Ok(())
    }
}

fn validate_barrier(state: &str, barrier: Trapezoid) -> Result<(), ModelError> {
    for (name, phi) in [("phi_1", barrier.phi_1), ("phi_2", barrier.phi_2)] {
        if !(phi > 0.0 && phi.is_finite()) {
            let value = engineering(phi / crate::constants::E, "eV");
            let remedy = "raise the barrier, or weaken the polarization and its screening lengths";
            let name = format!("conduction.states, `{name}` of `{state}`");
            return Err(ModelError::new(&name, value, "finite and above 0 eV", remedy));
        }
    }
    let exponent = barrier.exponent();
    if (LEAST_EXPONENT..=LARGEST_EXPONENT).contains(&exponent) {
        return Ok(());
    }
    let name = format!("conduction.thickness, as tunneling exponent 2 int sqrt(2 m phi) dx / hbar of `{state}`");
    let allowed = format!("between {LEAST_EXPONENT} and {LARGEST_EXPONENT}");
    let remedy = "change `thickness`: thinner barriers are no tunnel barriers, thicker ones pass nothing";
    Err(ModelError::new(&name, format!("{exponent:.3}"), &allowed, remedy))
}

/// ON and OFF domains side by side on `area`: `I = A (S J_on + (1 - S) J_off)` (6), from densities (A/m^2, S/m^2).
#[inline(always)]
pub(super) fn parallel(area: f64, on_fraction: f64, on: Branch, off: Branch) -> Branch {
    Branch {
        current: area * (off.current + on_fraction * (on.current - off.current)),
        conductance: area * (off.conductance + on_fraction * (on.conductance - off.conductance)),
    }
}
