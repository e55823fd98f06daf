//! Asymmetry: a device that switches or conducts more easily one way than the other.

use serde::Deserialize;

use super::layer::{Layer, divided};
use crate::error::{ModelError, within};
use crate::words::words;

/// Factors of switching voltages and of currents for either sign of the voltage; all 1 by default.
///
/// Written by `V / positive_switching` for V > 0, `V / negative_switching` for V < 0.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asymmetry {
    /// Factor of the switching voltages above 0 V.
    #[serde(default = "one")]
    pub positive_switching: f64,
    /// Factor of the switching voltages below 0 V.
    #[serde(default = "one")]
    pub negative_switching: f64,
    /// Factor of the current at and above 0 V.
    #[serde(default = "one")]
    pub positive_current: f64,
    /// Factor of the current below 0 V.
    #[serde(default = "one")]
    pub negative_current: f64,
}

words!(Asymmetry {});

fn one() -> f64 {
    1.0
}

impl Asymmetry {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        let factors = [
            ("asymmetry.positive_switching", self.positive_switching),
            ("asymmetry.negative_switching", self.negative_switching),
            ("asymmetry.positive_current", self.positive_current),
            ("asymmetry.negative_current", self.negative_current),
        ];
        factors.into_iter().try_for_each(|(name, value)| within(name, value, 1e-3, 1e3, "1 leaves the device as it is"))
    }

    fn written(&self, voltage: f64) -> f64 {
        voltage / if voltage > 0.0 { self.positive_switching } else { self.negative_switching }
    }
}

impl Layer for Asymmetry {
    fn reach(&self, lowest: f64, highest: f64, _dt: f64) -> Option<(f64, f64)> {
        let most = self.positive_switching.max(self.negative_switching);
        Some(divided(lowest, highest, self.positive_switching.min(self.negative_switching), most))
    }

    fn bends_voltages(&self) -> bool {
        self.positive_switching != 1.0 || self.negative_switching != 1.0
    }

    fn knows_polarity(&self) -> bool {
        self.positive_switching != self.negative_switching
    }

    fn voltages(&mut self, start: &mut [f64], end: &mut [f64]) {
        start.iter_mut().chain(end).for_each(|voltage| *voltage = self.written(*voltage));
    }

    fn readings(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        for ((&voltage, current), conductance) in voltages.iter().zip(currents).zip(conductances) {
            let factor = if voltage < 0.0 { self.negative_current } else { self.positive_current };
            *current *= factor;
            *conductance *= factor;
        }
    }
}
