//! Where results go.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use benchmarks::checkpoint::{Identity, heading_of};
use traces::{Overwrite, Provenance, Trace, WriteError};

use crate::cli::Output;
use crate::command_line;
use crate::failure::Failure;
use crate::kept::is_own;

/// Folder for results when no output is named.
pub const FOLDER: &str = "results";

/// A file to write and the folder beside it for its figures.
pub struct Destination {
    /// The file.
    pub file: PathBuf,
    /// What happens to a file of this name.
    pub overwrite: Overwrite,
    /// Folder of the figures.
    pub figures: PathBuf,
    /// The option that names the file.
    pub option: &'static str,
}

impl Destination {
    /// The file that was asked for, or a new one in `results/` called after `name`.
    ///
    /// # Errors
    /// [`Failure`] when `results/` cannot be made.
    pub fn new(name: &str, output: &Output) -> Result<Self, Failure> {
        Self::where_free(name, output, |_| true)
    }

    /// The same for a run of this identity: a new file is none beside which another run is kept.
    ///
    /// # Errors
    /// [`Failure`] when `results/` cannot be made.
    pub fn for_run(name: &str, output: &Output, identity: &Identity) -> Result<Self, Failure> {
        let free = |file: &Path| heading_of(file).is_ok_and(|kept| kept.is_none_or(|kept| kept.identity == *identity));
        Self::where_free(name, output, free)
    }

    fn where_free(name: &str, output: &Output, free: impl Fn(&Path) -> bool) -> Result<Self, Failure> {
        let file = match &output.output {
            Some(folder) if folder.is_dir() => {
                let help = "name a file in it, such as results/mine.h5";
                return Err(Failure::usage_help(format!("{} is a folder", display(folder)), help));
            }
            Some(file) => file.clone(),
            None => {
                make_folder()?;
                free_name(name, output.force, free)
            }
        };
        let figures = figures_of(&file);
        if figures.is_file() {
            let help = "name another file with --output";
            let message = format!("{} is a file, where the folder of the figures is to be", display(&figures));
            return Err(Failure::usage_help(message, help));
        }
        let overwrite = if output.force { Overwrite::Replace } else { Overwrite::Refuse };
        Ok(Self { figures, file, overwrite, option: "--output" })
    }

    /// Opens the file, so that everything that could keep the results from being written shows before the run.
    ///
    /// # Errors
    /// [`Failure`] when the file exists and may not be replaced, or cannot be written.
    pub fn create(&self, seed: u64, experiment: &str, sources: Vec<String>) -> Result<Trace, Failure> {
        let provenance = Provenance {
            version: env!("CARGO_PKG_VERSION").into(),
            command: command_line::words().join(" "),
            seed,
            experiment: experiment.into(),
            sources,
            created: traces::timestamp(SystemTime::now()),
        };
        Trace::create(&self.file, &provenance, self.overwrite).map_err(|error| self.refused(error))
    }

    /// The same for a run that may go on: a complete file that it wrote itself before it was interrupted is replaced.
    ///
    /// # Errors
    /// [`Failure`] when the file exists and may not be replaced, or cannot be written.
    pub fn open(&self, provenance: &Provenance) -> Result<Trace, Failure> {
        let own = is_own(&self.file, provenance);
        let overwrite = if own { Overwrite::Replace } else { self.overwrite };
        Trace::create(&self.file, provenance, overwrite).map_err(|error| self.refused(error))
    }

    /// Tells what would keep the file from being written, and leaves nothing behind.
    ///
    /// # Errors
    /// [`Failure`] when the file exists and may not be replaced, or cannot be written.
    pub fn check(&self, provenance: &Provenance) -> Result<(), Failure> {
        let own = is_own(&self.file, provenance);
        Trace::check(&self.file, if own { Overwrite::Replace } else { self.overwrite })
            .map_err(|error| self.refused(error))
    }

    /// A file of the same name with another extension.
    ///
    /// # Errors
    /// [`Failure`] when it exists and may not be replaced.
    pub fn beside(&self, extension: &str) -> Result<PathBuf, Failure> {
        let file = self.file.with_extension(extension);
        if self.overwrite == Overwrite::Refuse && file.exists() {
            return Err(Failure::usage_help(format!("{} exists", display(&file)), self.exists()));
        }
        Ok(file)
    }

    fn refused(&self, error: WriteError) -> Failure {
        match error {
            WriteError::ResultExists { .. } => Failure::usage_help(error, self.exists()),
            _ if command_line::is_resumed() => Failure::usage_help(error, "when that is possible, resume again"),
            _ => Failure::usage_help(error, format!("name another file with {}", self.option)),
        }
    }

    /// What can be done where something stands already.
    fn exists(&self) -> String {
        match (command_line::is_resumed(), self.option) {
            // the options are those of the first command
            (true, _) => "the run that goes on writes this file: move what stands there to another place".into(),
            (_, "--output") => {
                "leave out --output for a new file in results/, or add --force to replace an existing one".into()
            }
            (_, option) => format!("name another file with {option}, or add --force to replace an existing one"),
        }
    }
}

/// Folder of the figures of a recorded file: the file's name without extension, or with `-figures` where it has none.
pub fn figures_of(file: &Path) -> PathBuf {
    let file = without_partial(file);
    match file.extension() {
        Some(_) => file.with_extension(""),
        None => file.with_file_name(format!("{}-figures", file.file_name().unwrap_or_default().to_string_lossy())),
    }
}

/// The name that an unfinished file is to take, or its own.
pub fn without_partial(file: &Path) -> PathBuf {
    if file.extension().is_some_and(|extension| extension == "partial") { file.with_extension("") } else { file.into() }
}

/// `results/name.h5`, whatever stands there; the folder is made.
///
/// # Errors
/// [`Failure`] when the folder cannot be made.
pub fn fixed_name(name: &str) -> Result<PathBuf, Failure> {
    make_folder()?;
    Ok(numbered(name, 1))
}

/// A path as a user would type it.
pub fn display(path: &Path) -> String {
    path.display().to_string()
}

/// `results/name.h5`, or with a number when that is taken and may not be replaced.
fn free_name(name: &str, replace: bool, free: impl Fn(&Path) -> bool) -> PathBuf {
    let is_free = |file: &PathBuf| replace || !file.exists() && free(file);
    (1..).map(|number| numbered(name, number)).find(is_free).unwrap_or_else(|| numbered(name, 1))
}

/// `results/name.h5`, from the second on with its number.
fn numbered(name: &str, number: usize) -> PathBuf {
    match number {
        1 => Path::new(FOLDER).join(format!("{name}.h5")),
        _ => Path::new(FOLDER).join(format!("{name}-{number}.h5")),
    }
}

fn make_folder() -> Result<(), Failure> {
    std::fs::create_dir_all(FOLDER).map_err(|error| {
        Failure::usage(format!("cannot make the folder `{FOLDER}`: {error}; name a file with --output"))
    })
}
