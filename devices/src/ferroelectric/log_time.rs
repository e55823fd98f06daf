//! Distributed logarithms of the switching time: the form in which most measurements are fitted.

use std::f64::consts::LN_10;

use serde::Deserialize;

use super::distribution::Distribution;
use super::exponent::{Exponents, Line, Quiet};
use crate::error::{ModelError, positive};

/// `tau_i = t_inf 10^(alpha / |V| + width(V) z_i)`, z of half width 1: equations (1) to (3) for a Lorentz
/// distribution, in general Tagantsev et al. 2002, doi:10.1103/PhysRevB.66.214109.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogTime {
    /// Switching time at infinite voltage (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_inf: f64,
    /// Activation voltage (V·decade), equation (2).
    #[serde(deserialize_with = "crate::units::volt_decades")]
    pub alpha: f64,
    /// Half width of the distribution of log10 of time.
    pub width: Width,
    /// Distribution of z.
    pub distribution: Distribution,
}

/// Half width of the distribution of log10 of the switching time.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Width {
    /// `gamma_0 / V^2`, equation (3) (Jo et al. 2007, doi:10.1103/PhysRevLett.99.267602).
    ///
    /// Taken at its word, this lets the easiest domains switch sooner at lower voltage, and half of all at 0 V. A domain
    /// whose time would fall with the voltage therefore takes `t_inf 10^(alpha / (2 |V|))`, its value at the turning
    /// point. The fraction is then that of (1) above [`guard`](LogTime::guard) and 0 below, for any pulse.
    InverseSquare {
        /// Half width times V^2 (V^2·decade).
        #[serde(deserialize_with = "crate::units::volt_squared_decades")]
        gamma_0: f64,
    },
    /// The same at every voltage.
    Constant {
        /// Half width (decades).
        #[serde(deserialize_with = "crate::units::decades")]
        gamma: f64,
    },
}

/// Keeps 1 / V^2 finite; nothing switches there anyway.
const TINY_VOLTAGE: f64 = 1e-100;

/// Exponent of the easiest domains of a constant width: keeps doses finite.
const FASTEST: f64 = -100.0;

/// Slope of the exponent in z where all domains are alike and any will do.
const SOME_SLOPE: f64 = 1e-9;

impl LogTime {
    /// Half width of the distribution of log10 of time at `voltage` (V), in decades.
    pub fn width(&self, voltage: f64) -> f64 {
        match self.width {
            Width::InverseSquare { gamma_0 } => gamma_0 / (voltage * voltage),
            Width::Constant { gamma } => gamma,
        }
    }

    /// Voltage (V) below which nothing switches within `time` (s) under a width of `gamma_0 / V^2`: half of that which
    /// switches one half.
    pub fn guard(&self, time: f64) -> f64 {
        self.alpha / (2.0 * (time / self.t_inf).log10())
    }

    pub(crate) fn line_at(&self, voltage: f64) -> Line {
        let voltage = voltage.max(TINY_VOLTAGE);
        let a = self.alpha * LN_10 / voltage;
        let (slope, floor) = match self.width {
            Width::InverseSquare { .. } => (LN_10 * self.width(voltage), 0.5 * a),
            Width::Constant { gamma } => ((LN_10 * gamma).max(SOME_SLOPE), FASTEST),
        };
        Line { a, b: slope, floor, ceiling: f64::INFINITY }
    }

    pub(crate) fn at(&self, voltage: f64) -> Exponents {
        Exponents::Line(self.line_at(voltage))
    }

    pub(crate) fn quiet(&self, horizon: f64) -> Quiet {
        let a = self.alpha * LN_10;
        match self.width {
            Width::InverseSquare { gamma_0 } => Quiet {
                m0: gamma_0 / self.alpha,
                c1: 1.0,
                c2: -horizon / a,
                least: 0.5 * a / horizon,
                ..Quiet::NOTHING
            },
            Width::Constant { gamma } => {
                Quiet { m1: (LN_10 * gamma).max(SOME_SLOPE), c0: a, c1: -horizon, ..Quiet::NOTHING }
            }
        }
    }

    /// Largest |d exponent / d ln V| among domains whose exponent at `voltage` (V) is at most `horizon`.
    pub(crate) fn steepness(&self, voltage: f64, horizon: f64) -> f64 {
        match self.width {
            Width::InverseSquare { .. } => 2.0 * horizon,
            Width::Constant { .. } => self.alpha * LN_10 / voltage,
        }
    }

    pub(crate) fn with_barriers(self, factor: f64) -> LogTime {
        let width = match self.width {
            Width::InverseSquare { gamma_0 } => Width::InverseSquare { gamma_0: gamma_0 * factor },
            Width::Constant { gamma } => Width::Constant { gamma: gamma * factor },
        };
        LogTime { alpha: self.alpha * factor, width, ..self }
    }

    pub(crate) fn validate(&self, table: &str) -> Result<(), ModelError> {
        positive(table, "t_inf", self.t_inf, "s")?;
        positive(table, "alpha", self.alpha, "V decade")?;
        self.distribution.validate(table)?;
        let name = format!("{table}.width");
        match self.width {
            Width::InverseSquare { gamma_0 } => positive(&name, "inverse_square.gamma_0", gamma_0, "V^2 decade"),
            Width::Constant { gamma } if gamma == 0.0 && self.distribution == Distribution::Single => Ok(()),
            Width::Constant { gamma } => positive(&name, "constant.gamma", gamma, "decade"),
        }
    }
}
