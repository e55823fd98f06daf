//! The devices of an array, one array per column: a column that fires is stepped without touching the others.

use std::ops::DerefMut;

use devices::catalogue::Device;
use devices::rng::{Purpose, key};
use devices::{Advance, Column, DeviceArray, RestoreError, Segment};

/// One column of `whole`, which is row-major with `columns` columns.
pub(crate) fn column_of(whole: &[f64], columns: usize, column: usize) -> impl Iterator<Item = &f64> + Clone {
    whole.iter().skip(column).step_by(columns)
}

/// Devices of an array of rows x columns, kept column by column; as a whole they are a [`DeviceArray`], row-major.
///
/// They own their columns, or borrow some of those of a larger array.
pub struct Columns<A = Box<dyn DeviceArray>> {
    rows: usize,
    arrays: Vec<A>,
}

/// A column of somebody else.
pub(crate) type Borrowed<'a> = &'a mut (dyn DeviceArray + 'static);

impl Columns {
    /// The devices of `arrays`, one per column, all of the same number of devices.
    pub fn new(arrays: Vec<Box<dyn DeviceArray>>) -> Self {
        let rows = arrays.first().map_or(0, |array| array.len());
        assert!(arrays.iter().all(|array| array.len() == rows), "all columns have the same number of devices");
        Self { rows, arrays }
    }

    /// Rows x columns devices of one kind, all OFF; `seed` decides everything random about them.
    pub fn of(device: &Device, rows: usize, columns: usize, seed: u64) -> Self {
        let array = |column: usize| device.array(rows, key(seed, Purpose::Columns, column as u64));
        Self { rows, arrays: (0..columns).map(array).collect() }
    }

    /// Devices of one column.
    pub fn column(&self, column: usize) -> &dyn DeviceArray {
        self.arrays[column].as_ref()
    }

    /// Devices of one column, to be moved.
    pub fn column_mut(&mut self, column: usize) -> &mut dyn DeviceArray {
        self.arrays[column].as_mut()
    }

    /// The devices of some columns, to be moved together.
    pub(crate) fn some_mut(&mut self, columns: &[usize]) -> Columns<Borrowed<'_>> {
        let chosen = self.arrays.iter_mut().enumerate().filter(|(column, _)| columns.contains(column));
        Columns { rows: self.rows, arrays: chosen.map(|(_, array)| array.as_mut()).collect() }
    }

    /// [`DeviceArray::wait`] for all columns but some.
    pub(crate) fn wait_beside(&mut self, columns: &[usize], dt: f64) {
        let others = self.arrays.iter_mut().enumerate().filter(|(other, _)| !columns.contains(other));
        others.for_each(|(_, array)| array.wait(dt));
    }
}

impl<A: DerefMut<Target = dyn DeviceArray>> Columns<A> {
    /// One column of what is given row-major.
    fn part(&self, whole: &[f64], column: usize) -> Vec<f64> {
        column_of(whole, self.arrays.len(), column).copied().collect()
    }

    /// Puts one column where it belongs row-major.
    pub(crate) fn put(&self, part: &[f64], column: usize, whole: &mut [f64]) {
        let places = whole.iter_mut().skip(column).step_by(self.arrays.len());
        places.zip(part).for_each(|(place, value)| *place = *value);
    }

    /// Asks every column for two quantities at voltages.
    fn pairs(
        &self,
        voltages: &[f64],
        (first, second): (&mut [f64], &mut [f64]),
        ask: impl Fn(&dyn DeviceArray, &[f64], &mut [f64], &mut [f64]),
    ) {
        let (mut a, mut b) = (vec![0.0; self.rows], vec![0.0; self.rows]);
        for (column, array) in self.arrays.iter().enumerate() {
            ask(&**array, &self.part(voltages, column), &mut a, &mut b);
            self.put(&a, column, first);
            self.put(&b, column, second);
        }
    }
}

