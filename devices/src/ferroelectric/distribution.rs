//! Distributions of what differs between domains: local fields, logarithms of switching times, activation fields.
//!
//! Each is given by its quantile, the value that the fraction u of the domains lies below, and by the fraction that
//! lies below a value.

use std::f64::consts::PI;

use serde::Deserialize;
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::{beta_reg, inv_beta_reg};

use crate::error::{ModelError, positive};

/// A distribution around 0, of half width (Gauss: standard deviation) 1.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Distribution {
    /// Density `1 / (pi (1 + z^2))` (Jo et al. 2007, doi:10.1103/PhysRevLett.99.267602).
    Lorentz,
    /// Density `2 / (pi (1 + z^2)^2)`, with lighter tails (Kirichenko and Stephanovich, doi:10.48550/arXiv.1008.0093).
    LorentzSquared,
    /// Normal distribution.
    Gauss,
    /// Flat between -`plateau` and `plateau`, with Lorentz tails of half width 1 outside
    /// (Tagantsev et al. 2002, doi:10.1103/PhysRevB.66.214109).
    Tagantsev {
        /// Half width of the flat top, in half widths of the tails.
        #[serde(deserialize_with = "crate::units::fraction")]
        plateau: f64,
    },
    /// All domains alike.
    Single,
}

impl Distribution {
    /// Value that the fraction `u` (above 0, below 1) of the domains lies below.
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Distribution::Lorentz => -1.0 / (PI * u).tan(),
            Distribution::LorentzSquared => lorentz_squared_quantile(u),
            Distribution::Gauss => normal().inverse_cdf(u),
            Distribution::Tagantsev { plateau } => {
                let area = 2.0 * plateau + PI;
                let place = area * (u - 0.5); // 0 in the middle, +-plateau at the edges of the flat top
                if place.abs() <= plateau { place } else { place.signum() * (plateau + (place.abs() - plateau).tan()) }
            }
            Distribution::Single => 0.0,
        }
    }

    /// Fraction of the domains below `z`; small fractions are exact.
    pub fn below(&self, z: f64) -> f64 {
        match *self {
            // arctan2 keeps small fractions exact where 1/2 + arctan(z) / pi would cancel
            Distribution::Lorentz => 1f64.atan2(-z) / PI,
            Distribution::LorentzSquared => lorentz_squared_below(z),
            Distribution::Gauss => normal().cdf(z),
            Distribution::Tagantsev { plateau } => {
                let area = 2.0 * plateau + PI;
                if z < -plateau {
                    1f64.atan2(-z - plateau) / area
                } else if z > plateau {
                    1.0 - 1f64.atan2(z - plateau) / area
                } else {
                    0.5 + z / area
                }
            }
            Distribution::Single => f64::from(z >= 0.0),
        }
    }

    pub(crate) fn validate(&self, table: &str) -> Result<(), ModelError> {
        match *self {
            Distribution::Tagantsev { plateau } => positive(&format!("{table}.distribution"), "plateau", plateau, ""),
            _ => Ok(()),
        }
    }
}

/// Distribution of activation fields.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ActivationFields {
    /// Generalized beta distribution of the second kind, equation (9):
    /// `f(E) = (a/b) (E/b)^(a p - 1) / (B(p, q) (1 + (E/b)^a)^(p + q))`.
    Gb2 {
        /// First exponent.
        a: f64,
        /// Scale (V/m).
        #[serde(deserialize_with = "crate::units::volts_per_meter")]
        b: f64,
        /// Second exponent.
        p: f64,
        /// Third exponent.
        q: f64,
    },
    /// Normal distribution, cut below one thousandth of its mean.
    Gauss {
        /// Mean (V/m).
        #[serde(deserialize_with = "crate::units::volts_per_meter")]
        mean: f64,
        /// Standard deviation (V/m).
        #[serde(deserialize_with = "crate::units::volts_per_meter")]
        sigma: f64,
    },
}

/// Smallest activation field of the normal distribution, in units of the mean.
const LEAST_FIELD: f64 = 1e-3;

