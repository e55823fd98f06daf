//! Domains that conduct ohmically, in parallel.

use serde::Deserialize;

use super::Law;
use crate::error::ModelError;
use crate::model::Branch;

/// `G = g_off + S (g_on - g_off)` (6).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ohmic {
    /// Conductance with all domains ON (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_on: f64,
    /// Conductance with all domains OFF (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_off: f64,
}

impl Law for Ohmic {
    fn validate(&self) -> Result<(), ModelError> {
        super::on_above_off(self.g_on, self.g_off)
    }

    fn equations(&self) -> &'static str {
        "I = (S g_on + (1 - S) g_off) V"
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        let conductance = self.g_off + on * (self.g_on - self.g_off);
        Branch { current: conductance * voltage, conductance }
    }
}
