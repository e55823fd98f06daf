//! Whether every node has a conducting path to a held line end.

use crate::{
    drive::Drive,
    error::{Lines, SolveError},
    wires::Wires,
};

/// Whether the voltages of all nodes are determined; inputs have been checked.
///
/// # Errors
/// [`SolveError::Floating`] names the first line without a path of conducting devices to a held line.
pub(crate) fn check_connected(wires: &Wires, drive: &Drive, conductances: &[f64]) -> Result<(), SolveError> {
    if floating_lines_touch_held_ones(wires, drive, conductances) {
        return Ok(());
    }
    let (words, bits) = reached_lines(wires, drive, conductances);
    let unreached =
        |lines, reached: &[bool]| reached.iter().position(|r| !r).map(|index| SolveError::Floating { lines, index });
    match unreached(Lines::Word, &words).or_else(|| unreached(Lines::Bit, &bits)) {
        Some(floating) => Err(floating),
        None => Ok(()),
    }
}

/// The common case without a search: every line is held or has a device to a held line.
fn floating_lines_touch_held_ones(wires: &Wires, drive: &Drive, conductances: &[f64]) -> bool {
    let conducts = |row: usize, column: usize| conductances[row * wires.columns + column] > 0.0;
    let words = (0..wires.rows).all(|row| {
        drive.holds_word(row) || (0..wires.columns).any(|column| drive.holds_bit(column) && conducts(row, column))
    });
    words
        && (0..wires.columns).all(|column| {
            drive.holds_bit(column) || (0..wires.rows).any(|row| drive.holds_word(row) && conducts(row, column))
        })
}

/// Lines reached from the held ones through conducting devices: rows, columns.
fn reached_lines(wires: &Wires, drive: &Drive, conductances: &[f64]) -> (Vec<bool>, Vec<bool>) {
    let mut words: Vec<bool> = (0..wires.rows).map(|row| drive.holds_word(row)).collect();
    let mut bits: Vec<bool> = (0..wires.columns).map(|column| drive.holds_bit(column)).collect();
    let held_words = (0..wires.rows).filter(|row| words[*row]).map(|row| (Lines::Word, row));
    let held_bits = (0..wires.columns).filter(|column| bits[*column]).map(|column| (Lines::Bit, column));
    let mut open: Vec<(Lines, usize)> = held_words.chain(held_bits).collect();
    while let Some((lines, index)) = open.pop() {
        match lines {
            Lines::Word => {
                for column in 0..wires.columns {
                    if conductances[index * wires.columns + column] > 0.0 && !bits[column] {
                        bits[column] = true;
                        open.push((Lines::Bit, column));
                    }
                }
            }
            Lines::Bit => {
                for row in 0..wires.rows {
                    if conductances[row * wires.columns + index] > 0.0 && !words[row] {
                        words[row] = true;
                        open.push((Lines::Word, row));
                    }
                }
            }
        }
    }
    (words, bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drive::Terminal;

    /// Three word lines, three bit lines, only word line 0 held; device (i, j) conducts where `pattern` says so.
    fn check(pattern: [[u8; 3]; 3]) -> Result<(), SolveError> {
        let wires = Wires::uniform(3, 3, 1.0);
        let mut drive = Drive::read(&[0.1, 0.0, 0.0], 3);
        drive.left[1] = Terminal::Floating;
        drive.left[2] = Terminal::Floating;
        drive.bottom.fill(Terminal::Floating);
        let conductances: Vec<f64> = pattern.iter().flatten().map(|open| f64::from(*open) * 1e-6).collect();
        check_connected(&wires, &drive, &conductances)
    }

    #[test]
    fn a_path_over_several_devices_is_enough() {
        assert_eq!(check([[1, 0, 0], [1, 1, 0], [0, 1, 1]]), Ok(()));
    }

    #[test]
    fn an_island_is_refused_and_one_of_its_lines_named() {
        let floating = |lines, index| Err(SolveError::Floating { lines, index });
        assert_eq!(check([[1, 1, 0], [1, 0, 0], [0, 0, 1]]), floating(Lines::Word, 2));
        assert_eq!(check([[1, 1, 0], [1, 0, 0], [0, 1, 0]]), floating(Lines::Bit, 2));
    }
}
