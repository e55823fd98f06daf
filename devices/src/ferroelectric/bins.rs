//! What every way of keeping the bins of a junction can do.

use std::fmt::Debug;
use std::ops::Range;

use super::kind::Kind;
use crate::words::Words;

/// Which way domains switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

impl Direction {
    pub fn opposite(self) -> Direction {
        match self {
            Direction::Up => Direction::Down,
            Direction::Down => Direction::Up,
        }
    }
}

/// Bins of one junction that a drive reaches.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    pub device: usize,
    /// Begins at a multiple of [`LANES`](super::doses::LANES).
    pub bins: Range<usize>,
    pub direction: Direction,
}

/// Switched domains and doses of the bins of many junctions; a dose counts towards the state a domain is not in.
pub(crate) trait Bins: Clone + Debug + PartialEq + Words + Send + Sync {
    /// A stack of copies.
    type Saved: Clone + Debug + Default + Send + Sync;

    /// `count` junctions from number `first` on, all domains down, doses empty.
    fn new(kind: &Kind, first: usize, count: usize) -> Self;

    /// True when a domain no harder than `hardest` can still switch in `direction`, among the bins from `first` on whose
    /// hardnesses are `q`.
    fn any_left(&self, kind: &Kind, device: usize, direction: Direction, first: usize, q: &[f64], hardest: f64)
    -> bool;

    /// Domains that are up, bin by bin; `scratch` has room for them.
    fn up<'a>(&'a self, kind: &Kind, device: usize, scratch: &'a mut [f64]) -> &'a [f64];

    /// Puts `up` domains of a bin up.
    fn set(&mut self, kind: &Kind, device: usize, bin: usize, up: f64);

    /// Empties the doses.
    fn empty(&mut self, kind: &Kind, device: usize);

    /// Bins outside of which all doses are empty.
    fn dosed(&self, kind: &Kind, device: usize) -> Range<usize>;

    /// Multiplies the doses of all domains by `resting`, of those already in the state of `direction` by `aligned` too.
    fn relax(&mut self, kind: &Kind, device: usize, direction: Direction, resting: f64, aligned: f64);

    /// Adds `doses` and switches what is due; true when a domain may have switched. `scratch` has room for all bins.
    fn respond(&mut self, kind: &Kind, first: usize, window: &Window, doses: &[f64], scratch: &mut [f64]) -> bool;

    /// Puts a copy on top of the stack.
    fn save(&self, kind: &Kind, device: usize, bins: Range<usize>, saved: &mut Self::Saved);

    /// Takes the copy on top of the stack, made with the same `device` and `bins`.
    fn restore(&mut self, kind: &Kind, device: usize, bins: Range<usize>, saved: &mut Self::Saved);

    /// Empties a stack.
    fn forget(saved: &mut Self::Saved);

    /// Bytes held by the state, and by a stack of copies.
    #[cfg(test)]
    fn bytes(&self, saved: &Self::Saved) -> usize;
}

/// Takes the last `count` values off `stack` into `target`.
pub(crate) fn take<T: Copy>(stack: &mut Vec<T>, target: &mut [T]) {
    let rest = stack.len() - target.len();
    target.copy_from_slice(&stack[rest..]);
    stack.truncate(rest);
}
