//! The file of a sweep: written point by point, read back to show and to draw.

use std::ops::Range;
use std::path::Path;

use traces::{About, Group, Growing, ReadError, Trace, TraceFile, WriteError};

use super::plan::shown;
use super::{Changes, Plan, Point, Score};
use crate::ReadOut;
use crate::checkpoint::Identity;
use crate::range::quantity;
use crate::record::variables;

/// Group of the points.
pub(crate) const GROUP: &str = "sweep";

/// Attributes of the group that tell, beside the text of the experiment, which points the file is to hold.
const CHANGES: &str = "changes";
const POINTS: &str = "points";

/// Attribute of the group with the mark of all that the points depend on, rows and devices among it.
const MARK: &str = "mark";

/// Writes points as they come; readable up to the last one at any moment.
///
/// Group `sweep`: over `point` the varied values, each under the path of its key, and `problem`; over `point` and `split` what
/// came of the splits, not a number past the last split and where a point could not be run.
pub struct Recorder {
    trace: Trace,
    splits: usize,
    point: Growing<i64>,
    keys: Vec<Column>,
    problem: Growing<String>,
    values: Vec<(Value, Growing<f64>)>,
}

enum Column {
    Numbers(Growing<f64>),
    Words(Growing<String>),
}

/// A value of a split that is recorded.
type Value = fn(&Score) -> f64;

/// Recorded values beside the accuracies: name, unit, words, and where they stand.
type Recorded = (&'static str, &'static str, &'static str, Value);

const VALUES: [Recorded; 5] = [
    ("silent", "1", "share of test rows for which no neuron fired", |score| score.silent),
    ("energy_per_classification", "J", "mean energy of a test presentation", |score| score.energy_per_classification),
    ("energy_per_training", "J", "mean energy of a training presentation", |score| score.energy_per_training),
    ("simulated_time", "s", "simulated time, training and test", |score| score.simulated),
    ("wall_time", "s", "wall time", |score| score.wall),
];

/// The accuracies in the order of [`ReadOut::ALL`].
const ACCURACIES: [Value; 5] = [
    |score| score.accuracies[0],
    |score| score.accuracies[1],
    |score| score.accuracies[2],
    |score| score.accuracies[3],
    |score| score.accuracies[4],
];

impl Recorder {
    /// Lays out the file for `points` of a sweep with at most `splits` splits each, which depend on what `identity` names.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn new(
        trace: Trace,
        plan: &Plan,
        (points, splits): (&Range<usize>, usize),
        identity: &Identity,
    ) -> Result<Self, WriteError> {
        let group = trace.group(GROUP)?;
        group.attribute(CHANGES, &plan.changes.describe())?;
        group.attribute(POINTS, &format!("{}..{}", points.start, points.end))?;
        group.attribute(MARK, &identity.mark().to_string())?;
        let point = group.growing_coordinate("point", About::new("1", "number of the point"))?;
        group.index("split", splits, "number of the split")?;
        let keys = (0..plan.keys.len()).map(|key| column(&group, plan, key)).collect::<Result<_, _>>()?;
        let problem = group.growing("problem", &["point"], About::new("", "why the point could not be run"))?;
        let growing =
            |name: &str, unit: &str, words: &str| group.growing(name, &["point", "split"], About::new(unit, words));
        let accuracies = ReadOut::ALL.iter().zip(ACCURACIES).map(|(&read_out, value)| {
            let (_, name, who) = variables(read_out);
            Ok((value, growing(name, "1", &format!("test rows read rightly by {who}"))?))
        });
        let others = VALUES.iter().map(|(name, unit, words, value)| Ok((*value, growing(name, unit, words)?)));
        let values = accuracies.chain(others).collect::<Result<_, WriteError>>()?;
        Ok(Self { splits, point, keys, problem, values, trace })
    }

    /// Appends one point and flushes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn append(&mut self, plan: &Plan, point: &Point) -> Result<(), WriteError> {
        self.point.append(&[point.index as i64])?;
        for (column, value) in self.keys.iter().zip(plan.values(point.index)) {
            match column {
                Column::Numbers(growing) => growing.append(&[quantity(&value).map_or(f64::NAN, |(si, _)| si)])?,
                Column::Words(growing) => growing.append(&[shown(&value)])?,
            }
        }
        let none = Vec::new();
        let scores = point.outcome.as_ref().unwrap_or(&none);
        for (value, growing) in &self.values {
            let mut values: Vec<f64> = scores.iter().map(value).collect();
            values.resize(self.splits, f64::NAN);
            growing.append(&values)?;
        }
        // last: a point without it is not complete
        self.problem.append(&[point.outcome.as_ref().err().cloned().unwrap_or_default()])?;
        self.trace.flush()
    }

    /// Completes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn finish(self) -> Result<std::path::PathBuf, WriteError> {
        self.trace.finish()
    }
}

