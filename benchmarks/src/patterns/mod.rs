//! An array that learns small images without labels, after the demonstration of Boyn et al. 2017,
//! doi:10.1038/ncomms14736: noisy images become spikes, neurons at the columns specialize.
//!
//! `experiment` is the text, `task` the images and their noise, `run` what happens with one seed, `recognition` how it is
//! judged, `sweep` all seeds and noise levels, `record` the file, `figures` what is drawn from it.

mod experiment;
mod figures;
mod recognition;
mod record;
mod run;
mod sweep;
mod task;

pub use experiment::{Code, Experiment, Image, Images, Learning, LifSettings, NeuronChoice};
pub use recognition::{Class, contrast, name_by_wins, recognized};
pub use record::Recorder;
pub use run::{Condition, RunResult, Setup, Snapshot};
pub use sweep::{Job, Level, jobs, levels, run_jobs};
pub use task::{Task, flat, permuted};

pub(crate) use figures::{Rate, conductance_maps, film, over_noise, over_presentations, rates, winners};
