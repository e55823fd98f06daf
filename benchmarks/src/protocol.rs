//! All splits of an experiment, in parallel, handed over in order.

use std::collections::BTreeMap;
use std::sync::mpsc;

use crate::{RunError, Setup, SplitResult};

/// What happens while splits run.
pub enum Event {
    /// Some split has passed one more epoch.
    Epoch,
    /// A split is done; splits arrive in the order of their numbers.
    Split(Box<SplitResult>),
}

/// Runs all splits of the experiment on all threads; `on_event` runs on the calling thread.
///
/// The result of a split depends on the experiment and its number alone, not on the number of threads.
///
/// # Errors
/// The first [`RunError`] of a split, or what `on_event` returns; then no further split is started.
pub fn run_splits<E: From<RunError>>(setup: &Setup, mut on_event: impl FnMut(Event) -> Result<(), E>) -> Result<(), E> {
    let splits = setup.experiment.protocol.half_splits;
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(1024);
        scope.spawn(move || {
            let run = |(sender, index): (mpsc::SyncSender<_>, usize)| {
                // A closed channel means that the receiver has given up: there is nobody to tell.
                let progress = sender.clone();
                let result = setup.run(index, &setup.split(index), |_| drop(progress.send(Message::Epoch)));
                sender.send(Message::Done(index, Box::new(result))).is_ok()
            };
            let next = std::sync::atomic::AtomicUsize::new(0);
            rayon::broadcast(|_| {
                while let Some(index) = take(&next, splits) {
                    if !run((sender.clone(), index)) {
                        break;
                    }
                }
            });
        });
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for message in receiver {
            match message {
                Message::Epoch => on_event(Event::Epoch)?,
                Message::Done(index, result) => drop(waiting.insert(index, (*result)?)),
            }
            while let Some(result) = waiting.remove(&due) {
                on_event(Event::Split(Box::new(result)))?;
                due += 1;
            }
        }
        Ok(())
    })
}

enum Message {
    Epoch,
    Done(usize, Box<Result<SplitResult, RunError>>),
}

/// The next split to run; low numbers first, so that results can be handed over early.
fn take(next: &std::sync::atomic::AtomicUsize, splits: usize) -> Option<usize> {
    let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    (index < splits).then_some(index)
}
