use std::ffi::OsString;
use std::fmt::{Debug, Formatter};
use std::fs::TryLockError;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hdf5::File;
use hdf5::file::{CacheDecreaseMode, CacheIncreaseMode, FileCloseDegree, FlashIncreaseMode, MetadataCacheConfig};

use crate::element::unicode;
use crate::error::WriteError;
use crate::provenance::{self, Provenance};
use crate::queue::{Refusal, Writer};
use crate::variable::Group;
use crate::whole_file;

/// What to do where a finished result already stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// Leave it alone and fail.
    Refuse,
    /// Replace it when the new one is complete.
    Replace,
}

/// One HDF5 file while it is written.
///
/// The data goes to `<path>.partial`, which takes the name `path` on [`finish`](Self::finish): a
/// file without `.partial` is always complete. A process that dies leaves a partial file that opens
/// with everything up to the last [`flush`](Self::flush); the next run to the same path replaces it.
///
/// What is appended to growing variables is written by a thread of its own, behind a bounded queue: a run waits for the disk
/// only when more than 16 MB have come together. What that thread cannot write is told by the next append, `flush` or
/// `finish`.
pub struct Trace {
    // before the file: it writes to it when it is dropped
    writer: Writer,
    file: File,
    partial: PathBuf,
    path: PathBuf,
    overwrite: Overwrite,
}

impl Trace {
    /// Tells whether a trace could be created, and leaves nothing behind.
    ///
    /// # Errors
    /// [`WriteError::ResultExists`], [`WriteError::FolderMissing`], [`WriteError::CannotCreate`].
    pub fn check(path: &Path, overwrite: Overwrite) -> Result<(), WriteError> {
        refuse_to_replace(path, overwrite)?;
        refuse_without_folder(path)?;
        let partial = partial_path(path);
        let left_behind = partial.exists();
        probe(&partial)?;
        if !left_behind {
            // a probe that stays is an empty file, which the trace replaces
            let _ = std::fs::remove_file(&partial);
        }
        Ok(())
    }

    /// Opens `<path>.partial` and writes where it comes from.
    ///
    /// Call it before the run: every reason why the result could not be kept shows here.
    ///
    /// # Errors
    /// [`WriteError::ResultExists`], [`WriteError::FolderMissing`], [`WriteError::CannotCreate`];
    /// [`WriteError::Write`] when the provenance does not fit on the disk.
    pub fn create(path: &Path, provenance: &Provenance, overwrite: Overwrite) -> Result<Self, WriteError> {
        let (file, partial) = begin(path, overwrite)?;
        let writer = Writer::start(partial.clone())?;
        let trace = Self { writer, file, partial, path: path.into(), overwrite };
        trace.write_provenance(provenance)?;
        trace.flush()?;
        Ok(trace)
    }

    /// The group of this name, made if need be; `a/b` makes both.
    ///
    /// # Errors
    /// [`WriteError::Write`].
    pub fn group(&self, name: &str) -> Result<Group, WriteError> {
        let mut group = self.file.as_group().map_err(|reason| self.failure(name, &reason))?;
        for part in name.split('/').filter(|part| !part.is_empty()) {
            group = if group.link_exists(part) { group.group(part) } else { create_group(&group, part) }
                .map_err(|reason| self.failure(name, &reason))?;
        }
        Ok(Group::new(group, self.partial.clone(), Arc::clone(&self.writer.queue)))
    }

    /// Brings everything appended so far to the disk.
    ///
    /// # Errors
    /// [`WriteError::Write`].
    pub fn flush(&self) -> Result<(), WriteError> {
        self.writer.queue.drain()?;
        let refusal = |reason: hdf5::Error| Refusal { object: "/".into(), reason: reason.to_string() };
        self.file.flush().or_else(|reason| self.writer.queue.give_up(refusal(reason)))
    }

    /// Closes the file and gives it its final name, which is returned.
    ///
    /// # Errors
    /// [`WriteError::ResultExists`] when another run finished the same result meanwhile and may not
    /// be replaced; [`WriteError::Write`]; [`WriteError::Rename`]. The data stays in the partial file.
    pub fn finish(self) -> Result<PathBuf, WriteError> {
        self.flush()?;
        let Self { writer, file, partial, path, overwrite } = self;
        drop(writer);
        complete(file, partial, path, overwrite)
    }

    /// Closes the file and deletes what has been written.
    pub fn abandon(self) {
        let Self { writer, file, partial, .. } = self;
        drop(writer);
        drop(file);
        // what cannot be deleted is replaced by the next run
        let _ = std::fs::remove_file(partial);
    }

