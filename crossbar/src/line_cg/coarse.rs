//! A small array that stands for a large one where voltages are smooth.

use sprs::{CsMat, prod::mul_acc_mat_vec_csr};

use super::{
    chain::Ends,
    grid::{Grid, Place},
    moments::CoarseLines,
    schur::{Goal, Schur},
    system::System,
};
use crate::{
    array::Nodes,
    lanes::{LANES, Lanes, load},
};

/// Answer of the coarse array: smooth residuals are left to it far below what the outer iteration needs to be one with a
/// fixed preconditioner.
const GOAL: Goal = Goal { tolerance: 1e-8, max_iterations: 200 };

/// Most coarse nodes in a direction: an iteration on them must cost little beside one on the array.
const MOST_NODES: usize = 64;

/// A crossbar of fewer lines: as many devices in parallel as lines are left out, segments as long as their distance.
///
/// The bit lines P alone are a good preconditioner of the Schur complement S but for voltages that are smooth along both
/// directions, which the word lines carry from one bit line to all others. With P' and S' of the coarse array and I, which
/// carries coarse voltages to all nodes, the preconditioner becomes `P^-1 + I (S'^-1 - P'^-1) I^T`: it is that of the coarse
/// array where voltages are smooth, P where they are not, and positive definite because S' <= P'. (Two grids after
/// Nicolaides, 1987, doi:10.1137/0724027; additive after Bramble, Pasciak and Xu, 1990, doi:10.1090/S0025-5718-1990-1023042-6.)
///
/// Voltages here are in V, energies over the segment conductance of the array's bit lines, in V^2.
#[derive(Clone, Debug)]
pub(super) struct Coarse {
    rows: Grid,
    columns: Grid,
    array: Schur,
    conductances: Vec<f64>,
    nodes: Nodes,
    /// `I^T P I`.
    matrix: CsMat<f64>,
    /// What the panels of the array tell, one row per coarse row and one entry per line, panel by panel.
    told: Vec<f64>,
    /// `I^T r` of the residual r.
    residual: Vec<f64>,
    /// The same as current (A) into the coarse bit lines.
    injected: Vec<f64>,
    /// Correction e.
    correction: Vec<f64>,
    /// `I^T P I e`.
    pressed: Vec<f64>,
    /// `I^T P p` of the search direction p.
    direction: Vec<f64>,
    /// Correction at every line: coarse rows times lines.
    spread: Vec<f64>,
}

impl Coarse {
    /// For an array of lines with these ends; none when its bit lines know enough of each other.
    pub fn of(system: &System<'_>, words: &Ends, bits: &Ends) -> Option<Box<Coarse>> {
        let [row_nodes, column_nodes] = shape(system, words, bits)?;
        let mean = |ends: &[f64], lines: usize| ends[..lines].iter().sum::<f64>() / lines as f64;
        let System { rows: row_count, columns: column_count, .. } = *system;
        let rows = Grid::new(row_count, row_nodes, mean(&bits.first, column_count), mean(&bits.last, column_count));
        let columns = Grid::new(column_count, column_nodes, 0.0, 0.0);
        let floating = rows.floating();
        let lines = CoarseLines::new(system, bits, (&rows, &floating), &columns);
        let mut array = Schur::new(
            coarse_ends(words, &columns, &floating, row_nodes.next_multiple_of(LANES)),
            coarse_ends(bits, &rows, &columns, column_nodes),
        );
        array.factor(&System::new((row_nodes, column_nodes), &lines.conductances));
        let vector = || vec![0.0; row_nodes * column_nodes];
        Some(Box::new(Coarse {
            array,
            conductances: lines.conductances,
            nodes: Nodes { word: vector(), bit: vector() },
            matrix: lines.matrix,
            told: vec![0.0; row_nodes * column_count],
            spread: vec![0.0; row_nodes * column_count],
            residual: vector(),
            injected: vector(),
            correction: vector(),
            pressed: vector(),
            direction: vector(),
            rows,
            columns,
        }))
    }

    /// The coarse rows, and where panels tell their residuals.
    pub fn listeners(coarse: &mut Option<Box<Coarse>>) -> (Option<&Grid>, &mut [f64]) {
        match coarse.as_deref_mut() {
            Some(coarse) => (Some(&coarse.rows), &mut coarse.told),
            None => (None, &mut []),
        }
    }

    /// Answers what the panels, of this many columns, told; returns residual times correction.
    pub fn correct(&mut self, width: usize, scale: f64) -> f64 {
        self.collect(width);
        self.answer(scale);
        for (e, fine) in
            self.correction.chunks(self.columns.len()).zip(self.spread.chunks_mut(self.columns.places.len()))
        {
            self.columns.spread(e, fine);
        }
        dot(&self.residual, &self.correction)
    }

    fn collect(&mut self, width: usize) {
        self.residual.fill(0.0);
        let (rows, columns) = (self.rows.len(), self.columns.places.len());
        let mut line = vec![0.0; columns];
        for (row, residual) in self.residual.chunks_mut(self.columns.len()).enumerate() {
            for (panel, line) in line.chunks_mut(width).enumerate() {
                line.copy_from_slice(&self.told[rows * panel * width + row * line.len()..][..line.len()]);
            }
            self.columns.gather(&line, residual);
        }
    }

