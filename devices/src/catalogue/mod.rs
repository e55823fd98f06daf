//! Parameter sets by name, each with its model, its source and how far it has been verified.
//!
//! A set is a TOML file. Those of `devices/parameters` are embedded; [`Entry::parse`] reads any other.

mod kind;
mod protocol;
mod sets;

use std::fmt::Debug;
use std::sync::Arc;

use serde::Deserialize;
use toml::{Table, Value};

use crate::conduction::Conduction;
use crate::error::ModelError;
use crate::imperfections::Imperfections;
use crate::model::DeviceArray;
use crate::reversed::Reversed;
use crate::spelling::{did_you_mean, nearest};
use crate::spice::{Subcircuit, SubcircuitError};
use crate::wording::{with_line, with_place};

pub use kind::{Kind, Parameters, kinds};
pub use protocol::{Protocol, Pulse, Sweep};
pub use sets::{UnknownName, find, names};

/// A parameter set as its file has it.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Name under which files ask for it.
    #[serde(skip)]
    pub name: String,
    /// Name of the model that the values belong to.
    pub model: String,
    /// What it is, in a sentence or two.
    pub description: String,
    /// DOI and figure or table the values come from.
    pub source: String,
    /// Range of voltages and times for which it is meant.
    pub validity: String,
    /// `verified` when the values were checked against the source, else `unverified`.
    pub status: String,
    /// Values of the model.
    pub parameters: Table,
    /// Pulses for which the set is meant.
    pub protocol: Protocol,
    /// Non-idealities of the devices, as [`Imperfections`] has them; none when the file has no such table.
    #[serde(default)]
    pub imperfections: Table,
    /// The whole file.
    #[serde(skip)]
    pub text: String,
}

/// Why a parameter set could not be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LoadError {
    /// No set has that name.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// A file is not a parameter set.
    #[error("`{name}` is not a parameter set: {message}")]
    File {
        /// Name of the file.
        name: String,
        /// What is wrong, with the place.
        message: String,
    },
    /// A file names a model that does not exist.
    #[error("`{name}` wants the model `{model}`, which does not exist{} All models: {all}", did_you_mean(nearest))]
    UnknownModel {
        /// Name of the file.
        name: String,
        /// The model it names.
        model: String,
        /// The most similar model.
        nearest: &'static str,
        /// All models.
        all: String,
    },
    /// A change names a parameter that the model does not have.
    #[error("`{name}` has no parameter `{key}`{} All parameters: {all}", did_you_mean(nearest))]
    UnknownParameter {
        /// Name of the set.
        name: String,
        /// Key of the change, with the tables it stands in: `up.alfa`.
        key: String,
        /// The most similar parameter.
        nearest: String,
        /// All parameters of that table.
        all: String,
    },
    /// A value has the wrong type or unit.
    #[error("parameters of `{name}`: {message}")]
    Value {
        /// Name of the set.
        name: String,
        /// What is wrong, with the parameter's name.
        message: String,
    },
    /// A value is out of range.
    #[error("parameters of `{name}`: {error}")]
    Range {
        /// Name of the set.
        name: String,
        /// Which parameter, and what it may be.
        error: ModelError,
    },
}

/// Checked parameters of one kind of device, ready to build arrays.
#[derive(Clone)]
pub struct Device {
    parameters: Arc<dyn kind::AnyParameters>,
    imperfections: Imperfections,
    reversed: bool,
}

/// Which devices they are: fingerprints of what was run are taken from this text, and devices that are not turned round keep
/// the one that they have always had.
impl Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = f.debug_struct("Device");
        text.field("parameters", &self.parameters).field("imperfections", &self.imperfections);
        if self.reversed {
            text.field("reversed", &true);
        }
        text.finish()
    }
}

impl Device {
    /// Devices with these parameters.
    ///
    /// # Errors
    /// [`ModelError`] names the first parameter that is out of range.
    pub fn new(parameters: impl Parameters) -> Result<Device, ModelError> {
        parameters.validate()?;
        Ok(Device { parameters: Arc::new(parameters), imperfections: Imperfections::default(), reversed: false })
    }

    /// Their imperfections.
    pub fn imperfections(&self) -> &Imperfections {
        &self.imperfections
    }

    /// The same devices with `imperfections`, in place of those they had.
    ///
    /// # Errors
    /// [`ModelError`] names the first value that is out of range.
    pub fn with(self, imperfections: Imperfections) -> Result<Device, ModelError> {
        imperfections.validate()?;
        Ok(Device { imperfections, ..self })
    }

