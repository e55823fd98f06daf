//! What the bit lines of an array resist to voltages that follow a coarse array.

use multiversion::multiversion;
use rayon::prelude::*;
use sprs::{CsMat, TriMat};

use super::{chain::Ends, grid::Grid, system::System};
use crate::lanes::{LANES, Lanes, load};

/// Sums over the devices between two coarse rows and two coarse columns.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    /// Conductance to ground over that of a segment, times products of the shares of both directions: lower times lower,
    /// lower times upper, upper times upper, `[rows][columns]`.
    products: [[f64; 3]; 3],
    /// Device conductance (S) that falls to each coarse node, as if all ends floated, `[row][column]`.
    shares: [[f64; 2]; 2],
}

/// The bit lines as a coarse array sees them.
pub(super) struct CoarseLines {
    /// `I (T_b + D) I` over the segment conductance, where I carries coarse to fine voltages; row-major nodes.
    pub matrix: CsMat<f64>,
    /// Conductances (S) of the coarse devices, row-major.
    pub conductances: Vec<f64>,
}

impl CoarseLines {
    /// Of the array `system` with these bit lines; `floating` are the `rows` as if all ends floated.
    pub fn new(system: &System<'_>, bits: &Ends, (rows, floating): (&Grid, &Grid), columns: &Grid) -> CoarseLines {
        let products = ColumnProducts::new(columns);
        let band = |lower: usize| {
            let mut cells = vec![Cell::default(); columns.len() - 1];
            for row in rows.span(lower) {
                let row = Row {
                    shares: rows.places[row].shares,
                    floating: floating.places[row].shares,
                    conductances: &system.conductances[row * system.columns..][..system.columns],
                    ends: [(0, &bits.first), (system.rows - 1, &bits.last)]
                        .map(|(end, held)| if row == end { held.as_slice() } else { &[] }),
                };
                row.add(bits, columns, &products, &mut cells);
            }
            cells
        };
        let bands: Vec<Vec<Cell>> = (0..rows.len() - 1).into_par_iter().map(band).collect();
        CoarseLines {
            matrix: matrix(&bands, rows, columns, &products),
            conductances: conductances(&bands, rows, columns),
        }
    }
}

/// One row of devices.
struct Row<'a> {
    /// Shares of the two coarse rows in its bit-line voltages, and as if all ends floated.
    shares: [f64; 2],
    floating: [f64; 2],
    conductances: &'a [f64],
    /// What holds the line ends that lie at this row, over the segment conductance; empty where no end lies.
    ends: [&'a [f64]; 2],
}

impl Row<'_> {
    fn add(&self, bits: &Ends, columns: &Grid, products: &ColumnProducts, cells: &mut [Cell]) {
        let [low, high] = self.shares;
        let rows = [low * low, low * high, high * high];
        for (lower, cell) in cells.iter_mut().enumerate() {
            let span = columns.span(lower);
            let devices = products.sums(self.conductances, span.clone());
            let mut grounded: [f64; 3] = std::array::from_fn(|product| {
                bits.scale * devices[product] + bits.shunt * products.spans[lower][product]
            });
            for held in self.ends.iter().filter(|held| !held.is_empty()) {
                let held = products.sums(held, span.clone());
                (0..3).for_each(|product| grounded[product] += held[product]);
            }
            for (row, sums) in rows.iter().zip(&mut cell.products) {
                (0..3).for_each(|product| sums[product] += row * grounded[product]);
            }
            for (row, sums) in self.floating.iter().zip(&mut cell.shares) {
                // the shares of a device's column add to 1
                sums[0] += row * (devices[0] + devices[1]);
                sums[1] += row * (devices[1] + devices[2]);
            }
        }
    }
}

/// Products of the shares of every column: lower times lower, lower times upper, upper times upper.
struct ColumnProducts {
    columns: [Vec<f64>; 3],
    /// Their sums in every span.
    spans: Vec<[f64; 3]>,
}

