//! Many ferroelectric junctions as a circuit sees them.

use multiversion::multiversion;
use rayon::prelude::*;

use super::bins::Bins;
use super::block::{BLOCK, Block, Step};
use super::ensemble::Disorder;
use super::idle::{Dosed, Envelope, Range, Reach};
#[cfg(test)]
use super::journal::State;
use super::junction::{Domains, Ensemble, Junction, Kernel, Potentiation};
use super::kind::Kind;
use crate::checkpoint::{Heading, RestoreError};
use crate::model::{Advance, CONDUCTANCE, Charge, Column, DeviceArray, Segment};
use crate::words::Words;

/// Arrays from this size on are stepped by all threads; below it handing out the work costs more than it saves.
pub(crate) const PARALLEL_FROM: usize = 4096;

/// Columns of [`JunctionArray`].
const COLUMNS: &[Column] =
    &[Column { name: "switched_fraction", unit: "1", long_name: "fraction of domains in the ON state" }, CONDUCTANCE];

/// Many junctions of one [`Junction`] kind, all OFF at first.
///
/// Random numbers depend on the seed, the number of the junction, the bin and the event alone, so neither the number
/// of threads nor the way a step is split changes which domain switches when.
#[derive(Clone, Debug)]
pub(crate) struct JunctionArray<B: Bins> {
    kind: Kind,
    blocks: Vec<Block<B>>,
    envelope: Envelope,
    /// Time since the array was built (s), and at the last mark.
    now: f64,
    marked: f64,
}

impl<B: Bins> JunctionArray<B> {
    /// `count` junctions whose disorder and events follow from `seed`; the parameters have been checked.
    pub fn new(junction: Junction, count: usize, seed: u64) -> JunctionArray<B> {
        let kind = Kind::new(junction, seed);
        let blocks = (0..count).step_by(BLOCK).map(|first| new_block(&kind, first, BLOCK.min(count - first))).collect();
        let mut array = JunctionArray { kind, blocks, envelope: Envelope::NONE, now: 0.0, marked: 0.0 };
        array.program(&vec![0.0; count]);
        array
    }

    fn heading(&self) -> Heading {
        Heading::new(&(&self.kind.junction, self.kind.seed), self.len())
    }

    fn update_envelope(&mut self) {
        self.envelope = self.blocks.iter().map(|block| block.envelope).fold(Envelope::NONE, Envelope::join);
    }

    /// Switched-up fraction of each junction.
    fn up_fractions(&self) -> impl Iterator<Item = f64> {
        self.blocks.iter().flat_map(|block| block.state.up_fraction.iter().copied())
    }

    /// Takes another step of the feedback of the polarization.
    #[cfg(test)]
    pub fn set_feedback_step(&mut self, feedback_step: f64) {
        self.kind.feedback_step = feedback_step;
    }

    /// State of each block.
    #[cfg(test)]
    pub fn states(&self) -> Vec<State<B>> {
        self.blocks.iter().map(|block| block.state.clone()).collect()
    }

    /// Bytes that states, copies for [`rollback`](DeviceArray::rollback) and drawn disorder take.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.blocks.iter().map(Block::bytes).sum()
    }
}

fn new_block<B: Bins>(kind: &Kind, first: usize, count: usize) -> Block<B> {
    let disorder = match kind.junction.ensemble {
        Ensemble::Quantiles => Vec::new(),
        Ensemble::Drawn => (first..first + count)
            .into_par_iter()
            .map(|device| Disorder::drawn(&kind.junction, &kind.capacity, kind.seed, device))
            .collect(),
    };
    Block::new(kind, first, count, disorder)
}

impl<B: Bins> Words for JunctionArray<B> {
    fn append_to(&self, words: &mut Vec<u64>) {
        self.now.append_to(words);
        self.blocks.iter().for_each(|block| block.state.append_to(words));
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        self.now.take_from(words);
        self.blocks.iter_mut().for_each(|block| block.state.take_from(words));
    }
}

