//! The array in time, as a network sees it: rows driven at their left ends, columns sensed or driven at their bottom ends.

use crossbar::{Capacitance, Drive, Side, Sources, Step, Stepper, Terminal, Tolerance, Wires};
use devices::{DeviceArray, RestoreError};

use crate::columns::{Columns, column_of};
use crate::feedback::{Feedback, Surroundings};
use crate::transfer::Transfer;
use crate::{LearningError, Lines, Mode};

/// A crossbar with its devices, and what a linear array answers while no device changes.
pub struct Circuit {
    devices: Columns,
    /// Conductance of each device at 0 V (S) when it was last read: after a step, and before a presentation.
    conductances: Vec<f64>,
    /// The same column by column: reading one does not stride through all.
    by_column: Vec<f64>,
    /// Carried along while the array learns.
    carried: Transfer,
    /// Solved for the present states, where plasticity is off; what is carried does not know of it.
    solved: Transfer,
    /// Whether no conductance has changed since then: asking costs nothing, comparing all of them would.
    is_solved: bool,
    /// Steps of the whole array.
    whole: Stepper,
    /// Steps of one driven column.
    feedback: Feedback,
    last: LastStep,
    /// Kept between questions.
    answer: Answer,
    /// Largest voltage (V) up to which the devices of each column are known to obey Ohm's law in their present states.
    ohmic: Vec<f64>,
    /// Columns whose devices have changed since the transfer conductances were last asked for.
    changed: Vec<bool>,
}

/// What the devices of one column answer to one voltage.
#[derive(Default)]
struct Answer {
    voltages: Vec<f64>,
    /// Currents (A).
    currents: Vec<f64>,
    /// Slopes dI/dV (S).
    conductances: Vec<f64>,
}

impl Answer {
    /// Asks at `voltage` (V) across each device.
    fn ask(&mut self, devices: &dyn DeviceArray, voltage: f64) {
        self.voltages.clear();
        self.voltages.resize(devices.len(), voltage);
        self.currents.resize(devices.len(), 0.0);
        self.conductances.resize(devices.len(), 0.0);
        devices.branches(&self.voltages, &mut self.currents, &mut self.conductances);
    }
}

/// What [`Circuit::undo`] returns from.
#[derive(Default)]
struct LastStep {
    /// The column that was followed alone; none when the whole array was stepped.
    column: Option<usize>,
    time: f64,
    end: f64,
    /// Conductances (S) before a step of the whole array, column by column.
    whole: Vec<f64>,
    /// Conductances (S) of the column before a step of it.
    part: Vec<f64>,
}

impl Sources for Lines {
    fn hold(&self, time: f64, side: Side, drive: &mut Drive) {
        let set = |ends: &mut [Terminal], lines: &[crate::Line]| {
            ends.iter_mut().zip(lines).for_each(|(end, line)| *end = Terminal::Voltage(line.at(time, side)));
        };
        set(&mut drive.left, &self.rows);
        // a sensed column and one driven with 0 V are held alike, so the kind of terminal need not change here
        set(&mut drive.bottom, &self.columns);
    }
}

impl Circuit {
    /// An array at rest: rows driven at their left ends, columns sensed at their bottom ends, the other ends floating.
    ///
    /// `tolerance` is the allowed difference between predicted and corrected device voltages within a step (V). States
    /// are not judged: domains that switch one by one jump.
    ///
    /// # Errors
    /// [`LearningError::Array`] when the number of devices does not fit the wires or the tolerance is not positive.
    pub fn new(wires: Wires, devices: Columns, tolerance: f64) -> Result<Self, LearningError> {
        let count = devices.len();
        if count != wires.devices() {
            let expected = "there must be one device per row and column";
            return Err(LearningError::Setting { name: "devices", value: count.to_string(), expected });
        }
        let drive = Drive::read(&vec![0.0; wires.rows], wires.columns);
        let tolerance = Tolerance { voltage: tolerance, state: f64::INFINITY };
        let mut circuit = Self {
            devices,
            conductances: vec![0.0; count],
            by_column: vec![0.0; count],
            carried: Transfer::new(&wires),
            solved: Transfer::new(&wires),
            is_solved: false,
            feedback: Feedback::new(&wires, tolerance)?,
            last: LastStep::default(),
            answer: Answer::default(),
            ohmic: vec![0.0; wires.columns],
            changed: vec![true; wires.columns],
            whole: Stepper::new(wires, drive, Capacitance::default(), tolerance)?,
        };
        circuit.refresh();
        Ok(circuit)
    }

    /// Geometry and line resistance.
    pub fn wires(&self) -> &Wires {
        self.whole.wires()
    }

    /// The devices.
    pub fn devices(&self) -> &Columns {
        &self.devices
    }

    /// Puts each device at a position of its range, 0 off to 1 on, row-major, see [`DeviceArray::program`].
    pub fn program(&mut self, positions: &[f64]) {
        self.devices.program(positions);
        self.forget();
    }

    /// Conductance of each device at 0 V (S), row-major, after the last step; devices with clocks may have drifted since.
    pub fn conductances(&self) -> &[f64] {
        &self.conductances
    }

