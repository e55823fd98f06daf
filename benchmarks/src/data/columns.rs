//! Which columns of a table are features.

use super::report::{LeftOut, Reason};
use super::table::{Table, is_gap};
use super::{DataError, TableUse};

/// A column of numbers; not a number where a value is missing.
pub(super) struct Feature {
    pub name: String,
    pub values: Vec<f64>,
}

/// Sorts all columns but `label` into features and those that say nothing about a class, each with its reason.
pub(super) fn sort(table: &Table, label: usize, used: &TableUse) -> Result<(Vec<Feature>, Vec<LeftOut>), DataError> {
    for column in &used.keep {
        table.column(column)?;
    }
    let (mut features, mut left_out) = (Vec::new(), Vec::new());
    for column in (0..table.header.len()).filter(|column| *column != label) {
        let name = table.header[column].clone();
        match numbers(table, column, used)? {
            None => left_out.push(LeftOut { column: name, reason: Reason::Text }),
            Some(values) => match reason(&name, &values).filter(|_| !used.keep.contains(&name)) {
                Some(reason) => left_out.push(LeftOut { column: name, reason }),
                None => features.push(Feature { name, values }),
            },
        }
    }
    Ok((features, left_out))
}

/// The numbers of a column; nothing when it holds text alone.
fn numbers(table: &Table, column: usize, used: &TableUse) -> Result<Option<Vec<f64>>, DataError> {
    let parsed = |field: &str| field.parse::<f64>().ok();
    let present = || table.fields(column).filter(|field| !is_gap(field));
    if present().next().is_some() && present().all(|field| parsed(field).is_none()) {
        return Ok(None);
    }
    let gaps = used.missing != super::Missing::Refuse;
    let value = |(row, field): (usize, &str)| match parsed(field).filter(|value| value.is_finite()) {
        Some(value) => Ok(value),
        None if gaps && is_gap(field) => Ok(f64::NAN),
        None => Err(DataError::NotANumber {
            name: table.name.clone(),
            line: table.line(row),
            column: table.header[column].clone(),
            value: field.into(),
            gaps,
        }),
    };
    table.fields(column).enumerate().map(value).collect::<Result<_, _>>().map(Some)
}

/// Why numbers are no feature, if they are none.
fn reason(name: &str, values: &[f64]) -> Option<Reason> {
    let mut known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let Some(&first) = known.first() else {
        return Some(Reason::Empty);
    };
    if known.iter().all(|value| *value == first) {
        return (known.len() > 1).then_some(Reason::Constant);
    }
    if known.len() >= MANY && known.len() == values.len() && known.windows(2).all(|pair| pair[1] == pair[0] + 1.0) {
        return Some(Reason::Counter);
    }
    let whole = known.iter().all(|value| value.fract() == 0.0);
    let count = known.len();
    known.sort_by(f64::total_cmp);
    known.dedup();
    let distinct = known.len() as f64 > DISTINCT * count as f64;
    (whole && distinct && names_rows(name)).then_some(Reason::Name)
}

/// Fewer rows can count upwards by chance.
const MANY: usize = 10;

/// Share of values that differ in a column of names of rows: patients come twice.
const DISTINCT: f64 = 0.8;

fn names_rows(column: &str) -> bool {
    let column = column.to_lowercase();
    let words: Vec<&str> = column.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    column.is_empty() || words.iter().any(|word| ["id", "identifier", "index", "unnamed", "code"].contains(word))
}
