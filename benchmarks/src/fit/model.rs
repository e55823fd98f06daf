//! What a device gives in place of the measured values.

use std::sync::atomic::{AtomicUsize, Ordering};

use devices::catalogue::Entry;
use devices::{DeviceArray, Segment};
use toml::{Table, Value};

use super::{Experiment, FitError, Measured, Settings};
use crate::mean_and_sd;

/// A parameter set under a measurement.
pub(super) struct Model<'a> {
    entry: &'a Entry,
    /// The parameters of the set with those of the start in place.
    pub parameters: Table,
    /// What stands in their place while the model is computed, so that it gives expected values.
    expected: Table,
    pub measured: &'a Measured,
    settings: &'a Settings,
    evaluations: AtomicUsize,
}

impl<'a> Model<'a> {
    /// # Errors
    /// [`FitError::Device`] when the start cannot be built.
    pub fn new(entry: &'a Entry, measured: &'a Measured, settings: &'a Settings) -> Result<Self, FitError> {
        let parameters = entry.changed(&settings.start)?;
        entry.device(&parameters)?;
        let possible = |expected: &Table| {
            let mut parameters = parameters.clone();
            overlay(&mut parameters, expected);
            entry.device(&parameters).is_ok()
        };
        let expected = expected(&parameters, &settings.start, measured).into_iter().find(possible).unwrap_or_default();
        Ok(Self { entry, parameters, expected, measured, settings, evaluations: AtomicUsize::new(0) })
    }

    /// How often it has been computed.
    pub fn evaluations(&self) -> usize {
        self.evaluations.load(Ordering::Relaxed)
    }

    /// The measured values as the device with `changes` gives them.
    ///
    /// # Errors
    /// [`FitError::Device`] when a change is outside the model's range.
    pub fn predict(&self, changes: &Table) -> Result<Vec<f64>, FitError> {
        self.evaluations.fetch_add(1, Ordering::Relaxed);
        let mut parameters = self.parameters.clone();
        overlay(&mut parameters, changes);
        overlay(&mut parameters, &self.expected);
        let mut devices = self.entry.device(&parameters)?.array(self.settings.repeats, self.settings.seed);
        Ok(match &self.measured.experiment {
            Experiment::Sweep { time, voltage } => sweep(devices.as_mut(), time, voltage),
            Experiment::Pulses { voltage, width } => self.pulses(devices.as_mut(), voltage, width),
            Experiment::Switching { voltage, time } => switching(devices.as_mut(), voltage, time, self.settings.read),
        })
    }

    fn pulses(&self, devices: &mut dyn DeviceArray, voltage: &[f64], width: &[f64]) -> Vec<f64> {
        let read = |devices: &dyn DeviceArray| mean(&readings(devices, self.settings.read));
        if width[0] == 0.0 {
            program_conductance(devices, self.measured.values[0], read);
        }
        let pulse = |(&voltage, &width): (&f64, &f64)| {
            advance(devices, voltage, voltage, width);
            read(devices)
        };
        voltage.iter().zip(width).map(pulse).collect()
    }
}

/// Changes that may turn counted domains, which jump from one whole number to the next, into their expected value; none
/// where the set counts none or `start` says how many there are.
fn expected(parameters: &Table, start: &Table, measured: &Measured) -> Vec<Table> {
    if !matches!(parameters.get("domains"), Some(Value::Integer(_))) || start.contains_key("domains") {
        return Vec::new();
    }
    let infinite = Table::from_iter([("domains".to_owned(), Value::from("infinite"))]);
    let mut all = vec![infinite.clone()];
    // what a reversal of the voltage does is not seen by single pulses
    if matches!(measured.experiment, Experiment::Switching { .. }) {
        all.push(infinite.into_iter().chain([("reversal".to_owned(), Value::from("reset"))]).collect());
    }
    all
}

/// Replaces values; every key of `changes` stands in `base`.
pub(super) fn overlay(base: &mut Table, changes: &Table) {
    for (key, value) in changes {
        match (base.get_mut(key), value) {
            (Some(Value::Table(inner)), Value::Table(changes)) => overlay(inner, changes),
            _ => {
                base.insert(key.clone(), value.clone());
            }
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    mean_and_sd(values).0
}

fn advance(devices: &mut dyn DeviceArray, start: f64, end: f64, dt: f64) {
    if dt > 0.0 {
        let (start, end) = (vec![start; devices.len()], vec![end; devices.len()]);
        devices.advance(Segment { start: &start, end: &end }, dt);
    }
}

/// Current over voltage at `read` (V); the slope at 0 V when that is 0.
fn readings(devices: &dyn DeviceArray, read: f64) -> Vec<f64> {
    if read == 0.0 {
        return devices.conductances();
    }
    let voltages = vec![read; devices.len()];
    let (mut currents, mut slopes) = (vec![0.0; devices.len()], vec![0.0; devices.len()]);
    devices.branches(&voltages, &mut currents, &mut slopes);
    currents.iter().map(|current| current / read).collect()
}

/// Bisection for the position with the conductance `wanted` (S); the nearer end of the range when it lies outside.
fn program_conductance(devices: &mut dyn DeviceArray, wanted: f64, read: impl Fn(&dyn DeviceArray) -> f64) {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..50 {
        let position = 0.5 * (low + high);
        devices.program(&vec![position; devices.len()]);
        if read(devices) < wanted { low = position } else { high = position }
    }
}

/// Current of conduction and of the plates, which charge from one sample to the next.
fn sweep(devices: &mut dyn DeviceArray, time: &[f64], voltage: &[f64]) -> Vec<f64> {
    let count = devices.len();
    let (mut currents, mut slopes) = (vec![0.0; count], vec![0.0; count]);
    let (mut charges, mut capacitances) = (vec![0.0; count], vec![0.0; count]);
    let mut charge_before = None;
    let mut out = Vec::with_capacity(time.len());
    for k in 0..time.len() {
        let dt = if k == 0 { 0.0 } else { time[k] - time[k - 1] };
        advance(devices, voltage[k.saturating_sub(1)], voltage[k], dt);
        let voltages = vec![voltage[k]; count];
        devices.branches(&voltages, &mut currents, &mut slopes);
        devices.charges(&voltages, &mut charges, &mut capacitances);
        let charge = mean(&charges);
        let charging = charge_before.map_or(0.0, |before| (charge - before) / dt);
        charge_before = Some(charge);
        out.push(mean(&currents) + charging);
    }
    out
}

/// Change of the conductance at `read` (V) over its whole range, from the state in which the pulse finds something to switch.
fn switching(devices: &mut dyn DeviceArray, voltage: &[f64], time: &[f64], read: f64) -> Vec<f64> {
    let count = devices.len();
    let from = |devices: &mut dyn DeviceArray, position: f64| {
        devices.program(&vec![position; count]);
        mean(&readings(devices, read))
    };
    let range = from(devices, 1.0) - from(devices, 0.0);
    let switched = |(&voltage, &time): (&f64, &f64)| {
        let change = |position: f64, devices: &mut dyn DeviceArray| {
            let before = from(devices, position);
            advance(devices, voltage, voltage, time);
            (mean(&readings(devices, read)) - before).abs() / range
        };
        change(0.0, devices).max(change(1.0, devices))
    };
    voltage.iter().zip(time).map(switched).collect()
}
