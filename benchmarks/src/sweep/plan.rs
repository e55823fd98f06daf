//! Which points a sweep has: a function of the text of the experiment.

use devices::wording::in_words;
use serde::Deserialize;
use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

use super::keys::{Entry, Key, entries};
use super::sample::{Draws, Method, Sample};
use crate::bench::protocol_table;
use crate::experiment::Protocol;
use crate::{Experiment, ExperimentError, Range, change};

/// Name of the table.
const VARY: &str = "vary";

/// Most points of a sweep.
const MOST_POINTS: usize = 100_000;

/// What may differ from the text at every point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Another seed.
    pub seed: Option<u64>,
    /// Another number of splits, or of seeds on the official split.
    pub splits: Option<usize>,
}

/// An experiment with what varies in it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the experiment in messages.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What differs from the text at every point.
    pub changes: Changes,
    /// What varies: the keys of the grid, the first of which varies slowest, then those of the sample.
    pub keys: Vec<Key>,
    pub(super) base: Table,
    sample: Option<Sample>,
}

impl Changes {
    /// In words, for a record.
    pub fn describe(self) -> String {
        let text = |name: &str, value: Option<String>| value.map(|value| format!("{name} = {value}"));
        let seed = text("seed", self.seed.map(|seed| seed.to_string()));
        let splits = text("splits", self.splits.map(|splits| splits.to_string()));
        seed.into_iter().chain(splits).collect::<Vec<_>>().join(", ")
    }

    /// What [`Changes::describe`] wrote.
    pub(super) fn read(text: &str) -> Self {
        let number =
            |name: &str| text.split(", ").find_map(|part| part.strip_prefix(name)?.strip_prefix(" = ")?.parse().ok());
        Self { seed: number("seed"), splits: number("splits").map(|splits| splits as usize) }
    }

    fn apply(self, experiment: &mut Table) -> Result<(), String> {
        if let Some(seed) = self.seed {
            let seed = i64::try_from(seed).map_err(|_| format!("seed {seed}: give at most {}", i64::MAX))?;
            change::set(experiment, "seed", seed.into())?;
        }
        let protocol = experiment.get("protocol").and_then(|table| Protocol::deserialize(table.clone()).ok());
        match (self.splits, protocol) {
            (Some(splits), Some(protocol)) => {
                change::set(experiment, "protocol", protocol_table(protocol.with_count(splits)).into())
            }
            _ => Ok(()), // a protocol that cannot be read is refused with the experiment
        }
    }
}

impl Plan {
    /// Whether `text` is a sweep: it has a table `[vary]`.
    pub fn describes(text: &str) -> bool {
        DeTable::parse(text).is_ok_and(|table| table.get_ref().contains_key(VARY))
    }

