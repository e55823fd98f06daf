//! The benchmark sets: which experiments run under which protocols, and the tables that follow from their recorded files.

mod change;
mod device_jobs;
mod device_rows;
mod format;
mod plan;
mod recorded;
mod row;

pub(crate) use change::set;
pub use device_jobs::{DEVICES, DeviceJob, Origin};
pub use device_rows::{DeviceRow, Reached, device_figure, rank};
pub use format::{csv, device_csv, latex, latex_table, markdown, markdown_table};
pub(crate) use format::{escaped, quoted};
pub use plan::{BENCHMARKS, Benchmark, Job, Lines, Options, with_counts};
pub use recorded::{holds, learning_curves, rows};
pub use row::{Row, Score};

#[cfg(test)]
mod tests;
