//! Stuck devices: some never switch.

use serde::Deserialize;

use super::layer::Layer;
use crate::error::{ModelError, positive, within};
use crate::model::DeviceArray;
use crate::rng::{Purpose, key, uniform};
use crate::words::words;

/// Fractions of devices that read the same whatever is done to them.
///
/// A measured array had 13.5 % corrupt devices (Gong et al., IEDM 2022).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stuck {
    /// Fraction stuck at position 1.
    #[serde(default, deserialize_with = "crate::units::fraction")]
    pub on: f64,
    /// Fraction stuck at position 0.
    #[serde(default, deserialize_with = "crate::units::fraction")]
    pub off: f64,
    /// Fraction that was never formed: nearly open, and at position 0.
    #[serde(default, deserialize_with = "crate::units::fraction")]
    pub unformed: f64,
    /// Conductance of an unformed device (S).
    #[serde(default = "picosiemens", deserialize_with = "crate::units::siemens")]
    pub unformed_conductance: f64,
}

fn picosiemens() -> f64 {
    1e-12
}

/// Why a device does not switch.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    On,
    Off,
    Unformed,
}

impl Stuck {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        for (name, value) in [("stuck.on", self.on), ("stuck.off", self.off), ("stuck.unformed", self.unformed)] {
            within(name, value, 0.0, 1.0, "it is a fraction of all devices")?;
        }
        within("stuck.on + off + unformed", self.on + self.off + self.unformed, 0.0, 1.0, "no device has two faults")?;
        positive("stuck", "unformed_conductance", self.unformed_conductance, "S")
    }

    fn fault(&self, seed: u64, device: usize) -> Option<Fault> {
        let draw = uniform(key(seed, Purpose::Stuck, device as u64), 0);
        match draw {
            _ if draw < self.on => Some(Fault::On),
            _ if draw < self.on + self.off => Some(Fault::Off),
            _ if draw < self.on + self.off + self.unformed => Some(Fault::Unformed),
            _ => None,
        }
    }

    /// `count` devices of which those that `seed` chooses are stuck; `ideal` makes devices that conduct like them.
    pub(super) fn layer(&self, count: usize, seed: u64, ideal: &dyn Fn(usize) -> Box<dyn DeviceArray>) -> StuckDevices {
        let faults = (0..count).filter_map(|device| Some((device, self.fault(seed, device)?)));
        let (devices, faults): (Vec<usize>, Vec<Fault>) = faults.unzip();
        let positions: Vec<f64> = faults.iter().map(|fault| f64::from(u8::from(*fault == Fault::On))).collect();
        let mut frozen = ideal(devices.len());
        frozen.program(&positions);
        StuckDevices { unformed_conductance: self.unformed_conductance, devices, faults, positions, frozen }
    }
}

/// The devices that are stuck, with copies of them that are never written.
pub(super) struct StuckDevices {
    unformed_conductance: f64,
    devices: Vec<usize>,
    faults: Vec<Fault>,
    positions: Vec<f64>,
    frozen: Box<dyn DeviceArray>,
}

words!(StuckDevices {});

impl std::fmt::Debug for StuckDevices {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("StuckDevices").field("devices", &self.devices).finish_non_exhaustive()
    }
}

impl Layer for StuckDevices {
    /// Stuck devices are left at 0 V.
    fn reach(&self, lowest: f64, highest: f64, _dt: f64) -> Option<(f64, f64)> {
        Some((lowest.min(0.0), highest.max(0.0)))
    }

    fn bends_voltages(&self) -> bool {
        true
    }

    fn voltages(&mut self, start: &mut [f64], end: &mut [f64]) {
        for &device in &self.devices {
            (start[device], end[device]) = (0.0, 0.0);
        }
    }

    fn positions(&self, positions: &mut [f64]) {
        for (&device, &position) in self.devices.iter().zip(&self.positions) {
            positions[device] = position;
        }
    }

    fn readings(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        let own: Vec<f64> = self.devices.iter().map(|&device| voltages[device]).collect();
        let (mut own_currents, mut own_conductances) = (vec![0.0; own.len()], vec![0.0; own.len()]);
        self.frozen.branches(&own, &mut own_currents, &mut own_conductances);
        for (n, (&device, fault)) in self.devices.iter().zip(&self.faults).enumerate() {
            (currents[device], conductances[device]) = match fault {
                Fault::Unformed => (self.unformed_conductance * own[n], self.unformed_conductance),
                Fault::On | Fault::Off => (own_currents[n], own_conductances[n]),
            };
        }
    }
}
