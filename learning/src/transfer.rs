//! Transfer conductances that are carried along while an array learns.

use crossbar::{Automatic, Circuit, Drive, EndCurrents, LinearSolver, Nodes, SolveError, Terminal, Thevenin, Wires};

use crate::columns::column_of;

/// Deviation of a carried transfer conductance, relative to the largest of its column, at which all are solved anew.
const ALLOWED: f64 = 1e-4;

/// Changes of its own devices after which a column is solved anew.
const OWN_CHANGES: usize = 8;

/// Residual of the solves: far below [`ALLOWED`], far above rounding.
const RESIDUAL: f64 = 1e-8;

/// Longest interval, in carried columns, between two columns that are looked at again.
const LONGEST: usize = 16;

/// dI_column/dV_row of an array whose rows are driven and whose columns are sensed (S), row-major.
///
/// When devices of a column have changed, that column follows as it would behind its word lines alone, and what the changed
/// load on the word lines means for the other columns is carried along to first order in the voltage drop. A column is solved
/// again after a few changes of its own, and one after the other in the course of time: what it has missed says how often
/// that must be, and when all must be.
pub struct Transfer {
    solver: Automatic,
    /// Transfer conductances (S), row-major.
    values: Vec<f64>,
    /// Sum of each row (S).
    row_sums: Vec<f64>,
    /// Conductances (S) to which they belong, row-major.
    conductances: Vec<f64>,
    /// Whether all columns were solved with these conductances.
    exact: bool,
    /// Changes of each column's own devices since it was solved.
    changes: Vec<usize>,
    watch: Watch,
    /// Resistance (ohm) of each word line from its source to each node.
    word: Vec<f64>,
    /// Whether every word line is whole, and nothing but devices joins the lines.
    carries: bool,
    /// Whether no word line has resistance, so that columns do not disturb each other.
    apart: bool,
    nodes: Nodes,
    /// 0 V at every bit-line node.
    ground: Vec<f64>,
    /// Of one column alone.
    nodes_alone: Nodes,
    ends: EndCurrents,
}

/// Which column is looked at next, and when.
#[derive(Clone, Copy)]
struct Watch {
    column: usize,
    interval: usize,
    passed: usize,
}

impl Transfer {
    /// Nothing is known yet.
    pub fn new(wires: &Wires) -> Self {
        let word = wires.word_resistances();
        Self {
            solver: Automatic::new(),
            values: Vec::new(),
            row_sums: Vec::new(),
            conductances: Vec::new(),
            exact: false,
            changes: vec![0; wires.columns],
            watch: Watch { column: 0, interval: 1, passed: 0 },
            carries: wires.bridges.is_empty() && word.iter().all(|resistance| resistance.is_finite()),
            apart: word.iter().all(|resistance| *resistance == 0.0),
            word,
            nodes: Nodes::default(),
            ground: vec![0.0; wires.devices()],
            nodes_alone: Nodes::default(),
            ends: EndCurrents::default(),
        }
    }

    /// Transfer conductances (S), row-major, of the conductances last given.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Sum of the transfer conductances of each row (S).
    pub fn row_sums(&self) -> &[f64] {
        &self.row_sums
    }

    /// Resistance (ohm) of each word line from its source to each node, row-major.
    pub(crate) fn word(&self) -> &[f64] {
        &self.word
    }

    /// Conductances (S), row-major, to which the transfer conductances belong; empty before the first are known.
    pub(crate) fn conductances(&self) -> &[f64] {
        &self.conductances
    }

    /// Solves all columns unless that has been done for these conductances (S, row-major).
    ///
    /// # Errors
    /// [`SolveError`] when the array cannot be solved.
    pub fn renew(&mut self, wires: &Wires, conductances: &[f64]) -> Result<(), SolveError> {
        if self.exact && self.conductances == conductances {
            return Ok(());
        }
        self.values.resize(wires.devices(), 0.0);
        if wires.are_perfect() {
            self.values.copy_from_slice(conductances);
        } else {
            let drive = Drive::read(&vec![0.0; wires.rows], wires.columns);
            self.solver.tolerate(RESIDUAL);
            crossbar::transfer(&mut self.solver, &Circuit::ohmic(wires, &drive, conductances), &mut self.values)?;
        }
        self.conductances.clear();
        self.conductances.extend_from_slice(conductances);
        self.exact = true;
        self.changes.fill(0);
        self.sum_rows(wires.columns);
        Ok(())
    }

    /// Follows a change of the devices in the columns `changed`; `conductances` are the new ones (S, row-major).
    ///
    /// # Errors
    /// [`SolveError`] when the array cannot be solved.
    pub fn carry(&mut self, wires: &Wires, conductances: &[f64], changed: &[usize]) -> Result<(), SolveError> {
        if changed.is_empty() {
            return Ok(());
        }
        if wires.are_perfect() && !self.values.is_empty() {
            return self.copy(wires, conductances, changed);
        }
        if !self.carries || 2 * changed.len() > wires.columns {
            return self.renew(wires, conductances);
        }
        for &column in changed {
            self.load(wires.columns, column, conductances);
            self.change(wires, column, conductances)?;
            self.changes[column] += 1;
        }
        self.note(wires, conductances, changed);
        self.exact = false;
        for &column in changed {
            if self.changes[column] >= OWN_CHANGES {
                self.solve_column(wires, column)?;
            }
        }
        self.look(wires)?;
        self.sum_rows(wires.columns);
        Ok(())
    }

