//! `ferrospike resume`: goes on with a run that was interrupted, and ends as its command would have ended.

use std::path::{Path, PathBuf};

use benchmarks::checkpoint::{EXTENSION, Heading, complete_pieces, folder_of, heading_of};
use clap::Parser;
use traces::TraceFile;

use super::{bench, experiment, sweep};
use crate::cli::{Cli, Command, Resume};
use crate::command_line;
use crate::failure::Failure;
use crate::results::{FOLDER, display};

/// Goes on with the run of this result, or with the only one that was interrupted in a folder.
///
/// # Errors
/// [`Failure`] when there is none, it was begun by another version, or what it depends on has changed; and those of its command.
pub fn resume(arguments: &Resume) -> Result<(), Failure> {
    let result = match &arguments.file {
        Some(path) if is_place(path) => only_one(path)?,
        Some(path) => result_of(path),
        None => only_one(Path::new(FOLDER))?,
    };
    let heading = heading(&result)?;
    enter(&result, &heading)?;
    tracing::info!(command = heading.command.join(" "), begun = heading.created, "an interrupted run goes on");
    command_line::resume(heading.command.clone());
    let cli = Cli::try_parse_from(&heading.command).map_err(|error| {
        Failure::usage(format!("the command of the interrupted run is not understood any more: {error}"))
    })?;
    match cli.command {
        Command::Run(run) => experiment::resume(run, &heading),
        Command::Sweep(sweep) => sweep::resume(sweep, &heading),
        Command::Bench(bench) => bench::run(&bench),
        _ => Err(Failure::usage(format!("`{}` keeps no runs", heading.command.join(" ")))),
    }
}

/// Whether a path is that of a folder of results, not of what is kept of one.
fn is_place(path: &Path) -> bool {
    path.is_dir() && path.extension().is_none_or(|extension| extension != EXTENSION)
}

/// The result that is meant by its own name, that of its unfinished file, or that of its checkpoint.
fn result_of(path: &Path) -> PathBuf {
    match path.extension() {
        Some(extension) if extension == EXTENSION || extension == "partial" => path.with_extension(""),
        _ => path.to_path_buf(),
    }
}

/// The heading of what is kept of a run, if it can go on.
fn heading(result: &Path) -> Result<Heading, Failure> {
    let folder = display(&folder_of(result));
    let again = "give its first command again: it computes what is not kept";
    let heading = heading_of(result)
        .map_err(|error| Failure::usage_help(format!("{folder}/heading cannot be used: {error}"), again))?;
    let Some(heading) = heading else {
        return Err(nothing_kept(result));
    };
    let (kept, here) = (&heading.identity.version, env!("CARGO_PKG_VERSION"));
    if kept == here {
        return Ok(heading);
    }
    let help = format!(
        "go on with ferrospike {kept}, or begin anew with version {here}: `{} --force`",
        heading.command.join(" ")
    );
    Err(Failure::usage_help(format!("{folder} was begun by ferrospike {kept}, this is {here}"), help))
}

/// Why a result of which nothing is kept cannot go on.
fn nothing_kept(result: &Path) -> Failure {
    let (name, folder) = (display(result), display(&folder_of(result)));
    if !result.is_file() {
        let help =
            "`ferrospike resume FOLDER` lists the interrupted runs in a folder, without FOLDER those in results/";
        return Failure::usage_help(
            format!("nothing is kept of a run with the result {name}: there is no {folder}"),
            help,
        );
    }
    match TraceFile::open(result).and_then(|file| file.provenance()) {
        Ok(_) => Failure::usage(format!("{name} is complete: there is nothing to go on with")),
        Err(error) => {
            let help = format!("there is no {folder} to go on from: run the experiment again");
            Failure::usage_help(error, help)
        }
    }
}

/// Goes to the folder in which the command was given, or to where that has been moved: its paths count from there.
fn enter(result: &Path, heading: &Heading) -> Result<(), Failure> {
    let checkpoint = folder_of(result).canonicalize().map_err(Failure::usage)?;
    let is_here =
        |folder: &Path| folder_of(&folder.join(&heading.file)).canonicalize().is_ok_and(|at| at == checkpoint);
    // the checkpoint without its path relative to that folder
    let depth = Path::new(&heading.file).components().count();
    let moved = checkpoint.ancestors().nth(depth).map(Path::to_path_buf);
    let places = [Some(PathBuf::from(&heading.folder)), moved];
    let Some(place) = places.into_iter().flatten().find(|place| is_here(place)) else {
        let message = format!(
            "{} was begun as {} in the folder {}, from where its paths count",
            display(&checkpoint),
            heading.file,
            heading.folder
        );
        return Err(Failure::usage_help(message, "move it back there, or give its first command again"));
    };
    std::env::set_current_dir(&place)
        .map_err(|error| Failure::usage(format!("cannot enter the folder {}: {error}", display(&place))))
}

/// The only interrupted run in a folder and below.
fn only_one(folder: &Path) -> Result<PathBuf, Failure> {
    let mut found = Vec::new();
    search(folder, &mut found);
    found.sort();
    let place = display(&folder.join(""));
    match found.as_slice() {
        [] => {
            let help = "name the folder of its result, or the result itself: ferrospike resume FILE";
            Err(Failure::usage_help(format!("there is no interrupted run in {place}"), help))
        }
        [only] => Ok(only.clone()),
        several => {
            let lines: String = several.iter().map(|result| format!("\n  {}", describe(result))).collect();
            let message = format!("{} runs in {place} were interrupted:{lines}", several.len());
            Err(Failure::usage_help(message, format!("name one: ferrospike resume {}", display(&several[0]))))
        }
    }
}

/// Results in a folder and below of which something is kept; links are not followed, they may lead back.
fn search(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    for path in folders.map(|entry| entry.path()) {
        if path.extension().is_some_and(|extension| extension == EXTENSION) {
            let result = path.with_extension("");
            if !matches!(heading_of(&result), Ok(None)) {
                found.push(result);
            }
        } else {
            search(&path, found);
        }
    }
}

/// A line about an interrupted run.
fn describe(result: &Path) -> String {
    match heading_of(result) {
        Ok(Some(heading)) => {
            let (done, all) = (complete_pieces(result), heading.pieces);
            format!("{}  {done} of {all} complete  {}", display(result), heading.command.join(" "))
        }
        _ => format!("{}  damaged", display(result)),
    }
}
