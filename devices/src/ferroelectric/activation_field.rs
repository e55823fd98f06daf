//! Distributed activation fields: Monte-Carlo nucleation of Alessandri et al. and Deng et al.

use serde::Deserialize;

use super::distribution::ActivationFields;
use super::exponent::{Exponents, Line, Quiet};
use crate::error::{ModelError, positive, within};

/// Equation (10): `tau_i = tau_0 exp((E_a,i / |E|)^alpha)`, `E = V / thickness`
/// (Alessandri et al. 2019, doi:10.1109/TED.2019.2922268; Deng et al. 2020, doi:10.1109/VLSITechnology18217.2020.9265014).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivationField {
    /// Switching time at infinite field (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub tau_0: f64,
    /// Exponent of the field.
    pub alpha: f64,
    /// Thickness of the ferroelectric (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub thickness: f64,
    /// A domain whose switching time at the present field is longer than this (s) rests.
    ///
    /// The companion code of Deng et al. raises the field instead until the time is this one; the two differ where
    /// pulses come near it.
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_lim: f64,
    /// Distribution of the activation fields.
    pub e_a: ActivationFields,
}

impl ActivationField {
    /// The hardness of a domain is the power `alpha` of its activation voltage: then no power is left in the loops.
    pub(crate) fn quantile(&self, easier: f64) -> f64 {
        (self.e_a.quantile(easier) * self.thickness).powf(self.alpha)
    }

    pub(crate) fn below(&self, hardness: f64) -> f64 {
        self.e_a.below(self.front(hardness) / self.thickness)
    }

    /// Activation voltage (V) of a domain of this hardness.
    pub(crate) fn front(&self, hardness: f64) -> f64 {
        hardness.max(0.0).powf(1.0 / self.alpha)
    }

    pub(crate) fn line_at(&self, voltage: f64) -> Line {
        let slope = voltage.powf(-self.alpha).min(f64::MAX);
        Line { a: 0.0, b: slope, floor: f64::NEG_INFINITY, ceiling: self.ceiling() }
    }

    pub(crate) fn at(&self, voltage: f64) -> Exponents {
        Exponents::Line(self.line_at(voltage))
    }

    pub(crate) fn quiet(&self, horizon: f64) -> Quiet {
        Quiet { m0: 1.0, c1: -horizon.min(self.ceiling()).powf(1.0 / self.alpha), ..Quiet::NOTHING }
    }

    /// As for [`LogTime`](super::LogTime).
    pub(crate) fn steepness(&self, horizon: f64) -> f64 {
        self.alpha * horizon
    }

    fn ceiling(&self) -> f64 {
        (self.t_lim / self.tau_0).ln()
    }

    /// All exponents times `factor`: activation fields times its root.
    pub(crate) fn with_barriers(self, factor: f64) -> ActivationField {
        ActivationField { e_a: self.e_a.scaled(factor.powf(1.0 / self.alpha)), ..self }
    }

    pub(crate) fn validate(&self, table: &str) -> Result<(), ModelError> {
        positive(table, "tau_0", self.tau_0, "s")?;
        within(&format!("{table}.alpha"), self.alpha, 0.1, 20.0, "1 is Merz's law; fits give 1 to 5")?;
        positive(table, "thickness", self.thickness, "m")?;
        positive(table, "t_lim", self.t_lim, "s")?;
        if self.t_lim <= self.tau_0 {
            let value = crate::units::engineering(self.t_lim, "s");
            return Err(ModelError::new(&format!("{table}.t_lim"), value, "above `tau_0`", "1e9 s is usual"));
        }
        self.e_a.validate(table)
    }
}
