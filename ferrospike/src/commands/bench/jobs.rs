//! Jobs of a benchmark: checked, run where they are not recorded yet, continued where they were interrupted.

use std::path::{Path, PathBuf};

use benchmarks::bench::{self, BENCHMARKS, Benchmark, Job, Lines, Options};
use benchmarks::{Experiment, Setup};

use crate::cli::{BenchRuns, BenchWires, Output};
use crate::commands::record::record;
use crate::failure::Failure;
use crate::kept::was_interrupted;
use crate::results::{Destination, display};

/// What was asked for to differ from the experiments.
pub(super) fn options(neurons: Option<usize>, runs: &BenchRuns) -> Options {
    let BenchRuns { wires, seed, seeds: count, quick, .. } = *runs;
    Options { neurons, device: runs.device.clone(), lines: lines(wires), seed, count, quick }
}

/// The resistance of the lines that was asked for.
pub(super) fn lines(wires: BenchWires) -> Lines {
    match wires {
        BenchWires::Ideal => Lines::Ideal,
        BenchWires::Exact => Lines::Exact,
    }
}

/// The benchmark of a set.
///
/// # Errors
/// [`Failure`] when there is none of this name.
pub(super) fn benchmark(set: &str) -> Result<Benchmark, Failure> {
    let found = BENCHMARKS.into_iter().find(|benchmark| benchmark.set == set);
    found.ok_or_else(|| Failure::usage(format!("there is no set `{set}`")))
}

/// Makes the folder for the results.
///
/// # Errors
/// [`Failure`] when it cannot be made.
pub(super) fn make_folder(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::usage(format!("cannot make the folder {}: {error}; choose another with --output", display(folder)))
    })
}

/// A job, checked before anything runs.
///
/// # Errors
/// [`Failure`] naming the set, the job and the place in its text.
pub(super) fn set_up(benchmark: &Benchmark, job: &Job) -> Result<Setup, Failure> {
    let origin = format!("{} ({})", benchmark.set, job.name);
    let experiment = Experiment::parse(&origin, &job.text).map_err(|error| Failure::located(*error))?;
    Setup::new(experiment).map_err(|error| Failure::located(error.locate(&origin, &job.text)))
}

/// The recorded file of a job: the finished one that is there, else what is left of it is run.
///
/// # Errors
/// [`Failure`] when results of other settings are there, the circuit cannot be solved, or the file cannot be written.
pub(super) fn run_job(job: &Job, setup: &Setup, folder: &Path, force: bool) -> Result<PathBuf, Failure> {
    let file = folder.join(format!("{}.h5", job.name));
    if !was_interrupted(&file, &setup.identity(&job.text)) && is_recorded(&file, job, force)? {
        return Ok(file);
    }
    let destination = Destination::new(&job.name, &Output { output: Some(file), force })?;
    Ok(record(setup, &job.text, &destination, None)?.file)
}

/// Whether the finished file of exactly this job is there.
///
/// # Errors
/// [`Failure`] when there is one with other settings that may not be replaced.
pub(super) fn is_recorded(file: &Path, job: &Job, force: bool) -> Result<bool, Failure> {
    if bench::holds(file, job) {
        tracing::info!(file = %file.display(), "recorded already");
        return Ok(true);
    }
    if file.exists() && !force {
        let help = "give another folder with --output, or add --force to replace the results";
        return Err(Failure::usage_help(format!("{} holds a run with other settings", display(file)), help));
    }
    Ok(false)
}
