//! Writing schemes: which voltages the lines get while some devices of one row are selected.

use crate::{
    drive::{Drive, Terminal},
    error::{Lines, SolveError},
};

/// How the lines without a selected device are held while V lies across the selected ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// All at V/2: half-selected devices see V/2, the others nothing.
    Half,
    /// Word lines at V/3, bit lines at 2V/3: every device that is not selected sees V/3, those on no selected line
    /// with the opposite sign.
    Third,
    /// All at 0 V: devices in the selected row see V, the others nothing.
    Grounded,
    /// Held by nothing.
    Floating,
}

impl Scheme {
    /// What holds the other word lines and the other bit lines at `voltage` (V) across the selected devices.
    fn others(self, voltage: f64) -> (Terminal, Terminal) {
        match self {
            Scheme::Half => (Terminal::Voltage(0.5 * voltage), Terminal::Voltage(0.5 * voltage)),
            Scheme::Third => (Terminal::Voltage(voltage / 3.0), Terminal::Voltage(2.0 * voltage / 3.0)),
            Scheme::Grounded => (Terminal::VirtualGround, Terminal::VirtualGround),
            Scheme::Floating => (Terminal::Floating, Terminal::Floating),
        }
    }
}

/// Devices of one row, selected to be written or read at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The row of all selected devices.
    pub row: usize,
    /// Their columns, at least one.
    pub columns: Vec<usize>,
    /// Voltage across the selected devices on lines without resistance (V), word line minus bit line.
    pub voltage: f64,
    /// What happens to the other lines.
    pub scheme: Scheme,
}

impl Selection {
    /// The drive of an array with `rows` word lines, held at their left ends, and `columns` bit lines, held at their
    /// bottom ends; the opposite ends float. The selected word line is at the voltage, selected bit lines at 0 V.
    ///
    /// # Errors
    /// [`SolveError::Outside`] for a line that the array has not, [`SolveError::NothingSelected`].
    pub fn drive(&self, rows: usize, columns: usize) -> Result<Drive, SolveError> {
        if self.columns.is_empty() {
            return Err(SolveError::NothingSelected);
        }
        if self.row >= rows {
            return Err(SolveError::Outside { lines: Lines::Word, index: self.row, count: rows });
        }
        if let Some(&index) = self.columns.iter().find(|column| **column >= columns) {
            return Err(SolveError::Outside { lines: Lines::Bit, index, count: columns });
        }
        let (word, bit) = self.scheme.others(self.voltage);
        let mut drive = Drive {
            left: vec![word; rows],
            right: vec![Terminal::Floating; rows],
            top: vec![Terminal::Floating; columns],
            bottom: vec![bit; columns],
        };
        drive.left[self.row] = Terminal::Voltage(self.voltage);
        for column in &self.columns {
            drive.bottom[*column] = Terminal::VirtualGround;
        }
        Ok(drive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Automatic, Circuit, LinearSolver, Nodes, Wires, device_voltages};

    const ROWS: usize = 4;
    const COLUMNS: usize = 5;

    /// Device voltages (V) on lines of this segment resistance (ohm), devices from 1 to 20 uS.
    fn voltages(scheme: Scheme, columns: &[usize], voltage: f64, segment: f64) -> Vec<f64> {
        let selection = Selection { row: 1, columns: columns.to_vec(), voltage, scheme };
        let drive = selection.drive(ROWS, COLUMNS).unwrap();
        let conductances: Vec<f64> = (1..=ROWS * COLUMNS).map(|k| k as f64 * 1e-6).collect();
        let wires = Wires::uniform(ROWS, COLUMNS, segment);
        let mut nodes = Nodes::default();
        Automatic::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
        let mut voltages = vec![0.0; wires.devices()];
        device_voltages(&nodes, &mut voltages);
        voltages
    }

    /// Asserts what selected devices, others in their row, others in their columns and all the rest see on ideal lines.
    fn sees(scheme: Scheme, columns: &[usize], voltage: f64, expected: [f64; 4]) {
        for (k, found) in voltages(scheme, columns, voltage, 0.0).into_iter().enumerate() {
            let kind = match (k / COLUMNS == 1, columns.contains(&(k % COLUMNS))) {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) => 2,
                (false, false) => 3,
            };
            // differences of thirds round by one step
            assert!((found - expected[kind]).abs() <= 1e-15 * voltage.abs(), "{scheme:?}, device {k}: {found} V");
        }
    }

    #[test]
    fn half_selected_devices_see_exactly_half_and_the_rest_nothing() {
        for columns in [&[3][..], &[0, 2, 4], &[0, 1, 2, 3, 4]] {
            sees(Scheme::Half, columns, 1.1, [1.1, 0.55, 0.55, 0.0]);
            sees(Scheme::Half, columns, -1.1, [-1.1, -0.55, -0.55, 0.0]);
        }
    }

    #[test]
    fn a_third_lies_on_every_other_device_in_either_direction() {
        for columns in [&[3][..], &[0, 2, 4]] {
            sees(Scheme::Third, columns, 1.2, [1.2, 0.4, 0.4, -0.4]);
        }
    }

    #[test]
    fn grounded_lines_leave_the_full_voltage_on_the_selected_row() {
        sees(Scheme::Grounded, &[1, 2], 0.9, [0.9, 0.9, 0.0, 0.0]);
    }

    #[test]
    fn floating_lines_share_the_voltage_between_the_devices_of_a_sneak_path() {
        let seen = voltages(Scheme::Floating, &[3], 1.0, 0.0);
        assert!((seen[COLUMNS + 3] - 1.0).abs() < 1e-15);
        // word line, other bit line, other word line, selected bit line: three devices in series from 1 V to 0 V
        let path = seen[COLUMNS] - seen[0] + seen[3];
        assert!((path - 1.0).abs() < 1e-12, "{path} V");
    }

    #[test]
    fn line_resistance_takes_from_the_selected_device() {
        let seen = |segment| voltages(Scheme::Half, &[4], 1.0, segment)[COLUMNS + 4];
        assert!(seen(10.0) < seen(1.0) && seen(1.0) < 1.0);
    }

    #[test]
    fn devices_outside_of_the_array_and_empty_selections_are_refused() {
        let drive =
            |row, columns: Vec<usize>| Selection { row, columns, voltage: 1.0, scheme: Scheme::Half }.drive(4, 5);
        assert_eq!(drive(4, vec![0]), Err(SolveError::Outside { lines: Lines::Word, index: 4, count: 4 }));
        assert_eq!(drive(0, vec![1, 7]), Err(SolveError::Outside { lines: Lines::Bit, index: 7, count: 5 }));
        assert_eq!(drive(0, vec![]), Err(SolveError::NothingSelected));
    }
}
