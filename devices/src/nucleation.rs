//! Nucleation-limited switching laws at constant voltage, in closed form.
//!
//! Equation numbers (1) to (5) follow the crate's own list:
//! (1) S = 1/2 + arctan((log10 t - log10 t_mean) / Gamma) / pi, (2) log10 t_mean = log10 t_inf + alpha / |V| (Merz),
//! (3) Gamma = Gamma0 / V^2 (Jo et al. 2007, doi:10.1103/PhysRevLett.99.267602),
//! (4) tau = t_inf 10^(alpha / (|V| + eta)), eta ~ Lorentz(0, Delta), (5) the switched fraction that (4) gives.

use std::f64::consts::PI;

use serde::Deserialize;

use crate::error::{ModelError, positive};

/// Median switching time of the Merz law (s), equation (2); infinite at `voltage` 0.
///
/// `t_inf` in s, `alpha` in V·decade, `voltage` in V (its magnitude counts).
pub fn merz_time(t_inf: f64, alpha: f64, voltage: f64) -> f64 {
    t_inf * 10f64.powf(alpha / voltage.abs())
}

/// Random-field law (4), (5): each domain sees the applied voltage plus a local field of Lorentz distribution.
///
/// Monotone in time and voltage, and quiet at low voltage, where the linearized law (1) to (3) is not.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomField {
    /// Switching time at infinite voltage (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_inf: f64,
    /// Activation voltage (V·decade): the slope of log10 of the median time against 1/|V|.
    #[serde(deserialize_with = "crate::units::volt_decades")]
    pub alpha: f64,
    /// Half width at half maximum of the local fields, as a voltage (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub delta: f64,
}

impl RandomField {
    /// Switching time (s) of a domain with local field `eta` (V), equation (4); infinite where |V| + eta <= 0.
    pub fn time(&self, voltage: f64, eta: f64) -> f64 {
        let field = voltage.abs() + eta;
        if field <= 0.0 {
            return f64::INFINITY;
        }
        self.t_inf * 10f64.powf(self.alpha / field)
    }

    /// Local field (V) of the domains of which the fraction `easier` switches more easily.
    pub fn quantile(&self, easier: f64) -> f64 {
        self.delta / (PI * easier).tan()
    }

    /// Switched fraction after `time` (s) at constant `voltage` (V) from none switched, equation (5).
    pub fn fraction(&self, time: f64, voltage: f64) -> f64 {
        let decades = (time / self.t_inf).log10();
        self.fraction_after_decades(decades, voltage)
    }

    /// Time (s) at which [`fraction`](RandomField::fraction) reaches `fraction`; infinite where it never does.
    pub fn time_to(&self, fraction: f64, voltage: f64) -> f64 {
        self.t_inf * 10f64.powf(self.decades_to(fraction, voltage))
    }

    fn fraction_after_decades(&self, decades: f64, voltage: f64) -> f64 {
        if decades.is_nan() || decades <= 0.0 {
            return 0.0;
        }
        // arctan2 keeps small fractions exact where 1/2 - arctan(..)/pi would cancel
        self.delta.atan2(self.alpha / decades - voltage.abs()) / PI
    }

    fn decades_to(&self, fraction: f64, voltage: f64) -> f64 {
        let field = voltage.abs() - self.quantile(fraction);
        if field <= 0.0 { f64::INFINITY } else { self.alpha / field }
    }

    pub(crate) fn validate(&self, name: &'static str) -> Result<(), ModelError> {
        positive(name, "t_inf", self.t_inf, "s")?;
        positive(name, "alpha", self.alpha, "V decade")?;
        positive(name, "delta", self.delta, "V")
    }
}
