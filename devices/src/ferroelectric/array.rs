//! Many ferroelectric junctions as a circuit sees them.

use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::block::{BLOCK, Block, Individual, Kind};
use super::ensemble::LocalFields;
use super::idle::{Envelope, Reach};
use super::junction::{Domains, Ensemble, Junction, Kernel, Potentiation};
use crate::catalogue::Parameters as _;
use crate::error::ModelError;
use crate::model::{Advance, CONDUCTANCE, Column, DeviceArray, Segment};
use crate::rng::{Purpose, stream};

/// Arrays from this size on are stepped by all threads; below it handing out the work costs more than it saves.
const PARALLEL_FROM: usize = 4096;

/// Columns of [`JunctionArray`].
const COLUMNS: &[Column] =
    &[Column { name: "switched_fraction", unit: "1", long_name: "fraction of domains in the ON state" }, CONDUCTANCE];

/// Many junctions of one [`Junction`] kind, all OFF at first.
///
/// Random numbers depend on the seed, the number of the junction, the bin and the event alone, so neither the number
/// of threads nor the way a step is split changes which domain switches when.
#[derive(Clone, Debug)]
pub struct JunctionArray {
    kind: Kind,
    blocks: Vec<Block>,
    envelope: Envelope,
}

impl JunctionArray {
    /// `count` junctions whose scatter and events follow from `seed`.
    ///
    /// # Errors
    /// [`ModelError`] names the first parameter that is out of range.
    pub fn new(junction: Junction, count: usize, seed: u64) -> Result<JunctionArray, ModelError> {
        junction.validate()?;
        Ok(JunctionArray::of_valid(junction, count, seed))
    }

    /// The same for parameters that have been checked.
    pub(crate) fn of_valid(junction: Junction, count: usize, seed: u64) -> JunctionArray {
        let kind = Kind::new(junction, seed);
        let blocks = (0..count).step_by(BLOCK).map(|first| new_block(&kind, first, BLOCK.min(count - first))).collect();
        let mut array = JunctionArray { kind, blocks, envelope: Envelope::NONE };
        array.program(&vec![0.0; count]);
        array
    }

    /// Parameters of all junctions.
    pub fn junction(&self) -> &Junction {
        &self.kind.junction
    }

    fn update_envelope(&mut self) {
        self.envelope = self.blocks.iter().map(|block| block.envelope).fold(Envelope::NONE, Envelope::join);
    }

    /// Block of each junction number together with the number inside the block.
    fn each(&self) -> impl Iterator<Item = (&Block, usize)> {
        self.blocks.iter().flat_map(|block| (0..block.individuals.len()).map(move |device| (block, device)))
    }
}

fn new_block(kind: &Kind, first: usize, count: usize) -> Block {
    let numbers = first..first + count;
    let individuals = numbers.clone().map(|device| draw(kind, device)).collect();
    let fields = match kind.junction.ensemble {
        Ensemble::Quantiles => Vec::new(),
        Ensemble::Drawn => numbers.map(|device| LocalFields::drawn(&kind.junction, kind.seed, device)).collect(),
    };
    Block::new(kind, first, individuals, fields)
}

/// Scattered parameters of junction number `device`.
fn draw(kind: &Kind, device: usize) -> Individual {
    let junction = &kind.junction;
    let mut random = stream(kind.seed, Purpose::DeviceSpread, device as u64);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let (area, imprint) = ((junction.g_spread * normal()).exp(), normal());
    let mut threshold = normal();
    while threshold.abs() > 3.0 {
        threshold = normal();
    }
    Individual {
        area,
        alpha_factor: 1.0 + junction.threshold_spread * threshold,
        imprint: junction.imprint + junction.imprint_spread * imprint,
    }
}

