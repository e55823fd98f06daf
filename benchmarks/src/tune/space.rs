//! What a search draws from.

use devices::rng::{Purpose, stream};
use serde::Deserialize;
use toml::{Table, Value};

use crate::Range;

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
}

#[derive(Deserialize)]
struct File {
    cuts: usize,
    parameters: Table,
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
    /// A sentence that says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let parameter = |(path, value): (String, Value)| {
            let range = Range::new(&value).map_err(|problem| format!("`{path}`: {problem}"))?;
            Ok(Parameter { path, range })
        };
        Ok(Self {
            cuts: file.cuts,
            parameters: file.parameters.into_iter().map(parameter).collect::<Result<_, String>>()?,
        })
    }

    /// The space without the parameter at `path`.
    pub fn without(mut self, path: &str) -> Self {
        self.parameters.retain(|parameter| parameter.path != path);
        self
    }

    /// Values of trial number `trial` (from 1), a function of seed and number alone.
    pub fn draw(&self, seed: u64, trial: usize) -> Vec<Value> {
        Range::draw(
            self.parameters.iter().map(|parameter| &parameter.range),
            stream(seed, Purpose::Search, trial as u64),
        )
    }
}

/// The number of a value in the unit of its parameter.
pub fn number(value: &Value) -> f64 {
    match value {
        Value::Integer(whole) => *whole as f64,
        Value::Float(number) => *number,
        other => other.as_str().and_then(devices::units::split_number).map_or(f64::NAN, |(number, _)| number),
    }
}
