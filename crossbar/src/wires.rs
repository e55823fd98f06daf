//! The shape of an array and the resistance of its lines.

use rayon::prelude::*;

use crate::{
    bridge::Bridge,
    error::{Lines, SolveError},
    loads::Load,
};

/// From this many devices on, the rows are shared among threads.
const PARALLEL_DEVICES: usize = 1 << 16;

/// Smallest resistance that is not zero (ohm): below, a line is a perfect conductor, and `0.0` says so exactly.
pub(crate) const SMALLEST_RESISTANCE: f64 = 1e-12;

/// Resistances of the segments of a set of parallel lines (ohm).
///
/// A line with n devices has n + 1 segments: one before the first device, one between neighbors, one behind the last.
#[derive(Clone, Debug, PartialEq)]
pub enum Segments {
    /// The same resistance (ohm) everywhere; 0 for a perfect conductor.
    Uniform(f64),
    /// Each its own resistance (ohm), row-major as they lie in the array: rows x (columns + 1) for word lines,
    /// (rows + 1) x columns for bit lines. 0 joins two nodes, infinity is a line broken there.
    Each(Vec<f64>),
}

impl From<f64> for Segments {
    fn from(resistance: f64) -> Segments {
        Segments::Uniform(resistance)
    }
}

impl Segments {
    /// The resistance (ohm) that all segments have; none when each has its own.
    pub fn uniform(&self) -> Option<f64> {
        match self {
            Segments::Uniform(resistance) => Some(*resistance),
            Segments::Each(_) => None,
        }
    }

    /// Whether every segment has this property.
    pub(crate) fn all(&self, property: impl Fn(f64) -> bool) -> bool {
        match self {
            Segments::Uniform(resistance) => property(*resistance),
            Segments::Each(resistances) => resistances.iter().all(|resistance| property(*resistance)),
        }
    }
}

/// Resistances of one set of parallel lines (ohm).
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The segments, those at the ends included (ohm).
    pub segment: Segments,
    /// Resistance of the driver or sense amplifier at the first end: left of a row, above a column (ohm).
    pub driver_first: f64,
    /// Resistance of the driver or sense amplifier at the last end: right of a row, below a column (ohm).
    pub driver_last: f64,
}

impl Line {
    /// Segments of this resistance (ohm) between ideal drivers.
    pub fn with_segment(segment: f64) -> Line {
        Line { segment: Segments::Uniform(segment), driver_first: 0.0, driver_last: 0.0 }
    }

    fn check(&self, lines: Lines, segments: usize) -> Result<(), SolveError> {
        let refuse = |field, value| Err(SolveError::Resistance { lines, field, value, smallest: SMALLEST_RESISTANCE });
        let possible = |value: f64| value == 0.0 || (value.is_finite() && value >= SMALLEST_RESISTANCE);
        for (field, value) in [("driver_first", self.driver_first), ("driver_last", self.driver_last)] {
            if !possible(value) {
                return refuse(field, value);
            }
        }
        match &self.segment {
            Segments::Uniform(value) if !possible(*value) => refuse("segment", *value),
            Segments::Uniform(_) => Ok(()),
            Segments::Each(values) => {
                check_length(lines.segments(), "segment", segments, values.len())?;
                match values.iter().find(|value| !(possible(**value) || **value == f64::INFINITY)) {
                    Some(value) => refuse("segment", *value),
                    None => Ok(()),
                }
            }
        }
    }
}

/// Geometry and line resistance of an array with `rows` word lines and `columns` bit lines.
///
/// Word line i runs from its left terminal through driver, one segment, the nodes of devices (i, 0) to
/// (i, columns - 1) with one segment between neighbors, one segment and driver to its right terminal. Bit line j runs
/// likewise from its top terminal past devices (0, j) to (rows - 1, j) to its bottom terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct Wires {
    /// Number of word lines.
    pub rows: usize,
    /// Number of bit lines.
    pub columns: usize,
    /// The word lines (rows).
    pub word: Line,
    /// The bit lines (columns).
    pub bit: Line,
    /// Shorts between nodes that should not be joined; none in a sound array.
    pub bridges: Vec<Bridge>,
    /// What hangs on each word-line node besides its device, row-major; empty when nothing does.
    pub loads: Vec<Load>,
}

impl Wires {
    /// Lines of these resistances, without shorts.
    pub fn new(rows: usize, columns: usize, word: Line, bit: Line) -> Wires {
        Wires { rows, columns, word, bit, bridges: Vec::new(), loads: Vec::new() }
    }

    /// Lines of the same segment resistance (ohm) in both directions, with ideal drivers.
    pub fn uniform(rows: usize, columns: usize, segment: f64) -> Wires {
        Wires::new(rows, columns, Line::with_segment(segment), Line::with_segment(segment))
    }

    /// Number of devices, and of nodes in each set of lines.
    pub fn devices(&self) -> usize {
        self.rows * self.columns
    }

    /// Whether neither lines nor drivers have resistance.
    pub fn are_perfect(&self) -> bool {
        let perfect =
            |line: &Line| line.segment.all(|r| r == 0.0) && line.driver_first == 0.0 && line.driver_last == 0.0;
        self.bridges.is_empty() && self.loads.is_empty() && perfect(&self.word) && perfect(&self.bit)
    }

    /// Resistance (ohm) of each word line from its left terminal to each node, row-major; infinite behind a break.
    pub fn word_resistances(&self) -> Vec<f64> {
        let mut resistances = Vec::with_capacity(self.devices());
        for row in 0..self.rows {
            let mut sum = self.word.driver_first;
            for k in 0..self.columns {
                sum += match &self.word.segment {
                    Segments::Uniform(segment) => *segment,
                    Segments::Each(segments) => segments[row * (self.columns + 1) + k],
                };
                resistances.push(sum);
            }
        }
        resistances
    }

