//! The order of nodes in memory.

use rayon::prelude::*;

use super::{blocks::Sharing, system::System};
use crate::lanes::{LANES, Lanes, load};

/// Blocks of eight rows, each cut into panels of `width` columns, each panel row by row: so passes along the word lines
/// and down the bit lines both read memory in order. (Row by row, a pass down would touch a new page in every row.)
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub columns: usize,
    /// Columns of a panel; the last may be narrower.
    pub width: usize,
    /// Numbers from block to block.
    pub stride: usize,
}

impl Layout {
    /// For arrays of this many columns, in panels of `width`.
    pub fn new(columns: usize, width: usize) -> Layout {
        const PAGE: usize = 512;
        // blocks a multiple of a page apart would share few places of a cache
        let padding = if (LANES * columns).is_multiple_of(PAGE) { LANES * width } else { 0 };
        Layout { columns, width, stride: LANES * columns + padding }
    }

    /// Row by row: one panel.
    pub fn row_major(columns: usize) -> Layout {
        Layout { columns, width: columns, stride: LANES * columns }
    }

    /// Numbers to be kept for an array of this many rows.
    pub fn len(&self, rows: usize) -> usize {
        rows.div_ceil(LANES) * self.stride
    }

    /// Where the node lies; those to its right follow up to the end of the panel.
    #[inline(always)]
    pub fn at(&self, row: usize, column: usize) -> usize {
        let (first, width) = panel_of(column, self.width, self.columns);
        row / LANES * self.stride + first * LANES + row % LANES * width + (column - first)
    }

    /// Copies row-major `values`.
    pub fn fill(&self, system: &System<'_>, values: &[f64], ordered: &mut Vec<f64>) {
        ordered.resize(self.len(system.rows), 0.0);
        let copy = |(block, ordered): (usize, &mut [f64])| {
            let rows = &values[block * LANES * self.columns..];
            for (row, values) in rows.chunks(self.columns).take(LANES).enumerate() {
                for (panel, values) in values.chunks(self.width).enumerate() {
                    let start = self.at(row, panel * self.width);
                    ordered[start..start + values.len()].copy_from_slice(values);
                }
            }
        };
        match system.word_sharing {
            Sharing::OneThread => ordered.chunks_mut(self.stride).enumerate().for_each(copy),
            Sharing::Parts(_) => ordered.par_chunks_mut(self.stride).enumerate().for_each(copy),
        }
    }
}

/// First column and width of the panel of a column, among panels of `width` columns of which the last may be narrower.
#[inline(always)]
fn panel_of(column: usize, width: usize, columns: usize) -> (usize, usize) {
    let first = column / width * width;
    (first, width.min(columns - first))
}

/// A whole array in panels of `width` columns, each panel row by row; the last may be narrower.
#[derive(Clone, Copy)]
pub(super) struct Panels<'a> {
    pub values: &'a [f64],
    pub rows: usize,
    pub columns: usize,
    pub width: usize,
}

impl Panels<'_> {
    /// The value at one node.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.row(row, column, 1)[0]
    }

    /// `count` values in `row` from `column` on, which must not pass the end of the panel; see [`load`].
    #[inline(always)]
    pub fn row(&self, row: usize, column: usize, count: usize) -> Lanes {
        let (first, width) = panel_of(column, self.width, self.columns);
        let start = first * self.rows + row * width + (column - first);
        load(self.values, start, count)
    }
}
