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
use schur::{Goal, Schur};
use system::System;

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    choose::Solver,
    circuit::Circuit,
    currents::EndCurrents,
    error::SolveError,
    lanes::LANES,
    residual::relative_residual,
    wires::Line,
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
        circuit.check()?;
        let wires = circuit.wires;
        let suits = |line: &Line| line.segment.uniform().is_some_and(|segment| segment > 0.0);
        if !(suits(&wires.word) && suits(&wires.bit) && wires.bridges.is_empty() && wires.loads.is_empty()) {
            let needs = "one segment resistance above 0 ohm in each direction and neither bridges nor loads";
            return Err(SolveError::Unsuited { solver: "LineCg", needs });
        }
        nodes.fit(wires.devices());
        bound_guess(circuit, nodes);
        let system = self.prepare(circuit);
        let goal = Goal { tolerance: self.tolerance, max_iterations: self.max_iterations };
        let outcome = self.schur.iterate(&system, nodes, goal);
        if outcome.residual.is_nan() || outcome.residual > self.tolerance {
            let schur::Outcome { iterations, residual } = outcome;
            return Err(SolveError::Stalled { iterations, residual, tolerance: self.tolerance });
        }
        self.currents.update(circuit, nodes);
        let residual = relative_residual(circuit, nodes, &self.currents);
        Ok(SolveStats { solver: Solver::LineCg, iterations: outcome.iterations, residual })
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

    /// Eliminates the lines.
    fn prepare<'c>(&mut self, circuit: &Circuit<'c>) -> System<'c> {
        let Circuit { wires, drive, shunts, .. } = *circuit;
        let system = System::of(circuit);
        let Schur { words, bits, .. } = &mut self.schur;
        words.fill((&wires.word, shunts.word), &drive.left, &drive.right, system.row_blocks() * LANES);
        bits.fill((&wires.bit, shunts.bit), &drive.top, &drive.bottom, wires.columns);
        self.schur.coarse = Coarse::of(&system, words, bits);
        self.schur.factor(&system);
        system
    }
}

/// Without injected currents no node can lie outside of the sources; a guess that is not a number must never survive.
fn bound_guess(circuit: &Circuit<'_>, nodes: &mut Nodes) {
    let (low, high) = match circuit.injected {
        None => circuit.drive.voltage_range(),
        Some(_) => (-f64::MAX, f64::MAX),
    };
    for voltage in &mut nodes.bit {
        let raised = if *voltage > low { *voltage } else { low };
        *voltage = if raised < high { raised } else { high };
        *voltage = if voltage.abs() < f64::MAX { *voltage } else { 0.0 };
    }
}
