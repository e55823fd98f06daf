//! All that is wrong with an experiment, in one go.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Experiment;
use crate::{ExperimentError, Setup};

/// Problems after which reading stops.
const MOST: usize = 20;

impl Experiment {
    /// Everything in `text` that keeps it from being run, with its places, as far as one problem does not hide another:
    /// the first in each table that cannot be read; where all can, every value outside its range; where none is, what data
    /// and devices refuse.
    pub fn all_problems(name: &str, text: &str) -> Vec<ExperimentError> {
        let document = match DeTable::parse(text) {
            Ok(document) => document,
            Err(error) => return vec![ExperimentError::syntax(name, text, &error)],
        };
        match read(name, text, document) {
            Err(problems) => problems,
            Ok(experiment) => {
                let outside = experiment.values_outside(name, text);
                if !outside.is_empty() {
                    return outside;
                }
                Setup::new(experiment).err().map(|error| error.locate(name, text)).into_iter().collect()
            }
        }
    }
}

/// Reads table by table: one that cannot be read is told, and gives way to that of an embedded experiment, so that the
/// others are read as well.
fn read(name: &str, text: &str, document: Spanned<DeTable<'_>>) -> Result<Experiment, Vec<ExperimentError>> {
    let (mut document, mut problems) = (document, Vec::new());
    loop {
        let error = match Experiment::deserialize(toml::Deserializer::from(document.clone())) {
            Ok(experiment) if problems.is_empty() => return Ok(experiment),
            Ok(_) => return Err(problems),
            Err(error) => error,
        };
        problems.push(ExperimentError::syntax(name, text, &error));
        if problems.len() == MOST || !set_aside(document.get_mut(), &error) {
            return Err(problems);
        }
    }
}

/// Puts what an embedded experiment has in place of the table that an error is about: whether there is one.
fn set_aside(document: &mut DeTable<'_>, error: &toml::de::Error) -> bool {
    let missing = error.message().strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let place = error.span().and_then(|span| table_at(document, &span));
    let Some(key) = place.or_else(|| missing.map(str::to_string)) else { return false };
    let sound = Experiment::embedded("iris").and_then(|text| DeTable::parse(text).ok());
    let sound = sound.and_then(|mut sound| sound.get_mut().remove(key.as_str()));
    let before = document.remove(key.as_str());
    match sound {
        Some(value) => {
            document.insert(Spanned::new(0..0, key.into()), value);
            true
        }
        None => before.is_some(),
    }
}

/// The top key below which `span` lies.
fn table_at(document: &DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let found = document.iter().find(|(key, value)| lies_in(span, &key.span()) || holds(value, span));
    found.map(|(key, _)| key.get_ref().to_string())
}

fn holds(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    let inside = match value.get_ref() {
        DeValue::Table(table) => table.iter().any(|(key, value)| lies_in(span, &key.span()) || holds(value, span)),
        DeValue::Array(values) => values.iter().any(|value| holds(value, span)),
        _ => false,
    };
    inside || lies_in(span, &value.span())
}

/// Whether `inner` begins in `outer`; an empty place holds nothing.
fn lies_in(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    !outer.is_empty() && outer.start <= inner.start && inner.end <= outer.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(changes: &[(&str, &str)]) -> Vec<String> {
        let mut text = Experiment::embedded("iris").unwrap().to_string();
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        Experiment::all_problems("mine.toml", &text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_table_tells_its_own_problem_at_once() {
        assert!(problems(&[]).is_empty());
        let all = problems(&[
            ("segment = \"1 ohm\"", "segment = \"1 s\""),
            ("tau_m = ", "tau_n = "),
            ("epochs = 15", "epochs = \"many\""),
            ("[data]", "dta = 1\n[data]"),
            ("[protocol]\nhalf_splits = 50\n", ""),
        ]);
        for word in ["a resistance", "tau_n", "many", "dta", "missing field `protocol`"] {
            assert_eq!(all.iter().filter(|problem| problem.contains(word)).count(), 1, "{word} in {all:?}");
        }
        assert_eq!(all.len(), 5, "{all:?}");
    }

    #[test]
    fn every_value_outside_its_range_is_told() {
        let all = problems(&[("count = 6", "count = 0"), ("epochs = 15", "epochs = 0"), ("\"1 ohm\"", "\"-1 ohm\"")]);
        for key in ["`count`", "`epochs`", "`segment`"] {
            assert!(all.iter().any(|problem| problem.contains(key)), "{key} in {all:?}");
        }
    }
}
