//! What flows out of the columns.

use crossbar::Side;

use super::{Circuit, Way};
use crate::{Lines, Transfer};

/// Currents out of the columns that were asked for last, where columns do not disturb each other.
#[derive(Default)]
pub(super) struct Sensed {
    /// For these voltages of the rows (V).
    rows: Vec<f64>,
    /// While these columns were driven, whose own currents do not count.
    columns: Vec<usize>,
    /// In A.
    currents: Vec<f64>,
}

impl Circuit {
    /// Currents out of the columns at the beginning and at the end of the last step (A).
    pub fn column_currents(&mut self, lines: &Lines) -> [Vec<f64>; 2] {
        let driven = match (self.last.way, &self.apart) {
            (Way::Whole, _) => {
                let (start, end) = self.whole.moments();
                return [start.ends.bottom.clone(), end.ends.bottom.clone()];
            }
            (Way::Apart, Some(apart)) => {
                let end = apart.currents();
                [end.clone(), end]
            }
            _ => self.feedback.currents().map(<[f64]>::to_vec),
        };
        self.sense_both(lines, (self.last.time, self.last.end), driven)
    }

    /// Currents out of the columns at `time` and at `until` (s) (A), before the columns of
    /// [`follow_apart`](Circuit::follow_apart) have been followed; for these 0 A.
    pub(crate) fn currents_ahead(&mut self, lines: &Lines, time: f64, until: f64) -> [Vec<f64>; 2] {
        let none = vec![0.0; lines.rows.len() * self.last.columns.len()];
        self.sense_both(lines, (time, until), [none.clone(), none])
    }

    /// Currents out of the columns after `start` and before `end` (s), with those of the driven ones (A, row-major) then.
    fn sense_both(&mut self, lines: &Lines, (start, end): (f64, f64), driven: [Vec<f64>; 2]) -> [Vec<f64>; 2] {
        let voltages = |time, side| lines.rows.iter().map(|row| row.at(time, side)).collect();
        let [driven_start, driven_end] = driven;
        [self.sense(voltages(start, Side::After), &driven_start), self.sense(voltages(end, Side::Before), &driven_end)]
    }

    /// Currents out of the columns (A) at row voltages (V).
    fn sense(&mut self, rows: Vec<f64>, driven: &[f64]) -> Vec<f64> {
        let columns = &self.last.columns;
        if self.carried.are_columns_apart() && self.sensed.rows == rows && self.sensed.columns == *columns {
            let mut currents = self.sensed.currents.clone();
            Transfer::put_driven(&mut currents, columns, driven);
            return currents;
        }
        let currents = self.carried.currents(&rows, columns, driven);
        self.sensed = Sensed { rows, columns: columns.clone(), currents: currents.clone() };
        currents
    }
}
