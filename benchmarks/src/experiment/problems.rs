//! All that is wrong with an experiment, in one go.

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

use super::Experiment;
use super::aside::set_aside;
use crate::{ExperimentError, Setup};

/// Problems after which reading stops.
const MOST: usize = 20;

impl Experiment {
    /// Everything in `text` that keeps it from being run, with its places, as far as one problem does not hide another:
    /// all that cannot be read; where all can, every value outside its range; where none is, what data and devices refuse.
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

/// Reads again and again: what cannot be read is told, and gives way to something sound, so that the rest is read as well.
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
        for word in ["a resistance", "tau_n", "many", "dta", "missing key `protocol`"] {
            assert_eq!(all.iter().filter(|problem| problem.contains(word)).count(), 1, "{word} in {all:?}");
        }
        assert_eq!(all.len(), 5, "{all:?}");
    }

    #[test]
    fn all_that_cannot_be_read_in_one_table_is_told() {
        let all = problems(&[
            ("epochs = 15", "epochs = \"many\""),
            ("vote = 1", "vtoe = -1\nread = \"winer\"\ncolor = 1"),
            ("tolerance = \"1 mV\"", "tolerance = \"1 s\""),
            ("pre = [", "pre = [[\"0 s\", \"1 s\"], "),
            ("post = [", "pots = ["),
        ]);
        for words in [
            "\"many\"",
            "unknown key `vtoe`",
            "not -1",
            "winer",
            "unknown key `color`",
            "`1 s` is a time",
            "unknown key `pots`",
        ] {
            assert!(all.iter().any(|problem| problem.contains(words)), "{words} in {all:?}");
        }
        assert_eq!(all.len(), 8, "{all:?}");
        // what a kind of encoder lacks is no error of the others
        let rate = problems(&[("[encoder.population_latency]", "[encoder.rate]"), ("epochs = 15", "epochs = 1.5")]);
        assert!(rate.iter().any(|problem| problem.contains("not 1.5")), "{rate:?}");
    }

    #[test]
    fn every_value_outside_its_range_is_told() {
        let all = problems(&[("count = 6", "count = 0"), ("epochs = 15", "epochs = 0"), ("\"1 ohm\"", "\"-1 ohm\"")]);
        for key in ["`count`", "`epochs`", "`segment`"] {
            assert!(all.iter().any(|problem| problem.contains(key)), "{key} in {all:?}");
        }
    }
}
