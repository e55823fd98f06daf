//! Cells: devices in series with a selector (1S1R) or a transistor (1T1R), as a circuit sees them.
//!
//! [`Cell`] says what stands in series; in a file it is the table `[cell.exponential]`, `[cell.threshold]` or
//! `[cell.transistor]`. The voltage V across a cell divides at its inner node: the device takes u, the element V - u,
//! and the same current flows through both, I_device(u) = I_element(V - u). Read `node.rs` for how u is found,
//! `steps.rs` for how states and inner voltages move together, and one file per element for its law.
//!
//! The inner node has no capacitance: it follows at once, and charge that the device takes up flows through the
//! element without a voltage of its own.

mod array;
mod exponential;
mod node;
mod series;
mod steps;
mod threshold;
mod trail;
mod transistor;

use serde::Deserialize;
use toml::Table;

use crate::catalogue::{LoadError, read_table};
use crate::error::ModelError;
use crate::imperfections::names::{check_names, of};
use crate::model::DeviceArray;
use array::Cells;

pub use exponential::Exponential;
pub use threshold::Threshold;
pub use transistor::Transistor;

/// What stands in series with every device.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// A selector whose current grows exponentially with either sign of the voltage.
    Exponential(Exponential),
    /// A selector that turns on beyond a threshold and off below a holding voltage.
    Threshold(Threshold),
    /// A transistor between the device and the bit line.
    Transistor(Transistor),
}

impl Cell {
    /// The cell as the table `[cell]` of a file has it.
    ///
    /// # Errors
    /// [`LoadError`] for a word that is unknown (with the nearest right one), a wrong type or unit, or a value out of
    /// range.
    pub fn from_table(table: &Table) -> Result<Cell, LoadError> {
        check_names(NAME, table, of::<Cell>(), "")?;
        let elements: [(&str, &[&str]); 3] = [
            ("exponential", of::<Exponential>()),
            ("threshold", of::<Threshold>()),
            ("transistor", of::<Transistor>()),
        ];
        for (element, names) in elements {
            if let Some(toml::Value::Table(inner)) = table.get(element) {
                check_names(NAME, inner, names, &format!("{element}."))?;
            }
        }
        let cell: Cell = read_table(NAME, table)?;
        cell.validate().map_err(|error| LoadError::Range { name: NAME.into(), error })?;
        Ok(cell)
    }

    /// Checks every value.
    ///
    /// # Errors
    /// [`ModelError`] names the first value that is out of range.
    pub fn validate(&self) -> Result<(), ModelError> {
        match self {
            Cell::Exponential(law) => law.validate(),
            Cell::Threshold(law) => law.validate(),
            Cell::Transistor(law) => law.validate(),
        }
    }

    /// Cells of this kind, each around one device of `inner`; selectors are off.
    ///
    /// Two columns follow those of `inner`: the state of the element and the voltage across the device. Among cells
    /// within cells only the outermost is told of gates and bit lines.
    ///
    /// # Errors
    /// [`ModelError`] names the first value that is out of range.
    pub fn around(self, inner: Box<dyn DeviceArray>) -> Result<Box<dyn DeviceArray>, ModelError> {
        self.validate()?;
        let count = inner.len();
        Ok(match self {
            Cell::Exponential(law) => Box::new(Cells::new(inner, law)),
            Cell::Threshold(law) => Box::new(Cells::new(inner, threshold::Selectors::new(law, count))),
            Cell::Transistor(law) => Box::new(Cells::new(inner, transistor::Transistors::new(law, count))),
        })
    }

    /// The equations with the names of the parameters, as lines of text.
    pub fn equations(&self) -> &'static str {
        match self {
            Cell::Exponential(_) => exponential::EQUATIONS,
            Cell::Threshold(_) => threshold::EQUATIONS,
            Cell::Transistor(_) => transistor::EQUATIONS,
        }
    }
}

/// What messages call the table.
const NAME: &str = "cell";

#[cfg(test)]
mod static_tests;

#[cfg(test)]
mod time_tests;
