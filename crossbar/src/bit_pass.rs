//! Passes down the bit lines: row by row over panels of columns, panels shared among threads.

use std::cell::RefCell;

use multiversion::multiversion;

use crate::{blocks::Blocks, chain::Ends};

thread_local! {
    /// Eliminated right sides of one panel, row by row; written before read in every panel.
    static ELIMINATED: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

/// What every pass knows of the bit lines.
#[derive(Clone, Copy)]
pub(crate) struct BitLines<'a> {
    pub rows: usize,
    /// Columns of the whole array: the stride of `conductances`.
    pub columns: usize,
    /// Columns of a panel.
    pub width: usize,
    /// First column of this pass.
    pub first: usize,
    /// Column behind the last of this pass.
    pub end: usize,
    /// Device conductances (S) of the whole array, row-major.
    pub conductances: &'a [f64],
    pub ends: &'a Ends,
}

impl<'a> BitLines<'a> {
    fn count(&self) -> usize {
        (self.end - self.first).div_ceil(self.width)
    }

    fn split(self, panels: usize) -> (Self, Self) {
        let middle = self.first + panels * self.width;
        (BitLines { end: middle, ..self }, BitLines { first: middle, ..self })
    }

    /// Nodes in the first `panels` panels, which are full.
    fn nodes(&self, panels: usize) -> usize {
        panels * self.width * self.rows
    }

    /// First column and width of each panel.
    fn panels(self) -> impl Iterator<Item = (usize, usize)> {
        (self.first..self.end).step_by(self.width).map(move |first| (first, self.width.min(self.end - first)))
    }

    /// The part of a row of a row-major array that lies in a panel.
    #[inline(always)]
    fn row<'v>(&self, values: &'v [f64], row: usize, (first, width): (usize, usize)) -> &'v [f64] {
        &values[row * self.columns + first..][..width]
    }
}

/// Finds the multipliers c of the elimination, panel by panel.
pub(crate) struct FactorBits<'a> {
    pub lines: BitLines<'a>,
    pub multipliers: &'a mut [f64],
}

impl Blocks for FactorBits<'_> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn split(self, panels: usize) -> (Self, Self) {
        let lines = self.lines.split(panels);
        let multipliers = self.multipliers.split_at_mut(self.lines.nodes(panels));
        (
            FactorBits { lines: lines.0, multipliers: multipliers.0 },
            FactorBits { lines: lines.1, multipliers: multipliers.1 },
        )
    }

    fn run(self) {
        factor(self);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn factor(pass: FactorBits<'_>) {
    let FactorBits { lines, multipliers } = pass;
    let scale = lines.ends.scale;
    let mut start = 0;
    for panel in lines.panels() {
        let (first, width) = panel;
        let multipliers = &mut multipliers[start..start + lines.rows * width];
        start += multipliers.len();
        ELIMINATED.with_borrow_mut(|behind| {
            // conductance to ground seen from the node above, through its segment
            let behind = grown(behind, width);
            behind.copy_from_slice(&lines.ends.first[first..first + width]);
            for (row, c) in multipliers.chunks_exact_mut(width).enumerate() {
                let conductances = lines.row(lines.conductances, row, panel);
                let last = row + 1 == lines.rows;
                for j in 0..width {
                    let seen = scale * conductances[j] + behind[j];
                    let onward = if last { lines.ends.last[first + j] } else { 1.0 };
                    c[j] = 1.0 / (onward + seen);
                    behind[j] = seen * c[j];
                }
            }
        });
    }
}

/// z = (T_b + D)^-1 (f + D w) - x, the first preconditioned residual.
pub(crate) struct StartBits<'a> {
    pub lines: BitLines<'a>,
    pub multipliers: &'a [f64],
    pub w: &'a [f64],
    pub x: &'a [f64],
    pub z: &'a mut [f64],
    /// Per panel: z (T_b + D) z over the segment conductance (V^2).
    pub energies: &'a mut [f64],
}

impl Blocks for StartBits<'_> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn split(self, panels: usize) -> (Self, Self) {
        let nodes = self.lines.nodes(panels);
        let lines = self.lines.split(panels);
        let multipliers = self.multipliers.split_at(nodes);
        let z = self.z.split_at_mut(nodes);
        let energies = self.energies.split_at_mut(panels);
        let StartBits { w, x, .. } = self;
        (
            StartBits { lines: lines.0, multipliers: multipliers.0, w, x, z: z.0, energies: energies.0 },
            StartBits { lines: lines.1, multipliers: multipliers.1, w, x, z: z.1, energies: energies.1 },
        )
    }

    fn run(self) {
        start(self);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn start(pass: StartBits<'_>) {
    let StartBits { lines, w, x, .. } = pass;
    let mut start = 0;
    for (panel, energy) in lines.panels().zip(pass.energies) {
        let nodes = start..start + lines.rows * panel.1;
        start = nodes.end;
        let chain = Panel { lines, panel, multipliers: &pass.multipliers[nodes.clone()], with_sources: true };
        *energy = solve_panel(&chain, w, &mut pass.z[nodes], |row, u, z| {
            let x = lines.row(x, row, panel);
            for j in 0..z.len() {
                z[j] = u[j] - x[j];
            }
        });
    }
}

/// z -= alpha (p - (T_b + D)^-1 D v).
pub(crate) struct StepBits<'a> {
    pub lines: BitLines<'a>,
    pub multipliers: &'a [f64],
    pub alpha: f64,
    pub p: &'a [f64],
    pub v: &'a [f64],
    pub z: &'a mut [f64],
    /// Per panel: z (T_b + D) z over the segment conductance (V^2).
    pub energies: &'a mut [f64],
}

