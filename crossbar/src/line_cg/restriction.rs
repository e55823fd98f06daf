//! What preconditioned residuals of the bit lines are to a coarse array.

use super::{bit_pass::BitLines, chain::Ends, grid::Grid};

/// Adds up `I (T_b + D) z` over the segment conductance along the lines of one panel: one row of `told` per coarse row,
/// one entry per line. I carries coarse to fine voltages; the panel is given by first column and width.
#[inline(always)]
pub(super) fn restrict(lines: &BitLines<'_>, grid: &Grid, panel: (usize, usize), z: &[f64], told: &mut [f64]) {
    let (first, width) = panel;
    told.fill(0.0);
    for (row, (z, place)) in z.chunks_exact(width).zip(&grid.places).enumerate() {
        let (lower, upper) = told[place.lower * width..][..2 * width].split_at_mut(width);
        add_devices(lines.ends, lines.row(lines.conductances, row, panel), z, place.shares, lower, upper);
    }
    let row = |row: usize| &z[row * width..][..width];
    // a share changes evenly between coarse nodes, so all drops between them count alike: only their sum matters
    let inside = 1.0 / grid.spacing() as f64;
    for (lower, nodes) in grid.nodes.windows(2).enumerate() {
        add_drop(inside, row(nodes[0]), row(nodes[1]), &mut told[lower * width..][..width]);
        add_drop(inside, row(nodes[1]), row(nodes[0]), &mut told[(lower + 1) * width..][..width]);
    }
    let [front, back] = grid.end_slopes();
    let (top, bottom) = (grid.nodes[0], grid.nodes[grid.len() - 1]);
    let last = lines.rows - 1;
    let share = [grid.places[0].shares[0], grid.places[last].shares[1]];
    let told_first = &mut told[..width];
    add_drop(front, row(top), row(0), told_first);
    add_end(share[0], &lines.ends.first[first..first + width], row(0), told_first);
    let told_last = &mut told[(grid.len() - 1) * width..];
    add_drop(back, row(bottom), row(last), told_last);
    add_end(share[1], &lines.ends.last[first..first + width], row(last), told_last);
}

/// Adds the shares of the two coarse rows in the currents to ground of a row.
#[inline(always)]
fn add_devices(ends: &Ends, g: &[f64], z: &[f64], [low, high]: [f64; 2], lower: &mut [f64], upper: &mut [f64]) {
    let width = g.len();
    let (z, lower, upper) = (&z[..width], &mut lower[..width], &mut upper[..width]);
    for j in 0..width {
        let current = (ends.scale * g[j] + ends.shunt) * z[j];
        lower[j] += low * current;
        upper[j] += high * current;
    }
}

/// Adds `slope` times the drop from one row to another.
#[inline(always)]
fn add_drop(slope: f64, from: &[f64], to: &[f64], told: &mut [f64]) {
    for (told, (from, to)) in told.iter_mut().zip(from.iter().zip(to)) {
        *told += slope * (from - to);
    }
}

/// Adds the share of a coarse row in the currents into what holds the line ends at a row.
#[inline(always)]
fn add_end(share: f64, held: &[f64], z: &[f64], told: &mut [f64]) {
    for (told, (held, z)) in told.iter_mut().zip(held.iter().zip(z)) {
        *told += share * held * z;
    }
}
