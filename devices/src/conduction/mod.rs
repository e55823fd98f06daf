//! How a ferroelectric device conducts: current as a function of the ON fraction and the voltage.
//!
//! Up and down domains conduct in parallel, `I = S I_on(V) + (1 - S) I_off(V)` (6); the law says what I_on and I_off are.
//! The one exception is the transistor [`Channel`], in which S moves a threshold voltage.

mod barrier;
mod brinkman_dynes_rowell;
mod channel;
mod cubic;
mod electrostatics;
mod ferroelectric_barrier;
mod fowler_nordheim;
mod gruverman;
mod ohmic;
mod schottky;
mod sinh;

use multiversion::multiversion;
use serde::Deserialize;

use crate::error::{ModelError, positive};
use crate::model::Branch;

pub use barrier::{Heights, HotJunction, States, Trapezoid, TunnelJunction, TwoHeights};
pub use brinkman_dynes_rowell::BrinkmanDynesRowell;
pub use channel::Channel;
pub use cubic::Cubic;
pub use electrostatics::ThomasFermi;
pub use ferroelectric_barrier::FerroelectricBarrier;
pub use fowler_nordheim::{FowlerNordheim, Triangle};
pub use gruverman::{Gruverman, Tunneling};
pub use ohmic::Ohmic;
pub use schottky::{Schottky, Thermionic};
pub use sinh::Sinh;

/// A conduction law with its parameters; in files a table such as `[parameters.conduction.ohmic]`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conduction {
    /// Both states ohmic.
    Ohmic(Ohmic),
    /// Hyperbolic sine in each state.
    Sinh(Sinh),
    /// Conductance that grows with the square of the voltage, in each state.
    Cubic(Cubic),
    /// Direct tunneling through a trapezoid.
    Gruverman(Gruverman),
    /// Direct tunneling at small voltage.
    BrinkmanDynesRowell(BrinkmanDynesRowell),
    /// Tunneling through a triangle at high field.
    FowlerNordheim(FowlerNordheim),
    /// Thermionic emission over a barrier.
    Schottky(Schottky),
    /// Direct tunneling, Fowler-Nordheim tunneling and thermionic emission together.
    FerroelectricBarrier(FerroelectricBarrier),
    /// Channel of a ferroelectric transistor.
    Channel(Channel),
}

/// How a device conducts.
pub trait Law {
    /// Checks every parameter.
    ///
    /// # Errors
    /// [`ModelError`] names the first parameter that is out of range, with its table `conduction`.
    fn validate(&self) -> Result<(), ModelError>;

    /// The equations with the names of the parameters, as lines of text.
    fn equations(&self) -> &'static str;

    /// Current (A) and dI/dV (S) of a device whose fraction `on` (0 to 1) is in the ON state, at `voltage` (V).
    fn branch(&self, on: f64, voltage: f64) -> Branch;

    /// The same for many devices, several at a time; writes currents (A) and conductances (S).
    fn branches(&self, on: &[f64], voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        branch_block(self, on, voltages, currents, conductances);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn branch_block<L: Law + ?Sized>(
    law: &L,
    on: &[f64],
    voltages: &[f64],
    currents: &mut [f64],
    conductances: &mut [f64],
) {
    let outputs = currents.iter_mut().zip(conductances);
    for ((&on, &voltage), (current, conductance)) in on.iter().zip(voltages).zip(outputs) {
        let branch = law.branch(on, voltage);
        (*current, *conductance) = (branch.current, branch.conductance);
    }
}

impl Conduction {
    /// Checks every parameter.
    ///
    /// # Errors
    /// [`ModelError`] names the first parameter that is out of range, with its table `conduction`.
    pub fn validate(&self) -> Result<(), ModelError> {
        self.law().validate()
    }

    /// The equations with the names of the parameters, as lines of text.
    pub fn equations(&self) -> &'static str {
        self.law().equations()
    }

    /// Current (A) and dI/dV (S) of a device whose fraction `on` (0 to 1) is in the ON state, at `voltage` (V).
    #[inline(always)]
    pub fn branch(&self, on: f64, voltage: f64) -> Branch {
        match self {
            Conduction::Ohmic(law) => law.branch(on, voltage),
            _ => self.law().branch(on, voltage),
        }
    }

    /// The same for many devices, several at a time; writes currents (A) and conductances (S).
    pub fn branches(&self, on: &[f64], voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        let len = on.len();
        assert!(voltages.len() == len && currents.len() == len && conductances.len() == len, "one of each per device");
        self.law().branches(on, voltages, currents, conductances);
    }

    fn law(&self) -> &dyn Law {
        match self {
            Conduction::Ohmic(law) => law,
            Conduction::Sinh(law) => law,
            Conduction::Cubic(law) => law,
            Conduction::Gruverman(law) => law,
            Conduction::BrinkmanDynesRowell(law) => law,
            Conduction::FowlerNordheim(law) => law,
            Conduction::Schottky(law) => law,
            Conduction::FerroelectricBarrier(law) => law,
            Conduction::Channel(law) => law,
        }
    }
}

/// Checks conductances of the two states: both above zero, ON the higher one.
fn on_above_off(g_on: f64, g_off: f64) -> Result<(), ModelError> {
    positive("conduction", "g_on", g_on, "S")?;
    positive("conduction", "g_off", g_off, "S")?;
    if g_off >= g_on {
        let value = crate::units::engineering(g_off, "S");
        let remedy = "exchange the two, or flip `potentiation`";
        return Err(ModelError::new("conduction.g_off", value, "below `g_on`", remedy));
    }
    Ok(())
}

#[cfg(test)]
#[path = "conduction_tests.rs"]
mod tests;
