//! Currents and voltages that follow from the voltages of the nodes.

use crate::{array::Nodes, circuit::Circuit, error::Lines, into_lines::into_lines, line::OneLine};

/// Current through each line end (A), positive out of the array.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndCurrents {
    /// Left ends of the word lines, length rows.
    pub left: Vec<f64>,
    /// Right ends of the word lines, length rows.
    pub right: Vec<f64>,
    /// Top ends of the bit lines, length columns.
    pub top: Vec<f64>,
    /// Bottom ends of the bit lines, length columns.
    pub bottom: Vec<f64>,
}

/// Current out of the array through every line end (A).
///
/// Summed from the devices of each line, not from the small voltage across the last segment: exact also where a
/// resistance is zero, and rounding does not grow as line resistance shrinks. A line held at both ends splits the
/// current of each device like a lever, inversely to the resistances to the two ends. A perfect conductor held at both
/// ends gives each end half, the limit of equal end resistances.
pub fn end_currents(circuit: &Circuit<'_>, nodes: &Nodes) -> EndCurrents {
    let mut currents = EndCurrents::default();
    currents.update(circuit, nodes);
    currents
}

impl EndCurrents {
    /// [`end_currents`] into existing vectors: nothing is allocated when the sizes repeat.
    pub fn update(&mut self, circuit: &Circuit<'_>, nodes: &Nodes) {
        let Circuit { wires, drive, .. } = *circuit;
        for (end, lines) in [(&mut self.left, wires.rows), (&mut self.right, wires.rows)] {
            end.clear();
            end.resize(lines, 0.0);
        }
        for (end, lines) in [(&mut self.top, wires.columns), (&mut self.bottom, wires.columns)] {
            end.clear();
            end.resize(lines, 0.0);
        }
        match (wires.word.segment.uniform(), wires.bit.segment.uniform()) {
            (Some(word), Some(bit)) if wires.bridges.is_empty() => self.update_uniform(circuit, nodes, (word, bit)),
            _ => {
                let into = into_lines(circuit, nodes);
                for line in OneLine::all(wires, drive) {
                    let (first, last, into) = match line.lines {
                        Lines::Word => (&mut self.left, &mut self.right, &into.word),
                        Lines::Bit => (&mut self.top, &mut self.bottom, &into.bit),
                    };
                    (first[line.index], last[line.index]) = lever(&line, |k| into[line.device(k)]);
                }
            }
        }
    }

    /// Lines of equal segments, row by row; `segments` are those of word and bit lines (ohm).
    fn update_uniform(&mut self, circuit: &Circuit<'_>, nodes: &Nodes, segments: (f64, f64)) {
        let (wires, plain) = (circuit.wires, circuit.is_plain());
        let mut words = OneLine::of(wires, circuit.drive, Lines::Word);
        for row in 0..wires.rows {
            let start = row * wires.columns;
            let span = start..start + wires.columns;
            let (word, bit) = (&nodes.word[span.clone()], &nodes.bit[span.clone()]);
            let mut injected = Injection::default();
            // the bit-line sums collect in `top` and `bottom` until the last row has been added
            for (column, g) in circuit.conductances[span.clone()].iter().enumerate() {
                let current = g * (word[column] - bit[column]);
                injected.add(column, -current);
                self.top[column] += current;
                self.bottom[column] += row as f64 * current;
            }
            // apart from the devices: most circuits have nothing else
            for (column, k) in if plain { 0..0 } else { span }.enumerate() {
                injected.add(column, circuit.enters_word(k, word[column]));
                let enters_bit = circuit.enters_bit(k, bit[column]);
                self.top[column] += enters_bit;
                self.bottom[column] += row as f64 * enters_bit;
            }
            if let Some(line) = words.next() {
                (self.left[row], self.right[row]) = injected.split(&line, segments.0);
            }
        }
        for (column, line) in OneLine::of(wires, circuit.drive, Lines::Bit).enumerate() {
            let injected = Injection { total: self.top[column], moment: self.bottom[column] };
            (self.top[column], self.bottom[column]) = injected.split(&line, segments.1);
        }
    }

    /// Largest magnitude (A) over all ends.
    pub(crate) fn largest(&self) -> f64 {
        let all = [&self.left, &self.right, &self.top, &self.bottom].into_iter().flatten();
        all.fold(0.0, |largest, current| largest.max(current.abs()))
    }
}

/// Currents into a line of equal segments from its devices.
#[derive(Clone, Copy, Default)]
struct Injection {
    /// Sum (A).
    total: f64,
    /// Sum weighted with the position along the line, in segments from the first device (A).
    moment: f64,
}

impl Injection {
    fn add(&mut self, position: usize, current: f64) {
        self.total += current;
        self.moment += position as f64 * current;
    }

    /// Current out of the first and the last end of a line with this segment resistance (ohm).
    fn split(&self, line: &OneLine<'_>, segment: f64) -> (f64, f64) {
        match line.holds() {
            [None, None] => (0.0, 0.0),
            [Some(_), None] => (self.total, 0.0),
            [None, Some(_)] => (0.0, self.total),
            [Some((first, end_first)), Some((last, end_last))] => {
                let resistance = end_first + (line.nodes() - 1) as f64 * segment + end_last;
                if resistance == 0.0 {
                    return (0.5 * self.total, 0.5 * self.total);
                }
                let through = (last - first) / resistance;
                let to_last = (self.total * end_first + self.moment * segment) / resistance;
                (self.total - to_last + through, to_last - through)
            }
        }
    }
}

