//! `[device]`: devices of a model in place of conductances.

use std::fmt;

use devices::DeviceArray;
use devices::catalogue::Device;
use devices::imperfections::Imperfections;
use devices::spice::{Subcircuit, SubcircuitError};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::entry::NUMBERS;
use super::fault::Fault;
use super::matrix::Source;

/// Devices of one model, each at its position.
#[derive(Debug)]
pub struct ModelDevices {
    device: Device,
    seed: u64,
    /// Positions from 0 (off) to 1 (on), row-major.
    pub positions: Vec<f64>,
    /// Where the parameters come from.
    pub source: String,
}

impl ModelDevices {
    /// The devices in their initial states.
    pub fn array(&self) -> Box<dyn DeviceArray> {
        let mut array = self.device.array(self.positions.len(), self.seed);
        array.program(&self.positions);
        array
    }

    /// The devices as a subcircuit of ngspice.
    ///
    /// # Errors
    /// [`SubcircuitError`] for a model that is not written down for ngspice, and for devices with imperfections.
    pub fn subcircuit(&self) -> Result<Subcircuit, SubcircuitError> {
        self.device.subcircuit()
    }
}

/// `[device]` as it is written.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceText {
    /// Name of a parameter set, see `ferrospike models`, or path of a parameter file.
    parameters: String,
    #[serde(default)]
    change: toml::Table,
    imperfections: Option<toml::Table>,
    positions: PositionsText,
    /// Seed of what is drawn.
    #[serde(default)]
    seed: u64,
}

/// One position for all devices, or each its own.
#[derive(Clone, Debug)]
enum PositionsText {
    All(f64),
    Each(Source),
}

impl DeviceText {
    /// Rows and columns, where the positions say how many.
    pub fn size(&self) -> Result<Option<(usize, usize)>, Fault> {
        match &self.positions {
            PositionsText::All(_) => Ok(None),
            PositionsText::Each(source) => {
                let matrix = source.load().map_err(|problem| Fault::at(&["device", "positions"], problem))?;
                Ok(Some((matrix.rows, matrix.columns)))
            }
        }
    }

    /// The devices of an array of this size.
    pub fn devices(&self, rows: usize, columns: usize) -> Result<ModelDevices, Fault> {
        let entry = crate::parameter_set(&self.parameters);
        let entry = entry.map_err(|error| Fault::at(&["device", "parameters"], error))?;
        let mut device = entry.device(&self.change).map_err(|error| Fault::at(&["device", "change"], error))?;
        if let Some(layers) = &self.imperfections {
            let keys = ["device", "imperfections"];
            let layers = Imperfections::from_table(layers).map_err(|error| Fault::at(&keys, error))?;
            device = device.with(layers).map_err(|error| Fault::at(&keys, error))?;
        }
        let keys = ["device", "positions"];
        let positions = match &self.positions {
            PositionsText::All(position) => vec![*position; rows * columns],
            PositionsText::Each(source) => source.load().map_err(|problem| Fault::at(&keys, problem))?.values,
        };
        if let Some(k) = positions.iter().position(|position| !(0.0..=1.0).contains(position)) {
            let (row, column, position) = (k / columns, k % columns, positions[k]);
            let range = "positions run from 0 (off) to 1 (on)";
            return Err(Fault::at(&keys, format!("device ({row}, {column}) is at {position}; {range}")));
        }
        Ok(ModelDevices { device, seed: self.seed, positions, source: entry.source.clone() })
    }
}

impl<'de> Deserialize<'de> for PositionsText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PositionsVisitor)
    }
}

struct PositionsVisitor;

impl<'de> Visitor<'de> for PositionsVisitor {
    type Value = PositionsText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a position from 0 (off) to 1 (on) for all devices, a list of rows of them, or the path of a .csv file",
        )
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<PositionsText, E> {
        Ok(PositionsText::All(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<PositionsText, E> {
        Ok(PositionsText::All(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<PositionsText, E> {
        Ok(PositionsText::All(value as f64))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<PositionsText, E> {
        Source::from_text(NUMBERS, text).map(PositionsText::Each)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<PositionsText, A::Error> {
        Source::from_list(NUMBERS, list).map(PositionsText::Each)
    }
}
