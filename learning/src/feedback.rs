//! Columns that are driven while all others rest: followed by themselves, behind the word lines as they see them.

use crossbar::{
    Capacitance, Circuit, Drive, Reduction, Segments, Side, Sources, Step, StepError, Stepper, Terminal, Thevenin,
    Tolerance, Wires,
};

use crate::columns::Columns;
use crate::{LearningError, Lines};

/// Share of the row voltages that may change before the voltages of the resting bit lines are estimated anew.
const STALE: f64 = 0.1;

/// The columns that are followed.
///
/// While some columns are driven, the devices of the others stand still, so that the rest of the array is linear: to one column
/// each word line is a voltage behind a resistance, to several what [`Reduction`] says. What they draw moves the other bit
/// lines by a change of second order in the voltage drop, which is left out; where the estimate of their voltages could
/// matter more than the tolerance of a step, the whole array is stepped instead.
pub(crate) struct Feedback {
    stepper: Stepper,
    seen: Seen,
    tolerance: Tolerance,
    /// In order; none when nothing is followed.
    columns: Vec<usize>,
    /// Row voltages (V) for which the other bit lines were estimated.
    rows: Vec<f64>,
}

/// The array around driven columns.
pub(crate) struct Surroundings<'a> {
    pub wires: &'a Wires,
    /// Conductance of each device (S), row-major.
    pub conductances: &'a [f64],
    /// Transfer conductances (S), row-major.
    pub transfer: &'a [f64],
    pub lines: &'a Lines,
}

/// The word lines as driven columns see them.
enum Seen {
    One(Thevenin),
    Several(Reduction),
}

impl Seen {
    fn at(circuit: &Circuit<'_>, columns: &[usize], bit: &[f64]) -> Result<Self, LearningError> {
        Ok(match columns {
            [column] => Self::One(Thevenin::at(circuit, *column, bit)?),
            _ => Self::Several(Reduction::at(circuit, columns, bit)?),
        })
    }

    /// Voltage at the left ends per voltage of the row's source (1), and what the other bit lines add (V).
    fn left(&self) -> (&[f64], &[f64]) {
        match self {
            Self::One(Thevenin { gain, offset, .. }) | Self::Several(Reduction { gain, offset, .. }) => (gain, offset),
        }
    }

    /// Lines of an array of the driven `columns` alone.
    fn wires(&self, wires: &Wires, columns: &[usize]) -> Wires {
        match self {
            Self::One(seen) => seen.wires(wires, columns[0]),
            Self::Several(seen) => seen.wires(wires),
        }
    }

    /// Largest voltage (V) that the other bit lines bring to a node of a word line.
    fn largest_offset(&self) -> f64 {
        match self {
            Self::One(seen) => seen.offset.iter().fold(0.0, |most: f64, offset| most.max(offset.abs())),
            Self::Several(seen) => seen.largest_offset(),
        }
    }

    /// Largest share of the voltage between rows and driven columns by which these pull a node of a word line; `own` are the
    /// conductances of their devices (S), row-major.
    fn disturbance(&self, own: &[f64]) -> f64 {
        match self {
            Self::One(seen) => {
                let shares =
                    own.iter().zip(&seen.resistance).map(|(g, resistance)| g * resistance / (1.0 + g * resistance));
                shares.fold(0.0, f64::max)
            }
            Self::Several(seen) => seen.disturbance(own),
        }
    }
}

/// Sources behind the word lines.
struct Behind<'a> {
    seen: &'a Seen,
    lines: &'a Lines,
    columns: &'a [usize],
}

impl Sources for Behind<'_> {
    fn hold(&self, time: f64, side: Side, drive: &mut Drive) {
        let (gain, offset) = self.seen.left();
        let seen = gain.iter().zip(offset);
        for ((end, line), (gain, offset)) in drive.left.iter_mut().zip(&self.lines.rows).zip(seen) {
            *end = Terminal::Voltage(gain * line.at(time, side) + offset);
        }
        for (end, column) in drive.bottom.iter_mut().zip(self.columns) {
            *end = Terminal::Voltage(self.lines.columns[*column].at(time, side));
        }
    }
}

impl Feedback {
    /// `tolerance` is that of the device voltages in a step (V).
    pub fn new(wires: &Wires, tolerance: Tolerance) -> Result<Self, StepError> {
        let seen = Seen::One(Thevenin::of_perfect_lines(wires.rows));
        let stepper = stepper(seen.wires(wires, &[0]), tolerance)?;
        Ok(Self { stepper, seen, tolerance, columns: Vec::new(), rows: Vec::new() })
    }

    /// Follows no column any more.
    pub fn leave(&mut self) {
        self.columns.clear();
    }

    /// Whether `columns` are those that are followed.
    pub fn follows(&self, columns: &[usize]) -> bool {
        self.columns == columns
    }

