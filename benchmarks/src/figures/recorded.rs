//! Presentations that a file holds, and one of them read alone.

use std::fmt::Write;
use std::ops::Range;

use traces::{ReadError, TraceFile, Variable};

use super::{DrawError, Selection};
use crate::recording::GROUP;

/// Most numbers, and most splits, that a message lists.
const LISTED: usize = 6;

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
        if !needed.into_iter().all(|name| present.iter().any(|present| present == name)) {
            return Ok(None);
        }
        let all = Self::all(trace)?;
        if all.is_empty() {
            return Ok(None);
        }
        match all.iter().position(|one| one.fits(selection)) {
            Some(place) => Ok(all.into_iter().nth(place)),
            None => Err(DrawError::NoPresentation { asked: asked(selection), held: list(&all) }),
        }
    }

    fn all(trace: &TraceFile) -> Result<Vec<Self>, ReadError> {
        let whole = |name: &str| Ok::<_, ReadError>(trace.read::<i64>(&format!("{GROUP}/{name}"))?.values);
        let training = trace.read::<bool>(&format!("{GROUP}/training"))?.values;
        let (splits, numbers, samples) = (whole("split")?, whole("presentation")?, whole("sample")?);
        let mut all: Vec<Self> = Vec::new();
        let each = splits.into_iter().zip(training).zip(numbers.into_iter().zip(samples));
        for (moment, ((split, training), (number, sample))) in each.enumerate() {
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

/// What is held, split by split.
fn list(all: &[Presentation]) -> String {
    let splits: Vec<&[Presentation]> = all.chunk_by(|a, b| a.split == b.split).collect();
    let of_split = |own: &[Presentation]| {
        let mut text = format!("split {}:", own[0].split);
        for run in own.chunk_by(|a, b| a.training == b.training) {
            let numbers: Vec<String> = run.iter().take(LISTED).map(|one| one.number.to_string()).collect();
            let comma = if text.ends_with(':') { "" } else { "," };
            let plural = if run.len() > 1 { "s" } else { "" };
            let _ = write!(text, "{comma} {}{plural} {}", kind(run[0].training), numbers.join(", "));
            if run.len() > LISTED {
                let _ = write!(text, ", ... {} ({} in all)", run[run.len() - 1].number, run.len());
            }
        }
        text
    };
    let mut texts: Vec<String> = splits.iter().take(LISTED).map(|own| of_split(own)).collect();
    if splits.len() > LISTED {
        texts.push(format!("and so on up to split {}", all[all.len() - 1].split));
    }
    texts.join("; ")
}