    /// The same devices mounted the other way round: the electrode that faced the word line faces the bit line.
    ///
    /// Voltages and currents change their sign, and the polarity that turned them on turns them off.
    pub fn turned_round(self) -> Device {
        Device { reversed: !self.reversed, ..self }
    }

    /// `count` devices, all OFF; `seed` decides everything random about them.
    pub fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        let ideal = |count: usize| self.parameters.array(count, seed);
        let devices = match self.imperfections.is_none() {
            true => ideal(count),
            false => Box::new(self.imperfections.over(&ideal, count, seed)),
        };
        if self.reversed { Box::new(Reversed::new(devices)) } else { devices }
    }

    /// The model with these parameters as a subcircuit of ngspice.
    ///
    /// # Errors
    /// [`SubcircuitError`] for a model that is not written down for ngspice, for devices with imperfections and for those
    /// that are [turned round](Device::turned_round).
    pub fn subcircuit(&self) -> Result<Subcircuit, SubcircuitError> {
        if self.reversed {
            return Err(SubcircuitError::Reversed);
        }
        if !self.imperfections.is_none() {
            return Err(SubcircuitError::Imperfections);
        }
        self.parameters.subcircuit().ok_or_else(|| {
            let written: Vec<&str> = kinds().iter().filter(|kind| kind.has_subcircuit).map(|kind| kind.name).collect();
            SubcircuitError::Model { model: self.parameters.model(), written: written.join(", ") }
        })
    }
}

/// The device of set `name` with `changes` to its parameters, such as `v_th = "1 V"` or `up.random_field = { alpha = "13 V decade" }`.
///
/// # Errors
/// [`LoadError`] for an unknown name or parameter (with the nearest right one), a wrong type or unit, or a value out of range.
pub fn load(name: &str, changes: &Table) -> Result<Device, LoadError> {
    find(name)?.device(changes)
}

/// Values of `name` as a file has them, not yet checked for their range.
///
/// # Errors
/// [`LoadError::Value`] with the line at fault, without its number: the table is a part of its file.
pub(crate) fn read_table<T: serde::de::DeserializeOwned>(name: &str, table: &Table) -> Result<T, LoadError> {
    let text = table.to_string();
    let value = |error: toml::de::Error| LoadError::Value { name: name.into(), message: with_line(&error, &text) };
    toml::from_str(&text).map_err(value)
}

impl Entry {
    /// Reads the text of a parameter file; `name` stands for it in messages.
    ///
    /// # Errors
    /// [`LoadError::File`] for a text that is not a parameter set, [`LoadError::UnknownModel`].
    pub fn parse(name: &str, text: &str) -> Result<Entry, LoadError> {
        let file = |error: toml::de::Error| LoadError::File { name: name.into(), message: with_place(&error) };
        let entry: Entry = toml::from_str(text).map_err(file)?;
        kind::find(name, &entry.model)?;
        Ok(Entry { name: name.into(), text: text.into(), ..entry })
    }

    /// The model that the values belong to.
    pub fn kind(&self) -> &'static Kind {
        kind::find(&self.name, &self.model)
            .unwrap_or_else(|error| panic!("an entry is checked when it is read: {error}"))
    }

    /// The equations of the model and of the conduction law that the set chooses, as lines of text.
    pub fn equations(&self) -> String {
        let conduction =
            self.parameters.get("conduction").and_then(|table| Conduction::deserialize(table.clone()).ok());
        let conduction = conduction.map_or(String::new(), |law| format!("\n{}", law.equations()));
        format!("{}{conduction}", self.kind().equations)
    }

    /// The device with `changes` to the parameters.
    ///
    /// # Errors
    /// As [`load`].
    pub fn device(&self, changes: &Table) -> Result<Device, LoadError> {
        let imperfections = Imperfections::from_table(&self.imperfections)?;
        let parameters = self.kind().read(&self.name, &self.changed(changes)?)?;
        Ok(Device { parameters, imperfections, reversed: false })
    }

    /// The parameters with `changes`, not yet checked for their range.
    ///
    /// # Errors
    /// [`LoadError::UnknownParameter`].
    pub fn changed(&self, changes: &Table) -> Result<Table, LoadError> {
        let mut parameters = self.parameters.clone();
        merge(&mut parameters, changes, &self.name, "")?;
        Ok(parameters)
    }
}

