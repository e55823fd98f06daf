//! Lines with resistance: word lines eliminated exactly, conjugate gradients on the bit lines.

mod bit_factor;
mod bit_pass;
mod blocks;
mod chain;
mod coarse;
mod grid;
mod layout;
mod line_loss;
mod moments;
mod restriction;
mod schur;
mod system;
#[cfg(test)]
mod tests;
mod word_pass;
mod word_sweep;

use coarse::Coarse;
use schur::{Goal, Outcome, Schur};
use system::System;

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    choose::Solver,
    circuit::Circuit,
    currents::EndCurrents,
    drive::Drive,
    error::SolveError,
    residual::relative_residual,
    wires::{Line, check_length},
};

/// Exact solver for arrays whose word and bit lines both have segment resistance.
///
/// Kirchhoff's laws read `[T_w + D, -D; -D, T_b + D] [w; b] = [f_w; f_b]` with the tridiagonal chains T of the lines and
/// the device conductances D. The word lines are eliminated by tridiagonal solves, and conjugate gradients run on the
/// Schur complement `S = T_b + D - D (T_w + D)^-1 D` with the bit lines `P = T_b + D` as preconditioner (Concus, Golub
/// and O'Leary, 1976, doi:10.1016/B978-0-12-141050-6.50023-4). The eigenvalues of P^-1 S lie in (0, 1] and cluster at 1
/// while the voltage drop along the lines is small, so a few iterations do. Where it is not small, a coarse array answers
/// what is smooth, so that their number hardly grows with size and resistance.
///
/// Buffers are kept between solves. Borders of blocks and the order of sums depend on the array only, so the answer has
/// the same bits on any number of threads and whatever was solved before from the same starting guess.
#[derive(Clone, Debug)]
pub struct LineCg {
    /// Largest allowed residual, dimensionless, default 1e-10. The next preconditioned correction of the bit-line voltages
    /// must be smaller than this in two measures: its energy norm over the square root of the power lost in the bit lines,
    /// and its largest voltage over the range of the source voltages. The first bounds the currents, the second also the
    /// voltages of lines that hang on weak devices.
    pub tolerance: f64,
    /// Iterations before the solve is given up. Default 10 000.
    pub max_iterations: usize,
    schur: Schur,
    currents: EndCurrents,
}

impl Default for LineCg {
    fn default() -> LineCg {
        LineCg::new()
    }
}

impl LinearSolver for LineCg {
    fn solve(&mut self, circuit: &Circuit<'_>, nodes: &mut Nodes) -> Result<SolveStats, SolveError> {
        self.eliminate(circuit)?;
        self.follow(circuit, nodes)
    }

    fn solve_many(
        &mut self,
        circuit: &Circuit<'_>,
        drives: &[Drive],
        nodes: &mut [Nodes],
    ) -> Result<Vec<SolveStats>, SolveError> {
        check_length("`nodes`", "drive", drives.len(), nodes.len())?;
        let mut eliminated = false;
        let each = drives.iter().zip(nodes).map(|(drive, nodes)| {
            let circuit = Circuit { drive, ..*circuit };
            drive.check(circuit.wires)?;
            // the same line ends are held, so the lines stay eliminated
            if !(eliminated && self.schur.redrive(&circuit)) {
                self.eliminate(&circuit)?;
            }
            eliminated = true;
            self.follow(&circuit, nodes)
        });
        each.collect()
    }

    fn tolerate(&mut self, tolerance: f64) {
        self.tolerance = tolerance;
    }
}

impl LineCg {
    /// A solver with a relative residual of 1e-10.
    pub fn new() -> LineCg {
        LineCg { tolerance: 1e-10, max_iterations: 10_000, schur: Schur::default(), currents: EndCurrents::default() }
    }

    /// Checks the circuit and eliminates its lines.
    fn eliminate(&mut self, circuit: &Circuit<'_>) -> Result<(), SolveError> {
        circuit.check()?;
        let wires = circuit.wires;
        let suits = |line: &Line| line.segment.uniform().is_some_and(|segment| segment > 0.0);
        if !(suits(&wires.word) && suits(&wires.bit) && wires.bridges.is_empty() && wires.loads.is_empty()) {
            let needs = "one segment resistance above 0 ohm in each direction and neither bridges nor loads";
            return Err(SolveError::Unsuited { solver: "LineCg", needs });
        }
        self.schur.redrive(circuit);
        let system = System::of(circuit);
        self.schur.coarse = Coarse::of(&system, &self.schur.words, &self.schur.bits);
        self.schur.factor(&system);
        Ok(())
    }

    /// Iterates on a circuit whose lines are eliminated.
    fn follow(&mut self, circuit: &Circuit<'_>, nodes: &mut Nodes) -> Result<SolveStats, SolveError> {
        nodes.fit(circuit.wires.devices());
        bound_guess(circuit, nodes);
        let goal = Goal { tolerance: self.tolerance, max_iterations: self.max_iterations };
        let Outcome { iterations, residual } = self.schur.iterate(&System::of(circuit), nodes, goal);
        if residual.is_nan() {
            return Err(SolveError::Singular { unknowns: 2 * circuit.wires.devices() });
        }
        if residual > self.tolerance {
            return Err(SolveError::Stalled { iterations, residual, tolerance: self.tolerance });
        }
        self.currents.update(circuit, nodes);
        let residual = relative_residual(circuit, nodes, &self.currents);
        Ok(SolveStats { solver: Solver::LineCg, iterations, residual })
    }
}

/// Without injected currents no node can lie outside of the sources; a guess that is not a number must never survive.
fn bound_guess(circuit: &Circuit<'_>, nodes: &mut Nodes) {
    let (low, high) = match circuit.injected {
        None => circuit.drive.voltage_range(),
        Some(_) => (-f64::MAX, f64::MAX),
    };
    let bounded = |voltage: &f64| (*voltage >= low) & (*voltage <= high) & (voltage.abs() < f64::MAX);
    // most guesses are, and need no writing
    let mut rows = nodes.bit.chunks_exact(circuit.wires.columns);
    if rows.all(|row| row.iter().fold(true, |all, voltage| all & bounded(voltage))) {
        return;
    }
    for voltage in &mut nodes.bit {
        let raised = if *voltage > low { *voltage } else { low };
        *voltage = if raised < high { raised } else { high };
        *voltage = if voltage.abs() < f64::MAX { *voltage } else { 0.0 };
    }
}
