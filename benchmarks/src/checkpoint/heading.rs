//! What a checkpoint says of its run.

use serde::{Deserialize, Serialize};

use super::Identity;

/// Which run a checkpoint is of, and how the run was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// What its results depend on.
    pub identity: Identity,
    /// Splits or runs in all.
    pub pieces: usize,
    /// The words of the first command, the program first.
    pub command: Vec<String>,
    /// Folder in which it was given.
    pub folder: String,
    /// The result's file as the command has it: relative to the folder, or absolute.
    pub file: String,
    /// When the run began, as [`traces::timestamp`] has it.
    pub created: String,
    /// When it went on, each time.
    pub resumed: Vec<String>,
}
