//! Every point is read and set up before anything runs.

use std::ops::Range;

use crossbar::StepError;
use learning::LearningError;
use rayon::prelude::*;
use toml::{Table, Value};

use super::plan::shown;
use super::{Key, Plan};
use crate::checkpoint::Identity;
use crate::{Experiment, ExperimentError, RunError, Setup};

/// How much there is to do at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Number of the point.
    pub point: usize,
    /// Splits.
    pub splits: usize,
    /// Epochs of each.
    pub epochs: usize,
    /// Fingerprints of its rows and devices; zeros where physics refuses it.
    pub(super) marks: [u64; 2],
}

/// Points whose problems are told.
const TOLD: usize = 100;

/// Why a point cannot be set up.
struct Problem {
    message: String,
    help: Option<String>,
}

impl Plan {
    /// Sets up every one of `points`, so that whatever is wrong with the text shows before anything runs. What physics
    /// refuses is left to the run, which records it.
    ///
    /// # Errors
    /// Every problem once, with its place in the text; what differs by a drawn number alone is the same problem.
    pub fn check(&self, points: Range<usize>) -> Result<Vec<Size>, Vec<ExperimentError>> {
        if self.without().is_ok_and(|experiment| experiment.record.is_some()) {
            let place = self.text.find("\n[record]").map(|end| end + 1..end + 9);
            let help = Some("take the table out; `ferrospike run` records presentations of one experiment".into());
            let message = "a sweep records results and no presentations".into();
            return Err(vec![ExperimentError::new(&self.name, &self.text, place, message, help)]);
        }
        let sizes: Vec<Result<Size, (usize, Problem)>> =
            points.into_par_iter().map(|point| self.size(point).map_err(|problem| (point, problem))).collect();
        let mut problems: Vec<ExperimentError> = Vec::new();
        for (point, problem) in sizes.iter().filter_map(|size| size.as_ref().err()).take(TOLD) {
            let error = self.blame(*point, problem);
            if problems.iter().all(|known| !known.resembles(&error)) {
                problems.push(error);
            }
        }
        if problems.is_empty() { Ok(sizes.into_iter().filter_map(Result::ok).collect()) } else { Err(problems) }
    }

    fn size(&self, point: usize) -> Result<Size, Problem> {
        let settings: Vec<(&Key, Value)> = self.keys.iter().zip(self.values(point)).collect();
        let experiment = read(self.with(&settings))?;
        let (splits, epochs) = (experiment.protocol.splits(), experiment.training.epochs);
        let of = set_up(experiment)?.map(|setup| setup.identity(""));
        let marks = of.map_or([0; 2], |Identity { data, device, .. }| [data, device]);
        Ok(Size { point, splits, epochs, marks })
    }

    /// A point ready to run.
    ///
    /// # Errors
    /// A sentence that says why it cannot be set up.
    pub fn set_up(&self, point: usize) -> Result<Setup, String> {
        let text = self.experiment(point)?;
        let experiment = Experiment::parse(&self.name, &text).map_err(|error| error.to_string())?;
        Setup::new(experiment).map_err(|error| error.to_string())
    }

    /// The problem of a point with the place of what causes it: the value that is wrong by itself, else the experiment
    /// without what varies, else the values together.
    fn blame(&self, point: usize, problem: &Problem) -> ExperimentError {
        let of_all = self.points();
        let settings: Vec<(&Key, Value)> = self.keys.iter().zip(self.values(point)).collect();
        let placed = |error: RunError| Box::new(error.locate(&self.name, &self.text));
        let base = match self.without().and_then(|experiment| Setup::new(experiment).map_err(placed)) {
            Err(error) if error.to_string() == problem.message => return *error,
            other => other,
        };
        let alone = |(key, value): &(&Key, Value)| {
            let Problem { message, help } = read(self.with(&[(*key, value.clone())])).and_then(set_up).err()?;
            let unknown = message.starts_with("unknown key")
                || message.contains("has no parameter `")
                || message.contains("not a table");
            // a key that does not exist is wrong with every value
            let (place, message) = match unknown {
                true => (key.place.key.clone(), message),
                false => (key.place_of(value), format!("{message} ({} = {})", key.path, shown(value))),
            };
            Some(ExperimentError::new(&self.name, &self.text, Some(place), message, help))
        };
        let culprit = if base.is_ok() { settings.iter().find_map(alone) } else { None };
        match culprit {
            Some(error) => error,
            None => {
                let place = settings.last().map(|(key, _)| key.place.key.clone());
                let message = format!("{} (point {point} of {of_all}: {})", problem.message, self.describe(point));
                ExperimentError::new(&self.name, &self.text, place, message, problem.help.clone())
            }
        }
    }
}

fn read(experiment: Result<Table, String>) -> Result<Experiment, Problem> {
    let text = experiment.map_err(|message| Problem { message, help: None })?.to_string();
    Experiment::parse("point", &text)
        .map_err(|error| Problem { message: error.to_string(), help: error.remedy().map(str::to_string) })
}

/// The experiment, set up as far as the text lets it; what the circuit refuses is for the run to tell.
fn set_up(experiment: Experiment) -> Result<Option<Setup>, Problem> {
    match Setup::new(experiment) {
        Ok(setup) => Ok(Some(setup)),
        Err(RunError::Learning(LearningError::Circuit(_))) => Ok(None),
        Err(RunError::Learning(LearningError::Array(error))) if !matches!(error, StepError::Setting { .. }) => Ok(None),
        Err(error) => Err(Problem { message: error.to_string(), help: None }),
    }
}
