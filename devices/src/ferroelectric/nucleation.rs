//! Nucleation-limited switching: how long a domain takes at a given voltage, and what fraction has switched in closed form.
//!
//! Every law says `tau_i = t_0 exp(x)` with an exponent x that depends on the voltage and on one number of the domain,
//! its hardness. Equation numbers follow the crate's own list:
//! (1) S = 1/2 + arctan((log10 t - log10 t_mean) / Gamma) / pi, (2) log10 t_mean = log10 t_inf + alpha / |V| (Merz),
//! (3) Gamma = Gamma0 / V^2, (4) tau = t_inf 10^(alpha / (|V| + eta)), eta ~ Lorentz(0, Delta), (5) the fraction that
//! (4) gives, (9) to (11) activation fields.
//!
//! All of these are laws of one direction, driven by the voltage: none obeys detailed balance, so none has a thermal
//! equilibrium, and at 0 V an ensemble stays as it is. What (4) loses at rest in closed form, Delta/(pi alpha)
//! log10(t/t_inf) of S, has no direction there: retention is the layer `imperfections::Retention`, or the
//! depolarization of a [`Film`](super::Film).

use std::f64::consts::PI;

use serde::Deserialize;

use super::activation_field::ActivationField;
use super::exponent::{Exponents, NEVER, Quiet};
use super::log_time::LogTime;
use super::random_field::RandomField;
use crate::constants::ROOM_TEMPERATURE;
use crate::error::ModelError;

/// A switching law with its parameters; in files a table such as `[parameters.up.random_field]`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NucleationLaw {
    /// Local fields, equation (4).
    RandomField(RandomField),
    /// Distributed logarithms of the time, equations (1) to (3) and others.
    LogTime(LogTime),
    /// Distributed activation fields, equations (9) and (10).
    ActivationField(ActivationField),
}

/// Median switching time of the Merz law (s), equation (2); infinite at `voltage` 0.
///
/// `t_inf` in s, `alpha` in V·decade, `voltage` in V (its magnitude counts).
pub fn merz_time(t_inf: f64, alpha: f64, voltage: f64) -> f64 {
    t_inf * 10f64.powf(alpha / voltage.abs())
}

impl NucleationLaw {
    /// Switched fraction after `time` (s) at constant `voltage` (V; its magnitude counts) from none switched, when each
    /// domain switches sharply at its own time: equations (1), (5).
    pub fn fraction(&self, time: f64, voltage: f64) -> f64 {
        self.fraction_after((time / self.shortest_time()).ln(), voltage)
    }

    /// Time (s) at which [`fraction`](NucleationLaw::fraction) reaches `fraction`; infinite where it never does.
    pub fn time_to(&self, fraction: f64, voltage: f64) -> f64 {
        self.shortest_time() * self.exponent_of(fraction, voltage).exp()
    }

    /// Switched fraction after `time` (s) at constant `voltage` (V), when a domain has switched with probability
    /// `1 - exp(-(t / tau_i)^shape)`: the generalized form of Tagantsev et al., and KAI where all domains are alike.
    ///
    /// Tanh-sinh quadrature over the ranks of the domains (Takahasi and Mori 1974), error below 1e-6.
    pub fn gradual_fraction(&self, time: f64, voltage: f64, shape: f64) -> f64 {
        const STEP: f64 = 0.02;
        let elapsed = (time / self.shortest_time()).ln();
        let term = |n: i32| {
            let t = STEP * f64::from(n);
            let (inner, weight) = (0.5 * PI * t.sinh(), STEP * 0.5 * PI * t.cosh());
            let (rank, rest) = (1.0 / (1.0 + (-2.0 * inner).exp()), 1.0 / (1.0 + (2.0 * inner).exp()));
            let hazard = (shape * (elapsed - self.exponent_of(rank, voltage))).exp();
            2.0 * rank * rest * weight * -(-hazard).exp_m1()
        };
        (-160..=160).map(term).sum()
    }

