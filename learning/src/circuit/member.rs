//! One of several driven columns, followed by itself.

use crossbar::{Drive, Side, Sources, Step, StepError, Stepper, Terminal, Thevenin, Tolerance, Wires};
use devices::DeviceArray;

use super::pull::{Pull, Sag};
use crate::Lines;
use crate::columns::column_of;
use crate::feedback::stepper;

/// A column in hand: it is driven, or it was and others that began meanwhile still are.
pub(super) struct Member {
    pub column: usize,
    stepper: Stepper,
    /// Its word lines while all columns are at rest.
    pub seen: Thevenin,
    /// What its devices draw from the word lines per volt between row and column (S).
    pub draws: Vec<f64>,
    /// What they drew at rest before (S): their transfer conductances.
    pub drew: Vec<f64>,
}

/// Sources of one column.
struct Own<'a> {
    lines: &'a Lines,
    column: usize,
    seen: &'a Thevenin,
    /// What the other columns in hand do to its word lines; none between lines without resistance.
    sag: Option<Sag<'a>>,
}

impl Sources for Own<'_> {
    fn hold(&self, time: f64, side: Side, drive: &mut Drive) {
        let seen = self.seen.gain.iter().zip(&self.seen.offset);
        for (row, ((end, line), (gain, offset))) in drive.left.iter_mut().zip(&self.lines.rows).zip(seen).enumerate() {
            let source = line.at(time, side);
            let sag = self.sag.as_ref().map_or(0.0, |sag| sag.at(row, source, time));
            *end = Terminal::Voltage(gain * source + offset + sag);
        }
        drive.bottom[0] = Terminal::Voltage(self.lines.columns[self.column].at(time, side));
    }
}

impl Member {
    /// On word lines without resistance until they are [seen](Member::see).
    pub fn new(column: usize, rows: usize, tolerance: Tolerance) -> Result<Self, StepError> {
        let seen = Thevenin::of_perfect_lines(rows);
        let stepper = stepper(seen.wires(&Wires::uniform(rows, 1, 0.0), 0), tolerance)?;
        Ok(Self { column, stepper, seen, draws: Vec::new(), drew: Vec::new() })
    }

    /// Sees its word lines for the first time; `wires` are those of the whole array.
    pub fn see(&mut self, seen: Thevenin, wires: &Wires) {
        self.stepper.rewire(seen.wires(wires, self.column));
        self.seen = seen;
    }

    /// Reads what the devices draw, of conductances `now` (S, of the column), which drew `transfer` with the conductances
    /// `before` (S, both row-major with `columns` columns): in proportion.
    pub fn read(&mut self, now: &[f64], transfer: &[f64], before: &[f64], columns: usize) {
        self.drew.clear();
        self.drew.extend(column_of(transfer, columns, self.column));
        self.draws.clear();
        let before = column_of(before, columns, self.column);
        let each = now.iter().zip(self.drew.iter().zip(before));
        self.draws.extend(each.map(|(now, (drew, before))| if *before > 0.0 { drew * now / before } else { *now }));
    }

    /// Takes the column from `time` to `until` (s), in as many steps as it needs, as long as it is driven; then it waits.
    pub fn step(
        &mut self,
        devices: &mut dyn DeviceArray,
        lines: &Lines,
        pull: Option<&Pull>,
        (time, until): (f64, f64),
    ) -> Result<Step, StepError> {
        let line = &lines.columns[self.column];
        let mut all = Step { time: until, largest_change: 0.0, energy: 0.0, error: 0.0 };
        let mut now = time;
        while now < until && line.driven(now) {
            let corner = line.next_corner(now).map_or(until, |corner| corner.min(until));
            let sag = pull.map(|pull| pull.between(lines, (now, corner)));
            let own = Own { lines, column: self.column, seen: &self.seen, sag };
            while now < corner {
                let step = self.stepper.step(devices, &own, now, corner)?;
                now = step.time;
                all.largest_change = all.largest_change.max(step.largest_change);
                all.error = all.error.max(step.error);
                all.energy += step.energy;
            }
        }
        if now < until {
            devices.wait(until - now);
            let rows = lines.rows.iter().zip(&self.draws);
            all.energy += rows.map(|(line, draws)| draws * line.squared_integral(now, until)).sum::<f64>();
        }
        Ok(all)
    }

    /// Current (A) that each device draws at `time` (s).
    pub fn drawn(&self, lines: &Lines, time: f64, side: Side) -> Vec<f64> {
        let column = lines.columns[self.column].at(time, side);
        let rows = lines.rows.iter().zip(&self.draws);
        rows.map(|(line, draws)| draws * (line.at(time, side) - column)).collect()
    }

    /// The same at the end of a step to `until` (s): that of the solved column where it was driven to the end.
    pub fn carries(&self, lines: &Lines, until: f64) -> Vec<f64> {
        let end = self.stepper.moments().1;
        if end.time == until { end.currents.clone() } else { self.drawn(lines, until, Side::Before) }
    }
}
