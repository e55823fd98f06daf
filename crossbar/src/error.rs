//! What can be wrong with a circuit, or go wrong while solving it.

use devices::units::engineering;
use std::fmt;

use thiserror::Error;

use crate::bridge::Node;

/// The two sets of parallel lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Word lines, one per row.
    Word,
    /// Bit lines, one per column.
    Bit,
}

impl Lines {
    /// The name of the segments of these lines in messages.
    pub(crate) fn segments(self) -> &'static str {
        match self {
            Lines::Word => "`segment` of the word lines",
            Lines::Bit => "`segment` of the bit lines",
        }
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Lines::Word => "word line",
            Lines::Bit => "bit line",
        })
    }
}

/// Why a circuit has no solution, or none was found.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum SolveError {
    /// An array without devices.
    #[error("the array has {rows} rows and {columns} columns; both must be at least 1")]
    Empty {
        /// Number of word lines.
        rows: usize,
        /// Number of bit lines.
        columns: usize,
    },
    /// Two inputs do not describe the same array.
    #[error("{what} has {found} entries but the array needs {expected}; give one per {per}")]
    Sizes {
        /// The input that is too long or too short.
        what: &'static str,
        /// What one entry stands for.
        per: &'static str,
        /// Entries that the array needs.
        expected: usize,
        /// Entries found.
        found: usize,
    },
    /// A line resistance that no wire has.
    #[error(
        "`{field}` of the {lines}s is {}; give 0 for a perfect conductor or a finite value of at least {}",
        engineering(*value, "ohm"),
        engineering(*smallest, "ohm")
    )]
    Resistance {
        /// The set of lines.
        lines: Lines,
        /// The field of [`Line`](crate::Line).
        field: &'static str,
        /// Resistance found (ohm).
        value: f64,
        /// Smallest resistance other than zero (ohm).
        smallest: f64,
    },
    /// A source voltage that is not a number.
    #[error("the source at the {end} end of {lines} {index} is {}; voltages must be finite", engineering(*value, "V"))]
    Voltage {
        /// The set of lines.
        lines: Lines,
        /// `left`, `right`, `top` or `bottom`.
        end: &'static str,
        /// Row of a word line, column of a bit line.
        index: usize,
        /// Voltage found (V).
        value: f64,
    },
    /// A conductance that no passive device has.
    #[error(
        "device ({row}, {column}) has a conductance of {}; it must be finite and not negative (0 for an \
         open device); only `Direct` solves devices of negative differential conductance",
        engineering(*value, "S")
    )]
    Conductance {
        /// Word line of the device.
        row: usize,
        /// Bit line of the device.
        column: usize,
        /// Conductance found (S).
        value: f64,
    },
    /// Part of the circuit is connected to no source, so its voltage is undetermined.
    #[error(
        "{lines} {index} floats: no conducting path leads from it to a held line end; hold one end of it, or give \
         one of its devices a conductance above 0 S towards a held line"
    )]
    Floating {
        /// The set of lines.
        lines: Lines,
        /// Row of a word line, column of a bit line.
        index: usize,
    },
    /// Two sources joined by a perfect conductor.
    #[error(
        "{lines} {index} joins {} and {} without any resistance; give it a segment or driver resistance, or hold both \
         ends at the same voltage",
        engineering(*first, "V"),
        engineering(*last, "V")
    )]
    Short {
        /// The set of lines.
        lines: Lines,
        /// Row of a word line, column of a bit line.
        index: usize,
        /// Voltage at the left or top end (V).
        first: f64,
        /// Voltage at the right or bottom end (V).
        last: f64,
    },
    /// A conductance to ground that no capacitance makes.
    #[error("a conductance of {} to ground; it must be finite and not negative", engineering(*value, "S"))]
    Shunt {
        /// Conductance found (S).
        value: f64,
    },
    /// A current into a node that is not a number.
    #[error(
        "the current into a node of device ({row}, {column}) is not finite; check the device model and its voltage"
    )]
    Injection {
        /// Word line of the device.
        row: usize,
        /// Bit line of the device.
        column: usize,
    },
    /// A short without resistance.
    #[error(
        "a bridge of {}; give it a finite resistance of at least {}",
        engineering(*value, "ohm"),
        engineering(*smallest, "ohm")
    )]
    BridgeResistance {
        /// Resistance found (ohm).
        value: f64,
        /// Smallest possible resistance (ohm).
        smallest: f64,
    },
    /// A short from a node to itself.
    #[error("a bridge joins {node:?} to itself; name two different nodes")]
    BridgeToItself {
        /// The node.
        node: Node,
    },
    /// A short that leaves the array.
    #[error(
        "a bridge ends at device ({row}, {column}), but the array has {rows} rows and {columns} columns, counted from 0"
    )]
    BridgeOutside {
        /// Row named.
        row: usize,
        /// Column named.
        column: usize,
        /// Number of word lines.
        rows: usize,
        /// Number of bit lines.
        columns: usize,
    },
    /// A line that the array has not.
    #[error("{lines} {index} is selected, but the array has {count} {lines}s, counted from 0")]
    Outside {
        /// The set of lines.
        lines: Lines,
        /// Line named.
        index: usize,
        /// Number of lines.
        count: usize,
    },
    /// A selection without devices.
    #[error("no device is selected; name at least one column")]
    NothingSelected,
    /// A piece of a broken line is connected to no source.
    #[error(
        "the {lines} node at device ({row}, {column}) floats: no conducting path leads from it to a held line end; \
         close the broken segments around it, or give one of the devices on this piece a conductance above 0 S"
    )]
    Island {
        /// The set of lines.
        lines: Lines,
        /// Word line of the device.
        row: usize,
        /// Bit line of the device.
        column: usize,
    },
    /// The solver does not cover this circuit.
    #[error("`{solver}` needs {needs}; use `Automatic`, which chooses a solver that suits the circuit")]
    Unsuited {
        /// Name of the solver.
        solver: &'static str,
        /// What must hold.
        needs: &'static str,
    },
    /// The iteration ended before the tolerance was met.
    #[error(
        "the iteration stalled after {iterations} steps at a relative residual of {residual:.1e} (tolerance \
         {tolerance:.1e}); raise `max_iterations`, or use `Direct` where line resistances exceed device \
         resistances by far"
    )]
    Stalled {
        /// Iterations made.
        iterations: usize,
        /// Residual reached, in the measure of the tolerance.
        residual: f64,
        /// Residual asked for.
        tolerance: f64,
    },
    /// Newton's iteration found no voltages at which devices and lines agree.
    #[error(
        "no operating point: device ({row}, {column}) carries {current:.3e} A at {voltage:.3e} V where the lines bring \
         {expected:.3e} A, after {iterations} iterations, and neither raising the sources slowly nor a conductance beside \
         the devices helped; lower the source \
         voltages, raise `driver` resistances, or use a device model without a jump near that voltage"
    )]
    NotConverged {
        /// Word line of the device that is farthest off.
        row: usize,
        /// Bit line of that device.
        column: usize,
        /// Voltage across it (V).
        voltage: f64,
        /// Current of the device (A).
        current: f64,
        /// Current that the lines bring (A).
        expected: f64,
        /// Iterations of the last attempt.
        iterations: usize,
    },
    /// A device answers with something that is not a number.
    #[error(
        "device ({row}, {column}) carries {current} A at {voltage:.3e} V; check its parameters and the source voltages"
    )]
    DeviceCurrent {
        /// Word line of the device.
        row: usize,
        /// Bit line of the device.
        column: usize,
        /// Voltage across it (V).
        voltage: f64,
        /// Current found (A).
        current: f64,
    },
    /// The factorization does not fit into memory.
    #[error("no memory to factorize {unknowns} unknowns; use fewer lines, or segments above 0 ohm and no bridges")]
    Memory {
        /// Order of the matrix.
        unknowns: usize,
    },
    /// The factorization broke down by rounding.
    #[error(
        "the matrix of {unknowns} unknowns is singular to working precision; device and line conductances differ by \
         too many orders of magnitude, or a part of the array hangs on a nearly open device"
    )]
    Singular {
        /// Order of the matrix.
        unknowns: usize,
    },
}
