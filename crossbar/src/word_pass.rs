//! Passes along the word lines: eight rows at once, one per lane, blocks of eight rows shared among threads.

use multiversion::multiversion;

use crate::{
    blocks::Blocks,
    chain::Ends,
    lanes::{LANES, Lanes, load, store},
    word_sweep::{Chain, RightSide, Tile, solve_block, turn, with_scratch},
};

/// What every pass knows of the word lines; row 0 is the first row of the first block of the pass.
#[derive(Clone, Copy)]
pub(crate) struct WordLines<'a> {
    pub columns: usize,
    /// Rows from the first block on.
    pub rows: usize,
    /// Device conductances (S), row-major.
    pub conductances: &'a [f64],
    pub ends: &'a Ends,
    /// First row of the pass, as counted in `ends`.
    pub first_row: usize,
}

impl WordLines<'_> {
    fn count(&self) -> usize {
        self.rows.div_ceil(LANES)
    }

    fn split(self, blocks: usize) -> (Self, Self) {
        let rows = blocks * LANES;
        let (first, rest) = self.conductances.split_at(rows * self.columns);
        (
            WordLines { rows, conductances: first, ..self },
            WordLines { rows: self.rows - rows, conductances: rest, first_row: self.first_row + rows, ..self },
        )
    }

    /// The values in `block` of one number per end.
    #[inline(always)]
    fn lanes(&self, values: &[f64], block: usize) -> Lanes {
        let start = self.first_row + block * LANES;
        std::array::from_fn(|lane| values[start + lane])
    }

    /// Rows in this block: eight but for the last.
    #[inline(always)]
    fn height(&self, block: usize) -> usize {
        LANES.min(self.rows - block * LANES)
    }
}

/// Finds the multipliers c of the elimination, one entry per column and block.
pub(crate) struct FactorWords<'a> {
    pub lines: WordLines<'a>,
    pub multipliers: &'a mut [Lanes],
}

impl Blocks for FactorWords<'_> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn split(self, blocks: usize) -> (Self, Self) {
        let lines = self.lines.split(blocks);
        let multipliers = self.multipliers.split_at_mut(blocks * self.lines.columns);
        (
            FactorWords { lines: lines.0, multipliers: multipliers.0 },
            FactorWords { lines: lines.1, multipliers: multipliers.1 },
        )
    }

    fn run(self) {
        factor(self.lines, self.multipliers);
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn factor(lines: WordLines<'_>, multipliers: &mut [Lanes]) {
    for (block, multipliers) in multipliers.chunks_exact_mut(lines.columns).enumerate() {
        // conductance to ground seen from the node before, through its segment
        let mut behind = lines.lanes(&lines.ends.first, block);
        for first in (0..lines.columns).step_by(LANES) {
            let tile = load_tile(&lines, block, first);
            for (multiplier, devices) in multipliers[first..].iter_mut().zip(&turn(&tile)) {
                for lane in 0..LANES {
                    let seen = lines.ends.scale * devices[lane] + lines.ends.shunt + behind[lane];
                    multiplier[lane] = 1.0 / (1.0 + seen);
                    behind[lane] = seen * multiplier[lane];
                }
            }
        }
        // the last node has its end instead of a segment: e = (e c) / c, without subtraction
        let end = lines.lanes(&lines.ends.last, block);
        let last = &mut multipliers[lines.columns - 1];
        for lane in 0..LANES {
            last[lane] = 1.0 / (behind[lane] / last[lane] + end[lane]);
        }
    }
}

/// Conductances of the tile that starts in this column; 0 outside of the array.
#[inline(always)]
fn load_tile(lines: &WordLines<'_>, block: usize, first: usize) -> Tile {
    let mut tile = Tile::default();
    let width = LANES.min(lines.columns - first);
    for (row, numbers) in tile.iter_mut().enumerate().take(lines.height(block)) {
        *numbers = load(lines.conductances, (block * LANES + row) * lines.columns + first, width);
    }
    tile
}

/// x += alpha p; p = z + beta p; v = (T_w + D)^-1 D p.
pub(crate) struct StepWords<'a> {
    pub lines: WordLines<'a>,
    pub multipliers: &'a [Lanes],
    pub alpha: f64,
    pub beta: f64,
    /// Preconditioned residual z of the whole array, in panels of columns.
    pub residual: Panels<'a>,
    pub x: &'a mut [f64],
    pub p: &'a mut [f64],
    pub v: &'a mut [f64],
    /// Per block: p D (T_w + D)^-1 D p over the segment conductance (V^2).
    pub energies: &'a mut [f64],
}

/// A whole array stored in panels of `width` columns, each panel row by row; the last may be narrower.
#[derive(Clone, Copy)]
pub(crate) struct Panels<'a> {
    pub values: &'a [f64],
    pub rows: usize,
    pub columns: usize,
    pub width: usize,
}

impl Panels<'_> {
    /// `count` values in `row` from `column` on, which must not pass the end of the panel; see [`load`].
    #[inline(always)]
    fn row(&self, row: usize, column: usize, count: usize) -> Lanes {
        let first = column / self.width * self.width;
        let width = self.width.min(self.columns - first);
        let start = first * self.rows + row * width + (column - first);
        load(self.values, start, count)
    }
}

