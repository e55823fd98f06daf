//! Driven columns between lines without resistance: none disturbs another, so each is followed alone, in steps of its own.

use crossbar::{Drive, Side, Sources, Step, StepError, Stepper, Terminal, Tolerance, Wires};

use super::{Circuit, Way};
use crate::columns::Columns;
use crate::feedback::stepper;
use crate::{LearningError, Lines};

/// The columns that are followed.
pub(super) struct Apart {
    tolerance: Tolerance,
    /// In order, each with its steps.
    following: Vec<(usize, Stepper)>,
}

/// Sources of one column.
struct Own<'a> {
    lines: &'a Lines,
    column: usize,
}

impl Sources for Own<'_> {
    fn hold(&self, time: f64, side: Side, drive: &mut Drive) {
        for (end, line) in drive.left.iter_mut().zip(&self.lines.rows) {
            *end = Terminal::Voltage(line.at(time, side));
        }
        drive.bottom[0] = Terminal::Voltage(self.lines.columns[self.column].at(time, side));
    }
}

impl Apart {
    /// `tolerance` is that of the device voltages in a step (V).
    pub fn new(tolerance: Tolerance) -> Self {
        Self { tolerance, following: Vec::new() }
    }

    /// Follows no column any more.
    pub fn leave(&mut self) {
        self.following.clear();
    }

    fn follows(&self, columns: &[usize]) -> bool {
        self.following.iter().map(|(column, _)| column).eq(columns)
    }

    /// Follows these columns of `rows` rows; those that have been followed go on.
    fn follow(&mut self, rows: usize, columns: &[usize]) -> Result<(), StepError> {
        let mut before = std::mem::take(&mut self.following);
        for &column in columns {
            let own = match before.iter().position(|(followed, _)| *followed == column) {
                Some(k) => before.swap_remove(k).1,
                None => stepper(Wires::uniform(rows, 1, 0.0), self.tolerance)?,
            };
            self.following.push((column, own));
        }
        Ok(())
    }

    /// Takes each column from `time` to `until` (s), in as many steps as it needs.
    fn step(&mut self, devices: &mut Columns, lines: &Lines, (time, until): (f64, f64)) -> Result<Step, StepError> {
        let mut all = Step { time: until, largest_change: 0.0, energy: 0.0, error: 0.0 };
        for (column, stepper) in &mut self.following {
            let (own, mut now) = (Own { lines, column: *column }, time);
            while now < until {
                let corner = lines.columns[*column].next_corner(now).map_or(until, |corner| corner.min(until));
                let step = stepper.step(devices.column_mut(*column), &own, now, corner)?;
                now = step.time;
                all.largest_change = all.largest_change.max(step.largest_change);
                all.error = all.error.max(step.error);
                all.energy += step.energy;
            }
        }
        Ok(all)
    }

    /// Current through each device of the columns at the end of the last step (A), row-major.
    pub fn currents(&self) -> Vec<f64> {
        let ends: Vec<&[f64]> = self.following.iter().map(|(_, stepper)| &stepper.moments().1.currents[..]).collect();
        let rows = ends.first().map_or(0, |end| end.len());
        (0..rows).flat_map(|row| ends.iter().map(move |end| end[row])).collect()
    }
}

impl Circuit {
    /// Makes ready to follow the columns that are driven at `time` (s) each by itself, at most to `limit` (s); the time up to
    /// which that can be done: to the next corner of a row, or until a column begins or ceases to be driven. None where there
    /// are not several, or most, where lines have resistance, or where the devices of other columns may move.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] when the array cannot be solved.
    pub(crate) fn follow_apart(&mut self, lines: &Lines, time: f64, limit: f64) -> Result<Option<f64>, LearningError> {
        if self.apart.is_none() {
            return Ok(None);
        }
        self.last.columns = lines.driven(time);
        let until = lines.next_change(time).min(limit);
        // where most columns are driven, as under a bias, the whole array is stepped
        let several = (2..=self.wires().columns / 2).contains(&self.last.columns.len());
        let can = several && self.quiet_beside(lines, time, until).is_some();
        let Some(apart) = &mut self.apart else { return Ok(None) };
        if !can {
            apart.leave();
            return Ok(None);
        }
        if !apart.follows(&self.last.columns) {
            apart.follow(self.whole.wires().rows, &self.last.columns)?;
            self.feedback.leave();
            self.carried_transfer()?;
        }
        Ok(Some(until))
    }

    /// Takes the columns of [`follow_apart`](Circuit::follow_apart) from `time` to `until` (s).
    ///
    /// # Errors
    /// [`LearningError::Array`] when a column cannot be followed.
    pub(crate) fn step_apart(&mut self, lines: &Lines, time: f64, until: f64) -> Result<Step, LearningError> {
        let apart = self.apart.as_mut().expect("there is something to follow");
        let mut step = apart.step(&mut self.devices, lines, (time, until))?;
        self.devices.wait_beside(&self.last.columns, until - time);
        (self.last.way, self.last.time, self.last.end) = (Way::Apart, time, until);
        self.settle(&mut step, lines);
        Ok(step)
    }
}
