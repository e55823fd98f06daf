//! What survives of a run when it is ended at any moment: a folder `NAME.checkpoint` beside the result `NAME`.
//!
//! | file | holds |
//! |---|---|
//! | `heading` | [`Heading`]: the experiment with all that its results depend on, and the command |
//! | `piece-K` | split or run number K, of a sweep over all points one after the other, complete |
//! | `under-way-K` | split number K as it stood some time ago, see `Course` |
//!
//! Every file is sealed: whole, or not there. Each holds the mark of its run, so that one that strayed in from elsewhere is
//! noticed; what cannot be used is computed again. The result itself is built anew from the pieces, whatever has become of it.

mod heading;
mod identity;
mod sealed;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use heading::Heading;
pub use identity::Identity;
pub use sealed::Unsealed;

/// What the folder's name ends with.
pub const EXTENSION: &str = "checkpoint";

const HEADING: &str = "heading";

/// Largest share of a split's time that is spent on keeping it while it is under way.
const SHARE: f64 = 0.02;

/// What keeping is taken to cost before it has been done once.
const FIRST: Duration = Duration::from_millis(2);

/// A part of a run that cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The system refuses to write.
    #[error("cannot write {}: {reason}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// Another split failed or could not be recorded, which is told in place of this.
    #[error("the run has stopped")]
    Stopped,
}

/// The folder of a run that is under way.
#[derive(Debug)]
pub struct Checkpoint {
    folder: PathBuf,
    /// Mark of the run, see [`Identity`].
    mark: u64,
    share: f64,
    /// Set when splits under way are to end.
    stopped: AtomicBool,
}

/// The folder that belongs to a result.
pub fn folder_of(result: &Path) -> PathBuf {
    let mut name = result.as_os_str().to_owned();
    name.push(".");
    name.push(EXTENSION);
    name.into()
}

/// What the checkpoint of a result says of its run; nothing when there is none.
///
/// # Errors
/// [`Unsealed`] when its heading cannot be used.
pub fn heading_of(result: &Path) -> Result<Option<Heading>, Unsealed> {
    let path = folder_of(result).join(HEADING);
    // without a heading it is what is left of one that was being deleted
    if path.is_file() { sealed::read(&path).map(Some) } else { Ok(None) }
}

/// Number of complete splits or runs in the checkpoint of a result.
pub fn complete_pieces(result: &Path) -> usize {
    let names = std::fs::read_dir(folder_of(result)).into_iter().flatten().flatten().map(|entry| entry.file_name());
    names
        .filter(|name| name.to_string_lossy().strip_prefix("piece-").is_some_and(|n| n.parse::<usize>().is_ok()))
        .count()
}

/// Deletes the checkpoint of a result, if there is one.
///
/// # Errors
/// [`KeepError::Write`] when it cannot be deleted.
pub fn discard(result: &Path) -> Result<(), KeepError> {
    let folder = folder_of(result);
    if !folder.exists() {
        return Ok(());
    }
    // the heading first: a rest without one is not taken for a run
    let heading = folder.join(HEADING);
    let deleted = match std::fs::remove_file(&heading) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => std::fs::remove_dir_all(&folder),
    };
    deleted.map_err(|reason| KeepError::Write { path: folder, reason })
}

impl Checkpoint {
    /// Opens the checkpoint of a result and writes its heading; what it keeps of the same run is used.
    ///
    /// # Errors
    /// [`KeepError::Write`] when the folder cannot be made or written.
    pub fn open(result: &Path, heading: &Heading) -> Result<Self, KeepError> {
        let folder = folder_of(result);
        let failed = |path: &Path, reason| KeepError::Write { path: path.into(), reason };
        std::fs::create_dir_all(&folder).map_err(|reason| failed(&folder, reason))?;
        let path = folder.join(HEADING);
        sealed::write(&path, heading).map_err(|reason| failed(&path, reason))?;
        Ok(Self { folder, mark: heading.identity.mark(), share: SHARE, stopped: AtomicBool::new(false) })
    }

