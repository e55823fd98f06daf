//! Rows of features with a class: embedded sets and files of the user.

mod classes;
mod columns;
mod error;
mod missing;
mod new_rows;
mod report;
mod table;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use classes::Classes;
use columns::Feature;
pub use error::DataError;
pub use missing::Missing;
pub use new_rows::NewRows;
pub use report::{Gap, LeftOut, Reason, Report};
use table::Table;

/// A data set: numeric features and one label per row.
#[derive(Clone, Debug, PartialEq)]
pub struct DataSet {
    /// Name for tables and files.
    pub name: String,
    /// Names of the features.
    pub features: Vec<String>,
    /// Names of the classes in the order of the alphabet.
    pub classes: Vec<String>,
    /// Feature values, one row per sample; not a number where a value is missing, see [`DataSet::filled`].
    pub rows: Vec<Vec<f64>>,
    /// Class number of each row.
    pub labels: Vec<usize>,
    /// How many of the first rows train in the official division, where the set has one; the others test.
    pub official: Option<usize>,
    /// What takes the place of missing values.
    pub missing: Missing,
    /// What the table did not have, and what of it is not used.
    pub report: Report,
}

/// A CSV file with a header.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableFile {
    /// Path, relative to the working directory.
    pub path: PathBuf,
    /// Header of the column with the class.
    pub label: String,
    /// What happens to rows in which a value is missing.
    #[serde(default)]
    pub missing: Missing,
    /// Columns that are features though they look constant or like names of rows.
    #[serde(default)]
    pub keep: Vec<String>,
}

/// How the columns of a table are used.
struct TableUse {
    missing: Missing,
    keep: Vec<String>,
}

/// Name, rows, and further rows that test in the official division.
const EMBEDDED: [(&str, &str, Option<&str>); 3] = [
    ("iris", include_str!("../../data/iris.csv"), None),
    ("wbc", include_str!("../../data/wisconsin-breast-cancer-complete.csv"), None),
    (
        "landsat",
        include_str!("../../data/statlog-landsat-train.csv"),
        Some(include_str!("../../data/statlog-landsat-test.csv")),
    ),
];

impl DataSet {
    /// An embedded set: `iris`, `wbc` (the 683 complete rows of the Wisconsin set of 1992) or `landsat`.
    ///
    /// # Errors
    /// [`DataError::Unknown`] for any other name.
    pub fn embedded(name: &str) -> Result<Self, DataError> {
        let known = EMBEDDED.map(|(known, ..)| known);
        let found = EMBEDDED.iter().find(|(known, ..)| *known == name);
        let (_, text, test) = found.ok_or_else(|| DataError::Unknown { name: name.into(), known: known.to_vec() })?;
        let mut set = Self::parse(name, text, "class")?;
        if let Some(test) = test {
            let test = Self::parse(name, test, "class")?;
            set.official = Some(set.rows.len());
            set.rows.extend(test.rows);
            set.labels.extend(test.labels);
        }
        Ok(set)
    }

    /// Reads a CSV file with a header; the column `label` holds the class. A missing value is refused.
    ///
    /// # Errors
    /// [`DataError`] naming file, line and column.
    pub fn open(path: &Path, label: &str) -> Result<Self, DataError> {
        let (path, label) = (path.into(), label.into());
        Self::read(&TableFile { path, label, missing: Missing::Refuse, keep: Vec::new() })
    }

    /// Reads a CSV file with a header. Columns that cannot tell classes apart (text, constants, names of rows) are left
    /// out; the report says which and why.
    ///
    /// # Errors
    /// [`DataError`] naming file, line and column.
    pub fn read(file: &TableFile) -> Result<Self, DataError> {
        let used = TableUse { missing: file.missing, keep: file.keep.clone() };
        Self::from_table(&Table::open(&file.path)?, &file.label, &used)
    }

    /// Reads the text of a CSV table, see [`DataSet::open`].
    ///
    /// # Errors
    /// [`DataError`] naming line and column.
    pub fn parse(name: &str, text: &str, label: &str) -> Result<Self, DataError> {
        let used = TableUse { missing: Missing::Refuse, keep: Vec::new() };
        Self::from_table(&Table::parse(name, text)?, label, &used)
    }

