//! Data sets, protocols and experiments: what is learned, how it is divided, and what a run records.

pub mod baselines;
pub mod bench;
mod data;
mod error;
pub mod experiment;
pub mod figures;
pub mod fit;
pub mod measure;
mod parameter_set;
pub mod patterns;
pub mod problem;
mod protocol;
pub mod published;
mod reading;
mod record;
mod result;
mod resume;
mod run;
mod split;
mod statistics;
pub mod supervised;

pub use data::{DataError, DataSet};
pub use error::{ExperimentError, RunError};
pub use experiment::Experiment;
pub use parameter_set::{SetError, parameter_set};
pub use protocol::{Event, Progress, run_splits};
pub use record::Recorder;
pub use result::{Prediction, ReadOut, Snapshot, SplitResult, Trace, TrainingSpike};
pub use resume::recorded_splits;
pub use run::Setup;
pub use split::{Split, fold_splits, half_split, official_split};
pub use statistics::mean_and_sd;
