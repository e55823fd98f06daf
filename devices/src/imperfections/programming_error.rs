//! Programming error: what a closed write loop leaves between the conductance asked for and the one reached.

use std::sync::Arc;

use serde::{Deserialize, Deserializer};

use super::curve::Curve;
use super::layer::Layer;
use crate::error::{ModelError, positive, within};
use crate::rng::{Purpose, key, normal};
use crate::units::{CONDUCTANCE, engineering, parse};
use crate::words::words;

/// Standard deviation of the programmed conductance as a function of the conductance asked for.
///
/// The conductance reached is that asked for plus a normal draw, bounded by that of the device off and on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgrammingError {
    /// Filamentary memory of Wan et al. 2022, doi:10.1038/s41586-022-04992-8, up to 39 uS.
    RramWan,
    /// Filamentary memory of Milo et al. 2021, doi:10.1109/IRPS46558.2021.9405119, 50 uS to 225 uS.
    RramMilo,
    /// Phase change memory of Joshi et al. 2020, doi:10.1038/s41467-020-16108-9, up to 25 uS.
    PcmJoshi,
    /// Phase change memory of Nandakumar et al. 2019, doi:10.1109/ICECS46596.2019.8964852, up to 25 uS.
    PcmNandakumar,
    /// Any other.
    Polynomial(Polynomial),
}

/// `sigma(G) = sum of coefficients[k] (G / scale)^k`, at least 0; constant above `highest`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Polynomial {
    /// Conductance in units of which G is taken (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub scale: f64,
    /// Coefficients, the constant one first (S).
    #[serde(deserialize_with = "conductances")]
    pub coefficients: Vec<f64>,
    /// Conductance up to which the polynomial holds (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub highest: f64,
}

fn conductances<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| parse(text, CONDUCTANCE).map_err(serde::de::Error::custom)).collect()
}

impl ProgrammingError {
    /// The polynomial; values as in the sources of CrossSim (commit 0a2eb1e) and aihwkit (commit 4545f11).
    pub fn polynomial(&self) -> Polynomial {
        let microsiemens = |coefficients: &[f64], scale: f64, highest: f64| Polynomial {
            scale: scale * 1e-6,
            coefficients: coefficients.iter().map(|c| c * 1e-6).collect(),
            highest: highest * 1e-6,
        };
        match self {
            ProgrammingError::RramWan => microsiemens(&[1.053, 0.2374, -1.167e-2, 1.536e-4], 1.0, 39.0),
            ProgrammingError::RramMilo => microsiemens(&[4.782_321, -0.009_107], 1.0, 225.0),
            ProgrammingError::PcmJoshi => microsiemens(&[0.286_385_99, 0.075_857_24, -0.001_787_67], 1.0, 25.0),
            ProgrammingError::PcmNandakumar => microsiemens(&[0.263_48, 1.965_0, -1.173_1], 25.0, 25.0),
            ProgrammingError::Polynomial(polynomial) => polynomial.clone(),
        }
    }

    pub(super) fn validate(&self) -> Result<(), ModelError> {
        let Polynomial { scale, coefficients, highest } = self.polynomial();
        positive("programming_error.polynomial", "scale", scale, "S")?;
        positive("programming_error.polynomial", "highest", highest, "S")?;
        within("programming_error.polynomial.coefficients", coefficients.len() as f64, 1.0, 9.0, "give one to nine")?;
        match coefficients.iter().find(|c| !c.is_finite()) {
            Some(&c) => {
                let name = "programming_error.polynomial.coefficients";
                Err(ModelError::new(name, engineering(c, "S"), "finite", "check the numbers"))
            }
            None => Ok(()),
        }
    }

    pub(super) fn layer(&self, seed: u64, curve: Arc<Curve>) -> Programming {
        Programming { polynomial: self.polynomial(), seed, curve, events: 0, marked: 0 }
    }
}

impl Polynomial {
    /// Standard deviation (S) at `conductance` (S).
    pub fn sigma(&self, conductance: f64) -> f64 {
        let g = conductance.min(self.highest) / self.scale;
        self.coefficients.iter().rev().fold(0.0, |sum, c| sum * g + c).max(0.0)
    }
}

/// How often the devices have been programmed.
#[derive(Clone, Debug)]
pub(super) struct Programming {
    polynomial: Polynomial,
    seed: u64,
    curve: Arc<Curve>,
    events: u64,
    marked: u64,
}

words!(Programming { events });

impl Layer for Programming {
    fn program(&mut self, positions: &mut [f64]) {
        for (device, position) in positions.iter_mut().enumerate() {
            let wanted = self.curve.conductance(*position);
            let draw = normal(key(self.seed, Purpose::Programming, device as u64), self.events);
            *position = self.curve.position(wanted + self.polynomial.sigma(wanted) * draw);
        }
        self.events += 1;
    }

    fn mark(&mut self) {
        self.marked = self.events;
    }

    fn rollback(&mut self) {
        self.events = self.marked;
    }
}
