//! Bins of the step kernel, four bytes and a bit each: all domains of a bin switch when its dose reaches 1.
//!
//! A dose is a fraction of 2^32. Increments far below one unit still count: each is rounded up or down by a sequence
//! that visits all of the interval evenly (multiples of the golden ratio), so that n equal increments are off by a few
//! units in all, not by n times their rounding error.

use std::ops::Range;

use multiversion::multiversion;

use super::bins::{Bins, Direction, Window, take};
use super::junction::Reversal;
use super::kind::Kind;
use crate::words::words;

/// State of junctions whose domains switch sharply.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sharp {
    /// One bit per bin, set where its domains are up.
    up: Vec<u64>,
    /// Integral of dt / tau in units of 2^-32.
    dose: Vec<u32>,
    /// Number of drives so far, which selects the rounding.
    drives: Vec<u32>,
}

words!(Sharp { up, dose, drives });

/// Copies of parts of [`Sharp`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Saved {
    up: Vec<u64>,
    dose: Vec<u32>,
    drives: Vec<u32>,
}

const ONE: f64 = 4_294_967_296.0;

fn words(kind: &Kind, device: usize) -> Range<usize> {
    let words = kind.junction.bins.div_ceil(64);
    device * words..(device + 1) * words
}

fn own(kind: &Kind, device: usize, bins: &Range<usize>) -> Range<usize> {
    let first = device * kind.junction.bins;
    first + bins.start..first + bins.end
}

impl Sharp {
    fn is_up(&self, kind: &Kind, device: usize, bin: usize) -> bool {
        self.up[words(kind, device).start + bin / 64] >> (bin % 64) & 1 == 1
    }
}

impl Bins for Sharp {
    type Saved = Saved;

    fn new(kind: &Kind, _first: usize, count: usize) -> Sharp {
        let bins = kind.junction.bins;
        Sharp { up: vec![0; count * bins.div_ceil(64)], dose: vec![0; count * bins], drives: vec![0; count] }
    }

    #[inline(always)]
    fn any_left(
        &self,
        kind: &Kind,
        device: usize,
        direction: Direction,
        first: usize,
        q: &[f64],
        hardest: f64,
    ) -> bool {
        let word = self.up[words(kind, device).start + first / 64] >> (first % 64);
        let left = if direction == Direction::Up { !word } else { word };
        let reached = q.iter().enumerate().fold(0, |bits, (lane, &q)| bits | u64::from(q <= hardest) << lane);
        left & reached != 0
    }

    fn up<'a>(&'a self, kind: &Kind, device: usize, scratch: &'a mut [f64]) -> &'a [f64] {
        let words = &self.up[words(kind, device)];
        let bins = kind.junction.bins;
        for ((up, capacity), word) in scratch[..bins].chunks_mut(64).zip(kind.capacity.chunks(64)).zip(words) {
            for (lane, (up, capacity)) in up.iter_mut().zip(capacity).enumerate() {
                *up = if word >> lane & 1 == 1 { *capacity } else { 0.0 };
            }
        }
        &scratch[..bins]
    }

    fn set(&mut self, kind: &Kind, device: usize, bin: usize, up: f64) {
        let word = &mut self.up[words(kind, device).start + bin / 64];
        let bit = 1 << (bin % 64);
        *word = if 2.0 * up > kind.capacity[bin] { *word | bit } else { *word & !bit };
    }

    fn empty(&mut self, kind: &Kind, device: usize) {
        self.dose[own(kind, device, &(0..kind.junction.bins))].fill(0);
    }

    fn dosed(&self, kind: &Kind, device: usize) -> Range<usize> {
        let dose = &self.dose[own(kind, device, &(0..kind.junction.bins))];
        let first = dose.iter().position(|&dose| dose > 0).unwrap_or(0);
        first..dose.iter().rposition(|&dose| dose > 0).map_or(first, |last| last + 1)
    }

    fn relax(&mut self, kind: &Kind, device: usize, direction: Direction, resting: f64, aligned: f64) {
        for bin in 0..kind.junction.bins {
            let opposed = self.is_up(kind, device, bin) == (direction == Direction::Down);
            let factor = if opposed { resting } else { resting * aligned };
            let dose = &mut self.dose[device * kind.junction.bins + bin];
            *dose = (f64::from(*dose) * factor) as u32;
        }
    }

    fn respond(&mut self, kind: &Kind, _first: usize, window: &Window, doses: &[f64], _scratch: &mut [f64]) -> bool {
        let Window { device, ref bins, direction } = *window;
        self.drives[device] = self.drives[device].wrapping_add(1);
        let rounding = f64::from(self.drives[device].wrapping_mul(2_654_435_769) as i32) / ONE; // -1/2 to 1/2
        let add = Add {
            up: direction == Direction::Down,
            rounding,
            decrement: kind.junction.reversal == Reversal::Decrement,
        };
        let dose = &mut self.dose[own(kind, device, bins)];
        add_doses(add, &mut self.up[words(kind, device)], bins.start, dose, doses)
    }

    fn save(&self, kind: &Kind, device: usize, bins: Range<usize>, saved: &mut Saved) {
        saved.up.extend_from_slice(&self.up[words(kind, device)]);
        saved.dose.extend_from_slice(&self.dose[own(kind, device, &bins)]);
        saved.drives.push(self.drives[device]);
    }

