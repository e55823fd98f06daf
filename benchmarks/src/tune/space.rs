//! What a search draws from.

use devices::rng::{Purpose, stream};
use rand::RngExt;
use serde::Deserialize;
use toml::Table;

/// Search space of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    /// Number of cuts of the training rows on which a trial is judged.
    pub cuts: usize,
    /// What is drawn, in this order.
    pub parameters: Vec<Parameter>,
}

/// A value of the experiment that a search may change.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Path of its key, joined by dots; a piece of a waveform by its number.
    pub path: String,
    /// Its values.
    pub range: Range,
    /// Unit of the values; none for plain numbers.
    pub unit: Option<String>,
}

/// Values that a parameter may take.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Range {
    /// Evenly between two.
    Linear([f64; 2]),
    /// Evenly between the logarithms of two.
    Log([f64; 2]),
    /// One of these.
    List(Vec<f64>),
}

#[derive(Deserialize)]
struct File {
    cuts: usize,
    parameters: Table,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(flatten)]
    range: Range,
    unit: Option<String>,
}

const EMBEDDED: [(&str, &str); 3] = [
    ("iris", include_str!("../../experiments/tune/iris.toml")),
    ("wbc", include_str!("../../experiments/tune/wbc.toml")),
    ("landsat", include_str!("../../experiments/tune/landsat.toml")),
];

impl Space {
    /// Text of the search space of a benchmark set.
    pub fn embedded(set: &str) -> Option<&'static str> {
        EMBEDDED.iter().find(|(known, _)| *known == set).map(|(_, text)| *text)
    }

    /// Reads a search space.
    ///
    /// # Errors
    /// What the TOML reader says.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let parameter = |(path, value): (String, toml::Value)| {
            let Entry { range, unit } = value.try_into()?;
            Ok(Parameter { path, range, unit })
        };
        Ok(Self { cuts: file.cuts, parameters: file.parameters.into_iter().map(parameter).collect::<Result<_, _>>()? })
    }

    /// The space without the parameter at `path`.
    pub fn without(mut self, path: &str) -> Self {
        self.parameters.retain(|parameter| parameter.path != path);
        self
    }

    /// Values of trial number `trial` (from 1), a function of seed and number alone.
    pub fn draw(&self, seed: u64, trial: usize) -> Vec<f64> {
        let mut random = stream(seed, Purpose::Search, trial as u64);
        self.parameters.iter().map(|parameter| parameter.range.at(random.random())).collect()
    }
}

impl Range {
    /// The value at `share` (0 to below 1) of the range, to four digits, so that a text holds it to the bit.
    fn at(&self, share: f64) -> f64 {
        let value = match self {
            Self::Linear([low, high]) => low + share * (high - low),
            Self::Log([low, high]) => low * (high / low).powf(share),
            Self::List(values) => values[(share * values.len() as f64) as usize],
        };
        format!("{value:.3e}").parse().unwrap_or(value)
    }
}
