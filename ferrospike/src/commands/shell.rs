//! `ferrospike completions` and `ferrospike man`: the command line, told to a shell and to `man`.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;
use traces::whole_file;

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

/// Prints the page of the program, or writes a page per command into a folder in place of those of another version.
///
/// # Errors
/// [`Failure`] when a page cannot be written, or something else stands under its name.
pub fn man(arguments: &Man) -> Result<(), Failure> {
    let Some(folder) = &arguments.folder else {
        return print(page(Cli::command())?.trim_end());
    };
    let unwritable =
        |path: &Path, error| Failure::usage(format!("cannot write {}: {error}; name another folder", display(path)));
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
    let mut program = Cli::command();
    program.build();
    let pages: Vec<(PathBuf, Command)> =
        all(program, NAME).into_iter().map(|(name, command)| (folder.join(format!("{name}.1")), command)).collect();
    if let Some((foreign, _)) = pages.iter().find(|(file, _)| file.exists() && !is_page(file)) {
        let help = "remove it, or name another folder";
        return Err(Failure::usage_help(format!("{} is no page of ferrospike", display(foreign)), help));
    }
    for (file, command) in &pages {
        whole_file::write(file, page(command.clone())?).map_err(|error| unwritable(file, error))?;
    }
    if arguments.json {
        let pages: Vec<&PathBuf> = pages.iter().map(|(file, _)| file).collect();
        return print(&serde_json::json!({ "pages": pages }).to_string());
    }
    print(&format!("wrote {} pages to {}", pages.len(), display(folder)))
}

/// Whether some version of the program wrote this file.
fn is_page(file: &Path) -> bool {
    std::fs::read(file).is_ok_and(|text| String::from_utf8_lossy(&text).contains(&format!(".TH {NAME}")))
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