/// The SI unit of a key, where all its values are numbers or quantities of one kind.
pub(super) fn unit(plan: &Plan, key: usize) -> Option<&'static str> {
    let key = &plan.keys[key];
    let values = match &key.range {
        crate::Range::List(values) => values.clone(),
        crate::Range::Between(_) => vec![key.range.at(0.0)],
    };
    let units: Option<Vec<&str>> = values.iter().map(|value| quantity(value).map(|(_, unit)| unit)).collect();
    let units = units?;
    units.iter().all(|unit| *unit == units[0]).then_some(units[0])
}

fn column(group: &Group, plan: &Plan, key: usize) -> Result<Column, WriteError> {
    let (name, words) = (&plan.keys[key].path, "value of the key of this name");
    match unit(plan, key) {
        Some(unit) => {
            let unit = if unit.is_empty() { "1" } else { unit };
            Ok(Column::Numbers(group.growing(name, &["point"], About::new(unit, words))?))
        }
        None => Ok(Column::Words(group.growing(name, &["point"], About::new("", words))?)),
    }
}

/// The points of the finished file at `path`, where it holds exactly the points of a sweep of this identity.
pub fn recorded(path: &Path, identity: &Identity) -> Option<Vec<Point>> {
    let file = TraceFile::open(path).ok()?;
    let same = file.attribute(GROUP, MARK).ok()? == identity.mark().to_string();
    if same { points(&file).ok() } else { None }
}

/// The sweep that a file holds.
pub(super) fn plan(trace: &TraceFile) -> Result<Plan, ReadError> {
    let changes = Changes::read(&trace.attribute(GROUP, CHANGES)?);
    Plan::parse("the recorded experiment", &trace.provenance()?.experiment, changes).map_err(|error| {
        ReadError::Damaged { path: trace.path().into(), object: "experiment".into(), reason: error.to_string() }
    })
}

pub(super) fn points(trace: &TraceFile) -> Result<Vec<Point>, ReadError> {
    let number = |name: &str| trace.read::<f64>(&format!("{GROUP}/{name}"));
    let index = trace.read::<i64>(&format!("{GROUP}/point"))?.values;
    let problem = trace.read::<String>(&format!("{GROUP}/problem"))?.values;
    let accuracies = ReadOut::ALL.map(|read_out| number(variables(read_out).1));
    let accuracies = accuracies.into_iter().collect::<Result<Vec<_>, _>>()?;
    let others = VALUES.iter().map(|(name, ..)| number(name)).collect::<Result<Vec<_>, _>>()?;
    let score = |point: usize, split: usize| Score {
        accuracies: accuracies.iter().map(|variable| variable.slab(point)[split]).collect(),
        silent: others[0].slab(point)[split],
        energy_per_classification: others[1].slab(point)[split],
        energy_per_training: others[2].slab(point)[split],
        simulated: others[3].slab(point)[split],
        wall: others[4].slab(point)[split],
    };
    let point = |(k, problem): (usize, &String)| {
        let splits = others[4].slab(k).iter().take_while(|wall| wall.is_finite()).count();
        let outcome = if problem.is_empty() {
            Ok((0..splits).map(|split| score(k, split)).collect())
        } else {
            Err(problem.clone())
        };
        Point { index: index[k].unsigned_abs() as usize, outcome }
    };
    Ok(problem.iter().enumerate().map(point).collect())
}
