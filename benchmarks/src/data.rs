//! Rows of features with a class: embedded sets and files of the user.

use std::path::{Path, PathBuf};

/// A data set: numeric features and one label per row.
#[derive(Clone, Debug, PartialEq)]
pub struct DataSet {
    /// Name for tables and files.
    pub name: String,
    /// Names of the features.
    pub features: Vec<String>,
    /// Names of the classes in the order of the alphabet.
    pub classes: Vec<String>,
    /// Feature values, one row per sample.
    pub rows: Vec<Vec<f64>>,
    /// Class number of each row.
    pub labels: Vec<usize>,
    /// How many of the first rows train in the official division, where the set has one; the others test.
    pub official: Option<usize>,
}

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
    /// A name that is neither an embedded set nor a file.
    #[error("no embedded data set is called `{name}`; embedded are: {}", known.join(", "))]
    Unknown {
        /// The name given.
        name: String,
        /// Embedded sets.
        known: Vec<&'static str>,
    },
    /// The text is not a table: a row of another length, broken quotes, bytes that are not UTF-8.
    #[error("{name}: {source}; every line must have as many fields as the header, in UTF-8")]
    Table {
        /// File or set.
        name: String,
        /// What the CSV reader said, with its line.
        source: csv::Error,
    },
    /// The label column is not in the header.
    #[error("{name}: no column is called `{label}`; columns are: {}", columns.join(", "))]
    NoLabel {
        /// File or set.
        name: String,
        /// The column asked for.
        label: String,
        /// The header.
        columns: Vec<String>,
    },
    /// A field that is not a finite number.
    #[error("{name}, line {line}, column `{column}`: `{value}` is not a finite number; correct it or remove the row")]
    NotANumber {
        /// File or set.
        name: String,
        /// Line in the file, counted from 1.
        line: u64,
        /// Header of the column.
        column: String,
        /// The text of the field.
        value: String,
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

/// Name, rows, and further rows that test in the official division.
const EMBEDDED: [(&str, &str, Option<&str>); 3] = [
    ("iris", include_str!("../data/iris.csv"), None),
    ("wbc", include_str!("../data/wisconsin-breast-cancer-complete.csv"), None),
    (
        "landsat",
        include_str!("../data/statlog-landsat-train.csv"),
        Some(include_str!("../data/statlog-landsat-test.csv")),
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

    /// Reads a CSV file with a header; the column `label` holds the class, all others numbers.
    ///
    /// # Errors
    /// [`DataError`] naming file, line and column.
    pub fn open(path: &Path, label: &str) -> Result<Self, DataError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| DataError::Unreadable { path: path.into(), source })?;
        Self::parse(&path.display().to_string(), &text, label)
    }

    /// Reads the text of a CSV table, see [`DataSet::open`].
    ///
    /// # Errors
    /// [`DataError`] naming line and column.
    pub fn parse(name: &str, text: &str, label: &str) -> Result<Self, DataError> {
        let table = |source| DataError::Table { name: name.into(), source };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().map_err(table)?.iter().map(String::from).collect();
        let doubled = header.iter().enumerate().find(|(k, column)| header[..*k].contains(column));
        if let Some((_, column)) = doubled {
            let problem = format!("two columns are called `{column}`; give each its own name");
            return Err(DataError::Unfit { name: name.into(), problem });
        }
        let Some(label_column) = header.iter().position(|column| column == label) else {
            return Err(DataError::NoLabel { name: name.into(), label: label.into(), columns: header });
        };
        let (mut rows, mut texts) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let record = record.map_err(table)?;
            let mut row = Vec::with_capacity(header.len() - 1);
            for (column, field) in record.iter().enumerate().filter(|&(column, _)| column != label_column) {
                let line = record.position().map_or(0, csv::Position::line);
                row.push(number(field).ok_or_else(|| DataError::NotANumber {
                    name: name.into(),
                    line,
                    column: header[column].clone(),
                    value: field.into(),
                })?);
            }
            if record[label_column].is_empty() || &record[label_column] == "?" {
                let line = record.position().map_or(0, csv::Position::line);
                let problem = format!("line {line} has no `{label}`; give the row its class or leave it out");
                return Err(DataError::Unfit { name: name.into(), problem });
            }
            rows.push(row);
            texts.push(record[label_column].to_string());
        }
        let mut classes = texts.clone();
        classes.sort();
        classes.dedup();
        let position = |text| classes.iter().position(|class| class == text).unwrap_or_default();
        let labels = texts.iter().map(position).collect();
        let features = header.into_iter().filter(|column| column != label).collect();
        let set = Self { name: name.into(), features, classes, rows, labels, official: None };
        set.check()?;
        Ok(set)
    }

    fn check(&self) -> Result<(), DataError> {
        let unfit = |problem: String| Err(DataError::Unfit { name: self.name.clone(), problem });
        if self.features.is_empty() {
            return unfit("there is no feature beside the label; at least one numeric column is needed".into());
        }
        if self.classes.len() < 2 {
            let found = self.classes.len();
            return unfit(format!("{} rows hold {found} class; at least two classes are needed", self.rows.len()));
        }
        for (class, name) in self.classes.iter().enumerate() {
            let members = self.labels.iter().filter(|&&label| label == class).count();
            if members < 2 {
                return unfit(format!(
                    "class `{name}` has {members} row; at least two are needed to train and to test"
                ));
            }
        }
        Ok(())
    }
}

