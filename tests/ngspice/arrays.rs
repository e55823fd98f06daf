//! Arrays with line resistance in time, here and in ngspice.

use crossbar::spice::{Switching, Transient, transient};
use crossbar::{Capacitance, Dynamics, LineSources, Moment, Observer, ReferencePulses, Tolerance, Wires, run};
use devices::catalogue::{self, Device};
use devices::{DeviceArray, units};

use super::ngspice;
use super::transients::table_rows;
use crate::setup::toml;

/// Lines of each array.
const SIZE: usize = 3;

/// Intervals between samples.
const SAMPLES: usize = 100;

/// An array under pulses.
struct Pulsed {
    device: Device,
    wires: Wires,
    sources: LineSources,
    positions: Vec<f64>,
    capacitance: Capacitance,
    stop: f64,
}

impl Pulsed {
    /// Devices of a set under its own pulses, random positions, `segment` (ohm).
    fn new(name: &str, changes: &str, segment: f64, capacitance: Capacitance) -> Pulsed {
        let entry = catalogue::find(name).unwrap();
        let (on, off) = (entry.protocol.on, entry.protocol.off);
        let pulses = ReferencePulses { size: SIZE, seed: 5, segment, on, off };
        let (wires, sources, positions) = pulses.circuit().unwrap();
        let device = entry.device(&toml(changes)).unwrap();
        Pulsed { device, wires, sources, positions, capacitance, stop: pulses.stop() }
    }

    fn interval(&self) -> f64 {
        self.stop / SAMPLES as f64
    }

    /// Positions, then the currents out of the left and the bottom ends (A), at every sample time.
    fn here(&self) -> Samples {
        let devices = self.device.array(SIZE * SIZE, 1);
        let drive = self.sources.drive(0.0);
        let mut array =
            Dynamics::new(self.wires.clone(), drive, devices, self.capacitance, Tolerance::default()).unwrap();
        array.program(&self.positions);
        let times: Vec<f64> = (0..=SAMPLES).map(|k| (k as f64 * self.interval()).min(self.stop)).collect();
        let mut samples = Samples::default();
        run(&mut array, &self.sources, self.stop, &times, &mut samples).unwrap();
        samples
    }

    /// The same found by ngspice; none when it is not installed.
    fn in_ngspice(&self) -> Option<Samples> {
        let subcircuit = self.device.subcircuit().unwrap();
        let netlist = transient(&Transient {
            wires: &self.wires,
            sources: &self.sources,
            switching: Switching::Devices { subcircuit: &subcircuit, positions: &self.positions },
            capacitance: self.capacitance,
            stop: self.stop,
            interval: self.interval(),
            longest_step: 1e-2 * self.interval(),
            table: "table",
        });
        let (printed, table) = ngspice(&netlist.unwrap(), "table")?;
        let rows = table_rows(&table);
        assert_eq!(rows.len(), SAMPLES + 1, "{printed}");
        let mut samples = Samples::default();
        for row in &rows {
            let devices = (0..SIZE * SIZE).map(|k| row[format!("position{}_{}", k / SIZE, k % SIZE).as_str()]);
            samples.positions.push(devices.collect());
            let ends = ["left", "bottom"].into_iter().flat_map(|side| (0..SIZE).map(move |k| (side, k)));
            samples.currents.push(ends.map(|(side, k)| row[format!("v{side}{k}#branch").as_str()]).collect());
        }
        Some(samples)
    }
}

#[derive(Default)]
struct Samples {
    positions: Vec<Vec<f64>>,
    currents: Vec<Vec<f64>>,
}

impl Observer for Samples {
    fn sample(&mut self, moment: &Moment, devices: &dyn DeviceArray) {
        let mut positions = vec![0.0; devices.len()];
        devices.read(0, &mut positions);
        self.positions.push(positions);
        self.currents.push([moment.ends.left.clone(), moment.ends.bottom.clone()].concat());
    }
}

/// Largest difference, and largest magnitude of `a`.
fn difference(a: &[Vec<f64>], b: &[Vec<f64>]) -> (f64, f64) {
    let pairs = a.iter().flatten().zip(b.iter().flatten());
    pairs.fold((0.0, 0.0), |(off, most), (a, b)| (f64::max(off, (a - b).abs()), f64::max(most, a.abs())))
}

#[test]
fn arrays_of_each_exported_model_switch_as_they_do_in_ngspice() {
    let none = Capacitance::default();
    let stores = Capacitance { word: 20e-15, bit: 10e-15, device: 5e-15, ..none };
    let arrays = [
        ("lammie2020_vteam", "window = { biolek = { p = 2.0 } }", none),
        ("lammie2020_vteam", "resistance = 'exponential'", stores),
        ("strukov2008_hp_biolek_demo", "", none),
        ("yakopcic2013", "", none),
    ];
    for (name, changes, capacitance) in arrays {
        let array = Pulsed::new(name, changes, 2.0, capacitance);
        let Some(expected) = array.in_ngspice() else { return };
        let found = array.here();
        let (states, _) = difference(&found.positions, &expected.positions);
        let (currents, largest) = difference(&found.currents, &expected.currents);
        let moved = difference(&found.positions[..1], &found.positions[SAMPLES..]).0;
        assert!(moved > 0.1, "{name} has to move by more than {moved:.1e}");
        // ten times the tolerance of a step here, thirty times the error of ngspice in the golden circuits
        let (off, current) = (states, units::engineering(currents, "A"));
        assert!(off < 1e-3, "{name} with {changes:?}: states differ by {off:.1e}");
        assert!(currents < 1e-3 * largest, "{name} with {changes:?}: currents differ by {current} of {largest:e} A");
    }
}
