//! Lines with resistance: word lines eliminated exactly, conjugate gradients on the bit lines.

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    bit_pass::{BitLines, FactorBits, Size, StartBits, StepBits},
    blocks::{Sharing, share},
    chain::Ends,
    choose::Solver,
    circuit::{Circuit, Injected},
    currents::EndCurrents,
    error::SolveError,
    lanes::{LANES, Lanes},
    line_loss::line_loss,
    residual::relative_residual,
    wires::{Line, Wires},
    word_pass::{FactorWords, Panels, SolveWords, StepWords, WordLines},
};

/// From this many devices on, passes are shared among threads.
const PARALLEL_DEVICES: usize = 1 << 14;

/// Exact solver for arrays whose word and bit lines both have segment resistance.
///
/// Kirchhoff's laws read `[T_w + D, -D; -D, T_b + D] [w; b] = [f_w; f_b]` with the tridiagonal chains T of the lines and
/// the device conductances D. The word lines are eliminated by tridiagonal solves, and conjugate gradients run on the
/// Schur complement `S = T_b + D - D (T_w + D)^-1 D` with the bit lines `P = T_b + D` as preconditioner (Concus, Golub
/// and O'Leary, 1976, doi:10.1016/B978-0-12-141050-6.50023-4). The eigenvalues of P^-1 S lie in (0, 1] and cluster at 1
/// while the voltage drop along the lines is small, so a few iterations do.
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
    words: Ends,
    bits: Ends,
    /// Elimination of the word lines, block by block: one entry per column.
    word_multipliers: Vec<Lanes>,
    /// Elimination of the bit lines, in panels.
    bit_multipliers: Vec<f64>,
    /// Search direction p (V), row-major.
    direction: Vec<f64>,
    /// Answer of the word lines to the search direction, v = (T_w + D)^-1 D p (V), row-major.
    response: Vec<f64>,
    /// Preconditioned residual z (V), in panels.
    correction: Vec<f64>,
    /// Sums of each block of rows or each row (V^2).
    sums: Vec<f64>,
    /// Size of the preconditioned residual in each panel.
    sizes: Vec<Size>,
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
        self.prepare(circuit);
        let passes = Passes::new(circuit);
        self.factor(&passes);
        let iterations = self.iterate(&passes, nodes)?;
        self.currents.update(circuit, nodes);
        let residual = relative_residual(circuit, nodes, &self.currents);
        Ok(SolveStats { solver: Solver::LineCg, iterations, residual })
    }

    fn tolerate(&mut self, tolerance: f64) {
        self.tolerance = tolerance;
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

/// One circuit and how its passes are cut.
#[derive(Clone, Copy)]
struct Passes<'a> {
    wires: &'a Wires,
    conductances: &'a [f64],
    injected: Option<&'a Injected>,
    /// Columns of a panel.
    width: usize,
    word_sharing: Sharing,
    bit_sharing: Sharing,
    /// Range of the source voltages (V).
    swing: f64,
    /// Energy that rounding of the node voltages makes, over the segment conductance of the bit lines (V^2).
    rounding: f64,
}

impl<'a> Passes<'a> {
    fn new(circuit: &Circuit<'a>) -> Passes<'a> {
        let Circuit { wires, conductances, injected, .. } = *circuit;
        let (low, high) = circuit.drive.voltage_range();
        let rounding = f64::EPSILON * low.abs().max(high.abs());
        // a panel's eliminated right sides and multipliers must stay in the second-level cache
        let width = (32_768 / wires.rows).clamp(16, 64) / LANES * LANES;
        let parallel = wires.devices() >= PARALLEL_DEVICES;
        let sharing = |blocks: usize| if parallel { Sharing::Parts(blocks.div_ceil(16)) } else { Sharing::OneThread };
        Passes {
            wires,
            conductances,
            injected,
            width,
            word_sharing: sharing(wires.rows.div_ceil(LANES)),
            bit_sharing: sharing(wires.columns.div_ceil(width)),
            swing: high - low,
            rounding: rounding * rounding * 2.0 * wires.devices() as f64,
        }
    }

    /// The same where injected currents, not sources, may set the voltages: their range and rounding are those of the first
    /// solution of the bit lines.
    fn with_injected(&self, first: Size, guess: &[f64]) -> Passes<'a> {
        if self.injected.is_none() {
            return *self;
        }
        let highest = guess.iter().fold(first.largest, |most: f64, voltage| most.max(voltage.abs()));
        let rounding = f64::EPSILON * highest;
        let rounding = rounding * rounding * 2.0 * self.wires.devices() as f64;
        Passes { swing: self.swing.max(highest), rounding: self.rounding.max(rounding), ..*self }
    }

