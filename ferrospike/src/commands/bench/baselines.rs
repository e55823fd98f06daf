//! The classical methods of a benchmark, run where they are not recorded yet.

use std::path::Path;

use benchmarks::bench::{BaselineRecorder, BaselineSplit, Baselines, Row, baseline_rows, recorded_baselines};
use benchmarks::{Progress, Setup};

use super::jobs::{is_recorded, left_behind};
use crate::cli::Output;
use crate::commands::progress::counting;
use crate::failure::Failure;
use crate::results::Destination;

/// Where the equations come from.
const SOURCES: [&str; 4] = [
    "k-means: Lloyd 1982, doi:10.1109/TIT.1982.1056489; started as Arthur and Vassilvitskii 2007, SODA, 1027",
    "self-organizing map: Kohonen 1982, doi:10.1007/BF00337288",
    "linear discriminant, nearest neighbors, ridge regression: as in textbooks",
    "support vector machine: one border per pair of classes by sequential minimal optimization",
];

/// The rows of the classical methods on the splits of this experiment; what is not recorded in `folder` is run.
///
/// # Errors
/// [`Failure`] when results of other settings are there, a method fails, or the file cannot be written.
pub(super) fn rows(setup: &Setup, folder: &Path, force: bool) -> Result<Vec<Row>, Failure> {
    let baselines = Baselines::beside(setup);
    let job = baselines.job();
    let file = folder.join(format!("{}.h5", job.name));
    if !is_recorded(&file, &job, force)? {
        let done = left_behind(&file, &job, |partial| recorded_baselines(partial, baselines.methods()));
        let destination = Destination::new(&job.name, &Output { output: Some(file.clone()), force })?;
        let sources = SOURCES.map(String::from).to_vec();
        let trace = destination.create(setup.experiment.seed, &job.text, sources)?;
        let recorder = BaselineRecorder::new(trace, &baselines).map_err(Failure::run)?;
        run(setup, &baselines, recorder, &done)?;
    }
    baseline_rows(&file, &baselines).map_err(Failure::run)
}

/// Runs all splits but those that are `done` with a progress bar on stderr, recording each as it comes.
fn run(
    setup: &Setup,
    baselines: &Baselines<'_>,
    mut recorder: BaselineRecorder,
    done: &[BaselineSplit],
) -> Result<(), Failure> {
    let methods = baselines.methods().len();
    let bar = counting(setup.experiment.protocol.splits().saturating_mul(methods), "classical methods on splits");
    for result in done {
        recorder.append(result).map_err(Failure::run)?;
    }
    bar.inc((done.len() * methods) as u64);
    bar.reset_eta();
    baselines.run(done.len(), |progress| {
        match progress {
            Progress::Step => bar.inc(1),
            Progress::Done(result) => recorder.append(&result).map_err(Failure::run)?,
        }
        Ok::<_, Failure>(())
    })?;
    bar.finish_and_clear();
    recorder.finish().map_err(Failure::run)?;
    Ok(())
}
