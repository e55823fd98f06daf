//! Matrices written into a problem, or in a CSV file of their own.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use super::csv_matrix;
use super::entry::{DEVICES, INPUTS, Kind, NUMBERS, Row, SEGMENTS};

/// Numbers in rows of equal length, at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Row-major values in SI.
    pub values: Vec<f64>,
}

/// A matrix, or the file in which it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    Matrix(Matrix),
    File { path: PathBuf, kind: Kind },
}

impl Source {
    /// The matrix, read from its file where it has one.
    pub fn load(&self) -> Result<Matrix, String> {
        match self {
            Source::Matrix(matrix) => Ok(matrix.clone()),
            Source::File { path, kind } => csv_matrix::open(path, *kind),
        }
    }
}

impl Matrix {
    /// Conductances (S) from a CSV file: numbers in S, or with units in the cells or in a header; `open` is 0 S.
    ///
    /// # Errors
    /// A message with file, line and column.
    pub fn conductances(path: &Path) -> Result<Matrix, String> {
        csv_matrix::open(path, DEVICES)
    }

    /// Input voltages (V) from a CSV file, one line per input: numbers in V, or with units in the cells or in a header.
    ///
    /// # Errors
    /// A message with file, line and column.
    pub fn inputs(path: &Path) -> Result<Matrix, String> {
        csv_matrix::open(path, INPUTS)
    }
}

struct SourceVisitor(Kind);

impl<'de> Visitor<'de> for SourceVisitor {
    type Value = Source;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of rows such as [[{0}, {0}], [{0}, {0}]], or the path of a .csv file", self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Source, E> {
        match Path::new(text).extension() {
            Some(extension) if extension.eq_ignore_ascii_case("csv") => {
                Ok(Source::File { path: text.into(), kind: self.0 })
            }
            _ => Err(E::custom(format!("`{text}` is neither a matrix nor a .csv file; give {}", Shown(self)))),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Source, A::Error> {
        let mut matrix = Matrix { rows: 0, columns: 0, values: Vec::new() };
        loop {
            let length = (matrix.rows > 0).then_some(matrix.columns);
            let Some(row) = list.next_element_seed(Row { kind: self.0, number: matrix.rows, length })? else { break };
            matrix.rows += 1;
            matrix.columns = row.len();
            matrix.values.extend(row);
        }
        if matrix.rows == 0 {
            return Err(A::Error::custom("the matrix is empty; it needs at least one row and column"));
        }
        Ok(Source::Matrix(matrix))
    }
}

struct Shown(SourceVisitor);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
}

impl Source {
    /// For visitors of keys that may hold a matrix: from a text.
    pub fn from_text<E: Error>(kind: Kind, text: &str) -> Result<Source, E> {
        SourceVisitor(kind).visit_str(text)
    }

    /// For visitors of keys that may hold a matrix: from a list.
    pub fn from_list<'de, A: SeqAccess<'de>>(kind: Kind, list: A) -> Result<Source, A::Error> {
        SourceVisitor(kind).visit_seq(list)
    }
}

/// For `deserialize_with`: input voltages (V), one row per input.
pub(super) fn inputs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Source>, D::Error> {
    deserializer.deserialize_any(SourceVisitor(INPUTS)).map(Some)
}

/// For `deserialize_with`: plain numbers.
pub(super) fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Source, D::Error> {
    deserializer.deserialize_any(SourceVisitor(NUMBERS))
}

/// Resistances of the segments of a set of lines: one for all, or each its own.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SegmentsText {
    Uniform(f64),
    Each(Source),
}

struct SegmentsVisitor;

impl<'de> Visitor<'de> for SegmentsVisitor {
    type Value = SegmentsText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a resistance such as \"1 ohm\", one per segment as a list of rows, or the path of a .csv file")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<SegmentsText, E> {
        match Path::new(text).extension() {
            Some(extension) if extension.eq_ignore_ascii_case("csv") => {
                Source::from_text(SEGMENTS, text).map(SegmentsText::Each)
            }
            _ => resistance(text).map(SegmentsText::Uniform).map_err(E::custom),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<SegmentsText, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<SegmentsText, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<SegmentsText, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<SegmentsText, A::Error> {
        Source::from_list(SEGMENTS, list).map(SegmentsText::Each)
    }
}

/// A finite resistance of 0 ohm or more.
fn resistance(text: &str) -> Result<f64, String> {
    let value = SEGMENTS.value(text)?;
    if value.is_finite() {
        return Ok(value);
    }
    Err("all segments of a set of lines are `open`; break single lines by `open = [{ word = 0, before = 2 }]`".into())
}

/// For `deserialize_with`: the segments of a set of lines.
pub(super) fn segments<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SegmentsText>, D::Error> {
    deserializer.deserialize_any(SegmentsVisitor).map(Some)
}
