//! Which solver suits which circuit.

use std::fmt;

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    circuit::Circuit,
    coupled_columns::CoupledColumns,
    direct::Direct,
    drive::Drive,
    error::SolveError,
    ideal::Ideal,
    line_cg::LineCg,
    single_column::SingleColumn,
    wires::{Line, Wires},
};

/// The solvers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solver {
    /// [`Ideal`]: every line is one node.
    Ideal,
    /// [`LineCg`]: conjugate gradients over lines with resistance.
    LineCg,
    /// [`SingleColumn`]: the chain of one bit line.
    SingleColumn,
    /// [`CoupledColumns`]: a few columns, one after the other.
    CoupledColumns,
    /// [`Direct`]: sparse factorization of all equations.
    Direct,
}

impl fmt::Display for Solver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Solver::Ideal => "ideal",
            Solver::LineCg => "line_cg",
            Solver::SingleColumn => "single_column",
            Solver::CoupledColumns => "coupled_columns",
            Solver::Direct => "direct",
        })
    }
}

/// A solver and why it was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The fastest exact solver for the circuit.
    pub solver: Solver,
    /// What decided.
    pub reason: &'static str,
}

impl Choice {
    /// The fastest exact solver for circuits on these wires with passive devices.
    pub fn of(wires: &Wires) -> Choice {
        let all = |property: fn(f64) -> bool| wires.word.segment.all(property) && wires.bit.segment.all(property);
        let uniform = |line: &Line| line.segment.uniform().is_some();
        let (solver, reason) = if !wires.bridges.is_empty() {
            (Solver::Direct, "bridges join nodes that are no neighbors on a line")
        } else if !wires.loads.is_empty() {
            (Solver::CoupledColumns, "a few columns of an array stand for the whole")
        } else if all(|resistance| resistance == 0.0) {
            (Solver::Ideal, "no segment has resistance, so every line is one node")
        } else if wires.columns == 1 {
            (Solver::SingleColumn, "there is one column, which is a chain")
        } else if !(uniform(&wires.word) && uniform(&wires.bit)) {
            (Solver::Direct, "segments have resistances of their own")
        } else if all(|resistance| resistance > 0.0) {
            (Solver::LineCg, "every segment has resistance")
        } else {
            (Solver::Direct, "the lines of one direction have resistance and those of the other none")
        };
        Choice { solver, reason }
    }
}

/// Solves every circuit, by the fastest solver that suits it; says in the log which and why.
///
/// [`Choice::of`] chooses by the wires. [`Direct`] steps in for devices of negative differential conductance, and where
/// [`LineCg`] or [`CoupledColumns`] stalls.
#[derive(Clone, Debug, Default)]
pub struct Automatic {
    line_cg: LineCg,
    coupled_columns: CoupledColumns,
    /// The last choice, so that the log speaks of changes only.
    logged: Option<Choice>,
}

impl Automatic {
    /// A solver without buffers.
    pub fn new() -> Automatic {
        Automatic::default()
    }

    fn log(&mut self, choice: Choice) {
        if self.logged != Some(choice) {
            tracing::debug!("crossbar solver {}: {}", choice.solver, choice.reason);
            self.logged = Some(choice);
        }
    }

    /// Solves by the solver that suits the circuit, and again by [`Direct`] when that can do what the other refused.
    fn solve_by<T>(
        &mut self,
        circuit: &Circuit<'_>,
        mut solve: impl FnMut(&mut dyn LinearSolver) -> Result<T, SolveError>,
    ) -> Result<T, SolveError> {
        let choice = Choice::of(circuit.wires);
        self.log(choice);
        let solved = match choice.solver {
            Solver::Ideal => solve(&mut Ideal::new()),
            Solver::LineCg => solve(&mut self.line_cg),
            Solver::SingleColumn => solve(&mut SingleColumn::new()),
            Solver::CoupledColumns => solve(&mut self.coupled_columns),
            Solver::Direct => return solve(&mut Direct::new()),
        };
        let reason = match &solved {
            Err(SolveError::Conductance { value, .. }) if value.is_finite() => {
                "a device has negative differential conductance"
            }
            Err(SolveError::Stalled { .. }) => "the iteration stalled",
            _ => return solved,
        };
        self.log(Choice { solver: Solver::Direct, reason });
        solve(&mut Direct::new())
    }
}

impl LinearSolver for Automatic {
    fn solve(&mut self, circuit: &Circuit<'_>, nodes: &mut Nodes) -> Result<SolveStats, SolveError> {
        self.solve_by(circuit, |solver| solver.solve(circuit, nodes))
    }

    fn tolerate(&mut self, tolerance: f64) {
        self.line_cg.tolerate(tolerance);
    }

    fn solve_many(
        &mut self,
        circuit: &Circuit<'_>,
        drives: &[Drive],
        nodes: &mut [Nodes],
    ) -> Result<Vec<SolveStats>, SolveError> {
        self.solve_by(circuit, |solver| solver.solve_many(circuit, drives, nodes))
    }
}
