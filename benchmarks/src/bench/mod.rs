//! The benchmark sets: which experiments run under which protocols, and the tables that follow from their recorded files.

mod baselines;
mod block;
mod device_jobs;
mod device_rows;
mod format;
mod plan;
mod published;

mod recorded;
mod row;
mod sizes;
mod text;

pub(crate) use baselines::accuracies;
pub use baselines::{BaselineRecorder, BaselineSplit, Baselines, Outcome, baseline_rows};
pub use block::{Block, blocks};
pub use device_jobs::{DEVICES, DeviceJob, Origin};
pub use device_rows::{DeviceRow, Reached, device_csv, device_figure, rank};
pub use format::{csv, latex, markdown};
pub use plan::{BENCHMARKS, Benchmark, Job, Lines, Options, Recipe, with_counts};
pub(crate) use plan::{protocol_table, take_resistance};
pub use published::published_rows;
pub use recorded::{holds, learning_curves, rows};
pub use row::{Kind, Row, Score};
pub(crate) use row::{percent, with_deviation};
pub use sizes::size_curves;
pub use text::{latex_heading, latex_table, markdown_heading, markdown_table, quoted};

#[cfg(test)]
mod tests;
