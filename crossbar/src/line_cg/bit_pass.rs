//! Passes down the bit lines: row by row over panels of columns, panels shared among threads.

use std::cell::RefCell;

use multiversion::multiversion;

use super::{blocks::Blocks, chain::Ends, grid::Grid, layout::Layout, restriction::restrict};

thread_local! {
    /// Eliminated right sides of one panel, row by row; written before read in every panel.
    static SCRATCH: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

/// What every pass knows of the bit lines.
#[derive(Clone, Copy)]
pub(super) struct BitLines<'a> {
    pub rows: usize,
    /// Columns of the whole array.
    pub columns: usize,
    /// Columns of a panel.
    pub width: usize,
    /// Order of the conductances.
    pub layout: Layout,
    /// First column of this pass.
    pub first: usize,
    /// Column behind the last of this pass.
    pub end: usize,
    /// Device conductances (S) of the whole array.
    pub conductances: &'a [f64],
    pub ends: &'a Ends,
    /// Rows of the coarse array that is told of every preconditioned residual.
    pub coarse: Option<&'a Grid>,
}

impl<'a> BitLines<'a> {
    pub fn count(&self) -> usize {
        (self.end - self.first).div_ceil(self.width)
    }

    pub fn split(self, panels: usize) -> (Self, Self) {
        let middle = self.first + panels * self.width;
        (BitLines { end: middle, ..self }, BitLines { first: middle, ..self })
    }

    /// Nodes in the first `panels` panels, which are full.
    pub fn nodes(&self, panels: usize) -> usize {
        panels * self.width * self.rows
    }

    /// What the first `panels` panels tell the coarse array: one row per coarse row.
    fn told(&self, panels: usize) -> usize {
        self.coarse.map_or(0, |rows| rows.len() * panels * self.width)
    }

    /// First column and width of each panel.
    pub fn panels(self) -> impl Iterator<Item = (usize, usize)> {
        (self.first..self.end).step_by(self.width).map(move |first| (first, self.width.min(self.end - first)))
    }

    /// Tells the coarse array of the residual z of a panel; returns the rest of `told`.
    #[inline(always)]
    fn tell<'t>(&self, panel: (usize, usize), z: &[f64], told: &'t mut [f64]) -> &'t mut [f64] {
        let Some(rows) = self.coarse else { return told };
        let (mine, rest) = told.split_at_mut(rows.len() * panel.1);
        restrict(self, rows, panel, z, mine);
        rest
    }

    /// The part of a row that lies in a panel, of an array in the order of the conductances.
    #[inline(always)]
    pub fn row<'v>(&self, values: &'v [f64], row: usize, (first, width): (usize, usize)) -> &'v [f64] {
        &values[self.layout.at(row, first)..][..width]
    }
}

/// How large a preconditioned residual z is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    /// z (T_b + D) z over the segment conductance (V^2).
    pub energy: f64,
    /// Largest magnitude (V).
    pub largest: f64,
}

impl Size {
    /// Size of several panels together, added in order.
    pub fn of(panels: &[Size]) -> Size {
        panels.iter().fold(Size::default(), |all, panel| Size {
            energy: all.energy + panel.energy,
            largest: all.largest.max(panel.largest),
        })
    }
}

/// u = (T_b + D)^-1 (f + D v), panel by panel, and what becomes of z with it.
pub(super) struct AnswerBits<'a, U> {
    pub lines: BitLines<'a>,
    pub multipliers: &'a [f64],
    /// In the order of the conductances.
    pub v: &'a [f64],
    /// f.
    pub entering: Entering<'a>,
    pub update: U,
    pub z: &'a mut [f64],
    /// One entry per panel.
    pub sizes: &'a mut [Size],
    /// What the coarse array is told, panel by panel, one row per coarse row.
    pub told: &'a mut [f64],
}

