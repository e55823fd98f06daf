//! Counting of write cycles.

use crate::error::{ModelError, within};
use crate::words::words;

/// Turning points of the way that one device has been written: a reversal counts once it has moved the device back by
/// a stated fraction of its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reversals {
    /// How far the device has been moved in all, with sign.
    way: f64,
    /// The furthest point since the last reversal.
    turn: f64,
    /// +1 on the way to on, -1 to off, 0 before the first reversal.
    direction: i8,
    count: u64,
}

words!(Reversals { way, turn, direction, count });

impl Reversals {
    /// Of a device that has not been written.
    pub const NONE: Reversals = Reversals { way: 0.0, turn: 0.0, direction: 0, count: 0 };

    /// The device was moved by `change`; true when that completes a reversal of at least `switched`.
    #[inline(always)]
    pub fn pass(&mut self, change: f64, switched: f64) -> bool {
        self.way += change;
        let from_turn = self.way - self.turn;
        if from_turn * f64::from(self.direction) > 0.0 {
            self.turn = self.way; // further on the same way
            return false;
        }
        let reverses = from_turn.abs() >= switched;
        if reverses {
            self.direction = if from_turn > 0.0 { 1 } else { -1 };
            self.turn = self.way;
            self.count += 1;
        }
        reverses
    }

    /// Number of cycles, two reversals each.
    pub fn cycles(&self) -> f64 {
        0.5 * self.count as f64
    }
}

/// Fraction of the range that completes a reversal when a file does not say.
pub(super) fn default_switched() -> f64 {
    0.5
}

/// Checks such a fraction.
pub(super) fn validate_switched(name: &str, switched: f64) -> Result<(), ModelError> {
    within(name, switched, 1e-3, 1.0, "it is the fraction of the range that a half cycle switches; 0.5 is usual")
}

/// A position in a window that has closed to the fraction `open` around `center`.
#[inline(always)]
pub(super) fn in_window(position: f64, center: f64, open: f64) -> f64 {
    if open == 1.0 { position } else { center + (position - center) * open }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(changes: &[f64]) -> f64 {
        let mut reversals = Reversals::NONE;
        changes.iter().for_each(|&change| {
            reversals.pass(change, 0.5);
        });
        reversals.cycles()
    }

    #[test]
    fn a_full_cycle_counts_one_and_a_small_one_nothing() {
        assert_eq!(count(&[1.0, -1.0]), 1.0);
        assert_eq!(count(&[-1.0, 1.0, -1.0, 1.0]), 2.0);
        assert_eq!(count(&[0.4, -0.4, 0.4, -0.4]), 0.0);
        assert_eq!(count(&[1.0, -0.4, 0.4, -1.0]), 1.0); // the dip on the way does not count
    }

    #[test]
    fn cycles_written_in_many_small_steps_count_the_same() {
        let fine: Vec<f64> = (0..4000).map(|n| if (n / 100) % 2 == 0 { 0.01 } else { -0.01 }).collect();
        assert_eq!(count(&fine), 20.0);
    }
}