    fn restore(&mut self, kind: &Kind, device: usize, bins: Range<usize>, saved: &mut Saved) {
        take(&mut saved.up, &mut self.up[words(kind, device)]);
        take(&mut saved.dose, &mut self.dose[own(kind, device, &bins)]);
        take(&mut saved.drives, &mut self.drives[device..=device]);
    }

    fn forget(saved: &mut Saved) {
        saved.up.clear();
        saved.dose.clear();
        saved.drives.clear();
    }

    #[cfg(test)]
    fn bytes(&self, saved: &Saved) -> usize {
        let words = self.up.capacity() + saved.up.capacity();
        let halves = self.dose.capacity() + saved.dose.capacity() + self.drives.capacity() + saved.drives.capacity();
        8 * words + 4 * halves
    }
}

/// One drive.
#[derive(Clone, Copy)]
struct Add {
    /// State of the domains that can switch.
    up: bool,
    /// Added to each increment before it is rounded to the nearest whole unit.
    rounding: f64,
    /// Whether the doses of the other domains shrink.
    decrement: bool,
}

/// Adds to the doses of bins from `first` on, a multiple of 8, and switches what is due; true when a bin switched.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn add_doses(add: Add, up: &mut [u64], first: usize, dose: &mut [u32], increments: &[f64]) -> bool {
    let (eights, rest) = dose.as_chunks_mut::<8>();
    let (increments, rest_increments) = increments.as_chunks::<8>();
    let mut states = Bytes::new(up, first / 8);
    for (dose, increments) in eights.iter_mut().zip(increments) {
        let due = add.to_eight(states.byte(), dose, increments);
        states.flip(due);
    }
    if !rest.is_empty() {
        let mut eight = ([0; 8], [0.0; 8]);
        eight.0[..rest.len()].copy_from_slice(rest);
        eight.1[..rest.len()].copy_from_slice(rest_increments);
        let due = add.to_eight(states.byte(), &mut eight.0, &eight.1);
        states.flip(due);
        rest.copy_from_slice(&eight.0[..rest.len()]);
    }
    states.finish()
}

/// Walks through the bits of bins, a byte at a time.
///
/// What is flipped is kept apart until the word is done: reading each byte from a word that was just written would make
/// every eight bins wait for those before.
struct Bytes<'a> {
    words: &'a mut [u64],
    /// Number of the next byte.
    place: usize,
    flips: u64,
    any: bool,
}

impl Bytes<'_> {
    #[inline(always)]
    fn new(words: &mut [u64], place: usize) -> Bytes<'_> {
        Bytes { words, place, flips: 0, any: false }
    }

    #[inline(always)]
    fn byte(&self) -> u8 {
        (self.words[self.place / 8] >> (8 * (self.place % 8))) as u8
    }

    /// Flips the bits `due` of this byte and goes on to the next.
    #[inline(always)]
    fn flip(&mut self, due: u32) {
        self.flips |= u64::from(due) << (8 * (self.place % 8));
        if self.place % 8 == 7 {
            self.store();
        }
        self.place += 1;
    }

    #[inline(always)]
    fn store(&mut self) {
        if self.flips != 0 {
            self.words[self.place / 8] ^= self.flips;
            (self.flips, self.any) = (0, true);
        }
    }

    /// True when a bit has been flipped.
    #[inline(always)]
    fn finish(mut self) -> bool {
        self.store();
        self.any
    }
}

/// The bits of a byte as words of ones or zeros: these stay in vectors, and a table is the shortest way there.
static SPREAD: [[u32; 8]; 256] = {
    let mut spread = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut lane = 0;
        while lane < 8 {
            spread[byte][lane] = if byte >> lane & 1 == 1 { u32::MAX } else { 0 };
            lane += 1;
        }
        byte += 1;
    }
    spread
};

impl Add {
    /// Adds to the doses of eight bins in the states `is_up`, a bit each; tells which of them switch.
    #[inline(always)]
    fn to_eight(self, is_up: u8, dose: &mut [u32; 8], increments: &[f64; 8]) -> u32 {
        const TO_INTEGER: f64 = 4_503_599_627_370_496.0; // 2^52: adding it leaves the nearest integer in the low bits
        let mut units = [0; 8];
        for lane in 0..8 {
            let exact = increments[lane] * ONE + self.rounding;
            let exact = if exact > 0.0 { exact } else { 0.0 };
            let exact = if exact < ONE - 1.0 { exact } else { ONE - 1.0 };
            units[lane] = (exact + TO_INTEGER).to_bits() as u32;
        }
        // words of ones or zeros in place of truth values: these stay in vectors
        let mask = |truth| if truth { u32::MAX } else { 0 };
        let can = &SPREAD[usize::from(if self.up { is_up } else { !is_up })];
        let mut full = [0; 8];
        for lane in 0..8 {
            let (before, units) = (dose[lane], units[lane]);
            let sum = before.wrapping_add(units);
            // an increment of 1 or more has been cut to one unit less than 1
            full[lane] = can[lane] & (mask(sum < units) | mask(units == u32::MAX));
            let rest = if self.decrement { before.saturating_sub(units) } else { before };
            dose[lane] = ((sum & can[lane]) | (rest & !can[lane])) & !full[lane];
        }
        let mut due = 0;
        for (lane, full) in full.iter().enumerate() {
            due |= full & 1 << lane;
        }
        due
    }
}
