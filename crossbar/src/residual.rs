//! How far voltages are from obeying Kirchhoff's current law.

use rayon::prelude::*;

use crate::{
    array::Nodes,
    currents::EndCurrents,
    drive::{Drive, Terminal},
    wires::{Line, Wires},
};

/// From this many devices on, the rows are shared among threads.
const PARALLEL_DEVICES: usize = 1 << 14;

/// Rounding steps of a node's voltage whose current does not count as a violation.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// Largest violation of Kirchhoff's current law over all nodes, relative to the largest source current.
///
/// Nodes joined by a zero resistance count as one. A node next to a line conductance g cannot do better than
/// g * eps * voltage; up to four such steps are subtracted, so a solution exact to rounding gives 0.
pub fn kirchhoff_residual(wires: &Wires, drive: &Drive, conductances: &[f64], nodes: &Nodes) -> f64 {
    let mut currents = EndCurrents::default();
    currents.update(wires, drive, conductances, nodes);
    relative_residual(wires, drive, conductances, nodes, &currents)
}

/// [`kirchhoff_residual`] for end currents that are known already.
pub(crate) fn relative_residual(
    wires: &Wires,
    drive: &Drive,
    conductances: &[f64],
    nodes: &Nodes,
    currents: &EndCurrents,
) -> f64 {
    let (low, high) = drive.voltage_range();
    let circuit = Circuit { wires, drive, conductances, nodes, highest: low.abs().max(high.abs()) };
    let violation = circuit.largest_violation();
    if violation == 0.0 { 0.0 } else { violation / currents.largest() }
}

/// A circuit with the voltages to be judged.
struct Circuit<'a> {
    wires: &'a Wires,
    drive: &'a Drive,
    conductances: &'a [f64],
    nodes: &'a Nodes,
    /// Largest magnitude of a voltage (V).
    highest: f64,
}

impl Circuit<'_> {
    /// Largest violation (A) over all nodes, less what rounding explains.
    fn largest_violation(&self) -> f64 {
        let row = |row: usize| self.word_nodes(row).max(self.bit_nodes(row));
        let rows = self.wires.rows;
        let chains = if self.wires.devices() >= PARALLEL_DEVICES {
            (0..rows).into_par_iter().map(row).reduce(|| 0.0, f64::max)
        } else {
            (0..rows).map(row).fold(0.0, f64::max)
        };
        chains.max(self.merged_words()).max(self.merged_bits())
    }

    fn row<'v>(&self, values: &'v [f64], row: usize) -> &'v [f64] {
        &values[row * self.wires.columns..][..self.wires.columns]
    }

    /// Excess of `violation` (A) over the rounding of a node with this sum of conductances (S).
    fn excess(&self, violation: f64, conductance: f64) -> f64 {
        violation.abs() - ROUNDING * self.highest * conductance
    }

    /// Nodes of one word line with segments between them.
    fn word_nodes(&self, row: usize) -> f64 {
        let line = &self.wires.word;
        if line.segment == 0.0 {
            return 0.0;
        }
        let g = 1.0 / line.segment;
        let (word, bit) = (self.row(&self.nodes.word, row), self.row(&self.nodes.bit, row));
        let conductances = self.row(self.conductances, row);
        let last = self.wires.columns - 1;
        let into =
            |j: usize, along: f64| self.excess(along - conductances[j] * (word[j] - bit[j]), 2.0 * g + conductances[j]);
        let left = through_end(self.drive.left[row], word[0], line.end_first());
        let right = through_end(self.drive.right[row], word[last], line.end_last());
        if last == 0 {
            return into(0, left + right).max(0.0);
        }
        let inner = (1..last)
            .fold(0.0, |largest: f64, j| largest.max(into(j, g * ((word[j - 1] - word[j]) + (word[j + 1] - word[j])))));
        inner.max(into(0, left + g * (word[1] - word[0]))).max(into(last, right + g * (word[last - 1] - word[last])))
    }

    /// Nodes of all bit lines in one row, with segments between rows.
    fn bit_nodes(&self, row: usize) -> f64 {
        let line = &self.wires.bit;
        if line.segment == 0.0 {
            return 0.0;
        }
        let g = 1.0 / line.segment;
        let (word, bit) = (self.row(&self.nodes.word, row), self.row(&self.nodes.bit, row));
        let conductances = self.row(self.conductances, row);
        let above = (row > 0).then(|| self.row(&self.nodes.bit, row - 1));
        let below = (row + 1 < self.wires.rows).then(|| self.row(&self.nodes.bit, row + 1));
        (0..self.wires.columns).fold(0.0, |largest: f64, j| {
            let from_above = match above {
                Some(above) => g * (above[j] - bit[j]),
                None => through_end(self.drive.top[j], bit[j], line.end_first()),
            };
            let from_below = match below {
                Some(below) => g * (below[j] - bit[j]),
                None => through_end(self.drive.bottom[j], bit[j], line.end_last()),
            };
            let violation = from_above + from_below + conductances[j] * (word[j] - bit[j]);
            larger(largest, self.excess(violation, 2.0 * g + conductances[j]))
        })
    }

    /// Word lines that are one node each.
    fn merged_words(&self) -> f64 {
        if self.wires.word.segment > 0.0 {
            return 0.0;
        }
        (0..self.wires.rows).fold(0.0, |largest: f64, row| {
            let devices = self.row(self.conductances, row);
            let (word, bit) = (self.row(&self.nodes.word, row), self.row(&self.nodes.bit, row));
            let into: f64 = devices.iter().zip(word.iter().zip(bit)).map(|(g, (w, b))| g * (b - w)).sum();
            let ends = (self.drive.left[row], self.drive.right[row]);
            largest.max(self.merged(&self.wires.word, ends, word[0], into, devices.iter().sum()))
        })
    }

    /// Bit lines that are one node each.
    fn merged_bits(&self) -> f64 {
        if self.wires.bit.segment > 0.0 {
            return 0.0;
        }
        let columns = self.wires.columns;
        let (word, bit) = (&self.nodes.word, &self.nodes.bit);
        (0..columns).fold(0.0, |largest: f64, column| {
            let devices = (column..self.wires.devices()).step_by(columns);
            let into: f64 = devices.clone().map(|k| self.conductances[k] * (word[k] - bit[k])).sum();
            let conductance = devices.map(|k| self.conductances[k]).sum();
            let ends = (self.drive.top[column], self.drive.bottom[column]);
            largest.max(self.merged(&self.wires.bit, ends, bit[column], into, conductance))
        })
    }

    /// A line that is one node at `voltage`, with the current `into` it from devices of this total conductance. An end
    /// held through no resistance takes whatever current is left, so there the law always holds.
    fn merged(&self, line: &Line, ends: (Terminal, Terminal), voltage: f64, into: f64, conductance: f64) -> f64 {
        let (mut violation, mut total) = (into, conductance);
        for (end, resistance) in [(ends.0, line.end_first()), (ends.1, line.end_last())] {
            if end.is_held() && resistance == 0.0 {
                return 0.0;
            }
            if end.is_held() {
                violation += through_end(end, voltage, resistance);
                total += 1.0 / resistance;
            }
        }
        self.excess(violation, total).max(0.0)
    }
}