impl ColumnProducts {
    fn new(grid: &Grid) -> ColumnProducts {
        let pairs = [(0, 0), (0, 1), (1, 1)];
        let columns =
            pairs.map(|(one, other)| grid.places.iter().map(|place| place.shares[one] * place.shares[other]).collect());
        let mut products = ColumnProducts { columns, spans: Vec::new() };
        let ones = vec![1.0; grid.places.len()];
        products.spans = (0..grid.len() - 1).map(|lower| products.sums(&ones, grid.span(lower))).collect();
        products
    }

    /// Sums of `values` times each product over a span of columns.
    fn sums(&self, values: &[f64], span: std::ops::Range<usize>) -> [f64; 3] {
        let [low, middle, high] = &self.columns;
        weighted_sums(&values[span.clone()], [&low[span.clone()], &middle[span.clone()], &high[span]])
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn weighted_sums(values: &[f64], weights: [&[f64]; 3]) -> [f64; 3] {
    let mut sums = [Lanes::default(); 3];
    let full = values.len() / LANES * LANES;
    for first in (0..full).step_by(LANES) {
        let values = load(values, first, LANES);
        for (sum, weights) in sums.iter_mut().zip(weights) {
            let weights = load(weights, first, LANES);
            for lane in 0..LANES {
                sum[lane] += weights[lane] * values[lane];
            }
        }
    }
    std::array::from_fn(|product| {
        let rest = values[full..].iter().zip(&weights[product][full..]).map(|(value, weight)| value * weight);
        sums[product].iter().sum::<f64>() + rest.sum::<f64>()
    })
}

/// The Galerkin matrix: what ties the cells' nodes to ground, and the segments, whose voltage drops are the same between
/// two coarse rows.
fn matrix(bands: &[Vec<Cell>], rows: &Grid, columns: &Grid, products: &ColumnProducts) -> CsMat<f64> {
    let nodes = rows.len() * columns.len();
    let mut entries = TriMat::new((nodes, nodes));
    let segments = SegmentEnergies::new(rows);
    for (row, cells) in bands.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            for (a, b, c, d) in corners() {
                let stiffness = segments.between[row][a + b] * products.spans[column][c + d];
                let node = |row: usize, column: usize| row * columns.len() + column;
                entries.add_triplet(
                    node(row + a, column + c),
                    node(row + b, column + d),
                    cell.products[a + b][c + d] + stiffness,
                );
            }
        }
    }
    entries.to_csr()
}

/// Pairs of corners of a cell: two rows, two columns.
fn corners() -> impl Iterator<Item = (usize, usize, usize, usize)> {
    (0..16).map(|bits| (bits & 1, bits >> 1 & 1, bits >> 2 & 1, bits >> 3 & 1))
}

/// Energy of the segments of one line: factors of the products of coarse voltages.
struct SegmentEnergies {
    /// Per two neighbouring coarse rows: lower times lower, lower times upper (once), upper times upper.
    between: Vec<[f64; 3]>,
}

impl SegmentEnergies {
    fn new(rows: &Grid) -> SegmentEnergies {
        let inside = 1.0 / rows.spacing() as f64;
        let mut between = vec![[inside, -inside, inside]; rows.len() - 1];
        let [front, back] = rows.end_slopes();
        let [first, last] = rows.ends();
        between[0][0] += first as f64 * front * front;
        between[rows.len() - 2][2] += last as f64 * back * back;
        SegmentEnergies { between }
    }
}

fn conductances(bands: &[Vec<Cell>], rows: &Grid, columns: &Grid) -> Vec<f64> {
    let mut conductances = vec![0.0; rows.len() * columns.len()];
    for (row, cells) in bands.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            for (a, c) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                conductances[(row + a) * columns.len() + column + c] += cell.shares[a][c];
            }
        }
    }
    conductances
}
