//! How far voltages are from obeying Kirchhoff's current law.

use multiversion::multiversion;
use rayon::prelude::*;

use crate::{
    array::Nodes,
    circuit::Circuit,
    currents::EndCurrents,
    error::{Lines, SolveError},
    into_lines::into_lines,
    lanes::{LANES, Lanes, load},
    line::OneLine,
};

/// From this many devices on, the rows are shared among threads.
const PARALLEL_DEVICES: usize = 1 << 14;

/// Rounding steps of a node's voltage whose current does not count as a violation.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// Largest violation of Kirchhoff's current law over all nodes, relative to the largest current that enters from outside.
///
/// Nodes joined by a zero resistance count as one. A node next to a line conductance g cannot do better than
/// g * eps * voltage; up to four such steps are subtracted, so a solution exact to rounding gives 0. NaN when a voltage is
/// not finite.
pub fn kirchhoff_residual(circuit: &Circuit<'_>, nodes: &Nodes) -> f64 {
    if !nodes.are_finite() {
        return f64::NAN;
    }
    let mut currents = EndCurrents::default();
    currents.update(circuit, nodes);
    relative_residual(circuit, nodes, &currents)
}

/// [`kirchhoff_residual`] of what a solver has found.
///
/// # Errors
/// [`SolveError::Singular`] when overflow has left voltages that are not finite.
pub(crate) fn checked_residual(circuit: &Circuit<'_>, nodes: &Nodes) -> Result<f64, SolveError> {
    let residual = kirchhoff_residual(circuit, nodes);
    if residual.is_nan() { Err(SolveError::Singular { unknowns: nodes.iter().count() }) } else { Ok(residual) }
}

/// [`kirchhoff_residual`] of finite voltages for end currents that are known already.
pub(crate) fn relative_residual(circuit: &Circuit<'_>, nodes: &Nodes, currents: &EndCurrents) -> f64 {
    let (low, high) = circuit.drive.voltage_range();
    let mut highest = low.abs().max(high.abs());
    let mut entering = currents.largest();
    if let Some(injected) = circuit.injected {
        let largest = |values: &[f64]| values.iter().fold(0.0, |largest, value| larger(largest, value.abs()));
        highest = highest.max(largest(&nodes.word)).max(largest(&nodes.bit));
        entering = entering.max(largest(&injected.word)).max(largest(&injected.bit));
    }
    let wires = circuit.wires;
    let violation = match (wires.word.segment.uniform(), wires.bit.segment.uniform()) {
        (Some(word), Some(bit)) if word > 0.0 && bit > 0.0 && wires.bridges.is_empty() => {
            Uniform { circuit, nodes, highest, segments: (1.0 / word, 1.0 / bit) }.largest_violation()
        }
        _ => largest_violation(circuit, nodes, highest),
    };
    if violation == 0.0 { 0.0 } else { violation / entering }
}

/// Largest violation (A) over the nodes of any circuit, less what rounding of voltages up to `highest` (V) explains.
fn largest_violation(circuit: &Circuit<'_>, nodes: &Nodes, highest: f64) -> f64 {
    let into = into_lines(circuit, nodes);
    let mut largest = 0.0;
    for line in OneLine::all(circuit.wires, circuit.drive) {
        let (voltages, into) = match line.lines {
            Lines::Word => (&nodes.word, &into.word),
            Lines::Bit => (&nodes.bit, &into.bit),
        };
        let shunt = |device: usize| match line.lines {
            Lines::Word => circuit.word_shunt(device),
            Lines::Bit => circuit.shunts.bit,
        };
        for run in line.runs() {
            let voltage = voltages[line.device(run.start)];
            let mut violation: f64 = run.clone().map(|k| into[line.device(k)]).sum();
            let mut total: f64 =
                run.clone().map(|k| circuit.conductances[line.device(k)] + shunt(line.device(k))).sum();
            let before = run.start.checked_sub(1).map(|k| (voltages[line.device(k)], line.between(k)));
            let behind = (run.end < line.nodes()).then(|| (voltages[line.device(run.end)], line.between(run.end - 1)));
            for (held, resistance) in line.holds_of(&run).chain(before).chain(behind) {
                violation += (held - voltage) / resistance;
                total += 1.0 / resistance;
            }
            // an end held through no resistance takes whatever current is left, so there the law always holds
            let excess = violation.abs() - ROUNDING * highest * total;
            largest = if total.is_finite() { larger(largest, excess) } else { largest };
        }
    }
    largest
}

