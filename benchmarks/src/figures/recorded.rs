//! Presentations that a file holds, and one of them read alone.

use std::ops::Range;

use traces::{ReadError, TraceFile, Variable};

use super::{DrawError, Selection};
use crate::recording::GROUP;

/// Most numbers of a kind that a message lists, and most groups of splits.
const LISTED: usize = 4;

/// A presentation of a split, numbered as in the table `[record]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Of training, counted from 0 over all epochs.
    Training(usize),
    /// Of a test row, by its position among them.
    Test(usize),
}

/// A presentation in a file.
pub(super) struct Presentation {
    moments: Range<usize>,
    split: i64,
    training: bool,
    number: i64,
    /// Row of the data set, or number of the image.
    sample: i64,
}

impl Presentation {
    /// The one that was asked for, else the first; nothing where none is recorded with all of these `variables`.
    ///
    /// # Errors
    /// [`DrawError::NoPresentation`] when others are recorded, [`DrawError::Read`].
    pub fn chosen(trace: &TraceFile, selection: &Selection, variables: &[&str]) -> Result<Option<Self>, DrawError> {
        let present = trace.variables(GROUP)?;
        let needed = ["time", "split", "training", "presentation", "sample"].iter().chain(variables);
        if !needed.clone().all(|name| present.iter().any(|present| present == name)) {
            return Ok(None);
        }
        // of a file that was interrupted, one variable may hold more than another
        let lengths = needed.map(|name| Ok(trace.shape(&format!("{GROUP}/{name}"))?.first().copied().unwrap_or(0)));
        let held = lengths.collect::<Result<Vec<usize>, ReadError>>()?.into_iter().min().unwrap_or(0);
        let all = Self::all(trace, held)?;
        if all.is_empty() {
            return Ok(None);
        }
        match all.iter().position(|one| one.fits(selection)) {
            Some(place) => Ok(all.into_iter().nth(place)),
            None => Err(DrawError::NoPresentation { asked: asked(selection), held: list(&all) }),
        }
    }

    /// Those within the first `held` moments.
    fn all(trace: &TraceFile, held: usize) -> Result<Vec<Self>, ReadError> {
        let whole = |name: &str| Ok::<_, ReadError>(trace.read::<i64>(&format!("{GROUP}/{name}"))?.values);
        let training = trace.read::<bool>(&format!("{GROUP}/training"))?.values;
        let (splits, numbers, samples) = (whole("split")?, whole("presentation")?, whole("sample")?);
        let mut all: Vec<Self> = Vec::new();
        let each = splits.into_iter().zip(training).zip(numbers.into_iter().zip(samples));
        for (moment, ((split, training), (number, sample))) in each.take(held).enumerate() {
            match all.last_mut() {
                Some(last) if (last.split, last.training, last.number) == (split, training, number) => {
                    last.moments.end = moment + 1;
                }
                _ => all.push(Self { moments: moment..moment + 1, split, training, number, sample }),
            }
        }
        Ok(all)
    }

    fn fits(&self, selection: &Selection) -> bool {
        let is = |number: usize| self.number == number as i64;
        let fits = match selection.presentation {
            None => true,
            Some(Shown::Training(number)) => self.training && is(number),
            Some(Shown::Test(number)) => !self.training && is(number),
        };
        fits && selection.split.is_none_or(|split| self.split == split as i64)
    }

    /// Number of its moments.
    pub fn len(&self) -> usize {
        self.moments.len()
    }

    /// Its values of a variable.
    pub fn read(&self, trace: &TraceFile, variable: &str) -> Result<Variable<f64>, ReadError> {
        self.read_some(trace, variable, 0..self.len())
    }

    /// The same at some of its moments.
    pub fn read_some(
        &self,
        trace: &TraceFile,
        variable: &str,
        moments: Range<usize>,
    ) -> Result<Variable<f64>, ReadError> {
        let begin = self.moments.start;
        trace.read_entries(&format!("{GROUP}/{variable}"), begin + moments.start..begin + moments.end)
    }

    /// Which it is, for a figure.
    pub fn describe(&self, trace: &TraceFile) -> Result<String, ReadError> {
        let Self { split, training, number, sample, .. } = self;
        if trace.groups()?.iter().any(|group| group == "patterns") {
            return Ok(format!("Presentation {number}, image {sample}"));
        }
        Ok(format!("Split {split}, {} {number}, data row {sample}", kind(*training)))
    }
}

fn kind(training: bool) -> &'static str {
    if training { "training presentation" } else { "test row" }
}

fn asked(selection: &Selection) -> String {
    let what = match selection.presentation {
        None => "presentation".into(),
        Some(Shown::Training(number)) => format!("{} {number}", kind(true)),
        Some(Shown::Test(number)) => format!("{} {number}", kind(false)),
    };
    selection.split.map_or(what.clone(), |split| format!("{what} of split {split}"))
}

/// Says that a file without presentations holds none that was asked for.
///
/// # Errors
/// [`DrawError::NoPresentation`], [`DrawError::Read`].
pub(super) fn require(trace: &TraceFile, selection: &Selection) -> Result<(), DrawError> {
    if selection.presentation.is_some() && !trace.groups()?.iter().any(|group| group == GROUP) {
        return Err(DrawError::NoPresentation { asked: asked(selection), held: "no presentations at all".into() });
    }
    Ok(())
}

/// What is held; splits that hold the same stand together.
fn list(all: &[Presentation]) -> String {
    let mut held: Vec<(String, Vec<i64>)> = Vec::new();
    for own in all.chunk_by(|a, b| a.split == b.split) {
        let runs: Vec<String> = own.chunk_by(|a, b| a.training == b.training).map(list_run).collect();
        let (text, split) = (runs.join(", "), own[0].split);
        match held.iter_mut().find(|(known, _)| *known == text) {
            Some((_, splits)) => splits.push(split),
            None => held.push((text, vec![split])),
        }
    }
    let others = if held.len() > LISTED { "; and others" } else { "" };
    let of_splits = |(text, splits): &(String, Vec<i64>)| format!("{}: {text}", some("split", splits));
    held.iter().take(LISTED).map(of_splits).collect::<Vec<_>>().join("; ") + others
}

/// Presentations of a kind.
fn list_run(run: &[Presentation]) -> String {
    some(kind(run[0].training), &run.iter().map(|one| one.number).collect::<Vec<_>>())
}

/// Things with these numbers, of many the first few and the last.
pub(super) fn some(thing: &str, numbers: &[i64]) -> String {
    let plural = if numbers.len() > 1 { "s" } else { "" };
    let first: Vec<String> = numbers.iter().take(LISTED).map(i64::to_string).collect();
    let rest = match numbers {
        [.., last] if numbers.len() > LISTED => format!(", ... {last} ({} in all)", numbers.len()),
        _ => String::new(),
    };
    format!("{thing}{plural} {}{rest}", first.join(", "))
}