/// Current out of the first and the last end of any line, which `into(k)` (A) enters at node k.
fn lever(line: &OneLine<'_>, into: impl Fn(usize) -> f64) -> (f64, f64) {
    let nodes = line.nodes();
    let broken = |k: &usize| line.between(*k) == f64::INFINITY;
    match (line.holds(), (0..nodes - 1).find(broken)) {
        ([None, None], _) => (0.0, 0.0),
        ([Some((first, end_first)), Some((last, end_last))], None) => {
            let (mut along, mut total, mut moment) = (end_first, 0.0, 0.0);
            for k in 0..nodes {
                total += into(k);
                moment += along * into(k);
                along += if k + 1 < nodes { line.between(k) } else { end_last };
            }
            if along == 0.0 {
                return (0.5 * total, 0.5 * total);
            }
            let to_last = (moment - (last - first)) / along;
            (total - to_last, to_last)
        }
        (held, gap) => {
            // each end takes what enters on its side of the gap
            let first = gap.map_or(nodes, |k| k + 1);
            let last = gap.map_or(0, |_| (0..nodes - 1).rev().find(broken).map_or(0, |k| k + 1));
            let sum = |range: std::ops::Range<usize>| range.map(&into).sum::<f64>();
            (held[0].map_or(0.0, |_| sum(0..first)), held[1].map_or(0.0, |_| sum(last..nodes)))
        }
    }
}

/// Voltage across each device (V), word line minus bit line, row-major.
///
/// # Panics
/// When `voltages` has not one entry per device.
pub fn device_voltages(nodes: &Nodes, voltages: &mut [f64]) {
    assert_eq!(voltages.len(), nodes.word.len(), "one voltage per device");
    for ((voltage, word), bit) in voltages.iter_mut().zip(&nodes.word).zip(&nodes.bit) {
        *voltage = word - bit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        drive::{Drive, Terminal},
        wires::{Line, Segments, Wires},
    };
    use approx::assert_relative_eq;

    /// One device of 1 mS between a word line held at 1 V on the left and a bit line grounded at the bottom.
    fn one_device(word: Line, bit: Line) -> (Wires, Drive) {
        (Wires::new(1, 1, word, bit), Drive::read(&[1.0], 1))
    }

    #[test]
    fn a_divider_carries_the_same_current_in_and_out() {
        let (wires, drive) = one_device(Line::with_segment(100.0), Line::with_segment(300.0));
        let current = 1.0 / (100.0 + 1000.0 + 300.0);
        let nodes = Nodes { word: vec![1.0 - 100.0 * current], bit: vec![300.0 * current] };
        let ends = end_currents(&Circuit::ohmic(&wires, &drive, &[1e-3]), &nodes);
        assert_relative_eq!(ends.left[0], -current, max_relative = 1e-15);
        assert_relative_eq!(ends.bottom[0], current, max_relative = 1e-15);
        assert_eq!((ends.right[0], ends.top[0]), (0.0, 0.0));
        let mut voltages = [0.0];
        device_voltages(&nodes, &mut voltages);
        assert_relative_eq!(voltages[0], 1000.0 * current, max_relative = 1e-14);
    }

    /// One word line of four devices, 30 ohm before the first and 60 ohm behind the last: 120 ohm in all.
    fn held_at_both_ends() -> (Wires, Drive) {
        let line = Line { segment: 10.0.into(), driver_first: 20.0, driver_last: 50.0 };
        let mut drive = Drive::read(&[1.2], 4);
        drive.right[0] = Terminal::VirtualGround;
        (Wires::new(1, 4, line, Line::with_segment(1.0)), drive)
    }

    #[test]
    fn both_ends_share_like_a_lever_and_pass_the_current_between_their_sources() {
        let (wires, drive) = held_at_both_ends();
        let line = OneLine::of(&wires, &drive, Lines::Word).next().unwrap();
        let mut injected = Injection::default();
        injected.add(2, 0.012);
        let into = |k: usize| if k == 2 { 0.012 } else { 0.0 };
        for (first, last) in [injected.split(&line, 10.0), lever(&line, into)] {
            assert_relative_eq!(first, 0.012 * 70.0 / 120.0 - 0.01, max_relative = 1e-13);
            assert_relative_eq!(last, 0.012 * 50.0 / 120.0 + 0.01, max_relative = 1e-13);
        }
    }

    #[test]
    fn the_ends_of_a_broken_line_take_what_enters_on_their_side() {
        let (mut wires, drive) = held_at_both_ends();
        let into = |k: usize| [1.0, 2.0, 4.0, 8.0][k];
        let mut segments = vec![10.0; 5];
        segments[1] = f64::INFINITY;
        segments[3] = f64::INFINITY;
        wires.word.segment = Segments::Each(segments);
        let line = OneLine::of(&wires, &drive, Lines::Word).next().unwrap();
        assert_eq!(lever(&line, into), (1.0, 8.0));
    }

    #[test]
    fn perfect_conductors_carry_what_their_devices_carry() {
        let (wires, mut drive) = one_device(Line::with_segment(0.0), Line::with_segment(0.0));
        drive.top[0] = Terminal::VirtualGround;
        let ends = end_currents(&Circuit::ohmic(&wires, &drive, &[1e-3]), &Nodes { word: vec![1.0], bit: vec![0.0] });
        assert_eq!((ends.left[0], ends.top[0], ends.bottom[0]), (-1e-3, 0.5e-3, 0.5e-3));
    }
}
