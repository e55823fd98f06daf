//! `[device]`: devices of a model in place of conductances.

use std::fmt;

use crossbar::{Capacitance, Plates};
use devices::catalogue::Device;
use devices::cell::Cell;
use devices::imperfections::Imperfections;
use devices::spice::{Subcircuit, SubcircuitError};
use devices::{DeviceArray, units};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::entry::NUMBERS;
use super::fault::Fault;
use super::matrix::Source;

/// Devices of one model, each at its position.
#[derive(Debug)]
pub struct ModelDevices {
    device: Device,
    /// What stands in series with every device.
    cell: Option<Cell>,
    /// Seed of what is drawn.
    pub seed: u64,
    /// Positions from 0 (off) to 1 (on), row-major.
    pub positions: Vec<f64>,
    /// Where the parameters come from.
    pub source: String,
}

impl ModelDevices {
    /// The devices in their initial states.
    pub fn array(&self) -> Box<dyn DeviceArray> {
        let bare = self.device.array(self.positions.len(), self.seed);
        let mut array = match self.cell {
            Some(cell) => cell.around(bare).unwrap_or_else(|error| unreachable!("checked when it was read: {error}")),
            None => bare,
        };
        array.program(&self.positions);
        array
    }

    /// Whether the devices have gates, whose voltages the circuit sets.
    pub fn have_gates(&self) -> bool {
        matches!(self.cell, Some(Cell::Transistor(_)))
    }

    /// Whether something stands in series with the devices.
    pub fn has_cell(&self) -> bool {
        self.cell.is_some()
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
    /// A selector or transistor in series with every device.
    cell: Option<toml::Table>,
    /// Beside every device (F).
    #[serde(default, deserialize_with = "units::farads")]
    capacitance: f64,
    #[serde(default)]
    plates: PlatesText,
}

/// Whether the charge that the model knows of counts.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum PlatesText {
    #[default]
    Ignored,
    Counted,
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
        let cell = self.cell.as_ref().map(Cell::from_table).transpose();
        let cell = cell.map_err(|error| Fault::at(&["device", "cell"], error))?;
        let positions = self.positions(rows, columns)?;
        Ok(ModelDevices { device, cell, seed: self.seed, positions, source: entry.source.clone() })
    }

    /// The capacitance of lines, and what the devices store besides.
    pub fn capacitance(&self, lines: Capacitance) -> Capacitance {
        let plates = match self.plates {
            PlatesText::Ignored => Plates::Ignored,
            PlatesText::Counted => Plates::Counted,
        };
        Capacitance { device: self.capacitance, plates, ..lines }
    }

    fn positions(&self, rows: usize, columns: usize) -> Result<Vec<f64>, Fault> {
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
        Ok(positions)
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
