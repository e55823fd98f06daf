//! `ferrospike export`: recorded data in the format of other programs.

use std::path::{Path, PathBuf};

use benchmarks::export::populations;
use traces::sonata::{Population, write_spikes};
use traces::{Overwrite, WriteError};

use crate::cli::{Export, ExportTask, Sonata};
use crate::failure::Failure;
use crate::output::print;
use crate::results::display;

/// Writes a recorded file in another format.
///
/// # Errors
/// [`Failure`] when the file cannot be read, holds nothing to export, or the new one cannot be written.
pub fn export(arguments: &Export) -> Result<(), Failure> {
    match &arguments.task {
        ExportTask::Sonata(arguments) => sonata(arguments),
    }
}

fn sonata(arguments: &Sonata) -> Result<(), Failure> {
    let populations = populations(&arguments.file).map_err(Failure::usage)?;
    let output = arguments.output.clone().unwrap_or_else(|| spikes_beside(&arguments.file));
    if output == arguments.file {
        return Err(Failure::usage_help(
            format!("{} is the recorded file itself", display(&output)),
            "name another file with --output",
        ));
    }
    let overwrite = if arguments.force { Overwrite::Replace } else { Overwrite::Refuse };
    let written = write_spikes(&output, &populations, overwrite).map_err(|error| match error {
        WriteError::ResultExists { .. } => {
            Failure::usage_help(error, "name another file with --output, or add --force to replace it")
        }
        WriteError::Write { .. } | WriteError::Rename { .. } => Failure::run(error),
        _ => Failure::usage_help(error, "name another file with --output"),
    })?;
    let spikes: usize = populations.iter().map(|population| population.spikes.len()).sum();
    if arguments.json {
        let population =
            |population: &Population| serde_json::json!({ "name": population.name, "spikes": population.spikes.len() });
        let populations = populations.iter().map(population).collect::<Vec<_>>();
        return print(
            &serde_json::json!({ "spikes": spikes, "populations": populations, "file": written }).to_string(),
        );
    }
    let of = if populations.len() == 1 { "population" } else { "populations" };
    print(&format!("spikes    {}\n          {spikes} spikes of {} {of}", display(&written), populations.len()))
}

/// `results/iris.h5` becomes `results/iris-spikes.h5`.
fn spikes_beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-spikes.h5"))
}