impl<B: Bins> DeviceArray for JunctionArray<B> {
    fn len(&self) -> usize {
        self.blocks.iter().map(Block::len).sum()
    }

    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        assert_eq!(voltages.len(), self.len(), "one voltage per junction");
        const TOGETHER: usize = 64;
        let mut ups = self.up_fractions();
        let outputs = currents.chunks_mut(TOGETHER).zip(conductances.chunks_mut(TOGETHER));
        for (voltages, (currents, conductances)) in voltages.chunks(TOGETHER).zip(outputs) {
            let mut on = [0.0; TOGETHER];
            let on = &mut on[..voltages.len()];
            on.iter_mut().zip(&mut ups).for_each(|(on, up)| *on = self.kind.on_fraction(up));
            self.kind.junction.conduction.branches(on, voltages, currents, conductances);
        }
    }

    fn charges(&self, voltages: &[f64], charges: &mut [f64], capacitances: &mut [f64]) {
        assert_eq!(voltages.len(), self.len(), "one voltage per junction");
        let outputs = charges.iter_mut().zip(capacitances).zip(voltages);
        for (((charge, capacitance), &voltage), up) in outputs.zip(self.up_fractions()) {
            let film = self.kind.junction.film.as_ref();
            let own = film.map_or(Charge::default(), |film| film.charge(voltage, up));
            (*charge, *capacitance) = (own.charge, own.capacitance);
        }
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.envelope.idle(lowest, highest, &self.kind, &Reach::new(&self.kind, dt))
    }

    /// Whole domains switch.
    fn jumps(&self) -> bool {
        true
    }

    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        let len = self.len();
        assert!(segment.start.len() == len && segment.end.len() == len, "one voltage per junction");
        let kind = &self.kind;
        let step = Step { reach: Reach::new(kind, dt), dt, now: self.now };
        let advance = if len < PARALLEL_FROM {
            let work = self.blocks.iter_mut().zip(segment.start.chunks(BLOCK).zip(segment.end.chunks(BLOCK)));
            work.map(|(block, (start, end))| advance_block(block, kind, start, end, &step))
                .fold(Advance::default(), Advance::join)
        } else {
            let work =
                self.blocks.par_iter_mut().zip(segment.start.par_chunks(BLOCK).zip(segment.end.par_chunks(BLOCK)));
            work.map(|(block, (start, end))| advance_block(block, kind, start, end, &step))
                .reduce(Advance::default, Advance::join)
        };
        if advance.active > 0 {
            self.update_envelope();
        }
        self.now += dt;
        advance
    }

    fn wait(&mut self, dt: f64) {
        self.now += dt;
    }

    fn conducts_the_same_after_waiting(&self) -> bool {
        true
    }

    fn mark(&mut self) {
        self.blocks.iter_mut().for_each(|block| block.journal.mark());
        self.marked = self.now;
    }

    fn rollback(&mut self) {
        for block in &mut self.blocks {
            if block.journal.restore(&self.kind, &mut block.state) {
                block.update_envelope();
            }
        }
        self.update_envelope();
        self.now = self.marked;
    }

    fn save(&self, state: &mut Vec<u64>) {
        self.heading().save(self, state);
    }

    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        let mut words = self.heading().take(self, state)?;
        self.take_from(&mut words);
        self.blocks.iter_mut().for_each(Block::update_envelope);
        self.update_envelope();
        self.mark();
        Ok(())
    }

    /// The domains that switch ON most easily are ON first. Counted domains are rounded to the nearest number, sharply
    /// switching ones to whole bins. Doses are emptied; waiting times of random events go on, so that repeated
    /// programming scatters anew.
    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        assert_eq!(positions.len(), devices.len(), "one position per junction that is placed");
        for (&device, &position) in devices.iter().zip(positions) {
            program(&mut self.blocks[device / BLOCK], &self.kind, device % BLOCK, position, self.now);
        }
        let mut touched: Vec<usize> = devices.iter().map(|device| device / BLOCK).collect();
        touched.sort_unstable();
        touched.dedup();
        touched.into_iter().for_each(|block| self.blocks[block].update_envelope());
        self.update_envelope();
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn read(&self, column: usize, out: &mut [f64]) {
        assert!(column < COLUMNS.len(), "junctions have {} columns", COLUMNS.len());
        for (up, value) in self.up_fractions().zip(out) {
            let on = self.kind.on_fraction(up);
            *value = match column {
                0 => on,
                _ => self.kind.junction.conduction.branch(on, 0.0).conductance,
            };
        }
    }
}

