//! `ferrospike bench SET`: a benchmark set, from experiments to tables.

use std::path::{Path, PathBuf};

use benchmarks::bench;

use super::baselines;
use super::jobs::{benchmark, make_folder, options, run_job, set_up};
use super::report::{Report, heading, report};
use crate::cli::BenchSets;
use crate::failure::Failure;

/// Runs the benchmark set of this name: experiments, tables, figures.
///
/// # Errors
/// [`Failure`] when an option is impossible, the circuit cannot be solved, or results cannot be written.
pub fn run(set: &str, arguments: &BenchSets) -> Result<(), Failure> {
    let (benchmark, runs) = (benchmark(set)?, &arguments.runs);
    let (folder, force) = (runs.results.output.join(set), runs.results.force);
    let mut jobs = benchmark.jobs(&options(arguments.neurons, runs));
    if runs.device.is_some() {
        for job in &mut jobs {
            let (calibrated, calibration) = benchmark.calibrated(job).map_err(Failure::usage)?;
            tracing::info!(job = job.name, pulses = calibration.describe(), "the device is calibrated");
            *job = calibrated;
        }
    }
    let setups = jobs.iter().map(|job| set_up(&benchmark, job)).collect::<Result<Vec<_>, _>>()?;
    make_folder(&folder)?;
    let (mut files, mut rows) = (Vec::new(), Vec::new());
    for (job, setup) in jobs.iter().zip(&setups) {
        let file = run_job(job, setup, &folder, force)?;
        rows.extend(bench::rows(&file, &setup.experiment).map_err(Failure::run)?);
        files.push((job.name.replace('-', " "), file));
    }
    for (_, setup) in
        jobs.iter().zip(&setups).filter(|(job, _)| job.name.starts_with(bench::Recipe::Unsupervised.label()))
    {
        rows.extend(baselines::rows(setup, &folder, force)?);
    }
    rows.extend(bench::published_rows(benchmark.set).map_err(Failure::run)?);
    draw_curves(&folder, &files)?;
    report(&Report { set: benchmark.set, heading: heading(&benchmark, &setups[0]), rows, folder }, runs.json)
}

fn draw_curves(folder: &Path, files: &[(String, PathBuf)]) -> Result<(), Failure> {
    let files: Vec<(String, &Path)> = files.iter().map(|(name, file)| (name.clone(), file.as_path())).collect();
    let curves = bench::learning_curves(&files).map_err(Failure::run)?;
    curves.save(&folder.join("accuracy-presentations")).map_err(Failure::run)
}
