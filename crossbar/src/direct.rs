//! Sparse factorization of all nodal equations.

use faer::{
    Col, Conj, Par, Side,
    dyn_stack::{MemBuffer, MemStack},
    sparse::{
        SparseColMatRef, SymbolicSparseColMatRef,
        linalg::{
            cholesky::{
                CholeskySymbolicParams, LltRef, SymbolicCholesky, SymmetricOrdering, factorize_symbolic_cholesky,
            },
            lu::{LuRef, NumericLu, SymbolicLu, factorize_symbolic_lu},
        },
    },
};

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    assembly::Assembled,
    choose::Solver,
    circuit::Circuit,
    drive::Drive,
    error::SolveError,
    residual::kirchhoff_residual,
    wires::check_length,
};

/// Exact solver for every circuit: any mixture of resistances, broken and bridged lines, negative conductances.
///
/// Assembles [`Assembled`], factorizes it (Cholesky; LU with pivoting when a conductance is negative), and improves the
/// answer by one step of iterative refinement. Much slower than [`LineCg`](crate::LineCg) on large arrays: it is there to
/// verify, and for what the others do not cover. The starting guess is not used.
#[derive(Clone, Debug, Default)]
pub struct Direct {}

impl Direct {
    /// A solver that keeps nothing between solves.
    pub fn new() -> Direct {
        Direct {}
    }
}

impl LinearSolver for Direct {
    fn solve(&mut self, circuit: &Circuit<'_>, nodes: &mut Nodes) -> Result<SolveStats, SolveError> {
        circuit.check_active()?;
        let system = Assembled::of_checked(circuit);
        let factor = Factor::new(&system, circuit)?;
        finish(&system, &factor, circuit, nodes)
    }

    fn solve_many(
        &mut self,
        circuit: &Circuit<'_>,
        drives: &[Drive],
        nodes: &mut [Nodes],
    ) -> Result<Vec<SolveStats>, SolveError> {
        check_length("`nodes`", "drive", drives.len(), nodes.len())?;
        let mut factored: Option<(Assembled, Factor)> = None;
        let each = drives.iter().zip(nodes).map(|(drive, nodes)| {
            let circuit = Circuit { drive, ..*circuit };
            circuit.check_active()?;
            let system = Assembled::of_checked(&circuit);
            // the same line ends are held, so the matrix is the same
            let factor = match factored.take() {
                Some((first, factor)) if first.matrix == system.matrix => factor,
                _ => Factor::new(&system, &circuit)?,
            };
            let stats = finish(&system, &factor, &circuit, nodes);
            factored = Some((system, factor));
            stats
        });
        each.collect()
    }
}

/// Unknown voltages after one step of iterative refinement, spread over all nodes.
fn finish(
    system: &Assembled,
    factor: &Factor,
    circuit: &Circuit<'_>,
    nodes: &mut Nodes,
) -> Result<SolveStats, SolveError> {
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
    if voltages.iter().any(|voltage| !voltage.is_finite()) {
        return Err(SolveError::Singular { unknowns: voltages.len() });
    }
    system.scatter(&voltages, nodes);
    Ok(SolveStats { solver: Solver::Direct, iterations: 0, residual: kirchhoff_residual(circuit, nodes) })
}

/// A factorization on one thread: with more, the order of the sums would depend on their number.
enum Factor {
    /// Every node is held directly.
    Nothing,
    Cholesky(Box<SymbolicCholesky<usize>>, Vec<f64>),
    Lu(Box<SymbolicLu<usize>>, Box<NumericLu<usize, f64>>),
}

impl Factor {
    fn new(system: &Assembled, circuit: &Circuit<'_>) -> Result<Factor, SolveError> {
        let unknowns = system.currents.len();
        if unknowns == 0 {
            return Ok(Factor::Nothing);
        }
        let pointers = system.matrix.indptr().into_raw_storage().to_vec();
        let pattern =
            SymbolicSparseColMatRef::new_checked(unknowns, unknowns, &pointers, None, system.matrix.indices());
        let matrix = SparseColMatRef::new(pattern, system.matrix.data());
        if circuit.conductances.iter().all(|g| *g >= 0.0) {
            Factor::cholesky(pattern, matrix, unknowns)
        } else {
            Factor::lu(pattern, matrix, unknowns)
        }
    }

