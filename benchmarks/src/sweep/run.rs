//! All splits of all points, in parallel, kept as they come and handed over point by point.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::shared::Shared;
use super::{Plan, Size};
use crate::checkpoint::{Checkpoint, Identity, Piece};
use crate::fingerprint::fingerprint;
use crate::protocol::in_order_until;
use crate::{Progress, ReadOut, RunError, Setup, SplitResult, mean_and_sd};

/// What came of one split of a point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Share of test rows read rightly, in the order of [`ReadOut::ALL`]; not a number where the experiment has no such
    /// read-out.
    pub accuracies: Vec<f64>,
    /// Share of test rows for which no neuron fired.
    pub silent: f64,
    /// Mean energy of a test presentation (J).
    pub energy_per_classification: f64,
    /// Mean energy of a training presentation (J).
    pub energy_per_training: f64,
    /// Simulated time, training and test (s).
    pub simulated: f64,
    /// Wall time (s); not reproducible.
    pub wall: f64,
}

/// A finished point.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its number.
    pub index: usize,
    /// Its splits, or why it could not be run.
    pub outcome: Result<Vec<Score>, String>,
}

/// What happens while points run.
pub enum Event {
    /// Some split has passed one more epoch.
    Epoch,
    /// A point is done; points arrive in the order of their numbers.
    Point(Point),
}

impl Point {
    /// Mean and standard deviation over the splits; none for a point that could not be run, or without such a value.
    pub fn mean(&self, of: impl Fn(&Score) -> f64) -> Option<(f64, f64)> {
        let values: Vec<f64> = self.outcome.as_ref().ok()?.iter().map(of).collect();
        values.iter().all(|value| value.is_finite()).then(|| mean_and_sd(&values))
    }
}

impl Score {
    /// Of what came of a split of an experiment with these read-outs.
    fn new(result: &SplitResult, read_outs: &[ReadOut]) -> Self {
        let accuracy =
            |read_out: &ReadOut| if read_outs.contains(read_out) { result.accuracy(*read_out) } else { f64::NAN };
        Self {
            accuracies: ReadOut::ALL.iter().map(accuracy).collect(),
            silent: result.silent(),
            energy_per_classification: result.energy_per_classification,
            energy_per_training: result.energy_per_training,
            simulated: result.simulated,
            wall: result.wall,
        }
    }
}

/// A split of a point.
#[derive(Clone, Copy)]
struct Job {
    /// Place of the point among those that run.
    place: usize,
    split: usize,
    epochs: usize,
}

/// All splits of all points.
fn jobs(points: &[Size]) -> Vec<Job> {
    let of_point = |(place, size): (usize, &Size)| {
        let epochs = size.epochs;
        (0..size.splits).map(move |split| Job { place, split, epochs })
    };
    points.iter().enumerate().flat_map(of_point).collect()
}

impl Plan {
    /// What the results of these points depend on; `sizes` are those of a check.
    pub fn identity(&self, points: &Range<usize>, sizes: &[Size]) -> Identity {
        let mark = |kind: usize| fingerprint(sizes.iter().flat_map(|size: &Size| size.marks[kind].to_le_bytes()));
        let protocol = format!("points {}..{} {}", points.start, points.end, self.changes.describe());
        Identity::new(&self.text, self.seed(), protocol, None, Some(mark(1))).with_data(mark(0))
    }

    /// Runs points on all threads; `on_event` runs on the calling thread. A point that cannot be run does not end the sweep.
    ///
    /// Every split is kept in the checkpoint as soon as it is done, whatever is before it, and what is kept already is not run
    /// again. What comes of a point depends on the plan and its number alone, not on threads or interruptions.
    ///
    /// # Errors
    /// [`RunError`] when a split cannot be kept, or what `on_event` returns; then no further split is started.
    pub fn run<E: From<RunError>>(
        &self,
        points: &[Size],
        checkpoint: &Checkpoint,
        mut on_event: impl FnMut(Event) -> Result<(), E>,
    ) -> Result<(), E> {
        let jobs = jobs(points);
        let setups = Shared::new(points.iter().map(|size| size.splits), |place| self.set_up(points[place].point));
        let run = |number: usize, step: &dyn Fn()| -> Result<Result<Score, String>, RunError> {
            let Job { place, split, epochs } = jobs[number];
            let _point = tracing::info_span!("point", number = points[place].point).entered();
            if let Some(kept) = checkpoint.complete(number) {
                tracing::info!(split, "a split is in the checkpoint");
                setups.pass(place);
                (0..epochs).for_each(|_| step());
                return Ok(kept);
            }
            let score = score(&setups.take(place), split, checkpoint.piece(number), step)?;
            checkpoint.keep_complete(number, &score)?;
            Ok(score)
        };
        let (mut sizes, mut scores) = (points.iter(), Vec::new());
        let mut size = sizes.next();
        let tell = |progress| {
            let score = match progress {
                Progress::Step => return on_event(Event::Epoch),
                Progress::Done(score) => score,
            };
            scores.push(score);
            let Some(Size { point, splits, .. }) = size.copied() else { return Ok(()) };
            if scores.len() < splits {
                return Ok(());
            }
            size = sizes.next();
            on_event(Event::Point(Point { index: point, outcome: scores.drain(..).collect() }))
        };
        in_order_until(0..jobs.len(), run, tell, || checkpoint.stop())
    }
}

/// What comes of a split of a point; what cannot be kept is no matter of the point.
fn score(
    setup: &Result<Setup, String>,
    split: usize,
    place: Piece<'_>,
    step: &dyn Fn(),
) -> Result<Result<Score, String>, RunError> {
    let setup = match setup {
        Ok(setup) => setup,
        Err(problem) => return Ok(Err(problem.clone())),
    };
    match setup.train(split, &setup.split(split), (Some(place), None), |_| step()) {
        Ok((result, _)) => Ok(Ok(Score::new(&result, setup.read_outs()))),
        Err(RunError::Keep(error)) => Err(error.into()),
        Err(error) => Ok(Err(error.to_string())),
    }
}
