//! Elimination of the bit lines, panel by panel.

use multiversion::multiversion;

use super::{
    bit_pass::{BitLines, with_scratch},
    blocks::Blocks,
    chain::Ends,
};

/// Finds the multipliers c of the elimination, panel by panel.
pub(super) struct FactorBits<'a> {
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
        with_scratch(self.lines.width, |scratch| factor(self, scratch));
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn factor(pass: FactorBits<'_>, scratch: &mut [f64]) {
    let FactorBits { lines, multipliers } = pass;
    let (ends, mut start) = (lines.ends, 0);
    for panel in lines.panels() {
        let (first, width) = panel;
        let multipliers = &mut multipliers[start..start + lines.rows * width];
        start += multipliers.len();
        // conductance to ground seen from the node above, through its segment
        let behind = &mut scratch[..width];
        behind.copy_from_slice(&ends.first[first..first + width]);
        for (row, c) in multipliers.chunks_exact_mut(width).enumerate() {
            let conductances = lines.row(lines.conductances, row, panel);
            if row + 1 == lines.rows {
                let onward = &ends.last[first..first + width];
                for j in 0..width {
                    c[j] = 1.0 / (onward[j] + (ends.scale * conductances[j] + ends.shunt + behind[j]));
                }
            } else {
                factor_row(ends, conductances, behind, c);
            }
        }
    }
}

#[inline(always)]
fn factor_row(ends: &Ends, conductances: &[f64], behind: &mut [f64], c: &mut [f64]) {
    let width = c.len();
    let (conductances, behind) = (&conductances[..width], &mut behind[..width]);
    let (scale, shunt) = (ends.scale, ends.shunt);
    for j in 0..width {
        let seen = scale * conductances[j] + shunt + behind[j];
        c[j] = 1.0 / (1.0 + seen);
        behind[j] = seen * c[j];
    }
}
