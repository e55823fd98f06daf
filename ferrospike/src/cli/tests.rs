use clap::{Command, CommandFactory, Parser};

use super::Cli;

/// Words of a shell command up to a pipe, a redirection or a description.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut blanks) = (Vec::new(), String::new(), false, 0);
    for c in line.trim().chars().chain([' ']) {
        blanks = if c == ' ' && !quoted { blanks + 1 } else { 0 };
        match c {
            '\'' => quoted = !quoted,
            '>' | '|' if !quoted => break,
            ' ' if !quoted && blanks == 2 => break,
            ' ' if !quoted => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            other => word.push(other),
        }
    }
    words
}

/// Every command with its path.
fn all(command: &Command, path: &str) -> Vec<(String, Command)> {
    let path = format!("{path} {}", command.get_name());
    let below = command.get_subcommands().filter(|below| below.get_name() != "help");
    let below: Vec<_> = below.flat_map(|below| all(below, &path)).collect();
    std::iter::once((path, command.clone())).chain(below).collect()
}

fn help(command: &Command) -> String {
    command.get_after_help().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn every_command_has_examples_and_every_example_is_understood() {
    for (path, command) in all(&Cli::command(), "") {
        let help = help(&command);
        let examples: Vec<&str> = help.lines().filter(|line| line.starts_with("  ferrospike ")).collect();
        assert!(!examples.is_empty(), "`{path} --help` has no examples");
        for example in examples {
            if let Err(error) = Cli::try_parse_from(words(example)) {
                panic!("`{path} --help` shows `{example}`, which is not understood: {error}");
            }
        }
    }
}

#[test]
fn an_example_is_of_its_own_command() {
    for (path, command) in all(&Cli::command(), "") {
        let own = help(&command).lines().any(|line| format!("{line} ").starts_with(&format!(" {path} ")));
        assert!(own, "no example of `{path} --help` is one of{path}");
    }
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn commands_are_split_as_a_shell_splits_them() {
    assert_eq!(words("  a b 'c  d' > e"), ["a", "b", "c  d"]);
    assert_eq!(words("  a --b='x > y'   what it does"), ["a", "--b=x > y"]);
}
