//! Rows to classify: a table whose columns are found by their names.

use std::path::Path;

use crate::DataError;
use crate::data::number;

/// Rows to classify.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Features of each row, in the order that was asked for.
    pub rows: Vec<Vec<f64>>,
    /// The true class of each row, where the table has a column for it.
    pub labels: Option<Vec<String>>,
}

impl Table {
    /// Reads the columns `features` of a CSV file with a header, and the column `label` where there is one; others are
    /// passed over.
    ///
    /// # Errors
    /// [`DataError`] naming file, line and column.
    pub fn open(path: &Path, features: &[String], label: &str) -> Result<Self, DataError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| DataError::Unreadable { path: path.into(), source })?;
        Self::parse(&path.display().to_string(), &text, features, label)
    }

    fn parse(name: &str, text: &str, features: &[String], label: &str) -> Result<Self, DataError> {
        let table = |source| DataError::Table { name: name.into(), source };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().map_err(table)?.iter().map(String::from).collect();
        let place = |column: &str| header.iter().position(|found| found == column);
        let missing: Vec<&str> = features.iter().map(String::as_str).filter(|name| place(name).is_none()).collect();
        if !missing.is_empty() {
            let problem = format!(
                "no column is called {}; the network reads {} features: {}; columns are: {}",
                missing.join(", "),
                features.len(),
                features.join(", "),
                header.join(", ")
            );
            return Err(DataError::Unfit { name: name.into(), problem });
        }
        let places: Vec<usize> = features.iter().filter_map(|name| place(name)).collect();
        let label = place(label);
        let (mut rows, mut labels) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let record = record.map_err(table)?;
            let line = record.position().map_or(0, csv::Position::line);
            let value = |&column: &usize| {
                let (field, column) = (&record[column], header[column].clone());
                let wrong = || DataError::NotANumber { name: name.into(), line, column, value: field.into() };
                number(field).ok_or_else(wrong)
            };
            rows.push(places.iter().map(value).collect::<Result<_, _>>()?);
            labels.extend(label.map(|column| record[column].to_string()));
        }
        Ok(Self { rows, labels: label.map(|_| labels) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Table, DataError> {
        Table::parse("new.csv", text, &["a".into(), "b".into()], "class")
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let table = parse("b,note,a\n2,x,1\n4,y,3\n").unwrap();
        assert_eq!(table, Table { rows: vec![vec![1.0, 2.0], vec![3.0, 4.0]], labels: None });
        assert_eq!(parse("class,a,b\nq,1,2\n").unwrap().labels, Some(vec!["q".to_string()]));
    }

    #[test]
    fn what_is_missing_is_named_with_line_and_column() {
        let message = |text: &str| parse(text).unwrap_err().to_string();
        assert!(message("a,c\n1,2\n").contains("no column is called b; the network reads 2 features: a, b"));
        assert!(message("a,b\n1,2\n1,inf\n").contains("line 3, column `b`: `inf`"));
        assert!(message("a,b\n1\n").contains("line: 2"));
    }
}
