//! The shape of an array and the resistance of its lines.

/// Resistances of one set of parallel lines (ohm).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Resistance of one segment between neighbouring devices (ohm); the two end segments have it too.
    pub segment: f64,
    /// Resistance of the driver or sense amplifier at the first end: left of a row, above a column (ohm).
    pub driver_first: f64,
    /// Resistance of the driver or sense amplifier at the last end: right of a row, below a column (ohm).
    pub driver_last: f64,
}

/// Geometry and line resistance of an array with `rows` word lines and `columns` bit lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wires {
    /// Number of word lines.
    pub rows: usize,
    /// Number of bit lines.
    pub columns: usize,
    /// The word lines (rows).
    pub word: Line,
    /// The bit lines (columns).
    pub bit: Line,
}
