//! The devices of a problem: conductances written down, drawn or standing for weights, and single faults.

use devices::units::engineering;
use std::fmt;

use crossbar::{Differential, log_uniform};
use devices::units;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::entry::DEVICES;
use super::fault::Fault;
use super::matrix::{Matrix, Source, numbers};

/// `conductances` as it is written.
#[derive(Clone, Debug)]
pub(super) enum ConductancesText {
    Given(Source),
    Made(Made),
}

/// Conductances that follow from something else.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Made {
    /// Log-uniform between two limits, as those of the reference problem.
    Random(RandomText),
    /// Signed weights on pairs of columns.
    Weights(WeightsText),
}

#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RandomText {
    seed: u64,
    #[serde(deserialize_with = "units::siemens")]
    g_min: f64,
    #[serde(deserialize_with = "units::siemens")]
    g_max: f64,
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WeightsText {
    #[serde(deserialize_with = "numbers")]
    matrix: Source,
    /// The weight of a device at `g_max` beside one at `g_min`.
    largest: f64,
    #[serde(deserialize_with = "units::siemens")]
    g_min: f64,
    #[serde(deserialize_with = "units::siemens")]
    g_max: f64,
}

/// A device of another conductance than meant.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StuckText {
    row: usize,
    column: usize,
    #[serde(deserialize_with = "conductance")]
    conductance: f64,
}

fn conductance<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    deserializer.deserialize_any(DEVICES)
}

impl<'de> Deserialize<'de> for ConductancesText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ConductancesVisitor)
    }
}

struct ConductancesVisitor;

impl<'de> Visitor<'de> for ConductancesVisitor {
    type Value = ConductancesText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "conductances: a list of rows such as [[\"1 uS\", \"open\"]], the path of a .csv file, { random = ... } or \
             { weights = ... }",
        )
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Source::from_text(DEVICES, text).map(ConductancesText::Given)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        Source::from_list(DEVICES, list).map(ConductancesText::Given)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Made::deserialize(MapAccessDeserializer::new(map)).map(ConductancesText::Made)
    }
}

impl ConductancesText {
    /// Conductances (S), and how weights were turned into them; `size` where the problem gives rows and columns.
    pub fn load(&self, size: [Option<usize>; 2]) -> Result<(Matrix, Option<Differential>), Fault> {
        let at = |problem: String| Fault::at(&["conductances"], problem);
        match self {
            ConductancesText::Given(source) => Ok((source.load().map_err(at)?, None)),
            ConductancesText::Made(Made::Random(random)) => Ok((random.draw(size)?, None)),
            ConductancesText::Made(Made::Weights(weights)) => {
                let keys = ["conductances", "weights"];
                let matrix = weights.matrix.load().map_err(|problem| Fault::at(&keys, problem))?;
                let map = Differential::new(weights.g_min, weights.g_max, weights.largest)
                    .map_err(|error| Fault::at(&keys, error))?;
                let values = map.conductances(&matrix.values).map_err(|error| Fault::at(&keys, error))?;
                Ok((Matrix { rows: matrix.rows, columns: 2 * matrix.columns, values }, Some(map)))
            }
        }
    }
}

impl RandomText {
    fn draw(&self, size: [Option<usize>; 2]) -> Result<Matrix, Fault> {
        let keys = ["conductances", "random"];
        let [Some(rows), Some(columns)] = size else {
            return Err(Fault::at(&keys, "random conductances need `rows` and `columns`"));
        };
        let (g_min, g_max) = (self.g_min, self.g_max);
        if !(g_min > 0.0 && g_max >= g_min && g_max.is_finite()) {
            let problem = format!(
                "from {} to {}; conductances must satisfy 0 < g_min <= g_max",
                engineering(g_min, "S"),
                engineering(g_max, "S")
            );
            return Err(Fault::at(&keys, problem));
        }
        Ok(Matrix { rows, columns, values: log_uniform(rows * columns, self.seed, g_min, g_max) })
    }
}

impl StuckText {
    /// Number and conductance (S) of the device, row-major.
    pub fn place(&self, rows: usize, columns: usize) -> Result<(usize, f64), Fault> {
        if self.row < rows && self.column < columns {
            return Ok((self.row * columns + self.column, self.conductance));
        }
        let (row, column) = (self.row, self.column);
        let array = format!("the array has {rows} rows and {columns} columns, counted from 0");
        Err(Fault::at(&["stuck"], format!("device ({row}, {column}) is stuck, but {array}")))
    }
}
