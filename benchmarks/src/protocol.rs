//! The splits of an experiment, in parallel, handed over in order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::{Recording, RunError, Setup, SplitResult, TrainedNetwork};

/// What happens while splits run.
pub enum Event {
    /// Some split has passed one more epoch.
    Epoch,
    /// A split is done, and this is its network; splits arrive in the order of their numbers.
    Split(Box<SplitResult>, Box<TrainedNetwork>),
}

/// What happens while pieces of work are done.
pub enum Progress<T> {
    /// Some piece has come one step further.
    Step,
    /// A piece is done; pieces arrive in the order of their numbers.
    Done(T),
}

/// Runs the splits of the experiment from number `first` on, on all threads; `on_event` runs on the calling thread.
/// Presentations are recorded as `recording` says.
///
/// The result of a split depends on the experiment and its number alone, not on the number of threads.
///
/// # Errors
/// The first [`RunError`] of a split, or what `on_event` returns; then no further split is started.
pub fn run_splits<E: From<RunError>>(
    setup: &Setup,
    first: usize,
    recording: Option<&Recording>,
    mut on_event: impl FnMut(Event) -> Result<(), E>,
) -> Result<(), E> {
    let splits = first..setup.experiment.protocol.splits();
    recording.map_or(Ok(()), |recording| recording.begin(first)).map_err(RunError::from)?;
    let run = |index: usize, step: &dyn Fn()| setup.train(index, &setup.split(index), recording, |_| step());
    in_order(splits, run, |progress| match progress {
        Progress::Step => on_event(Event::Epoch),
        Progress::Done((result, trained)) => on_event(Event::Split(Box::new(result), Box::new(trained))),
    })
}

/// Does pieces of work with these numbers on all threads; `on_progress` runs on the calling thread.
///
/// `work` gets the number of the piece and tells every step of it.
///
/// # Errors
/// The first error of a piece, or what `on_progress` returns; then no further piece is started.
pub(crate) fn in_order<T: Send, W: Send, E: From<W>>(
    pieces: Range<usize>,
    work: impl Fn(usize, &dyn Fn()) -> Result<T, W> + Sync,
    mut on_progress: impl FnMut(Progress<T>) -> Result<(), E>,
) -> Result<(), E> {
    let next = AtomicUsize::new(pieces.start);
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        // The pool works while this thread records; low numbers start first, so that results can be handed over early.
        scope.spawn(|| {
            let sender = sender;
            rayon::broadcast(|_| work_on(pieces.end, &next, &work, &sender));
        });
        let mut early = BTreeMap::new();
        let mut due = pieces.start;
        for message in receiver {
            match message {
                Message::Step => on_progress(Progress::Step)?,
                Message::Done(index, result) => drop(early.insert(index, result?)),
            }
            while let Some(result) = early.remove(&due) {
                on_progress(Progress::Done(result))?;
                due += 1;
            }
        }
        Ok(())
    })
}

enum Message<T, W> {
    Step,
    Done(usize, Result<T, W>),
}

/// Does pieces until none is left, or until nobody listens any more.
fn work_on<T, W>(
    end: usize,
    next: &AtomicUsize,
    work: impl Fn(usize, &dyn Fn()) -> Result<T, W>,
    sender: &mpsc::Sender<Message<T, W>>,
) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= end {
            return;
        }
        let result = work(index, &|| drop(sender.send(Message::Step)));
        if sender.send(Message::Done(index, result)).is_err() {
            return;
        }
    }
}
