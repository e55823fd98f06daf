//! Temperature: it scales switching voltages, and other layers ask for it.

use serde::Deserialize;

use super::layer::Layer;
use crate::constants::K_B;
use crate::error::{ModelError, within};
use crate::words::words;

/// Temperature (K) that parameters are for when a file does not say.
pub const ROOM: f64 = 300.0;

/// Temperature of the devices: written by `V (value / reference)^(1 / exponent)`.
///
/// Exact for laws tau = t_0 exp[(V_a / |V|)^exponent] whose exponent is a barrier over kT: V_a goes as T^(-1/exponent).
/// With exponent 1 that is the Merz law, alpha(T) T is constant. Local fields, where a model has them, go with V_a. Retention, imprint and noise take the
/// temperature from here; without this table they are at the one their parameters are for.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temperature {
    /// Temperature (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub value: f64,
    /// Temperature (K) that the switching parameters of the device are for.
    #[serde(default = "room", deserialize_with = "crate::units::kelvins")]
    pub reference: f64,
    /// Exponent of the field in the switching law; 1 is the law of Merz, activation fields have their `alpha`.
    #[serde(default = "merz")]
    pub exponent: f64,
}

fn merz() -> f64 {
    1.0
}

pub(super) fn room() -> f64 {
    ROOM
}

/// Checks a temperature (K).
pub(super) fn validate_kelvins(name: &str, value: f64) -> Result<(), ModelError> {
    within(name, value, 1.0, 2000.0, "give an absolute temperature, such as \"300 K\"")
}

/// Checks an activation energy (J).
pub(super) fn validate_activation(name: &str, energy: f64) -> Result<(), ModelError> {
    within(name, energy / crate::constants::E, 0.0, 10.0, "give it in eV; 0.5 eV to 1.5 eV are usual")
}

/// Arrhenius factor of a time: exp[(energy / k) (1/temperature - 1/reference)], energy in J, temperatures in K.
pub fn arrhenius(energy: f64, temperature: f64, reference: f64) -> f64 {
    (energy / K_B * (1.0 / temperature - 1.0 / reference)).exp()
}

impl Temperature {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        validate_kelvins("temperature.value", self.value)?;
        validate_kelvins("temperature.reference", self.reference)?;
        within("temperature.exponent", self.exponent, 0.1, 20.0, "1 is the law of Merz, fits give 1 to 5")
    }

    pub(super) fn layer(&self) -> Warmth {
        Warmth { factor: (self.value / self.reference).powf(1.0 / self.exponent) }
    }
}

/// Factor of all voltages that write.
#[derive(Clone, Copy, Debug)]
pub(super) struct Warmth {
    factor: f64,
}

words!(Warmth {});

impl Layer for Warmth {
    fn reach(&self, lowest: f64, highest: f64, _dt: f64) -> Option<(f64, f64)> {
        Some((lowest * self.factor, highest * self.factor))
    }

    fn bends_voltages(&self) -> bool {
        self.factor != 1.0
    }

    fn voltages(&mut self, start: &mut [f64], end: &mut [f64]) {
        start.iter_mut().chain(end).for_each(|voltage| *voltage *= self.factor);
    }
}
