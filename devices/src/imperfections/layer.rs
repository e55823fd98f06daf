//! What one non-ideality does to an array of devices.

use std::fmt::Debug;

use rayon::prelude::*;

use crate::model::DeviceArray;
use crate::words::Words;

/// Devices handed to a thread at a time.
const BLOCK: usize = 1024;

/// Arrays from this size on are worked on by all threads; below it handing out the work costs more than it saves.
const PARALLEL_FROM: usize = 4096;

/// A change of position or a relative change of current that [`Layer::reach`] may call nothing.
pub(super) const NEGLIGIBLE: f64 = 1e-6;

/// One non-ideality of all devices of an array, laid over the devices beneath.
///
/// Every method works on the whole array and does nothing unless a layer overrides it. What is random depends on the
/// seed, the device and counters of events or of time alone, never on how a segment is split.
/// [`Words`] are what a checkpoint keeps of it.
pub trait Layer: Words + Debug + Send + Sync {
    /// Bounds of the voltages (V) that reach what lies beneath while the applied ones stay between `lowest` and
    /// `highest` for `dt` seconds; `None` when the layer itself would change what is read or written in that time.
    fn reach(&self, lowest: f64, highest: f64, _dt: f64) -> Option<(f64, f64)> {
        Some((lowest, highest))
    }

    /// True when [`voltages`](Layer::voltages) changes something.
    fn bends_voltages(&self) -> bool {
        false
    }

    /// True when the voltages beneath have a kink where the voltage changes its sign, so that segments are split there.
    fn knows_polarity(&self) -> bool {
        false
    }

    /// Turns the voltages at the start and at the end of a segment (V) into those that write what lies beneath.
    fn voltages(&mut self, _start: &mut [f64], _end: &mut [f64]) {}

    /// True when [`passed`](Layer::passed) keeps books.
    fn keeps_books(&self) -> bool {
        false
    }

    /// Keeps books of what a segment, or waiting, did.
    fn passed(&mut self, _passage: Passage<'_>) {}

    /// Moves devices `beneath` that have changed by themselves, and corrects `positions` to theirs; after all layers
    /// have kept their books.
    fn settle(&mut self, _beneath: &mut dyn DeviceArray, _positions: &mut [f64]) {}

    /// True when [`positions`](Layer::positions) changes how devices conduct.
    fn shifts_positions(&self) -> bool {
        false
    }

    /// Turns the positions beneath (0 off to 1 on) into those that are read.
    fn positions(&self, _positions: &mut [f64]) {}

    /// Turns currents (A) and differential conductances (S) of the devices beneath at `voltages` (V) into those read.
    fn readings(&self, _voltages: &[f64], _currents: &mut [f64], _conductances: &mut [f64]) {}

    /// Turns the positions that were asked for into those that programming reaches.
    fn program(&mut self, _positions: &mut [f64]) {}

    /// Device number `device` has been programmed: its history is empty. Counters of random draws go on.
    fn programmed(&mut self, _device: usize) {}

    /// True when what is written or read may change by a finite amount at once.
    fn jumps(&self) -> bool {
        false
    }

    /// Keeps the present state for [`rollback`](Layer::rollback).
    fn mark(&mut self) {}

    /// Returns to the last [`mark`](Layer::mark).
    fn rollback(&mut self) {}
}

/// What happened to the devices beneath during one segment.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'a> {
    /// Time that passed (s).
    pub dt: f64,
    /// Positions before (0 off to 1 on).
    pub before: &'a [f64],
    /// Positions after.
    pub after: &'a [f64],
}

impl Passage<'_> {
    /// How far device number `device` was moved, positive towards on.
    #[inline(always)]
    pub fn moved(&self, device: usize) -> f64 {
        self.after[device] - self.before[device]
    }
}

/// What a layer remembers of every device, now and at the last mark.
#[derive(Clone, Debug)]
pub(super) struct Books<T> {
    pub now: Vec<T>,
    marked: Vec<T>,
}

impl<T: Copy + Send + Sync> Books<T> {
    pub fn new(now: Vec<T>) -> Books<T> {
        Books { marked: now.clone(), now }
    }

    pub fn mark(&mut self) {
        self.marked.copy_from_slice(&self.now);
    }

    pub fn rollback(&mut self) {
        self.now.copy_from_slice(&self.marked);
    }

    /// Calls `act` with the number and the entry of every device; the devices must not depend on each other.
    pub fn each(&mut self, act: impl Fn(usize, &mut T) + Sync) {
        if self.now.len() < PARALLEL_FROM {
            self.now.iter_mut().enumerate().for_each(|(device, entry)| act(device, entry));
        } else {
            let entries = self.now.par_iter_mut().with_min_len(BLOCK).enumerate();
            entries.for_each(|(device, entry)| act(device, entry));
        }
    }

    /// Smallest `value` of any entry; infinite without devices.
    pub fn least(&self, value: impl Fn(&T) -> f64) -> f64 {
        self.now.iter().map(value).fold(f64::INFINITY, f64::min)
    }
}

/// The mark is not saved.
impl<T: Words> Words for Books<T> {
    fn append_to(&self, words: &mut Vec<u64>) {
        self.now.append_to(words);
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        self.now.take_from(words);
    }
}

/// Bounds of `voltage / factor` for voltages between `lowest` and `highest` and factors between `least` > 0 and `most`.
pub(super) fn divided(lowest: f64, highest: f64, least: f64, most: f64) -> (f64, f64) {
    let smallest = if lowest < 0.0 { lowest / least } else { lowest / most };
    let largest = if highest > 0.0 { highest / least } else { highest / most };
    (smallest, largest)
}

/// Multiplies currents and conductances of every device by its factor.
pub(super) fn scale(currents: &mut [f64], conductances: &mut [f64], factors: impl Iterator<Item = f64>) {
    for ((current, conductance), factor) in currents.iter_mut().zip(conductances).zip(factors) {
        *current *= factor;
        *conductance *= factor;
    }
}
