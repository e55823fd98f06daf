//! Cells of one kind, as a circuit sees them.

use super::node::{self, Solution};
use super::series::Series;
use super::trail::Trail;
use crate::checkpoint::{Heading, RestoreError};
use crate::model::{Advance, Column, DeviceArray, Segment};
use crate::words::Words;

/// Devices with an element in series with each.
pub(super) struct Cells<S: Series> {
    pub trail: Trail,
    pub series: S,
    /// Voltage across each device (V) at the end of the last step.
    pub last: Vec<f64>,
    marked: Vec<f64>,
    columns: Vec<Column>,
}

/// Last column of cells.
const DEVICE_VOLTAGE: Column =
    Column { name: "device_voltage", unit: "V", long_name: "voltage across the device at the end of the last step" };

impl<S: Series> Cells<S> {
    /// Puts `series`, one element each, in series with the devices of `inner`.
    pub fn new(inner: Box<dyn DeviceArray>, series: S) -> Cells<S> {
        let own = [S::COLUMN, DEVICE_VOLTAGE];
        let columns = inner.columns().iter().copied().chain(own).collect();
        let rest = vec![0.0; inner.len()];
        Cells { trail: Trail::new(inner), series, last: rest.clone(), marked: rest, columns }
    }

    /// Inner nodes with `voltages` (V) across the cells, in the present states.
    pub fn solve(&self, voltages: &[f64]) -> Solution {
        node::solve(self.trail.devices(), voltages, |cell, drop| self.series.branch(cell, drop))
    }

    fn heading(&self) -> Heading {
        Heading::new(&("cells", self.series.law()), self.last.len())
    }

    /// Devices at rest, elements as they were made.
    fn reset(&mut self, cell: usize) {
        self.series.reset(cell);
        self.last[cell] = 0.0;
    }
}

impl<S: Series> Words for Cells<S> {
    fn append_to(&self, words: &mut Vec<u64>) {
        self.series.append_to(words);
        self.last.append_to(words);
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        self.series.take_from(words);
        self.last.take_from(words);
    }
}

impl<S: Series> DeviceArray for Cells<S> {
    fn len(&self) -> usize {
        self.trail.devices().len()
    }

    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        let len = self.len();
        assert!(currents.len() == len && conductances.len() == len, "one current and conductance per device");
        let solution = self.solve(voltages);
        currents.copy_from_slice(&solution.currents);
        conductances.copy_from_slice(&solution.conductances);
    }

    /// Charge of the devices at their share of the voltage: the inner node is taken to follow at once, without a time
    /// constant of element and capacitance of its own.
    fn charges(&self, voltages: &[f64], charges: &mut [f64], capacitances: &mut [f64]) {
        let solution = self.solve(voltages);
        self.trail.devices().charges(&solution.devices, charges, capacitances);
        capacitances.iter_mut().zip(&solution.shares).for_each(|(capacitance, share)| *capacitance *= share);
    }

    /// An element takes part of the voltage and never adds to it.
    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        let (lowest, highest) = (lowest.min(0.0), highest.max(0.0));
        self.series.idle(lowest, highest) && self.trail.devices().idle(lowest, highest, dt)
    }

    fn jumps(&self) -> bool {
        self.series.jumps() || self.trail.devices().jumps()
    }

    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        let len = self.len();
        assert!(segment.start.len() == len && segment.end.len() == len, "one voltage per device");
        self.pass(segment, dt)
    }

    fn stand(&mut self, bit_nodes: Segment<'_>) {
        self.series.stand(bit_nodes);
    }

    fn set_gates(&mut self, gates: Segment<'_>) {
        self.series.set_gates(gates);
    }

    fn wait(&mut self, dt: f64) {
        self.trail.wait(dt);
    }

    fn mark(&mut self) {
        self.trail.mark();
        self.series.mark();
        self.marked.copy_from_slice(&self.last);
    }

    fn rollback(&mut self) {
        self.trail.rollback();
        self.series.rollback();
        self.last.copy_from_slice(&self.marked);
    }

    fn save(&self, state: &mut Vec<u64>) {
        self.heading().save(self, state);
        self.trail.devices().save(state);
    }

    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        let mut rest = *state;
        let mut words = self.heading().take(self, &mut rest)?;
        self.trail.restore(&mut rest)?;
        *state = rest;
        self.take_from(&mut words);
        self.mark();
        Ok(())
    }

    fn program(&mut self, positions: &[f64]) {
        self.trail.program(positions);
        (0..positions.len()).for_each(|cell| self.reset(cell));
    }

    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        self.trail.place(devices, positions);
        devices.iter().for_each(|&cell| self.reset(cell));
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn read(&self, column: usize, out: &mut [f64]) {
        let inner = self.columns.len() - 2;
        assert!(column < inner + 2, "these cells have {} columns", inner + 2);
        match column {
            1 => out.copy_from_slice(&self.conductances()),
            _ if column < inner => self.trail.devices().read(column, out),
            _ if column == inner => {
                out.iter_mut().enumerate().for_each(|(cell, value)| *value = self.series.read(cell));
            }
            _ => out.copy_from_slice(&self.last),
        }
    }
}
