//! The benchmark sets: which experiments run under which protocols, and the tables that follow from their recorded files.

mod change;
mod format;
mod plan;
mod recorded;
mod row;

pub(crate) use change::set;
pub use format::{csv, latex, markdown};
pub use plan::{BENCHMARKS, Benchmark, Job, Lines, Options, with_counts};
pub use recorded::{holds, learning_curves, rows};
pub use row::{Row, Score};

#[cfg(test)]
mod tests;