/// A finite number.
pub(crate) fn number(field: &str) -> Option<f64> {
    field.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iris_is_fishers_table() {
        let iris = DataSet::embedded("iris").unwrap();
        assert_eq!((iris.rows.len(), iris.features.len(), iris.classes.len()), (150, 4, 3));
        assert_eq!(iris.rows[34], [4.9, 3.1, 1.5, 0.2], "row 35 is Fisher's, not that of the UCI file");
        assert_eq!(iris.rows[37], [4.9, 3.6, 1.4, 0.1], "row 38 is Fisher's, not that of the UCI file");
        assert!((0..3).all(|class| iris.labels.iter().filter(|&&label| label == class).count() == 50));
    }

    /// Rows of each class among the first or the other rows.
    fn members(set: &DataSet, rows: std::ops::Range<usize>) -> Vec<(&str, usize)> {
        let count = |class: usize| set.labels[rows.clone()].iter().filter(|&&label| label == class).count();
        set.classes.iter().enumerate().map(|(class, name)| (name.as_str(), count(class))).collect()
    }

    #[test]
    fn the_breast_cancer_set_is_that_of_1992_without_incomplete_rows() {
        let wbc = DataSet::embedded("wbc").unwrap();
        assert_eq!((wbc.rows.len(), wbc.features.len(), wbc.official), (683, 9, None));
        assert_eq!(members(&wbc, 0..683), [("benign", 444), ("malignant", 239)]);
        assert!(wbc.rows.iter().flatten().all(|grade| (1.0..=10.0).contains(grade) && grade.fract() == 0.0));
    }

    #[test]
    fn landsat_is_the_official_division_with_the_counts_of_its_documentation() {
        let landsat = DataSet::embedded("landsat").unwrap();
        assert_eq!((landsat.rows.len(), landsat.features.len(), landsat.official), (6435, 36, Some(4435)));
        let classes =
            ["cotton_crop", "damp_grey_soil", "grey_soil", "red_soil", "vegetation_stubble", "very_damp_grey_soil"];
        let counts = |counts: [usize; 6]| classes.into_iter().zip(counts).collect::<Vec<_>>();
        assert_eq!(members(&landsat, 0..4435), counts([479, 415, 961, 1072, 470, 1038]));
        assert_eq!(members(&landsat, 4435..6435), counts([224, 211, 397, 461, 237, 470]));
    }

    #[test]
    fn errors_name_line_and_column() {
        let message = |text: &str| DataSet::parse("my.csv", text, "class").unwrap_err().to_string();
        assert!(message("a,b,class\n1,2,x\n1,?,y\n").contains("line 3, column `b`: `?`"));
        assert!(message("a,b,class\n1,NaN,x\n1,2,y\n").contains("line 2, column `b`: `NaN`"));
        assert!(message("a,b,class\n1,2,x\n1,y\n").contains("line: 3"), "{}", message("a,b,class\n1,2,x\n1,y\n"));
        assert!(message("a,b\n1,2\n").contains("no column is called `class`; columns are: a, b"));
        assert!(message("a,class\n1,x\n2,x\n").contains("at least two classes"));
        assert!(message("a,class\n1,x\n2,x\n3,y\n").contains("class `y` has 1 row"));
        assert!(message("class\nx\ny\n").contains("no feature"));
        assert!(message("").contains("no column"));
        assert!(message("a,a,class\n1,2,x\n1,2,y\n").contains("two columns are called `a`"));
    }

    #[test]
    fn a_missing_file_says_which() {
        let message = DataSet::open(Path::new("nowhere/my.csv"), "class").unwrap_err().to_string();
        assert!(message.contains("nowhere/my.csv"), "{message}");
    }
}
