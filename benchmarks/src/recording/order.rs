//! Moments of splits that run at the same time, in the order of the splits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use traces::WriteError;

use super::moments::Moments;
use super::taken::Taken;

/// Bytes that all splits together may keep before their turn.
const ROOM: usize = 32 << 20;

/// Whose turn it is, and what the others keep until then.
///
/// Splits are started in the order of their numbers, so the one whose turn it is always runs: it never waits for another.
#[derive(Default)]
pub(super) struct Order {
    state: Mutex<State>,
    /// It is another split's turn, or there is room.
    turned: Condvar,
}

#[derive(Default)]
struct State {
    /// The split that may write.
    due: usize,
    early: BTreeMap<usize, Vec<Taken>>,
    bytes: usize,
    ended: BTreeSet<usize>,
    /// Moments that are in the file.
    written: i64,
}

impl Order {
    /// Writes what split number `split` has taken, or keeps it until its turn.
    pub fn keep(&self, split: usize, taken: Taken, moments: &Moments) -> Result<(), WriteError> {
        let size = taken.size();
        let mut state = self.lock();
        while split > state.due && state.bytes > 0 && state.bytes + size > ROOM {
            state = self.turned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if split <= state.due {
            return state.write(&taken, moments);
        }
        state.bytes += size;
        state.early.entry(split).or_default().push(taken);
        Ok(())
    }

    /// Split number `split` has nothing more to write.
    pub fn end(&self, split: usize, moments: &Moments) -> Result<(), WriteError> {
        let mut state = self.lock();
        state.ended.insert(split);
        let mut written = Ok(());
        loop {
            let due = state.due;
            if !state.ended.remove(&due) {
                break;
            }
            state.due += 1;
            written = written.and(state.catch_up(moments));
        }
        self.turned.notify_all();
        written
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Writes what the split has kept whose turn it has become.
    fn catch_up(&mut self, moments: &Moments) -> Result<(), WriteError> {
        let kept = self.early.remove(&self.due).unwrap_or_default();
        self.bytes -= kept.iter().map(Taken::size).sum::<usize>();
        kept.iter().try_for_each(|taken| self.write(taken, moments))
    }

    fn write(&mut self, taken: &Taken, moments: &Moments) -> Result<(), WriteError> {
        let number = self.written;
        self.written += 1;
        moments.append(number, taken)
    }
}
