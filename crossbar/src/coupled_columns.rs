//! Arrays of few columns: one column after the other behind its word lines, until none moves any more.

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    choose::Solver,
    circuit::Circuit,
    error::{Lines, SolveError},
    line::OneLine,
    residual::checked_residual,
    single_column::{Chain, Source, hold},
};

/// Change of a bit-line voltage in a sweep, relative to the largest voltage, below which a solution counts as exact.
const SETTLED: f64 = 1e-14;

/// Solver for arrays without bridges whose columns disturb each other little: its cost is proportional to their number.
///
/// The word lines are eliminated, and Gauss-Seidel runs on what is left, one bit line at a time: each is solved exactly, as a
/// chain, while the other bit lines stay where they are. The equations are symmetric and positive definite, so that this
/// converges for every circuit of passive devices; a sweep lowers the error by about the square of the voltage drop that one
/// device makes on its word line.
#[derive(Clone, Debug)]
pub struct CoupledColumns {
    /// Sweeps before the solve is given up. Default 200.
    pub max_sweeps: usize,
    chain: Chain,
    /// What each word-line node sees to its left (of the column in hand), length rows.
    left: Vec<Source>,
    /// What each word-line node sees to its right, column by column.
    right: Vec<Source>,
    /// What each device of the column in hand sees of its word line.
    words: Vec<Source>,
    /// Voltages of the bit line in hand (V).
    voltages: Vec<f64>,
}

impl Default for CoupledColumns {
    fn default() -> CoupledColumns {
        CoupledColumns::new()
    }
}

impl LinearSolver for CoupledColumns {
    fn solve(&mut self, circuit: &Circuit<'_>, nodes: &mut Nodes) -> Result<SolveStats, SolveError> {
        circuit.check()?;
        let wires = circuit.wires;
        if !wires.bridges.is_empty() {
            return Err(SolveError::Unsuited { solver: "CoupledColumns", needs: "no bridges" });
        }
        nodes.fit(wires.devices());
        nodes.bit.iter_mut().filter(|voltage| !voltage.is_finite()).for_each(|voltage| *voltage = 0.0);
        let words: Vec<OneLine<'_>> = OneLine::of(wires, circuit.drive, Lines::Word).collect();
        let bits: Vec<OneLine<'_>> = OneLine::of(wires, circuit.drive, Lines::Bit).collect();
        let sweeps = self.iterate(circuit, (&words, &bits), &mut nodes.bit)?;
        self.read_words(circuit, &words, nodes);
        let residual = checked_residual(circuit, nodes)?;
        Ok(SolveStats { solver: Solver::CoupledColumns, iterations: sweeps, residual })
    }
}

/// What leaves a word-line node into its device, which ends at `bit` (V), and into what else hangs there.
fn branch(circuit: &Circuit<'_>, device: usize, bit: f64) -> Source {
    let g = circuit.conductances[device];
    let entering = circuit.enters_word(device, 0.0);
    Source::Behind { conductance: g + circuit.word_shunt(device), current: g * bit + entering }
}

impl CoupledColumns {
    /// A solver that gives up after 200 sweeps.
    pub fn new() -> CoupledColumns {
        CoupledColumns {
            max_sweeps: 200,
            chain: Chain::default(),
            left: Vec::new(),
            right: Vec::new(),
            words: Vec::new(),
            voltages: Vec::new(),
        }
    }

