//! Scatter between JART devices: normal distributions within hard limits.

use rand::RngExt;
use serde::Deserialize;
use statrs::function::erf::{erfc, erfc_inv};

use super::{Disc, JartVcm};
use crate::error::{ModelError, within};
use crate::rng::{Purpose, Random};

/// Scatter of the four parameters that differ from device to device (Bengel et al. 2020); the means stand in the model.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// Of the smallest concentration.
    pub n_min: ConcentrationScatter,
    /// Of the largest concentration.
    pub n_max: ConcentrationScatter,
    /// Of the length of the disc.
    pub l: LengthScatter,
    /// Of the radius of the filament.
    pub r: LengthScatter,
}

/// Normal distribution of a concentration, cut at hard limits; a `sigma` of zero switches it off.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConcentrationScatter {
    /// Standard deviation before cutting (1/m^3).
    #[serde(deserialize_with = "crate::units::per_cubic_meter")]
    pub sigma: f64,
    /// Lower limit (1/m^3).
    #[serde(deserialize_with = "crate::units::per_cubic_meter")]
    pub lowest: f64,
    /// Upper limit (1/m^3).
    #[serde(deserialize_with = "crate::units::per_cubic_meter")]
    pub highest: f64,
}

/// Normal distribution of a length, cut at hard limits; a `sigma` of zero switches it off.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LengthScatter {
    /// Standard deviation before cutting (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub sigma: f64,
    /// Lower limit (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub lowest: f64,
    /// Upper limit (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub highest: f64,
}

impl Spread {
    /// A device of its own dimensions at `position`.
    pub(super) fn draw(&self, model: &JartVcm, position: f64, random: Random) -> Disc {
        let Spread { n_min, n_max, l, r } = *self;
        let mut stream = random.stream(Purpose::DeviceSpread);
        let mut draw = |mean: f64, sigma: f64, limits: [f64; 2]| cut_normal(mean, sigma, limits, stream.random());
        let smallest = draw(model.n_min, n_min.sigma, [n_min.lowest, n_min.highest]);
        let largest = draw(model.n_max, n_max.sigma, [n_max.lowest, n_max.highest]);
        let length = draw(model.l_det, l.sigma, [l.lowest, l.highest]);
        let radius = draw(model.r_det, r.sigma, [r.lowest, r.highest]);
        Disc { x: position, n_min: smallest, ln_ratio: (largest / smallest).ln(), l: length, r: radius }
    }

    pub(super) fn validate(&self, model: &JartVcm) -> Result<(), ModelError> {
        let Spread { n_min, n_max, l, r } = *self;
        let all = [
            ("n_min", model.n_min, n_min.sigma, n_min.lowest, n_min.highest),
            ("n_max", model.n_max, n_max.sigma, n_max.lowest, n_max.highest),
            ("l", model.l_det, l.sigma, l.lowest, l.highest),
            ("r", model.r_det, r.sigma, r.lowest, r.highest),
        ];
        for (name, mean, sigma, lowest, highest) in all {
            within(&format!("spread.{name}.sigma"), sigma, 0.0, 10.0 * mean, "it is a standard deviation")?;
            let remedy = "the mean has to lie within the limits, and both above zero";
            within(&format!("spread.{name}.lowest"), lowest, f64::MIN_POSITIVE, mean, remedy)?;
            within(&format!("spread.{name}.highest"), highest, mean, f64::MAX, remedy)?;
        }
        let remedy = "no device may have its OFF state above its ON state, or a disc longer than the filament";
        within("spread.n_min.highest", n_min.highest, 0.0, n_max.lowest, remedy)?;
        within("spread.l.highest", l.highest, 0.0, model.l_cell, remedy)
    }
}

/// The value that a normal distribution, cut at the limits, exceeds with probability 1 - `uniform`.
fn cut_normal(mean: f64, sigma: f64, limits: [f64; 2], uniform: f64) -> f64 {
    if sigma == 0.0 {
        return mean;
    }
    let root = std::f64::consts::SQRT_2;
    let [below, above] = limits.map(|limit| 0.5 * erfc((mean - limit) / (sigma * root)));
    let probability = below + uniform * (above - below);
    (mean - sigma * root * erfc_inv(2.0 * probability)).clamp(limits[0], limits[1])
}
