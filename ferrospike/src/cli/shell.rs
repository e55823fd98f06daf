//! `ferrospike completions` and `ferrospike man`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = MAN)]
pub struct Man {
    /// Folder for one page per command, which replace those of another version [default: the page of ferrospike on standard
    /// output].
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Print the paths as one JSON object.
    #[arg(long, requires = "folder")]
    pub json: bool,
}

const COMPLETIONS: &str = "\
Examples:
  ferrospike completions bash > ~/.local/share/bash-completion/completions/ferrospike
  ferrospike completions zsh > ~/.zfunc/_ferrospike
  ferrospike completions fish > ~/.config/fish/completions/ferrospike.fish";

const MAN: &str = "\
Examples:
  ferrospike man > ferrospike.1                  one page, to be read by `man ./ferrospike.1`
  ferrospike man ~/.local/share/man/man1         a page per command, to be read by `man ferrospike-run`";