impl<U: Update> Blocks for AnswerBits<'_, U> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn split(self, panels: usize) -> (Self, Self) {
        let nodes = self.lines.nodes(panels);
        let lines = self.lines.split(panels);
        let multipliers = self.multipliers.split_at(nodes);
        let z = self.z.split_at_mut(nodes);
        let sizes = self.sizes.split_at_mut(panels);
        let told = self.told.split_at_mut(self.lines.told(panels));
        let AnswerBits { v, entering, update, .. } = self;
        (
            AnswerBits {
                lines: lines.0,
                multipliers: multipliers.0,
                v,
                entering,
                update,
                z: z.0,
                sizes: sizes.0,
                told: told.0,
            },
            AnswerBits {
                lines: lines.1,
                multipliers: multipliers.1,
                v,
                entering,
                update,
                z: z.1,
                sizes: sizes.1,
                told: told.1,
            },
        )
    }

    fn run(self) {
        with_scratch(self.lines.width * (self.lines.rows + 3), |scratch| answer(self, scratch));
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn answer<U: Update>(pass: AnswerBits<'_, U>, scratch: &mut [f64]) {
    let AnswerBits { lines, v, entering, update, mut told, .. } = pass;
    let mut start = 0;
    for (panel, size) in lines.panels().zip(pass.sizes) {
        let nodes = start..start + lines.rows * panel.1;
        start = nodes.end;
        let chain = Panel { lines, panel, multipliers: &pass.multipliers[nodes.clone()], entering };
        *size = solve_panel(&chain, v, scratch, &mut pass.z[nodes.clone()], &update);
        told = lines.tell(panel, &pass.z[nodes], told);
    }
}

/// z = u - x: the first preconditioned residual.
#[derive(Clone, Copy)]
pub(super) struct First<'a> {
    /// In the order of the conductances.
    pub x: &'a [f64],
}

impl Update for First<'_> {
    #[inline(always)]
    fn values(&self) -> &[f64] {
        self.x
    }

    #[inline(always)]
    fn next(&self, u: f64, x: f64, _: f64) -> f64 {
        u - x
    }
}

/// z -= alpha (p - u): the next one.
#[derive(Clone, Copy)]
pub(super) struct Next<'a> {
    pub alpha: f64,
    /// In the order of the conductances.
    pub p: &'a [f64],
}

impl Update for Next<'_> {
    #[inline(always)]
    fn values(&self) -> &[f64] {
        self.p
    }

    #[inline(always)]
    fn next(&self, u: f64, p: f64, z: f64) -> f64 {
        z - self.alpha * (p - u)
    }
}

/// What becomes of z. A trait, not a closure: closures keep the instruction set of the place where they are
/// written, and calls between instruction sets are not inlined.
pub(super) trait Update: Copy + Send {
    /// The array that enters besides u and z, in the order of the conductances.
    fn values(&self) -> &[f64];
    /// New z from the solution u, the value of that array, and the old z, at one node.
    fn next(&self, u: f64, value: f64, z: f64) -> f64;
}

/// The tridiagonal systems of one panel.
struct Panel<'a> {
    lines: BitLines<'a>,
    /// First column and width.
    panel: (usize, usize),
    multipliers: &'a [f64],
    entering: Entering<'a>,
}

/// What enters the lines besides the current of the devices.
#[derive(Clone, Copy)]
pub(super) enum Entering<'a> {
    Nothing,
    /// The sources at the ends, and `injected` (A) at every node; empty when there is none.
    Sources {
        injected: &'a [f64],
    },
}