    fn words<'e>(&self, ends: &'e Ends) -> WordLines<'e>
    where
        'a: 'e,
    {
        let Wires { rows, columns, .. } = *self.wires;
        WordLines { columns, rows, conductances: self.conductances, ends, first_row: 0 }
    }

    fn bits<'e>(&self, ends: &'e Ends) -> BitLines<'e>
    where
        'a: 'e,
    {
        let Wires { rows, columns, .. } = *self.wires;
        BitLines { rows, columns, width: self.width, first: 0, end: columns, conductances: self.conductances, ends }
    }

    fn row_blocks(&self) -> usize {
        self.wires.rows.div_ceil(LANES)
    }

    fn panels(&self) -> usize {
        self.wires.columns.div_ceil(self.width)
    }
}

impl LineCg {
    /// A solver with a relative residual of 1e-10.
    pub fn new() -> LineCg {
        LineCg {
            tolerance: 1e-10,
            max_iterations: 10_000,
            words: Ends::default(),
            bits: Ends::default(),
            word_multipliers: Vec::new(),
            bit_multipliers: Vec::new(),
            direction: Vec::new(),
            response: Vec::new(),
            correction: Vec::new(),
            sums: Vec::new(),
            sizes: Vec::new(),
            currents: EndCurrents::default(),
        }
    }

    fn prepare(&mut self, circuit: &Circuit<'_>) {
        let Circuit { wires, drive, shunts, .. } = *circuit;
        let blocks = wires.rows.div_ceil(LANES);
        self.words.fill((&wires.word, shunts.word), &drive.left, &drive.right, blocks * LANES);
        self.bits.fill((&wires.bit, shunts.bit), &drive.top, &drive.bottom, wires.columns);
        self.word_multipliers.resize(blocks * wires.columns, Lanes::default());
        for buffer in [&mut self.bit_multipliers, &mut self.response, &mut self.correction] {
            buffer.resize(wires.devices(), 0.0);
        }
        // enters the first iteration with weight 0
        self.direction.clear();
        self.direction.resize(wires.devices(), 0.0);
        self.sums.resize(wires.rows, 0.0);
    }

    fn factor(&mut self, circuit: &Passes<'_>) {
        let words = FactorWords { lines: circuit.words(&self.words), multipliers: &mut self.word_multipliers };
        share(words, circuit.word_sharing);
        let bits = FactorBits { lines: circuit.bits(&self.bits), multipliers: &mut self.bit_multipliers };
        share(bits, circuit.bit_sharing);
    }

    /// Preconditioned conjugate gradients; returns the number of iterations.
    fn iterate(&mut self, circuit: &Passes<'_>, nodes: &mut Nodes) -> Result<usize, SolveError> {
        self.solve_words(circuit, 0.0, nodes);
        let mut size = self.start_bits(circuit, nodes);
        let circuit = &circuit.with_injected(size, &nodes.bit);
        if size.energy <= circuit.rounding {
            return Ok(0);
        }
        let mut loss =
            line_loss(circuit.wires, &self.bits, &nodes.bit, circuit.word_sharing, &mut self.sums).max(size.energy);
        // energy p P p of the direction over the segment conductance of the bit lines, like that of the residual
        let (mut alpha, mut beta, mut direction_energy, mut iterations) = (0.0, 0.0, 0.0, 0);
        loop {
            while self.residual(circuit, size, loss) > self.tolerance {
                if iterations == self.max_iterations {
                    let (residual, tolerance) = (self.residual(circuit, size, loss), self.tolerance);
                    return Err(SolveError::Stalled { iterations, residual, tolerance });
                }
                iterations += 1;
                direction_energy = size.energy + beta * beta * direction_energy;
                let eliminated = self.step_words(circuit, alpha, beta, &mut nodes.bit);
                alpha = size.energy / (direction_energy - eliminated);
                let next = self.step_bits(circuit, alpha);
                beta = next.energy / size.energy;
                size = next;
            }
            self.solve_words(circuit, alpha, nodes);
            alpha = 0.0;
            // judged by the loss of the answer itself, so that a bad starting guess cannot loosen the tolerance
            loss = line_loss(circuit.wires, &self.bits, &nodes.bit, circuit.word_sharing, &mut self.sums);
            let residual = self.residual(circuit, size, loss);
            if residual <= self.tolerance {
                return Ok(iterations);
            }
            if residual.is_nan() {
                // neither above nor below the tolerance: overflow of extreme values must end as an error, not in a hang
                return Err(SolveError::Stalled { iterations, residual, tolerance: self.tolerance });
            }
        }
    }