    /// Reads a sweep; `name` stands for the text in messages. The points themselves are checked by [`Plan::check`].
    ///
    /// # Errors
    /// [`ExperimentError`] with the place in the text.
    pub fn parse(name: &str, text: &str, changes: Changes) -> Result<Self, Box<ExperimentError>> {
        let located = |place: Option<std::ops::Range<usize>>, problem: String| {
            Box::new(ExperimentError::located(name, text, place, problem))
        };
        let syntax = |error: toml::de::Error| Box::new(ExperimentError::syntax(name, text, &error));
        let mut base: Table = text.parse().map_err(syntax)?;
        let spans = DeTable::parse(text).map_err(syntax)?;
        let none = "there is no table [vary]; write, for example, [vary] and below it \"wires.segment\" = [\"0 ohm\", \"1 ohm\"]";
        let (Some(Value::Table(vary)), Some(span)) = (base.remove(VARY), spans.get_ref().get(VARY)) else {
            return Err(located(None, none.into()));
        };
        let DeValue::Table(places) = span.get_ref() else { return Err(located(Some(span.span()), none.into())) };
        changes.apply(&mut base).map_err(|problem| located(None, problem))?;
        let entries = entries("", &vary, places);
        let complete = complete(&base, &entries);
        let (sampled, grid): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| method(entry).is_some());
        let mut keys = Vec::new();
        for entry in grid {
            let place = entry.place.clone();
            keys.push(grid_key(entry, &complete).map_err(|problem| located(Some(place.value), problem))?);
        }
        let (sample, drawn) = sample(sampled, &complete).map_err(|(place, problem)| located(Some(place), problem))?;
        keys.extend(drawn);
        let plan = Self { name: name.into(), text: text.into(), changes, keys, base, sample };
        match plan.problem() {
            Some((place, problem)) => Err(located(Some(place.unwrap_or_else(|| span.span())), problem)),
            None => Ok(plan),
        }
    }

    /// What is wrong with the keys together, and where.
    fn problem(&self) -> Option<(Option<std::ops::Range<usize>>, String)> {
        if self.keys.is_empty() {
            return Some((
                None,
                "[vary] is empty; name the keys that vary, such as \"wires.segment\" = [\"0 ohm\", \"1 ohm\"]".into(),
            ));
        }
        let twice =
            self.keys.iter().enumerate().find(|(k, key)| self.keys[..*k].iter().any(|other| other.path == key.path));
        if let Some((_, key)) = twice {
            return Some((Some(key.place.key.clone()), format!("`{}` varies twice; leave one of them out", key.path)));
        }
        let points = self.keys.iter().try_fold(self.drawn(), |all, key| all.checked_mul(key.grid.len().max(1)));
        match points {
            Some(points) if (1..=MOST_POINTS).contains(&points) => None,
            _ => Some((
                None,
                format!(
                    "the combinations are more than {MOST_POINTS} points; give fewer values, or draw [vary.random] points"
                ),
            )),
        }
    }

    /// Points of the sample; 1 where there is none.
    fn drawn(&self) -> usize {
        self.sample.map_or(1, |sample| sample.draws.points)
    }

    /// Number of points.
    pub fn points(&self) -> usize {
        self.drawn() * self.keys.iter().map(|key| key.grid.len().max(1)).product::<usize>()
    }

    /// The values of the keys at point number `index`.
    pub fn values(&self, index: usize) -> Vec<Value> {
        let (mut rest, drawn) = (index / self.drawn(), index % self.drawn());
        let (sampled, grid): (Vec<&Key>, Vec<&Key>) = self.keys.iter().partition(|key| key.is_sampled());
        let mut values = Vec::with_capacity(self.keys.len());
        for key in grid.into_iter().rev() {
            values.push(key.grid[rest % key.grid.len()].clone());
            rest /= key.grid.len();
        }
        values.reverse();
        let sample = self.sample.map(|sample| sample.values(drawn, sampled.iter().map(|key| &key.range)));
        values.extend(sampled.iter().zip(sample.into_iter().flatten()).map(|(key, value)| key.as_drawn(value)));
        values
    }

    /// The text of the experiment at point number `index`.
    ///
    /// # Errors
    /// A sentence when a key can have no place in it.
    pub fn experiment(&self, index: usize) -> Result<String, String> {
        let settings: Vec<(&Key, Value)> = self.keys.iter().zip(self.values(index)).collect();
        Ok(self.with(&settings)?.to_string())
    }

    /// The experiment with some keys set.
    pub(super) fn with(&self, settings: &[(&Key, Value)]) -> Result<Table, String> {
        let mut experiment = self.base.clone();
        settings.iter().try_for_each(|(key, value)| change::set(&mut experiment, &key.path, value.clone()))?;
        Ok(experiment)
    }

    /// The values at a point in words: `wires.segment = 10 ohm`.
    pub fn describe(&self, index: usize) -> String {
        let setting = |(key, value): (&Key, Value)| format!("{} = {}", key.path, shown(&value));
        self.keys.iter().zip(self.values(index)).map(setting).collect::<Vec<_>>().join(", ")
    }

    /// Short name of a key: its last part, the whole path where that is a number or that of another key as well.
    pub fn label(&self, key: usize) -> &str {
        let last = |path: &'_ str| path.rsplit('.').next().map_or(0, |last| path.len() - last.len());
        let path = &self.keys[key].path;
        let name = &path[last(path)..];
        let same = self.keys.iter().filter(|other| other.path[last(&other.path)..] == *name).count();
        if same > 1 || name.parse::<usize>().is_ok() { path } else { name }
    }

    /// Seed of the experiment.
    pub fn seed(&self) -> u64 {
        self.base.get("seed").and_then(Value::as_integer).map_or(0, i64::unsigned_abs)
    }

    /// The experiment without what varies in it, where it is complete.
    pub(super) fn without(&self) -> Result<Experiment, Box<ExperimentError>> {
        let syntax = |error: toml::de::Error| Box::new(ExperimentError::syntax(&self.name, &self.text, &error));
        let mut document = DeTable::parse(&self.text).map_err(syntax)?;
        document.get_mut().remove(VARY);
        Experiment::read(&self.name, &self.text, document)
    }
}

