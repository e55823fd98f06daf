//! Devices in time: the subcircuits against the models here and against netlists from elsewhere.

use std::collections::HashMap;

use crossbar::spice::{Switching, Transient, transient};
use crossbar::{Capacitance, LineSources, PiecewiseLinear, Source, Wires};
use devices::{DeviceArray, Segment, catalogue};

use super::ngspice;
use crate::golden_transients::{GoldenTransient, Sample};
use crate::setup::toml;

/// Rows of a table that ngspice wrote, by the names of its header.
pub fn table_rows(text: &str) -> Vec<HashMap<&str, f64>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    let row = |line| str::split_whitespace(line).map(|value| value.parse().unwrap());
    lines.map(|line| header.iter().copied().zip(row(line)).collect()).collect()
}

/// Largest difference of positions, and of currents relative to the largest, between the answer of ngspice to the netlist
/// written here and both golden answers at their times; none when ngspice is not installed.
fn difference_from_golden(golden: &GoldenTransient) -> Option<(f64, f64)> {
    let subcircuit = golden.device.subcircuit().unwrap();
    // the steps of the reference netlist
    let step = golden.stop / 1e4;
    let netlist = transient(&Transient {
        wires: &golden.wires,
        sources: &golden.sources,
        switching: Switching::Devices { subcircuit: &subcircuit, positions: &golden.positions },
        capacitance: Capacitance::default(),
        stop: golden.stop,
        interval: step,
        longest_step: step,
        table: "table",
    });
    let (_, table) = ngspice(&netlist.unwrap(), "table")?;
    let rows = table_rows(&table);
    let samples: Vec<Sample> = golden.reference().into_iter().chain(golden.ngspice()).collect();
    let largest = samples.iter().flat_map(|sample| &sample.bottom).fold(0.0f64, |most, i| most.max(i.abs()));
    let (mut positions, mut currents) = (0.0f64, 0.0f64);
    for sample in &samples {
        let row = &rows[(sample.time / step).round() as usize];
        assert!((row["time"] - sample.time).abs() <= 1e-3 * step, "{} s, {} s", row["time"], sample.time);
        for k in 0..16 {
            let name = format!("position{}_{}", k / 4, k % 4);
            positions = positions.max((row[name.as_str()] - sample.positions[k]).abs());
        }
        for k in 0..4 {
            for (side, current) in [("left", sample.left[k]), ("bottom", sample.bottom[k])] {
                let found = row[format!("v{side}{k}#branch").as_str()];
                currents = currents.max((found - current).abs() / largest);
            }
        }
    }
    Some((positions, currents))
}

#[test]
fn the_subcircuits_of_vteam_and_yakopcic_give_the_transients_of_netlists_from_elsewhere() {
    for (name, golden) in [("VTEAM", GoldenTransient::vteam()), ("Yakopcic", GoldenTransient::yakopcic())] {
        let Some((positions, currents)) = difference_from_golden(&golden) else { return };
        // ngspice is within 4e-5 and 2e-5 of the exact solution here, and its steps differ between two forms of a netlist
        assert!(positions < 1e-4 && currents < 1e-4, "{name}: positions {positions:.1e}, currents {currents:.1e}");
    }
}

/// Where devices without line resistance start.
const STARTS: [f64; 3] = [0.1, 0.5, 0.95];

/// Samples of one sweep; its corners lie on some of them.
const SAMPLES: usize = 400;

/// Positions in ngspice while every device sees the sweep of the set: one row per sample. None without ngspice.
fn sweep_in_ngspice(device: &catalogue::Device, corners: &[(f64, f64)], stop: f64) -> Option<Vec<Vec<f64>>> {
    let subcircuit = device.subcircuit().unwrap();
    let voltage = PiecewiseLinear::new(corners.to_vec()).unwrap();
    let mut sources = LineSources::left_and_bottom(vec![voltage; STARTS.len()], Vec::new());
    (sources.top, sources.bottom) = (vec![Source::Floating], vec![Source::VirtualGround]);
    let interval = stop / SAMPLES as f64;
    let netlist = transient(&Transient {
        wires: &Wires::uniform(STARTS.len(), 1, 0.0),
        sources: &sources,
        switching: Switching::Devices { subcircuit: &subcircuit, positions: &STARTS },
        capacitance: Capacitance::default(),
        stop,
        interval,
        longest_step: interval / 25.0,
        table: "table",
    });
    let (printed, table) = ngspice(&netlist.unwrap(), "table")?;
    let rows = table_rows(&table);
    assert_eq!(rows.len(), SAMPLES + 1, "{printed}");
    let names: Vec<String> = (0..STARTS.len()).map(|row| format!("position{row}_0")).collect();
    Some(rows.iter().map(|row| names.iter().map(|name| row[name.as_str()]).collect()).collect())
}

/// Largest difference of positions between ngspice and the exact steps of the model over a sweep of the set.
fn largest_difference_in_a_sweep(name: &str, changes: &str) -> Option<f64> {
    let entry = catalogue::find(name).unwrap();
    let device = entry.device(&toml(changes)).unwrap();
    let (v, period) = (entry.protocol.sweep.voltage, entry.protocol.sweep.period);
    let corners = [(0.0, 0.0), (0.25 * period, v), (0.75 * period, -v), (period, 0.0)];
    let spice = sweep_in_ngspice(&device, &corners, period)?;
    let mut array = device.array(STARTS.len(), 1);
    array.program(&STARTS);
    let voltage = |sample: usize| {
        let phase = 4.0 * sample as f64 / SAMPLES as f64;
        v * if phase <= 1.0 {
            phase
        } else if phase <= 3.0 {
            2.0 - phase
        } else {
            phase - 4.0
        }
    };
    let mut largest = 0.0f64;
    for (sample, found) in spice.iter().enumerate().skip(1) {
        let (start, end) = ([voltage(sample - 1); STARTS.len()], [voltage(sample); STARTS.len()]);
        array.advance(Segment { start: &start, end: &end }, period / SAMPLES as f64);
        for (position, found) in read_positions(array.as_ref()).iter().zip(found) {
            largest = largest.max((position - found).abs());
        }
    }
    Some(largest)
}

fn read_positions(array: &dyn DeviceArray) -> Vec<f64> {
    let mut positions = vec![0.0; array.len()];
    array.read(0, &mut positions);
    positions
}

#[test]
fn subcircuits_move_like_the_models_they_are_written_for() {
    let windows = [
        "window = 'none'",
        "window = { joglekar = { p = 2.0 } }",
        "window = { biolek = { p = 2.0 } }",
        "window = { prodromakis = { p = 3.0, j = 1.0 } }",
        "window = { kvatinsky = { a = 0.4, w_c = 0.1 } }",
    ];
    let mut sets: Vec<(&str, String)> = Vec::new();
    for window in windows {
        sets.push(("strukov2008_hp", window.into()));
        sets.push(("lammie2020_vteam", format!("resistance = 'exponential'\n{window}")));
    }
    for change in ["", "eta = -1.0", "x_p = 1.0\nx_n = 1.0", "a2 = '0.1 A'\nalpha_n = 0.0"] {
        sets.push(("yakopcic2013", change.into()));
    }
    for (name, changes) in sets {
        let Some(difference) = largest_difference_in_a_sweep(name, &changes) else { return };
        // ngspice takes steps of up to a 25th of the interval; 1.4e-4 where VTEAM crosses its range in a few of them
        assert!(difference < 3e-4, "{name} with {changes:?}: {difference:.1e}");
    }
}
