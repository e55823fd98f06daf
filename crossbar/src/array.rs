//! The solver interface and what a solution holds.

use crate::{drive::Drive, error::SolveError, wires::Wires};

/// Voltages of all nodes (V), row-major, `k = row * columns + column`.
///
/// The content before a solve is the starting guess; it changes the number of iterations, never the answer beyond the tolerance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nodes {
    /// Word-line node at each device, length rows * columns.
    pub word: Vec<f64>,
    /// Bit-line node at each device, length rows * columns.
    pub bit: Vec<f64>,
}

/// How a solve went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SolveStats {
    /// Iterations of the linear solver; 0 for direct and ideal solvers.
    pub iterations: usize,
    /// Largest violation of Kirchhoff's current law, relative to the largest source current.
    pub residual: f64,
}

/// Current through each line end (A), positive out of the array.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndCurrents {
    /// Left ends of the word lines, length rows.
    pub left: Vec<f64>,
    /// Right ends of the word lines, length rows.
    pub right: Vec<f64>,
    /// Top ends of the bit lines, length columns.
    pub top: Vec<f64>,
    /// Bottom ends of the bit lines, length columns.
    pub bottom: Vec<f64>,
}

/// Solves Kirchhoff's laws for ohmic devices of `conductances` (S, row-major).
pub trait LinearSolver: Send {
    /// Node voltages for the sources of `drive`.
    ///
    /// # Errors
    /// [`SolveError`] when sizes disagree, a value is impossible, the circuit floats, or the iteration stalls.
    fn solve(
        &mut self,
        wires: &Wires,
        drive: &Drive,
        conductances: &[f64],
        nodes: &mut Nodes,
    ) -> Result<SolveStats, SolveError>;
}
