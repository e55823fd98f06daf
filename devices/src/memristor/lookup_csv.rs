//! Look-up tables from CSV: one line per measured point, units in the header.

use std::io::Read;

use super::lookup::LookUp;
use crate::catalogue::Parameters;
use crate::error::ModelError;
use crate::units::{self, CONDUCTANCE, Dimension, TIME, UnitError, VOLTAGE};

/// Columns in the order in which they are kept: name, dimension, a header that would do.
const COLUMNS: [(&str, Dimension, &str); 4] = [
    ("voltage", VOLTAGE, "voltage (V)"),
    ("conductance", CONDUCTANCE, "conductance (uS)"),
    ("change", CONDUCTANCE, "change (nS)"),
    ("width", TIME, "width (us)"),
];

/// Why a CSV text is not a look-up table.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LookUpError {
    /// The text is not CSV, or a line has too few fields.
    #[error("the table cannot be read: {message}")]
    Csv {
        /// What the reader says, with the line.
        message: String,
    },
    /// A column is missing.
    #[error("the table has no column `{column}`, only {found}; write a header such as `{example}`")]
    MissingColumn {
        /// Name of the column.
        column: &'static str,
        /// Columns that are there.
        found: String,
        /// A header that would do.
        example: &'static str,
    },
    /// The header of a column has no unit or a wrong one.
    #[error("column `{column}`: {error}; write a header such as `{example}`")]
    Unit {
        /// The header as it stands.
        column: String,
        /// What is wrong with the unit.
        error: Box<UnitError>,
        /// A header that would do.
        example: &'static str,
    },
    /// A field is not a finite number.
    #[error("line {line}, column `{column}`: `{text}` is not a finite number; leave out lines that were not measured")]
    NotANumber {
        /// Line in the file, from 1.
        line: u64,
        /// Name of the column.
        column: &'static str,
        /// The field as it stands.
        text: String,
    },
    /// There is no line below the header.
    #[error("the table is empty; one line per measured point is needed below the header")]
    Empty,
    /// Lines are not sorted by voltage and, within a voltage, by conductance.
    #[error(
        "line {line} is out of order or doubled; sort by voltage, then by conductance, each ascending, each pair once"
    )]
    Unsorted {
        /// The first line out of order.
        line: u64,
    },
    /// A voltage was measured at other conductances than the first one.
    #[error(
        "line {line}: at {voltage} the conductances are not those of the first voltage; the points must form a grid"
    )]
    NotRectangular {
        /// The first line that does not fit, or the last of a voltage that has too few.
        line: u64,
        /// The voltage, with unit.
        voltage: String,
    },
    /// Pulses of several widths in one table.
    #[error("line {line}: a width of {width} after {first}; a table is for one width, make one for each")]
    ManyWidths {
        /// The first line with another width.
        line: u64,
        /// That width, with unit.
        width: String,
        /// Width of the first line, with unit.
        first: String,
    },
    /// The table reads well but does not describe a device.
    #[error(transparent)]
    Range(#[from] ModelError),
}

/// A measured point: voltage (V), conductance (S), change (S), width (s), and its line.
struct Point {
    values: [f64; 4],
    line: u64,
}

impl LookUp {
    /// Reads a table with the columns `voltage`, `conductance` (before the pulse), `change` and `width`, each with its
    /// unit in the header as in `conductance (uS)`; further columns are left alone.
    ///
    /// Lines are sorted by voltage, then by conductance; every voltage has the same conductances, and 0 V is there.
    /// # Errors
    /// [`LookUpError`] says what is wrong and in which line.
    pub fn from_csv(reader: impl Read) -> Result<LookUp, LookUpError> {
        let points = points(reader)?;
        let first = points.first().ok_or(LookUpError::Empty)?;
        let width = first.values[3];
        if let Some(other) = points.iter().find(|point| point.values[3] != width) {
            let text = |value: f64| units::engineering(value, "s");
            let (line, first) = (other.line, text(width));
            return Err(LookUpError::ManyWidths { line, width: text(other.values[3]), first });
        }
        let rows: Vec<&[Point]> = points.chunk_by(|a, b| a.values[0] == b.values[0]).collect();
        check_order(&points)?;
        check_grid(&rows)?;
        let table = LookUp {
            width,
            voltage: rows.iter().map(|row| row[0].values[0]).collect(),
            conductance: rows[0].iter().map(|point| point.values[1]).collect(),
            change: rows.iter().map(|row| row.iter().map(|point| point.values[2]).collect()).collect(),
        };
        table.validate()?;
        Ok(table)
    }
}

fn check_order(points: &[Point]) -> Result<(), LookUpError> {
    let pair = |point: &Point| [point.values[0], point.values[1]];
    match points.windows(2).find(|two| pair(&two[0]) >= pair(&two[1])) {
        Some(two) => Err(LookUpError::Unsorted { line: two[1].line }),
        None => Ok(()),
    }
}

fn check_grid(rows: &[&[Point]]) -> Result<(), LookUpError> {
    for row in rows {
        let other = row.iter().zip(rows[0]).find(|(point, first)| point.values[1] != first.values[1]);
        let uneven = (row.len() != rows[0].len()).then(|| &row[row.len().min(rows[0].len() + 1) - 1]);
        if let Some(point) = other.map(|(point, _)| point).or(uneven) {
            let voltage = units::engineering(point.values[0], "V");
            return Err(LookUpError::NotRectangular { line: point.line, voltage });
        }
    }
    Ok(())
}

/// Name and unit of a header such as `conductance (uS)`; the unit is empty where there is none.
fn name_and_unit(header: &str) -> (&str, &str) {
    match header.split_once('(') {
        Some((name, unit)) => (name.trim(), unit.trim().trim_end_matches(')').trim()),
        None => (header.trim(), ""),
    }
}

fn points(reader: impl Read) -> Result<Vec<Point>, LookUpError> {
    let unreadable = |error: csv::Error| LookUpError::Csv { message: error.to_string() };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(reader);
    let headers = reader.headers().map_err(unreadable)?.clone();
    let mut places = [(0, ""); 4];
    for (place, (column, dimension, example)) in places.iter_mut().zip(COLUMNS) {
        let index = headers.iter().position(|header| name_and_unit(header).0 == column).ok_or_else(|| {
            let found = headers.iter().map(|header| format!("`{header}`")).collect::<Vec<_>>().join(", ");
            LookUpError::MissingColumn { column, found, example }
        })?;
        let unit = name_and_unit(&headers[index]).1;
        units::parse(&format!("1 {unit}"), dimension).map_err(|error| LookUpError::Unit {
            column: headers[index].to_owned(),
            error: error.into(),
            example,
        })?;
        *place = (index, unit);
    }
    let mut points = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let mut values = [0.0; 4];
        for ((value, (index, unit)), (column, dimension, _)) in values.iter_mut().zip(places).zip(COLUMNS) {
            let text = &record[index];
            let wrong = || LookUpError::NotANumber { line, column, text: text.to_owned() };
            text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(wrong)?;
            *value = units::parse(&format!("{text} {unit}"), dimension).map_err(|_| wrong())?;
        }
        points.push(Point { values, line });
    }
    Ok(points)
}

#[cfg(test)]
#[path = "lookup_csv_tests.rs"]
mod tests;
