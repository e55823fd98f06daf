//! Charge in lines and devices, and how it is followed in time.

use devices::{DeviceArray, Segment};

use crate::{
    array::Nodes,
    circuit::{Injected, Shunts},
    newton::Elements,
};

/// Charge that devices hold by themselves, beside what a constant capacitance holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plates {
    /// Left out: currents are those of conduction.
    #[default]
    Ignored,
    /// [`DeviceArray::charges`] counts, so that displacement and switching currents flow.
    Counted,
}

/// Capacitances of an array; all zero by default, which makes the voltages follow the sources at once.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Capacitance {
    /// From every word-line node to ground (F).
    pub word: f64,
    /// From every bit-line node to ground (F).
    pub bit: f64,
    /// Beside every device (F).
    pub device: f64,
    /// What the device models say of their charge.
    pub plates: Plates,
}

impl Capacitance {
    /// Whether anything stores charge.
    pub fn stores(&self) -> bool {
        self.word > 0.0 || self.bit > 0.0 || self.device > 0.0 || self.plates == Plates::Counted
    }

    /// Conductances to ground that the lines' capacitances are in a stage of this rate (1/s).
    pub(super) fn shunts(&self, rate: f64) -> Shunts {
        Shunts { word: rate * self.word, bit: rate * self.bit }
    }
}

/// What the stored charge is made of at one time, or how fast that changes (per s).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stored {
    /// Voltage of each word-line node (V).
    pub word: Vec<f64>,
    /// Voltage of each bit-line node (V).
    pub bit: Vec<f64>,
    /// Charge of each device (C).
    pub devices: Vec<f64>,
}

impl Stored {
    /// Nothing at all, for so many devices.
    pub fn zero(devices: usize) -> Stored {
        Stored { word: vec![0.0; devices], bit: vec![0.0; devices], devices: vec![0.0; devices] }
    }

    /// Sets every number to a function of the numbers at the same place in other sets.
    pub fn set<const N: usize>(&mut self, others: [&Stored; N], f: impl Fn([f64; N]) -> f64) {
        let parts: [fn(&Stored) -> &Vec<f64>; 3] = [|s| &s.word, |s| &s.bit, |s| &s.devices];
        for (part, own) in parts.iter().zip([&mut self.word, &mut self.bit, &mut self.devices]) {
            own.resize(part(others[0]).len(), 0.0);
            for (k, number) in own.iter_mut().enumerate() {
                *number = f(others.map(|other| part(other)[k]));
            }
        }
    }

    /// Currents into the nodes that stand for `rate` times these numbers, as far as lines store.
    pub fn line_currents(&self, capacitance: &Capacitance, rate: f64) -> Injected {
        let scaled = |factor: f64, values: &[f64]| values.iter().map(|value| factor * value).collect();
        Injected { word: scaled(rate * capacitance.word, &self.word), bit: scaled(rate * capacitance.bit, &self.bit) }
    }
}

/// Devices in a step of time: conduction, and `rate` times what their charge exceeds `history`.
pub(crate) struct Companion<'a> {
    pub devices: &'a mut dyn DeviceArray,
    pub capacitance: Capacitance,
    /// Factor from charge to current (1/s); 0 when charges stand still.
    pub rate: f64,
    /// Charge (C) of each device from which it is counted.
    pub history: &'a [f64],
    /// Charge (C) of each device at the last voltages.
    pub charges: &'a mut Vec<f64>,
    /// Conduction current (A) of each device at the last voltages.
    pub conduction: &'a mut Vec<f64>,
    /// Slopes of the charges (F).
    pub slopes: &'a mut Vec<f64>,
}

impl Elements for Companion<'_> {
    fn respond(&mut self, nodes: &Nodes, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        self.devices.stand(Segment { start: &nodes.bit, end: &nodes.bit });
        self.devices.branches(voltages, currents, conductances);
        self.conduction.clear();
        self.conduction.extend_from_slice(currents);
        if !self.capacitance.stores() {
            return;
        }
        for buffer in [&mut *self.charges, &mut *self.slopes] {
            buffer.clear();
            buffer.resize(voltages.len(), 0.0);
        }
        if self.capacitance.plates == Plates::Counted {
            self.devices.charges(voltages, self.charges, self.slopes);
        }
        let beside = self.capacitance.device;
        for (k, voltage) in voltages.iter().enumerate() {
            self.charges[k] += beside * voltage;
            if self.rate > 0.0 {
                currents[k] += self.rate * (self.charges[k] - self.history[k]);
                conductances[k] += self.rate * (self.slopes[k] + beside);
            }
        }
    }
}
