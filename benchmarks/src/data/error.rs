//! Data sets that cannot be used.

use std::path::PathBuf;

use devices::spelling::{did_you_mean, nearest, question};

/// A data set that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}; check the path and the permissions", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no text.
    #[error("{}: byte {byte} is not UTF-8; save the table as CSV in UTF-8", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// Position of the first byte that is no text, counted from 1.
        byte: usize,
    },
    /// A name that is neither an embedded set nor a file.
    #[error(
        "no embedded data set is called `{name}`{} Embedded are: {}; a table of your own is [data.file]",
        did_you_mean(nearest(name, known.iter().copied())),
        known.join(", ")
    )]
    Unknown {
        /// The name given.
        name: String,
        /// Embedded sets.
        known: Vec<&'static str>,
    },
    /// The text is not a table: a row of another length, broken quotes.
    #[error("{name}: {source}; every line must have as many fields as the header, in UTF-8")]
    Table {
        /// File or set.
        name: String,
        /// What the CSV reader said, with its line.
        source: csv::Error,
    },
    /// A column that is asked for is not in the header.
    #[error("{name}: no column is called `{label}`{}; columns are: {}", suggestion(label, columns), shown(columns))]
    NoLabel {
        /// File or set.
        name: String,
        /// The column asked for.
        label: String,
        /// The header.
        columns: Vec<String>,
    },
    /// A field that is not a finite number.
    #[error(
        "{name}, line {line}, column `{column}`: `{value}` is not a finite number; correct it or remove the row{}",
        if *gaps { " (a value that is missing is `?` or empty)" } else { "" }
    )]
    NotANumber {
        /// File or set.
        name: String,
        /// Line in the file, counted from 1.
        line: u64,
        /// Header of the column.
        column: String,
        /// The text of the field.
        value: String,
        /// Whether values may be missing.
        gaps: bool,
    },
    /// A table that cannot be learned from.
    #[error("{name}: {problem}")]
    Unfit {
        /// File or set.
        name: String,
        /// What is wrong, and what is needed.
        problem: String,
    },
}

/// `, did you mean ..?` where a column is called much like that.
fn suggestion(label: &str, columns: &[String]) -> String {
    let question = question(nearest(label, columns.iter().map(String::as_str)));
    question.map_or_else(String::new, |question| format!(", {question}"))
}

/// Most columns that a message names.
const NAMED: usize = 20;

fn shown(columns: &[String]) -> String {
    let named = columns.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if columns.len() > NAMED { format!("{named} and {} more", columns.len() - NAMED) } else { named }
}
