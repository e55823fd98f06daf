//! The array in time, as a network sees it: rows driven at their left ends, columns sensed or driven at their bottom ends.

mod apart;
mod checkpoint;
mod member;
mod pull;
mod sensing;

use crossbar::{Capacitance, Drive, Step, Stepper, Tolerance, Wires};
use devices::DeviceArray;

use crate::columns::Columns;
use crate::feedback::{Feedback, Surroundings};
use crate::transfer::Transfer;
use crate::{LearningError, Lines, Mode};
use apart::Apart;
use sensing::Sensed;

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
    /// Steps of the driven columns together.
    feedback: Feedback,
    /// Steps of each driven column by itself.
    apart: Apart,
    last: LastStep,
    /// Kept between questions.
    answer: Answer,
    sensed: Sensed,
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

/// How a step was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Way {
    /// The whole array.
    #[default]
    Whole,
    /// The driven columns together.
    Together,
    /// Each driven column by itself.
    Apart,
}

/// What [`Circuit::undo`] returns from.
#[derive(Default)]
struct LastStep {
    way: Way,
    /// The columns that were driven, when not the whole array was stepped.
    columns: Vec<usize>,
    time: f64,
    end: f64,
    /// Conductances (S) before a step of the whole array, column by column.
    whole: Vec<f64>,
    /// Conductances (S) of these columns before a step of them, one after the other.
    part: Vec<f64>,
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
            apart: Apart::new(tolerance),
            last: LastStep::default(),
            answer: Answer::default(),
            sensed: Sensed::default(),
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
        self.refresh();
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
        if !changed.is_empty() {
            self.sensed = Sensed::default();
        }
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
    /// Columns that are driven, while the devices of the others stand still at the voltages of the rows, are followed by
    /// themselves.
    ///
    /// # Errors
    /// [`LearningError::Array`] when the array cannot be followed.
    pub fn step(&mut self, lines: &Lines, time: f64, until: f64) -> Result<Step, LearningError> {
        self.last.time = time;
        self.last.columns = lines.driven(time);
        let step = if self.can_follow(lines, time, until)? {
            self.last.way = Way::Together;
            self.step_columns(lines, time, until)?
        } else {
            self.feedback.leave();
            self.last.way = Way::Whole;
            self.step_whole(lines, time, until)?
        };
        self.last.end = step.time;
        Ok(step)
    }

    /// Makes ready to follow the driven columns of the step that begins; whether that can be done.
    fn can_follow(&mut self, lines: &Lines, time: f64, until: f64) -> Result<bool, LearningError> {
        let driven = self.last.columns.len();
        // where most columns are driven nothing is gained, and without resistance none has to do with another
        if driven == 0 || (driven > 1 && (2 * driven > self.wires().columns || self.wires().are_perfect())) {
            return Ok(false);
        }
        let Some((swing, both)) = self.quiet_beside(lines, time, until) else { return Ok(false) };
        if !self.feedback.follows(&self.last.columns) {
            self.carried_transfer()?;
        }
        let around = Surroundings {
            wires: self.whole.wires(),
            conductances: &self.conductances,
            transfer: self.carried.values(),
            lines,
        };
        if !self.feedback.follow(&around, &self.last.columns, (time, both))? {
            return Ok(false);
        }
        // the columns that are driven pull the word lines, and with them the devices of the others
        let swing = swing + self.feedback.disturbance(&around, &self.last.columns) * both;
        Ok(self.others_stand_still(swing, until - time))
    }

    /// Largest voltages (V) across a device beside the driven columns and across any, where the former stand still from `time`
    /// to `until` (s) and all obey Ohm's law up to the latter; else none.
    fn quiet_beside(&mut self, lines: &Lines, time: f64, until: f64) -> Option<(f64, f64)> {
        let ranges = self.last.columns.iter().map(|column| lines.columns[*column].range());
        let (lowest, highest) = ranges.fold((0.0, 0.0), |(l, h): (f64, f64), (low, high)| (l.min(low), h.max(high)));
        let (low, high) = lines.row_range();
        let (swing, both) = (high - low, high - low + highest - lowest);
        (self.others_stand_still(swing, until - time) && self.is_ohmic(both)).then_some((swing, both))
    }

    /// Whether no device beside the columns in hand can change between -`swing` and `swing` (V) within `dt` (s).
    fn others_stand_still(&self, swing: f64, dt: f64) -> bool {
        let mut others = (0..self.wires().columns).filter(|other| !self.last.columns.contains(other));
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

    fn step_columns(&mut self, lines: &Lines, time: f64, until: f64) -> Result<Step, LearningError> {
        self.last.part.clear();
        for column in &self.last.columns {
            self.last.part.extend_from_slice(&self.by_column[self.places(*column)]);
        }
        self.devices.mark();
        let mut step = self.feedback.step(&mut self.devices, lines, (time, until))?;
        self.devices.wait_beside(&self.last.columns, step.time - time);
        self.last.end = step.time;
        self.settle(&mut step, lines);
        Ok(step)
    }

    /// After a step of the driven columns: reads them, and adds the energy of the others.
    fn settle(&mut self, step: &mut Step, lines: &Lines) {
        if step.largest_change > 0.0 {
            (0..self.last.columns.len()).for_each(|k| self.refresh_column(self.last.columns[k]));
        }
        step.energy += self.resting_energy(lines, (self.last.time, self.last.end));
    }

    /// Energy (J) from the row drivers into the devices of all columns but those in hand.
    fn resting_energy(&self, lines: &Lines, (from, to): (f64, f64)) -> f64 {
        let transfer = self.carried.values().chunks_exact(self.wires().columns);
        let rows = lines.rows.iter().zip(self.carried.row_sums()).zip(transfer);
        rows.map(|((line, sum), transfer)| {
            let others = self.last.columns.iter().fold(*sum, |others, column| others - transfer[*column]);
            others * line.squared_integral(from, to)
        })
        .sum()
    }

    /// Forgets the last solution as a starting guess, so that what follows depends on the states alone, and reads the
    /// devices anew that may have changed while they waited: those with clocks (drift, noise).
    pub fn forget(&mut self) {
        self.whole.forget();
        self.leave();
        if !self.devices.conducts_the_same_after_waiting() {
            self.refresh();
        }
    }

    /// Lets `dt` seconds pass in which no device changes, see [`DeviceArray::wait`].
    pub fn wait(&mut self, dt: f64) {
        self.devices.wait(dt);
        self.whole.forget();
        self.leave();
    }

    /// Follows no column any more.
    fn leave(&mut self) {
        self.feedback.leave();
        self.apart.leave();
    }

    /// Returns to the beginning of the last step.
    pub fn undo(&mut self) {
        assert!(self.last.way != Way::Apart, "such a step ends where it has to");
        if self.last.way == Way::Whole {
            self.whole.undo(&mut self.devices);
            let before = std::mem::take(&mut self.last.whole);
            before.chunks_exact(self.wires().rows).enumerate().for_each(|(column, part)| self.note(column, part));
            self.last.whole = before;
            return;
        }
        self.feedback.undo(&mut self.devices);
        self.devices.rollback();
        let before = std::mem::take(&mut self.last.part);
        for (k, part) in before.chunks_exact(self.wires().rows).enumerate() {
            self.note(self.last.columns[k], part);
        }
        self.last.part = before;
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
