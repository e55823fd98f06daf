//! Which solver suits which wires.

use crate::{array::LinearSolver, direct::Direct, ideal::Ideal, line_cg::LineCg, wires::Wires};

/// The fastest exact solver for these wires.
///
/// [`Ideal`] when no line has segment resistance, [`LineCg`] when both sets of lines have, [`Direct`] when only one has.
/// Impossible resistances are reported by the solve.
pub fn solver_for(wires: &Wires) -> Box<dyn LinearSolver> {
    match (wires.word.segment > 0.0, wires.bit.segment > 0.0) {
        (false, false) => Box::new(Ideal::new()),
        (true, true) => Box::new(LineCg::new()),
        _ => Box::new(Direct::new()),
    }
}
