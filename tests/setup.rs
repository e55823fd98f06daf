//! Arrays and spikes that several tests use.

use crossbar::{Line, Wires};
use devices::catalogue;
use devices::rng::{Purpose, key};
use devices::{Advance, Column, DeviceArray, RestoreError, Segment};
use learning::{Circuit, Columns, Homeostasis, Lif, Network, NetworkSettings, Waveform};

/// The demonstration junction with expected values instead of random events, so that equal inputs give equal devices.
pub fn deterministic_junction() -> catalogue::Device {
    let changes = toml("domains = \"infinite\"\npotentiation = \"positive\"\nv_th = \"0.8 V\"\n");
    catalogue::load("bfo_demo", &changes).unwrap()
}

pub fn toml(text: &str) -> toml::Table {
    text.parse().unwrap()
}

/// An array driven from the left and sensed at the bottom.
pub fn wires(rows: usize, columns: usize, segment: f64, driver: f64) -> Wires {
    let line = |driver_first, driver_last| Line { segment: segment.into(), driver_first, driver_last };
    Wires::new(rows, columns, line(driver, 0.0), line(0.0, driver))
}

/// The pre and post spikes of the Iris experiment.
pub fn spikes() -> (Waveform, Waveform) {
    let pre = vec![(0.0, 0.0), (2e-9, 0.7), (2400e-9, 0.7), (2402e-9, 0.0)];
    let post = vec![(0.0, 0.0), (2e-9, -1.3), (12e-9, -1.3), (16e-9, 2.0), (22e-9, 2.0), (24e-9, 0.0)];
    (Waveform::new(pre).unwrap(), Waveform::new(post).unwrap())
}

/// A network of 12 rows and 3 neurons on given devices, which start at different positions.
pub fn network(devices: Columns, segment: f64) -> Network {
    let (rows, columns) = (12, 3);
    let mut circuit = Circuit::new(wires(rows, columns, segment, 50.0), devices, 1e-3).unwrap();
    let start: Vec<f64> = (0..rows * columns).map(|k| 0.2 + 0.6 * ((k * 7) % 11) as f64 / 10.0).collect();
    circuit.program(&start);
    let (pre, post) = spikes();
    let homeostasis = Homeostasis { gain: 0.01, floor: 0.01 };
    let neurons = Lif::new(columns, 1e-12, 100e-9, 0.15).unwrap();
    Network::new(circuit, neurons, NetworkSettings::new(pre, post, 5e-6, homeostasis)).unwrap()
}

/// Twelve input spikes, some at the same time.
pub fn input() -> Vec<(usize, f64)> {
    (0..12).map(|row| (row, 2e-6 * ((row * 5) % 7) as f64 / 7.0)).collect()
}

/// [`NeverIdle`] devices of 12 rows.
pub fn never_idle(device: &catalogue::Device, columns: u64) -> Columns {
    let alike = |column: u64| device.array(12, key(1, Purpose::Columns, column));
    Columns::new((0..columns).map(|column| Box::new(NeverIdle(alike(column))) as Box<dyn DeviceArray>).collect())
}

/// Devices that never admit to be idle, so that the loop has to step through quiet time.
pub struct NeverIdle(pub Box<dyn DeviceArray>);

impl DeviceArray for NeverIdle {
    fn len(&self) -> usize {
        self.0.len()
    }
    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        self.0.branches(voltages, currents, conductances);
    }
    fn idle(&self, _lowest: f64, _highest: f64, _dt: f64) -> bool {
        false
    }
    fn jumps(&self) -> bool {
        self.0.jumps()
    }
    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        self.0.advance(segment, dt)
    }
    fn mark(&mut self) {
        self.0.mark();
    }
    fn rollback(&mut self) {
        self.0.rollback();
    }
    fn save(&self, state: &mut Vec<u64>) {
        self.0.save(state);
    }
    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        self.0.restore(state)
    }
    fn program(&mut self, positions: &[f64]) {
        self.0.program(positions);
    }
    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        self.0.place(devices, positions);
    }
    fn columns(&self) -> &[Column] {
        self.0.columns()
    }
    fn read(&self, column: usize, out: &mut [f64]) {
        self.0.read(column, out);
    }
}
