//! Robustness: what device imperfections cost in accuracy, those of a learned array and those that are there while it
//! learns.
//!
//! A network learns once per split. What acts after learning is laid over an array that is written with the learned
//! positions and thresholds; what acts while learning is an experiment of its own.

mod condition;
mod figure;
mod record;
mod run;
mod study;
mod summary;

pub use condition::{Acts, Condition, conditions};
pub(crate) use figure::losses;
pub use record::{read, write};
pub use run::{Accuracy, Outcome};
pub use study::Study;
pub use summary::{Loss, Measured, ReadOuts, Summary, csv, latex, markdown};

#[cfg(test)]
mod tests;
