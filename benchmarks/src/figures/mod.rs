//! Which figures a recorded file holds, drawn from the file alone.

mod kind;
mod learning;
mod presentation;
mod recorded;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use traces::figures::{FigureError, Format, Svg};
use traces::{ReadError, TraceFile};

use crate::NetworkFileError;
pub use kind::Kind;
pub use recorded::Shown;

/// Figures that could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The network in it cannot be restored.
    #[error(transparent)]
    Network(#[from] Box<NetworkFileError>),
    /// The figure cannot be made or saved.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// The folder for the figures cannot be made.
    #[error("cannot make the folder {}: {source}; choose another with --output", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of ours without anything to draw.
    #[error("{} holds nothing that can be drawn; its groups are: {groups}", file.display())]
    Nothing {
        /// The file.
        file: PathBuf,
        /// What it holds.
        groups: String,
    },
    /// A file without the data of the kind that was asked for.
    #[error("{} holds no data for `{kind}`, which {command} records; it holds: {held}", file.display())]
    NotHeld {
        /// The file.
        file: PathBuf,
        /// The kind.
        kind: &'static str,
        /// What records it.
        command: &'static str,
        /// The kinds that the file holds.
        held: String,
    },
    /// A split that was not recorded.
    #[error("there is no split {asked}: the file holds {held}, numbered from 0")]
    NoSplit {
        /// The number asked for.
        asked: usize,
        /// Splits in the file.
        held: usize,
    },
    /// A presentation that was not recorded.
    #[error("the file holds no {asked}, but {held}; `[record]` in an experiment says which are recorded")]
    NoPresentation {
        /// Which was asked for.
        asked: String,
        /// What is held.
        held: String,
    },
    /// A neuron that does not exist.
    #[error("the file holds no neuron {asked}, but {held}")]
    NoNeuron {
        /// The number asked for.
        asked: usize,
        /// Neurons in the file.
        held: String,
    },
}

/// What of a file is drawn, where a figure shows a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The split, counted from 0; without it the first.
    pub split: Option<usize>,
    /// The presentation; without it the first that is recorded.
    pub presentation: Option<Shown>,
    /// Neurons whose potential is drawn; without them those that fired first.
    pub neurons: Option<Vec<usize>>,
}

/// Which figures of a file are drawn, and how they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The kinds; without them all that the file holds.
    pub kinds: Vec<Kind>,
    /// The files of each.
    pub formats: Vec<Format>,
    /// What they show.
    pub selection: Selection,
}

impl Default for Request {
    fn default() -> Self {
        Self { kinds: Vec::new(), formats: Format::ALL.to_vec(), selection: Selection::default() }
    }
}

impl Request {
    /// Whether there has to be a figure of a presentation.
    fn names_presentation(&self) -> bool {
        !self.kinds.is_empty() || self.selection.presentation.is_some()
    }
}

/// Draws every figure that `file` has data for into `folder` (SVG and PNG) and returns the paths of the PNG files.
///
/// # Errors
/// [`DrawError`] when the file cannot be read or a figure cannot be saved.
pub fn draw(file: &Path, folder: &Path) -> Result<Vec<PathBuf>, DrawError> {
    draw_some(file, folder, &Request::default())
}

/// Draws what was asked for into `folder` and returns a path for each figure, of the last of its formats.
///
/// # Errors
/// [`DrawError`] when the file cannot be read or does not hold what was asked for, or a figure cannot be saved.
pub fn draw_some(file: &Path, folder: &Path, request: &Request) -> Result<Vec<PathBuf>, DrawError> {
    let trace = TraceFile::open(file)?;
    let kinds: Vec<Kind> = if request.kinds.is_empty() { Kind::all().collect() } else { request.kinds.clone() };
    recorded::require(&trace, &request.selection)?;
    let mut figures = Vec::new();
    for kind in kinds {
        let drawn = match kind.figures(&trace, &request.selection) {
            // of a split whose presentations are not recorded everything else is drawn
            Err(DrawError::NoPresentation { .. }) if !request.names_presentation() => continue,
            drawn => drawn?,
        };
        if drawn.is_empty() && !request.kinds.is_empty() {
            return Err(not_held(file, &trace, kind)?);
        }
        figures.extend(drawn);
    }
    if figures.is_empty() {
        return Err(DrawError::Nothing { file: file.into(), groups: trace.groups()?.join(", ") });
    }
    std::fs::create_dir_all(folder).map_err(|source| DrawError::Folder { folder: folder.into(), source })?;
    let mut drawn = Vec::with_capacity(figures.len());
    for (name, svg) in figures {
        let written = request.formats.iter().map(|&format| svg.write(&folder.join(&name), format));
        drawn.extend(written.collect::<Result<Vec<_>, _>>()?.pop());
    }
    Ok(drawn)
}

/// Names and drawings.
pub type Figures = Vec<(String, Svg)>;

/// A kind of figure with its drawings, or why there are none.
pub type Drawn = (Kind, Result<Figures, DrawError>);

/// The figures of all kinds that a file holds; of one that cannot be drawn, why.
///
/// # Errors
/// [`ReadError`] when the file cannot be read at all.
pub fn all(trace: &TraceFile) -> Result<Vec<Drawn>, ReadError> {
    trace.groups()?;
    let selection = Selection::default();
    let drawn = Kind::all().map(|kind| (kind, kind.figures(trace, &selection)));
    Ok(drawn.filter(|(_, drawn)| !drawn.as_ref().is_ok_and(Vec::is_empty)).collect())
}

fn not_held(file: &Path, trace: &TraceFile, kind: Kind) -> Result<DrawError, DrawError> {
    let held: Vec<&str> = all(trace)?.iter().map(|(kind, _)| kind.name()).collect();
    let held = if held.is_empty() { "nothing that can be drawn".into() } else { held.join(", ") };
    Ok(DrawError::NotHeld { file: file.into(), kind: kind.name(), command: kind.command(), held })
}
