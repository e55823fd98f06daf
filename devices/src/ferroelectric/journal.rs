//! What junctions looked like at the last mark: a copy of each is taken when it first changes.

use super::block::State;
use super::idle::Front;

/// Copies of the junctions of a block that changed since the mark.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    /// Number of the present mark; 0 before the first, when nothing is kept.
    mark: u64,
    /// For each junction the mark under which it was last copied.
    kept: Vec<u64>,
    entries: Vec<Entry>,
    numbers: Vec<f64>,
    events: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    device: usize,
    front: Front,
    up_fraction: f64,
}

impl Journal {
    pub fn new(count: usize) -> Journal {
        Journal { mark: 0, kept: vec![0; count], entries: Vec::new(), numbers: Vec::new(), events: Vec::new() }
    }

    /// Forgets all copies: the present state is the one to return to.
    pub fn mark(&mut self) {
        self.mark += 1;
        self.clear();
    }

    /// Copies junction `device` unless it has been copied since the mark.
    #[inline]
    pub fn keep(&mut self, device: usize, bins: usize, state: &State) {
        if self.kept[device] == self.mark {
            return;
        }
        self.kept[device] = self.mark;
        let own = device * bins..(device + 1) * bins;
        self.entries.push(Entry { device, front: state.front[device], up_fraction: state.up_fraction[device] });
        self.numbers.extend_from_slice(&state.up[own.clone()]);
        self.numbers.extend_from_slice(&state.dose[own.clone()]);
        if !state.residual.is_empty() {
            self.numbers.extend_from_slice(&state.residual[own.clone()]);
            self.events.extend_from_slice(&state.events[own]);
        }
    }

    /// Puts all copies back; returns the junctions that were restored.
    pub fn restore(&mut self, bins: usize, state: &mut State) -> Vec<usize> {
        assert!(self.mark > 0, "rollback needs a mark to return to");
        let random = !state.residual.is_empty();
        let rows = if random { 3 } else { 2 };
        for (n, entry) in self.entries.iter().enumerate() {
            let own = entry.device * bins..(entry.device + 1) * bins;
            let numbers = &self.numbers[n * rows * bins..][..rows * bins];
            state.front[entry.device] = entry.front;
            state.up_fraction[entry.device] = entry.up_fraction;
            state.up[own.clone()].copy_from_slice(&numbers[..bins]);
            state.dose[own.clone()].copy_from_slice(&numbers[bins..2 * bins]);
            if random {
                state.residual[own.clone()].copy_from_slice(&numbers[2 * bins..]);
                state.events[own].copy_from_slice(&self.events[n * bins..][..bins]);
            }
        }
        let devices = self.entries.iter().map(|entry| entry.device).collect();
        self.mark += 1; // the copies are used up: the next change copies again
        self.clear();
        devices
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.numbers.clear();
        self.events.clear();
    }
}
