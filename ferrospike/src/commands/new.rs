//! `ferrospike new`: a commented experiment file to start from.

use benchmarks::experiment::template;
use traces::whole_file;

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
    if arguments.file.exists() && !arguments.force {
        return Err(Failure::usage_help(format!("{file} exists"), "name another file, or add --force to replace it"));
    }
    let written = whole_file::write(&arguments.file, &text);
    written.map_err(|error| Failure::usage(format!("cannot write {file}: {error}; name another file")))?;
    let command = if arguments.from == template::SWEEP { "sweep" } else { "run" };
    let next = ["check", command].map(|command| format!("ferrospike {command} {file}"));
    if arguments.json {
        return print(&serde_json::json!({ "file": arguments.file, "next": next }).to_string());
    }
    print(&format!("wrote {file}; next: {}", next.join(", ")))
}
