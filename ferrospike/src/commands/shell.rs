//! `ferrospike completions` and `ferrospike man`: the command line, told to a shell and to `man`.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;

use crate::cli::{Cli, Completions, Man};
use crate::failure::Failure;
use crate::output::print;
use crate::results::display;

/// Name of the program.
const NAME: &str = "ferrospike";

/// Prints completions for a shell.
///
/// # Errors
/// [`Failure`] when nothing can be printed.
pub fn completions(arguments: &Completions) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), NAME, &mut text);
    print(String::from_utf8_lossy(&text).trim_end())
}

/// Prints the page of the program, or writes a page per command into a folder.
///
/// # Errors
/// [`Failure`] when a page cannot be written.
pub fn man(arguments: &Man) -> Result<(), Failure> {
    let Some(folder) = &arguments.folder else {
        return print(page(Cli::command())?.trim_end());
    };
    let unwritable =
        |path: &Path, error| Failure::usage(format!("cannot write {}: {error}; name another folder", display(path)));
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
    let mut program = Cli::command();
    program.build();
    let mut pages = Vec::new();
    for (name, command) in all(program, NAME) {
        let file = folder.join(format!("{name}.1"));
        std::fs::write(&file, page(command)?).map_err(|error| unwritable(&file, error))?;
        pages.push(file);
    }
    if arguments.json {
        return print(&serde_json::json!({ "pages": pages }).to_string());
    }
    print(&format!("wrote {} pages to {}", pages.len(), display(folder)))
}

/// A command and all below it with the names of their pages, such as `ferrospike-device-iv`.
fn all(command: Command, name: &str) -> Vec<(String, Command)> {
    let below = command.get_subcommands().filter(|below| below.get_name() != "help").cloned();
    let below: Vec<(String, Command)> = below
        .flat_map(|command| {
            let name = format!("{name}-{}", command.get_name());
            all(command, &name)
        })
        .collect();
    let own = command.display_name(name.to_string());
    std::iter::once((name.to_string(), own)).chain(below).collect()
}

fn page(command: Command) -> Result<String, Failure> {
    let mut text = Vec::new();
    Page::new(command).render(&mut text).map_err(Failure::run)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