    /// Switching time at infinite voltage (s).
    pub fn shortest_time(&self) -> f64 {
        match self {
            NucleationLaw::RandomField(law) => law.t_inf,
            NucleationLaw::LogTime(law) => law.t_inf,
            NucleationLaw::ActivationField(law) => law.tau_0,
        }
    }

    /// The same law at `kelvin`, when its parameters hold at [`ROOM_TEMPERATURE`]: barriers count in units of kT, so that
    /// all exponents go as 1/T, `alpha` of the Merz law as 1/T and an activation field as `T^(-1/alpha)`.
    pub fn at_temperature(self, kelvin: f64) -> NucleationLaw {
        let factor = ROOM_TEMPERATURE / kelvin;
        match self {
            NucleationLaw::RandomField(law) => NucleationLaw::RandomField(law.with_barriers(factor)),
            NucleationLaw::LogTime(law) => NucleationLaw::LogTime(law.with_barriers(factor)),
            NucleationLaw::ActivationField(law) => NucleationLaw::ActivationField(law.with_barriers(factor)),
        }
    }

    /// [`fraction`](NucleationLaw::fraction) after the time whose logarithm, in units of the shortest, is `exponent`.
    pub(crate) fn fraction_after(&self, exponent: f64, voltage: f64) -> f64 {
        self.below(self.at(voltage.abs()).limit(exponent))
    }

    /// ln of the time that the fraction `fraction` of the domains needs less than, in units of the shortest time.
    pub(crate) fn exponent_of(&self, fraction: f64, voltage: f64) -> f64 {
        if fraction <= 0.0 {
            return f64::NEG_INFINITY;
        }
        self.at(voltage.abs()).of(self.quantile(fraction.min(1.0 - f64::EPSILON)))
    }

    /// Hardness that the fraction `easier` of the domains stays below.
    pub(crate) fn quantile(&self, easier: f64) -> f64 {
        let hardness = match self {
            NucleationLaw::RandomField(law) => law.quantile(easier),
            NucleationLaw::LogTime(law) => law.distribution.quantile(easier),
            NucleationLaw::ActivationField(law) => law.quantile(easier),
        };
        hardness.clamp(-NEVER, NEVER)
    }

    /// Fraction of the domains below a hardness.
    pub(crate) fn below(&self, hardness: f64) -> f64 {
        match self {
            NucleationLaw::RandomField(law) => law.below(hardness),
            NucleationLaw::LogTime(law) => law.distribution.below(hardness),
            NucleationLaw::ActivationField(law) => law.below(hardness),
        }
    }

    /// Exponents of all domains at the voltage magnitude `voltage` (V).
    #[inline(always)]
    pub(crate) fn at(&self, voltage: f64) -> Exponents {
        match self {
            NucleationLaw::RandomField(law) => law.at(voltage),
            NucleationLaw::LogTime(law) => law.at(voltage),
            NucleationLaw::ActivationField(law) => law.at(voltage),
        }
    }

    /// The test for domains whose exponent is above `horizon`, to be fed with [`front`](NucleationLaw::front).
    pub(crate) fn quiet(&self, horizon: f64) -> Quiet {
        match self {
            NucleationLaw::RandomField(law) => law.quiet(horizon),
            NucleationLaw::LogTime(law) => law.quiet(horizon),
            NucleationLaw::ActivationField(law) => law.quiet(horizon),
        }
    }

    /// The form of a domain's hardness in which [`Quiet`] takes it: a voltage or a pure number.
    pub(crate) fn front(&self, hardness: f64) -> f64 {
        match self {
            NucleationLaw::ActivationField(law) if hardness < NEVER => law.front(hardness),
            _ => hardness,
        }
    }

    pub(crate) fn validate(&self, table: &str) -> Result<(), ModelError> {
        match self {
            NucleationLaw::RandomField(law) => law.validate(&format!("{table}.random_field")),
            NucleationLaw::LogTime(law) => law.validate(&format!("{table}.log_time")),
            NucleationLaw::ActivationField(law) => law.validate(&format!("{table}.activation_field")),
        }
    }
}

#[cfg(test)]
#[path = "nucleation_tests.rs"]
mod tests;