    /// Makes ready to follow `columns` from `time` (s): one or more, between lines without resistance one. False when they
    /// cannot be followed by themselves within the tolerance. `reach` is the largest voltage (V) between a row and one of them.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] for word lines that no array of this crate has.
    pub fn follow(
        &mut self,
        around: &Surroundings<'_>,
        columns: &[usize],
        (time, reach): (f64, f64),
    ) -> Result<bool, LearningError> {
        if around.wires.are_perfect() {
            if !self.follows(columns) {
                self.seen = Seen::One(Thevenin::of_perfect_lines(around.wires.rows));
                self.begin(around.wires, columns)?;
            }
            return Ok(true);
        }
        let rows: Vec<f64> = around.lines.rows.iter().map(|line| line.after(time)).collect();
        if self.follows(columns) && !is_stale(&rows, &self.rows) {
            return Ok(true);
        }
        let estimate = BitLines::estimate(around, &rows);
        let drive = Drive::read(&rows, around.wires.columns);
        let circuit = Circuit::ohmic(around.wires, &drive, around.conductances);
        self.seen = Seen::at(&circuit, columns, &estimate.voltages)?;
        self.rows = rows;
        if self.seen.largest_offset() * (estimate.missed + self.pulled(around, columns, reach)) > self.tolerance.voltage
        {
            self.leave();
            return Ok(false);
        }
        // the estimate enters the sources of one column, but the lines of several
        if !self.follows(columns) || columns.len() > 1 {
            self.begin(around.wires, columns)?;
        }
        Ok(true)
    }

    /// Share by which the voltages of the other bit lines change because several columns pull the word lines: each takes its
    /// part of them, so what one may leave out is not negligible for many.
    fn pulled(&self, around: &Surroundings<'_>, columns: &[usize], reach: f64) -> f64 {
        let highest = self.rows.iter().fold(0.0, |most: f64, voltage| most.max(voltage.abs()));
        if columns.len() == 1 || highest == 0.0 {
            return 0.0;
        }
        self.disturbance(around, columns) * reach / highest
    }

    /// Largest share of the voltage between rows and `columns` by which they pull a node of a word line.
    pub fn disturbance(&self, around: &Surroundings<'_>, columns: &[usize]) -> f64 {
        let of_rows = around.conductances.chunks_exact(around.wires.columns);
        let own: Vec<f64> = of_rows.flat_map(|row| columns.iter().map(|column| row[*column])).collect();
        self.seen.disturbance(&own)
    }

    fn begin(&mut self, wires: &Wires, columns: &[usize]) -> Result<(), StepError> {
        let lines = self.seen.wires(wires, columns);
        if self.stepper.wires().columns == columns.len() {
            self.stepper.rewire(lines);
        } else {
            self.stepper = stepper(lines, self.tolerance)?;
        }
        self.columns = columns.to_vec();
        Ok(())
    }

    /// Takes one step of the columns that are followed, see [`Stepper::step`].
    pub fn step(&mut self, devices: &mut Columns, lines: &Lines, (time, until): (f64, f64)) -> Result<Step, StepError> {
        let sources = Behind { seen: &self.seen, lines, columns: &self.columns };
        if let [column] = self.columns[..] {
            return self.stepper.step(devices.column_mut(column), &sources, time, until);
        }
        let step = self.stepper.step(&mut devices.some_mut(&self.columns), &sources, time, until)?;
        Ok(Step { energy: self.energy(lines), ..step })
    }

    /// Energy (J) of the last step into the devices of several columns from the drivers of rows and columns; their loads are
    /// the other columns, which are counted with those.
    fn energy(&self, lines: &Lines) -> f64 {
        let (start, end) = self.stepper.moments();
        let across = |time: f64, side: Side| -> Vec<f64> {
            let bottom: Vec<f64> = self.columns.iter().map(|column| lines.columns[*column].at(time, side)).collect();
            let rows = lines.rows.iter().map(|line| line.at(time, side));
            rows.flat_map(|row| bottom.iter().map(move |bottom| row - bottom)).collect()
        };
        let (from, to) = (across(start.time, Side::After), across(end.time, Side::Before));
        let voltages = from.iter().zip(&to);
        let currents = start.currents.iter().zip(&end.currents);
        // both are linear in time
        let sum: f64 =
            voltages.zip(currents).map(|((v0, v1), (i0, i1))| 2.0 * (v0 * i0 + v1 * i1) + v0 * i1 + v1 * i0).sum();
        sum * (end.time - start.time) / 6.0
    }

    /// Returns the columns to the beginning of the last step.
    pub fn undo(&mut self, devices: &mut Columns) {
        match self.columns[..] {
            [column] => self.stepper.undo(devices.column_mut(column)),
            _ => self.stepper.undo(&mut devices.some_mut(&self.columns)),
        }
    }

    /// Current through each device of the columns at the beginning and at the end of the last step (A), row-major.
    pub fn currents(&self) -> [&[f64]; 2] {
        let (start, end) = self.stepper.moments();
        [&start.currents, &end.currents]
    }
}

/// Whether the voltages of the rows (V) differ so much from those `then` that the bit lines have to be estimated anew.
pub(crate) fn is_stale(rows: &[f64], then: &[f64]) -> bool {
    let changed: f64 = rows.iter().zip(then).map(|(now, then)| (now - then).abs()).sum();
    changed > STALE * then.iter().map(|voltage| voltage.abs()).sum::<f64>()
}

/// Steps of an array of some columns.
pub(crate) fn stepper(lines: Wires, tolerance: Tolerance) -> Result<Stepper, StepError> {
    let drive = Drive::read(&vec![0.0; lines.rows], lines.columns);
    Stepper::new(lines, drive, Capacitance::default(), tolerance)
}

/// Voltages of bit lines whose columns are sensed.
pub(crate) struct BitLines {
    /// Of every node (V), row-major.
    pub voltages: Vec<f64>,
    /// Largest share of a column's current by which the estimate of its devices' currents had to be corrected.
    pub missed: f64,
}

impl BitLines {
    /// From the currents that the devices would carry between perfect lines, scaled to the current that the column has.
    pub fn estimate(around: &Surroundings<'_>, rows: &[f64]) -> Self {
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
