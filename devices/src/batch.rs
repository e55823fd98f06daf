//! Many devices of one scalar model.

use multiversion::multiversion;
use rayon::prelude::*;

use crate::checkpoint::{Heading, RestoreError};
use crate::model::{Advance, CONDUCTANCE, Column, DeviceArray, DeviceModel, Segment};
use crate::ramp::Ramp;
use crate::rng::Random;
use crate::words::Words;

/// Devices handed to a thread at a time.
const BLOCK: usize = 1024;

/// Batches from this size on are stepped by all threads; below it handing out the work costs more than it saves.
const PARALLEL_FROM: usize = 4096;

/// States of many devices that share one [`DeviceModel`]; all off at first.
#[derive(Clone, Debug)]
pub struct Batch<M: DeviceModel> {
    model: M,
    seed: u64,
    states: Vec<M::State>,
    marked: Vec<M::State>,
    columns: Vec<Column>,
}

impl<M: DeviceModel> Batch<M> {
    /// `count` devices, all off; `seed` decides everything random about them.
    pub fn new(model: M, count: usize, seed: u64) -> Batch<M> {
        let states: Vec<M::State> = (0..count).map(|device| model.state(0.0, Random::new(seed, device))).collect();
        let columns = [M::POSITION, CONDUCTANCE].into_iter().chain(M::INTERNALS.iter().copied()).collect();
        Batch { model, seed, marked: states.clone(), states, columns }
    }

    fn heading(&self) -> Heading {
        Heading::new(&(&self.model, self.seed), self.states.len())
    }
}

impl<M: DeviceModel> DeviceArray for Batch<M> {
    fn len(&self) -> usize {
        self.states.len()
    }

    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        assert_eq!(voltages.len(), self.len(), "one voltage per device");
        let (model, states) = (&self.model, &self.states);
        if self.len() < PARALLEL_FROM {
            return branch_block(model, states, voltages, currents, conductances);
        }
        let outputs = currents.par_chunks_mut(BLOCK).zip(conductances.par_chunks_mut(BLOCK));
        let inputs = states.par_chunks(BLOCK).zip(voltages.par_chunks(BLOCK));
        inputs.zip(outputs).for_each(|((states, voltages), (currents, conductances))| {
            branch_block(model, states, voltages, currents, conductances);
        });
    }

    fn charges(&self, voltages: &[f64], charges: &mut [f64], capacitances: &mut [f64]) {
        assert_eq!(voltages.len(), self.len(), "one voltage per device");
        let outputs = charges.iter_mut().zip(capacitances);
        for ((state, &voltage), (charge, capacitance)) in self.states.iter().zip(voltages).zip(outputs) {
            let own = self.model.charge(state, voltage);
            (*charge, *capacitance) = (own.charge, own.capacitance);
        }
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.model.idle(lowest, highest, dt)
    }

    fn jumps(&self) -> bool {
        self.model.jumps()
    }

    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        let len = self.len();
        assert!(segment.start.len() == len && segment.end.len() == len, "one voltage per device");
        let (model, seed) = (&self.model, self.seed);
        if len < PARALLEL_FROM {
            return advance_block(model, &mut self.states, segment, dt, seed, 0);
        }
        let voltages = segment.start.par_chunks(BLOCK).zip(segment.end.par_chunks(BLOCK));
        let blocks = self.states.par_chunks_mut(BLOCK).zip(voltages).enumerate();
        let step = blocks.map(|(block, (states, (start, end)))| {
            advance_block(model, states, Segment { start, end }, dt, seed, block * BLOCK)
        });
        step.reduce(Advance::default, Advance::join)
    }

    fn wait(&mut self, dt: f64) {
        for state in &mut self.states {
            *state = self.model.wait(state, dt);
        }
    }

    fn mark(&mut self) {
        self.marked.copy_from_slice(&self.states);
    }

    fn rollback(&mut self) {
        self.states.copy_from_slice(&self.marked);
    }

    fn save(&self, state: &mut Vec<u64>) {
        self.heading().save(&self.states, state);
    }

    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        let mut words = self.heading().take(&self.states, state)?;
        self.states.take_from(&mut words);
        self.mark();
        Ok(())
    }

    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        assert_eq!(positions.len(), devices.len(), "one position per device that is placed");
        for (&device, &position) in devices.iter().zip(positions) {
            assert!((0.0..=1.0).contains(&position), "position {position} is not in 0..1");
            self.states[device] = self.model.state(position, Random::new(self.seed, device));
        }
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn read(&self, column: usize, out: &mut [f64]) {
        assert!(column < self.columns.len(), "these devices have {} columns", self.columns.len());
        for (state, value) in self.states.iter().zip(out) {
            *value = match column {
                0 => self.model.position(state),
                1 => self.model.branch(state, 0.0).conductance,
                _ => self.model.internal(state, column - 2),
            };
        }
    }
}

