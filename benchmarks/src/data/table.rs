//! The text of a table as named columns of fields.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::DataError;

/// A table with a header. Fields have no space around them.
pub(super) struct Table {
    /// File or set.
    pub name: String,
    /// Names of the columns, all different.
    pub header: Vec<String>,
    /// Rows below the header.
    pub records: Vec<StringRecord>,
}

impl Table {
    /// Reads a CSV file.
    pub fn open(path: &Path) -> Result<Self, DataError> {
        let bytes = std::fs::read(path).map_err(|source| DataError::Unreadable { path: path.into(), source })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let byte = error.utf8_error().valid_up_to() + 1;
            DataError::NotText { path: path.into(), byte }
        })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads CSV. Columns may be parted by semicolons or tabs where the header has more of them than commas.
    pub fn parse(name: &str, text: &str) -> Result<Self, DataError> {
        let table = |source| DataError::Table { name: name.into(), source };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = ReaderBuilder::new().trim(Trim::All).delimiter(delimiter(text)).from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().map_err(table)?.iter().map(String::from).collect();
        let doubled = header.iter().enumerate().find(|(k, column)| header[..*k].contains(column));
        if let Some((_, column)) = doubled {
            let problem = format!("two columns are called `{column}`; give each its own name");
            return Err(DataError::Unfit { name: name.into(), problem });
        }
        let records = reader.records().collect::<Result<_, _>>().map_err(table)?;
        Ok(Self { name: name.into(), header, records })
    }

    /// Number of the column with this header.
    pub fn column(&self, label: &str) -> Result<usize, DataError> {
        let found = self.header.iter().position(|column| column == label);
        found.ok_or_else(|| DataError::NoLabel {
            name: self.name.clone(),
            label: label.into(),
            columns: self.header.clone(),
        })
    }

    /// Fields of a column from top to bottom.
    pub fn fields(&self, column: usize) -> impl Iterator<Item = &str> {
        self.records.iter().map(move |record| &record[column])
    }

    /// Line of the file on which a row begins, counted from 1.
    pub fn line(&self, row: usize) -> u64 {
        self.records[row].position().map_or(0, csv::Position::line)
    }
}

/// Whether a field says that a value is missing.
pub(super) fn is_gap(field: &str) -> bool {
    field.is_empty() || field == "?"
}

/// What parts the columns of the header.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    // the last of equal ones: a comma where there is none of any
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}
