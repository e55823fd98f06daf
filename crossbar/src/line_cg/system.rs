//! One system of equations and how its passes are cut.

use super::{
    bit_pass::{BitLines, Size},
    blocks::Sharing,
    chain::Ends,
    grid::Grid,
    layout::Layout,
    word_pass::WordLines,
};
use crate::{circuit::Circuit, lanes::LANES};

/// From this many devices on, passes are shared among threads.
pub(super) const PARALLEL_DEVICES: usize = 1 << 14;

/// Devices, what flows in, and how the passes over them are shared.
#[derive(Clone, Copy)]
pub(super) struct System<'a> {
    pub rows: usize,
    pub columns: usize,
    /// Device conductances (S), row-major.
    pub conductances: &'a [f64],
    /// Current (A) into each word-line node from outside; empty when there is none.
    pub injected_word: &'a [f64],
    /// Current (A) into each bit-line node from outside; empty when there is none.
    pub injected_bit: &'a [f64],
    /// Columns of a panel.
    pub width: usize,
    pub word_sharing: Sharing,
    pub bit_sharing: Sharing,
    /// Range of the source voltages (V).
    pub swing: f64,
    /// Energy that rounding of the node voltages makes, over the segment conductance of the bit lines (V^2).
    pub rounding: f64,
}

impl<'a> System<'a> {
    /// Devices without sources, row-major.
    pub fn new((rows, columns): (usize, usize), conductances: &'a [f64]) -> System<'a> {
        // a panel's eliminated right sides and multipliers must stay in the second-level cache
        let width = (32_768 / rows).clamp(16, 64) / LANES * LANES;
        let parallel = rows * columns >= PARALLEL_DEVICES;
        let sharing = |blocks: usize| if parallel { Sharing::Parts(blocks.div_ceil(16)) } else { Sharing::OneThread };
        System {
            rows,
            columns,
            conductances,
            injected_word: &[],
            injected_bit: &[],
            width,
            word_sharing: sharing(rows.div_ceil(LANES)),
            bit_sharing: sharing(columns.div_ceil(width)),
            swing: 0.0,
            rounding: 0.0,
        }
    }

    /// The devices and sources of a circuit.
    pub fn of(circuit: &Circuit<'a>) -> System<'a> {
        let Circuit { wires, conductances, injected, .. } = *circuit;
        let (low, high) = circuit.drive.voltage_range();
        let system = System::new((wires.rows, wires.columns), conductances);
        System {
            injected_word: injected.map_or(&[], |injected| &injected.word),
            injected_bit: injected.map_or(&[], |injected| &injected.bit),
            swing: high - low,
            rounding: system.rounding_at(low.abs().max(high.abs())),
            ..system
        }
    }

    /// The same where injected currents, not sources, may set the voltages: their range and rounding are those of the first
    /// solution of the bit lines.
    pub fn with_injected(&self, first: Size, guess: &[f64]) -> System<'a> {
        if self.injected_word.is_empty() && self.injected_bit.is_empty() {
            return *self;
        }
        let highest = guess.iter().fold(first.largest, |most: f64, voltage| most.max(voltage.abs()));
        System { swing: self.swing.max(highest), rounding: self.rounding.max(self.rounding_at(highest)), ..*self }
    }

    /// Energy (V^2) that rounding makes at nodes of this voltage (V).
    fn rounding_at(&self, voltage: f64) -> f64 {
        let rounding = f64::EPSILON * voltage;
        rounding * rounding * 2.0 * self.devices() as f64
    }

    pub fn devices(&self) -> usize {
        self.rows * self.columns
    }

    /// Order of the vectors of the iteration.
    pub fn layout(&self) -> Layout {
        Layout::new(self.columns, self.width)
    }

    /// The word lines, with their devices (S) in that order.
    pub fn words<'e>(&self, ends: &'e Ends, devices: &'e [f64]) -> WordLines<'e> {
        let System { rows, columns, .. } = *self;
        WordLines { columns, rows, layout: self.layout(), conductances: devices, ends, first_row: 0 }
    }

    /// The bit lines, with their devices (S) in that order, and the coarse rows that are told of residuals.
    pub fn bits<'e>(&self, ends: &'e Ends, devices: &'e [f64], coarse: Option<&'e Grid>) -> BitLines<'e> {
        let System { rows, columns, width, .. } = *self;
        let layout = self.layout();
        BitLines { rows, columns, width, layout, first: 0, end: columns, conductances: devices, ends, coarse }
    }

    pub fn row_blocks(&self) -> usize {
        self.rows.div_ceil(LANES)
    }

    pub fn panels(&self) -> usize {
        self.columns.div_ceil(self.width)
    }
}
