//! Where results go.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use traces::{Overwrite, Provenance, Trace, WriteError};

use crate::cli::Output;
use crate::failure::Failure;

/// Folder for results when no output is named.
const FOLDER: &str = "results";

/// What can be done where a result stands already.
const EXISTS: &str = "leave out --output for a new file in results/, or add --force to replace an existing one";

/// A file to write and the folder beside it for its figures.
pub struct Destination {
    file: PathBuf,
    overwrite: Overwrite,
    /// Folder of the figures.
    pub figures: PathBuf,
}

impl Destination {
    /// The file that was asked for, or a new one in `results/` called after `name`.
    ///
    /// # Errors
    /// [`Failure`] when `results/` cannot be made.
    pub fn new(name: &str, output: &Output) -> Result<Self, Failure> {
        let file = match &output.output {
            Some(file) => file.clone(),
            None => {
                std::fs::create_dir_all(FOLDER).map_err(|error| {
                    Failure::usage(format!("cannot make the folder `{FOLDER}`: {error}; name a file with --output"))
                })?;
                free_name(name, output.force)
            }
        };
        let overwrite = if output.force { Overwrite::Replace } else { Overwrite::Refuse };
        Ok(Self { figures: figures_of(&file), file, overwrite })
    }

    /// Opens the file, so that everything that could keep the results from being written shows before the run.
    ///
    /// # Errors
    /// [`Failure`] when the file exists and may not be replaced, or cannot be written.
    pub fn create(&self, seed: u64, experiment: &str, sources: Vec<String>) -> Result<Trace, Failure> {
        let provenance = Provenance {
            version: env!("CARGO_PKG_VERSION").into(),
            command: std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" "),
            seed,
            experiment: experiment.into(),
            sources,
            created: traces::timestamp(SystemTime::now()),
        };
        Trace::create(&self.file, &provenance, self.overwrite).map_err(|error| match error {
            WriteError::ResultExists { .. } => Failure::usage_help(error, EXISTS),
            _ => Failure::usage_help(error, "name another file with --output"),
        })
    }

    /// A file of the same name with another extension.
    ///
    /// # Errors
    /// [`Failure`] when it exists and may not be replaced.
    pub fn beside(&self, extension: &str) -> Result<PathBuf, Failure> {
        let file = self.file.with_extension(extension);
        if self.overwrite == Overwrite::Refuse && file.exists() {
            return Err(Failure::usage_help(format!("{} exists", display(&file)), EXISTS));
        }
        Ok(file)
    }
}

/// Folder of the figures of a recorded file: the file's name without extension, or with `-figures` where it has none.
pub fn figures_of(file: &Path) -> PathBuf {
    match file.extension() {
        Some(_) => file.with_extension(""),
        None => file.with_file_name(format!("{}-figures", file.file_name().unwrap_or_default().to_string_lossy())),
    }
}

/// A path as a user would type it.
pub fn display(path: &Path) -> String {
    path.display().to_string()
}

/// `results/name.h5`, or with a number when that is taken and may not be replaced.
fn free_name(name: &str, replace: bool) -> PathBuf {
    let numbered = |number: usize| match number {
        1 => Path::new(FOLDER).join(format!("{name}.h5")),
        _ => Path::new(FOLDER).join(format!("{name}-{number}.h5")),
    };
    let free = |file: &PathBuf| replace || !file.exists();
    (1..).map(numbered).find(free).unwrap_or_else(|| numbered(1))
}
