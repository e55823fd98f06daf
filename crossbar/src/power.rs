//! Where the energy goes.

use crate::{
    array::Nodes,
    currents::end_currents,
    drive::{Drive, Terminal},
    wires::{Line, Wires},
};

/// Power (W) in the parts of a solved circuit. By Tellegen's theorem `sources = devices + wires`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    /// Delivered by the sources at the line ends; negative when they absorb.
    pub sources: f64,
    /// Dissipated in the devices.
    pub devices: f64,
    /// Dissipated in segments, drivers and sense amplifiers.
    pub wires: f64,
}

/// Power in devices, wires and sources of a solved circuit.
///
/// Devices: sum of G V^2. Wires: sum of R I^2, with the current of each segment and end summed along the line from the
/// devices. Sources: sum of V I.
pub fn power(wires: &Wires, drive: &Drive, conductances: &[f64], nodes: &Nodes) -> Power {
    let ends = end_currents(wires, drive, conductances, nodes);
    let current = |k: usize| conductances[k] * (nodes.word[k] - nodes.bit[k]);
    let devices = (0..wires.devices()).map(|k| current(k) * (nodes.word[k] - nodes.bit[k])).sum();
    let words = (0..wires.rows).map(|row| {
        let out_of_line = (0..wires.columns).map(|column| current(row * wires.columns + column));
        line_loss(&wires.word, -ends.left[row], out_of_line, ends.right[row])
    });
    let bits = (0..wires.columns).map(|column| {
        let out_of_line = (0..wires.rows).map(|row| -current(row * wires.columns + column));
        line_loss(&wires.bit, -ends.top[column], out_of_line, ends.bottom[column])
    });
    let delivered = |terminals: &[Terminal], out: &[f64]| -> f64 {
        terminals.iter().zip(out).map(|(end, out)| -out * end.voltage().unwrap_or(0.0)).sum()
    };
    Power {
        sources: delivered(&drive.left, &ends.left)
            + delivered(&drive.right, &ends.right)
            + delivered(&drive.top, &ends.top)
            + delivered(&drive.bottom, &ends.bottom),
        devices,
        wires: words.sum::<f64>() + bits.sum::<f64>(),
    }
}

/// Dissipation (W) along one line that is entered by a current (A), loses one at each device, and is left by another.
fn line_loss(line: &Line, entering: f64, out_of_line: impl Iterator<Item = f64>, leaving: f64) -> f64 {
    let mut loss = line.end_first() * entering * entering + line.end_last() * leaving * leaving;
    let mut along = entering;
    let mut devices = out_of_line.peekable();
    while let Some(lost) = devices.next() {
        along -= lost;
        if devices.peek().is_some() {
            loss += line.segment * along * along;
        }
    }
    loss
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn a_divider_spends_its_power_in_proportion_to_resistance() {
        let line = |segment| Line::with_segment(segment);
        let wires = Wires { rows: 1, columns: 1, word: line(100.0), bit: line(300.0) };
        let current = 1.0 / 1400.0;
        let nodes = Nodes { word: vec![1.0 - 100.0 * current], bit: vec![300.0 * current] };
        let power = power(&wires, &Drive::read(&[1.0], 1), &[1e-3], &nodes);
        assert_relative_eq!(power.sources, current, max_relative = 1e-14);
        assert_relative_eq!(power.devices, 1000.0 * current * current, max_relative = 1e-14);
        assert_relative_eq!(power.wires, 400.0 * current * current, max_relative = 1e-14);
    }
}