    fn from_table(table: &Table, label: &str, used: &TableUse) -> Result<Self, DataError> {
        let column = table.column(label)?;
        let Classes { names: classes, labels } = Classes::read(table, column)?;
        let (features, left_out) = columns::sort(table, column, used)?;
        let row = |row: usize| features.iter().map(|feature| feature.values[row]).collect();
        let mut set = Self {
            name: table.name.clone(),
            rows: (0..labels.len()).map(row).collect(),
            features: features.iter().map(|feature| feature.name.clone()).collect(),
            classes,
            labels,
            official: None,
            missing: used.missing,
            report: Report { left_out, gaps: gaps(table, &features), handling: handling(used.missing) },
        };
        if used.missing == Missing::Drop {
            let complete: Vec<usize> = (0..set.rows.len()).filter(|&row| is_complete(&set.rows[row])).collect();
            set = set.subset(&complete);
        }
        set.check()?;
        Ok(set)
    }

    /// Some of the rows, all of which may train and test.
    pub fn subset(&self, rows: &[usize]) -> Self {
        Self {
            rows: rows.iter().map(|&row| self.rows[row].clone()).collect(),
            labels: rows.iter().map(|&row| self.labels[row]).collect(),
            official: None,
            ..self.clone()
        }
    }

    /// All rows with values in place of missing ones, which follow from the rows `train` alone.
    pub fn filled(&self, train: &[usize]) -> Cow<'_, [Vec<f64>]> {
        if self.rows.iter().all(|row| is_complete(row)) {
            return Cow::Borrowed(&self.rows);
        }
        let known = |feature: usize| train.iter().map(|&row| self.rows[row][feature]).filter(|x| !x.is_nan()).collect();
        let substitutes: Vec<f64> =
            (0..self.features.len()).map(|feature| self.missing.substitute(known(feature))).collect();
        let fill = |(&value, &substitute): (&f64, &f64)| if value.is_nan() { substitute } else { value };
        Cow::Owned(self.rows.iter().map(|row| row.iter().zip(&substitutes).map(fill).collect()).collect())
    }

    /// Number of rows of each class.
    pub fn balance(&self) -> Vec<usize> {
        let members = |class| self.labels.iter().filter(|&&label| label == class).count();
        (0..self.classes.len()).map(members).collect()
    }

    fn check(&self) -> Result<(), DataError> {
        let unfit = |problem: String| {
            let said: String = self.report.sentences().iter().map(|sentence| format!("; {sentence}")).collect();
            Err(DataError::Unfit { name: self.name.clone(), problem: problem + &said })
        };
        if self.classes.len() < 2 {
            let found = self.classes.len();
            return unfit(format!("{} rows hold {found} class; at least two classes are needed", self.rows.len()));
        }
        if self.features.is_empty() {
            return unfit("there is no feature beside the label; at least one numeric column is needed".into());
        }
        for (name, members) in self.classes.iter().zip(self.balance()) {
            if members < 2 {
                return unfit(format!(
                    "class `{name}` has {members} row; at least two are needed to train and to test"
                ));
            }
        }
        Ok(())
    }
}

fn is_complete(row: &[f64]) -> bool {
    row.iter().all(|value| !value.is_nan())
}

fn gaps(table: &Table, features: &[Feature]) -> Vec<Gap> {
    let of_row = |row: usize| {
        let missing = features.iter().filter(move |feature| feature.values[row].is_nan());
        missing.map(move |feature| Gap { line: table.line(row), column: feature.name.clone() })
    };
    (0..table.records.len()).flat_map(of_row).collect()
}

/// What happens to rows in which a value is missing, in words.
fn handling(missing: Missing) -> &'static str {
    match missing {
        Missing::Drop => "these rows are left out",
        Missing::Mean => "the mean over the training rows of each split takes their place",
        Missing::Median => "the median over the training rows of each split takes their place",
        Missing::Refuse => "",
    }
}

#[cfg(test)]
mod tests;
