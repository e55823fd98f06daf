//! All runs of an experiment: seeds, noise levels and controls, in parallel, handed over in order.

use rayon::prelude::*;

use super::experiment::Experiment;
use super::run::{Condition, RunResult, Setup};
use crate::checkpoint::Checkpoint;
use crate::{RunError, mean_and_sd};

/// One run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Job {
    /// The experiment or a control.
    pub condition: Condition,
    /// Noise level.
    pub noise: f64,
    /// Seed of images, noise and devices.
    pub seed: u64,
}

/// Runs that differ in their seed only.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The experiment or a control.
    pub condition: Condition,
    /// Noise level.
    pub noise: f64,
    /// Mean recognition rate over the last presentations.
    pub rate: f64,
    /// Its standard error over the seeds.
    pub standard_error: f64,
    /// Mean contrast of the conductance maps at the end (S).
    pub contrast: f64,
    /// Mean share of presentations without a spike.
    pub silent: f64,
    /// Mean energy of a presentation (J).
    pub energy: f64,
}

/// All runs: the experiment at every noise level, then each control at its levels; seeds follow one another.
pub fn jobs(experiment: &Experiment) -> Vec<Job> {
    let learning = &experiment.learning;
    let levels = [
        (Condition::Learning, &experiment.patterns.noise),
        (Condition::Off, &learning.control_noise),
        (Condition::Permuted, &learning.control_noise),
    ];
    let level = |(condition, noise): (Condition, f64)| {
        (0..learning.seeds as u64).map(move |k| Job { condition, noise, seed: experiment.seed.wrapping_add(k) })
    };
    levels
        .into_iter()
        .flat_map(|(condition, noise)| noise.iter().map(move |&nu| (condition, nu)))
        .flat_map(level)
        .collect()
}

/// Runs that are under way together, per thread: few, so that results come early; some, so that no thread waits long.
const RUNS_PER_THREAD: usize = 8;

/// Runs all jobs, but those that a checkpoint keeps, on all threads; `on_result` gets the results on the calling thread in the
/// order of the jobs.
///
/// A result depends on the experiment and its job alone, not on the number of threads.
///
/// # Errors
/// The first [`RunError`] of a run, or what `on_result` returns; then no further run is started.
pub fn run_jobs<E: From<RunError>>(
    setup: &Setup,
    jobs: &[Job],
    checkpoint: Option<&Checkpoint>,
    mut on_result: impl FnMut(&Job, RunResult) -> Result<(), E>,
) -> Result<(), E> {
    let run = |number: usize| -> Result<RunResult, RunError> {
        if let Some(kept) = checkpoint.and_then(|checkpoint| checkpoint.complete(number)) {
            return Ok(kept);
        }
        let job = jobs[number];
        let result = setup.run(job.condition, job.noise, job.seed)?;
        checkpoint.map_or(Ok(()), |checkpoint| checkpoint.keep_complete(number, &result))?;
        Ok(result)
    };
    let numbers: Vec<usize> = (0..jobs.len()).collect();
    for batch in numbers.chunks(RUNS_PER_THREAD * rayon::current_num_threads()) {
        let results: Vec<Result<RunResult, RunError>> = batch.par_iter().map(|number| run(*number)).collect();
        for (number, result) in batch.iter().zip(results) {
            on_result(&jobs[*number], result?)?;
        }
    }
    Ok(())
}

/// Mean and standard error over the seeds of each condition and noise level, in the order of the jobs.
///
/// `over` is the number of last presentations that count.
pub fn levels(results: &[(Job, RunResult)], over: usize) -> Vec<Level> {
    let same = |a: &(Job, RunResult), b: &(Job, RunResult)| (a.0.condition, a.0.noise) == (b.0.condition, b.0.noise);
    let level = |runs: &[(Job, RunResult)]| {
        let mean = |of: fn(&RunResult) -> f64| mean_and_sd(&runs.iter().map(|run| of(&run.1)).collect::<Vec<_>>()).0;
        let (rate, sd) = mean_and_sd(&runs.iter().map(|run| run.1.rate(over)).collect::<Vec<_>>());
        Level {
            condition: runs[0].0.condition,
            noise: runs[0].0.noise,
            rate,
            standard_error: sd / (runs.len() as f64).sqrt(),
            contrast: mean(|result| result.contrast),
            silent: mean(silent),
            energy: mean(|result| result.energy),
        }
    };
    results.chunk_by(same).map(level).collect()
}

fn silent(result: &RunResult) -> f64 {
    result.spikes.iter().filter(|spike| spike.is_none()).count() as f64 / result.spikes.len().max(1) as f64
}