fn advance_block<B: Bins>(block: &mut Block<B>, kind: &Kind, start: &[f64], end: &[f64], step: &Step) -> Advance {
    let mut sum = Advance::default();
    let mut moved = false;
    let (all_quiet, quiet_without_dose) = block.envelope.quiet_ranges(kind, &step.reach);
    if all_within(all_quiet, start) && all_within(all_quiet, end) {
        return sum;
    }
    for (device, (&start, &end)) in start.iter().zip(end).enumerate() {
        let dosed = block.state.dosed[device];
        if quiet_without_dose.holds(start) & quiet_without_dose.holds(end) & (dosed == Dosed::default()) {
            continue;
        }
        let (front, up) = (block.state.front[device], block.state.up_fraction[device]);
        let (lowest, highest) = if start < end { (start, end) } else { (end, start) };
        if step.reach.idle(&front, dosed, kind.drop(lowest, up), kind.drop(highest, up)) {
            continue;
        }
        if let Some(change) = block.advance(kind, device, start, end, step) {
            sum = sum.join(Advance { largest_change: change, active: 1 });
            moved |= change > 0.0 || block.state.front[device] != front || block.state.dosed[device] != dosed;
        }
    }
    if moved {
        block.update_envelope();
    }
    sum
}

/// True when all `voltages` lie in `range`; without early end, so that it vectorizes.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn all_within(range: Range, voltages: &[f64]) -> bool {
    voltages.iter().fold(true, |all, &voltage| all & range.holds(voltage))
}

/// Switches ON the most easily switched domains until the fraction `position` is ON.
fn program<B: Bins>(block: &mut Block<B>, kind: &Kind, device: usize, position: f64, now: f64) {
    assert!((0.0..=1.0).contains(&position), "position {position} of junction {} is not in 0..1", block.first + device);
    let bins = kind.junction.bins;
    block.journal.keep(kind, device, 0..bins, &block.state);
    let disorder = block.disorder(kind, device);
    let mut order: Vec<usize> = (0..bins).collect();
    if kind.junction.potentiation == Potentiation::Negative {
        order.sort_by(|&a, &b| disorder.down[a].total_cmp(&disorder.down[b]));
    }
    let weight = disorder.weight.clone();
    let mut remaining = position * disorder.total;
    for bin in order {
        let wanted = (remaining / weight[bin]).clamp(0.0, kind.capacity[bin]);
        let on = match (kind.junction.kernel, kind.junction.domains) {
            (Kernel::Step, _) => kind.capacity[bin] * (wanted / kind.capacity[bin]).round(),
            (Kernel::Weibull, Domains::Count(_)) => wanted.round(),
            (Kernel::Weibull, Domains::Infinite) => wanted,
        };
        remaining -= on * weight[bin];
        let up = match kind.junction.potentiation {
            Potentiation::Positive => on,
            Potentiation::Negative => kind.capacity[bin] - on,
        };
        block.state.bins.set(kind, device, bin, up);
    }
    block.state.bins.empty(kind, device);
    block.state.dosed[device] = Dosed::default();
    if let Some(since) = block.state.since.get_mut(device) {
        *since = now;
    }
    block.refresh(kind, device);
}
