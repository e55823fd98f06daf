//! What holds the ends of the lines.

use crate::{
    array::Nodes,
    error::{Lines, SolveError},
    line::OneLine,
    wires::{Wires, check_length},
};

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

impl Terminal {
    /// The voltage (V) at which the end is held; none when it floats.
    pub fn voltage(self) -> Option<f64> {
        match self {
            Terminal::Voltage(v) => Some(v),
            Terminal::VirtualGround => Some(0.0),
            Terminal::Floating => None,
        }
    }

    /// Whether the end is held by anything.
    pub fn is_held(self) -> bool {
        self != Terminal::Floating
    }
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

impl Drive {
    /// The usual read: sources (V, one per row) at the left ends, sense amplifiers at the bottom ends, the rest floats.
    pub fn read(voltages: &[f64], columns: usize) -> Drive {
        Drive {
            left: voltages.iter().map(|v| Terminal::Voltage(*v)).collect(),
            right: vec![Terminal::Floating; voltages.len()],
            top: vec![Terminal::Floating; columns],
            bottom: vec![Terminal::VirtualGround; columns],
        }
    }

    /// Whether the drive fits the array and every line can be at one voltage.
    ///
    /// # Errors
    /// [`SolveError::Sizes`], [`SolveError::Voltage`], or [`SolveError::Short`] for a line without any resistance
    /// between two voltages.
    pub fn check(&self, wires: &Wires) -> Result<(), SolveError> {
        check_length("`left`", "row", wires.rows, self.left.len())?;
        check_length("`right`", "row", wires.rows, self.right.len())?;
        check_length("`top`", "column", wires.columns, self.top.len())?;
        check_length("`bottom`", "column", wires.columns, self.bottom.len())?;
        check_voltages(Lines::Word, "left", &self.left)?;
        check_voltages(Lines::Word, "right", &self.right)?;
        check_voltages(Lines::Bit, "top", &self.top)?;
        check_voltages(Lines::Bit, "bottom", &self.bottom)?;
        check_shorts(wires, self)
    }

    /// Whether every line is held at one end at least.
    pub(crate) fn holds_every_line(&self) -> bool {
        let held =
            |first: &[Terminal], last: &[Terminal]| first.iter().zip(last).all(|(a, b)| a.is_held() || b.is_held());
        held(&self.left, &self.right) && held(&self.top, &self.bottom)
    }

    /// Puts every node at the voltage that holds its line, where neither lines nor drivers have resistance.
    pub(crate) fn impose(&self, nodes: &mut Nodes) {
        let voltages = |first: &[Terminal], last: &[Terminal]| -> Vec<f64> {
            first.iter().zip(last).map(|(a, b)| a.voltage().or(b.voltage()).unwrap_or(0.0)).collect()
        };
        let (words, bits) = (voltages(&self.left, &self.right), voltages(&self.top, &self.bottom));
        let rows = nodes.word.chunks_exact_mut(bits.len()).zip(nodes.bit.chunks_exact_mut(bits.len()));
        for ((word, bit), voltage) in rows.zip(words) {
            word.fill(voltage);
            bit.copy_from_slice(&bits);
        }
    }

    /// The same ends held, all at 0 V.
    pub fn grounded(&self) -> Drive {
        let ground = |ends: &[Terminal]| {
            let grounded = |end: &Terminal| if end.is_held() { Terminal::VirtualGround } else { Terminal::Floating };
            ends.iter().map(grounded).collect()
        };
        let Drive { left, right, top, bottom } = self;
        Drive { left: ground(left), right: ground(right), top: ground(top), bottom: ground(bottom) }
    }

    /// Lowest and highest voltage (V) of all held ends; every node lies between them. Zero and zero when all float.
    pub(crate) fn voltage_range(&self) -> (f64, f64) {
        let held = [&self.left, &self.right, &self.top, &self.bottom].into_iter().flatten();
        let (low, high) = held
            .filter_map(|terminal| terminal.voltage())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low <= high { (low, high) } else { (0.0, 0.0) }
    }
}

fn check_voltages(lines: Lines, end: &'static str, terminals: &[Terminal]) -> Result<(), SolveError> {
    for (index, terminal) in terminals.iter().enumerate() {
        if let Some(value) = terminal.voltage().filter(|v| !v.is_finite()) {
            return Err(SolveError::Voltage { lines, end, index, value });
        }
    }
    Ok(())
}

/// Whether no two voltages are joined by a perfect conductor.
fn check_shorts(wires: &Wires, drive: &Drive) -> Result<(), SolveError> {
    for line in OneLine::all(wires, drive) {
        let ([Some((first, r_first)), Some((last, r_last))], nodes) = (line.holds(), line.nodes()) else { continue };
        if first != last && r_first + r_last == 0.0 && line.runs().next() == Some(0..nodes) {
            return Err(SolveError::Short { lines: line.lines, index: line.index, first, last });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_of_the_wrong_length_is_refused_by_end() {
        let wires = Wires::uniform(2, 3, 1.0);
        let mut drive = Drive::read(&[0.1, 0.2], 3);
        assert_eq!(drive.check(&wires), Ok(()));
        drive.top.pop();
        assert_eq!(drive.check(&wires), Err(SolveError::Sizes { what: "`top`", per: "column", expected: 3, found: 2 }));
    }

    #[test]
    fn a_voltage_that_is_not_finite_is_refused_by_line() {
        let mut drive = Drive::read(&[0.1, f64::INFINITY], 3);
        let expected = SolveError::Voltage { lines: Lines::Word, end: "left", index: 1, value: f64::INFINITY };
        assert_eq!(drive.check(&Wires::uniform(2, 3, 1.0)), Err(expected));
        drive.left[1] = Terminal::Voltage(0.2);
        drive.bottom[2] = Terminal::Voltage(f64::NAN);
        let message = drive.check(&Wires::uniform(2, 3, 1.0)).unwrap_err().to_string();
        assert!(message.contains("bottom end of bit line 2"), "{message}");
    }

    #[test]
    fn two_voltages_joined_by_a_perfect_conductor_are_refused() {
        let mut wires = Wires::uniform(2, 2, 0.0);
        let mut drive = Drive::read(&[0.1, 0.2], 2);
        drive.right[1] = Terminal::VirtualGround;
        let short = SolveError::Short { lines: Lines::Word, index: 1, first: 0.2, last: 0.0 };
        assert_eq!(drive.check(&wires), Err(short));
        wires.word.driver_last = 50.0;
        assert_eq!(drive.check(&wires), Ok(()));
    }
}
