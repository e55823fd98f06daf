//! `ferrospike plot`: figures of a recorded file.

use benchmarks::figures;

use crate::cli::Plot;
use crate::failure::Failure;
use crate::output::print;
use crate::results::{display, figures_of};

/// Draws every figure that the file has data for.
///
/// # Errors
/// [`Failure`] when the file cannot be read or the figures cannot be written.
pub fn draw(arguments: &Plot) -> Result<(), Failure> {
    let folder = arguments.output.clone().unwrap_or_else(|| figures_of(&arguments.file));
    let drawn = figures::draw(&arguments.file, &folder).map_err(Failure::usage)?;
    if arguments.json {
        return print(&serde_json::json!({ "figures": drawn }).to_string());
    }
    drawn.iter().try_for_each(|path| print(&display(path)))
}
