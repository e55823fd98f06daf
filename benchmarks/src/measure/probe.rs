//! Devices on a probe station: all see the same voltage.

use devices::catalogue::Pulse;
use devices::{DeviceArray, Segment};

/// Largest change of any device within one step of the energy integral, as a fraction of its range. The trapezoid over a
/// conductance that changes by a factor of 10^4 along the range is then right to 3e-3 of itself.
const LARGEST_CHANGE: f64 = 0.02;

/// Shortest such step, as a share of the pulse: devices that jump cannot be followed any closer.
const SMALLEST_SHARE: f64 = 1.0 / (1u64 << 20) as f64;

/// What the voltage source delivered to each device during a pulse.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Energy {
    /// Integral of V I dt of the conduction current (J).
    pub conduction: Vec<f64>,
    /// Integral of V dQ (J): charge that switches, and displacement.
    pub charging: Vec<f64>,
}

/// Devices, and the voltage that reads them.
pub(super) struct Probe<'a> {
    devices: &'a mut dyn DeviceArray,
    read: f64,
}

impl<'a> Probe<'a> {
    pub(super) fn new(devices: &'a mut dyn DeviceArray, read: f64) -> Self {
        Self { devices, read }
    }

    pub(super) fn devices(&mut self) -> &mut dyn DeviceArray {
        self.devices
    }

    pub(super) fn count(&self) -> usize {
        self.devices.len()
    }

    /// Puts all devices at `position` (0 off to 1 on).
    pub(super) fn program(&mut self, position: f64) {
        self.devices.program(&vec![position; self.devices.len()]);
    }

    /// Position of each device (0 off to 1 on).
    pub(super) fn positions(&self) -> Vec<f64> {
        let mut positions = vec![0.0; self.count()];
        self.devices.read(0, &mut positions);
        positions
    }

    /// Conduction current of each device at `voltage` (A).
    pub(super) fn currents(&self, voltage: f64) -> Vec<f64> {
        let (mut currents, mut slopes) = (vec![0.0; self.count()], vec![0.0; self.count()]);
        self.devices.branches(&vec![voltage; self.count()], &mut currents, &mut slopes);
        currents
    }

    /// Charge on the plates of each device at `voltage` (C).
    pub(super) fn charges(&self, voltage: f64) -> Vec<f64> {
        let (mut charges, mut slopes) = (vec![0.0; self.count()], vec![0.0; self.count()]);
        self.devices.charges(&vec![voltage; self.count()], &mut charges, &mut slopes);
        charges
    }

    /// Current over voltage of each device at the read voltage (S), without disturbing it; the slope at 0 V where that is 0 V.
    pub(super) fn conductances(&self) -> Vec<f64> {
        if self.read == 0.0 {
            return self.devices.conductances();
        }
        self.currents(self.read).iter().map(|current| current / self.read).collect()
    }

    /// Runs the voltage from `start` to `end` (V) within `dt` (s); returns the largest change of any device.
    pub(super) fn ramp(&mut self, start: f64, end: f64, dt: f64) -> f64 {
        let (start, end) = (vec![start; self.count()], vec![end; self.count()]);
        self.devices.advance(Segment { start: &start, end: &end }, dt).largest_change
    }

    /// A rectangular pulse.
    pub(super) fn pulse(&mut self, pulse: Pulse) {
        self.ramp(pulse.voltage, pulse.voltage, pulse.width);
    }

    /// Waits `dt` (s) at 0 V.
    pub(super) fn rest(&mut self, dt: f64) {
        if self.devices.idle(0.0, 0.0, dt) {
            self.devices.wait(dt);
        } else {
            self.ramp(0.0, 0.0, dt);
        }
    }

    /// A rectangular pulse from and back to 0 V, with what the source delivered.
    pub(super) fn metered_pulse(&mut self, pulse: Pulse) -> Energy {
        let mut energy = Energy { conduction: vec![0.0; self.count()], charging: vec![0.0; self.count()] };
        self.edge(0.0, pulse.voltage, &mut energy);
        let (mut done, mut share) = (0.0, 1.0f64);
        while done < 1.0 {
            share = share.min(1.0 - done);
            self.devices.mark();
            let (currents, charges) = (self.currents(pulse.voltage), self.charges(pulse.voltage));
            let change = self.ramp(pulse.voltage, pulse.voltage, pulse.width * share);
            if change > LARGEST_CHANGE && share > SMALLEST_SHARE {
                self.devices.rollback();
                share /= 2.0;
                continue;
            }
            let after = (self.currents(pulse.voltage), self.charges(pulse.voltage));
            for k in 0..self.count() {
                let current = 0.5 * (currents[k] + after.0[k]);
                energy.conduction[k] += pulse.voltage * current * pulse.width * share;
                energy.charging[k] += pulse.voltage * (after.1[k] - charges[k]);
            }
            done += share; // exact: shares are halves of halves
            if change < 0.5 * LARGEST_CHANGE {
                share *= 2.0;
            }
        }
        self.edge(pulse.voltage, 0.0, &mut energy);
        energy
    }

    /// A jump of the voltage, too fast for the state: only plates charge.
    fn edge(&self, from: f64, to: f64, energy: &mut Energy) {
        let charges = self.charges(from).into_iter().zip(self.charges(to));
        for (sum, (before, after)) in energy.charging.iter_mut().zip(charges) {
            *sum += 0.5 * (from + to) * (after - before);
        }
    }
}
