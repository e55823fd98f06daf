//! Standard output, in one place: a closed pipe ends the program quietly instead of with a panic; what all JSON has alike.

use std::io::Write;

use crate::failure::Failure;

/// Mean and standard deviation of so many values as JSON has them; a single value has no deviation.
pub fn mean_with_deviation((mean, sd): (f64, f64), count: usize) -> serde_json::Value {
    serde_json::json!({ "mean": mean, "sd": (count > 1).then_some(sd) })
}

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
