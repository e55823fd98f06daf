//! What columns do to the word lines that others see, to first order in the voltage drop.

use crate::Lines;

/// How columns in hand change the open-circuit voltages of the word lines at the place of another column.
///
/// A column k that draws the current `draws_k (v_row - v_k)` where it drew `drew_k v_row` at rest lowers the voltage at a place
/// further on by the difference times the resistance that both share, from the source to the nearer one.
pub(super) struct Pull {
    /// Change per voltage of the source of each row (1).
    of_rows: Vec<f64>,
    /// The other columns, and the change in each row per voltage of their bit lines (1).
    of_columns: Vec<(usize, Vec<f64>)>,
}

/// A column that pulls: its number, what it draws per volt (S) in each row, and what it drew at rest before.
#[derive(Clone, Copy)]
pub(super) struct Pulling<'a> {
    pub column: usize,
    pub draws: &'a [f64],
    pub drew: &'a [f64],
}

impl Pull {
    /// At the place of `column`; `word` are the resistances (ohm) from the source of each row to each place, row-major with
    /// `columns` places.
    pub fn on<'a>(column: usize, others: impl Iterator<Item = Pulling<'a>>, (word, columns): (&[f64], usize)) -> Self {
        let mut pull = Self { of_rows: vec![0.0; word.len() / columns], of_columns: Vec::new() };
        for other in others {
            let shared = word.chunks_exact(columns).map(|row| row[column].min(row[other.column]));
            let mut of_column = Vec::with_capacity(pull.of_rows.len());
            let rows = pull.of_rows.iter_mut().zip(shared).zip(other.draws.iter().zip(other.drew));
            for ((of_row, resistance), (draws, drew)) in rows {
                *of_row -= resistance * (draws - drew);
                of_column.push(resistance * draws);
            }
            pull.of_columns.push((other.column, of_column));
        }
        pull
    }

    /// The change from `time` to `until` (s), a time without a corner on a row.
    pub fn between(&self, lines: &Lines, (time, until): (f64, f64)) -> Sag<'_> {
        let rows = self.of_rows.len();
        let (mut start, mut slope) = (vec![0.0; rows], vec![0.0; rows]);
        for (column, of_column) in &self.of_columns {
            let [from, to] = lines.columns[*column].chord(time, until);
            let rise = (to - from) / (until - time);
            for ((start, slope), share) in start.iter_mut().zip(&mut slope).zip(of_column) {
                *start += share * from;
                *slope += share * rise;
            }
        }
        Sag { of_rows: &self.of_rows, time, start, slope }
    }
}

/// Change of the open-circuit voltages in a time in which the voltages of the other columns are taken as linear: by the straight
/// lines that have their mean and their trend, so that corners of other columns do not cut this one's steps.
pub(super) struct Sag<'a> {
    of_rows: &'a [f64],
    time: f64,
    /// In each row at the beginning (V), and its change (V/s).
    start: Vec<f64>,
    slope: Vec<f64>,
}

impl Sag<'_> {
    /// In a row whose source is at `source` (V) at `time` (s).
    pub fn at(&self, row: usize, source: f64, time: f64) -> f64 {
        self.of_rows[row] * source + self.start[row] + self.slope[row] * (time - self.time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Waveform;
    use crossbar::{Circuit, Drive, Line, Thevenin, Wires};

    const ROWS: usize = 4;
    const COLUMNS: usize = 7;

    /// Largest error (V) of the open-circuit voltages at column 3 when columns 1 and 5 draw other currents, on word lines of
    /// `segment` (ohm) per device.
    fn error(segment: f64) -> f64 {
        let line = |driver_first, driver_last| Line { segment: segment.into(), driver_first, driver_last };
        let wires = Wires::new(ROWS, COLUMNS, line(segment, 0.0), line(0.0, segment));
        let before: Vec<f64> = (0..ROWS * COLUMNS).map(|k| 1e-6 * (1.0 + (k * 5 % 7) as f64)).collect();
        let mut now = before.clone();
        let mut lines = Lines::new(ROWS, COLUMNS);
        let mut bit = vec![0.0; ROWS * COLUMNS];
        for (column, factor, voltage) in [(1, 2.0, -1.3), (5, 0.5, 2.0)] {
            (0..ROWS).for_each(|row| now[row * COLUMNS + column] *= factor);
            (0..ROWS).for_each(|row| bit[row * COLUMNS + column] = voltage);
            lines.columns[column].play(0.0, &Waveform::new(vec![(0.0, voltage), (1.0, voltage)]).unwrap());
        }
        let sources = [0.7, 0.0, 0.7, 0.3];
        let drive = Drive::read(&sources, COLUMNS);
        let seen = |conductances: &[f64], bit: &[f64]| {
            Thevenin::at(&Circuit::ohmic(&wires, &drive, conductances), 3, bit).unwrap()
        };
        let of =
            |all: &[f64], column: usize| -> Vec<f64> { all.iter().skip(column).step_by(COLUMNS).copied().collect() };
        let parts: Vec<[Vec<f64>; 2]> = [1, 5].map(|column| [of(&now, column), of(&before, column)]).into();
        let others = [1, 5].into_iter().zip(&parts).map(|(column, [draws, drew])| Pulling { column, draws, drew });
        let pull = Pull::on(3, others, (&wires.word_resistances(), COLUMNS));
        let sag = pull.between(&lines, (0.2, 0.8));
        let (rest, exact) = (seen(&before, &vec![0.0; ROWS * COLUMNS]), seen(&now, &bit));
        let missed = sources.iter().enumerate().map(|(row, source)| {
            let estimate = rest.gain[row] * source + rest.offset[row] + sag.at(row, *source, 0.5);
            (estimate - exact.gain[row] * source - exact.offset[row]).abs()
        });
        missed.fold(0.0, f64::max)
    }

    #[test]
    fn what_is_left_out_is_of_second_order_in_the_line_resistance() {
        let (coarse, fine) = (error(20.0), error(10.0));
        assert!(coarse < 1e-4, "{coarse:e} V of a pull of some millivolts");
        assert!(((coarse / fine).log2() - 2.0).abs() < 0.1, "measured order {:.2}", (coarse / fine).log2());
    }
}
