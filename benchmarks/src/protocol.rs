//! The splits of an experiment, in parallel, handed over in order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use serde::{Deserialize, Serialize};

use crate::checkpoint::Checkpoint;
use crate::{Recording, RunError, Setup, SplitResult, TrainedNetwork};

/// What happens while splits run.
pub enum Event {
    /// Some split has passed one more epoch.
    Epoch,
    /// A split is done; splits arrive in the order of their numbers.
    Split(Box<FinishedSplit>),
}

/// A split that is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishedSplit {
    /// What came of it.
    pub result: SplitResult,
    /// Its network, where it was asked for.
    pub network: Option<TrainedNetwork>,
}

/// What happens while pieces of work are done.
pub enum Progress<T> {
    /// Some piece has come one step further.
    Step,
    /// A piece is done; pieces arrive in the order of their numbers.
    Done(T),
}

/// Runs the splits of the experiment on all threads; `on_event` runs on the calling thread. With each of the splits `networks`
/// comes its network; presentations are recorded as `recording` says.
///
/// What the checkpoint keeps is not run again, and what it keeps of a split under way is gone on from. The result of a split
/// depends on the experiment and its number alone, not on the number of threads or on interruptions.
///
/// # Errors
/// The first [`RunError`] of a split, or what `on_event` returns; then no further split is started.
pub fn run_splits<E: From<RunError>>(
    setup: &Setup,
    checkpoint: &Checkpoint,
    networks: Range<usize>,
    recording: Option<&Recording>,
    mut on_event: impl FnMut(Event) -> Result<(), E>,
) -> Result<(), E> {
    let epochs = setup.experiment.training.epochs;
    let run = |index: usize, step: &dyn Fn()| -> Result<FinishedSplit, RunError> {
        let wanted = networks.contains(&index);
        // presentations are in no checkpoint: a split of which some are recorded runs again
        let (recording, passed) = match recording {
            Some(recording) if recording.holds(index) => (Some(recording), None),
            other => (None, other),
        };
        passed.map_or(Ok(()), |recording| recording.pass(index))?;
        let kept = if recording.is_some() { None } else { checkpoint.complete::<FinishedSplit>(index) };
        if let Some(kept) = kept.filter(|kept| kept.network.is_some() || !wanted) {
            tracing::info!(split = index, "a split is in the checkpoint");
            (0..epochs).for_each(|_| step());
            return Ok(kept);
        }
        let (result, network) =
            setup.train(index, &setup.split(index), (Some(checkpoint.piece(index)), recording), |_| step())?;
        let finished = FinishedSplit { result, network: wanted.then_some(network) };
        checkpoint.keep_complete(index, &finished)?;
        Ok(finished)
    };
    let tell = |progress| match progress {
        Progress::Step => on_event(Event::Epoch),
        Progress::Done(finished) => on_event(Event::Split(Box::new(finished))),
    };
    // a split may take minutes: those under way end when one fails or cannot be recorded
    in_order_until(0..setup.experiment.protocol.splits(), run, tell, || checkpoint.stop())
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
    on_progress: impl FnMut(Progress<T>) -> Result<(), E>,
) -> Result<(), E> {
    in_order_until(pieces, work, on_progress, || ())
}

/// [`in_order`]; `stop` is called at an error, to end pieces that are under way.
pub(crate) fn in_order_until<T: Send, W: Send, E: From<W>>(
    pieces: Range<usize>,
    work: impl Fn(usize, &dyn Fn()) -> Result<T, W> + Sync,
    on_progress: impl FnMut(Progress<T>) -> Result<(), E>,
    stop: impl FnOnce(),
) -> Result<(), E> {
    let next = AtomicUsize::new(pieces.start);
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        // The pool works while this thread records; low numbers start first, so that results can be handed over early.
        scope.spawn(|| {
            let sender = sender;
            rayon::broadcast(|_| work_on(pieces.end, &next, &work, &sender));
        });
        hand_over(receiver, pieces.start, on_progress).inspect_err(|_| stop())
    })
}

/// Hands over what comes, pieces in the order of their numbers from `due` on.
fn hand_over<T, W, E: From<W>>(
    messages: mpsc::Receiver<Message<T, W>>,
    mut due: usize,
    mut on_progress: impl FnMut(Progress<T>) -> Result<(), E>,
) -> Result<(), E> {
    let mut early = BTreeMap::new();
    for message in messages {
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