/// A value as a user would say it.
pub(super) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

/// How the entry is drawn: by the first part of its path; the rest is its key.
fn method(entry: &Entry) -> Option<(Method, &str)> {
    let (first, rest) = entry.path.split_once('.')?;
    Method::ALL.iter().find(|(name, _)| *name == first).map(|(_, method)| (*method, rest))
}

/// The experiment with a value wherever it has none but varies, so that it can be read.
fn complete(base: &Table, entries: &[Entry]) -> Table {
    let mut complete = base.clone();
    for entry in entries {
        let path = method(entry).map_or(entry.path.as_str(), |(_, path)| path);
        match Range::new(&entry.value) {
            // a path that can have no place is told by the check of the points
            Ok(range) if change::value(base, path).is_none() => change::set(&mut complete, path, range.at(0.0)).ok(),
            _ => None,
        };
    }
    complete
}

/// A key of the grid; whole numbers where the experiment takes nothing else.
fn grid_key(Entry { path, value, place }: Entry, base: &Table) -> Result<Key, String> {
    let (range, whole) = (Range::new(&value)?, is_whole(base, &path));
    let grid = match &range {
        Range::List(values) => values.clone(),
        Range::Between(between) => {
            let missing =
                "a grid needs `points`, the number of values; without it, write the range below [vary.random]";
            let points = between.points.ok_or(missing)?;
            if !(2..=MOST_POINTS).contains(&points) {
                return Err(format!("points = {points}: give at least 2 and at most {MOST_POINTS}"));
            }
            between.grid(points, whole)
        }
    };
    match (1..grid.len()).find(|&k| grid[..k].contains(&grid[k])) {
        Some(k) => Err(format!(
            "{} occurs twice; give every value once, and a grid of whole numbers fewer points",
            shown(&grid[k])
        )),
        None => Ok(Key { path, range, grid, whole, place }),
    }
}

/// Whether the experiment takes whole numbers alone at a path: a fraction of any size is refused there as such.
fn is_whole(base: &Table, path: &str) -> bool {
    let read = |value: Value| {
        let mut experiment = base.clone();
        change::set(&mut experiment, path, value).ok()?;
        Some(Experiment::parse("", &experiment.to_string()).map_err(|error| error.to_string()))
    };
    match read(Value::Float(0.5)) {
        Some(Err(problem)) => problem.starts_with("a whole number") && problem.contains("not 0.5"),
        // what the reader leaves to the device, which is not loaded here, is what is written there
        Some(Ok(_)) if matches!(read(Value::Boolean(true)), Some(Ok(_))) => {
            change::value(base, path).is_some_and(Value::is_integer)
        }
        _ => false,
    }
}

type Located = (std::ops::Range<usize>, String);

/// The sample and its keys.
fn sample(entries: Vec<Entry>, base: &Table) -> Result<(Option<Sample>, Vec<Key>), Located> {
    let (mut settings, mut keys, mut methods) = (Table::new(), Vec::new(), Vec::new());
    let mut last = None;
    for entry in &entries {
        let Some((method, path)) = method(entry) else { continue };
        methods.push(method);
        last = Some(entry.place.key.clone());
        if matches!(path, "points" | "seed") {
            settings.insert(path.into(), entry.value.clone());
            continue;
        }
        let located = |problem: String| (entry.place.value.clone(), problem);
        let range = Range::new(&entry.value).map_err(located)?;
        if matches!(&range, Range::Between(between) if between.points.is_some()) {
            return Err(located(
                "a range that is drawn from has no `points` of its own; they stand in the table of the sample".into(),
            ));
        }
        let (whole, place) = (is_whole(base, path), entry.place.clone());
        keys.push(Key { path: path.into(), range, grid: Vec::new(), whole, place });
    }
    let Some(place) = last else { return Ok((None, keys)) };
    if methods.iter().any(|method| *method != methods[0]) {
        return Err((
            place,
            "[vary.random] and [vary.latin_hypercube] exclude each other; leave one of them out".into(),
        ));
    }
    let draws: Draws = settings.try_into().map_err(|error: toml::de::Error| {
        let hint = "a sample needs `points = 20` and may have a `seed`";
        (place.clone(), format!("{}; {hint}", in_words(error.message())))
    })?;
    if draws.points == 0 || draws.points > MOST_POINTS || keys.is_empty() {
        return Err((place, format!("a sample has 1 to {MOST_POINTS} points of at least one key")));
    }
    Ok((Some(Sample { method: methods[0], draws }), keys))
}