    /// Between perfect lines each device is its own transfer conductance.
    fn copy(&mut self, wires: &Wires, conductances: &[f64], changed: &[usize]) -> Result<(), SolveError> {
        for &column in changed {
            let rows = (column..wires.devices()).step_by(wires.columns).zip(&mut self.row_sums);
            for (k, sum) in rows {
                *sum += conductances[k] - self.values[k];
                self.values[k] = conductances[k];
            }
        }
        self.note(wires, conductances, changed);
        Ok(())
    }

    fn note(&mut self, wires: &Wires, conductances: &[f64], changed: &[usize]) {
        for &column in changed {
            (column..wires.devices()).step_by(wires.columns).for_each(|k| self.conductances[k] = conductances[k]);
        }
    }

    /// The other columns lose what the changed devices of `column` draw from the word lines, to first order: the current
    /// drawn times the resistance that both share.
    fn load(&mut self, columns: usize, column: usize, conductances: &[f64]) {
        let before = self.conductances.chunks_exact(columns).zip(conductances.chunks_exact(columns));
        let rows = self.values.chunks_exact_mut(columns).zip(self.word.chunks_exact(columns));
        for ((transfer, word), (old, new)) in rows.zip(before) {
            if old[column] == 0.0 || old[column] == new[column] {
                continue;
            }
            let own = transfer[column];
            let drawn = (new[column] - old[column]) * own / old[column];
            for (transfer, resistance) in transfer.iter_mut().zip(word) {
                *transfer -= *transfer * drawn * resistance.min(word[column]);
            }
            // the column itself follows in `change`
            transfer[column] = own;
        }
    }

    /// The transfer conductances of `column` change as they do behind word lines whose other bit lines stay at ground.
    fn change(&mut self, wires: &Wires, column: usize, conductances: &[f64]) -> Result<(), SolveError> {
        let drive = Drive::read(&vec![0.0; wires.rows], wires.columns);
        let whole = Circuit::ohmic(wires, &drive, conductances);
        let seen = Thevenin::at(&whole, column, &self.ground)?;
        let lines = seen.wires(wires, column);
        let mut alone = Drive::read(&vec![0.0; wires.rows], 1);
        alone.bottom[0] = Terminal::Voltage(1.0);
        let mut currents = |of: &[f64]| -> Result<Vec<f64>, SolveError> {
            let own: Vec<f64> = column_of(of, wires.columns, column).copied().collect();
            let circuit = Circuit::ohmic(&lines, &alone, &own);
            self.solver.solve(&circuit, &mut self.nodes_alone)?;
            self.ends.update(&circuit, &self.nodes_alone);
            Ok(self.ends.left.clone())
        };
        let (old, new) = (currents(&self.conductances)?, currents(conductances)?);
        let values = self.values.iter_mut().skip(column).step_by(wires.columns);
        for ((value, (old, new)), gain) in values.zip(old.iter().zip(&new)).zip(&seen.gain) {
            *value = if *old > 0.0 { *value * new / old } else { gain * new };
        }
        Ok(())
    }

    /// Solves the array for one column: by reciprocity the column is driven and the rows are read.
    fn solve_column(&mut self, wires: &Wires, column: usize) -> Result<(), SolveError> {
        let mut drive = Drive::read(&vec![0.0; wires.rows], wires.columns);
        drive.bottom[column] = Terminal::Voltage(1.0);
        let circuit = Circuit::ohmic(wires, &drive, &self.conductances);
        self.nodes.word.fill(0.0);
        self.nodes.bit.fill(0.0);
        self.solver.tolerate(RESIDUAL);
        self.solver.solve(&circuit, &mut self.nodes)?;
        self.ends.update(&circuit, &self.nodes);
        let values = self.values.iter_mut().skip(column).step_by(wires.columns);
        values.zip(&self.ends.left).for_each(|(value, current)| *value = *current);
        self.changes[column] = 0;
        Ok(())
    }