    /// The larger of the two measures of the tolerance; 0 when rounding explains the residual.
    fn residual(&self, circuit: &Passes<'_>, size: Size, loss: f64) -> f64 {
        if size.energy <= circuit.rounding {
            return 0.0;
        }
        (size.energy / loss).sqrt().max(size.largest / circuit.swing)
    }

    /// Adds `alpha` times the direction to the bit lines and solves the word lines for them.
    fn solve_words(&mut self, circuit: &Passes<'_>, alpha: f64, nodes: &mut Nodes) {
        let pass = SolveWords {
            lines: circuit.words(&self.words),
            multipliers: &self.word_multipliers,
            alpha,
            x: &mut nodes.bit,
            p: &self.direction,
            w: &mut nodes.word,
            injected: circuit.injected.map_or(&[], |injected| &injected.word),
        };
        share(pass, circuit.word_sharing);
    }

    /// First preconditioned residual; returns its size.
    fn start_bits(&mut self, circuit: &Passes<'_>, nodes: &Nodes) -> Size {
        self.sizes.resize(circuit.panels(), Size::default());
        let pass = StartBits {
            lines: circuit.bits(&self.bits),
            multipliers: &self.bit_multipliers,
            w: &nodes.word,
            x: &nodes.bit,
            z: &mut self.correction,
            injected: circuit.injected.map_or(&[], |injected| &injected.bit),
            sizes: &mut self.sizes,
        };
        share(pass, circuit.bit_sharing);
        Size::of(&self.sizes)
    }

    /// Next direction and the answer of the word lines; returns the energy that their elimination takes from it.
    fn step_words(&mut self, circuit: &Passes<'_>, alpha: f64, beta: f64, x: &mut [f64]) -> f64 {
        let Wires { rows, columns, .. } = *circuit.wires;
        let energies = &mut self.sums[..circuit.row_blocks()];
        let pass = StepWords {
            lines: circuit.words(&self.words),
            multipliers: &self.word_multipliers,
            alpha,
            beta,
            residual: Panels { values: &self.correction, rows, columns, width: circuit.width },
            x,
            p: &mut self.direction,
            v: &mut self.response,
            energies,
        };
        share(pass, circuit.word_sharing);
        // from units of the word lines' segment conductance to those of the bit lines
        let units = self.bits.scale / self.words.scale;
        units * self.sums[..circuit.row_blocks()].iter().sum::<f64>()
    }

