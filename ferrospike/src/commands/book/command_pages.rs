//! One page per command, with what `--help` prints.

use clap::{Command, CommandFactory};

use super::markdown::block;
use super::{Chapter, Page};
use crate::cli::Cli;

/// Width of the help texts, in characters.
const WIDTH: usize = 100;

/// All commands, and an index of them.
pub fn chapter() -> Chapter {
    let mut program = Cli::command().term_width(WIDTH);
    program.build();
    let (mut pages, mut list) = (Vec::new(), String::new());
    for command in shown(&mut program) {
        let name = command.get_name().to_owned();
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        list += &format!("| [{name}]({name}.md) | {about} |\n");
        let text = format!("# ferrospike {name}\n\n{}", help(command, 2));
        pages.push(Page { title: name.clone(), name, text, origin: "`ferrospike/src/cli`".into() });
    }
    let overview = block("text", &program.render_long_help().to_string());
    let text = format!("# Commands\n\n| command | what it does |\n|---|---|\n{list}\n{overview}");
    let index = Page { name: "README".into(), title: "Commands".into(), text, origin: "`ferrospike/src/cli`".into() };
    Chapter { folder: "commands", index, pages }
}

/// Commands that help lists.
fn shown(command: &mut Command) -> impl Iterator<Item = &mut Command> {
    command.get_subcommands_mut().filter(|command| !command.is_hide_set() && command.get_name() != "help")
}

/// Help of a command, then that of the commands in it, under headings of this depth.
fn help(command: &mut Command, depth: usize) -> String {
    let mut text = block("text", &command.render_long_help().to_string());
    for inner in shown(command) {
        let name = inner.get_bin_name().unwrap_or(inner.get_name()).to_owned();
        text += &format!("\n{} {name}\n\n{}", "#".repeat(depth), help(inner, depth + 1));
    }
    text
}
