//! `ferrospike plot`: figures of a recorded file.

use benchmarks::figures::{self, Request, Selection, Shown};
use traces::figures::Format;

use crate::cli::{PictureFormat, Plot};
use crate::failure::Failure;
use crate::output::print;
use crate::results::{display, figures_of};

/// Draws the figures that were asked for, or every one that the file has data for.
///
/// # Errors
/// [`Failure`] when the file cannot be read or does not hold them, or the figures cannot be written.
pub fn draw(arguments: &Plot) -> Result<(), Failure> {
    let folder = arguments.output.clone().unwrap_or_else(|| figures_of(&arguments.file));
    let formats = match arguments.format {
        None => Format::ALL.to_vec(),
        Some(PictureFormat::Svg) => vec![Format::Svg],
        Some(PictureFormat::Png) => vec![Format::Png],
    };
    let presentation = arguments.training.map(Shown::Training).or(arguments.test.map(Shown::Test));
    let selection = Selection { split: arguments.split, presentation, neurons: arguments.neurons.clone() };
    let request = Request { kinds: arguments.kinds.clone(), formats, selection };
    let drawn = figures::draw_some(&arguments.file, &folder, &request).map_err(Failure::usage)?;
    if arguments.json {
        return print(&serde_json::json!({ "figures": drawn }).to_string());
    }
    drawn.iter().try_for_each(|path| print(&display(path)))
}
