//! Which devices, on which lines.

use crossbar::{Line, Wires};
use devices::catalogue::{Device, LoadError};
use devices::imperfections::Imperfections;
use devices::rng::{Purpose, stream};
use devices::units;
use rand::RngExt;
use serde::Deserialize;

use crate::{RunError, parameter_set};

/// Largest resistance of a line (ohm): beyond it nothing flows that a number could tell.
const LARGEST_RESISTANCE: f64 = 1e12;

/// Which devices, and how they start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceChoice {
    /// Name of a parameter set, see `ferrospike models`, or path of a parameter file.
    pub parameters: String,
    /// Parameters that differ from the set.
    #[serde(default)]
    pub change: toml::Table,
    /// Variability and non-idealities, in place of those of the set.
    pub imperfections: Option<toml::Table>,
    /// Which electrode faces the word line.
    #[serde(default)]
    pub mounting: Mounting,
    /// Devices start at random positions between these two (0 = off, 1 = on).
    pub start: [f64; 2],
}

/// Which electrode of a device faces the word line.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Mounting {
    /// The one that the parameter set counts voltages at.
    #[default]
    Forward,
    /// The other one: voltages and currents change their sign.
    Reversed,
}

/// Line resistance.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Resistances {
    /// One segment between neighboring devices (ohm).
    #[serde(deserialize_with = "units::ohms")]
    pub segment: f64,
    /// Row drivers (ohm).
    #[serde(deserialize_with = "units::ohms")]
    pub driver: f64,
    /// Column sense amplifiers and drivers (ohm).
    #[serde(deserialize_with = "units::ohms")]
    pub sense: f64,
}

impl DeviceChoice {
    /// The devices, mounted as asked, and where their values come from.
    ///
    /// # Errors
    /// [`RunError`] when the set is unknown, or a change or an imperfection is impossible.
    pub fn load(&self) -> Result<(Device, String), RunError> {
        let set = parameter_set(&self.parameters)?;
        let mut device = set.device(&self.change)?;
        if let Some(table) = &self.imperfections {
            let imperfections = Imperfections::from_table(table).map_err(RunError::Imperfections)?;
            let range = |error| RunError::Imperfections(LoadError::Range { name: "imperfections".into(), error });
            device = device.with(imperfections).map_err(range)?;
        }
        if self.mounting == Mounting::Reversed {
            device = device.turned_round();
        }
        Ok((device, set.source))
    }

    /// Starting positions of `count` devices, which depend on the seed.
    pub fn positions(&self, count: usize, seed: u64) -> Vec<f64> {
        let [low, high] = self.start;
        let mut random = stream(seed, Purpose::Start, 0);
        (0..count).map(|_| low + (high - low) * random.random::<f64>()).collect()
    }

    /// Whether `start` is a range of positions: answer, key and message.
    pub(crate) fn start_check(&self) -> (bool, &'static str, String) {
        let [low, high] = self.start;
        let holds = 0.0 <= low && low <= high && high <= 1.0;
        (holds, "start", format!("[{low}, {high}] is no range within 0 (off) to 1 (on)"))
    }
}

impl Resistances {
    /// Lines of an array with `rows` rows and `columns` columns: driven from the left, sensed at the bottom.
    pub fn wires(&self, rows: usize, columns: usize) -> Wires {
        let Resistances { segment, driver, sense } = *self;
        let line = |driver_first, driver_last| Line { segment: segment.into(), driver_first, driver_last };
        Wires::new(rows, columns, line(driver, 0.0), line(0.0, sense))
    }

    /// First resistance outside its range: key and message.
    pub(crate) fn problem(&self) -> Option<(&'static str, String)> {
        let wires = [("segment", self.segment), ("driver", self.driver), ("sense", self.sense)];
        let outside = wires.into_iter().find(|(_, ohm)| !(0.0..=LARGEST_RESISTANCE).contains(ohm));
        let given = |ohm| units::engineering(ohm, "ohm");
        outside.map(|(key, ohm)| {
            (key, format!("{} is no resistance; give 0 ohm to {}", given(ohm), given(LARGEST_RESISTANCE)))
        })
    }
}
