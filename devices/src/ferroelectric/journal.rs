//! What junctions looked like at the last mark: a copy of each part is taken when it first changes.

use std::ops::Range;

use super::bins::Bins;
use super::idle::{Dosed, Front};
use super::kind::Kind;
use crate::words::Words;

/// State of all junctions of a block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State<B> {
    pub front: Vec<Front>,
    /// Fraction of the polarization that is up.
    pub up_fraction: Vec<f64>,
    pub dosed: Vec<Dosed>,
    /// End of the last drive (s); empty unless doses relax.
    pub since: Vec<f64>,
    pub bins: B,
}

impl<B: Bins> Words for State<B> {
    fn append_to(&self, words: &mut Vec<u64>) {
        self.front.append_to(words);
        self.up_fraction.append_to(words);
        self.dosed.append_to(words);
        self.since.append_to(words);
        self.bins.append_to(words);
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        self.front.take_from(words);
        self.up_fraction.take_from(words);
        self.dosed.take_from(words);
        self.since.take_from(words);
        self.bins.take_from(words);
    }
}

/// A stack of copies of junctions.
#[derive(Clone, Debug)]
pub(crate) struct Copies<B: Bins> {
    entries: Vec<Entry>,
    saved: B::Saved,
}

impl<B: Bins> Copies<B> {
    pub fn new() -> Copies<B> {
        Copies { entries: Vec::new(), saved: B::Saved::default() }
    }

    pub fn clear(&mut self) {
        self.entries.clear();
        B::forget(&mut self.saved);
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    front: Front,
    up_fraction: f64,
    since: f64,
    device: u32,
    first: u16,
    end: u16,
    dosed: Dosed,
}

impl<B: Bins> State<B> {
    /// Puts a copy of `device` with some of its bins on top of `copies`.
    pub fn save(&self, kind: &Kind, device: usize, bins: Range<usize>, copies: &mut Copies<B>) {
        copies.entries.push(Entry {
            front: self.front[device],
            up_fraction: self.up_fraction[device],
            since: self.since.get(device).copied().unwrap_or(0.0),
            device: device as u32,
            first: bins.start as u16,
            end: bins.end as u16,
            dosed: self.dosed[device],
        });
        self.bins.save(kind, device, bins, &mut copies.saved);
    }

    /// Puts the copy on top of `copies` back; tells which junction it was, `None` when there is no more.
    pub fn restore(&mut self, kind: &Kind, copies: &mut Copies<B>) -> Option<usize> {
        let entry = copies.entries.pop()?;
        let device = entry.device as usize;
        self.front[device] = entry.front;
        self.up_fraction[device] = entry.up_fraction;
        self.dosed[device] = entry.dosed;
        if let Some(since) = self.since.get_mut(device) {
            *since = entry.since;
        }
        self.bins.restore(kind, device, entry.first.into()..entry.end.into(), &mut copies.saved);
        Some(device)
    }

    /// Bytes of this state and of `journal`.
    #[cfg(test)]
    pub fn bytes(&self, journal: &Journal<B>) -> usize {
        let each = size_of::<Front>() * self.front.capacity()
            + size_of::<f64>() * (self.up_fraction.capacity() + self.since.capacity())
            + size_of::<Dosed>() * self.dosed.capacity()
            + size_of::<(u16, u16)>() * journal.kept.capacity();
        let copies = size_of::<Entry>() * journal.copies.entries.capacity();
        each + copies + self.bins.bytes(&journal.copies.saved)
    }
}

/// Copies of what changed since the mark.
#[derive(Clone, Debug)]
pub(crate) struct Journal<B: Bins> {
    /// False before the first mark, when nothing is kept.
    marked: bool,
    /// For each junction the bins that have been copied since the mark.
    kept: Vec<(u16, u16)>,
    copies: Copies<B>,
}

/// No copy of a junction, not even of no bins.
const NOT_KEPT: (u16, u16) = (u16::MAX, 0);

impl<B: Bins> Journal<B> {
    pub fn new(count: usize) -> Journal<B> {
        Journal { marked: false, kept: vec![NOT_KEPT; count], copies: Copies::new() }
    }

    /// Forgets all copies: the present state is the one to return to.
    pub fn mark(&mut self) {
        self.marked = true;
        for entry in &self.copies.entries {
            self.kept[entry.device as usize] = NOT_KEPT;
        }
        self.copies.clear();
    }

    /// Copies those `bins` of `device` that are about to change, unless they have been copied since the mark.
    #[inline]
    pub fn keep(&mut self, kind: &Kind, device: usize, bins: Range<usize>, state: &State<B>) {
        let (first, end) = self.kept[device];
        if !self.marked || first as usize <= bins.start && bins.end <= end as usize {
            return;
        }
        // put back in reverse order, so that of two copies the earlier has the last word
        let bins = if (first, end) == NOT_KEPT { bins } else { 0..kind.junction.bins };
        self.kept[device] = (bins.start as u16, bins.end as u16);
        state.save(kind, device, bins, &mut self.copies);
    }

    /// Puts all copies back; tells whether there were any.
    pub fn restore(&mut self, kind: &Kind, state: &mut State<B>) -> bool {
        assert!(self.marked, "rollback needs a mark to return to");
        let mut any = false;
        while let Some(device) = state.restore(kind, &mut self.copies) {
            self.kept[device] = NOT_KEPT;
            any = true;
        }
        any
    }
}
