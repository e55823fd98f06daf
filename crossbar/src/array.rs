//! The solver interface and what a solution holds.

use crate::{choose::Solver, circuit::Circuit, drive::Drive, error::SolveError, wires::check_length};

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
    /// All voltages: word lines, then bit lines.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &f64> {
        self.word.iter().chain(&self.bit)
    }

    /// True when every voltage is a number.
    pub(crate) fn are_finite(&self) -> bool {
        self.iter().all(|voltage| voltage.is_finite())
    }

    /// All voltages, to be changed.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        self.word.iter_mut().chain(&mut self.bit)
    }

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
    /// Which solver found the answer.
    pub solver: Solver,
    /// Iterations of the linear solver; 0 for direct and ideal solvers, and when the starting guess was good enough.
    pub iterations: usize,
    /// Largest violation of Kirchhoff's current law, relative to the largest source current; see
    /// [`kirchhoff_residual`](crate::kirchhoff_residual).
    pub residual: f64,
}

/// Solves Kirchhoff's laws of linear circuits.
///
/// A solver keeps buffers between calls, nothing else: its answer depends on the arguments only.
pub trait LinearSolver: Send {
    /// Node voltages of `circuit`.
    ///
    /// # Errors
    /// [`SolveError`] when sizes disagree, a value is impossible, the circuit floats, or the iteration stalls.
    fn solve(&mut self, circuit: &Circuit<'_>, nodes: &mut Nodes) -> Result<SolveStats, SolveError>;

    /// Sets the largest residual of solvers that iterate; the others are exact and ignore it.
    fn tolerate(&mut self, _tolerance: f64) {}

    /// Node voltages of `circuit` for each of `drives` in place of its own; they hold the same line ends, at other
    /// voltages. One entry of `nodes` and of the answer per drive.
    ///
    /// # Errors
    /// Those of [`solve`](LinearSolver::solve), and [`SolveError::Sizes`] when `nodes` and `drives` differ in number.
    fn solve_many(
        &mut self,
        circuit: &Circuit<'_>,
        drives: &[Drive],
        nodes: &mut [Nodes],
    ) -> Result<Vec<SolveStats>, SolveError> {
        check_length("`nodes`", "drive", drives.len(), nodes.len())?;
        let each = drives.iter().zip(nodes);
        each.map(|(drive, nodes)| self.solve(&Circuit { drive, ..*circuit }, nodes)).collect()
    }
}
