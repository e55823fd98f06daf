//! The splits of an experiment, in parallel, handed over in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::{RunError, Setup, SplitResult, TrainedNetwork};

/// What happens while splits run.
pub enum Event {
    /// Some split has passed one more epoch.
    Epoch,
    /// A split is done, and this is its network; splits arrive in the order of their numbers.
    Split(Box<SplitResult>, Box<TrainedNetwork>),
}

/// Runs the splits of the experiment from number `first` on, on all threads; `on_event` runs on the calling thread.
///
/// The result of a split depends on the experiment and its number alone, not on the number of threads.
///
/// # Errors
/// The first [`RunError`] of a split, or what `on_event` returns; then no further split is started.
pub fn run_splits<E: From<RunError>>(
    setup: &Setup,
    first: usize,
    mut on_event: impl FnMut(Event) -> Result<(), E>,
) -> Result<(), E> {
    let splits = setup.experiment.protocol.splits();
    let next = AtomicUsize::new(first);
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        // The pool works while this thread records; low numbers start first, so that results can be handed over early.
        scope.spawn(|| {
            let sender = sender;
            rayon::broadcast(|_| work(setup, splits, &next, &sender));
        });
        let mut early = BTreeMap::new();
        let mut due = first;
        for message in receiver {
            match message {
                Message::Epoch => on_event(Event::Epoch)?,
                Message::Done(index, result) => drop(early.insert(index, result?)),
            }
            while let Some((result, trained)) = early.remove(&due) {
                on_event(Event::Split(Box::new(result), Box::new(trained)))?;
                due += 1;
            }
        }
        Ok(())
    })
}

enum Message {
    Epoch,
    Done(usize, Result<(SplitResult, TrainedNetwork), RunError>),
}

/// Runs splits until none is left, or until nobody listens any more.
fn work(setup: &Setup, splits: usize, next: &AtomicUsize, sender: &mpsc::Sender<Message>) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= splits {
            return;
        }
        let tell_epoch = |_| drop(sender.send(Message::Epoch));
        let result = setup.train(index, &setup.split(index), tell_epoch);
        if sender.send(Message::Done(index, result)).is_err() {
            return;
        }
    }
}
