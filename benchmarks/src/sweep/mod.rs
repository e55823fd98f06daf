//! Sweeps: an experiment with a table `[vary]`, run at every point of a grid or of a sample.
//!
//! ```toml
//! [vary]
//! "wires.segment" = ["0 ohm", "1 ohm", "10 ohm"]                                     # a list
//! "neuron.lif.tau_m" = { from = "100 ns", to = "2 us", points = 4, scale = "log" }   # a grid
//!
//! [vary.latin_hypercube]                                                             # or random
//! points = 20
//! seed = 1
//! "training.vote" = [1, 3, 5]
//! "neuron.lif.homeostasis" = { from = 0.001, to = 0.1, scale = "log" }
//! ```
//!
//! The points are all combinations of the lists and grids, each with the whole sample. What comes of a point depends on the
//! text of the experiment and the number of the point alone.

mod check;
mod figures;
mod keys;
mod plan;
mod record;
mod run;
mod sample;
mod shared;
mod table;

#[cfg(test)]
mod tests;

pub use check::Size;
pub(crate) use figures::figures;
pub use keys::Key;
pub use plan::{Changes, Plan};
pub(crate) use record::GROUP;
pub use record::{Recorder, recorded};
pub use run::{Event, Point, Score};
pub use table::{Column, columns, csv};
