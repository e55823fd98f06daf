//! Conjugate gradients on the bit lines of an array, its word lines eliminated.

use super::{
    bit_factor::FactorBits,
    bit_pass::{AnswerBits, Entering, First, Next, Size},
    blocks::share,
    chain::Ends,
    coarse::Coarse,
    layout::{Layout, Panels},
    line_loss::line_loss,
    system::System,
    word_pass::{FactorWords, SolveWords, StepWords},
};
use crate::{
    array::Nodes,
    circuit::Circuit,
    lanes::{LANES, Lanes},
};

/// When the iteration ends.
#[derive(Clone, Copy)]
pub(super) struct Goal {
    /// Largest residual, see [`LineCg::tolerance`](super::LineCg::tolerance).
    pub tolerance: f64,
    pub max_iterations: usize,
}

/// How far the iteration came.
#[derive(Clone, Copy)]
pub(super) struct Outcome {
    pub iterations: usize,
    /// May be not a number, when extreme values overflow.
    pub residual: f64,
}

/// The lines of an array, eliminated, and the vectors of the iteration.
#[derive(Clone, Debug, Default)]
pub(super) struct Schur {
    pub words: Ends,
    pub bits: Ends,
    /// Coarse array that answers what is smooth, where that is worth it.
    pub coarse: Option<Box<Coarse>>,
    /// Device conductances (S), in the order of the passes, as are p and v.
    devices: Vec<f64>,
    /// Elimination of the word lines, block by block: one entry per column.
    word_multipliers: Vec<Lanes>,
    /// Elimination of the bit lines, in panels.
    bit_multipliers: Vec<f64>,
    /// Search direction p (V).
    direction: Vec<f64>,
    /// Answer of the word lines to the search direction, v = (T_w + D)^-1 D p (V).
    response: Vec<f64>,
    /// Preconditioned residual z (V), in panels.
    correction: Vec<f64>,
    /// Sums of each block of rows or each row (V^2).
    sums: Vec<f64>,
    /// Size of the preconditioned residual in each panel.
    sizes: Vec<Size>,
}

impl Schur {
    /// Lines with these ends, not yet eliminated.
    pub fn new(words: Ends, bits: Ends) -> Schur {
        Schur { words, bits, ..Schur::default() }
    }

    /// Sets the line ends to those of a circuit; whether the same are held as before, at whatever voltages, so that what is
    /// eliminated remains so.
    pub fn redrive(&mut self, circuit: &Circuit<'_>) -> bool {
        let Circuit { wires, drive, shunts, .. } = *circuit;
        let (mut words, mut bits) = (Ends::default(), Ends::default());
        words.fill((&wires.word, shunts.word), &drive.left, &drive.right, wires.rows.next_multiple_of(LANES));
        bits.fill((&wires.bit, shunts.bit), &drive.top, &drive.bottom, wires.columns);
        let same = words.holds_like(&self.words) && bits.holds_like(&self.bits);
        (self.words, self.bits) = (words, bits);
        same
    }

    /// Eliminates the lines, whose ends are set.
    pub fn factor(&mut self, system: &System<'_>) {
        self.word_multipliers.resize(system.row_blocks() * system.columns, Lanes::default());
        for buffer in [&mut self.bit_multipliers, &mut self.correction] {
            buffer.resize(system.devices(), 0.0);
        }
        let layout = system.layout();
        self.response.resize(layout.len(system.rows), 0.0);
        layout.fill(system, system.conductances, &mut self.devices);
        self.sums.resize(system.rows, 0.0);
        self.sizes.resize(system.panels(), Size::default());
        let words =
            FactorWords { lines: system.words(&self.words, &self.devices), multipliers: &mut self.word_multipliers };
        share(words, system.word_sharing);
        let bits =
            FactorBits { lines: system.bits(&self.bits, &self.devices, None), multipliers: &mut self.bit_multipliers };
        share(bits, system.bit_sharing);
    }

    /// Preconditioned conjugate gradients from the bit-line voltages in `nodes`.
    pub fn iterate(&mut self, system: &System<'_>, nodes: &mut Nodes, goal: Goal) -> Outcome {
        let mut size = self.start(system, nodes);
        let system = &system.with_injected(size, &nodes.bit);
        if is_rounding(system, size) {
            self.solve_words(system, 0.0, nodes);
            return Outcome { iterations: 0, residual: 0.0 };
        }
        let mut loss = self.line_loss(system, nodes).max(size.energy);
        let (mut alpha, mut iterations) = (0.0, 0);
        let mut descent = Descent::default();
        loop {
            while relative(system, size, loss) > goal.tolerance && iterations < goal.max_iterations {
                iterations += 1;
                let gain = self.coarse.as_mut().map_or(0.0, |coarse| coarse.correct(system.width, self.bits.scale));
                descent.turn(size.energy + gain);
                let turned = self.coarse.as_mut().map_or(0.0, |coarse| coarse.turn(descent.beta));
                descent.direction_energy =
                    size.energy + turned + descent.beta * descent.beta * descent.direction_energy;
                let eliminated = self.step_words(system, alpha, descent.beta, &mut nodes.bit);
                alpha = descent.energy / (descent.direction_energy - eliminated);
                size = self.step_bits(system, alpha);
            }
            self.solve_words(system, alpha, nodes);
            alpha = 0.0;
            // judged by the loss of the answer itself, so that a bad starting guess cannot loosen the tolerance
            loss = self.line_loss(system, nodes);
            let residual = relative(system, size, loss);
            // not a number is neither above nor below the tolerance: overflow must end as an error, not in a hang
            if residual <= goal.tolerance || residual.is_nan() || iterations == goal.max_iterations {
                return Outcome { iterations, residual };
            }
        }
    }