    /// The same checkpoint with another largest share of the time of a split that is spent on keeping it while it is under
    /// way; infinite: after every presentation.
    pub fn with_share(self, share: f64) -> Self {
        Self { share, ..self }
    }

    /// The piece with this number, if it is complete.
    pub(crate) fn complete<T: DeserializeOwned>(&self, number: usize) -> Option<T> {
        self.take(&piece_name(number), number)
    }

    fn take<T: DeserializeOwned>(&self, name: &str, number: usize) -> Option<T> {
        let path = self.folder.join(name);
        if !path.exists() {
            return None;
        }
        match sealed::read::<Part<T>>(&path) {
            Ok(part) if (part.mark, part.number) == (self.mark, number) => Some(part.content),
            Ok(_) => {
                tracing::warn!("{} is of another run: this part is computed again", path.display());
                None
            }
            Err(error) => {
                tracing::warn!("{} cannot be used, {error}: this part is computed again", path.display());
                None
            }
        }
    }

    /// Keeps a complete piece.
    pub(crate) fn keep_complete(&self, number: usize, piece: &impl Serialize) -> Result<(), KeepError> {
        self.keep(&piece_name(number), number, piece)?;
        // what cannot be deleted is not looked at again
        let _ = std::fs::remove_file(self.folder.join(under_way_name(number)));
        Ok(())
    }

    fn keep(&self, name: &str, number: usize, content: &impl Serialize) -> Result<(), KeepError> {
        let (path, begun) = (self.folder.join(name), Instant::now());
        let part = Part { mark: self.mark, number, content };
        sealed::write(&path, &part).map_err(|reason| KeepError::Write { path, reason })?;
        tracing::debug!(name, seconds = begun.elapsed().as_secs_f64(), "kept");
        Ok(())
    }

    /// Ends the splits that are under way.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// The place of piece number `number`.
    pub fn piece(&self, number: usize) -> Piece<'_> {
        Piece { checkpoint: self, number }
    }
}

/// The place of a piece in a checkpoint.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    checkpoint: &'a Checkpoint,
    number: usize,
}

impl<'a> Piece<'a> {
    /// What was kept of it under way.
    pub(crate) fn under_way<T: DeserializeOwned>(self) -> Option<T> {
        self.checkpoint.take(&under_way_name(self.number), self.number)
    }

    /// Keeps it while it is under way.
    pub(crate) fn watch(self) -> Watch<'a> {
        Watch { piece: self, last: Instant::now(), cost: FIRST }
    }
}

fn piece_name(number: usize) -> String {
    format!("piece-{number}")
}

fn under_way_name(number: usize) -> String {
    format!("under-way-{number}")
}

/// What a file holds, with its run and its number.
#[derive(serde::Serialize, serde::Deserialize)]
struct Part<T> {
    mark: u64,
    number: usize,
    content: T,
}

/// Keeps a piece under way from time to time.
pub(crate) struct Watch<'a> {
    piece: Piece<'a>,
    /// When it was kept last.
    last: Instant,
    /// What that cost.
    cost: Duration,
}

impl Watch<'_> {
    /// Whether it is time to keep the piece: so seldom that keeping takes a small share of the time.
    ///
    /// # Errors
    /// [`KeepError::Stopped`] when the run is to end.
    pub fn is_due(&self) -> Result<bool, KeepError> {
        let checkpoint = self.piece.checkpoint;
        if checkpoint.stopped.load(Ordering::Relaxed) {
            return Err(KeepError::Stopped);
        }
        Ok(self.last.elapsed().as_secs_f64() * checkpoint.share >= self.cost.as_secs_f64())
    }

    /// Keeps it as it stands; `state` makes what is kept.
    ///
    /// # Errors
    /// [`KeepError::Write`]; what was kept before is still there.
    pub fn keep<T: Serialize>(&mut self, state: impl FnOnce() -> T) -> Result<(), KeepError> {
        let (begun, Piece { checkpoint, number }) = (Instant::now(), self.piece);
        checkpoint.keep(&under_way_name(number), number, &state())?;
        self.last = Instant::now();
        self.cost = self.last - begun;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
