//! Spike-timing dependent plasticity inside a solved array: the same pair of spikes at different places.

use crossbar::Wires;
use devices::DeviceArray;
use devices::catalogue::Device;
use learning::stdp::{Pair, in_circuit, isolated};
use learning::{Circuit, Columns, LearningError};
use rayon::prelude::*;

use super::stdp_places::{Peaks, Place, StdpPlaces};
use super::{Progress, Stdp};

/// Pairs of spikes on one word line and one bit line of an array, all other lines at 0 V. Word lines are driven at their
/// left ends, bit lines at their bottom ends.
#[derive(Clone, Debug)]
pub struct StdpArray {
    /// Spikes, delays, and the position of all devices before each pair.
    pub stdp: Stdp,
    /// Size and resistance of the lines.
    pub wires: Wires,
    /// Places along either side at which the strongest changes are mapped.
    pub grid: usize,
}

/// Allowed error of device voltages (V): a thousandth of the spikes' size.
const TOLERANCE: f64 = 1e-3;

/// Names of the places whose whole windows are measured, by distance from the drivers.
pub(super) const PLACES: [&str; 3] = ["near", "middle", "far"];

impl StdpArray {
    /// Takes the measurement on an array of `device`s; each place is measured in a fresh array of the same `seed`.
    ///
    /// # Errors
    /// [`LearningError`] when the circuit cannot be set up, solved or stepped.
    pub fn measure(&self, device: &Device, seed: u64, progress: Progress<'_>) -> Result<StdpPlaces, LearningError> {
        let (rows, columns) = (self.wires.rows, self.wires.columns);
        let corners = [(rows - 1, 0), (rows / 2, columns / 2), (0, columns - 1)];
        let at = |changes: &[f64], (row, column): (usize, usize)| changes[row * columns + column];
        let all: Vec<usize> = (0..self.stdp.delays.len()).collect();
        let alone = self.alone(device, seed, &all);
        let [up, down] = self.strongest(&alone, corners);
        let (map_rows, map_columns) = (self.along(rows), self.along(columns));
        let map = map_rows.iter().flat_map(|&row| map_columns.iter().map(move |&column| (row, column)));
        let mut jobs: Vec<(_, Vec<usize>)> = corners.map(|place| (place, all.clone())).into();
        jobs.extend(map.clone().map(|place| (place, vec![up, down])));
        let changes = self.in_array(device, seed, &jobs, progress)?;
        let place = |k: usize| {
            let (row, column) = corners[k];
            let alone = alone.iter().map(|changes| at(changes, corners[k])).collect();
            Place { name: PLACES[k], row, column, change: changes[k].clone(), alone }
        };
        // the same pairs in the same order as in the array: devices with chance in them draw the same numbers
        let map_alone = self.alone(device, seed, &[up, down]);
        let peaks = |side: usize, delay: usize| Peaks {
            delay: self.stdp.delays[delay],
            change: changes[corners.len()..].iter().map(|both| both[side]).collect(),
            alone: map.clone().map(|place| at(&map_alone[side], place)).collect(),
        };
        let (delays, places) = (self.stdp.delays.clone(), [0, 1, 2].map(place));
        Ok(StdpPlaces { delays, places, up: peaks(0, up), down: peaks(1, down), rows: map_rows, columns: map_columns })
    }

    fn pair(&self, delay: usize) -> Pair {
        Pair { pre: self.stdp.pre.clone(), post: self.stdp.post.clone(), delay: self.stdp.delays[delay] }
    }

    /// Changes of all devices without lines (S) by the pairs with these numbers, pair by pair.
    fn alone(&self, device: &Device, seed: u64, delays: &[usize]) -> Vec<Vec<f64>> {
        let mut devices = Columns::of(device, self.wires.rows, self.wires.columns, seed);
        let start = vec![self.stdp.start; self.wires.devices()];
        let change = |&delay: &usize| {
            devices.program(&start);
            isolated(&mut devices, &self.pair(delay))
        };
        delays.iter().map(change).collect()
    }

    /// Numbers of the delays with the strongest potentiation and depression of the devices at `corners` alone.
    fn strongest(&self, alone: &[Vec<f64>], corners: [(usize, usize); 3]) -> [usize; 2] {
        let sum = |delay: usize| -> f64 {
            corners.iter().map(|(row, column)| alone[delay][row * self.wires.columns + column]).sum()
        };
        [1.0, -1.0].map(|sign: f64| {
            let stronger = |a: &usize, b: &usize| (sign * sum(*a)).total_cmp(&(sign * sum(*b)));
            (0..alone.len()).max_by(stronger).unwrap_or(0)
        })
    }

    /// Places along a side of `lines` lines, both ends among them.
    fn along(&self, lines: usize) -> Vec<usize> {
        let places = self.grid.min(lines);
        (0..places).map(|k| k * (lines - 1) / places.saturating_sub(1).max(1)).collect()
    }

    /// Change of the device at each place (S) by the pairs whose numbers stand beside it.
    fn in_array(
        &self,
        device: &Device,
        seed: u64,
        jobs: &[((usize, usize), Vec<usize>)],
        progress: Progress<'_>,
    ) -> Result<Vec<Vec<f64>>, LearningError> {
        let (rows, columns) = (self.wires.rows, self.wires.columns);
        let start = vec![self.stdp.start; rows * columns];
        let at_place = |((row, column), delays): &((usize, usize), Vec<usize>)| {
            let mut circuit = Circuit::new(self.wires.clone(), Columns::of(device, rows, columns, seed), TOLERANCE)?;
            let change = |&delay: &usize| {
                circuit.program(&start);
                let changes = in_circuit(&mut circuit, *row, *column, &self.pair(delay))?;
                Ok(changes[row * self.wires.columns + column])
            };
            delays.iter().map(change).collect::<Result<Vec<f64>, LearningError>>()
        };
        let mut changes = Vec::new();
        for (k, some) in jobs.chunks(PLACES.len()).enumerate() {
            progress((k * PLACES.len()) as f64 / jobs.len() as f64);
            changes.extend(some.par_iter().map(at_place).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(changes)
    }
}
