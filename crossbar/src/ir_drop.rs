//! Voltage lost along the lines.

use crate::{array::Nodes, circuit::Circuit, error::Lines, line::OneLine};

/// Voltage lost on the lines of each device (V, at least 0), row-major: between its word-line node and the source of
/// that line, plus the same for its bit line.
///
/// The source is the held end to which the node has the least resistance, the first of two equally near. A line or a
/// piece of a broken line that nothing holds has no source and loses nothing. Where every line is held at one end,
/// current flows from word to bit line and no voltage is applied backwards, this is the applied voltage less the
/// device voltage.
///
/// # Panics
/// When `drops` has not one entry per device.
pub fn ir_drops(circuit: &Circuit<'_>, nodes: &Nodes, drops: &mut [f64]) {
    assert_eq!(drops.len(), circuit.wires.devices(), "one drop per device");
    drops.fill(0.0);
    for line in OneLine::all(circuit.wires, circuit.drive) {
        let voltages = match line.lines {
            Lines::Word => &nodes.word,
            Lines::Bit => &nodes.bit,
        };
        add_line(&line, voltages, drops);
    }
}

fn add_line(line: &OneLine<'_>, voltages: &[f64], drops: &mut [f64]) {
    let [first, last] = line.holds();
    let end = |hold: Option<(f64, f64)>| hold.map_or(f64::INFINITY, |(_, resistance)| resistance);
    let between: Vec<f64> = (0..line.nodes() - 1).map(|k| line.between(k)).collect();
    let mut to_first = end(first);
    // resistance from the node to the last end: summed from there, since a difference would round, or be no number
    let mut to_last = vec![end(last); line.nodes()];
    for k in (0..between.len()).rev() {
        to_last[k] = to_last[k + 1] + between[k];
    }
    for (k, to_last) in to_last.into_iter().enumerate() {
        let source = if to_first <= to_last { first.filter(|_| to_first.is_finite()) } else { last };
        if let Some((voltage, _)) = source {
            let device = line.device(k);
            drops[device] += (voltage - voltages[device]).abs();
        }
        to_first += between.get(k).copied().unwrap_or(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Automatic, Drive, LinearSolver, Reference, Segments, Terminal, Wires, device_voltages};

    #[test]
    fn a_read_loses_what_the_devices_do_not_see() {
        let reference = Reference { size: 12, seed: 3, segment: 2.0, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 };
        let (wires, drive, conductances) = reference.circuit();
        let circuit = Circuit::ohmic(&wires, &drive, &conductances);
        let mut nodes = Nodes::default();
        Automatic::new().solve(&circuit, &mut nodes).unwrap();
        let (mut seen, mut lost) = (vec![0.0; 144], vec![0.0; 144]);
        device_voltages(&nodes, &mut seen);
        ir_drops(&circuit, &nodes, &mut lost);
        for k in 0..144 {
            let applied = drive.left[k / 12].voltage().unwrap();
            // a row that its columns pull above its source loses in the other direction
            if nodes.word[k] <= applied {
                assert!((applied - seen[k] - lost[k]).abs() < 1e-15, "{k}: {} + {}", seen[k], lost[k]);
            }
        }
        assert!(lost.iter().all(|drop| *drop > 0.0));
    }

    /// One word line of four devices between 1 V and 0.5 V, grounded bit lines without resistance.
    fn held_at_both_ends(segments: [f64; 5]) -> Vec<f64> {
        let mut wires = Wires::uniform(1, 4, 0.0);
        wires.word.segment = Segments::Each(segments.to_vec());
        let mut drive = Drive::read(&[1.0], 4);
        drive.right[0] = Terminal::Voltage(0.5);
        let nodes = Nodes { word: vec![0.9, 0.7, 0.6, 0.4], bit: vec![0.0; 4] };
        let mut lost = vec![0.0; 4];
        ir_drops(&Circuit::ohmic(&wires, &drive, &[1e-6; 4]), &nodes, &mut lost);
        lost
    }

    #[test]
    fn a_line_held_at_both_ends_loses_from_the_nearer_one() {
        let near = |found: Vec<f64>, expected: [f64; 4]| {
            assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-15), "{found:?}");
        };
        near(held_at_both_ends([1.0, 1.0, 1.0, 1.0, 1.0]), [0.1, 0.3, 0.1, 0.1]);
        near(held_at_both_ends([1.0, 1.0, 9.0, 1.0, 1.0]), [0.1, 0.3, 0.1, 0.1]);
        // broken in two places: the piece between has no source
        let open = f64::INFINITY;
        near(held_at_both_ends([9.0, open, 1.0, open, 9.0]), [0.1, 0.0, 0.0, 0.1]);
    }
}