impl<A: DerefMut<Target = dyn DeviceArray> + Send + Sync> DeviceArray for Columns<A> {
    fn len(&self) -> usize {
        self.rows * self.arrays.len()
    }

    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        self.pairs(voltages, (currents, conductances), |array, v, i, g| array.branches(v, i, g));
    }

    fn charges(&self, voltages: &[f64], charges: &mut [f64], capacitances: &mut [f64]) {
        self.pairs(voltages, (charges, capacitances), |array, v, q, c| array.charges(v, q, c));
    }

    fn stand(&mut self, bit_nodes: Segment<'_>) {
        for column in 0..self.arrays.len() {
            let (start, end) = (self.part(bit_nodes.start, column), self.part(bit_nodes.end, column));
            self.arrays[column].stand(Segment { start: &start, end: &end });
        }
    }

    fn set_gates(&mut self, gates: Segment<'_>) {
        for column in 0..self.arrays.len() {
            let (start, end) = (self.part(gates.start, column), self.part(gates.end, column));
            self.arrays[column].set_gates(Segment { start: &start, end: &end });
        }
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.arrays.iter().all(|array| array.idle(lowest, highest, dt))
    }

    fn jumps(&self) -> bool {
        self.arrays.iter().any(|array| array.jumps())
    }

    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        let mut moved = Advance::default();
        for column in 0..self.arrays.len() {
            let (start, end) = (self.part(segment.start, column), self.part(segment.end, column));
            moved = moved.join(self.arrays[column].advance(Segment { start: &start, end: &end }, dt));
        }
        moved
    }

    fn wait(&mut self, dt: f64) {
        self.arrays.iter_mut().for_each(|array| array.wait(dt));
    }

    fn conducts_the_same_after_waiting(&self) -> bool {
        self.arrays.iter().all(|array| array.conducts_the_same_after_waiting())
    }

    fn mark(&mut self) {
        self.arrays.iter_mut().for_each(|array| array.mark());
    }

    fn rollback(&mut self) {
        self.arrays.iter_mut().for_each(|array| array.rollback());
    }

    fn save(&self, state: &mut Vec<u64>) {
        self.arrays.iter().for_each(|array| array.save(state));
    }

    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        let mut before = Vec::new();
        self.save(&mut before);
        let mut rest = *state;
        if let Err(error) = self.arrays.iter_mut().try_for_each(|array| array.restore(&mut rest)) {
            // columns before the one that failed have been restored: take them back
            let mut before = before.as_slice();
            self.arrays.iter_mut().try_for_each(|array| array.restore(&mut before))?;
            return Err(error);
        }
        *state = rest;
        Ok(())
    }

    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        let columns = self.arrays.len();
        let mut parts = vec![(Vec::new(), Vec::new()); columns];
        for (device, position) in devices.iter().zip(positions) {
            let (rows, at) = &mut parts[device % columns];
            rows.push(device / columns);
            at.push(*position);
        }
        for (array, (rows, at)) in self.arrays.iter_mut().zip(&parts) {
            array.place(rows, at);
        }
    }

    fn columns(&self) -> &[Column] {
        self.arrays.first().map_or(&[], |array| array.columns())
    }

    fn read(&self, column: usize, out: &mut [f64]) {
        let mut part = vec![0.0; self.rows];
        for (line, array) in self.arrays.iter().enumerate() {
            array.read(column, &mut part);
            self.put(&part, line, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use devices::catalogue;

    #[test]
    fn the_whole_answers_row_by_row_what_its_columns_answer() {
        let device = catalogue::load("bfo_demo", &Default::default()).unwrap();
        let mut columns = Columns::of(&device, 3, 2, 7);
        columns.program(&[0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
        let mut positions = [0.0; 6];
        columns.read(0, &mut positions);
        // 64 domains per device
        positions.iter().zip([0.0, 0.1, 0.2, 0.3, 0.4, 0.5]).for_each(|(p, wanted)| assert!((p - wanted).abs() < 0.01));
        let voltages = [0.1, -0.2, 0.3, -0.4, 0.5, -0.6];
        let (mut currents, mut conductances) = ([0.0; 6], [0.0; 6]);
        columns.branches(&voltages, &mut currents, &mut conductances);
        let (mut i, mut g) = ([0.0; 3], [0.0; 3]);
        columns.column(1).branches(&[-0.2, -0.4, -0.6], &mut i, &mut g);
        assert_eq!(
            (i, g),
            ([currents[1], currents[3], currents[5]], [conductances[1], conductances[3], conductances[5]])
        );
    }

    #[test]
    fn columns_do_not_share_random_numbers() {
        let device = catalogue::load("bfo_demo", &Default::default()).unwrap();
        let mut columns = Columns::of(&device, 4, 2, 7);
        columns.program(&[0.5; 8]);
        let (start, end) = ([2.0; 8], [2.0; 8]);
        columns.advance(Segment { start: &start, end: &end }, 30e-9);
        let mut positions = [0.0; 8];
        columns.read(0, &mut positions);
        assert_ne!(columns.part(&positions, 0), columns.part(&positions, 1));
    }
}