/// A circuit of equal segments with the voltages to be judged.
struct Uniform<'a> {
    circuit: &'a Circuit<'a>,
    nodes: &'a Nodes,
    /// Largest magnitude of a voltage (V).
    highest: f64,
    /// Conductance of a segment of the word and of the bit lines (S).
    segments: (f64, f64),
}

impl Uniform<'_> {
    /// Largest violation (A) over all nodes, less what rounding explains.
    fn largest_violation(&self) -> f64 {
        let words: Vec<OneLine<'_>> = OneLine::of(self.circuit.wires, self.circuit.drive, Lines::Word).collect();
        let bits: Vec<_> =
            OneLine::of(self.circuit.wires, self.circuit.drive, Lines::Bit).map(|line| line.holds()).collect();
        let row = |row: usize| larger(self.word_nodes(&words[row]), self.bit_nodes(row, &bits));
        let rows = self.circuit.wires.rows;
        if self.circuit.wires.devices() >= PARALLEL_DEVICES {
            (0..rows).into_par_iter().map(row).reduce(|| 0.0, larger)
        } else {
            (0..rows).map(row).fold(0.0, larger)
        }
    }

    fn row<'v>(&self, values: &'v [f64], row: usize) -> &'v [f64] {
        let columns = self.circuit.wires.columns;
        &values[row * columns..][..columns]
    }

    /// Excess of `violation` (A) over the rounding of a node with this sum of conductances (S).
    fn excess(&self, violation: f64, conductance: f64) -> f64 {
        violation.abs() - ROUNDING * self.highest * conductance
    }

    /// What rounding explains at an inner node, apart from its device (A), and per conductance of its device (V).
    fn rounding(&self, segment: f64) -> [f64; 2] {
        let per_conductance = ROUNDING * self.highest;
        [per_conductance * 2.0 * segment, per_conductance]
    }

    /// Nodes of one word line.
    fn word_nodes(&self, line: &OneLine<'_>) -> f64 {
        let (row, g) = (line.index, self.segments.0);
        let (word, bit) = (self.row(&self.nodes.word, row), self.row(&self.nodes.bit, row));
        let conductances = self.row(self.circuit.conductances, row);
        let last = word.len() - 1;
        let (start, plain) = (line.device(0), self.circuit.is_plain());
        let into = |j: usize, along: f64| {
            let extra = if plain { 0.0 } else { self.circuit.enters_word(start + j, word[j]) };
            self.excess(along + extra - conductances[j] * (word[j] - bit[j]), 2.0 * g + conductances[j])
        };
        let [left, right] = line.holds();
        let (left, right) = (through(left, word[0]), through(right, word[last]));
        if last == 0 {
            return larger(0.0, into(0, left + right));
        }
        let inner = if plain {
            let nodes = Neighbours {
                before: word,
                here: &word[1..last],
                behind: &word[2..],
                across: &bit[1..],
                devices: &conductances[1..],
            };
            largest_excess(&nodes, g, self.rounding(g))
        } else {
            (1..last).fold(0.0, |largest, j| {
                larger(largest, into(j, g * ((word[j - 1] - word[j]) + (word[j + 1] - word[j]))))
            })
        };
        let first = larger(inner, into(0, left + g * (word[1] - word[0])));
        larger(first, into(last, right + g * (word[last - 1] - word[last])))
    }

    /// Nodes of all bit lines in one row; `holds` says what holds each bit line.
    fn bit_nodes(&self, row: usize, holds: &[[Option<(f64, f64)>; 2]]) -> f64 {
        let g = self.segments.1;
        let (word, bit) = (self.row(&self.nodes.word, row), self.row(&self.nodes.bit, row));
        let devices = self.row(self.circuit.conductances, row);
        let above = (row > 0).then(|| self.row(&self.nodes.bit, row - 1));
        let below = (row + 1 < self.circuit.wires.rows).then(|| self.row(&self.nodes.bit, row + 1));
        let (start, plain) = (row * bit.len(), self.circuit.is_plain());
        if let (Some(before), Some(behind), true) = (above, below, plain) {
            let nodes = Neighbours { before, here: bit, behind, across: word, devices };
            return largest_excess(&nodes, g, self.rounding(g));
        }
        (0..bit.len()).fold(0.0, |largest, j| {
            let from_above = above.map_or_else(|| through(holds[j][0], bit[j]), |above| g * (above[j] - bit[j]));
            let from_below = below.map_or_else(|| through(holds[j][1], bit[j]), |below| g * (below[j] - bit[j]));
            let extra = if plain { 0.0 } else { self.circuit.enters_bit(start + j, bit[j]) };
            let violation = from_above + from_below + extra + devices[j] * (word[j] - bit[j]);
            larger(largest, self.excess(violation, 2.0 * g + devices[j]))
        })
    }
}

