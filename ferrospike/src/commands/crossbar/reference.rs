//! The reference problem from the options that describe it.

use crossbar::Reference;
use devices::units::{CONDUCTANCE, RESISTANCE, VOLTAGE};

use crate::commands::quantity::quantity;
use crate::failure::Failure;

/// Quantities as they were typed.
pub(super) struct Texts<'a> {
    /// `--segment`.
    pub segment: &'a str,
    /// `--g-min`.
    pub g_min: &'a str,
    /// `--g-max`.
    pub g_max: &'a str,
    /// `--v-max`.
    pub v_max: &'a str,
}

/// The problem of `size` lines drawn from `seed`.
///
/// # Errors
/// [`Failure`] for a quantity that is none, and for conductances in the wrong order.
pub(super) fn reference(size: usize, seed: u64, texts: &Texts<'_>) -> Result<Reference, Failure> {
    let reference = Reference {
        size,
        seed,
        segment: quantity("segment", texts.segment, RESISTANCE)?,
        g_min: quantity("g-min", texts.g_min, CONDUCTANCE)?,
        g_max: quantity("g-max", texts.g_max, CONDUCTANCE)?,
        v_max: quantity("v-max", texts.v_max, VOLTAGE)?,
    };
    if !(reference.g_min > 0.0 && reference.g_max >= reference.g_min) {
        let range = format!("--g-min {} --g-max {}", texts.g_min, texts.g_max);
        return Err(Failure::usage(format!("{range}: conductances must satisfy 0 < g-min <= g-max")));
    }
    Ok(reference)
}
