//! `ferrospike bench SET`: a benchmark set, from experiments to tables.

use std::path::{Path, PathBuf};

use benchmarks::bench::{self, BENCHMARKS, Benchmark};

use super::baselines;
use super::jobs::{make_folder, options, run_job, set_up};
use super::report::{Report, heading, report};
use crate::cli::BenchSets;
use crate::failure::Failure;

/// Runs the benchmark set of this name: experiments, tables, figures.
///
/// # Errors
/// [`Failure`] when an option is impossible, the circuit cannot be solved, or results cannot be written.
pub fn run(set: &str, arguments: &BenchSets) -> Result<(), Failure> {
    BENCHMARKS.iter().filter(|benchmark| benchmark.set == set).try_for_each(|benchmark| run_set(benchmark, arguments))
}

fn run_set(benchmark: &Benchmark, arguments: &BenchSets) -> Result<(), Failure> {
    let folder = arguments.output.join(benchmark.set);
    let mut jobs = benchmark.jobs(&options(arguments));
    if arguments.device.is_some() {
        for job in &mut jobs {
            let (calibrated, calibration) = benchmark.calibrated(job).map_err(Failure::usage)?;
            tracing::info!(job = job.name, pulses = calibration.describe(), "the device is calibrated");
            *job = calibrated;
        }
    }
    let setups = jobs.iter().map(|job| set_up(benchmark, job)).collect::<Result<Vec<_>, _>>()?;
    make_folder(&folder)?;
    let (mut files, mut rows) = (Vec::new(), Vec::new());
    for (job, setup) in jobs.iter().zip(&setups) {
        let file = run_job(job, setup, &folder, arguments.force)?;
        rows.extend(bench::rows(&file, &setup.experiment).map_err(Failure::run)?);
        files.push((job.name.replace('-', " "), file));
    }
    for (_, setup) in jobs.iter().zip(&setups).filter(|(job, _)| job.name.starts_with(bench::UNSUPERVISED)) {
        rows.extend(baselines::rows(setup, &folder, arguments.force)?);
    }
    rows.extend(bench::published_rows(benchmark.set).map_err(Failure::run)?);
    draw_curves(&folder, &files)?;
    report(&Report { set: benchmark.set, heading: heading(benchmark, &setups[0]), rows, folder }, arguments.json)
}

fn draw_curves(folder: &Path, files: &[(String, PathBuf)]) -> Result<(), Failure> {
    let files: Vec<(String, &Path)> = files.iter().map(|(name, file)| (name.clone(), file.as_path())).collect();
    let curves = bench::learning_curves(&files).map_err(Failure::run)?;
    curves.save(&folder.join("accuracy-presentations")).map_err(Failure::run)
}