    /// Next preconditioned residual; returns its size.
    fn step_bits(&mut self, circuit: &Passes<'_>, alpha: f64) -> Size {
        self.sizes.resize(circuit.panels(), Size::default());
        let pass = StepBits {
            lines: circuit.bits(&self.bits),
            multipliers: &self.bit_multipliers,
            alpha,
            p: &self.direction,
            v: &self.response,
            z: &mut self.correction,
            sizes: &mut self.sizes,
        };
        share(pass, circuit.bit_sharing);
        Size::of(&self.sizes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Drive, Reference, Terminal};

    fn reference(size: usize, segment: f64) -> (Wires, Drive, Vec<f64>) {
        Reference { size, seed: 7, segment, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 }.circuit()
    }

    #[test]
    fn one_thread_and_two_give_the_same_bits() {
        // large enough to be shared, and not a multiple of any block
        let (wires, drive, conductances) = reference(203, 2.5);
        let solved_on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut nodes = Nodes::default();
            let stats = pool
                .install(|| LineCg::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes))
                .unwrap();
            (nodes, stats)
        };
        assert!(wires.devices() >= PARALLEL_DEVICES);
        assert_eq!(solved_on(1), solved_on(2));
    }

    #[test]
    fn rows_that_do_not_fill_a_block_agree_with_the_direct_solver() {
        for (rows, columns) in [(28, 5), (1, 1), (7, 3), (9, 17), (33, 2)] {
            let wires = Wires::uniform(rows, columns, 1.0);
            let conductances: Vec<f64> =
                (0..rows * columns).map(|k| 1e-6 * (0.6 + 0.4 * ((k % 7) as f64 / 7.0))).collect();
            let mut drive = Drive::read(&vec![0.0; rows], columns);
            drive.bottom[columns - 1] = Terminal::Voltage(1.0);
            let solve = |solver: &mut dyn LinearSolver| {
                let mut nodes = Nodes::default();
                solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
                crate::end_currents(&Circuit::ohmic(&wires, &drive, &conductances), &nodes).left
            };
            let (found, exact) = (solve(&mut LineCg::new()), solve(&mut crate::Direct::new()));
            for (a, b) in found.iter().zip(&exact) {
                assert!((a - b).abs() <= 1e-9 * b.abs(), "{rows} x {columns}: {a:e} A against {b:e} A");
            }
        }
    }

    #[test]
    fn what_was_solved_before_changes_no_bit() {
        let (wires, drive, conductances) = reference(40, 1.0);
        let solve = |solver: &mut LineCg| {
            let mut nodes = Nodes::default();
            solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).map(|stats| (nodes, stats))
        };
        let mut used = LineCg::new();
        for (size, segment) in [(50, 100.0), (9, 0.01)] {
            let (wires, drive, conductances) = reference(size, segment);
            used.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut Nodes::default()).unwrap();
        }
        assert_eq!(solve(&mut used), solve(&mut LineCg::new()));
    }

    #[test]
    fn the_solution_as_starting_guess_needs_no_iteration() {
        let (wires, drive, conductances) = reference(40, 1.0);
        let (mut solver, mut nodes) = (LineCg::new(), Nodes::default());
        let cold = solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
        let warm = solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
        assert!(cold.iterations > 0);
        assert_eq!(warm.iterations, 0);
    }

    #[test]
    fn equal_sources_make_every_node_equal_to_rounding() {
        let (wires, mut drive, conductances) = reference(20, 1.0);
        drive.left.fill(Terminal::Voltage(0.3));
        drive.bottom.fill(Terminal::Voltage(0.3));
        let mut nodes = Nodes::default();
        let stats = LineCg::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
        // 20 segments, each rounding once per sweep
        assert!(nodes.word.iter().chain(&nodes.bit).all(|v| (v - 0.3).abs() < 100.0 * f64::EPSILON));
        assert_eq!(stats.iterations, 0);
    }

    #[test]
    fn vanishing_line_resistance_leaves_the_ideal_product() {
        let (wires, drive, conductances) = reference(30, 1e-9);
        let mut nodes = Nodes::default();
        LineCg::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
        let out = crate::end_currents(&Circuit::ohmic(&wires, &drive, &conductances), &nodes).bottom;
        for (column, out) in out.iter().enumerate() {
            let product: f64 =
                (0..30).map(|row| conductances[row * 30 + column] * drive.left[row].voltage().unwrap()).sum();
            // drop along a line: 30 segments of 1e-9 ohm, devices of at most 1e-4 S: 30 * 30 * 1e-13
            assert!((out / product - 1.0).abs() < 1e-10, "{out} A instead of {product} A");
        }
    }

    #[test]
    fn too_few_iterations_are_an_error_that_says_how_far_they_came() {
        let (wires, drive, conductances) = reference(40, 50.0);
        let mut solver = LineCg { max_iterations: 3, ..LineCg::new() };
        match solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut Nodes::default()) {
            Err(SolveError::Stalled { iterations: 3, residual, tolerance: 1e-10 }) => assert!(residual > 1e-10),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lines_without_segment_resistance_are_refused() {
        let (wires, drive, conductances) = reference(4, 0.0);
        let refused = LineCg::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut Nodes::default());
        assert!(matches!(refused, Err(SolveError::Unsuited { solver: "LineCg", .. })));
    }
}