/// Replaces values of `base`; every file is complete, so its keys are all there are.
fn merge(base: &mut Table, changes: &Table, name: &str, path: &str) -> Result<(), LoadError> {
    for (key, value) in changes {
        if !base.contains_key(key) {
            let all: Vec<&str> = base.keys().map(String::as_str).collect();
            let nearest = nearest(key, all.iter().copied()).to_owned();
            let key = format!("{path}{key}");
            return Err(LoadError::UnknownParameter { name: name.into(), key, nearest, all: all.join(", ") });
        }
        match (&mut base[key], value) {
            (Value::Table(old), Value::Table(new)) if !chooses_anew(old, new) => {
                merge(old, new, name, &format!("{path}{key}."))?;
            }
            (old, new) => *old = new.clone(),
        }
    }
    Ok(())
}

/// True when a table such as `conduction.ohmic` stands for a choice and `new` makes another one, with keys of its own.
fn chooses_anew(old: &Table, new: &Table) -> bool {
    let choice = |table: &Table| match table.iter().next() {
        Some((key, Value::Table(_))) if table.len() == 1 => Some(key.clone()),
        _ => None,
    };
    choice(old).is_some() && choice(new).is_some() && choice(old) != choice(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(name: &str, changes: &str) -> String {
        load(name, &changes.parse().unwrap()).unwrap_err().to_string()
    }

    #[test]
    fn every_set_loads_and_builds_devices_that_are_off() {
        for name in names() {
            let entry = find(name).unwrap();
            assert_eq!(entry.name, name);
            assert!(entry.status == "verified" || name.contains("_demo"), "unverified sets are called demo: {name}");
            assert!(entry.source.contains("doi:10."), "{name} names no source");
            let array = load(name, &Table::new()).unwrap().array(5, 1);
            let mut positions = [1.0; 5];
            array.read(0, &mut positions);
            assert_eq!(positions, [0.0; 5]);
        }
    }

    #[test]
    fn changes_reach_the_device() {
        let device = load(
            "bfo_demo",
            &"conduction.ohmic = { g_on = '2 uS' }\nup.random_field = { alpha = '13 V decade' }".parse().unwrap(),
        )
        .unwrap();
        let mut array = device.array(1, 1);
        array.program(&[1.0]);
        let mut conductance = [0.0];
        array.read(1, &mut conductance);
        assert!((conductance[0] / 2e-6 - 1.0).abs() < 1e-14);
        let without = load("bfo_demo", &"conduction.ohmic = { g_on = '2 uS' }".parse().unwrap()).unwrap();
        assert_ne!(format!("{device:?}"), format!("{without:?}"));
    }

    #[test]
    fn errors_name_the_nearest_right_word() {
        assert_eq!(find("bfo_dmo").unwrap_err().nearest, "bfo_demo");
        assert!(
            error("bfo_demo", "conduction.ohmic = { g_onn = '2 uS' }")
                .contains("no parameter `conduction.ohmic.g_onn`; did you mean `g_on`?")
        );
        assert!(error("bfo_demo", "conduction = { ohmc = { g_on = '2 uS' } }").contains("unknown word `ohmc`"));
        assert!(
            error("bfo_demo", "up.random_field = { alfa = '2 V decade' }")
                .contains("no parameter `up.random_field.alfa`; did you mean `alpha`?")
        );
    }

    #[test]
    fn errors_of_values_show_the_parameter() {
        let wrong_unit = error("bfo_demo", "conduction.ohmic = { g_on = '2 ohm' }");
        assert!(wrong_unit.contains("g_on = ") && wrong_unit.contains("`2 ohm` is a resistance"), "{wrong_unit}");
        let range = error("bfo_demo", "domains = 3");
        assert!(range.contains("`domains` is 3, but must be between `bins` = 64"), "{range}");
        assert!(
            error("bfo_demo", "conduction.ohmic = { g_off = '2 uS' }")
                .contains("`conduction.g_off` is 2 uS, but must be below `g_on`")
        );
        assert!(error("lammie2020_vteam", "v_on = '1 V'").contains("`-v_on` is -1 V"));
        assert!(
            error("bfo_demo_scalar", "up.log_time.width.inverse_square = { gamma_0 = '1 V' }")
                .contains("`1 V` is a voltage")
        );
    }
}

#[cfg(test)]
pub(crate) mod identities;