impl DeviceArray for JunctionArray {
    fn len(&self) -> usize {
        self.blocks.iter().map(|block| block.individuals.len()).sum()
    }

    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        assert_eq!(voltages.len(), self.len(), "one voltage per junction");
        let law = &self.kind.junction.conduction;
        let outputs = currents.iter_mut().zip(conductances).zip(voltages);
        for (((current, conductance), &voltage), (block, device)) in outputs.zip(self.each()) {
            let branch = law.branch(self.kind.on_fraction(block.state.up_fraction[device]), voltage);
            let area = block.individuals[device].area;
            (*current, *conductance) = (area * branch.current, area * branch.conductance);
        }
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.envelope.idle(lowest, highest, &Reach::new(&self.kind.junction, dt))
    }

    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        let len = self.len();
        assert!(segment.start.len() == len && segment.end.len() == len, "one voltage per junction");
        let (kind, reach) = (&self.kind, Reach::new(&self.kind.junction, dt));
        let starts = segment.start.chunks(BLOCK);
        let ends = segment.end.chunks(BLOCK);
        let advance = if len < PARALLEL_FROM {
            let work = self.blocks.iter_mut().zip(starts.zip(ends));
            work.map(|(block, (start, end))| advance_block(block, kind, start, end, dt, reach))
                .fold(Advance::default(), Advance::join)
        } else {
            let work =
                self.blocks.par_iter_mut().zip(segment.start.par_chunks(BLOCK).zip(segment.end.par_chunks(BLOCK)));
            work.map(|(block, (start, end))| advance_block(block, kind, start, end, dt, reach))
                .reduce(Advance::default, Advance::join)
        };
        if advance.active > 0 {
            self.update_envelope();
        }
        advance
    }

    fn mark(&mut self) {
        self.blocks.iter_mut().for_each(|block| block.journal.mark());
    }

    fn rollback(&mut self) {
        let kind = &self.kind;
        for block in &mut self.blocks {
            let restored = block.journal.restore(kind.junction.bins, &mut block.state);
            for &device in &restored {
                block.update_conductance(kind, device);
            }
            if !restored.is_empty() {
                block.update_envelope();
            }
        }
        self.update_envelope();
    }

    /// The domains that switch ON most easily are ON first. Counted domains are rounded to the nearest number.
    /// Doses are emptied; waiting times of random events go on, so that repeated programming scatters anew.
    fn program(&mut self, positions: &[f64]) {
        assert_eq!(positions.len(), self.len(), "one position per junction");
        for (block, positions) in self.blocks.iter_mut().zip(positions.chunks(BLOCK)) {
            for (device, &position) in positions.iter().enumerate() {
                program(block, &self.kind, device, position);
            }
            block.update_envelope();
        }
        self.update_envelope();
    }

    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        assert_eq!(positions.len(), devices.len(), "one position per junction that is placed");
        for (&device, &position) in devices.iter().zip(positions) {
            program(&mut self.blocks[device / BLOCK], &self.kind, device % BLOCK, position);
        }
        let mut touched: Vec<usize> = devices.iter().map(|device| device / BLOCK).collect();
        touched.dedup();
        touched.into_iter().for_each(|block| self.blocks[block].update_envelope());
        self.update_envelope();
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn read(&self, column: usize, out: &mut [f64]) {
        assert!(column < COLUMNS.len(), "junctions have {} columns", COLUMNS.len());
        for ((block, device), value) in self.each().zip(out) {
            *value = match column {
                0 => self.kind.on_fraction(block.state.up_fraction[device]),
                _ => block.conductance[device],
            };
        }
    }
}

fn advance_block(block: &mut Block, kind: &Kind, start: &[f64], end: &[f64], dt: f64, reach: Reach) -> Advance {
    let mut sum = Advance::default();
    let mut moved = false;
    for (device, (&start, &end)) in start.iter().zip(end).enumerate() {
        let front = block.state.front[device];
        let (lowest, highest) = if start < end { (start, end) } else { (end, start) };
        if reach.idle(&front, &block.individuals[device], lowest, highest) {
            continue;
        }
        if let Some(change) = block.advance(kind, device, start, end, dt) {
            sum = sum.join(Advance { largest_change: change, active: 1 });
            moved |= block.state.front[device] != front;
        }
    }
    if moved {
        block.update_envelope();
    }
    sum
}

/// Switches ON the most easily switched domains until the fraction `position` is ON.
fn program(block: &mut Block, kind: &Kind, device: usize, position: f64) {
    assert!((0.0..=1.0).contains(&position), "position {position} of junction {} is not in 0..1", block.first + device);
    let bins = kind.junction.bins;
    block.journal.keep(device, bins, &block.state);
    let fields = block.fields.get(device).unwrap_or(&kind.shared_fields);
    let mut order: Vec<usize> = (0..bins).collect();
    if kind.junction.potentiation == Potentiation::Negative {
        order.sort_by(|&a, &b| fields.down[b].total_cmp(&fields.down[a]));
    }
    let wanted = position * kind.domains;
    let whole = kind.junction.domains != Domains::Infinite || kind.junction.kernel == Kernel::Step;
    let mut remaining = if whole { wanted.round() } else { wanted };
    let up = &mut block.state.up[device * bins..][..bins];
    for bin in order {
        let on = remaining.min(kind.capacity[bin]);
        remaining -= on;
        up[bin] = match kind.junction.potentiation {
            Potentiation::Positive => on,
            Potentiation::Negative => kind.capacity[bin] - on,
        };
    }
    block.state.dose[device * bins..][..bins].fill(0.0);
    block.state.front[device].dosed = None;
    block.refresh(kind, device);
}

#[cfg(test)]
#[path = "junction_tests.rs"]
mod tests;
