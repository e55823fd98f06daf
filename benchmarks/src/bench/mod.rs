//! The benchmark sets: which experiments run under which protocols, and the tables that follow from their recorded files.

mod format;
mod plan;
mod recorded;
mod row;

pub use format::{csv, latex, markdown};
pub(crate) use format::{escaped, quoted};
pub use plan::{BENCHMARKS, Benchmark, Job, Lines, Options};
pub use recorded::{holds, learning_curves, rows};
pub use row::{Row, Score};

#[cfg(test)]
mod tests;
