//! Whether every node has a conducting path to a held line end or to ground.

use crate::{
    bridge::{Bridge, Node},
    circuit::Circuit,
    error::{Lines, SolveError},
    line::OneLine,
    wires::Segments,
};

/// Whether the voltages of all nodes are determined; inputs have been checked.
///
/// # Errors
/// [`SolveError::Floating`] names the first line, [`SolveError::Island`] the first node of a line that may be broken or
/// bridged, without a conducting path to what is held.
pub(crate) fn check_connected(circuit: &Circuit<'_>) -> Result<(), SolveError> {
    let wires = circuit.wires;
    let whole = |segments: &Segments| segments.all(f64::is_finite);
    if !(whole(&wires.word.segment) && whole(&wires.bit.segment) && wires.bridges.is_empty()) {
        return check_nodes(circuit);
    }
    let held = |lines| OneLine::of(wires, circuit.drive, lines).map(|line| line.holds() != [None, None]);
    let words: Vec<bool> = held(Lines::Word).map(|held| held || circuit.shunts.word > 0.0).collect();
    let bits: Vec<bool> = held(Lines::Bit).map(|held| held || circuit.shunts.bit > 0.0).collect();
    if floating_lines_touch_held_ones(circuit, &words, &bits) {
        return Ok(());
    }
    let (words, bits) = reached_lines(circuit, words, bits);
    let unreached =
        |lines, reached: &[bool]| reached.iter().position(|r| !r).map(|index| SolveError::Floating { lines, index });
    match unreached(Lines::Word, &words).or_else(|| unreached(Lines::Bit, &bits)) {
        Some(floating) => Err(floating),
        None => Ok(()),
    }
}

/// The common case without a search: every line is held or has a device to a held line.
fn floating_lines_touch_held_ones(circuit: &Circuit<'_>, words: &[bool], bits: &[bool]) -> bool {
    let conducts = |row: usize, column: usize| circuit.conductances[row * bits.len() + column] != 0.0;
    let touched =
        (0..words.len()).all(|row| words[row] || (0..bits.len()).any(|column| bits[column] && conducts(row, column)));
    touched
        && (0..bits.len()).all(|column| bits[column] || (0..words.len()).any(|row| words[row] && conducts(row, column)))
}

/// Lines reached from the held ones through conducting devices: rows, columns.
fn reached_lines(circuit: &Circuit<'_>, mut words: Vec<bool>, mut bits: Vec<bool>) -> (Vec<bool>, Vec<bool>) {
    let (rows, columns) = (words.len(), bits.len());
    let conducts = |row: usize, column: usize| circuit.conductances[row * columns + column] != 0.0;
    let held_words = (0..rows).filter(|row| words[*row]).map(|row| (Lines::Word, row));
    let held_bits = (0..columns).filter(|column| bits[*column]).map(|column| (Lines::Bit, column));
    let mut open: Vec<(Lines, usize)> = held_words.chain(held_bits).collect();
    while let Some((lines, index)) = open.pop() {
        match lines {
            Lines::Word => {
                for column in (0..columns).filter(|column| conducts(index, *column)) {
                    if !std::mem::replace(&mut bits[column], true) {
                        open.push((Lines::Bit, column));
                    }
                }
            }
            Lines::Bit => {
                for row in (0..rows).filter(|row| conducts(*row, index)) {
                    if !std::mem::replace(&mut words[row], true) {
                        open.push((Lines::Word, row));
                    }
                }
            }
        }
    }
    (words, bits)
}

