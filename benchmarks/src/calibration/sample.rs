//! Some devices of a kind, and how far pulses move them.

use devices::{DeviceArray, Segment};
use learning::Columns;

use crate::RunError;
use crate::experiment::{DeviceChoice, Mounting};

/// Enough devices for a mean over random draws: 64 junctions of 200 domains resolve 1e-4 of the range.
const DEVICES: usize = 64;

/// Positions that change by less than this share have settled.
const SETTLED: f64 = 5e-3;

/// Devices of a kind, read by their current at one voltage.
pub(super) struct Sample {
    devices: Columns,
    /// Positions that count as OFF and ON.
    ends: [f64; 2],
    read: f64,
    off: f64,
    on: f64,
}

impl Sample {
    /// Devices of `choice`, mounted in this way instead of its own, read at `read` (V).
    pub fn new(choice: &DeviceChoice, mounting: Mounting, read: f64, seed: u64) -> Result<Self, Box<RunError>> {
        let (device, _) = DeviceChoice { mounting, ..choice.clone() }.load()?;
        let devices = Columns::of(&device, DEVICES, 1, seed);
        let mut sample = Self { devices, ends: [0.0, 1.0], read: 0.0, off: 0.0, on: 0.0 };
        sample.read_at(read);
        Ok(sample)
    }

    /// Reads at `voltage` (V) from now on.
    pub fn read_at(&mut self, voltage: f64) {
        self.read = voltage;
        let [off, on] = self.ends;
        self.off = self.current_at(off);
        self.on = self.current_at(on);
    }

    /// These positions are OFF and ON from now on; to be read anew.
    pub fn span(&mut self, ends: [f64; 2]) {
        self.ends = ends;
    }

    /// Positions that count as OFF and ON.
    pub fn ends(&self) -> [f64; 2] {
        self.ends
    }

    /// Mean current of ON and OFF devices (A).
    pub fn currents(&self) -> [f64; 2] {
        [self.on, self.off]
    }

    /// Position at which the mean current is this share of the way from OFF to ON.
    pub fn position(&mut self, share: f64) -> f64 {
        let [mut low, mut high] = self.ends;
        for _ in 0..20 {
            let middle = 0.5 * (low + high);
            let below = (self.current_at(middle) - self.off) / (self.on - self.off) < share;
            (low, high) = if below { (middle, high) } else { (low, middle) };
        }
        0.5 * (low + high)
    }

    /// Change of the mean current, as a share of its range, when devices at `position` see `base` (V) minus the voltage
    /// of `line`, corners in the order of time (s, V).
    pub fn change(&mut self, position: f64, base: f64, line: &[(f64, f64)]) -> f64 {
        self.repeated_change(position, base, line, 1)
    }

    /// The same when `line` comes several times.
    pub fn repeated_change(&mut self, position: f64, base: f64, line: &[(f64, f64)], times: usize) -> f64 {
        let before = self.current_at(position);
        (0..times).for_each(|_| self.pass(base, line));
        (self.current() - before) / (self.on - self.off)
    }

    /// Mean position of devices that began at `position` after `line` has come so often that it moves them no further, `most` times at most.
    pub fn settled(&mut self, position: f64, base: f64, line: &[(f64, f64)], most: usize) -> f64 {
        self.devices.program(&[position; DEVICES]);
        let mut reached = position;
        for _ in 0..most {
            self.pass(base, line);
            let before = std::mem::replace(&mut reached, self.mean_position());
            if (reached - before).abs() <= SETTLED * before {
                break;
            }
        }
        reached
    }

    fn mean_position(&self) -> f64 {
        let mut positions = [0.0; DEVICES];
        self.devices.read(0, &mut positions);
        positions.iter().sum::<f64>() / DEVICES as f64
    }

    fn pass(&mut self, base: f64, line: &[(f64, f64)]) {
        for pair in line.windows(2) {
            self.advance(base - pair[0].1, base - pair[1].1, pair[1].0 - pair[0].0);
        }
    }

    /// Whether devices at `position` move by less than `share` of the range while they see `voltage` (V) for `dt` (s).
    pub fn stands_still(&mut self, position: f64, voltage: f64, dt: f64, share: f64) -> bool {
        self.devices.program(&[position; DEVICES]);
        if self.devices.idle(voltage.min(0.0), voltage.max(0.0), dt) {
            return true;
        }
        self.change(position, voltage, &[(0.0, 0.0), (dt, 0.0)]).abs() < share
    }

    fn advance(&mut self, start: f64, end: f64, dt: f64) {
        if dt > 0.0 {
            self.devices.advance(Segment { start: &[start; DEVICES], end: &[end; DEVICES] }, dt);
        }
    }

    fn current_at(&mut self, position: f64) -> f64 {
        self.devices.program(&[position; DEVICES]);
        self.current()
    }

    fn current(&self) -> f64 {
        let (mut currents, mut slopes) = ([0.0; DEVICES], [0.0; DEVICES]);
        self.devices.branches(&[self.read; DEVICES], &mut currents, &mut slopes);
        currents.iter().sum::<f64>() / DEVICES as f64
    }
}
