//! `ferrospike bench sizes SET`: accuracy against the number of neurons.

use benchmarks::bench;

use super::jobs::{benchmark, make_folder, options, run_job, set_up};
use super::report::{Report, heading, report};
use crate::cli::BenchSizes;
use crate::failure::Failure;

/// Runs the experiments of the set with each number of neurons.
///
/// # Errors
/// [`Failure`] when an option is impossible, the circuit cannot be solved, or results cannot be written.
pub fn run(arguments: &BenchSizes) -> Result<(), Failure> {
    let (benchmark, runs) = (benchmark(arguments.set.name())?, &arguments.runs);
    let mut sizes = if arguments.neurons.is_empty() { benchmark.sizes.to_vec() } else { arguments.neurons.clone() };
    sizes.sort_unstable();
    sizes.dedup();
    let folder = runs.results.output.join(benchmark.set).join("sizes");
    let jobs = benchmark.size_jobs(&options(None, runs), &sizes);
    let setups = jobs.iter().map(|job| set_up(&benchmark, job)).collect::<Result<Vec<_>, _>>()?;
    make_folder(&folder)?;
    let mut rows = Vec::new();
    for (job, setup) in jobs.iter().zip(&setups) {
        let file = run_job(job, setup, &folder, runs.results.force)?;
        rows.extend(bench::rows(&file, &setup.experiment).map_err(Failure::run)?);
    }
    // together what differs in the number of neurons alone
    rows.sort_by_key(|row| !row.method.starts_with("unsupervised"));
    bench::size_curves(&rows).save(&folder.join("accuracy-neurons")).map_err(Failure::run)?;
    let mut heading = heading(&benchmark, &setups[0]);
    heading
        .push("Only the number of neurons differs; all other settings were chosen for that of the experiment.".into());
    report(&Report { set: benchmark.set, heading, rows, folder }, runs.json)
}
