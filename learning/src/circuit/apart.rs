//! Several driven columns, each followed by itself in steps of its own: a post spike costs what it costs alone, however many
//! others overlap with it.
//!
//! Between lines without resistance none disturbs another. Where word lines have resistance, what one draws lowers the voltages
//! that the others see, to first order by the current times the resistance that both share ([`Pull`]). What is of second order
//! is left out; where it could matter more than the tolerance of a step, the columns are stepped together (`feedback.rs`).

use crossbar::{Circuit as Ohmic, Drive, Side, Step, StepError, Thevenin, Tolerance, Wires};

use super::member::Member;
use super::pull::{Pull, Pulling};
use super::{Circuit, Way};
use crate::columns::Columns;
use crate::feedback::{BitLines, Surroundings, is_stale};
use crate::{LearningError, Lines};

/// Columns that are kept in hand when their spikes have ended, beside one for each that is driven.
const ENDED: usize = 8;

/// Share of its first-order effect by which a column may miss what others do to it, because their devices change between two
/// looks at them. On 576 x 200 devices with 5 ohm per segment eight overlapping post spikes, which pull a word line by 17 mV,
/// leave conductances within 5e-12 S of those of the whole array in finer steps, where these have moved by 4e-8 S.
const MISSED: f64 = 0.05;

/// The columns in hand.
pub(super) struct Apart {
    tolerance: Tolerance,
    /// In order.
    members: Vec<Member>,
    /// Row voltages (V) for which the voltages of the bit lines were estimated.
    rows: Vec<f64>,
}

impl Apart {
    /// `tolerance` is that of the device voltages in a step (V).
    pub fn new(tolerance: Tolerance) -> Self {
        Self { tolerance, members: Vec::new(), rows: Vec::new() }
    }

    /// Follows no column any more.
    pub fn leave(&mut self) {
        self.members.clear();
    }

    fn holds(&self, column: usize) -> bool {
        self.members.iter().any(|member| member.column == column)
    }

    /// Takes those of `columns` in hand that are not yet, on lines of `rows` rows.
    fn join(&mut self, rows: usize, columns: &[usize]) -> Result<(), StepError> {
        for &column in columns {
            self.members.push(Member::new(column, rows, self.tolerance)?);
        }
        self.members.sort_by_key(|member| member.column);
        Ok(())
    }

    /// Sees the word lines while all columns are at rest: for the first time at those that are `new`, anew at all when the
    /// voltages of the rows (V) have changed much. False when those of the bit lines are not known well enough.
    fn look(&mut self, around: &Surroundings<'_>, rows: Vec<f64>, new: &[usize]) -> Result<bool, LearningError> {
        let all = new.len() == self.members.len() || is_stale(&rows, &self.rows);
        if !all && new.is_empty() {
            return Ok(true);
        }
        let estimate = BitLines::estimate(around, &rows);
        let drive = Drive::read(&rows, around.wires.columns);
        let circuit = Ohmic::ohmic(around.wires, &drive, around.conductances);
        let mut highest: f64 = 0.0;
        for member in self.members.iter_mut().filter(|member| all || new.contains(&member.column)) {
            let seen = Thevenin::at(&circuit, member.column, &estimate.voltages)?;
            highest = seen.offset.iter().fold(highest, |most, offset| most.max(offset.abs()));
            if new.contains(&member.column) {
                member.see(seen, around.wires);
            } else {
                // the estimate enters the sources alone
                member.seen = seen;
            }
        }
        if all {
            self.rows = rows;
        }
        Ok(highest * estimate.missed <= self.tolerance.voltage)
    }

    /// Largest share of a voltage between rows and columns by which all columns together pull a node of a word line, to first
    /// order; `word` are the resistances (ohm) up to each node, row-major with `columns` columns.
    fn disturbance(&self, word: &[f64], columns: usize) -> f64 {
        let pulled = word
            .chunks_exact(columns)
            .enumerate()
            .map(|(row, word)| self.members.iter().map(|member| member.draws[row] * word[member.column]).sum::<f64>());
        pulled.fold(0.0, f64::max)
    }

    /// Largest share of a source's voltage that is lost on the way to the columns while all are at rest.
    fn loss(&self) -> f64 {
        self.members.iter().flat_map(|member| &member.seen.gain).fold(0.0, |most: f64, gain| most.max(1.0 - gain))
    }

    /// What the others do to the word lines at the place of a column.
    fn pull(&self, column: usize, word: &[f64], columns: usize) -> Pull {
        let others = self.members.iter().filter(|other| other.column != column);
        let others = others.map(|other| Pulling { column: other.column, draws: &other.draws, drew: &other.drew });
        Pull::on(column, others, (word, columns))
    }

    /// The columns, and something of each of their devices, row-major.
    fn row_major(&self, of: impl Fn(&Member) -> Vec<f64>) -> (Vec<usize>, Vec<f64>) {
        let parts: Vec<Vec<f64>> = self.members.iter().map(of).collect();
        let rows = parts.first().map_or(0, Vec::len);
        let all = (0..rows).flat_map(|row| parts.iter().map(move |part| part[row])).collect();
        (self.members.iter().map(|member| member.column).collect(), all)
    }