    /// Whether the array exists and its resistances are possible.
    ///
    /// # Errors
    /// [`SolveError::Empty`], [`SolveError::Sizes`], [`SolveError::Resistance`] or those of [`Bridge`] and [`Load`].
    pub fn check(&self) -> Result<(), SolveError> {
        if self.rows == 0 || self.columns == 0 {
            return Err(SolveError::Empty { rows: self.rows, columns: self.columns });
        }
        self.word.check(Lines::Word, self.rows * (self.columns + 1))?;
        self.bit.check(Lines::Bit, (self.rows + 1) * self.columns)?;
        self.bridges.iter().try_for_each(|bridge| bridge.check(self.rows, self.columns))?;
        if !self.loads.is_empty() {
            check_length("`loads`", "device", self.devices(), self.loads.len())?;
        }
        self.loads.iter().enumerate().try_for_each(|(device, load)| load.check(device, self.columns))
    }

    /// Whether there is one possible conductance (S, row-major) per device.
    ///
    /// # Errors
    /// [`SolveError::Sizes`] or [`SolveError::Conductance`], naming the first impossible device.
    pub fn check_conductances(&self, conductances: &[f64]) -> Result<(), SolveError> {
        check_length("`conductances`", "device", self.devices(), conductances.len())?;
        let possible = |g: &f64| (*g >= 0.0) & (*g < f64::INFINITY);
        // the whole row at once, without an early exit, so that it vectorizes
        let impossible = |line: &[f64]| !line.iter().fold(true, |all, g| all & possible(g));
        let row = if self.devices() >= PARALLEL_DEVICES {
            conductances.par_chunks_exact(self.columns).position_first(impossible)
        } else {
            conductances.chunks_exact(self.columns).position(impossible)
        };
        let Some(row) = row else { return Ok(()) };
        let line = &conductances[row * self.columns..][..self.columns];
        let column = line.iter().position(|g| !possible(g)).unwrap_or(0);
        Err(SolveError::Conductance { row, column, value: line[column] })
    }
}

/// Whether an input has the length that the array needs.
pub(crate) fn check_length(
    what: &'static str,
    per: &'static str,
    expected: usize,
    found: usize,
) -> Result<(), SolveError> {
    if expected == found { Ok(()) } else { Err(SolveError::Sizes { what, per, expected, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_without_rows_or_columns_is_refused() {
        assert_eq!(Wires::uniform(0, 3, 1.0).check(), Err(SolveError::Empty { rows: 0, columns: 3 }));
        assert_eq!(Wires::uniform(3, 0, 1.0).check(), Err(SolveError::Empty { rows: 3, columns: 0 }));
        assert_eq!(Wires::uniform(1, 1, 1.0).check(), Ok(()));
    }

    #[test]
    fn impossible_resistances_are_refused_by_name() {
        for value in [-1.0, f64::NAN, f64::INFINITY, 1e-15] {
            let mut wires = Wires::uniform(2, 2, 1.0);
            wires.bit.driver_last = value;
            let message = wires.check().unwrap_err().to_string();
            assert!(message.contains("`driver_last` of the bit lines"), "{message}");
        }
    }

    #[test]
    fn segments_of_their_own_must_be_as_many_as_the_lines_have_and_may_be_broken() {
        let mut wires = Wires::uniform(2, 3, 1.0);
        wires.word.segment = Segments::Each(vec![1.0, f64::INFINITY, 0.0, 2.0, 1.0, 1.0, 1.0, 1.0]);
        wires.bit.segment = Segments::Each(vec![1.0; 9]);
        assert_eq!(wires.check(), Ok(()));
        wires.bit.segment = Segments::Each(vec![1.0; 8]);
        let sizes = SolveError::Sizes { what: "`segment` of the bit lines", per: "segment", expected: 9, found: 8 };
        assert_eq!(wires.check(), Err(sizes));
        wires.bit.segment = Segments::Each(vec![-1.0; 9]);
        assert!(matches!(wires.check(), Err(SolveError::Resistance { lines: Lines::Bit, field: "segment", .. })));
    }

    #[test]
    fn a_word_line_gains_resistance_from_node_to_node() {
        let mut wires = Wires::uniform(2, 3, 2.0);
        wires.word.driver_first = 50.0;
        assert_eq!(wires.word_resistances(), [52.0, 54.0, 56.0, 52.0, 54.0, 56.0]);
        wires.word.segment = Segments::Each(vec![1.0, f64::INFINITY, 0.0, 2.0, 1.0, 0.0, 3.0, 1.0]);
        assert_eq!(wires.word_resistances(), [51.0, f64::INFINITY, f64::INFINITY, 51.0, 51.0, 54.0]);
        assert!(!wires.are_perfect() && Wires::uniform(2, 3, 0.0).are_perfect());
    }

    #[test]
    fn impossible_conductances_are_refused_by_place() {
        let wires = Wires::uniform(2, 3, 1.0);
        for value in [-1e-6, f64::NAN, f64::INFINITY] {
            let mut conductances = vec![1e-6; 6];
            conductances[4] = value;
            match wires.check_conductances(&conductances) {
                Err(SolveError::Conductance { row: 1, column: 1, .. }) => {}
                other => panic!("{value} S gave {other:?}"),
            }
        }
        assert_eq!(
            wires.check_conductances(&[1e-6; 5]),
            Err(SolveError::Sizes { what: "`conductances`", per: "device", expected: 6, found: 5 })
        );
    }
}