/// The same node by node, for lines that may be broken or bridged.
fn check_nodes(circuit: &Circuit<'_>) -> Result<(), SolveError> {
    let (wires, devices) = (circuit.wires, circuit.wires.devices());
    let mut reached = vec![false; 2 * devices];
    let mut open = Vec::new();
    for line in OneLine::all(wires, circuit.drive) {
        let shunt = if line.lines == Lines::Word { circuit.shunts.word } else { circuit.shunts.bit };
        let [first, last] = line.holds();
        for k in 0..line.nodes() {
            if shunt > 0.0 || (k == 0 && first.is_some()) || (k + 1 == line.nodes() && last.is_some()) {
                open.push(node_number(&line, k, devices));
            }
        }
    }
    let number = |node: Node| match node {
        Node::Word { row, column } => Some(row * wires.columns + column),
        Node::Bit { row, column } => Some(devices + row * wires.columns + column),
        Node::Ground => None,
    };
    let across = |Bridge { nodes: [a, b], .. }: &Bridge| (number(*a), number(*b));
    open.extend(wires.bridges.iter().filter_map(|bridge| match across(bridge) {
        (Some(node), None) | (None, Some(node)) => Some(node),
        _ => None,
    }));
    let lines: Vec<OneLine<'_>> = OneLine::all(wires, circuit.drive).collect();
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut reached[node], true) {
            continue;
        }
        let device = node % devices;
        if circuit.conductances[device] != 0.0 {
            open.push((node + devices) % (2 * devices));
        }
        let (row, column) = (device / wires.columns, device % wires.columns);
        let (line, k) = if node < devices { (&lines[row], column) } else { (&lines[wires.rows + column], row) };
        if k > 0 && line.between(k - 1).is_finite() {
            open.push(node_number(line, k - 1, devices));
        }
        if k + 1 < line.nodes() && line.between(k).is_finite() {
            open.push(node_number(line, k + 1, devices));
        }
        open.extend(wires.bridges.iter().filter_map(|bridge| match across(bridge) {
            (Some(a), Some(b)) if a == node => Some(b),
            (Some(a), Some(b)) if b == node => Some(a),
            _ => None,
        }));
    }
    match reached.iter().position(|reached| !reached) {
        Some(node) => {
            let lines = if node < devices { Lines::Word } else { Lines::Bit };
            let device = node % devices;
            Err(SolveError::Island { lines, row: device / wires.columns, column: device % wires.columns })
        }
        None => Ok(()),
    }
}

/// Number of node `k` of a line among the word-line, then the bit-line nodes.
fn node_number(line: &OneLine<'_>, k: usize, devices: usize) -> usize {
    match line.lines {
        Lines::Word => line.device(k),
        Lines::Bit => devices + line.device(k),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        drive::{Drive, Terminal},
        wires::Wires,
    };

    /// Three word lines, three bit lines, only word line 0 held; device (i, j) conducts where `pattern` says so.
    fn check(wires: &Wires, pattern: [[u8; 3]; 3]) -> Result<(), SolveError> {
        let mut drive = Drive::read(&[0.1, 0.0, 0.0], 3);
        drive.left[1] = Terminal::Floating;
        drive.left[2] = Terminal::Floating;
        drive.bottom.fill(Terminal::Floating);
        let conductances: Vec<f64> = pattern.iter().flatten().map(|open| f64::from(*open) * 1e-6).collect();
        check_connected(&Circuit::ohmic(wires, &drive, &conductances))
    }

    #[test]
    fn a_path_over_several_devices_is_enough() {
        assert_eq!(check(&Wires::uniform(3, 3, 1.0), [[1, 0, 0], [1, 1, 0], [0, 1, 1]]), Ok(()));
    }

    #[test]
    fn an_island_is_refused_and_one_of_its_lines_named() {
        let wires = Wires::uniform(3, 3, 1.0);
        let floating = |lines, index| Err(SolveError::Floating { lines, index });
        assert_eq!(check(&wires, [[1, 1, 0], [1, 0, 0], [0, 0, 1]]), floating(Lines::Word, 2));
        assert_eq!(check(&wires, [[1, 1, 0], [1, 0, 0], [0, 1, 0]]), floating(Lines::Bit, 2));
    }

    #[test]
    fn the_piece_behind_a_break_floats_unless_a_device_or_a_bridge_holds_it() {
        let mut wires = Wires::uniform(3, 3, 1.0);
        let mut segments = vec![1.0; 12];
        // word line 0 is broken before its last device
        segments[2] = f64::INFINITY;
        wires.word.segment = Segments::Each(segments);
        assert_eq!(check(&wires, [[1, 1, 1], [1, 0, 1], [1, 0, 0]]), Ok(()));
        let island = Err(SolveError::Island { lines: Lines::Word, row: 0, column: 2 });
        assert_eq!(check(&wires, [[1, 1, 1], [1, 0, 0], [1, 0, 0]]), island);
        let ends = [Node::Word { row: 0, column: 2 }, Node::Word { row: 1, column: 2 }];
        wires.bridges = vec![Bridge { nodes: ends, resistance: 10.0 }];
        assert_eq!(check(&wires, [[1, 1, 1], [1, 0, 0], [1, 0, 0]]), Ok(()));
    }
}
