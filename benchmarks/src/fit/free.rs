//! Parameters that a fit may change: the quantities of a parameter file.

use devices::spelling::nearest;
use devices::units::split_number;
use toml::{Table, Value};

use super::FitError;

/// A quantity of a parameter file.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeParameter {
    /// Where it stands, such as `up.random_field.alpha`.
    pub key: String,
    /// Its unit as in the file; empty for a plain number.
    pub unit: String,
    /// Value at the start of the fit, in that unit; not zero.
    pub start: f64,
    quoted: bool,
}

impl FreeParameter {
    /// Value at `theta`, the logarithm of its ratio to the start.
    pub fn value(&self, theta: f64) -> f64 {
        self.start * theta.exp()
    }

    /// Puts the value at `theta` into a table of changes.
    pub fn set(&self, theta: f64, changes: &mut Table) {
        let value = match self.quoted {
            true => Value::String(format!("{} {}", self.value(theta), self.unit).trim_end().to_owned()),
            false => Value::Float(self.value(theta)),
        };
        insert(changes, &self.key, value);
    }
}

fn insert(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = table.entry(first).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// The parameters called `keys`, or all that are not zero when none is named.
pub(super) fn parameters(table: &Table, keys: &[String]) -> Result<Vec<FreeParameter>, FitError> {
    let mut all = Vec::new();
    collect(table, "", &mut all);
    if keys.is_empty() {
        all.retain(|parameter| parameter.start != 0.0);
        return Ok(all);
    }
    let mut free: Vec<FreeParameter> = Vec::with_capacity(keys.len());
    for key in keys {
        let parameter = named(key, &all)?;
        if parameter.start == 0.0 {
            return Err(FitError::Zero { key: key.clone() });
        }
        if free.contains(&parameter) {
            return Err(FitError::Twice { key: parameter.key });
        }
        free.push(parameter);
    }
    Ok(free)
}

/// The parameter called `key` in full, or the only one whose path holds the parts of `key` in their order, the last at its
/// end: `up.alpha` for `up.random_field.alpha`.
fn named(key: &str, all: &[FreeParameter]) -> Result<FreeParameter, FitError> {
    let short = |parameter: &&FreeParameter| {
        let mut path = parameter.key.split('.');
        let last = key.rsplit('.').next() == parameter.key.rsplit('.').next();
        last && key.split('.').all(|part| path.any(|other| other == part))
    };
    if let Some(parameter) = all.iter().find(|parameter| parameter.key == key) {
        return Ok(parameter.clone());
    }
    match all.iter().filter(short).collect::<Vec<_>>().as_slice() {
        [] => Err(unknown(key, all)),
        [parameter] => Ok((*parameter).clone()),
        several => Err(FitError::Ambiguous {
            key: key.into(),
            all: several.iter().map(|parameter| parameter.key.clone()).collect::<Vec<_>>().join(", "),
        }),
    }
}

fn unknown(key: &str, all: &[FreeParameter]) -> FitError {
    let names = || all.iter().map(|parameter| parameter.key.as_str());
    FitError::UnknownParameter {
        key: key.into(),
        nearest: nearest(key, names()).into(),
        all: names().collect::<Vec<_>>().join(", "),
    }
}

/// Numbers with and without unit; whole numbers count things and are left alone.
fn collect(table: &Table, path: &str, found: &mut Vec<FreeParameter>) {
    for (name, value) in table {
        let key = format!("{path}{name}");
        match value {
            Value::Table(inner) => collect(inner, &format!("{key}."), found),
            Value::Float(start) => {
                found.push(FreeParameter { key, unit: String::new(), start: *start, quoted: false });
            }
            Value::String(text) => {
                if let Some((start, unit)) = split_number(text) {
                    found.push(FreeParameter { key, unit: unit.into(), start, quoted: true });
                }
            }
            _ => {}
        }
    }
}