    /// dI_column/dV_row with line resistance and every column sensed, solved for the present states.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] when the array cannot be solved.
    pub fn transfer(&mut self) -> Result<&Transfer, LearningError> {
        if !self.is_solved {
            self.solved.renew(self.whole.wires(), &self.conductances)?;
            self.is_solved = true;
        }
        Ok(&self.solved)
    }

    /// [`transfer`](Circuit::transfer), carried along from what was known before the last changes: within 1e-4 of the
    /// largest of each column.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] when the array cannot be solved.
    pub fn carried_transfer(&mut self) -> Result<&Transfer, LearningError> {
        let changed: Vec<usize> = (0..self.changed.len()).filter(|column| self.changed[*column]).collect();
        self.carried.carry(self.whole.wires(), &self.conductances, &changed)?;
        self.changed.fill(false);
        Ok(&self.carried)
    }

    /// The answer that [`carried_transfer`](Circuit::carried_transfer) or [`transfer`](Circuit::transfer) gave last,
    /// whichever a network asks in this mode.
    pub(crate) fn answered(&self, mode: Mode) -> &Transfer {
        match mode {
            Mode::Learn => &self.carried,
            Mode::Infer => &self.solved,
        }
    }

    /// Takes one step from `time` towards `until` (s), where no corner of `lines` lies in between; see [`Stepper::step`].
    ///
    /// A column that is driven alone, while the devices of the others stand still at the voltages of the rows, is followed
    /// alone.
    ///
    /// # Errors
    /// [`LearningError::Array`] when the array cannot be followed.
    pub fn step(&mut self, lines: &Lines, time: f64, until: f64) -> Result<Step, LearningError> {
        self.last.time = time;
        self.last.column = self.followed(lines, time, until)?;
        let step = match self.last.column {
            Some(column) => self.step_column(lines, column, time, until)?,
            None => self.step_whole(lines, time, until)?,
        };
        self.last.end = step.time;
        Ok(step)
    }

    /// The only driven column, if it can be followed alone.
    fn followed(&mut self, lines: &Lines, time: f64, until: f64) -> Result<Option<usize>, LearningError> {
        let Some(column) = lines.only_driven(time) else {
            self.feedback.leave();
            return Ok(None);
        };
        let ((low, high), (lowest, highest)) = (lines.row_range(), lines.columns[column].range());
        let (swing, both) = (high - low, high - low + highest - lowest);
        if !self.others_stand_still(column, swing, until - time) || !self.is_ohmic(both) {
            self.feedback.leave();
            return Ok(None);
        }
        if !self.feedback.follows(column) {
            self.carried_transfer()?;
        }
        let around = Surroundings {
            wires: self.whole.wires(),
            conductances: &self.conductances,
            transfer: self.carried.values(),
            lines,
        };
        if !self.feedback.follow(&around, column, time)? {
            return Ok(None);
        }
        // the column that is driven pulls the word lines, and with them the devices of the others
        let swing = swing + self.feedback.disturbance(&around, column) * both;
        if self.others_stand_still(column, swing, until - time) {
            return Ok(Some(column));
        }
        self.feedback.leave();
        Ok(None)
    }

    /// Whether no device beside `column` can change between -`swing` and `swing` (V) within `dt` (s).
    fn others_stand_still(&self, column: usize, swing: f64, dt: f64) -> bool {
        let mut others = (0..self.wires().columns).filter(|other| *other != column);
        others.all(|other| self.devices.column(other).idle(-swing, swing, dt))
    }

    fn step_whole(&mut self, lines: &Lines, time: f64, until: f64) -> Result<Step, LearningError> {
        self.last.whole.clone_from(&self.by_column);
        let step = self.whole.step(&mut self.devices, lines, time, until)?;
        if step.largest_change > 0.0 {
            self.refresh();
        }
        Ok(step)
    }

    fn step_column(&mut self, lines: &Lines, column: usize, time: f64, until: f64) -> Result<Step, LearningError> {
        self.last.part.clear();
        self.last.part.extend_from_slice(&self.by_column[self.places(column)]);
        self.devices.mark();
        let mut step = self.feedback.step(&mut self.devices, lines, column, (time, until))?;
        self.devices.wait_beside(column, step.time - time);
        if step.largest_change > 0.0 {
            self.refresh_column(column);
        }
        step.energy += self.resting_energy(lines, column, (time, step.time));
        Ok(step)
    }

    /// Energy (J) from the row drivers into the devices of all columns but one.
    fn resting_energy(&self, lines: &Lines, column: usize, (from, to): (f64, f64)) -> f64 {
        let own = column_of(self.carried.values(), self.wires().columns, column);
        let rows = lines.rows.iter().zip(self.carried.row_sums()).zip(own);
        rows.map(|((line, sum), own)| (sum - own) * line.squared_integral(from, to)).sum()
    }