    /// Solves the column that has waited longest, when it is time for it.
    fn look(&mut self, wires: &Wires) -> Result<(), SolveError> {
        self.watch.passed += 1;
        if self.watch.passed < self.watch.interval {
            return Ok(());
        }
        let column = self.watch.column;
        let of = |values: &[f64]| -> Vec<f64> { column_of(values, wires.columns, column).copied().collect() };
        let carried = of(&self.values);
        self.solve_column(wires, column)?;
        let solved = of(&self.values);
        let largest = solved.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        let missed = carried.iter().zip(&solved).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()));
        self.watch = Watch { column: (column + 1) % wires.columns, interval: self.watch.interval, passed: 0 };
        if missed > ALLOWED * largest {
            self.watch.interval = (self.watch.interval / 2).max(1);
            let conductances = std::mem::take(&mut self.conductances);
            return self.renew(wires, &conductances);
        }
        if missed < 0.25 * ALLOWED * largest {
            self.watch.interval = (2 * self.watch.interval).min(LONGEST);
        }
        Ok(())
    }

    /// Currents out of all columns (A) at row voltages (V) while the columns `chosen` are driven and carry `driven` (A,
    /// row-major) in each of their devices: the others lose what these draw from the word lines, as in
    /// [`carry`](Transfer::carry).
    pub(crate) fn currents(&self, rows: &[f64], chosen: &[usize], driven: &[f64]) -> Vec<f64> {
        let columns = self.values.len() / rows.len();
        let (mut currents, mut at) = (vec![0.0; columns], vec![0.0; columns]);
        let lines = self.values.chunks_exact(columns).zip(self.word.chunks_exact(columns));
        for ((transfer, word), (voltage, driven)) in lines.zip(rows.iter().zip(driven.chunks_exact(chosen.len()))) {
            if self.apart && *voltage == 0.0 {
                continue;
            }
            if self.apart {
                at.fill(*voltage);
            } else {
                let drawn =
                    chosen.iter().zip(driven).map(|(column, driven)| (*column, driven - transfer[*column] * voltage));
                sag(&mut at, *voltage, drawn, word);
            }
            currents.iter_mut().zip(transfer).zip(&at).for_each(|((current, transfer), at)| *current += transfer * at);
        }
        Self::put_driven(&mut currents, chosen, driven);
        currents
    }

    /// Whether columns do not disturb each other: the current out of one depends on the rows alone.
    pub(crate) fn are_columns_apart(&self) -> bool {
        self.apart
    }

    /// Writes what the columns `chosen` carry, the sum of `driven` (A, row-major), among the currents out of all (A).
    pub(crate) fn put_driven(currents: &mut [f64], chosen: &[usize], driven: &[f64]) {
        for (k, column) in chosen.iter().enumerate() {
            currents[*column] = column_of(driven, chosen.len(), k).sum();
        }
    }

    /// Appends what is carried along to `state`.
    pub(crate) fn save(&self, state: &mut Vec<u64>) {
        let Watch { column, interval, passed } = self.watch;
        state.extend([u64::from(self.exact), column as u64, interval as u64, passed as u64]);
        state.extend(self.changes.iter().map(|changes| *changes as u64));
        for values in [&self.values, &self.conductances, &self.row_sums] {
            state.push(values.len() as u64);
            state.extend(values.iter().map(|value| value.to_bits()));
        }
    }

    /// Takes what [`save`](Transfer::save) appended; false when `state` is not exactly that, then nothing has changed.
    pub(crate) fn restore(&mut self, state: &[u64]) -> bool {
        let (columns, devices) = (self.changes.len(), self.word.len());
        let Some(([exact, column, interval, passed], rest)) = state.split_first_chunk() else { return false };
        let Some((changes, mut rest)) = rest.split_at_checked(columns) else { return false };
        let mut parts = [const { Vec::new() }; 3];
        let known = rest.first().is_some_and(|length| *length > 0);
        for (part, full) in parts.iter_mut().zip([devices, devices, devices / columns]) {
            let Some((length, after)) = rest.split_first() else { return false };
            let expected = if known { full } else { 0 };
            let Some((words, after)) = after.split_at_checked(expected).filter(|_| *length == expected as u64) else {
                return false;
            };
            *part = words.iter().map(|bits| f64::from_bits(*bits)).collect();
            rest = after;
        }
        let finite = parts.iter().flatten().all(|value: &f64| value.is_finite());
        if !rest.is_empty() || !finite || *column as usize >= columns || *interval == 0 || (*exact != 0 && !known) {
            return false;
        }
        [self.values, self.conductances, self.row_sums] = parts;
        self.exact = *exact != 0;
        self.watch = Watch { column: *column as usize, interval: *interval as usize, passed: *passed as usize };
        self.changes = changes.iter().map(|changes| *changes as usize).collect();
        true
    }

    fn sum_rows(&mut self, columns: usize) {
        self.row_sums.clear();
        self.row_sums.extend(self.values.chunks_exact(columns).map(|row| row.iter().sum::<f64>()));
    }
}

/// Voltages along a word line whose source is at `voltage` (V), to first order: each of the columns that draw another current
/// (number in order, A) lowers what lies before it by the resistance up to there, and all behind by the resistance up to itself.
fn sag(at: &mut [f64], voltage: f64, drawn: impl Iterator<Item = (usize, f64)> + Clone, word: &[f64]) {
    let mut beyond: f64 = drawn.clone().map(|(_, current)| current).sum();
    let (mut before, mut from) = (0.0, 0);
    for (column, current) in drawn {
        let part = from..column + 1;
        at[part.clone()]
            .iter_mut()
            .zip(&word[part])
            .for_each(|(at, resistance)| *at = voltage - before - beyond * resistance);
        before += current * word[column];
        beyond -= current;
        from = column + 1;
    }
    at[from..].fill(voltage - before);
}
