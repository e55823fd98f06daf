//! Kolmogorov-Avrami-Ishibashi switching at constant voltage: S = 1 - exp(-(t / tau)^n), tau = t_inf 10^(alpha / |V|).
//!
//! Ishibashi and Takagi 1971, doi:10.1143/JPSJ.31.506; Merz 1954, doi:10.1103/PhysRev.95.690. Where the voltage varies,
//! equivalent time is S = 1 - exp(-Lambda^n), Lambda = integral of dt / tau(V): nucleation and growth scale together.

use std::f64::consts::{LN_10, PI};

use serde::Deserialize;

use super::law::Law;
use crate::error::{ModelError, positive, within};

/// Parameters of the law.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kai {
    /// Switching time at infinite voltage (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_inf: f64,
    /// Activation voltage (V·decade).
    #[serde(deserialize_with = "crate::units::volt_decades")]
    pub alpha: f64,
    /// Dimension of growth n, plus one where nuclei keep appearing at a constant rate.
    pub n: f64,
}

impl Kai {
    /// Switched fraction after `time` (s) at constant `voltage` (V) from none switched.
    pub fn fraction(&self, time: f64, voltage: f64) -> f64 {
        let dose = time / crate::ferroelectric::merz_time(self.t_inf, self.alpha, voltage);
        -(-dose.powf(self.n)).exp_m1()
    }

    pub(super) fn validate(&self, table: &str) -> Result<(), ModelError> {
        positive(table, "t_inf", self.t_inf, "s")?;
        positive(table, "alpha", self.alpha, "V decade")?;
        within(&format!("{table}.n"), self.n, 0.5, 5.0, "2 is usual for films")
    }
}

/// lambda = a / |V| + ln(Lambda), Lambda^n = -ln(1 - S).
impl Law for Kai {
    fn t_inf(&self) -> f64 {
        self.t_inf
    }

    fn activation(&self) -> f64 {
        self.alpha * LN_10
    }

    fn age(&self, front: f64, voltage: f64) -> f64 {
        // switched and unswitched fraction, both to relative precision
        let (s, rest) = (1f64.atan2(front) / PI, 1f64.atan2(-front) / PI);
        let extent = if s < 0.5 { -(-s).ln_1p() } else { -rest.ln() };
        self.activation() / voltage + extent.ln() / self.n
    }

    fn stretch(&self, _middle: f64, _age_middle: f64, _voltage: f64, _age: f64) -> f64 {
        1.0
    }

    fn moved(&self, front: f64, voltage: f64, _age: f64, gain: f64, later: f64) -> f64 {
        if gain == 0.0 {
            return front;
        }
        let extent = ((later - self.activation() / voltage) * self.n).exp();
        let (s, rest) = (-(-extent).exp_m1(), (-extent).exp());
        if s < 0.5 { 1.0 / (PI * s).tan() } else { -1.0 / (PI * rest).tan() }
    }
}
