//! `ferrospike new`: a commented experiment file to start from.

use std::fs::OpenOptions;
use std::io::Write;

use benchmarks::experiment::template;

use crate::cli::New;
use crate::failure::Failure;
use crate::output::print;
use crate::results::display;

/// Writes the file.
///
/// # Errors
/// [`Failure`] for an unknown template, and when the file exists or cannot be written.
pub fn write(arguments: &New) -> Result<(), Failure> {
    let text = template::text(&arguments.from).map_err(Failure::usage)?;
    let file = display(&arguments.file);
    let mut options = OpenOptions::new();
    options.write(true).truncate(true).create(arguments.force).create_new(!arguments.force);
    let written = options.open(&arguments.file).and_then(|mut opened| opened.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::usage_help(format!("{file} exists"), "name another file, or add --force to replace it")
        }
        _ => Failure::usage(format!("cannot write {file}: {error}; name another file")),
    })?;
    let command = if arguments.from == template::SWEEP { "sweep" } else { "run" };
    print(&format!("wrote {file}; next: ferrospike check {file}, ferrospike {command} {file}"))
}
