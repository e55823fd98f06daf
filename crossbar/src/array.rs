//! The solver interface and what a solution holds.

use crate::{connected::check_connected, drive::Drive, error::SolveError, wires::Wires};

/// Voltages of all nodes (V), row-major, `k = row * columns + column`.
///
/// The content before a solve is the starting guess; it changes the number of iterations, never the answer beyond the
/// tolerance. Vectors of the wrong length are replaced, so `Nodes::default()` is a cold start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nodes {
    /// Word-line node at each device, length rows * columns.
    pub word: Vec<f64>,
    /// Bit-line node at each device, length rows * columns.
    pub bit: Vec<f64>,
}

impl Nodes {
    /// Replaces vectors of the wrong length by 0 V at each of `devices` nodes per set of lines.
    pub(crate) fn fit(&mut self, devices: usize) {
        for voltages in [&mut self.word, &mut self.bit] {
            if voltages.len() != devices {
                voltages.clear();
                voltages.resize(devices, 0.0);
            }
        }
    }
}

/// How a solve went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SolveStats {
    /// Iterations of the linear solver; 0 for direct and ideal solvers, and when the starting guess was good enough.
    pub iterations: usize,
    /// Largest violation of Kirchhoff's current law, relative to the largest source current; see
    /// [`kirchhoff_residual`](crate::kirchhoff_residual).
    pub residual: f64,
}

/// Solves Kirchhoff's laws for ohmic devices of `conductances` (S, row-major).
///
/// A solver keeps buffers between calls, nothing else: its answer depends on the arguments only.
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

/// Everything that can be wrong with a circuit, checked once at the border of a solver.
pub(crate) fn check_circuit(wires: &Wires, drive: &Drive, conductances: &[f64]) -> Result<(), SolveError> {
    wires.check()?;
    drive.check(wires)?;
    wires.check_conductances(conductances)?;
    check_connected(wires, drive, conductances)
}