impl ActivationFields {
    /// Activation field (V/m) that the fraction `u` (above 0, below 1) of the domains lies below.
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            ActivationFields::Gb2 { a, b, p, q } => {
                let x = inv_beta_reg(p, q, u);
                let rest = if x < 0.99 { 1.0 - x } else { inv_beta_reg(q, p, 1.0 - u) }; // without cancellation
                b * (x / rest).powf(1.0 / a)
            }
            ActivationFields::Gauss { mean, sigma } => (mean + sigma * normal().inverse_cdf(u)).max(LEAST_FIELD * mean),
        }
    }

    /// Fraction of the domains with an activation field below `field` (V/m).
    pub fn below(&self, field: f64) -> f64 {
        match *self {
            _ if field <= 0.0 => 0.0,
            ActivationFields::Gb2 { a, b, p, q } => {
                let power = (field / b).powf(a);
                if power == f64::INFINITY { 1.0 } else { beta_reg(p, q, power / (1.0 + power)) }
            }
            ActivationFields::Gauss { mean, .. } if field < LEAST_FIELD * mean => 0.0,
            ActivationFields::Gauss { mean, sigma } => normal().cdf((field - mean) / sigma),
        }
    }

    /// The same distribution with all fields multiplied by `factor`.
    pub(crate) fn scaled(self, factor: f64) -> ActivationFields {
        match self {
            ActivationFields::Gb2 { a, b, p, q } => ActivationFields::Gb2 { a, b: b * factor, p, q },
            ActivationFields::Gauss { mean, sigma } => {
                ActivationFields::Gauss { mean: mean * factor, sigma: sigma * factor }
            }
        }
    }

    pub(crate) fn validate(&self, table: &str) -> Result<(), ModelError> {
        let (gb2, gauss) = (format!("{table}.e_a.gb2"), format!("{table}.e_a.gauss"));
        match *self {
            ActivationFields::Gb2 { a, b, p, q } => {
                positive(&gb2, "a", a, "")?;
                positive(&gb2, "b", b, "V/m")?;
                positive(&gb2, "p", p, "")?;
                positive(&gb2, "q", q, "")
            }
            ActivationFields::Gauss { mean, sigma } => {
                positive(&gauss, "mean", mean, "V/m")?;
                positive(&gauss, "sigma", sigma, "V/m")
            }
        }
    }
}

/// The normal distribution of mean 0 and variance 1.
pub(crate) fn normal() -> Normal {
    Normal::standard()
}

fn lorentz_squared_below(z: f64) -> f64 {
    if z < -1e3 {
        return -2.0 / (3.0 * PI * z.powi(3)); // the sum below cancels here; next term 1e-6 of it
    }
    1f64.atan2(-z) / PI + z / (PI * (1.0 + z * z))
}

/// Bisection: the function has no inverse in closed form, and quantiles are only needed when devices are built.
fn lorentz_squared_quantile(u: f64) -> f64 {
    let (mut low, mut high) = (-1e6, 1e6);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if lorentz_squared_below(middle) < u {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Distribution; 4] = [
        Distribution::Lorentz,
        Distribution::LorentzSquared,
        Distribution::Gauss,
        Distribution::Tagantsev { plateau: 2.5 },
    ];

    #[test]
    fn quantile_and_fraction_below_are_inverse() {
        let fields = [
            ActivationFields::Gb2 { a: 6.7582, b: 1.6686e8, p: 2.0998, q: 1.3641 },
            ActivationFields::Gb2 { a: 12.1, b: 1.79e8, p: 0.691, q: 0.633 },
            ActivationFields::Gauss { mean: 2.3e8, sigma: 0.4e8 },
        ];
        for u in [1e-4, 0.01, 0.3, 0.5, 0.77, 0.99, 0.9999] {
            for distribution in ALL {
                let back = distribution.below(distribution.quantile(u));
                assert!((back - u).abs() < 1e-10, "{distribution:?}: {back} instead of {u}");
            }
            for fields in fields {
                let back = fields.below(fields.quantile(u));
                assert!((back - u).abs() < 1e-9, "{fields:?}: {back} instead of {u}");
            }
        }
    }

    #[test]
    fn symmetric_distributions_have_the_density_they_claim_in_the_middle() {
        // slope of the distribution function at 0 by central difference, error of order h^2
        let h = 1e-4;
        let density = |d: Distribution| (d.below(h) - d.below(-h)) / (2.0 * h);
        let expected = [1.0 / PI, 2.0 / PI, 1.0 / (2.0 * PI).sqrt(), 1.0 / (5.0 + PI)];
        for (distribution, expected) in ALL.into_iter().zip(expected) {
            assert!((density(distribution) - expected).abs() < 1e-7, "{distribution:?}");
            for z in [0.3, 2.0, 7.0] {
                assert!((distribution.below(z) + distribution.below(-z) - 1.0).abs() < 1e-12, "{distribution:?}");
            }
        }
    }

    #[test]
    fn flat_top_falls_off_like_the_inverse_square() {
        let tagantsev = Distribution::Tagantsev { plateau: 2.5 };
        let density = |z: f64| (tagantsev.below(z + 1e-3) - tagantsev.below(z - 1e-3)) / 2e-3;
        assert!((density(0.0) / density(2.0) - 1.0).abs() < 1e-9, "the top is not flat");
        // 1 / (1 + (z - plateau)^2) at 10 and 20 half widths beyond the edge
        let ratio = density(-12.5) / density(-22.5);
        assert!((ratio / (401.0 / 101.0) - 1.0).abs() < 1e-4, "{ratio}");
    }

    #[test]
    fn activation_fields_follow_the_generalized_beta_density() {
        // for p = q = 1 the distribution function is 1 / (1 + (E/b)^-a)
        let fields = ActivationFields::Gb2 { a: 4.0, b: 2e8, p: 1.0, q: 1.0 };
        for u in [0.01f64, 0.5, 0.9] {
            let closed = 2e8 * (u / (1.0 - u)).powf(0.25);
            assert!((fields.quantile(u) / closed - 1.0).abs() < 1e-9, "{u}");
        }
    }
}
