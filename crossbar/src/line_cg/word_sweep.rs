//! Tridiagonal solves along eight word lines at once, one per lane.

use std::cell::RefCell;

use super::layout::Layout;
use crate::lanes::{LANES, Lanes, store};

/// Eight rows by eight columns, `[row][column]` or, after [`turn`], `[column][row]`.
pub(super) type Tile = [Lanes; LANES];

thread_local! {
    /// Eliminated right sides of one block, one entry per column; written before read in every block.
    static SCRATCH: RefCell<Vec<Lanes>> = const { RefCell::new(Vec::new()) };
}

/// What the devices bring into the word lines. A trait, not a closure: closures keep the instruction set of the place
/// where they are written, and calls between instruction sets are not inlined.
pub(super) trait RightSide {
    /// Right side, over the segment conductance, in `width` columns of this row of the pass from column `first` on.
    /// Called once per row and tile, from left to right.
    fn row(&mut self, row: usize, first: usize, width: usize) -> Lanes;
}

/// The tridiagonal systems of one block of rows.
pub(super) struct Chain<'a> {
    /// Index of the block in its pass.
    pub block: usize,
    /// Rows in the block.
    pub height: usize,
    /// Order of the solution.
    pub layout: Layout,
    /// One entry per column.
    pub multipliers: &'a [Lanes],
    /// Source currents over the segment conductance (V).
    pub source_first: Lanes,
    pub source_last: Lanes,
}

/// Solves one block; the solution goes to `out`, which starts with the block. Returns right side times solution over the segment
/// conductance.
#[inline(always)]
pub(super) fn solve_block(
    chain: &Chain<'_>,
    right_side: &mut impl RightSide,
    eliminated: &mut [Lanes],
    out: &mut [f64],
) -> f64 {
    let columns = chain.multipliers.len();
    // full tiles get constants, so that they unroll
    let full = if chain.height == LANES { columns / LANES * LANES } else { 0 };
    let mut energy = Lanes::default();
    // the first source enters as if carried from a node before the first
    let mut carried = chain.source_first;
    for first in (0..full).step_by(LANES) {
        eliminate(chain, right_side, (first, LANES, LANES), eliminated, &mut carried, &mut energy);
    }
    for first in (full..columns).step_by(LANES) {
        let shape = (first, chain.height, LANES.min(columns - first));
        eliminate(chain, right_side, shape, eliminated, &mut carried, &mut energy);
    }
    let mut next = Lanes::default();
    for first in (full..columns).step_by(LANES).rev() {
        let shape = (first, chain.height, LANES.min(columns - first));
        substitute(chain, shape, eliminated, &mut next, out);
    }
    for first in (0..full).step_by(LANES).rev() {
        substitute(chain, (first, LANES, LANES), eliminated, &mut next, out);
    }
    energy.iter().sum()
}

/// Forward sweep over the tile of this (first column, height, width).
#[inline(always)]
fn eliminate(
    chain: &Chain<'_>,
    right_side: &mut impl RightSide,
    (first, height, width): (usize, usize, usize),
    eliminated: &mut [Lanes],
    carried: &mut Lanes,
    energy: &mut Lanes,
) {
    let mut tile = Tile::default();
    for (row, numbers) in tile.iter_mut().enumerate().take(height) {
        *numbers = right_side.row(chain.block * LANES + row, first, width);
    }
    let mut tile = turn(&tile);
    if first + width == chain.multipliers.len() {
        add(&mut tile[width - 1], &chain.source_last);
    }
    let multipliers = &chain.multipliers[first..first + width];
    for ((y, c), numbers) in eliminated[first..first + width].iter_mut().zip(multipliers).zip(&tile) {
        for lane in 0..LANES {
            let sum = numbers[lane] + carried[lane];
            carried[lane] = c[lane] * sum;
            energy[lane] += carried[lane] * sum;
            y[lane] = carried[lane];
        }
    }
}

/// Backward sweep over the tile of this (first column, height, width).
#[inline(always)]
fn substitute(
    chain: &Chain<'_>,
    (first, height, width): (usize, usize, usize),
    eliminated: &[Lanes],
    next: &mut Lanes,
    out: &mut [f64],
) {
    let mut tile = Tile::default();
    let multipliers = &chain.multipliers[first..first + width];
    for ((y, c), numbers) in eliminated[first..first + width].iter().zip(multipliers).zip(&mut tile).rev() {
        for lane in 0..LANES {
            next[lane] = y[lane] + c[lane] * next[lane];
        }
        *numbers = *next;
    }
    for (row, numbers) in turn(&tile).iter().enumerate().take(height) {
        store(numbers, out, chain.layout.at(row, first), width);
    }
}

#[inline(always)]
fn add(sum: &mut Lanes, more: &Lanes) {
    for lane in 0..LANES {
        sum[lane] += more[lane];
    }
}

/// Rows to columns.
#[inline(always)]
pub(super) fn turn(tile: &Tile) -> Tile {
    let mut turned = Tile::default();
    for a in 0..LANES {
        for b in 0..LANES {
            turned[a][b] = tile[b][a];
        }
    }
    turned
}

/// Lends this thread's buffer of one entry per column.
pub(super) fn with_scratch(columns: usize, work: impl FnOnce(&mut [Lanes])) {
    SCRATCH.with_borrow_mut(|scratch| {
        if scratch.len() < columns {
            scratch.resize(columns, Lanes::default());
        }
        work(&mut scratch[..columns]);
    });
}
