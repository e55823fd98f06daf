//! One column that is driven while all others rest: followed alone, behind the word lines as it sees them.

use crossbar::{
    Capacitance, Circuit, Drive, Segments, Side, Sources, Step, StepError, Stepper, Terminal, Thevenin, Tolerance,
    Wires,
};

use crate::columns::{Columns, column_of};
use crate::{LearningError, Lines};

/// Share of the row voltages that may change before the voltages of the resting bit lines are estimated anew.
const STALE: f64 = 0.1;

/// The column that is followed.
///
/// While one column is driven, the devices of the others stand still, so that the rest of the array is linear: each word line
/// is a voltage behind a resistance. What the column draws moves the other bit lines by a change of second order in the
/// voltage drop, which is left out; where the estimate of their voltages could matter more than the tolerance of a step,
/// the whole array is stepped instead.
pub(crate) struct Feedback {
    stepper: Stepper,
    seen: Thevenin,
    tolerance: f64,
    column: Option<usize>,
    /// Row voltages (V) for which the other bit lines were estimated.
    rows: Vec<f64>,
}

/// The array around a driven column.
pub(crate) struct Surroundings<'a> {
    pub wires: &'a Wires,
    /// Conductance of each device (S), row-major.
    pub conductances: &'a [f64],
    /// Transfer conductances (S), row-major.
    pub transfer: &'a [f64],
    pub lines: &'a Lines,
}

/// Sources behind the word lines.
struct Behind<'a> {
    seen: &'a Thevenin,
    lines: &'a Lines,
    column: usize,
}

impl Sources for Behind<'_> {
    fn hold(&self, time: f64, side: Side, drive: &mut Drive) {
        let seen = self.seen.gain.iter().zip(&self.seen.offset);
        for ((end, line), (gain, offset)) in drive.left.iter_mut().zip(&self.lines.rows).zip(seen) {
            *end = Terminal::Voltage(gain * line.at(time, side) + offset);
        }
        drive.bottom[0] = Terminal::Voltage(self.lines.columns[self.column].at(time, side));
    }
}

impl Feedback {
    /// `tolerance` is that of the device voltages in a step (V).
    pub fn new(wires: &Wires, tolerance: Tolerance) -> Result<Self, StepError> {
        let seen = Thevenin::of_perfect_lines(wires.rows);
        let column = seen.wires(wires, 0);
        let drive = Drive::read(&vec![0.0; wires.rows], 1);
        let stepper = Stepper::new(column, drive, Capacitance::default(), tolerance)?;
        Ok(Self { stepper, seen, tolerance: tolerance.voltage, column: None, rows: Vec::new() })
    }

    /// Follows no column any more.
    pub fn leave(&mut self) {
        self.column = None;
    }

    /// Whether `column` is the one that is followed.
    pub fn follows(&self, column: usize) -> bool {
        self.column == Some(column)
    }

    /// Makes ready to follow `column` from `time` (s); false when it cannot be followed alone within the tolerance.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] for word lines that no array of this crate has.
    pub fn follow(&mut self, around: &Surroundings<'_>, column: usize, time: f64) -> Result<bool, LearningError> {
        if around.wires.are_perfect() {
            self.begin(around.wires, column);
            return Ok(true);
        }
        let rows: Vec<f64> = around.lines.rows.iter().map(|line| line.after(time)).collect();
        if self.follows(column) && !self.is_stale(&rows) {
            return Ok(true);
        }
        let estimate = BitLines::estimate(around, &rows);
        let drive = Drive::read(&rows, around.wires.columns);
        let circuit = Circuit::ohmic(around.wires, &drive, around.conductances);
        self.seen = Thevenin::at(&circuit, column, &estimate.voltages)?;
        self.rows = rows;
        let offset = self.seen.offset.iter().fold(0.0, |most: f64, offset| most.max(offset.abs()));
        if offset * estimate.missed > self.tolerance {
            self.leave();
            return Ok(false);
        }
        self.begin(around.wires, column);
        Ok(true)
    }

