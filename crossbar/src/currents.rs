//! Currents and voltages that follow from the voltages of the nodes.

use crate::{
    array::Nodes,
    drive::{Drive, Terminal},
    wires::{Line, Wires},
};

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
pub fn end_currents(wires: &Wires, drive: &Drive, conductances: &[f64], nodes: &Nodes) -> EndCurrents {
    let mut currents = EndCurrents::default();
    currents.update(wires, drive, conductances, nodes);
    currents
}

impl EndCurrents {
    /// [`end_currents`] into existing vectors: nothing is allocated when the sizes repeat.
    pub fn update(&mut self, wires: &Wires, drive: &Drive, conductances: &[f64], nodes: &Nodes) {
        self.left.resize(wires.rows, 0.0);
        self.right.resize(wires.rows, 0.0);
        // the bit-line sums collect in `top` and `bottom` until the last row has been added
        self.top.clear();
        self.top.resize(wires.columns, 0.0);
        self.bottom.clear();
        self.bottom.resize(wires.columns, 0.0);
        for row in 0..wires.rows {
            let span = row * wires.columns..(row + 1) * wires.columns;
            let (word, bit) = (&nodes.word[span.clone()], &nodes.bit[span.clone()]);
            let mut injected = Injection::default();
            for (column, g) in conductances[span].iter().enumerate() {
                let current = g * (word[column] - bit[column]);
                injected.add(column, -current);
                self.top[column] += current;
                self.bottom[column] += row as f64 * current;
            }
            let ends = (drive.left[row], drive.right[row]);
            (self.left[row], self.right[row]) = injected.split(&wires.word, wires.columns, ends);
        }
        for column in 0..wires.columns {
            let injected = Injection { total: self.top[column], moment: self.bottom[column] };
            let ends = (drive.top[column], drive.bottom[column]);
            (self.top[column], self.bottom[column]) = injected.split(&wires.bit, wires.rows, ends);
        }
    }

    /// Largest magnitude (A) over all ends.
    pub(crate) fn largest(&self) -> f64 {
        let all = [&self.left, &self.right, &self.top, &self.bottom].into_iter().flatten();
        all.fold(0.0, |largest, current| largest.max(current.abs()))
    }
}

/// Current that the devices inject into one line.
#[derive(Default)]
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

    /// Current out of the first and the last end of a line with `devices` devices.
    fn split(&self, line: &Line, devices: usize, ends: (Terminal, Terminal)) -> (f64, f64) {
        match (ends.0.voltage(), ends.1.voltage()) {
            (None, None) => (0.0, 0.0),
            (Some(_), None) => (self.total, 0.0),
            (None, Some(_)) => (0.0, self.total),
            (Some(first), Some(last)) => {
                let resistance = line.end_first() + (devices - 1) as f64 * line.segment + line.end_last();
                if resistance == 0.0 {
                    return (0.5 * self.total, 0.5 * self.total);
                }
                let through = (last - first) / resistance;
                let to_last = (self.total * line.end_first() + self.moment * line.segment) / resistance;
                (self.total - to_last + through, to_last - through)
            }
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
    use approx::assert_relative_eq;

    /// One device of 1 mS between a word line held at 1 V on the left and a bit line grounded at the bottom.
    fn one_device(word: Line, bit: Line) -> (Wires, Drive) {
        (Wires { rows: 1, columns: 1, word, bit }, Drive::read(&[1.0], 1))
    }

    #[test]
    fn a_divider_carries_the_same_current_in_and_out() {
        let (wires, drive) = one_device(Line::with_segment(100.0), Line::with_segment(300.0));
        let current = 1.0 / (100.0 + 1000.0 + 300.0);
        let nodes = Nodes { word: vec![1.0 - 100.0 * current], bit: vec![300.0 * current] };
        let ends = end_currents(&wires, &drive, &[1e-3], &nodes);
        assert_relative_eq!(ends.left[0], -current, max_relative = 1e-15);
        assert_relative_eq!(ends.bottom[0], current, max_relative = 1e-15);
        assert_eq!((ends.right[0], ends.top[0]), (0.0, 0.0));
        let mut voltages = [0.0];
        device_voltages(&nodes, &mut voltages);
        assert_relative_eq!(voltages[0], 1000.0 * current, max_relative = 1e-14);
    }

    #[test]
    fn both_ends_share_like_a_lever_and_pass_the_current_between_their_sources() {
        let line = Line { segment: 10.0, driver_first: 20.0, driver_last: 50.0 };
        // 30 ohm before the first of four devices, 60 ohm behind the last: 120 ohm in all
        let ends = (Terminal::Voltage(1.2), Terminal::VirtualGround);
        let mut injected = Injection::default();
        injected.add(2, 0.012);
        let (first, last) = injected.split(&line, 4, ends);
        assert_relative_eq!(first, 0.012 * 70.0 / 120.0 - 0.01, max_relative = 1e-13);
        assert_relative_eq!(last, 0.012 * 50.0 / 120.0 + 0.01, max_relative = 1e-13);
    }

    #[test]
    fn perfect_conductors_carry_what_their_devices_carry() {
        let (wires, mut drive) = one_device(Line::with_segment(0.0), Line::with_segment(0.0));
        drive.top[0] = Terminal::VirtualGround;
        let ends = end_currents(&wires, &drive, &[1e-3], &Nodes { word: vec![1.0], bit: vec![0.0] });
        assert_eq!((ends.left[0], ends.top[0], ends.bottom[0]), (-1e-3, 0.5e-3, 0.5e-3));
    }
}
