//! Sparse Cholesky factorisation of all nodal equations.

use faer::{
    Col, Conj, Par, Side,
    dyn_stack::{MemBuffer, MemStack},
    sparse::{
        SparseColMatRef, SymbolicSparseColMatRef,
        linalg::cholesky::{
            CholeskySymbolicParams, LltRef, SymbolicCholesky, SymmetricOrdering, factorize_symbolic_cholesky,
        },
    },
};

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    assembly::Assembled,
    drive::Drive,
    error::SolveError,
    residual::kirchhoff_residual,
    wires::Wires,
};

/// Exact solver for every circuit: any mixture of zero and positive resistances.
///
/// Assembles [`Assembled`], factorises it (approximate minimum degree ordering), and improves the answer by one step of
/// iterative refinement. Much slower than [`LineCg`](crate::LineCg): it is there to verify and for mixed resistances.
/// The starting guess is not used.
#[derive(Clone, Debug, Default)]
pub struct Direct {}

impl Direct {
    /// A solver that keeps nothing between solves.
    pub fn new() -> Direct {
        Direct {}
    }
}

impl LinearSolver for Direct {
    fn solve(
        &mut self,
        wires: &Wires,
        drive: &Drive,
        conductances: &[f64],
        nodes: &mut Nodes,
    ) -> Result<SolveStats, SolveError> {
        let system = Assembled::new(wires, drive, conductances)?;
        let voltages = solve_refined(&system)?;
        system.scatter(&voltages, nodes);
        Ok(SolveStats { iterations: 0, residual: kirchhoff_residual(wires, drive, conductances, nodes) })
    }
}

/// Unknown voltages (V) after one step of iterative refinement.
fn solve_refined(system: &Assembled) -> Result<Vec<f64>, SolveError> {
    let unknowns = system.currents.len();
    if unknowns == 0 {
        return Ok(Vec::new());
    }
    let factor = Factor::new(system)?;
    let mut voltages = factor.solve(&system.currents);
    let mut missing = system.currents.clone();
    for (column, entries) in system.matrix.outer_iterator().enumerate() {
        for (row, g) in entries.iter() {
            missing[row] -= g * voltages[column];
        }
    }
    for (voltage, correction) in voltages.iter_mut().zip(factor.solve(&missing)) {
        *voltage += correction;
    }
    Ok(voltages)
}

/// A factorisation on one thread: with more, the order of the sums would depend on their number.
struct Factor {
    symbolic: SymbolicCholesky<usize>,
    values: Vec<f64>,
}

impl Factor {
    fn new(system: &Assembled) -> Result<Factor, SolveError> {
        let unknowns = system.currents.len();
        let pointers = system.matrix.indptr().into_raw_storage().to_vec();
        let pattern =
            SymbolicSparseColMatRef::new_checked(unknowns, unknowns, &pointers, None, system.matrix.indices());
        let matrix = SparseColMatRef::new(pattern, system.matrix.data());
        let symbolic = factorize_symbolic_cholesky(
            pattern,
            Side::Lower,
            SymmetricOrdering::Amd,
            CholeskySymbolicParams::default(),
        )
        .unwrap_or_else(|error| panic!("no memory to factorise {unknowns} unknowns: {error}"));
        let mut values = vec![0.0; symbolic.len_val()];
        let scratch = symbolic.factorize_numeric_llt_scratch::<f64>(Par::Seq, Default::default());
        let factorised = symbolic.factorize_numeric_llt(
            &mut values,
            matrix,
            Side::Lower,
            Default::default(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
            Default::default(),
        );
        match factorised {
            Ok(_) => Ok(Factor { symbolic, values }),
            Err(_) => Err(SolveError::Singular { unknowns }),
        }
    }

    fn solve(&self, currents: &[f64]) -> Vec<f64> {
        let mut voltages = Col::from_fn(currents.len(), |k| currents[k]);
        let scratch = self.symbolic.solve_in_place_scratch::<f64>(1, Par::Seq);
        LltRef::new(&self.symbolic, &self.values).solve_in_place_with_conj(
            Conj::No,
            voltages.as_mat_mut(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
        );
        voltages.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wires::Line;

    #[test]
    fn a_ladder_of_two_devices_has_the_voltages_of_its_hand_solution() {
        // one word line, bit lines grounded without resistance: 1 ohm segments, devices of 1 S:
        // w1 = w0 / 2 (series 1 + 1 ohm), w0 sees 1 S + 1/2 S to ground behind 1 ohm
        let wires = Wires { rows: 1, columns: 2, word: Line::with_segment(1.0), bit: Line::with_segment(0.0) };
        let mut nodes = Nodes::default();
        let stats = Direct::new().solve(&wires, &Drive::read(&[1.0], 2), &[1.0, 1.0], &mut nodes).unwrap();
        approx::assert_relative_eq!(nodes.word[0], 0.4, max_relative = 1e-15);
        approx::assert_relative_eq!(nodes.word[1], 0.2, max_relative = 1e-15);
        assert_eq!(nodes.bit, [0.0, 0.0]);
        assert!(stats.residual < 1e-15);
    }

    #[test]
    fn a_part_that_hangs_on_an_almost_open_device_is_an_error_not_a_wrong_answer() {
        // 1e-300 S beside segments of 1 S vanishes from the sums: the floating bit line has no pivot left
        let wires = Wires::uniform(1, 2, 1.0);
        let mut drive = Drive::read(&[1.0], 2);
        drive.bottom[1] = crate::Terminal::Floating;
        let wires = Wires { bit: Line { segment: 1.0, ..wires.bit }, rows: 2, ..wires };
        drive.left.push(crate::Terminal::VirtualGround);
        drive.right.push(crate::Terminal::Floating);
        let refused = Direct::new().solve(&wires, &drive, &[1e-6, 1e-300, 1e-6, 0.0], &mut Nodes::default());
        assert_eq!(refused, Err(SolveError::Singular { unknowns: 8 }));
    }
}
