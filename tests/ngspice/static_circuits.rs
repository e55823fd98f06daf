//! Random static circuits: resistances of zero, broken segments, bridges, drivers, sources and sinks at all ends.

use std::collections::HashMap;

use crossbar::spice::operating_point;
use crossbar::{
    Automatic, Bridge, Circuit, Drive, Injected, Line, LinearSolver, Node, Nodes, Segments, Shunts, Terminal, Wires,
    end_currents,
};
use devices::rng::{Purpose, key, uniform};

use super::ngspice;

/// Draws of one random circuit.
struct Draws {
    key: u64,
    count: u64,
}

impl Draws {
    fn new(circuit: u64) -> Draws {
        Draws { key: key(circuit, Purpose::Noise, 0), count: 0 }
    }

    fn uniform(&mut self) -> f64 {
        self.count += 1;
        uniform(self.key, self.count)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.uniform() * limit as f64) as usize
    }

    /// Log-uniform between two powers of ten.
    fn decades(&mut self, low: f64, high: f64) -> f64 {
        10f64.powf(low + (high - low) * self.uniform())
    }

    /// A line of this many segments: one resistance, or each its own, some of them zero and a few broken.
    fn line(&mut self, segments: usize) -> Line {
        let segment = if self.uniform() < 0.3 {
            Segments::Uniform(if self.uniform() < 0.3 { 0.0 } else { self.decades(-2.0, 2.0) })
        } else {
            let one = |draws: &mut Draws| match draws.below(12) {
                0 => f64::INFINITY,
                1..=3 => 0.0,
                _ => draws.decades(-2.0, 2.0),
            };
            Segments::Each((0..segments).map(|_| one(self)).collect())
        };
        let mut driver = || if self.uniform() < 0.5 { 0.0 } else { self.decades(0.0, 3.0) };
        Line { segment, driver_first: driver(), driver_last: driver() }
    }

    fn ends(&mut self, count: usize) -> Vec<Terminal> {
        (0..count)
            .map(|_| match self.below(4) {
                0 => Terminal::VirtualGround,
                1 => Terminal::Voltage(2.0 * self.uniform() - 1.0),
                _ => Terminal::Floating,
            })
            .collect()
    }

    fn node(&mut self, rows: usize, columns: usize) -> Node {
        let (row, column) = (self.below(rows), self.below(columns));
        match self.below(5) {
            0 => Node::Ground,
            1 | 2 => Node::Word { row, column },
            _ => Node::Bit { row, column },
        }
    }

    fn wires(&mut self) -> Wires {
        let (rows, columns) = (1 + self.below(6), 1 + self.below(6));
        let (word, bit) = (self.line(rows * (columns + 1)), self.line((rows + 1) * columns));
        let bridges = (0..self.below(3)).map(|_| Bridge {
            nodes: [self.node(rows, columns), self.node(rows, columns)],
            resistance: self.decades(0.0, 3.0),
        });
        let bridges = bridges.collect();
        Wires { bridges, ..Wires::new(rows, columns, word, bit) }
    }
}

/// Values that ngspice printed as `name = value`.
fn printed_values(printed: &str) -> HashMap<&str, f64> {
    let pairs = printed.lines().filter_map(|line| line.split_once(" = "));
    pairs.filter_map(|(name, value)| Some((name.trim(), value.trim().parse().ok()?))).collect()
}

/// Compares all node voltages and end currents; false when ngspice is not installed.
fn agrees(circuit: &Circuit<'_>, what: &str) -> bool {
    let netlist = operating_point(circuit).unwrap().replace("quit\n", "print all\nquit\n");
    let Some((printed, _)) = ngspice(&netlist, "") else { return false };
    let values = printed_values(&printed);
    let mut nodes = Nodes::default();
    Automatic::new().solve(circuit, &mut nodes).unwrap();
    let ends = end_currents(circuit, &nodes);
    let sides = [("left", &ends.left), ("right", &ends.right), ("top", &ends.top), ("bottom", &ends.bottom)];
    let highest = nodes.word.iter().chain(&nodes.bit).fold(1.0f64, |most, v| most.max(v.abs()));
    // where nothing flows, only rounding does: the weakest device at the highest voltage is the least scale
    let scale = sides.iter().flat_map(|(_, currents)| *currents).fold(1e-6 * highest, |most, i| most.max(i.abs()));
    for (side, currents) in sides {
        for (index, current) in currents.iter().enumerate() {
            let found = values.get(format!("i(v{side}{index})").as_str()).copied().unwrap_or(0.0);
            let off = (found - current).abs();
            assert!(off <= 1e-9 * scale, "{what}: {side} {index}: {current:e} A, ngspice {found:e} A\n{netlist}");
        }
    }
    for (lines, voltages) in [("word", &nodes.word), ("bit", &nodes.bit)] {
        for (k, voltage) in voltages.iter().enumerate() {
            let (row, column) = (k / circuit.wires.columns, k % circuit.wires.columns);
            // a node that shares the name of another has no entry
            if let Some(found) = values.get(format!("{lines}{row}_{column}").as_str()) {
                let off = (found - voltage).abs();
                assert!(off <= 1e-9 * highest, "{what}: {lines} {row} {column}: {voltage} V, ngspice {found} V");
            }
        }
    }
    true
}

#[test]
fn ngspice_finds_the_same_currents_and_voltages_in_any_static_circuit() {
    let mut compared = 0;
    for number in 0..400 {
        let mut draws = Draws::new(number);
        let wires = draws.wires();
        let (left, right) = (draws.ends(wires.rows), draws.ends(wires.rows));
        let drive = Drive { left, right, top: draws.ends(wires.columns), bottom: draws.ends(wires.columns) };
        let conductances: Vec<f64> =
            (0..wires.devices()).map(|_| if draws.below(8) == 0 { 0.0 } else { draws.decades(-6.0, -3.0) }).collect();
        let mut circuit = Circuit::ohmic(&wires, &drive, &conductances);
        let currents = |draws: &mut Draws| (0..wires.devices()).map(|_| 1e-4 * draws.uniform()).collect();
        let injected = Injected { word: currents(&mut draws), bit: currents(&mut draws) };
        if draws.below(4) == 0 {
            circuit.shunts = Shunts { word: 1e-5 * draws.uniform(), bit: 0.0 };
            circuit.injected = Some(&injected);
        }
        if circuit.check().is_err() {
            continue;
        }
        if !agrees(&circuit, &format!("circuit {number}")) {
            return;
        }
        compared += 1;
    }
    assert!(compared >= 40, "only {compared} of the random circuits are possible");
}

#[test]
fn ngspice_splits_the_current_of_a_perfect_line_held_at_both_ends_in_half() {
    let wires = Wires::new(2, 3, Line::with_segment(0.0), Line::with_segment(1.0));
    let mut drive = Drive::read(&[0.3, -0.1], 3);
    drive.right = drive.left.clone();
    agrees(&Circuit::ohmic(&wires, &drive, &[1e-4, 2e-4, 3e-4, 4e-4, 5e-4, 6e-4]), "perfect word lines");
}
