//! What settings of codes have in common: they are checked once, before anything is encoded.

use crate::LearningError;
use crate::error::setting;
use devices::units::engineering;

/// Most steps, and most spikes on one line, that a code may have: what is asked for then still fits into memory.
const MOST: usize = 1_000_000;

/// Checks the clock of a code: a number of steps called `name`, and their length `dt` (s).
pub(super) fn clock(name: &'static str, steps: usize, dt: f64) -> Result<(), LearningError> {
    setting((1..=MOST).contains(&steps), name, steps, "give at least 1 and at most 1000000")?;
    setting(dt > 0.0 && dt.is_finite(), "dt", engineering(dt, "s"), "a step lasts longer than 0 s")
}

/// Checks that no line fires more often than fits into memory.
pub(super) fn count(name: &'static str, spikes: f64) -> Result<(), LearningError> {
    let expected = "it makes more than 1000000 spikes on one line; make it smaller, or the window shorter";
    setting(spikes <= MOST as f64, name, format!("{spikes:.0} spikes"), expected)
}
