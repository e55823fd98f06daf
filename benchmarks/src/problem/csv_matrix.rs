//! Matrices in CSV files.

use std::path::Path;

use devices::units;

use super::entry::{Kind, check_row};
use super::matrix::Matrix;

/// The matrix in the file at `path`; see [`read`].
pub(super) fn open(path: &Path, kind: Kind) -> Result<Matrix, String> {
    let name = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {name}: {error}; give the path from the folder where you are"))?;
    read(&text, kind).map_err(|problem| format!("{name}, {problem}"))
}

/// One line per row. A cell is a number in SI, a number in the unit of the header, a text with its own unit, or `open`.
///
/// A first line without any value is a header: one unit for all columns (`uS`), or a title per column with its unit in
/// parentheses. Empty lines and lines that begin with `#` are skipped.
pub(super) fn read(text: &str, kind: Kind) -> Result<Matrix, String> {
    let mut matrix = Matrix { rows: 0, columns: 0, values: Vec::new() };
    let mut units = None;
    // spreadsheets put a mark before the first character
    let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    for (content, line) in lines.filter(|(content, _)| !content.trim().is_empty() && !content.starts_with('#')) {
        let cells: Vec<&str> = content.split(',').map(|cell| cell.trim().trim_matches('"').trim()).collect();
        if units.is_none() {
            if cells.iter().all(|cell| is_title(cell)) {
                units = Some(header(&cells, kind).map_err(|problem| format!("line {line}: {problem}"))?);
                continue;
            }
            units = Some(Vec::new());
        }
        let units = units.as_deref().unwrap_or_default();
        if units.len() > 1 && units.len() != cells.len() {
            let (titles, values) = (units.len(), cells.len());
            return Err(format!(
                "line {line}: {values} values under {titles} titles; give one title per column, or one unit"
            ));
        }
        for (column, cell) in cells.iter().enumerate() {
            let unit = units.get(column).or(units.first().filter(|_| units.len() == 1)).map_or("", String::as_str);
            let value = value(cell, unit, kind);
            matrix.values.push(value.map_err(|problem| format!("line {line}, column {}: {problem}", column + 1))?);
        }
        let length = (matrix.rows > 0).then_some(matrix.columns);
        check_row(matrix.rows, length, cells.len()).map_err(|problem| format!("line {line}: {problem}"))?;
        matrix.rows += 1;
        matrix.columns = cells.len();
    }
    if matrix.rows == 0 {
        return Err("which has no values: the matrix needs at least one row and column".into());
    }
    Ok(matrix)
}

/// Whether a cell is neither a value nor meant to be one.
fn is_title(cell: &str) -> bool {
    units::split_number(cell).is_none() && cell.parse::<f64>().is_err() && cell != "open" && !cell.is_empty()
}

/// The unit of each column, or a single one for all.
fn header(cells: &[&str], kind: Kind) -> Result<Vec<String>, String> {
    let unit_of = |cell: &&str| {
        let unit = cell.rsplit_once('(').map_or(*cell, |(_, unit)| unit.trim_end_matches(')')).trim();
        match units::parse(&format!("1 {unit}"), kind.dimension) {
            Ok(_) => Ok(unit.to_owned()),
            Err(error) => {
                let unit = if kind.dimension.unit.is_empty() { "no unit" } else { kind.dimension.unit };
                Err(format!("header `{cell}`: {error}; write `{cell} ({unit})`, or leave the header out for SI"))
            }
        }
    };
    cells.iter().map(unit_of).collect()
}

fn value(cell: &str, unit: &str, kind: Kind) -> Result<f64, String> {
    match cell.parse::<f64>() {
        Ok(number) if unit.is_empty() || !number.is_finite() => kind.checked(number, cell),
        Ok(_) => kind.value(&format!("{cell} {unit}")),
        Err(_) => kind.value(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::{DEVICES, INPUTS};
    use super::*;

    fn values(text: &str) -> Vec<f64> {
        read(text, DEVICES).unwrap().values
    }

    fn problem(text: &str) -> String {
        read(text, DEVICES).unwrap_err()
    }

    #[test]
    fn numbers_are_si_unless_the_header_or_the_cell_names_a_unit() {
        assert_eq!(values("1e-5, 2e-5\n3e-5, open\n"), [1e-5, 2e-5, 3e-5, 0.0]);
        assert_eq!(values("# measured in May\nuS\n10,20\n30,0\n"), [1e-5, 2e-5, 3e-5, 0.0]);
        assert_eq!(values("left (uS),right (mS)\n10,0.02\n30,5 nS\n"), [1e-5, 2e-5, 3e-5, 5e-9]);
        assert_eq!(values("\u{feff}\"10 uS\",20 uS"), [1e-5, 2e-5]);
        let inputs = read("mV\n100,-50\n", INPUTS).unwrap();
        assert_eq!((inputs.rows, inputs.columns, inputs.values), (1, 2, vec![0.1, -0.05]));
    }

    #[test]
    fn what_is_wrong_is_told_with_line_and_column() {
        for (text, words) in [
            ("1e-5,2e-5\n3e-5,-1e-5\n", "line 2, column 2: `-1e-5` is negative"),
            ("1e-5,NaN\n", "line 1, column 2: `NaN` is not finite"),
            ("1e-5,1e999\n", "line 1, column 2: `1e999` is not finite"),
            ("1e-5,2 ohm\n", "`2 ohm` is a resistance, but a conductance is needed"),
            ("1e-5,2e-5\n\n3e-5\n", "line 3: row 1 has length 1, but row 0 has length 2"),
            ("uS\n1,\n", "line 2, column 2: `` does not begin with a number"),
            ("a,b\n1,2\n", "line 1: header `a`: `1 a`: unknown unit `a`"),
            ("ohm\n1,2\n", "line 1: header `ohm`: `1 ohm` is a resistance"),
            ("a (uS),b (uS)\n1,2,3\n", "line 2: 3 values under 2 titles"),
            ("", "has no values"),
            ("uS\n", "has no values"),
        ] {
            assert!(problem(text).contains(words), "{text:?}: {}", problem(text));
        }
    }
}