    fn write_provenance(&self, provenance: &Provenance) -> Result<(), WriteError> {
        let text =
            |name: &str, value: &str| write_text(&self.file, name, value).map_err(|reason| self.failure(name, &reason));
        text("Conventions", "CF-1.11")?;
        text("title", "ferrospike trace")?;
        text(provenance::VERSION, &provenance.version)?;
        text(provenance::COMMAND, &provenance.command)?;
        text(provenance::EXPERIMENT, &provenance.experiment)?;
        text(provenance::SOURCES, &provenance.sources.join("\n"))?;
        text(provenance::CREATED, &provenance.created)?;
        self.file
            .new_attr::<u64>()
            .create(provenance::SEED)
            .and_then(|attribute| attribute.write_scalar(&provenance.seed))
            .map_err(|reason| self.failure(provenance::SEED, &reason))
    }

    fn failure(&self, object: &str, reason: &hdf5::Error) -> WriteError {
        WriteError::of_write(&self.partial, object.into(), reason)
    }
}

impl Debug for Trace {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Trace").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Opens `<path>.partial` for a file that is to take the name `path`; both the file and its present name.
pub(crate) fn begin(path: &Path, overwrite: Overwrite) -> Result<(File, PathBuf), WriteError> {
    refuse_to_replace(path, overwrite)?;
    refuse_without_folder(path)?;
    let partial = partial_path(path);
    Ok((create_file(&partial)?, partial))
}

/// Closes what [`begin`] opened, brings it to the disk and gives it its final name, which is returned.
pub(crate) fn complete(
    file: File,
    partial: PathBuf,
    path: PathBuf,
    overwrite: Overwrite,
) -> Result<PathBuf, WriteError> {
    file.close().map_err(|reason| WriteError::of_write(&partial, "/".into(), &reason))?;
    refuse_to_replace(&path, overwrite)?;
    match whole_file::rename(&partial, &path) {
        Ok(()) => Ok(path),
        Err(reason) => Err(WriteError::Rename { partial, path, reason }),
    }
}

fn refuse_to_replace(path: &Path, overwrite: Overwrite) -> Result<(), WriteError> {
    if overwrite == Overwrite::Refuse && path.exists() {
        return Err(WriteError::ResultExists { path: path.into() });
    }
    Ok(())
}

fn refuse_without_folder(path: &Path) -> Result<(), WriteError> {
    let folder = whole_file::folder_of(path);
    if folder.is_dir() { Ok(()) } else { Err(WriteError::FolderMissing { path: path.into(), folder: folder.into() }) }
}

/// The name under which a file stands until it is complete.
pub fn partial_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".partial");
    PathBuf::from(name)
}

/// Writes one text attribute.
pub(crate) fn write_text(place: &hdf5::Location, name: &str, text: &str) -> hdf5::Result<()> {
    place.new_attr::<hdf5::types::VarLenUnicode>().create(name)?.write_scalar(&unicode(text))
}

pub(crate) fn create_group(parent: &hdf5::Group, name: &str) -> hdf5::Result<hdf5::Group> {
    // no time stamps: equal runs write equal bytes
    parent.create_group_builder().obj_track_times(false).create(name)
}

/// Opens a file without HDF5, which buries the system's reason, and would empty the file of a run that is still writing before
/// it notices that run's lock.
fn probe(partial: &Path) -> Result<(), WriteError> {
    let failed = |reason: String| WriteError::CannotCreate { path: partial.into(), reason };
    let probe = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(partial)
        .map_err(|reason| failed(reason.to_string()))?;
    match probe.try_lock() {
        Err(TryLockError::WouldBlock) => Err(failed("another run is writing it".into())),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()), // some file systems have no locks
    }
}

fn create_file(partial: &Path) -> Result<File, WriteError> {
    probe(partial)?;
    File::with_options()
        .with_fapl(|access| {
            // Strong: forgotten handles of variables do not keep a finished file open.
            access.fclose_degree(FileCloseDegree::Strong).mdc_config(&keep_metadata_in_memory())
        })
        .with_fcpl(|creation| creation.obj_track_times(false))
        .create(partial)
        .map_err(|reason| WriteError::CannotCreate { path: partial.into(), reason: reason.to_string() })
}

/// HDF5's index of chunks reaches the disk only when the file is flushed, so that what is on the disk
/// is always as consistent as at the last flush.
fn keep_metadata_in_memory() -> MetadataCacheConfig {
    MetadataCacheConfig {
        evictions_enabled: false,
        incr_mode: CacheIncreaseMode::Off, // HDF5 asks for fixed sizes when it may not evict
        flash_incr_mode: FlashIncreaseMode::Off,
        decr_mode: CacheDecreaseMode::Off,
        ..MetadataCacheConfig::default()
    }
}