impl Blocks for StepBits<'_> {
    fn count(&self) -> usize {
        self.lines.count()
    }

    fn split(self, panels: usize) -> (Self, Self) {
        let nodes = self.lines.nodes(panels);
        let lines = self.lines.split(panels);
        let multipliers = self.multipliers.split_at(nodes);
        let z = self.z.split_at_mut(nodes);
        let energies = self.energies.split_at_mut(panels);
        let StepBits { alpha, p, v, .. } = self;
        (
            StepBits { lines: lines.0, multipliers: multipliers.0, alpha, p, v, z: z.0, energies: energies.0 },
            StepBits { lines: lines.1, multipliers: multipliers.1, alpha, p, v, z: z.1, energies: energies.1 },
        )
    }

    fn run(self) {
        step(self);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw", "x86_64+avx2"))]
fn step(pass: StepBits<'_>) {
    let StepBits { lines, alpha, p, v, .. } = pass;
    let mut start = 0;
    for (panel, energy) in lines.panels().zip(pass.energies) {
        let nodes = start..start + lines.rows * panel.1;
        start = nodes.end;
        let chain = Panel { lines, panel, multipliers: &pass.multipliers[nodes.clone()], with_sources: false };
        *energy = solve_panel(&chain, v, &mut pass.z[nodes], |row, u, z| {
            let p = lines.row(p, row, panel);
            for j in 0..z.len() {
                z[j] -= alpha * (p[j] - u[j]);
            }
        });
    }
}

/// The tridiagonal systems of one panel.
struct Panel<'a> {
    lines: BitLines<'a>,
    /// First column and width.
    panel: (usize, usize),
    multipliers: &'a [f64],
    with_sources: bool,
}

/// Solves (T_b + D) u = f + D v in one panel and lets `update(row, u, z)` make the new z of each row, from the bottom up.
/// Returns the energy z (T_b + D) z over the segment conductance, as a sum of squares.
#[inline(always)]
fn solve_panel(chain: &Panel<'_>, v: &[f64], z: &mut [f64], update: impl Fn(usize, &[f64], &mut [f64])) -> f64 {
    let Panel { lines, panel, multipliers, with_sources } = *chain;
    let (first, width) = panel;
    let (rows, ends) = (lines.rows, lines.ends);
    let size = rows * width;
    ELIMINATED.with_borrow_mut(|scratch| {
        let (eliminated, lane) = grown(scratch, size + 2 * width).split_at_mut(size);
        let (u, energy) = lane.split_at_mut(width);
        energy.fill(0.0);
        u.fill(0.0);
        if with_sources {
            u.copy_from_slice(&ends.source_first[first..first + width]);
        }
        // forward; `u` carries c y of the row above
        for (row, (y, c)) in eliminated.chunks_exact_mut(width).zip(multipliers.chunks_exact(width)).enumerate() {
            let (g, v) = (lines.row(lines.conductances, row, panel), lines.row(v, row, panel));
            for j in 0..width {
                y[j] = ends.scale * g[j] * v[j] + u[j];
            }
            if with_sources && row + 1 == rows {
                for j in 0..width {
                    y[j] += ends.source_last[first + j];
                }
            }
            for j in 0..width {
                u[j] = c[j] * y[j];
            }
        }
        // backward; `u` is the solution one row below
        u.fill(0.0);
        for row in (0..rows).rev() {
            let (y, c) = (&eliminated[row * width..][..width], &multipliers[row * width..][..width]);
            let g = lines.row(lines.conductances, row, panel);
            for j in 0..width {
                u[j] = c[j] * (y[j] + u[j]);
            }
            let (above, below) = z.split_at_mut((row + 1) * width);
            let z = &mut above[row * width..];
            update(row, u, z);
            if row + 1 == rows {
                for j in 0..width {
                    energy[j] = (ends.last[first + j] + ends.scale * g[j]) * z[j] * z[j];
                }
            } else {
                let below = &below[..width];
                for j in 0..width {
                    let drop = z[j] - below[j];
                    energy[j] += ends.scale * g[j] * z[j] * z[j] + drop * drop;
                }
            }
        }
        for j in 0..width {
            energy[j] += ends.first[first + j] * z[j] * z[j];
        }
        energy.iter().sum()
    })
}

/// The first `size` numbers of a buffer that grows as needed.
fn grown(buffer: &mut Vec<f64>, size: usize) -> &mut [f64] {
    if buffer.len() < size {
        buffer.resize(size, 0.0);
    }
    &mut buffer[..size]
}
