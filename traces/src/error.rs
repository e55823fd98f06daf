use std::fmt::Display;
use std::path::{Path, PathBuf};

use crate::leave_open::leave_all_open;

/// Why a trace could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A finished result stands where the new one would go.
    #[error(
        "`{}` holds an earlier result; choose another output path, or allow overwriting to replace it",
        path.display()
    )]
    ResultExists {
        /// The path asked for.
        path: PathBuf,
    },
    /// The folder of the output path is not there.
    #[error("cannot write `{}`: there is no folder `{}`; create it or choose another", path.display(), folder.display())]
    FolderMissing {
        /// The path asked for.
        path: PathBuf,
        /// The folder that is missing.
        folder: PathBuf,
    },
    /// The file cannot be opened for writing.
    #[error(
        "cannot write `{}`: {reason}; check that the folder is writable and that no other run writes the same result",
        path.display()
    )]
    CannotCreate {
        /// The file that was to be created (the result's path with `.partial`).
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// HDF5 refused an operation after the file was opened, typically because the disk is full.
    #[error("cannot write `{object}` in `{}`: {reason}; is the disk full?", path.display())]
    Write {
        /// The file being written.
        path: PathBuf,
        /// The group, variable or attribute in it.
        object: String,
        /// What HDF5 said.
        reason: String,
    },
    /// The complete file could not be given its final name.
    #[error("the result is complete in `{}` but could not be renamed to `{}`: {reason}; rename it by hand",
        partial.display(), path.display())]
    Rename {
        /// Where the data is.
        partial: PathBuf,
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
}

impl WriteError {
    /// HDF5 has failed to write `object`: from now on all files stay open, because closing them would write again.
    pub(crate) fn of_write(path: &Path, object: String, reason: &dyn Display) -> Self {
        leave_all_open();
        Self::Write { path: path.into(), object, reason: reason.to_string() }
    }
}

/// Why a trace could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("there is no file `{}`{}", path.display(), if *partial {
        "; its run has not finished, or was interrupted: the same name with `.partial` holds what it recorded"
    } else { "" })]
    Missing {
        /// The path asked for.
        path: PathBuf,
        /// Whether an unfinished file stands beside it.
        partial: bool,
    },
    /// The file is there but cannot be opened as HDF5.
    #[error("`{}` is no HDF5 file, or is cut off or damaged ({reason})", path.display())]
    NotHdf5 {
        /// The path asked for.
        path: PathBuf,
        /// What HDF5 said.
        reason: String,
    },
    /// An HDF5 file from another program.
    #[error("`{}` was not written by ferrospike: it has no attribute `{attribute}`", path.display())]
    Foreign {
        /// The path asked for.
        path: PathBuf,
        /// The root attribute that every trace has.
        attribute: String,
    },
    /// The file has no such group.
    #[error("`{}` has no group `{group}`; it has: {}", path.display(), list(present))]
    NoGroup {
        /// The file.
        path: PathBuf,
        /// The group asked for.
        group: String,
        /// All groups of the file.
        present: Vec<String>,
    },
    /// The group has no such variable.
    #[error("`{}` has no variable `{variable}`; that group has: {}", path.display(), list(present))]
    NoVariable {
        /// The file.
        path: PathBuf,
        /// The variable asked for, with its group.
        variable: String,
        /// The variables of that group.
        present: Vec<String>,
    },
    /// The variable holds another type than was asked for.
    #[error("`{variable}` in `{}` holds {found}, not {expected}", path.display())]
    WrongType {
        /// The file.
        path: PathBuf,
        /// The variable, with its group.
        variable: String,
        /// The type asked for.
        expected: &'static str,
        /// The type stored.
        found: String,
    },
    /// HDF5 could not read an object that is there: the file is damaged.
    #[error("`{}` is damaged: its `{object}` cannot be read; run the experiment again ({reason})", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The group, variable or attribute in it.
        object: String,
        /// What HDF5 said.
        reason: String,
    },
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".into() } else { names.join(", ") }
}