impl Blocks for StepWords<'_> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn split(self, blocks: usize) -> (Self, Self) {
        let nodes = blocks * LANES * self.lines.columns;
        let lines = self.lines.split(blocks);
        let multipliers = self.multipliers.split_at(blocks * self.lines.columns);
        let (x, p, v) = (self.x.split_at_mut(nodes), self.p.split_at_mut(nodes), self.v.split_at_mut(nodes));
        let energies = self.energies.split_at_mut(blocks);
        let StepWords { alpha, beta, residual, .. } = self;
        (
            StepWords {
                lines: lines.0,
                multipliers: multipliers.0,
                alpha,
                beta,
                residual,
                x: x.0,
                p: p.0,
                v: v.0,
                energies: energies.0,
            },
            StepWords {
                lines: lines.1,
                multipliers: multipliers.1,
                alpha,
                beta,
                residual,
                x: x.1,
                p: p.1,
                v: v.1,
                energies: energies.1,
            },
        )
    }

    fn run(self) {
        with_scratch(self.lines.columns, |scratch| step(self, scratch));
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn step(pass: StepWords<'_>, scratch: &mut [Lanes]) {
    let StepWords { lines, alpha, beta, residual, x, p, v, .. } = pass;
    let mut direction = Direction { lines, scale: lines.ends.scale, alpha, beta, residual, x, p };
    for (block, energy) in pass.energies.iter_mut().enumerate() {
        let chain = Chain {
            block,
            height: lines.height(block),
            multipliers: &pass.multipliers[block * lines.columns..][..lines.columns],
            source_first: Lanes::default(),
            source_last: Lanes::default(),
        };
        *energy = solve_block(&chain, &mut direction, scratch, &mut v[block * LANES * lines.columns..]);
    }
}

/// Right side D p of a search direction.
struct Direction<'a> {
    lines: WordLines<'a>,
    scale: f64,
    alpha: f64,
    beta: f64,
    residual: Panels<'a>,
    x: &'a mut [f64],
    p: &'a mut [f64],
}

impl RightSide for Direction<'_> {
    #[inline(always)]
    fn row(&mut self, row: usize, first: usize, width: usize) -> Lanes {
        let start = row * self.lines.columns + first;
        let z = self.residual.row(self.lines.first_row + row, first, width);
        let (mut x, mut p) = (load(self.x, start, width), load(self.p, start, width));
        let mut right_side = load(self.lines.conductances, start, width);
        for j in 0..LANES {
            x[j] += self.alpha * p[j];
            p[j] = z[j] + self.beta * p[j];
            right_side[j] *= self.scale * p[j];
        }
        store(&x, self.x, start, width);
        store(&p, self.p, start, width);
        right_side
    }
}

/// x += alpha p; w = (T_w + D)^-1 (f + D x), where f holds sources and injected currents.
pub(crate) struct SolveWords<'a> {
    pub lines: WordLines<'a>,
    pub multipliers: &'a [Lanes],
    pub alpha: f64,
    pub x: &'a mut [f64],
    pub p: &'a [f64],
    pub w: &'a mut [f64],
    /// Current (A) into each node from outside; empty when there is none.
    pub injected: &'a [f64],
}

impl Blocks for SolveWords<'_> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn split(self, blocks: usize) -> (Self, Self) {
        let nodes = blocks * LANES * self.lines.columns;
        let lines = self.lines.split(blocks);
        let multipliers = self.multipliers.split_at(blocks * self.lines.columns);
        let (x, p, w) = (self.x.split_at_mut(nodes), self.p.split_at(nodes), self.w.split_at_mut(nodes));
        let alpha = self.alpha;
        let injected =
            if self.injected.is_empty() { (self.injected, self.injected) } else { self.injected.split_at(nodes) };
        (
            SolveWords {
                lines: lines.0,
                multipliers: multipliers.0,
                alpha,
                x: x.0,
                p: p.0,
                w: w.0,
                injected: injected.0,
            },
            SolveWords {
                lines: lines.1,
                multipliers: multipliers.1,
                alpha,
                x: x.1,
                p: p.1,
                w: w.1,
                injected: injected.1,
            },
        )
    }

    fn run(self) {
        with_scratch(self.lines.columns, |scratch| solve(self, scratch));
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn solve(pass: SolveWords<'_>, scratch: &mut [Lanes]) {
    let SolveWords { lines, alpha, x, p, w, injected, .. } = pass;
    let mut voltage = Voltage { lines, scale: lines.ends.scale, alpha, x, p, injected };
    for block in 0..lines.count() {
        let chain = Chain {
            block,
            height: lines.height(block),
            multipliers: &pass.multipliers[block * lines.columns..][..lines.columns],
            source_first: lines.lanes(&lines.ends.source_first, block),
            source_last: lines.lanes(&lines.ends.source_last, block),
        };
        solve_block(&chain, &mut voltage, scratch, &mut w[block * LANES * lines.columns..]);
    }
}

/// Right side D x of the bit-line voltages, and injected currents.
struct Voltage<'a> {
    lines: WordLines<'a>,
    scale: f64,
    alpha: f64,
    x: &'a mut [f64],
    p: &'a [f64],
    injected: &'a [f64],
}

impl RightSide for Voltage<'_> {
    #[inline(always)]
    fn row(&mut self, row: usize, first: usize, width: usize) -> Lanes {
        let start = row * self.lines.columns + first;
        let (mut x, p) = (load(self.x, start, width), load(self.p, start, width));
        let mut right_side = load(self.lines.conductances, start, width);
        for j in 0..LANES {
            x[j] += self.alpha * p[j];
            right_side[j] *= self.scale * x[j];
        }
        if !self.injected.is_empty() {
            let injected = load(self.injected, start, width);
            for j in 0..LANES {
                right_side[j] += self.scale * injected[j];
            }
        }
        store(&x, self.x, start, width);
        right_side
    }
}
