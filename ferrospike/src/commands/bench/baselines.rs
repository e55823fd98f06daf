//! The classical methods of a benchmark, run where they are not recorded yet.

use std::path::Path;

use benchmarks::bench::{BaselineRecorder, Baselines, Row, baseline_rows};
use benchmarks::{Progress, Setup};

use super::jobs::is_recorded;
use crate::cli::Output;
use crate::commands::progress::counting;
use crate::failure::Failure;
use crate::kept::{Begun, Room, Run, complete, failed, was_interrupted};
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
    if was_interrupted(&file, &baselines.identity()) || !is_recorded(&file, &job, force)? {
        let destination = Destination::new(&job.name, &Output { output: Some(file.clone()), force })?;
        record(setup, &baselines, &destination)?;
    }
    baseline_rows(&file, &baselines).map_err(Failure::run)
}

/// Runs all splits that are not kept from an interrupted run, with a progress bar on stderr, recording each as it comes.
fn record(setup: &Setup, baselines: &Baselines<'_>, destination: &Destination) -> Result<(), Failure> {
    let (splits, methods) = (setup.experiment.protocol.splits(), baselines.methods().len());
    let sources = SOURCES.map(String::from).to_vec();
    let begun = Run { identity: baselines.identity(), pieces: splits, sources, room: Room::default(), beside: None }
        .begin(destination)?;
    let bar = counting(splits.saturating_mul(methods), "classical methods on splits");
    let run = |Begun { trace, checkpoint, .. }: Begun| {
        let mut recorder = BaselineRecorder::new(trace, baselines).map_err(Failure::run)?;
        baselines.run(&checkpoint, |progress| {
            match progress {
                Progress::Step => bar.inc(1),
                Progress::Done(result) => recorder.append(&result).map_err(Failure::run)?,
            }
            Ok::<_, Failure>(())
        })?;
        recorder.finish().map_err(Failure::run)
    };
    run(begun).map_err(|failure| failed(failure, &destination.file))?;
    bar.finish_and_clear();
    complete(&destination.file)
}
