//! Rows to classify: a table whose columns are found by their names.

use std::path::Path;

use super::DataError;
use super::table::Table;

/// Rows to classify.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRows {
    /// Features of each row, in the order that was asked for.
    pub rows: Vec<Vec<f64>>,
    /// The true class of each row, where the table has a column for it.
    pub labels: Option<Vec<String>>,
}

impl NewRows {
    /// Reads the columns `features` of a CSV file with a header, and the column `label` where there is one; others are
    /// passed over.
    ///
    /// # Errors
    /// [`DataError`] naming file, line and column.
    pub fn open(path: &Path, features: &[String], label: &str) -> Result<Self, DataError> {
        Self::of(&Table::open(path)?, features, label)
    }

    fn of(table: &Table, features: &[String], label: &str) -> Result<Self, DataError> {
        let place = |column: &str| table.header.iter().position(|found| found == column);
        let missing: Vec<&str> = features.iter().map(String::as_str).filter(|name| place(name).is_none()).collect();
        if !missing.is_empty() {
            let problem = format!(
                "no column is called {}; the network reads {} features: {}; columns are: {}",
                missing.join(", "),
                features.len(),
                features.join(", "),
                table.header.join(", ")
            );
            return Err(DataError::Unfit { name: table.name.clone(), problem });
        }
        let places: Vec<usize> = features.iter().filter_map(|name| place(name)).collect();
        let row = |row: usize| places.iter().map(|&column| number(table, row, column)).collect::<Result<_, _>>();
        let rows = (0..table.records.len()).map(row).collect::<Result<_, _>>()?;
        let labels = place(label).map(|column| table.fields(column).map(String::from).collect());
        Ok(Self { rows, labels })
    }
}

/// The finite number in a field.
fn number(table: &Table, row: usize, column: usize) -> Result<f64, DataError> {
    let field = &table.records[row][column];
    field.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| DataError::NotANumber {
        name: table.name.clone(),
        line: table.line(row),
        column: table.header[column].clone(),
        value: field.into(),
        gaps: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<NewRows, DataError> {
        NewRows::of(&Table::parse("new.csv", text)?, &["a".into(), "b".into()], "class")
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let table = parse("b,note,a\n2,x,1\n4,y,3\n").unwrap();
        assert_eq!(table, NewRows { rows: vec![vec![1.0, 2.0], vec![3.0, 4.0]], labels: None });
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
