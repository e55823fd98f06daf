//! The benchmark sets: which experiments run under which protocols, and the tables that follow from their recorded files.

mod baselines;
mod block;
mod format;
mod plan;
mod quoted;
mod recorded;
mod row;
mod sizes;

pub use baselines::{BaselineRecorder, BaselineSplit, Baselines, Outcome, baseline_rows, recorded_baselines};
pub use block::{Block, blocks};
pub use format::{csv, latex, markdown};
pub use plan::{BENCHMARKS, Benchmark, Job, Lines, Options};
pub use quoted::published_rows;
pub use recorded::{holds, learning_curves, rows};
pub use row::{Kind, Row, Score};
pub use sizes::size_curves;

#[cfg(test)]
mod tests;