/// The larger number; one instruction, unlike `f64::max`, which also decides about NaN.
fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// Current (A) from a terminal into the node at its end of the line.
fn through_end(terminal: Terminal, node: f64, resistance: f64) -> f64 {
    match terminal.voltage() {
        Some(held) => (held - node) / resistance,
        None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn the_residual_is_the_current_missing_at_the_worst_node_per_source_current() {
        // divider of 100, 1000 and 300 ohm; moving the word node by 1 mV breaks 1 mV / 100 ohm + 1 mV / 1 kohm there
        let wires = Wires { rows: 1, columns: 1, word: Line::with_segment(100.0), bit: Line::with_segment(300.0) };
        let drive = Drive::read(&[1.0], 1);
        let current = 1.0 / 1400.0;
        let mut nodes = Nodes { word: vec![1.0 - 100.0 * current], bit: vec![300.0 * current] };
        assert_eq!(kirchhoff_residual(&wires, &drive, &[1e-3], &nodes), 0.0);
        nodes.word[0] += 1e-3;
        let missing = 1e-3 * (1.0 / 100.0 + 1e-3);
        let residual = kirchhoff_residual(&wires, &drive, &[1e-3], &nodes);
        assert_relative_eq!(residual, missing / (current + 1e-6), max_relative = 1e-9);
    }

    #[test]
    fn lines_without_segments_are_judged_as_one_node() {
        let line = Line { segment: 0.0, driver_first: 1000.0, driver_last: 1000.0 };
        let wires = Wires { rows: 2, columns: 1, word: line, bit: line };
        let drive = Drive::read(&[1.0, 1.0], 1);
        // two paths of 2 kohm into one bit line of 1 kohm: 1 V / (1 kohm + 1 kohm) in all
        let nodes = Nodes { word: vec![0.75, 0.75], bit: vec![0.5, 0.5] };
        assert_eq!(kirchhoff_residual(&wires, &drive, &[1e-3, 1e-3], &nodes), 0.0);
        let off = Nodes { word: vec![0.75, 0.75], bit: vec![0.6, 0.6] };
        assert!(kirchhoff_residual(&wires, &drive, &[1e-3, 1e-3], &off) > 0.1);
    }
}