    fn cholesky(
        pattern: SymbolicSparseColMatRef<'_, usize>,
        matrix: SparseColMatRef<'_, usize, f64>,
        unknowns: usize,
    ) -> Result<Factor, SolveError> {
        let symbolic = factorize_symbolic_cholesky(
            pattern,
            Side::Lower,
            SymmetricOrdering::Amd,
            CholeskySymbolicParams::default(),
        )
        .map_err(|_| SolveError::Memory { unknowns })?;
        let mut values = vec![0.0; symbolic.len_val()];
        let scratch = symbolic.factorize_numeric_llt_scratch::<f64>(Par::Seq, Default::default());
        let factorized = symbolic.factorize_numeric_llt(
            &mut values,
            matrix,
            Side::Lower,
            Default::default(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
            Default::default(),
        );
        match factorized {
            Ok(_) => Ok(Factor::Cholesky(Box::new(symbolic), values)),
            Err(_) => Err(SolveError::Singular { unknowns }),
        }
    }

    fn lu(
        pattern: SymbolicSparseColMatRef<'_, usize>,
        matrix: SparseColMatRef<'_, usize, f64>,
        unknowns: usize,
    ) -> Result<Factor, SolveError> {
        let symbolic =
            factorize_symbolic_lu(pattern, Default::default()).map_err(|_| SolveError::Memory { unknowns })?;
        let mut numeric = NumericLu::new();
        let scratch = symbolic.factorize_numeric_lu_scratch::<f64>(Par::Seq, Default::default());
        let mut memory = MemBuffer::new(scratch);
        symbolic
            .factorize_numeric_lu(&mut numeric, matrix, Par::Seq, MemStack::new(&mut memory), Default::default())
            .map_err(|_| SolveError::Singular { unknowns })?;
        Ok(Factor::Lu(Box::new(symbolic), Box::new(numeric)))
    }

    fn solve(&self, currents: &[f64]) -> Vec<f64> {
        let mut voltages = Col::from_fn(currents.len(), |k| currents[k]);
        match self {
            Factor::Nothing => {}
            Factor::Cholesky(symbolic, values) => {
                let scratch = symbolic.solve_in_place_scratch::<f64>(1, Par::Seq);
                LltRef::new(symbolic, values).solve_in_place_with_conj(
                    Conj::No,
                    voltages.as_mat_mut(),
                    Par::Seq,
                    MemStack::new(&mut MemBuffer::new(scratch)),
                );
            }
            Factor::Lu(symbolic, numeric) => {
                let scratch = symbolic.solve_in_place_scratch::<f64>(1, Par::Seq);
                // `numeric` was filled by `symbolic` in `Factor::lu`
                LuRef::new_unchecked(symbolic, numeric).solve_in_place_with_conj(
                    Conj::No,
                    voltages.as_mat_mut(),
                    Par::Seq,
                    MemStack::new(&mut MemBuffer::new(scratch)),
                );
            }
        }
        voltages.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wires::{Line, Wires};

    #[test]
    fn a_ladder_of_two_devices_has_the_voltages_of_its_hand_solution() {
        // one word line, bit lines grounded without resistance: 1 ohm segments, devices of 1 S:
        // w1 = w0 / 2 (series 1 + 1 ohm), w0 sees 1 S + 1/2 S to ground behind 1 ohm
        let wires = Wires::new(1, 2, Line::with_segment(1.0), Line::with_segment(0.0));
        let mut nodes = Nodes::default();
        let drive = Drive::read(&[1.0], 2);
        let stats = Direct::new().solve(&Circuit::ohmic(&wires, &drive, &[1.0, 1.0]), &mut nodes).unwrap();
        approx::assert_relative_eq!(nodes.word[0], 0.4, max_relative = 1e-15);
        approx::assert_relative_eq!(nodes.word[1], 0.2, max_relative = 1e-15);
        assert_eq!(nodes.bit, [0.0, 0.0]);
        assert!(stats.residual < 1e-15);
    }

    #[test]
    fn a_part_that_hangs_on_an_almost_open_device_is_an_error_not_a_wrong_answer() {
        // 1e-300 S beside segments of 1 S vanishes from the sums: the floating bit line has no pivot left
        let wires = Wires::uniform(2, 2, 1.0);
        let mut drive = Drive::read(&[1.0, 0.0], 2);
        drive.bottom[1] = crate::Terminal::Floating;
        let conductances = [1e-6, 1e-300, 1e-6, 0.0];
        let refused = Direct::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut Nodes::default());
        assert_eq!(refused, Err(SolveError::Singular { unknowns: 8 }));
    }

    #[test]
    fn a_device_of_negative_conductance_is_a_divider_all_the_same() {
        // 100 ohm, then -1/(2 mS) = -500 ohm, then 300 ohm: -100 ohm in all, so the current flows backwards
        let wires = Wires::new(1, 1, Line::with_segment(100.0), Line::with_segment(300.0));
        let drive = Drive::read(&[1.0], 1);
        let mut nodes = Nodes::default();
        let stats = Direct::new().solve(&Circuit::ohmic(&wires, &drive, &[-2e-3]), &mut nodes).unwrap();
        approx::assert_relative_eq!(nodes.word[0], 1.0 + 100.0 * 0.01, max_relative = 1e-13);
        approx::assert_relative_eq!(nodes.bit[0], -300.0 * 0.01, max_relative = 1e-13);
        assert!(stats.residual < 1e-13);
    }
}
