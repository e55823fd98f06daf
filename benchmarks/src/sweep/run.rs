//! All splits of all points, in parallel, handed over point by point.

use super::{Plan, Size};
use crate::protocol::in_order;
use crate::{Progress, ReadOut, RunError, mean_and_sd};

/// What came of one split of a point.
#[derive(Clone, Debug, PartialEq)]
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

impl Plan {
    /// Runs points on all threads; `on_event` runs on the calling thread. A point that cannot be run does not end the sweep.
    ///
    /// What comes of a point depends on the plan and its number alone, not on the number of threads.
    ///
    /// # Errors
    /// What `on_event` returns; then no further split is started.
    pub fn run<E: From<RunError>>(
        &self,
        points: &[Size],
        mut on_event: impl FnMut(Event) -> Result<(), E>,
    ) -> Result<(), E> {
        let of_point = |size: &Size| (0..size.splits).map(|split| (size.point, split)).collect::<Vec<_>>();
        let jobs: Vec<(usize, usize)> = points.iter().flat_map(of_point).collect();
        let run = |job: usize, step: &dyn Fn()| Ok::<_, RunError>(self.split(jobs[job], step));
        let (mut sizes, mut scores) = (points.iter(), Vec::new());
        let mut size = sizes.next();
        in_order(0..jobs.len(), run, |progress| {
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
        })
    }

    fn split(&self, (point, split): (usize, usize), step: &dyn Fn()) -> Result<Score, String> {
        let setup = self.set_up(point)?;
        let result = setup.run(split, &setup.split(split), |_| step()).map_err(|error| error.to_string())?;
        let has = setup.read_outs();
        let accuracy = |read_out: &ReadOut| if has.contains(read_out) { result.accuracy(*read_out) } else { f64::NAN };
        Ok(Score {
            accuracies: ReadOut::ALL.iter().map(accuracy).collect(),
            silent: result.silent(),
            energy_per_classification: result.energy_per_classification,
            energy_per_training: result.energy_per_training,
            simulated: result.simulated,
            wall: result.wall,
        })
    }
}
