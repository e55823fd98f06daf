//! Parameter sets by name or from a file of the user.

use std::path::{Path, PathBuf};

use devices::catalogue::{self, Entry, LoadError};

/// A parameter set that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// No set has that name, or the file is not a parameter set.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The file cannot be read.
    #[error("cannot read parameter file {}: {source}; give its path, or the name of a set", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The embedded set called `name`, or the one in the file at this path when it ends in `.toml`.
///
/// # Errors
/// [`SetError`] for an unknown name, and for a file that cannot be read or is no parameter set.
pub fn parameter_set(name: &str) -> Result<Entry, SetError> {
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| extension != "toml") {
        return Ok(catalogue::find(name).map_err(LoadError::from)?);
    }
    let text = std::fs::read_to_string(path).map_err(|source| SetError::Unreadable { path: path.into(), source })?;
    Ok(Entry::parse(name, &text)?)
}
