//! Random-field law: each domain sees the applied voltage plus a local field of its own.

use std::f64::consts::LN_10;

use serde::Deserialize;

use super::distribution::Distribution;
use super::exponent::{Exponents, Inverse, Quiet};
use crate::error::{ModelError, positive};

/// Equation (4): `tau_i = t_inf 10^(alpha / (|V| + eta_i))`, eta of half width `delta`.
///
/// Monotone in time and voltage, and quiet at low voltage, where its linearization
/// ([`LogTime`](super::LogTime) with a width of `gamma_0 / V^2`) is not.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomField {
    /// Switching time at infinite voltage (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_inf: f64,
    /// Activation voltage (V·decade): the slope of log10 of the median time against 1/|V|.
    #[serde(deserialize_with = "crate::units::volt_decades")]
    pub alpha: f64,
    /// Half width at half maximum of the local fields, as a voltage (V); for a normal distribution its standard deviation.
    #[serde(deserialize_with = "crate::units::volts")]
    pub delta: f64,
    /// Distribution of the local fields.
    pub distribution: Distribution,
}

impl RandomField {
    /// The hardness of a domain is its local field with the opposite sign (V).
    pub(crate) fn quantile(&self, easier: f64) -> f64 {
        self.delta * self.distribution.quantile(easier)
    }

    pub(crate) fn below(&self, hardness: f64) -> f64 {
        self.distribution.below(hardness / self.delta)
    }

    pub(crate) fn inverse_at(&self, voltage: f64) -> Inverse {
        Inverse { a: self.alpha * LN_10, v: voltage }
    }

    pub(crate) fn at(&self, voltage: f64) -> Exponents {
        Exponents::Inverse(self.inverse_at(voltage))
    }

    pub(crate) fn quiet(&self, horizon: f64) -> Quiet {
        Quiet { m0: horizon, c0: self.alpha * LN_10, c1: -horizon, ..Quiet::NOTHING }
    }

    pub(crate) fn with_barriers(self, factor: f64) -> RandomField {
        RandomField { alpha: self.alpha * factor, ..self }
    }

    pub(crate) fn validate(&self, table: &str) -> Result<(), ModelError> {
        positive(table, "t_inf", self.t_inf, "s")?;
        positive(table, "alpha", self.alpha, "V decade")?;
        positive(table, "delta", self.delta, "V")?;
        self.distribution.validate(table)
    }
}
