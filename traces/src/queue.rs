//! What waits to be written, and the thread that writes it.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;

use crate::error::WriteError;
use crate::leave_open::leave_all_open;

/// Bytes that may wait; what is larger than that waits alone.
const ROOM: usize = 16 << 20;

/// A piece of writing.
type Job = Box<dyn FnOnce() -> Result<(), Refusal> + Send>;

/// What HDF5 refused.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// The group, variable or attribute.
    pub object: String,
    /// What HDF5 said.
    pub reason: String,
}

/// Values that have not been handed over to the queue yet.
pub(crate) trait Waiting: Send + Sync {
    /// Hands them over.
    fn hand_over(&self) -> Result<(), WriteError>;
}

/// The bounded queue in front of a file: whoever sends more than fits waits until there is room.
///
/// After a job has failed the file is given up: what waits is dropped, and every later call says why.
pub(crate) struct Queue {
    state: Mutex<State>,
    /// There is something to do, or nothing more will come.
    work: Condvar,
    /// A job is done.
    done: Condvar,
    path: PathBuf,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<(usize, Job)>,
    /// Bytes of all jobs that wait or run.
    bytes: usize,
    running: bool,
    closed: bool,
    failure: Option<Refusal>,
    waiting: Vec<Weak<dyn Waiting>>,
}

impl Queue {
    /// Registers values that have to be handed over before the file is flushed.
    pub fn register(&self, waiting: Weak<dyn Waiting>) {
        let mut state = self.lock();
        state.waiting.retain(|known| known.strong_count() > 0);
        state.waiting.push(waiting);
    }

    /// Puts a job of `bytes` bytes at the end of the queue.
    ///
    /// # Errors
    /// [`WriteError::Write`] when an earlier job failed or the file is closed.
    pub fn send(&self, bytes: usize, job: Job) -> Result<(), WriteError> {
        let mut state = self.open()?;
        while state.bytes > 0 && state.bytes + bytes > ROOM {
            state = self.done.wait(state).unwrap_or_else(PoisonError::into_inner);
            drop(state);
            state = self.open()?;
        }
        state.bytes += bytes;
        state.jobs.push_back((bytes, job));
        self.work.notify_one();
        Ok(())
    }

    /// Waits until everything that was appended is written.
    ///
    /// # Errors
    /// [`WriteError::Write`] when something could not be.
    pub fn drain(&self) -> Result<(), WriteError> {
        let waiting: Vec<_> = self.lock().waiting.iter().filter_map(Weak::upgrade).collect();
        waiting.iter().try_for_each(|values| values.hand_over())?;
        let mut state = self.lock();
        while state.running || !state.jobs.is_empty() {
            state = self.done.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        self.check()
    }

    /// Whether values can still be taken.
    ///
    /// # Errors
    /// [`WriteError::Write`] when an earlier job failed or the file is closed.
    pub fn check(&self) -> Result<(), WriteError> {
        self.open().map(drop)
    }

    /// The state of a queue that takes jobs.
    fn open(&self) -> Result<MutexGuard<'_, State>, WriteError> {
        let state = self.lock();
        let refusal = match &state.failure {
            Some(failure) => failure.clone(),
            None if state.closed => Refusal { object: "/".into(), reason: "the file is closed".into() },
            None => return Ok(state),
        };
        Err(self.error(refusal))
    }

    /// Takes note that something could not be written; the first reason stays.
    ///
    /// # Errors
    /// [`WriteError::Write`], always, with the first reason.
    pub fn give_up(&self, refusal: Refusal) -> Result<(), WriteError> {
        leave_all_open();
        let first = self.lock().failure.get_or_insert(refusal).clone();
        Err(self.error(first))
    }

    fn error(&self, Refusal { object, reason }: Refusal) -> WriteError {
        WriteError::Write { path: self.path.clone(), object, reason }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does jobs until the queue is closed and empty.
    fn work(&self) {
        let mut state = self.lock();
        loop {
            let Some((bytes, job)) = state.jobs.pop_front() else {
                if state.closed {
                    return;
                }
                state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            state.running = true;
            drop(state);
            let ended = job();
            state = self.lock();
            state.running = false;
            state.bytes -= bytes;
            if let Err(failure) = ended {
                state.failure.get_or_insert(failure);
                state.jobs.clear();
                state.bytes = 0;
            }
            self.done.notify_all();
        }
    }
}

/// The thread that does the jobs of a queue; dropped, it does what waits and ends.
pub(crate) struct Writer {
    pub queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts a thread for the file at `path`.
    ///
    /// # Errors
    /// [`WriteError::CannotCreate`] when the system has no thread left.
    pub fn start(path: PathBuf) -> Result<Self, WriteError> {
        let queue =
            Arc::new(Queue { state: Mutex::default(), work: Condvar::new(), done: Condvar::new(), path: path.clone() });
        let own = Arc::clone(&queue);
        let thread = std::thread::Builder::new().name("trace writer".into()).spawn(move || own.work());
        let thread = thread.map_err(|reason| WriteError::CannotCreate { path, reason: reason.to_string() })?;
        Ok(Self { queue, thread: Some(thread) })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // a failure has been told to whoever appended or flushed
        let _ = self.queue.drain();
        self.queue.lock().closed = true;
        self.queue.work.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
