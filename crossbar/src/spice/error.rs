//! Why there is no netlist.

use devices::units::engineering;
use thiserror::Error;

use crate::error::SolveError;

/// Why an array cannot be written down.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum NetlistError {
    /// The circuit itself is impossible.
    #[error(transparent)]
    Circuit(#[from] SolveError),
    /// A time that nothing can last.
    #[error("`{field}` is {}; give a finite time above 0 s", engineering(*value, "s"))]
    Time {
        /// `stop`, `interval` or `longest_step`.
        field: &'static str,
        /// Time found (s).
        value: f64,
    },
    /// A capacitance that no line has.
    #[error("`{field}` of the capacitance is {}; it must be finite and not negative", engineering(*value, "F"))]
    Capacitance {
        /// `word`, `bit` or `device`.
        field: &'static str,
        /// Capacitance found (F).
        value: f64,
    },
    /// A position that no device has.
    #[error("device ({row}, {column}) starts at position {value}; give 0 (off) to 1 (on)")]
    Position {
        /// Word line of the device.
        row: usize,
        /// Bit line of the device.
        column: usize,
        /// Position found.
        value: f64,
    },
    /// Gates, which only transistors have.
    #[error(
        "`gates` holds {count} voltages, but transistors are not written as subcircuits of ngspice; leave them out, or \
         follow the array here"
    )]
    Gates {
        /// Voltages found.
        count: usize,
    },
    /// Two sources joined by a perfect conductor.
    #[error(
        "the sources at {first} and {last} are joined by a perfect conductor but differ; give the line a resistance"
    )]
    Short {
        /// One line end.
        first: String,
        /// The other.
        last: String,
    },
    /// A name that ngspice cannot read.
    #[error("ngspice cannot write the table `{name}`; give a file name without blanks and quotes")]
    Table {
        /// The name.
        name: String,
    },
}
