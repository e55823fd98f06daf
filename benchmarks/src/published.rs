//! Results that others published on the three sets, with their source and whether the number was read there.

use serde::Deserialize;

const FILE: &str = include_str!("../published.toml");

/// Whether a number may be quoted as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The number was read at its source.
    Verified,
    /// The number was quoted without the source at hand: print it with the word "unverified".
    Unverified,
}

impl Status {
    /// The word for it in a file.
    pub fn name(self) -> &'static str {
        match self {
            Status::Verified => "verified",
            Status::Unverified => "unverified",
        }
    }
}

/// What a published number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Share of rows that get their own class.
    Accuracy,
    /// Harmonic mean of precision and recall: not comparable with accuracy.
    F1,
}

impl Measure {
    /// The word for it in a file.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Accuracy => "accuracy",
            Measure::F1 => "F1",
        }
    }
}

/// A data set of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Set {
    /// Fisher's iris.
    Iris,
    /// Wisconsin breast cancer (original).
    Wbc,
    /// Statlog Landsat satellite image.
    Landsat,
}

impl Set {
    /// Name of the benchmark.
    pub fn name(self) -> &'static str {
        match self {
            Set::Iris => "iris",
            Set::Wbc => "wbc",
            Set::Landsat => "landsat",
        }
    }
}

/// A published result.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedResult {
    /// Name for a table.
    pub work: String,
    /// How it learns.
    pub rule: String,
    /// On which set.
    pub set: Set,
    /// What the number counts.
    pub measure: Measure,
    /// The number on test rows (percent).
    pub percent: f64,
    /// Spread as the source gives it (percent), where it does.
    pub spread: Option<f64>,
    /// How rows were divided.
    pub protocol: String,
    /// Where the number stands.
    pub source: String,
    /// Whether it was read there.
    pub status: Status,
    /// What a reader has to know before comparing.
    pub note: Option<String>,
}

/// A file of published results that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PublishedError {
    /// Not TOML, or keys or words that do not fit.
    #[error("published results: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A number that is no percentage.
    #[error("published results, `{work}`: {percent} is not a percentage; it must be above 0 and at most 100")]
    Percent {
        /// The work.
        work: String,
        /// What was given.
        percent: f64,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    text: String,
    status: Status,
    measure: Measure,
    results: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    work: String,
    rule: String,
    set: Set,
    percent: f64,
    spread: Option<f64>,
    protocol: String,
    note: Option<String>,
}

/// The embedded results on one set, in the order of the file.
///
/// # Errors
/// None for the embedded file as it is tested; see [`parse`].
pub fn published(set: Set) -> Result<Vec<PublishedResult>, PublishedError> {
    Ok(parse_embedded()?.into_iter().filter(|result| result.set == set).collect())
}

/// All embedded results, in the order of the file.
///
/// # Errors
/// As [`published`].
pub fn parse_embedded() -> Result<Vec<PublishedResult>, PublishedError> {
    parse(FILE)
}

/// All results in the text of a file like `published.toml`.
///
/// # Errors
/// [`PublishedError`] naming the line or the work.
pub fn parse(text: &str) -> Result<Vec<PublishedResult>, PublishedError> {
    let file: File = toml::from_str(text)?;
    let mut all = Vec::new();
    for Source { text, status, measure, results } in file.source {
        for Entry { work, rule, set, percent, spread, protocol, note } in results {
            if !(percent > 0.0 && percent <= 100.0) {
                return Err(PublishedError::Percent { work, percent });
            }
            let source = text.clone();
            all.push(PublishedResult { work, rule, set, measure, percent, spread, protocol, source, status, note });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_complete_and_names_each_result_once() {
        let all = parse(FILE).unwrap();
        let of = |set| published(set).unwrap().len();
        assert_eq!(of(Set::Iris) + of(Set::Wbc) + of(Set::Landsat), all.len());
        for (k, one) in all.iter().enumerate() {
            assert!(![&one.work, &one.rule, &one.protocol, &one.source].iter().any(|text| text.trim().is_empty()));
            let same =
                |other: &PublishedResult| (&other.work, &other.rule, other.set) == (&one.work, &one.rule, one.set);
            assert!(!all[..k].iter().any(same), "{} on {:?} stands twice", one.work, one.set);
        }
    }

    #[test]
    fn the_best_of_statlog_is_its_nearest_neighbors_and_verified() {
        let landsat = published(Set::Landsat).unwrap();
        let verified: Vec<_> = landsat.iter().filter(|result| result.status == Status::Verified).collect();
        assert_eq!(verified.len(), 23);
        let best = verified.iter().max_by(|a, b| a.percent.total_cmp(&b.percent)).unwrap();
        assert_eq!((best.rule.as_str(), best.percent), ("k nearest neighbors", 90.6));
    }

    #[test]
    fn an_f1_score_is_not_taken_for_an_accuracy() {
        let iris = published(Set::Iris).unwrap();
        let accuracy = iris.iter().filter(|result| result.measure == Measure::Accuracy);
        assert!(accuracy.clone().count() > 0 && accuracy.clone().all(|result| result.work != "Sboev et al. 2020"));
    }

    #[test]
    fn wrong_words_and_numbers_are_refused() {
        let message = |status: &str, percent: &str| {
            let result = format!("{{ work = 'a', rule = 'b', set = 'iris', percent = {percent}, protocol = 'c' }}");
            let head = format!("[[source]]\ntext = 'd'\nstatus = '{status}'\nmeasure = 'accuracy'\n");
            parse(&format!("{head}results = [{result}]")).map(|_| ()).unwrap_err().to_string()
        };
        assert!(message("guessed", "90.0").contains("unknown variant `guessed`"));
        assert!(message("verified", "0.9e3").contains("`a`: 900 is not a percentage"));
    }
}
