//! Passes along the word lines: eight rows at once, one per lane, blocks of eight rows shared among threads.

use multiversion::multiversion;

use super::{
    blocks::Blocks,
    chain::Ends,
    coarse::Spread,
    layout::{Layout, Panels},
    word_sweep::{Chain, RightSide, Tile, solve_block, turn, with_scratch},
};
use crate::lanes::{LANES, Lanes, load, store};

/// What every pass knows of the word lines; row 0 is the first row of the first block of the pass.
#[derive(Clone, Copy)]
pub(super) struct WordLines<'a> {
    pub columns: usize,
    /// Rows from the first block on.
    pub rows: usize,
    /// Order of the conductances.
    pub layout: Layout,
    /// Device conductances (S).
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
        let (first, rest) = self.conductances.split_at(blocks * self.layout.stride);
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
pub(super) struct FactorWords<'a> {
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
        *numbers = load(lines.conductances, lines.layout.at(block * LANES + row, first), width);
    }
    tile
}

/// x += alpha p; p = z + beta p; v = (T_w + D)^-1 D p, where z holds the correction of the coarse array.
pub(super) struct StepWords<'a> {
    pub lines: WordLines<'a>,
    pub multipliers: &'a [Lanes],
    pub alpha: f64,
    pub beta: f64,
    /// Preconditioned residual z of the whole array, in panels of columns.
    pub residual: Panels<'a>,
    /// Correction of the coarse array, if there is one.
    pub coarse: Option<Spread<'a>>,
    /// Row-major.
    pub x: &'a mut [f64],
    /// In the order of the conductances, like v.
    pub p: &'a mut [f64],
    pub v: &'a mut [f64],
    /// Per block: p D (T_w + D)^-1 D p over the segment conductance (V^2).
    pub energies: &'a mut [f64],
}

impl Blocks for StepWords<'_> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn split(self, blocks: usize) -> (Self, Self) {
        let nodes = blocks * LANES * self.lines.columns;
        let lines = self.lines.split(blocks);
        let multipliers = self.multipliers.split_at(blocks * self.lines.columns);
        let ordered = blocks * self.lines.layout.stride;
        let (x, p, v) = (self.x.split_at_mut(nodes), self.p.split_at_mut(ordered), self.v.split_at_mut(ordered));
        let energies = self.energies.split_at_mut(blocks);
        let StepWords { alpha, beta, residual, coarse, .. } = self;
        (
            StepWords {
                lines: lines.0,
                multipliers: multipliers.0,
                alpha,
                beta,
                residual,
                coarse,
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
                coarse,
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
    let StepWords { lines, alpha, beta, residual, coarse, x, p, v, .. } = pass;
    let mut direction = Direction { lines, scale: lines.ends.scale, alpha, beta, residual, coarse, x, p };
    for (block, energy) in pass.energies.iter_mut().enumerate() {
        let chain = Chain {
            block,
            height: lines.height(block),
            layout: lines.layout,
            multipliers: &pass.multipliers[block * lines.columns..][..lines.columns],
            source_first: Lanes::default(),
            source_last: Lanes::default(),
        };
        *energy = solve_block(&chain, &mut direction, scratch, &mut v[block * lines.layout.stride..]);
    }
}

/// Right side D p of a search direction.
struct Direction<'a> {
    lines: WordLines<'a>,
    scale: f64,
    alpha: f64,
    beta: f64,
    residual: Panels<'a>,
    coarse: Option<Spread<'a>>,
    x: &'a mut [f64],
    p: &'a mut [f64],
}

impl RightSide for Direction<'_> {
    #[inline(always)]
    fn row(&mut self, row: usize, first: usize, width: usize) -> Lanes {
        let start = row * self.lines.columns + first;
        let ordered = self.lines.layout.at(row, first);
        let mut z = self.residual.row(self.lines.first_row + row, first, width);
        if let Some(coarse) = &self.coarse {
            coarse.add(self.lines.first_row + row, first, width, &mut z);
        }
        let (mut x, mut p) = (load(self.x, start, width), load(self.p, ordered, width));
        let mut right_side = load(self.lines.conductances, ordered, width);
        for j in 0..LANES {
            x[j] += self.alpha * p[j];
            p[j] = z[j] + self.beta * p[j];
            right_side[j] *= self.scale * p[j];
        }
        store(&x, self.x, start, width);
        store(&p, self.p, ordered, width);
        right_side
    }
}

/// x += alpha p; w = (T_w + D)^-1 (f + D x), where f holds sources and injected currents.
pub(super) struct SolveWords<'a> {
    pub lines: WordLines<'a>,
    pub multipliers: &'a [Lanes],
    pub alpha: f64,
    /// Row-major.
    pub x: &'a mut [f64],
    /// In the order of the conductances.
    pub p: &'a [f64],
    pub w: &'a mut [f64],
    /// Order of w.
    pub out: Layout,
    /// Current (A) into each node from outside, row-major; empty when there is none.
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
        let (x, p) = (self.x.split_at_mut(nodes), self.p.split_at(blocks * self.lines.layout.stride));
        let w = self.w.split_at_mut(blocks * self.out.stride);
        let SolveWords { alpha, out, .. } = self;
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
                out,
                injected: injected.0,
            },
            SolveWords {
                lines: lines.1,
                multipliers: multipliers.1,
                alpha,
                x: x.1,
                p: p.1,
                w: w.1,
                out,
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
    let SolveWords { lines, alpha, x, p, w, out, injected, .. } = pass;
    let mut voltage = Voltage { lines, scale: lines.ends.scale, alpha, x, p, injected };
    for block in 0..lines.count() {
        let chain = Chain {
            block,
            height: lines.height(block),
            layout: out,
            multipliers: &pass.multipliers[block * lines.columns..][..lines.columns],
            source_first: lines.lanes(&lines.ends.source_first, block),
            source_last: lines.lanes(&lines.ends.source_last, block),
        };
        solve_block(&chain, &mut voltage, scratch, &mut w[block * out.stride..]);
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
        let ordered = self.lines.layout.at(row, first);
        let mut x = load(self.x, start, width);
        if self.alpha != 0.0 {
            let p = load(self.p, ordered, width);
            for j in 0..LANES {
                x[j] += self.alpha * p[j];
            }
            store(&x, self.x, start, width);
        }
        let mut right_side = load(self.lines.conductances, ordered, width);
        for j in 0..LANES {
            right_side[j] *= self.scale * x[j];
        }
        if !self.injected.is_empty() {
            let injected = load(self.injected, start, width);
            for j in 0..LANES {
                right_side[j] += self.scale * injected[j];
            }
        }
        right_side
    }
}