    /// Takes each column that is driven at `time` from there to `until` (s), while the others do this to it.
    fn step(
        &mut self,
        devices: &mut Columns,
        lines: &Lines,
        pulls: &[(usize, Option<Pull>)],
        (time, until): (f64, f64),
    ) -> Result<Step, StepError> {
        let mut all = Step { time: until, largest_change: 0.0, energy: 0.0, error: 0.0 };
        for (column, pull) in pulls {
            let Some(member) = self.members.iter_mut().find(|member| member.column == *column) else { continue };
            let step = member.step(devices.column_mut(*column), lines, pull.as_ref(), (time, until))?;
            all.largest_change = all.largest_change.max(step.largest_change);
            all.error = all.error.max(step.error);
            all.energy += step.energy;
        }
        Ok(all)
    }
}

impl Circuit {
    /// Makes ready to follow the columns that are driven at `time` (s) each by itself, at most to `limit` (s); the time up to
    /// which that can be done: to the next corner of a row, until a column begins to be driven, or none is any more. None where
    /// there are not several, or most, where the devices of other columns may move, or where columns disturb each other too much.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] when the array cannot be solved.
    pub(crate) fn follow_apart(&mut self, lines: &Lines, time: f64, limit: f64) -> Result<Option<f64>, LearningError> {
        self.last.columns = lines.driven(time);
        let driven = self.last.columns.len();
        // where most columns are driven, as under a bias, the whole array is stepped; a last one goes on as it began
        let several =
            (2..=self.wires().columns / 2).contains(&driven) || (driven == 1 && !self.apart.members.is_empty());
        let until = lines.next_change(time).min(limit);
        if several
            && let Some((swing, both)) = self.quiet_beside(lines, time, until)
            && let Some(pulled) = self.take_in_hand(lines, time, both)?
            && self.others_stand_still(swing + pulled, until - time)
        {
            return Ok(Some(until));
        }
        self.apart.leave();
        Ok(None)
    }

    /// Takes the driven columns in hand at `time` (s), between which and the rows there are `reach` volts at most; by how much
    /// (V) they pull the word lines. None when that matters too much for each to be followed by itself.
    fn take_in_hand(&mut self, lines: &Lines, time: f64, reach: f64) -> Result<Option<f64>, LearningError> {
        let (perfect, rows) = (self.wires().are_perfect(), self.wires().rows);
        let driven = self.last.columns.clone();
        let held = self.apart.members.len();
        if perfect {
            self.apart.members.retain(|member| driven.contains(&member.column));
        } else if held > 2 * driven.len() + ENDED {
            self.apart.leave();
        }
        let new: Vec<usize> = driven.iter().copied().filter(|column| !self.apart.holds(*column)).collect();
        // what is carried along must not change under columns that pull each other
        if self.apart.members.is_empty() || (perfect && (!new.is_empty() || driven.len() != held)) {
            self.carried_transfer()?;
            self.feedback.leave();
        }
        self.apart.join(rows, &new)?;
        if !perfect && !self.look_along_words(lines, time, &new)? {
            return Ok(None);
        }
        self.read_draws();
        let pulled = self.apart.disturbance(self.carried.word(), self.wires().columns) * reach;
        let missed = pulled * self.apart.loss().max(MISSED);
        Ok((missed <= self.apart.tolerance.voltage).then_some(pulled))
    }

    /// What the devices of the columns in hand draw, as they are now.
    fn read_draws(&mut self) {
        let Wires { rows, columns, .. } = *self.whole.wires();
        for member in &mut self.apart.members {
            let now = &self.by_column[member.column * rows..][..rows];
            member.read(now, self.carried.values(), self.carried.conductances(), columns);
        }
    }

    /// See [`Apart::look`].
    fn look_along_words(&mut self, lines: &Lines, time: f64, new: &[usize]) -> Result<bool, LearningError> {
        let around = Surroundings {
            wires: self.whole.wires(),
            conductances: self.carried.conductances(),
            transfer: self.carried.values(),
            lines,
        };
        let rows = lines.rows.iter().map(|line| line.after(time)).collect();
        self.apart.look(&around, rows, new)
    }

    /// Takes the columns of [`follow_apart`](Circuit::follow_apart) from `time` to `until` (s).
    ///
    /// # Errors
    /// [`LearningError::Array`] when a column cannot be followed.
    pub(crate) fn step_apart(&mut self, lines: &Lines, time: f64, until: f64) -> Result<Step, LearningError> {
        let (perfect, columns) = (self.wires().are_perfect(), self.wires().columns);
        let pull = |column: usize| (!perfect).then(|| self.apart.pull(column, self.carried.word(), columns));
        let pulls: Vec<(usize, Option<Pull>)> =
            self.last.columns.iter().map(|&column| (column, pull(column))).collect();
        let mut step = self.apart.step(&mut self.devices, lines, &pulls, (time, until))?;
        self.devices.wait_beside(&self.last.columns, until - time);
        (self.last.way, self.last.time, self.last.end) = (Way::Apart, time, until);
        self.settle(&mut step, lines);
        self.read_draws();
        Ok(step)
    }

    /// The columns in hand, and what each of their devices draws (A, row-major) at `time` (s).
    pub(super) fn drawn_apart(&self, lines: &Lines, time: f64, side: Side) -> (Vec<usize>, Vec<f64>) {
        self.apart.row_major(|member| member.drawn(lines, time, side))
    }

    /// The same at the end of the last step.
    pub(super) fn carried_apart(&self, lines: &Lines) -> (Vec<usize>, Vec<f64>) {
        self.apart.row_major(|member| member.carries(lines, self.last.end))
    }
}
