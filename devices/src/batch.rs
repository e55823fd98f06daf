//! Many devices of one scalar model.

use rayon::prelude::*;

use crate::model::{Advance, Column, DeviceArray, DeviceModel, Segment};

/// Devices handed to a thread at a time.
const BLOCK: usize = 64;

/// Batches from this size on are stepped by all threads.
const PARALLEL_FROM: usize = 4096;

/// States of many devices that share one [`DeviceModel`]; all off at first.
#[derive(Clone, Debug)]
pub struct Batch<M> {
    model: M,
    states: Vec<f64>,
    marked: Vec<f64>,
    columns: &'static [Column],
}

impl<M: DeviceModel> Batch<M> {
    /// `count` devices, all off.
    pub fn new(model: M, count: usize) -> Batch<M> {
        let states = vec![model.off_state(); count];
        Batch { model, marked: states.clone(), states, columns: const { &[M::POSITION, CONDUCTANCE] } }
    }

    fn position(&self, state: f64) -> f64 {
        (state - self.model.off_state()) / (self.model.on_state() - self.model.off_state())
    }
}

const CONDUCTANCE: Column = Column { name: "conductance", unit: "S", long_name: "conductance at 0 V" };

impl<M: DeviceModel> DeviceArray for Batch<M> {
    fn len(&self) -> usize {
        self.states.len()
    }

    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        assert_eq!(voltages.len(), self.len(), "one voltage per device");
        let outputs = currents.iter_mut().zip(conductances);
        for ((&state, &voltage), (current, conductance)) in self.states.iter().zip(voltages).zip(outputs) {
            let branch = self.model.branch(state, voltage);
            (*current, *conductance) = (branch.current, branch.conductance);
        }
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.model.idle(lowest, highest, dt)
    }

    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        let len = self.len();
        assert!(segment.start.len() == len && segment.end.len() == len, "one voltage per device");
        let (model, range) = (&self.model, (self.model.on_state() - self.model.off_state()).abs());
        let step =
            |(states, (start, end)): (&mut [f64], (&[f64], &[f64]))| advance_block(model, states, start, end, dt);
        let sum = if len < PARALLEL_FROM {
            let voltages = segment.start.chunks(BLOCK).zip(segment.end.chunks(BLOCK));
            self.states.chunks_mut(BLOCK).zip(voltages).map(step).fold(Advance::default(), Advance::join)
        } else {
            let voltages = segment.start.par_chunks(BLOCK).zip(segment.end.par_chunks(BLOCK));
            self.states.par_chunks_mut(BLOCK).zip(voltages).map(step).reduce(Advance::default, Advance::join)
        };
        Advance { largest_change: sum.largest_change / range, ..sum }
    }

    fn mark(&mut self) {
        self.marked.copy_from_slice(&self.states);
    }

    fn rollback(&mut self) {
        self.states.copy_from_slice(&self.marked);
    }

    fn program(&mut self, positions: &[f64]) {
        assert_eq!(positions.len(), self.len(), "one position per device");
        let (off, on) = (self.model.off_state(), self.model.on_state());
        for (state, &position) in self.states.iter_mut().zip(positions) {
            assert!((0.0..=1.0).contains(&position), "position {position} is not in 0..1");
            *state = off + position * (on - off);
        }
    }

    fn columns(&self) -> &'static [Column] {
        self.columns
    }

    fn read(&self, column: usize, out: &mut [f64]) {
        assert!(column < self.columns.len(), "these devices have {} columns", self.columns.len());
        for (&state, value) in self.states.iter().zip(out) {
            *value = match column {
                0 => self.position(state),
                _ => self.model.branch(state, 0.0).conductance,
            };
        }
    }
}

/// Largest change in units of the state itself.
fn advance_block(model: &impl DeviceModel, states: &mut [f64], start: &[f64], end: &[f64], dt: f64) -> Advance {
    let mut sum = Advance::default();
    for ((state, &start), &end) in states.iter_mut().zip(start).zip(end) {
        if model.idle(start.min(end), start.max(end), dt) {
            continue;
        }
        let before = *state;
        *state = model.advance(before, start, end, dt);
        sum = sum.join(Advance { largest_change: (*state - before).abs(), active: 1 });
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    fn array(count: usize) -> Box<dyn DeviceArray> {
        catalogue::load("lammie2020_vteam", &toml::Table::new()).unwrap().array(count, 1)
    }

    fn read(array: &dyn DeviceArray, column: usize) -> Vec<f64> {
        let mut out = vec![0.0; array.len()];
        array.read(column, &mut out);
        out
    }

    #[test]
    fn programmed_positions_are_read_back_and_set_the_resistance() {
        let mut array = array(3);
        assert_eq!(read(&*array, 0), [0.0; 3]);
        array.program(&[0.0, 0.5, 1.0]);
        for (value, expected) in read(&*array, 0).into_iter().zip([0.0, 0.5, 1.0]) {
            assert!((value - expected).abs() < 1e-15);
        }
        for (value, expected) in read(&*array, 1).into_iter().zip([1e-3, 1.0 / 525.0, 1.0 / 50.0]) {
            assert!((value / expected - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn rollback_returns_to_the_mark_and_idle_devices_do_not_count() {
        let mut array = array(PARALLEL_FROM + 5);
        let voltages: Vec<f64> = (0..array.len()).map(|k| if k == 7 { -0.5 } else { 0.0 }).collect();
        array.mark();
        let advance = array.advance(Segment { start: &voltages, end: &voltages }, 1e-11);
        assert_eq!(advance.active, 1);
        // dw = 10 m/s (0.5/0.2 - 1)^3 10 ps of 3 nm
        assert!((advance.largest_change - 10.0 * 1.5f64.powi(3) * 1e-11 / 3e-9).abs() < 1e-12);
        array.rollback();
        assert!(read(&*array, 0).iter().all(|&position| position == 0.0));
    }
}
