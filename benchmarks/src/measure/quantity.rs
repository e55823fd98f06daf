//! What a measurement leaves behind, in one list.

use traces::{About, Trace, WriteError};

use super::Outcome;

/// Numbers with a name, a unit and the coordinates they lie over.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Name in files.
    pub name: &'static str,
    /// SI unit as UDUNITS writes it, `1` for pure numbers.
    pub unit: &'static str,
    /// The name in words.
    pub long_name: &'static str,
    /// Names of the coordinates: its own for a coordinate, none for a single number.
    pub dims: Vec<&'static str>,
    /// Row-major values.
    pub values: Vec<f64>,
}

impl Quantity {
    /// A coordinate that others lie over.
    pub fn coordinate(name: &'static str, unit: &'static str, long_name: &'static str, values: &[f64]) -> Quantity {
        Quantity { name, unit, long_name, dims: vec![name], values: values.to_vec() }
    }

    /// Numbers over coordinates.
    pub fn over(
        dims: &[&'static str],
        name: &'static str,
        unit: &'static str,
        long_name: &'static str,
        values: &[f64],
    ) -> Quantity {
        Quantity { name, unit, long_name, dims: dims.to_vec(), values: values.to_vec() }
    }

    /// A single number; not a number where there is none.
    pub fn scalar(name: &'static str, unit: &'static str, long_name: &'static str, value: f64) -> Quantity {
        Quantity { name, unit, long_name, dims: Vec::new(), values: vec![value] }
    }
}

/// Records all quantities of `outcome` in the group of its name.
///
/// # Errors
/// [`WriteError`] when the file cannot be written.
pub fn record<O: Outcome>(trace: &Trace, outcome: &O) -> Result<(), WriteError> {
    let group = trace.group(O::NAME)?;
    for Quantity { name, unit, long_name, dims, values } in outcome.quantities() {
        let about = About::new(unit, long_name);
        match dims.as_slice() {
            [] => group.scalar(name, about, values[0])?,
            [own] if *own == name => group.coordinate(name, about, &values)?,
            dims => group.variable(name, dims, about, &values)?,
        }
    }
    Ok(())
}