    /// e = (S'^-1 - P'^-1) r = P'^-1 D' w, with the word-line voltages w of the solution.
    fn answer(&mut self, scale: f64) {
        for (injected, residual) in self.injected.iter_mut().zip(&self.residual) {
            *injected = residual / scale;
        }
        let shape = (self.rows.len(), self.columns.len());
        let system = System { injected_bit: &self.injected, ..System::new(shape, &self.conductances) };
        self.nodes.bit.fill(0.0);
        self.array.iterate(&system, &mut self.nodes, GOAL);
        let answer = self.array.follow_words(&system, &mut self.nodes);
        for (row, correction) in self.correction.chunks_mut(shape.1).enumerate() {
            for (column, correction) in correction.iter_mut().enumerate() {
                *correction = answer.at(row, column);
            }
        }
    }

    /// Turns the search direction to the last correction plus `beta` times itself; returns what the correction adds to
    /// `p P p` beside the preconditioned residual and beta^2 times the last.
    pub fn turn(&mut self, beta: f64) -> f64 {
        self.pressed.fill(0.0);
        mul_acc_mat_vec_csr(self.matrix.view(), self.correction.as_slice(), self.pressed.as_mut_slice());
        // the residual is orthogonal to the last direction, the correction is not
        let across = if beta == 0.0 { 0.0 } else { beta * dot(&self.correction, &self.direction) };
        let added = 2.0 * (dot(&self.residual, &self.correction) + across) + dot(&self.correction, &self.pressed);
        let parts = self.residual.iter().zip(&self.pressed);
        for (direction, (residual, pressed)) in self.direction.iter_mut().zip(parts) {
            *direction = residual + pressed + beta * *direction;
        }
        added
    }

    /// The last correction, as the word lines take it up.
    pub fn spread(&self) -> Spread<'_> {
        Spread { places: &self.rows.places, lines: &self.spread, columns: self.columns.places.len() }
    }
}

/// Correction of the coarse array, to be added to the voltages of all nodes.
#[derive(Clone, Copy)]
pub(super) struct Spread<'a> {
    /// One entry per row.
    places: &'a [Place],
    /// Correction (V) at every line: coarse rows times columns.
    lines: &'a [f64],
    columns: usize,
}

impl Spread<'_> {
    /// Adds the correction of `count` columns of a row from `column` on.
    #[inline(always)]
    pub fn add(&self, row: usize, column: usize, count: usize, z: &mut Lanes) {
        let Place { lower, shares } = self.places[row];
        let start = lower * self.columns + column;
        let (low, high) = (load(self.lines, start, count), load(self.lines, start + self.columns, count));
        for lane in 0..LANES {
            z[lane] += shares[0] * low[lane] + shares[1] * high[lane];
        }
    }
}

/// Coarse rows and columns, or none when a coarse array would not pay.
fn shape(system: &System<'_>, words: &Ends, bits: &Ends) -> Option<[usize; 2]> {
    const FEWEST_DEVICES: usize = 1 << 14;
    /// Largest eigenvalue of `1 - P^-1 S` below which the bit lines alone do.
    const STRONG: f64 = 0.3;
    let System { rows, columns, .. } = *system;
    if system.devices() < FEWEST_DEVICES {
        return None;
    }
    let mean = mean_conductance(system.conductances);
    // loss along a line: its resistance times the conductance of its devices
    let losses =
        [(rows, bits.scale), (columns, words.scale)].map(|(count, segment)| mean * segment * (count * count) as f64);
    // of a line of equal devices, held at one end: a quarter wave
    let quarter_wave = (std::f64::consts::FRAC_PI_2).powi(2);
    let slowest: f64 = losses.iter().map(|loss| loss / (loss + quarter_wave)).product();
    // a wave is short to the devices from some `sqrt(loss)` nodes on; four per wave follow it
    let nodes = |loss: f64, count: usize| {
        let wanted = (4.0 * loss.sqrt()).min(MOST_NODES as f64) as usize;
        wanted.next_multiple_of(LANES).min(count / 2)
    };
    let shape = [nodes(losses[0], rows), nodes(losses[1], columns)];
    (slowest > STRONG && shape.iter().all(|nodes| *nodes >= LANES)).then_some(shape)
}

/// Mean conductance (S) of some thousand devices spread over the array.
fn mean_conductance(conductances: &[f64]) -> f64 {
    const SAMPLES: usize = 4096;
    // odd, so that it meets all columns
    let step = (conductances.len() / SAMPLES) | 1;
    let sampled = conductances.iter().step_by(step);
    let count = sampled.len() as f64;
    sampled.sum::<f64>() / count
}

/// Ends of the coarse lines along `along`, one for each coarse node of `across`; padded as [`Ends::fill`] does.
fn coarse_ends(fine: &Ends, along: &Grid, across: &Grid, padded: usize) -> Ends {
    // segments in series over lines in parallel
    let parallel = across.places.len() as f64 / across.len() as f64;
    let resistance = along.spacing() as f64 / parallel;
    let [front, back] = along.ends();
    let ends = |held: &[f64], distance: usize| {
        let seen: Vec<f64> =
            held[..across.places.len()].iter().map(|held| held / (1.0 + held * distance as f64)).collect();
        let mut coarse = vec![0.0; across.len()];
        across.gather(&seen, &mut coarse);
        coarse.iter_mut().for_each(|held| *held *= resistance);
        coarse.resize(padded, 1.0);
        coarse
    };
    Ends {
        scale: fine.scale * resistance,
        shunt: fine.shunt * (along.spacing() as f64).powi(2),
        first: ends(&fine.first, front),
        last: ends(&fine.last, back),
        source_first: vec![0.0; padded],
        source_last: vec![0.0; padded],
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