    /// Sweeps until no bit line moves any more; their number. `bit` holds the guess.
    fn iterate(
        &mut self,
        circuit: &Circuit<'_>,
        (words, bits): (&[OneLine<'_>], &[OneLine<'_>]),
        bit: &mut [f64],
    ) -> Result<usize, SolveError> {
        let (low, high) = circuit.drive.voltage_range();
        let (mut last, mut highest) = (f64::INFINITY, 0.0);
        for sweep in 1..=self.max_sweeps {
            let moved = self.sweep(circuit, (words, bits), bit);
            highest = bit.iter().fold(low.abs().max(high.abs()), |most: f64, voltage| most.max(voltage.abs()));
            // what no longer falls is rounding; what falls slowly is not
            if moved <= SETTLED * highest || (moved <= 1e3 * SETTLED * highest && moved >= last) {
                return Ok(sweep);
            }
            if !moved.is_finite() {
                return Err(SolveError::Singular { unknowns: 2 * circuit.wires.devices() });
            }
            last = moved;
        }
        Err(SolveError::Stalled { iterations: self.max_sweeps, residual: last / highest, tolerance: SETTLED })
    }

    /// Solves each bit line once; the largest change of a voltage (V).
    fn sweep(
        &mut self,
        circuit: &Circuit<'_>,
        (words, bits): (&[OneLine<'_>], &[OneLine<'_>]),
        bit: &mut [f64],
    ) -> f64 {
        let (rows, columns) = (words.len(), bits.len());
        self.look_right(circuit, words, bit);
        self.left.clear();
        self.left.extend(words.iter().map(|word| hold(word.holds()[0])));
        self.voltages.resize(rows, 0.0);
        let mut moved: f64 = 0.0;
        for (column, line) in bits.iter().enumerate() {
            let right = &self.right[column * rows..][..rows];
            let sides = self.left.iter().zip(right).enumerate();
            self.words.clear();
            self.words.extend(sides.map(|(row, (left, right))| {
                let device = row * columns + column;
                let (conductance, current) = (circuit.word_shunt(device), circuit.enters_word(device, 0.0));
                left.beside(*right).beside(Source::Behind { conductance, current })
            }));
            self.chain.solve(circuit, &self.words, line, &mut self.voltages);
            for (row, voltage) in self.voltages.iter().enumerate() {
                let device = row * columns + column;
                moved = larger(moved, (bit[device] - voltage).abs());
                bit[device] = *voltage;
                if column + 1 < columns {
                    let here = self.left[row].beside(branch(circuit, device, *voltage));
                    self.left[row] = here.through(words[row].between(column));
                }
            }
        }
        moved
    }

    /// What each word-line node sees to its right with the bit lines at `bit` (V).
    fn look_right(&mut self, circuit: &Circuit<'_>, words: &[OneLine<'_>], bit: &[f64]) {
        let (rows, columns) = (words.len(), circuit.wires.columns);
        self.right.resize(rows * columns, Source::NOTHING);
        for (row, word) in words.iter().enumerate() {
            let mut seen = hold(word.holds()[1]);
            for column in (0..columns).rev() {
                self.right[column * rows + row] = seen;
                if column > 0 {
                    let device = row * columns + column;
                    seen = seen.beside(branch(circuit, device, bit[device])).through(word.between(column - 1));
                }
            }
        }
    }

    /// Voltages of the word lines among bit lines of known voltage: from the left end to the right and back.
    fn read_words(&mut self, circuit: &Circuit<'_>, words: &[OneLine<'_>], nodes: &mut Nodes) {
        let columns = circuit.wires.columns;
        for (row, line) in words.iter().enumerate() {
            let span = row * columns..(row + 1) * columns;
            self.words.clear();
            let mut left = hold(line.holds()[0]);
            for column in 0..columns {
                let device = span.start + column;
                let here = left.beside(branch(circuit, device, nodes.bit[device]));
                self.words.push(here);
                left = if column + 1 < columns { here.through(line.between(column)) } else { here };
            }
            let last = line.holds()[1].unwrap_or((0.0, f64::INFINITY));
            let between = |k: usize| line.between(k);
            Source::unfold(&self.words, last, between, &mut nodes.word[span]);
        }
    }
}

/// The larger number; NaN wins, so that it is noticed.
fn larger(a: f64, b: f64) -> f64 {
    if b > a || b.is_nan() { b } else { a }
}