/// Voltages (V) of nodes inside of lines, of their neighbours on the line, and across their devices (S).
struct Neighbours<'a> {
    before: &'a [f64],
    here: &'a [f64],
    behind: &'a [f64],
    across: &'a [f64],
    devices: &'a [f64],
}

/// Largest violation (A) between segments of conductance `g` (S), less what rounding explains: a constant (A) and a
/// factor of the device conductance (V).
#[multiversion(targets("x86_64+avx2"))]
fn largest_excess(nodes: &Neighbours<'_>, g: f64, [constant, factor]: [f64; 2]) -> f64 {
    let Neighbours { before, here, behind, across, devices } = *nodes;
    let mut largest = Lanes::default();
    let excess = |[before, here, behind, across, device]: [f64; 5]| {
        let along = g * ((before - here) + (behind - here));
        (along + device * (across - here)).abs() - (constant + factor * device)
    };
    let full = here.len() / LANES * LANES;
    for first in (0..full).step_by(LANES) {
        let nodes = [before, here, behind, across, devices].map(|values| load(values, first, LANES));
        for (lane, largest) in largest.iter_mut().enumerate() {
            *largest = larger(*largest, excess(nodes.map(|values| values[lane])));
        }
    }
    let rest = (full..here.len()).map(|j| excess([before[j], here[j], behind[j], across[j], devices[j]]));
    rest.fold(largest.iter().fold(0.0, |all, one| larger(all, *one)), larger)
}

/// The larger number; one instruction, unlike `f64::max`, which also decides about NaN.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// Current (A) from what holds an end, at a voltage (V) behind a resistance (ohm), into its node at `node` (V).
fn through(hold: Option<(f64, f64)>, node: f64) -> f64 {
    hold.map_or(0.0, |(held, resistance)| (held - node) / resistance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        drive::Drive,
        wires::{Line, Segments, Wires},
    };
    use approx::assert_relative_eq;

    #[test]
    fn the_residual_is_the_current_missing_at_the_worst_node_per_source_current() {
        // divider of 100, 1000 and 300 ohm; moving the word node by 1 mV breaks 1 mV / 100 ohm + 1 mV / 1 kohm there
        let uniform = Wires::new(1, 1, Line::with_segment(100.0), Line::with_segment(300.0));
        let each = Line { segment: Segments::Each(vec![100.0, f64::INFINITY]), ..uniform.word.clone() };
        let drive = Drive::read(&[1.0], 1);
        let current = 1.0 / 1400.0;
        for wires in [Wires { word: each, ..uniform.clone() }, uniform] {
            let circuit = Circuit::ohmic(&wires, &drive, &[1e-3]);
            let mut nodes = Nodes { word: vec![1.0 - 100.0 * current], bit: vec![300.0 * current] };
            assert_eq!(kirchhoff_residual(&circuit, &nodes), 0.0);
            nodes.word[0] += 1e-3;
            let missing = 1e-3 * (1.0 / 100.0 + 1e-3);
            let residual = kirchhoff_residual(&circuit, &nodes);
            assert_relative_eq!(residual, missing / (current + 1e-6), max_relative = 1e-9);
            nodes.bit[0] = f64::NAN;
            assert!(kirchhoff_residual(&circuit, &nodes).is_nan());
        }
    }

    #[test]
    fn lines_without_segments_are_judged_as_one_node() {
        let line = Line { segment: 0.0.into(), driver_first: 1000.0, driver_last: 1000.0 };
        let wires = Wires::new(2, 1, line.clone(), line);
        let drive = Drive::read(&[1.0, 1.0], 1);
        let circuit = Circuit::ohmic(&wires, &drive, &[1e-3, 1e-3]);
        // two paths of 2 kohm into one bit line of 1 kohm: 1 V / (1 kohm + 1 kohm) in all
        let nodes = Nodes { word: vec![0.75, 0.75], bit: vec![0.5, 0.5] };
        assert_eq!(kirchhoff_residual(&circuit, &nodes), 0.0);
        let off = Nodes { word: vec![0.75, 0.75], bit: vec![0.6, 0.6] };
        assert!(kirchhoff_residual(&circuit, &off) > 0.1);
    }
}
