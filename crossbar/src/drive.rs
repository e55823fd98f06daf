//! What holds the ends of the lines.

/// How one end of one line is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Terminal {
    /// A source of this voltage (V) behind the driver resistance and one segment.
    Voltage(f64),
    /// A sense amplifier that holds the end at 0 V behind the driver resistance and one segment.
    VirtualGround,
    /// Nothing: no current flows through this end.
    Floating,
}

/// All line ends of an array: `left` and `right` have one entry per row, `top` and `bottom` one per column.
#[derive(Clone, Debug, PartialEq)]
pub struct Drive {
    /// First ends of the word lines, length rows.
    pub left: Vec<Terminal>,
    /// Last ends of the word lines, length rows.
    pub right: Vec<Terminal>,
    /// First ends of the bit lines, length columns.
    pub top: Vec<Terminal>,
    /// Last ends of the bit lines, length columns.
    pub bottom: Vec<Terminal>,
}
