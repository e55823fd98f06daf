//! What a measurement shows on a terminal.

use devices::units::engineering;

/// A table and, below it, the numbers that sum it up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Titles of the columns.
    pub header: Vec<String>,
    /// Rows of text with units.
    pub rows: Vec<Vec<String>>,
    /// Name and value of each number that sums the table up.
    pub lines: Vec<(String, String)>,
}

impl Summary {
    /// Most rows that a table has.
    pub const ROWS: usize = 30;

    /// A table with up to [`Summary::ROWS`] of `count` rows, evenly chosen, the first and the last among them.
    pub(crate) fn of(header: &[&str], count: usize, row: impl Fn(usize) -> Vec<String>) -> Summary {
        let shown = count.min(Summary::ROWS);
        let last = shown.saturating_sub(1).max(1);
        let rows = (0..shown).map(|k| row(k * count.saturating_sub(1) / last)).collect();
        Summary { header: header.iter().map(|&title| title.into()).collect(), rows, lines: Vec::new() }
    }

    /// Adds a number that sums the table up.
    pub(crate) fn line(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.lines.push((name.into(), value.into()));
    }
}

/// A value with unit, a dash where there is none.
pub(crate) fn shown(value: f64, unit: &str) -> String {
    if value.is_finite() { engineering(value, unit) } else { "-".into() }
}

/// Mean and standard deviation with unit.
pub(super) fn with_spread((mean, sd): (f64, f64), unit: &str) -> String {
    if mean.is_finite() && sd > 0.0 {
        return format!("{} ± {}", engineering(mean, unit), engineering(sd, unit));
    }
    shown(mean, unit)
}

/// A plain number with few digits, a dash where there is none.
pub(crate) fn number(value: f64) -> String {
    match value {
        value if !value.is_finite() => "-".into(),
        value if value != 0.0 && !(1e-3..1e5).contains(&value.abs()) => format!("{value:.2e}"),
        value => engineering(value, ""),
    }
}
