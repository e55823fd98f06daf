//! How programmed phase-change devices scatter, drift and flicker: laws fitted to many devices.
//!
//! Nandakumar et al. 2019, doi:10.1109/ICECS46596.2019.8964852, with the numbers of `PCMLikeNoiseModel` of IBM's aihwkit
//! (`src/aihwkit/inference/noise/pcm.py`). All of them take g = G/g_max, the conductance just after programming.

use serde::Deserialize;

use crate::error::{ModelError, positive, within};

/// Below this the fits end.
const SMALLEST_G: f64 = 1e-7;

/// Scatter of a programmed conductance about its target: sigma = c_0 + c_1 g + c_2 g^2.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programming {
    /// Standard deviation at g = 0 (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub c_0: f64,
    /// Linear coefficient (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub c_1: f64,
    /// Quadratic coefficient (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub c_2: f64,
}

impl Programming {
    /// Standard deviation of the conductance (S) at g.
    #[inline(always)]
    pub fn sigma(&self, g: f64) -> f64 {
        (self.c_0 + g * (self.c_1 + g * self.c_2)).max(0.0)
    }

    pub(super) fn validate(&self) -> Result<(), ModelError> {
        for (name, value) in [("c_0", self.c_0), ("c_1", self.c_1), ("c_2", self.c_2)] {
            within(&format!("programming.{name}"), value, -1.0, 1.0, "a conductance in siemens")?;
        }
        Ok(())
    }
}

/// Drift G = G_0 (t/t_0)^-nu; nu is normal with a mean and a deviation that depend on ln g, each within limits.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// Time of the first reading, to which G_0 belongs (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_0: f64,
    /// Slope of the mean of nu against ln g.
    pub nu_slope: f64,
    /// Mean of nu at g = 1, before the limits.
    pub nu_offset: f64,
    /// Smallest mean.
    pub nu_min: f64,
    /// Largest mean.
    pub nu_max: f64,
    /// Slope of the standard deviation of nu against ln g.
    pub sigma_slope: f64,
    /// Standard deviation at g = 1, before the limits.
    pub sigma_offset: f64,
    /// Smallest standard deviation.
    pub sigma_min: f64,
    /// Largest standard deviation.
    pub sigma_max: f64,
}

impl Drift {
    /// Exponent of a device at g whose own normal number is `own`.
    #[inline(always)]
    pub fn nu(&self, g: f64, own: f64) -> f64 {
        let ln_g = g.max(SMALLEST_G).ln();
        let mean = (self.nu_slope * ln_g + self.nu_offset).clamp(self.nu_min, self.nu_max);
        let sigma = (self.sigma_slope * ln_g + self.sigma_offset).clamp(self.sigma_min, self.sigma_max);
        (mean + sigma * own).abs()
    }

    /// Factor on the conductance `age` seconds after the last write; 1 until `t_0`.
    #[inline(always)]
    pub fn factor(&self, nu: f64, age: f64) -> f64 {
        (age / self.t_0).max(1.0).powf(-nu)
    }

    /// No device of a hundred million drifts faster, per second.
    pub(super) fn fastest(&self) -> f64 {
        (self.nu_max + 6.0 * self.sigma_max) / self.t_0
    }

    pub(super) fn validate(&self) -> Result<(), ModelError> {
        positive("drift", "t_0", self.t_0, "s")?;
        for (name, value) in [
            ("nu_slope", self.nu_slope),
            ("nu_offset", self.nu_offset),
            ("sigma_slope", self.sigma_slope),
            ("sigma_offset", self.sigma_offset),
        ] {
            within(&format!("drift.{name}"), value, -1.0, 1.0, "exponents of drift are near 0.05")?;
        }
        within("drift.nu_max", self.nu_max, 0.0, 1.0, "exponents of drift are near 0.05")?;
        within("drift.nu_min", self.nu_min, 0.0, self.nu_max, "between 0 and `nu_max`")?;
        within("drift.sigma_max", self.sigma_max, 0.0, 1.0, "exponents of drift are near 0.05")?;
        within("drift.sigma_min", self.sigma_min, 0.0, self.sigma_max, "between 0 and `sigma_max`")
    }
}

/// 1/f noise of a reading: sigma/G = min(q_s / g^q_exponent, q_max) sqrt(ln((t + t_read) / (2 t_read))).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadNoise {
    /// Relative noise at g = 1.
    pub q_s: f64,
    /// Power of 1/g.
    pub q_exponent: f64,
    /// Largest relative noise.
    pub q_max: f64,
    /// Duration of a reading (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_read: f64,
}

impl ReadNoise {
    /// Standard deviation of a reading relative to G, `age` seconds after the last write.
    pub fn relative(&self, g: f64, age: f64) -> f64 {
        let share = (self.q_s / g.max(SMALLEST_G).powf(self.q_exponent)).min(self.q_max);
        share * ((age + self.t_read) / (2.0 * self.t_read)).ln().max(0.0).sqrt()
    }

    pub(super) fn validate(&self) -> Result<(), ModelError> {
        within("read_noise.q_s", self.q_s, 0.0, 1.0, "0 leaves the noise out")?;
        within("read_noise.q_exponent", self.q_exponent, 0.0, 3.0, "0.65 is usual")?;
        within("read_noise.q_max", self.q_max, 0.0, 1.0, "0.2 is usual")?;
        positive("read_noise", "t_read", self.t_read, "s")
    }
}
