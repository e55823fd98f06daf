//! Spike-timing dependent plasticity as a measurement: what a pair of spikes does to a device.
//!
//! The delay is `t_post - t_pre` (s); the device sees `v_pre - v_post` (V). Nothing here is a rule.

use devices::{DeviceArray, Segment};

use crate::{Circuit, LearningError, Lines, Waveform};

/// A pair of spikes.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Spike on the row.
    pub pre: Waveform,
    /// Spike on the column.
    pub post: Waveform,
    /// `t_post - t_pre` (s).
    pub delay: f64,
}

impl Pair {
    /// Lines on which the pair plays at `row` and `column`, the earlier spike at 0 s, and the time at which both have ended.
    fn lines(&self, rows: usize, columns: usize, row: usize, column: usize) -> (Lines, f64) {
        let mut lines = Lines::new(rows, columns);
        let (t_pre, t_post) = ((-self.delay).max(0.0), self.delay.max(0.0));
        lines.rows[row].play(t_pre, &self.pre);
        lines.columns[column].play(t_post, &self.post);
        (lines, (t_pre + self.pre.duration()).max(t_post + self.post.duration()))
    }
}

/// Puts the pair across every device of an array, each alone; the devices go on from their present states.
pub fn play(devices: &mut dyn DeviceArray, pair: &Pair) {
    let (lines, end) = pair.lines(1, 1, 0, 0);
    let (row, column) = (&lines.rows[0], &lines.columns[0]);
    let mut time = 0.0;
    while time < end {
        let next = lines.next_corner(time).unwrap_or(end).min(end);
        let start = vec![row.after(time) - column.after(time); devices.len()];
        let stop = vec![row.before(next) - column.before(next); devices.len()];
        devices.advance(Segment { start: &start, end: &stop }, next - time);
        time = next;
    }
}

/// Change of the conductance at 0 V (S) of every device of an array when the pair is put across each of them alone.
pub fn isolated(devices: &mut dyn DeviceArray, pair: &Pair) -> Vec<f64> {
    let before = devices.conductances();
    play(devices, pair);
    devices.conductances().iter().zip(&before).map(|(after, before)| after - before).collect()
}

/// Change of the conductance (S) of every device of a solved array when the pair plays at one row and one column.
///
/// # Errors
/// [`LearningError`] when the circuit cannot be solved or stepped.
pub fn in_circuit(circuit: &mut Circuit, row: usize, column: usize, pair: &Pair) -> Result<Vec<f64>, LearningError> {
    let before = circuit.conductances().to_vec();
    let (lines, end) = pair.lines(circuit.wires().rows, circuit.wires().columns, row, column);
    circuit.forget();
    let mut time = 0.0;
    while time < end {
        let next = lines.next_corner(time).unwrap_or(end).min(end);
        time = circuit.step(&lines, time, next)?.time;
    }
    Ok(circuit.conductances().iter().zip(&before).map(|(after, before)| after - before).collect())
}
