//! Figures drawn from recorded data: a struct of numbers and words in, an [`Svg`] out.
//!
//! All figures are meant for one column of a journal (8.5 cm): text is 7 pt or larger there, colors
//! can be told apart by color-blind readers, and axes carry units with the SI prefix that fits.
//! The font is embedded; no font of the machine is used.
//!
//! ```
//! # use ferrospike_traces as traces;
//! use traces::figures::{Axis, Curve, Line};
//!
//! let accuracy = Line::with_band("test", vec![(1.0, 0.81), (2.0, 0.93)], vec![0.02, 0.01]);
//! let figure = Curve {
//!     x: Axis::linear("Epoch", "1"),
//!     y: Axis::linear("Accuracy", "1"),
//!     lines: vec![accuracy],
//! };
//! assert!(figure.draw().as_str().contains("Accuracy"));
//! ```

mod area;
mod axis;
mod canvas;
mod cells;
mod colors;
mod confusion;
mod curve;
mod film;
mod frame;
mod grid;
mod heat_map;
mod maps;
mod panel_grid;
mod ranking;
mod strips;
mod svg;
#[cfg(test)]
mod tests;
mod unit;

pub use area::{Area, Quantity, Series, Side};
pub use axis::{Axis, Scale};
pub use confusion::ConfusionMatrix;
pub use curve::{Curve, Line, Spread};
pub use film::PICTURE;
pub use grid::Grid;
pub use heat_map::{HeatMap, Panel};
pub use maps::{Map, Maps};
pub use ranking::{Estimate, Ranking};
pub use strips::{Strip, Strips};
pub use svg::{FigureError, Format, Svg};