    /// `(T_b + D)^-1 D w` (V) of the word-line voltages in `nodes`, whose bit-line voltages become 0.
    pub fn follow_words(&mut self, system: &System<'_>, nodes: &mut Nodes) -> Panels<'_> {
        nodes.bit.fill(0.0);
        system.layout().fill(system, &nodes.word, &mut self.response);
        self.direction.fill(0.0);
        self.start_bits(&System { injected_word: &[], injected_bit: &[], ..*system });
        Panels { values: &self.correction, rows: system.rows, columns: system.columns, width: system.width }
    }

    fn line_loss(&mut self, system: &System<'_>, nodes: &Nodes) -> f64 {
        line_loss(system, &self.bits, &nodes.bit, &mut self.sums)
    }

    /// Adds `alpha` times the direction to the bit lines and solves the word lines for them.
    fn solve_words(&mut self, system: &System<'_>, alpha: f64, nodes: &mut Nodes) {
        let row_major = Layout::row_major(system.columns);
        self.answer_words(system, alpha, &mut nodes.bit, (&mut nodes.word, row_major));
    }

    /// x += alpha p, then the word-line voltages for x, in an order of their own.
    fn answer_words(&self, system: &System<'_>, alpha: f64, x: &mut [f64], (w, out): (&mut [f64], Layout)) {
        let pass = SolveWords {
            lines: system.words(&self.words, &self.devices),
            multipliers: &self.word_multipliers,
            alpha,
            x,
            p: &self.direction,
            w,
            out,
            injected: system.injected_word,
        };
        share(pass, system.word_sharing);
    }

    /// First preconditioned residual, of the bit-line voltages in `nodes`; returns its size.
    fn start(&mut self, system: &System<'_>, nodes: &mut Nodes) -> Size {
        // as a direction the voltages enter the first iteration with weight 0
        let layout = system.layout();
        layout.fill(system, &nodes.bit, &mut self.direction);
        let mut response = std::mem::take(&mut self.response);
        self.answer_words(system, 0.0, &mut nodes.bit, (&mut response, layout));
        self.response = response;
        self.start_bits(system)
    }

    /// `(T_b + D)^-1 (f + D w) - x` with the word-line voltages in `response` and x in `direction`; returns its size.
    fn start_bits(&mut self, system: &System<'_>) -> Size {
        let (coarse, told) = Coarse::listeners(&mut self.coarse);
        let pass = AnswerBits {
            lines: system.bits(&self.bits, &self.devices, coarse),
            multipliers: &self.bit_multipliers,
            v: &self.response,
            entering: Entering::Sources { injected: system.injected_bit },
            update: First { x: &self.direction },
            z: &mut self.correction,
            sizes: &mut self.sizes,
            told,
        };
        share(pass, system.bit_sharing);
        Size::of(&self.sizes)
    }

    /// Next direction and the answer of the word lines; returns the energy that their elimination takes from it.
    fn step_words(&mut self, system: &System<'_>, alpha: f64, beta: f64, x: &mut [f64]) -> f64 {
        let System { rows, columns, width, .. } = *system;
        let energies = &mut self.sums[..system.row_blocks()];
        let pass = StepWords {
            lines: system.words(&self.words, &self.devices),
            multipliers: &self.word_multipliers,
            alpha,
            beta,
            residual: Panels { values: &self.correction, rows, columns, width },
            coarse: self.coarse.as_ref().map(|coarse| coarse.spread()),
            x,
            p: &mut self.direction,
            v: &mut self.response,
            energies,
        };
        share(pass, system.word_sharing);
        // from units of the word lines' segment conductance to those of the bit lines
        let units = self.bits.scale / self.words.scale;
        units * self.sums[..rows.div_ceil(LANES)].iter().sum::<f64>()
    }

    /// Next preconditioned residual; returns its size.
    fn step_bits(&mut self, system: &System<'_>, alpha: f64) -> Size {
        let (coarse, told) = Coarse::listeners(&mut self.coarse);
        let pass = AnswerBits {
            lines: system.bits(&self.bits, &self.devices, coarse),
            multipliers: &self.bit_multipliers,
            v: &self.response,
            entering: Entering::Nothing,
            update: Next { alpha, p: &self.direction },
            z: &mut self.correction,
            sizes: &mut self.sizes,
            told,
        };
        share(pass, system.bit_sharing);
        Size::of(&self.sizes)
    }
}

/// Scalars of the iteration.
#[derive(Default)]
struct Descent {
    /// Residual times preconditioned residual over the segment conductance of the bit lines (V^2).
    energy: f64,
    /// Weight of the last direction in the next.
    beta: f64,
    /// `p (T_b + D) p` of the direction over the segment conductance of the bit lines (V^2).
    direction_energy: f64,
}

impl Descent {
    fn turn(&mut self, energy: f64) {
        self.beta = if self.energy > 0.0 { energy / self.energy } else { 0.0 };
        self.energy = energy;
    }
}

/// The larger of the two measures of the tolerance; 0 when rounding explains the residual, NaN after an overflow.
fn relative(system: &System<'_>, size: Size, loss: f64) -> f64 {
    if is_rounding(system, size) {
        return 0.0;
    }
    let lost = (size.energy / loss).sqrt();
    if lost.is_finite() { lost.max(size.largest / system.swing) } else { f64::NAN }
}

/// Whether rounding explains a residual; it does not explain an overflow.
fn is_rounding(system: &System<'_>, size: Size) -> bool {
    size.energy <= system.rounding && size.energy.is_finite()
}