/// Devices `first` and up of a batch: first all by the model's shortcut, then those that it does not serve.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn advance_block<M: DeviceModel>(
    model: &M,
    states: &mut [M::State],
    segment: Segment<'_>,
    dt: f64,
    seed: u64,
    first: usize,
) -> Advance {
    let (mut largest, mut active) = (0i64, 0u64);
    let mut note = |state: &mut M::State, next: M::State| {
        let change = (model.position(&next) - model.position(state)).abs();
        // the bits of numbers above zero are in their order, and integers have a vector maximum
        largest = largest.max(change.to_bits() as i64);
        active += u64::from(next != *state);
        *state = next;
    };
    let random = |device: usize| Random::new(seed, first + device);
    // a word each, as wide as what decides it: narrower marks would have to be packed
    let (mut left, mut any_left) = (vec![0; states.len()], 0u64);
    let marks = &mut left[..states.len()];
    model.shortcuts(states, segment, dt, random, |device, state, (next, serves)| {
        marks[device] = if serves { 0 } else { u64::MAX };
        any_left |= marks[device];
        note(state, if serves { next } else { *state });
    });
    if any_left != 0 {
        for device in (0..states.len()).filter(|&device| left[device] != 0) {
            let ramp = Ramp { start: segment.start[device], end: segment.end[device], dt };
            let next = model.advance(&states[device], ramp, random(device));
            note(&mut states[device], next);
        }
    }
    Advance { largest_change: f64::from_bits(largest as u64), active: active as usize }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn branch_block<M: DeviceModel>(
    model: &M,
    states: &[M::State],
    voltages: &[f64],
    currents: &mut [f64],
    conductances: &mut [f64],
) {
    let outputs = currents.iter_mut().zip(conductances);
    for ((state, &voltage), (current, conductance)) in states.iter().zip(voltages).zip(outputs) {
        let branch = model.branch(state, voltage);
        (*current, *conductance) = (branch.current, branch.conductance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;
    use crate::memristor::Yakopcic;

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

    #[test]
    fn devices_in_vectors_and_one_by_one_end_in_the_same_states() {
        // voltages through and beyond both thresholds, states on both sides of the knees: some served, some not
        let parameters = catalogue::find("yakopcic2013").unwrap().parameters;
        let model: Yakopcic = toml::from_str(&parameters.to_string()).unwrap();
        for count in [1, 63, 64, 197, PARALLEL_FROM + 3] {
            let spread = |k: usize, stride: usize| (k * stride % 101) as f64 / 100.0;
            let start: Vec<f64> = (0..count).map(|k| spread(k, 37) - 0.5).collect();
            let end: Vec<f64> = (0..count).map(|k| spread(k, 61) - 0.5).collect();
            let mut batch = Batch::new(model, count, 1);
            batch.program(&(0..count).map(|k| spread(k, 17)).collect::<Vec<_>>());
            let before = read(&batch, 0);
            let advance = batch.advance(Segment { start: &start, end: &end }, 1e-5);
            let (mut served, mut active, mut largest) = (0, 0, 0.0f64);
            for (device, after) in read(&batch, 0).into_iter().enumerate() {
                let ramp = Ramp { start: start[device], end: end[device], dt: 1e-5 };
                let alone = model.advance(&before[device], ramp, Random::new(1, device));
                // two forms of one solution
                assert!((after - alone).abs() < 1e-14, "device {device} of {count}: {after} {alone}");
                served += usize::from(model.shortcut(&before[device], ramp, Random::new(1, device)).1);
                active += usize::from(after != before[device]);
                largest = largest.max((after - before[device]).abs());
            }
            assert!(count < 63 || (served > 0 && served < count), "{served} of {count} served");
            assert_eq!(advance, Advance { largest_change: largest, active });
        }
    }
}
