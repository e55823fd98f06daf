//! The way of the devices through a step.

use devices::{Advance, DeviceArray, Segment};

use super::moment::Moment;

/// What the devices see at one time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Waypoint {
    /// Voltage across each device (V).
    voltages: Vec<f64>,
    /// Voltage of its bit-line node (V).
    bit: Vec<f64>,
    /// Voltage of its gate (V); empty without gates.
    gates: Vec<f64>,
}

impl Waypoint {
    /// Takes over what the devices see at a moment.
    pub fn set(&mut self, moment: &Moment) {
        self.voltages.clone_from(&moment.voltages);
        self.bit.clone_from(&moment.nodes.bit);
        self.gates.clone_from(&moment.gates);
    }

    /// The point at `share` of the straight way to `end`.
    pub fn towards(&self, end: &Waypoint, share: f64) -> Waypoint {
        let mix = |from: &[f64], to: &[f64]| from.iter().zip(to).map(|(from, to)| from + share * (to - from)).collect();
        Waypoint {
            voltages: mix(&self.voltages, &end.voltages),
            bit: mix(&self.bit, &end.bit),
            gates: mix(&self.gates, &end.gates),
        }
    }

    /// Moves the devices from here to `end` within `dt` (s).
    pub fn go(&self, end: &Waypoint, dt: f64, devices: &mut dyn DeviceArray) -> Advance {
        devices.stand(Segment { start: &self.bit, end: &end.bit });
        if !self.gates.is_empty() {
            devices.set_gates(Segment { start: &self.gates, end: &end.gates });
        }
        devices.advance(Segment { start: &self.voltages, end: &end.voltages }, dt)
    }

    /// Largest difference of a device voltage (V) from a moment's.
    pub fn missed(&self, moment: &Moment) -> f64 {
        let pairs = self.voltages.iter().zip(&moment.voltages);
        pairs.fold(0.0, |largest, (a, b)| (a - b).abs().max(largest))
    }
}
