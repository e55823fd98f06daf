//! From the texts of a label column to classes.

use super::DataError;
use super::table::{Table, is_gap};

/// Classes by name, and the class number of each row.
pub(super) struct Classes {
    pub names: Vec<String>,
    pub labels: Vec<usize>,
}

/// Labels that are all numbers are ordered by value, and equal numbers are one class however they are written.
#[derive(PartialEq)]
enum Key<'a> {
    Number(f64),
    Text(&'a str),
}

impl Classes {
    /// Reads the column `label`; classes are in the order of their values, or of the alphabet.
    pub fn read(table: &Table, column: usize) -> Result<Self, DataError> {
        let label = &table.header[column];
        if let Some(row) = table.fields(column).position(is_gap) {
            let line = table.line(row);
            let problem = format!("line {line} has no `{label}`; give the row its class or leave it out");
            return Err(DataError::Unfit { name: table.name.clone(), problem });
        }
        let texts: Vec<&str> = table.fields(column).collect();
        let numbers: Option<Vec<f64>> =
            texts.iter().map(|text| text.parse().ok().filter(|number: &f64| number.is_finite())).collect();
        let key = |row: usize| numbers.as_ref().map_or(Key::Text(texts[row]), |numbers| Key::Number(numbers[row]));
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by(|&a, &b| match (key(a), key(b)) {
            (Key::Number(a), Key::Number(b)) => a.total_cmp(&b),
            _ => texts[a].cmp(texts[b]),
        });
        let (mut names, mut labels) = (Vec::new(), vec![0; texts.len()]);
        for (k, &row) in order.iter().enumerate() {
            if k == 0 || key(order[k - 1]) != key(row) {
                names.push(texts[row].to_string());
            }
            labels[row] = names.len() - 1;
        }
        let classes = Self { names, labels };
        classes.check(table, label)?;
        Ok(classes)
    }

    fn check(&self, table: &Table, label: &str) -> Result<(), DataError> {
        let (classes, rows) = (self.names.len(), self.labels.len());
        if classes > FEW && 2 * classes > rows {
            let problem = format!(
                "`{label}` has {classes} different values in {rows} rows: that is a quantity or a name of rows, not a \
                 class; give the column with the class as label"
            );
            return Err(DataError::Unfit { name: table.name.clone(), problem });
        }
        Ok(())
    }
}

/// So many classes may be small ones.
const FEW: usize = 10;