/// Solves (T_b + D) u = f + D v in one panel and updates z, from the bottom up. Returns the size of the new z, its
/// energy as a sum of squares, without cancellation.
#[inline(always)]
fn solve_panel(chain: &Panel<'_>, v: &[f64], scratch: &mut [f64], z: &mut [f64], update: &impl Update) -> Size {
    let Panel { lines, panel: (first, width), multipliers, entering } = *chain;
    let (rows, ends) = (lines.rows, lines.ends);
    let (eliminated, sums) = scratch[..(rows + 3) * width].split_at_mut(rows * width);
    let (u, sums) = sums.split_at_mut(width);
    let (energy, largest) = sums.split_at_mut(width);
    // the first source enters as if carried from a row above the first
    u.fill(0.0);
    if let Entering::Sources { .. } = entering {
        u.copy_from_slice(&ends.source_first[first..first + width]);
    }
    for row in 0..rows {
        let (g, v) = (lines.row(lines.conductances, row, chain.panel), lines.row(v, row, chain.panel));
        if let Entering::Sources { injected } = entering {
            if row + 1 == rows {
                add(u, &ends.source_last[first..first + width]);
            }
            if !injected.is_empty() {
                add_scaled(u, ends.scale, &injected[row * lines.columns + first..][..width]);
            }
        }
        let nodes = row * width..(row + 1) * width;
        eliminate(ends.scale, g, v, &multipliers[nodes.clone()], u, &mut eliminated[nodes]);
    }
    for sums in [&mut *u, &mut *energy, &mut *largest] {
        sums.fill(0.0);
    }
    for row in (0..rows).rev() {
        let nodes = row * width..(row + 1) * width;
        let (y, c) = (&eliminated[nodes.clone()], &multipliers[nodes.clone()]);
        let (above, below) = z.split_at_mut(nodes.end);
        let z = &mut above[nodes.start..];
        substitute(y, c, lines.row(update.values(), row, chain.panel), update, u, z);
        let g = lines.row(lines.conductances, row, chain.panel);
        measure(ends, g, z, below.get(..width), energy, largest);
    }
    add_end_energy(&ends.last[first..first + width], &z[(rows - 1) * width..], energy);
    add_end_energy(&ends.first[first..first + width], &z[..width], energy);
    Size { energy: energy.iter().sum(), largest: largest.iter().fold(0.0, |all, one| all.max(*one)) }
}

/// One row of the forward sweep: `carried` is c y of the row above, then of this row, which is kept in `y`.
#[inline(always)]
fn eliminate(scale: f64, g: &[f64], v: &[f64], c: &[f64], carried: &mut [f64], y: &mut [f64]) {
    let width = y.len();
    let (g, v, c, carried) = (&g[..width], &v[..width], &c[..width], &mut carried[..width]);
    for j in 0..width {
        carried[j] = c[j] * (scale * g[j] * v[j] + carried[j]);
        y[j] = carried[j];
    }
}

/// One row of the backward sweep: `u` is the solution in the row below, then in this row, where z is updated.
#[inline(always)]
fn substitute(y: &[f64], c: &[f64], values: &[f64], update: &impl Update, u: &mut [f64], z: &mut [f64]) {
    let width = z.len();
    let (y, c, values, u) = (&y[..width], &c[..width], &values[..width], &mut u[..width]);
    for j in 0..width {
        u[j] = y[j] + c[j] * u[j];
        z[j] = update.next(u[j], values[j], z[j]);
    }
}

/// Adds the energy of a row of z in its devices and in the segments to the row `below`, and keeps the largest |z|.
#[inline(always)]
fn measure(ends: &Ends, g: &[f64], z: &[f64], below: Option<&[f64]>, energy: &mut [f64], largest: &mut [f64]) {
    let width = energy.len();
    let (g, z, largest) = (&g[..width], &z[..width], &mut largest[..width]);
    for j in 0..width {
        energy[j] += (ends.scale * g[j] + ends.shunt) * z[j] * z[j];
        largest[j] = largest[j].max(z[j].abs());
    }
    if let Some(below) = below {
        add_drops(z, &below[..width], energy);
    }
}

#[inline(always)]
fn add_drops(z: &[f64], below: &[f64], energy: &mut [f64]) {
    let width = energy.len();
    let (z, below) = (&z[..width], &below[..width]);
    for j in 0..width {
        energy[j] += (z[j] - below[j]) * (z[j] - below[j]);
    }
}

#[inline(always)]
fn add_end_energy(ends: &[f64], z: &[f64], energy: &mut [f64]) {
    for ((energy, end), z) in energy.iter_mut().zip(ends).zip(z) {
        *energy += end * z * z;
    }
}

#[inline(always)]
fn add_scaled(sum: &mut [f64], factor: f64, more: &[f64]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += factor * more;
    }
}

#[inline(always)]
fn add(sum: &mut [f64], more: &[f64]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += more;
    }
}

/// Lends this thread's buffer of at least `size` numbers.
pub(super) fn with_scratch(size: usize, work: impl FnOnce(&mut [f64])) {
    SCRATCH.with_borrow_mut(|scratch| {
        if scratch.len() < size {
            scratch.resize(size, 0.0);
        }
        work(scratch);
    });
}
