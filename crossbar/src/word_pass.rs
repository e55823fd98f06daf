//! Passes along the word lines: eight rows at once, one per lane, blocks of eight rows shared among threads.

use std::cell::RefCell;

use multiversion::multiversion;

use crate::{blocks::Blocks, chain::Ends};

/// Rows solved together, one per SIMD lane; also the columns handled between two turns of a tile.
pub(crate) const LANES: usize = 8;

/// One number per row of a block.
pub(crate) type Lanes = [f64; LANES];

/// Eight rows by eight columns, `[row][column]` or, after [`turn`], `[column][row]`.
type Tile = [Lanes; LANES];

thread_local! {
    /// Eliminated right sides of one block, one entry per column; written before read in every block.
    static ELIMINATED: RefCell<Vec<Lanes>> = const { RefCell::new(Vec::new()) };
}

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
        factor(self);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn factor(pass: FactorWords<'_>) {
    let lines = pass.lines;
    for (block, multipliers) in pass.multipliers.chunks_exact_mut(lines.columns).enumerate() {
        let scale = lines.ends.scale;
        // conductance to ground seen from the node before, through its segment
        let mut behind = lines.lanes(&lines.ends.first, block);
        for_tiles(lines.columns, lines.height(block), |first, height, width| {
            let mut tile = Tile::default();
            for (row, numbers) in tile.iter_mut().enumerate().take(height) {
                let start = (block * LANES + row) * lines.columns + first;
                numbers[..width].copy_from_slice(&lines.conductances[start..start + width]);
            }
            for (multiplier, devices) in multipliers[first..first + width].iter_mut().zip(turn(&tile)) {
                for lane in 0..LANES {
                    let seen = scale * devices[lane] + behind[lane];
                    multiplier[lane] = 1.0 / (1.0 + seen);
                    behind[lane] = seen * multiplier[lane];
                }
            }
        });
        // the last node has its end instead of a segment: recover e from e c = 1 - c without subtraction
        let end = lines.lanes(&lines.ends.last, block);
        for lane in 0..LANES {
            let seen = behind[lane] / multipliers[lines.columns - 1][lane];
            multipliers[lines.columns - 1][lane] = 1.0 / (seen + end[lane]);
        }
    }
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
    /// Values in `row` from `column` on to `column + count`, which must not pass the end of the panel.
    #[inline(always)]
    fn row(&self, row: usize, column: usize, count: usize) -> &[f64] {
        let first = column / self.width * self.width;
        let width = self.width.min(self.columns - first);
        let start = first * self.rows + row * width + (column - first);
        &self.values[start..start + count]
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
        step(self);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn step(pass: StepWords<'_>) {
    let StepWords { lines, alpha, beta, residual, x, p, v, .. } = pass;
    let scale = lines.ends.scale;
    for (block, energy) in pass.energies.iter_mut().enumerate() {
        let chain = Chain {
            height: lines.height(block),
            multipliers: &pass.multipliers[block * lines.columns..][..lines.columns],
            source_first: Lanes::default(),
            source_last: Lanes::default(),
        };
        let start = block * LANES * lines.columns;
        let right_side = |row: usize, first: usize, tile: &mut [f64]| {
            let at = start + row * lines.columns + first;
            let z = residual.row(lines.first_row + block * LANES + row, first, tile.len());
            let (x, p) = (&mut x[at..at + tile.len()], &mut p[at..at + tile.len()]);
            let conductances = &lines.conductances[at..at + tile.len()];
            for j in 0..tile.len() {
                x[j] += alpha * p[j];
                p[j] = z[j] + beta * p[j];
                tile[j] = scale * conductances[j] * p[j];
            }
        };
        *energy = solve_block(&chain, right_side, &mut v[start..]);
    }
}

/// x += alpha p; w = (T_w + D)^-1 (f + D x).
pub(crate) struct SolveWords<'a> {
    pub lines: WordLines<'a>,
    pub multipliers: &'a [Lanes],
    pub alpha: f64,
    pub x: &'a mut [f64],
    pub p: &'a [f64],
    pub w: &'a mut [f64],
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
        (
            SolveWords { lines: lines.0, multipliers: multipliers.0, alpha, x: x.0, p: p.0, w: w.0 },
            SolveWords { lines: lines.1, multipliers: multipliers.1, alpha, x: x.1, p: p.1, w: w.1 },
        )
    }

    fn run(self) {
        solve(self);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn solve(pass: SolveWords<'_>) {
    let SolveWords { lines, alpha, x, p, w, .. } = pass;
    let scale = lines.ends.scale;
    for block in 0..lines.count() {
        let chain = Chain {
            height: lines.height(block),
            multipliers: &pass.multipliers[block * lines.columns..][..lines.columns],
            source_first: lines.lanes(&lines.ends.source_first, block),
            source_last: lines.lanes(&lines.ends.source_last, block),
        };
        let start = block * LANES * lines.columns;
        let right_side = |row: usize, first: usize, tile: &mut [f64]| {
            let at = start + row * lines.columns + first;
            let (x, p) = (&mut x[at..at + tile.len()], &p[at..at + tile.len()]);
            let conductances = &lines.conductances[at..at + tile.len()];
            for j in 0..tile.len() {
                x[j] += alpha * p[j];
                tile[j] = scale * conductances[j] * x[j];
            }
        };
        solve_block(&chain, right_side, &mut w[start..]);
    }
}

/// The tridiagonal systems of one block of rows.
struct Chain<'a> {
    height: usize,
    multipliers: &'a [Lanes],
    source_first: Lanes,
    source_last: Lanes,
}

/// Solves one block: `right_side(row, first column, tile row)` is called once per row and tile, from left to right; the
/// solution goes to the rows of `out`. Returns right side times solution over the segment conductance.
#[inline(always)]
fn solve_block(chain: &Chain<'_>, mut right_side: impl FnMut(usize, usize, &mut [f64]), out: &mut [f64]) -> f64 {
    let columns = chain.multipliers.len();
    ELIMINATED.with_borrow_mut(|eliminated| {
        if eliminated.len() < columns {
            eliminated.resize(columns, Lanes::default());
        }
        let eliminated = &mut eliminated[..columns];
        let mut energy = Lanes::default();
        // the first source enters like a node before the first whose multiplier is 1
        let mut carried = chain.source_first;
        for_tiles(columns, chain.height, |first, height, width| {
            let mut tile = Tile::default();
            for (row, numbers) in tile.iter_mut().enumerate().take(height) {
                right_side(row, first, &mut numbers[..width]);
            }
            let turned = turn(&tile);
            for j in 0..width {
                let (y, c) = (&mut eliminated[first + j], &chain.multipliers[first + j]);
                let last = first + j + 1 == columns;
                for lane in 0..LANES {
                    let source = if last { chain.source_last[lane] } else { 0.0 };
                    y[lane] = turned[j][lane] + source + carried[lane];
                    carried[lane] = c[lane] * y[lane];
                    energy[lane] += carried[lane] * y[lane];
                }
            }
        });
        let mut next = Lanes::default();
        for_tiles_reversed(columns, chain.height, |first, height, width| {
            let mut tile = Tile::default();
            for j in (0..width).rev() {
                let (y, c) = (&eliminated[first + j], &chain.multipliers[first + j]);
                for lane in 0..LANES {
                    next[lane] = c[lane] * y[lane] + c[lane] * next[lane];
                }
                tile[j] = next;
            }
            for (row, numbers) in turn(&tile).iter().enumerate().take(height) {
                let start = row * columns + first;
                out[start..start + width].copy_from_slice(&numbers[..width]);
            }
        });
        energy.iter().sum()
    })
}

/// Calls `tile(first column, height, width)` from left to right. Full tiles get constants, so that they unroll.
#[inline(always)]
fn for_tiles(columns: usize, height: usize, mut tile: impl FnMut(usize, usize, usize)) {
    let full = if height == LANES { columns / LANES * LANES } else { 0 };
    for first in (0..full).step_by(LANES) {
        tile(first, LANES, LANES);
    }
    for first in (full..columns).step_by(LANES) {
        tile(first, height, LANES.min(columns - first));
    }
}

/// [`for_tiles`] from right to left.
#[inline(always)]
fn for_tiles_reversed(columns: usize, height: usize, mut tile: impl FnMut(usize, usize, usize)) {
    let full = if height == LANES { columns / LANES * LANES } else { 0 };
    for first in (full..columns).step_by(LANES).rev() {
        tile(first, height, LANES.min(columns - first));
    }
    for first in (0..full).step_by(LANES).rev() {
        tile(first, LANES, LANES);
    }
}

/// Rows to columns.
#[inline(always)]
fn turn(tile: &Tile) -> Tile {
    std::array::from_fn(|a| std::array::from_fn(|b| tile[b][a]))
}