    /// Currents out of the columns at the beginning and at the end of the last step (A).
    pub fn column_currents(&self, lines: &Lines) -> [Vec<f64>; 2] {
        let Some(column) = self.last.column else {
            let (start, end) = self.whole.moments();
            return [start.ends.bottom.clone(), end.ends.bottom.clone()];
        };
        let voltages =
            |time: f64, side: Side| -> Vec<f64> { lines.rows.iter().map(|row| row.at(time, side)).collect() };
        let [start, end] = self.feedback.currents();
        [
            self.carried.currents(&voltages(self.last.time, Side::After), column, start),
            self.carried.currents(&voltages(self.last.end, Side::Before), column, end),
        ]
    }

    /// Forgets the last solution as a starting guess, so that what follows depends on the states alone, and reads the
    /// devices anew: those with clocks (drift, noise) may have changed while they waited.
    pub fn forget(&mut self) {
        self.whole.forget();
        self.feedback.leave();
        self.refresh();
    }

    /// Lets `dt` seconds pass in which no device changes, see [`DeviceArray::wait`].
    pub fn wait(&mut self, dt: f64) {
        self.devices.wait(dt);
        self.whole.forget();
        self.feedback.leave();
    }

    /// Appends the state of devices and carried transfer conductances to `state`.
    pub(crate) fn save(&self, state: &mut Vec<u64>) {
        self.devices.save(state);
        state.extend(self.changed.iter().map(|changed| u64::from(*changed)));
        self.carried.save(state);
    }

    /// Takes what [`save`](Circuit::save) appended, which is all that is left of `state`; none when the transfer
    /// conductances are not there. What cannot be restored changes nothing.
    ///
    /// # Errors
    /// [`RestoreError`] when the devices refuse their part.
    pub(crate) fn restore(&mut self, mut state: &[u64]) -> Result<Option<()>, RestoreError> {
        let (mut before, flags) = (Vec::new(), self.changed.clone());
        self.devices.save(&mut before);
        self.devices.restore(&mut state)?;
        let Some((changed, _)) = state.split_at_checked(flags.len()).filter(|(_, rest)| self.carried.restore(rest))
        else {
            self.devices.restore(&mut before.as_slice())?;
            return Ok(None);
        };
        self.forget();
        // devices with clocks (drift, noise) may read otherwise than when they were last read before the state was saved
        let known = self.carried.conductances();
        let differs = |column: usize| {
            known.is_empty() || !column_of(known, flags.len(), column).eq(&self.by_column[self.places(column)])
        };
        self.changed = changed.iter().enumerate().map(|(column, saved)| *saved != 0 || differs(column)).collect();
        Ok(Some(()))
    }

    /// Returns to the beginning of the last step.
    pub fn undo(&mut self) {
        match self.last.column {
            Some(column) => {
                self.feedback.undo(&mut self.devices, column);
                self.devices.rollback();
                let before = std::mem::take(&mut self.last.part);
                self.note(column, &before);
                self.last.part = before;
            }
            None => {
                self.whole.undo(&mut self.devices);
                let before = std::mem::take(&mut self.last.whole);
                before.chunks_exact(self.wires().rows).enumerate().for_each(|(column, part)| self.note(column, part));
                self.last.whole = before;
            }
        }
    }

    /// Whether every device obeys Ohm's law between -`swing` and `swing` (V) while its state stands still: then currents
    /// are transfer conductances times voltages.
    pub fn is_ohmic(&mut self, swing: f64) -> bool {
        for column in 0..self.ohmic.len() {
            if self.ohmic[column] < swing {
                if !self.is_column_ohmic(column, swing) {
                    return false;
                }
                self.ohmic[column] = swing;
            }
        }
        true
    }

    fn is_column_ohmic(&mut self, column: usize, swing: f64) -> bool {
        let places = self.places(column);
        let at_rest = &self.by_column[places];
        [-swing, swing].into_iter().all(|voltage| {
            self.answer.ask(self.devices.column(column), voltage);
            let mut chords = self.answer.currents.iter().zip(at_rest);
            chords.all(|(current, g)| (current - g * voltage).abs() <= OHMIC * (g * voltage).abs())
        })
    }

    /// Reads the conductances of the present states at 0 V.
    fn refresh(&mut self) {
        (0..self.wires().columns).for_each(|column| self.refresh_column(column));
    }

    /// Where a column lies in `by_column`.
    fn places(&self, column: usize) -> std::ops::Range<usize> {
        let rows = self.wires().rows;
        column * rows..(column + 1) * rows
    }

    fn refresh_column(&mut self, column: usize) {
        self.answer.ask(self.devices.column(column), 0.0);
        if self.by_column[self.places(column)] != self.answer.conductances {
            let now = std::mem::take(&mut self.answer.conductances);
            self.note(column, &now);
            self.answer.conductances = now;
            self.changed[column] = true;
        }
    }

    /// Takes note of the conductances (S) of a column.
    fn note(&mut self, column: usize, conductances: &[f64]) {
        let places = self.places(column);
        self.by_column[places].copy_from_slice(conductances);
        self.devices.put(conductances, column, &mut self.conductances);
        self.ohmic[column] = 0.0;
        self.is_solved = false;
    }
}

/// Deviation of the current from Ohm's law that a read does not notice.
const OHMIC: f64 = 1e-6;
