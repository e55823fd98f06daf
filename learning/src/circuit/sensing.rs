//! What flows out of the columns.

use crossbar::Side;

use super::{Circuit, Way};
use crate::{Lines, Transfer};

/// Currents out of the columns that were asked for last.
#[derive(Default)]
pub(super) struct Sensed {
    /// For these voltages of the rows (V).
    rows: Vec<f64>,
    /// While these columns carried these currents (A, row-major).
    columns: Vec<usize>,
    driven: Vec<f64>,
    /// In A.
    currents: Vec<f64>,
}

impl Circuit {
    /// Currents out of the columns at the beginning and at the end of the last step (A).
    pub fn column_currents(&mut self, lines: &Lines) -> [Vec<f64>; 2] {
        let (start, end) = (self.last.time, self.last.end);
        match self.last.way {
            Way::Whole => {
                let (start, end) = self.whole.moments();
                [start.ends.bottom.clone(), end.ends.bottom.clone()]
            }
            Way::Apart => {
                let (columns, driven) = self.carried_apart(lines);
                let rows = voltages(lines, end, Side::Before);
                let currents = self.sense(rows, &columns, &driven);
                [currents.clone(), currents]
            }
            Way::Together => {
                let [at_start, at_end] = self.feedback.currents().map(<[f64]>::to_vec);
                let columns = self.last.columns.clone();
                [
                    self.sense(voltages(lines, start, Side::After), &columns, &at_start),
                    self.sense(voltages(lines, end, Side::Before), &columns, &at_end),
                ]
            }
        }
    }

    /// Currents out of the columns after `time` and before `until` (s) (A), before the columns of
    /// [`follow_apart`](Circuit::follow_apart) have been followed from there: what these draw follows from what their devices
    /// are now. Linear in between up to [`next_bend`](Circuit::next_bend).
    pub(crate) fn currents_ahead(&mut self, lines: &Lines, time: f64, until: f64) -> [Vec<f64>; 2] {
        [(time, Side::After), (until, Side::Before)].map(|(time, side)| {
            let (columns, driven) = self.drawn_apart(lines, time, side);
            self.sense(voltages(lines, time, side), &columns, &driven)
        })
    }

    /// The first time later than `time` (s) at which the currents of [`currents_ahead`](Circuit::currents_ahead) bend because of
    /// a driven column; infinite where none disturbs another.
    pub(crate) fn next_bend(&self, lines: &Lines, time: f64) -> f64 {
        if self.carried.are_columns_apart() { f64::INFINITY } else { lines.next_feedback(time) }
    }

    /// Currents out of the columns (A) at row voltages (V), while `columns` carry the currents `driven` (A, row-major).
    fn sense(&mut self, rows: Vec<f64>, columns: &[usize], driven: &[f64]) -> Vec<f64> {
        let sensed = &self.sensed;
        if sensed.rows == rows && sensed.columns == columns {
            if sensed.driven == driven {
                return sensed.currents.clone();
            }
            if self.carried.are_columns_apart() {
                let mut currents = sensed.currents.clone();
                Transfer::put_driven(&mut currents, columns, driven);
                return currents;
            }
        }
        let currents = self.carried.currents(&rows, columns, driven);
        let (columns, driven) = (columns.to_vec(), driven.to_vec());
        self.sensed = Sensed { rows, columns, driven, currents: currents.clone() };
        currents
    }
}

/// Voltages of the rows (V).
fn voltages(lines: &Lines, time: f64, side: Side) -> Vec<f64> {
    lines.rows.iter().map(|row| row.at(time, side)).collect()
}