    /// Largest share of the voltage between rows and `column` by which it pulls a node of a word line.
    pub fn disturbance(&self, around: &Surroundings<'_>, column: usize) -> f64 {
        let own = column_of(around.conductances, around.wires.columns, column);
        let shares = own.zip(&self.seen.resistance).map(|(g, resistance)| g * resistance / (1.0 + g * resistance));
        shares.fold(0.0, f64::max)
    }

    fn begin(&mut self, wires: &Wires, column: usize) {
        if !self.follows(column) {
            self.stepper.rewire(self.seen.wires(wires, column));
            self.column = Some(column);
        }
    }

    fn is_stale(&self, rows: &[f64]) -> bool {
        let changed: f64 = rows.iter().zip(&self.rows).map(|(now, then)| (now - then).abs()).sum();
        changed > STALE * self.rows.iter().map(|voltage| voltage.abs()).sum::<f64>()
    }

    /// Takes one step of the column that is followed, see [`Stepper::step`].
    pub fn step(
        &mut self,
        devices: &mut Columns,
        lines: &Lines,
        column: usize,
        (time, until): (f64, f64),
    ) -> Result<Step, StepError> {
        let sources = Behind { seen: &self.seen, lines, column };
        self.stepper.step(devices.column_mut(column), &sources, time, until)
    }

    /// Returns the column to the beginning of the last step.
    pub fn undo(&mut self, devices: &mut Columns, column: usize) {
        self.stepper.undo(devices.column_mut(column));
    }

    /// Current through each device of the column at the beginning and at the end of the last step (A).
    pub fn currents(&self) -> [&[f64]; 2] {
        let (start, end) = self.stepper.moments();
        [&start.currents, &end.currents]
    }
}

/// Voltages of bit lines whose columns are sensed.
struct BitLines {
    /// Of every node (V), row-major.
    voltages: Vec<f64>,
    /// Largest share of a column's current by which the estimate of its devices' currents had to be corrected.
    missed: f64,
}

impl BitLines {
    /// From the currents that the devices would carry between perfect lines, scaled to the current that the column has.
    fn estimate(around: &Surroundings<'_>, rows: &[f64]) -> Self {
        let columns = around.wires.columns;
        let mut above = vec![0.0; around.conductances.len()];
        let (mut sums, mut sensed) = (vec![0.0; columns], vec![0.0; columns]);
        for (row, voltage) in rows.iter().enumerate() {
            let at = row * columns..(row + 1) * columns;
            let parts = around.conductances[at.clone()].iter().zip(&around.transfer[at.clone()]);
            for (((above, (g, transfer)), sum), sensed) in
                above[at].iter_mut().zip(parts).zip(&mut sums).zip(&mut sensed)
            {
                *sum += g * voltage;
                *sensed += transfer * voltage;
                *above = *sum;
            }
        }
        let mut missed: f64 = 0.0;
        let scales: Vec<f64> = sums
            .iter()
            .zip(&sensed)
            .map(|(sum, sensed)| {
                let scale = if *sum == 0.0 { 1.0 } else { sensed / sum };
                missed = missed.max((1.0 - scale).abs());
                scale
            })
            .collect();
        Self { voltages: drops(around.wires, above, &scales), missed }
    }
}

/// Turns the currents that pass each node from above into its voltage, in place, from the sense end upwards.
fn drops(wires: &Wires, mut above: Vec<f64>, scales: &[f64]) -> Vec<f64> {
    let columns = wires.columns;
    let mut below = vec![0.0; columns];
    for row in (0..wires.rows).rev() {
        for (column, node) in above[row * columns..(row + 1) * columns].iter_mut().enumerate() {
            let segment = match &wires.bit.segment {
                Segments::Uniform(segment) => *segment,
                Segments::Each(segments) => segments[(row + 1) * columns + column],
            };
            let end = if row + 1 == wires.rows { wires.bit.driver_last } else { 0.0 };
            below[column] += *node * scales[column] * (segment + end);
            *node = below[column];
        }
    }
    above
}
