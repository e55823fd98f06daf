//! The pulses for which a parameter set is meant: what a measurement does when its user names no voltages.

use serde::Deserialize;

/// Pulses for which a set is meant.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Voltage that reads without writing (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub read: f64,
    /// A pulse that moves the device a good part of the way towards ON.
    pub on: Pulse,
    /// A pulse that moves the device a good part of the way towards OFF.
    pub off: Pulse,
    /// A voltage sweep that shows the whole hysteresis loop.
    pub sweep: Sweep,
}

/// A rectangular pulse.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pulse {
    /// Amplitude with sign (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub voltage: f64,
    /// Duration (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub width: f64,
}

/// A triangular sweep 0, +voltage, -voltage, 0.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sweep {
    /// Amplitude (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub voltage: f64,
    /// Duration of one loop (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub period: f64,
}
