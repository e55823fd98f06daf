//! What can be wrong with the parameters of a model.

/// A parameter outside its range.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{parameter}` is {value}, but must be {allowed}; {remedy}")]
pub struct ModelError {
    /// Name as in the file, with the table it stands in: `up.random_field.alpha`.
    pub parameter: String,
    /// What was given, with unit.
    pub value: String,
    /// What would be accepted.
    pub allowed: String,
    /// What to do about it.
    pub remedy: &'static str,
}

impl ModelError {
    pub(crate) fn new(parameter: &str, value: impl ToString, allowed: &str, remedy: &'static str) -> ModelError {
        ModelError { parameter: parameter.to_owned(), value: value.to_string(), allowed: allowed.to_owned(), remedy }
    }
}

/// Checks a number of table `table` (empty: top level) that must be finite and above zero.
pub(crate) fn positive(table: &str, name: &str, value: f64, unit: &str) -> Result<(), ModelError> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    let parameter = if table.is_empty() { name.to_owned() } else { format!("{table}.{name}") };
    let value = crate::units::engineering(value, unit);
    Err(ModelError::new(&parameter, value, "finite and above zero", "check sign and unit"))
}

/// Checks a number that must lie between `lowest` and `highest`, both allowed.
pub(crate) fn within(
    name: &str,
    value: f64,
    lowest: f64,
    highest: f64,
    remedy: &'static str,
) -> Result<(), ModelError> {
    if (lowest..=highest).contains(&value) {
        return Ok(());
    }
    Err(ModelError::new(name, value, &format!("between {lowest} and {highest}"), remedy))
}
