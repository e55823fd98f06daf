//! Standard output, in one place: a closed pipe ends the program quietly instead of with a panic.

use std::io::Write;

use crate::failure::Failure;

/// Writes `text` and a line feed to standard output.
///
/// # Errors
/// [`Failure`] when standard output cannot be written, except when its reader has gone.
pub fn print(text: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Failure::run(format!("cannot write to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}
