//! Parameter sets that a file can name, each with its model, its source and how far it has been verified.

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::batch::Batch;
use crate::equivalent_time::EquivalentTime;
use crate::error::ModelError;
use crate::ferroelectric_junction::Junction;
use crate::junction_array::JunctionArray;
use crate::model::DeviceArray;
use crate::vteam::Vteam;

/// A named parameter set; the strings are those of its file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Entry {
    /// Name under which files ask for it.
    #[serde(skip)]
    pub name: &'static str,
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
    /// The whole file.
    #[serde(skip)]
    pub text: &'static str,
}

/// Name and text of every embedded file.
const FILES: &[(&str, &str)] = &[
    ("bfo_demo", include_str!("../parameters/bfo_demo.toml")),
    ("bfo_demo_step", include_str!("../parameters/bfo_demo_step.toml")),
    ("bfo_demo_scalar", include_str!("../parameters/bfo_demo_scalar.toml")),
    ("lammie2020_vteam", include_str!("../parameters/lammie2020_vteam.toml")),
];

/// Why a parameter set could not be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LoadError {
    /// No set has that name.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// A change names a parameter that the model does not have.
    #[error("`{name}` has no parameter `{key}`; did you mean `{nearest}`? All parameters: {all}")]
    UnknownParameter {
        /// Name of the set.
        name: &'static str,
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
        name: &'static str,
        /// What is wrong, with the parameter's name.
        message: String,
    },
    /// A value is out of range.
    #[error("parameters of `{name}`: {error}")]
    Range {
        /// Name of the set.
        name: &'static str,
        /// Which parameter, and what it may be.
        error: ModelError,
    },
}

/// A name that is not in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no parameter set `{name}`; did you mean `{nearest}`? All sets: {}", names().join(", "))]
pub struct UnknownName {
    /// The name that was asked for.
    pub name: String,
    /// The most similar name.
    pub nearest: &'static str,
}

/// Checked parameters of one kind of device, ready to build arrays.
#[derive(Clone, Debug, PartialEq)]
pub struct Device(Model);

#[derive(Clone, Debug, PartialEq)]
enum Model {
    FerroelectricJunction(Junction),
    EquivalentTime(EquivalentTime),
    Vteam(Vteam),
}

/// Names of all parameter sets.
pub fn names() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

/// The set called `name`.
///
/// # Errors
/// [`UnknownName`] with the most similar name.
pub fn find(name: &str) -> Result<Entry, UnknownName> {
    let Some((name, text)) = FILES.iter().find(|(known, _)| *known == name) else {
        let nearest = nearest(name, FILES.iter().map(|(known, _)| *known));
        return Err(UnknownName { name: name.to_owned(), nearest });
    };
    let entry: Entry = toml::from_str(text).unwrap_or_else(|error| panic!("embedded set `{name}` is broken: {error}"));
    Ok(Entry { name, text, ..entry })
}

/// The device of set `name` with `changes` to its parameters, such as `g_on = "2 uS"` or `up = { alpha = "13 V decade" }`.
///
/// # Errors
/// [`LoadError`] for an unknown name or parameter (with the nearest right one), a wrong type or unit, or a value out of range.
pub fn load(name: &str, changes: &Table) -> Result<Device, LoadError> {
    let entry = find(name)?;
    let file: Table = entry.text.parse().unwrap_or_else(|error| panic!("embedded set `{name}` is broken: {error}"));
    let mut parameters = match file.get("parameters") {
        Some(Value::Table(parameters)) => parameters.clone(),
        _ => panic!("embedded set `{name}` has no table `parameters`"),
    };
    merge(&mut parameters, changes, entry.name, "")?;
    let range = |error| LoadError::Range { name: entry.name, error };
    match entry.model.as_str() {
        "ferroelectric_junction" => {
            let junction: Junction = values(entry.name, parameters)?;
            junction.validate().map_err(range)?;
            Ok(Device(Model::FerroelectricJunction(junction)))
        }
        "equivalent_time" => {
            let scalar: EquivalentTime = values(entry.name, parameters)?;
            scalar.validate().map_err(range)?;
            Ok(Device(Model::EquivalentTime(scalar)))
        }
        "vteam" => {
            let vteam: Vteam = values(entry.name, parameters)?;
            vteam.validate().map_err(range)?;
            Ok(Device(Model::Vteam(vteam)))
        }
        model => panic!("embedded set `{name}` has an unknown model `{model}`"),
    }
}

impl Device {
    /// `count` devices, all OFF; `seed` decides everything random about them.
    pub fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        match self.0.clone() {
            Model::FerroelectricJunction(junction) => Box::new(JunctionArray::of_valid(junction, count, seed)),
            Model::EquivalentTime(scalar) => Box::new(Batch::new(scalar, count)),
            Model::Vteam(vteam) => Box::new(Batch::new(vteam, count)),
        }
    }
}

/// Replaces values of `base`; every file is complete, so its keys are all there are.
fn merge(base: &mut Table, changes: &Table, name: &'static str, path: &str) -> Result<(), LoadError> {
    for (key, value) in changes {
        let all: Vec<&str> = base.keys().map(String::as_str).collect();
        if !base.contains_key(key) {
            let nearest = nearest(key, all.iter().copied()).to_owned();
            return Err(LoadError::UnknownParameter {
                name,
                key: format!("{path}{key}"),
                nearest,
                all: all.join(", "),
            });
        }
        match (&mut base[key], value) {
            (Value::Table(inner), Value::Table(changes)) => merge(inner, changes, name, &format!("{path}{key}."))?,
            (old, new) => *old = new.clone(),
        }
    }
    Ok(())
}

fn values<T: DeserializeOwned>(name: &'static str, parameters: Table) -> Result<T, LoadError> {
    // through text, so that the message shows the line at fault
    toml::from_str(&parameters.to_string()).map_err(|error| LoadError::Value { name, message: error.to_string() })
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
    let similarity = |a: &&str, b: &&str| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name));
    known.max_by(similarity).unwrap_or("")
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
        let device = load("bfo_demo", &"g_on = '2 uS'\nup = { alpha = '13 V decade' }".parse().unwrap()).unwrap();
        let mut array = device.array(1, 1);
        array.program(&[1.0]);
        let mut conductance = [0.0];
        array.read(1, &mut conductance);
        assert!((conductance[0] / 2e-6 - 1.0).abs() < 1e-14);
        assert_ne!(device, load("bfo_demo", &"g_on = '2 uS'".parse().unwrap()).unwrap());
    }

    #[test]
    fn errors_name_the_nearest_right_word() {
        assert_eq!(find("bfo_dmo").unwrap_err().nearest, "bfo_demo");
        assert!(error("bfo_demo", "g_onn = '2 uS'").contains("no parameter `g_onn`; did you mean `g_on`?"));
        assert!(
            error("bfo_demo", "up = { alfa = '2 V decade' }").contains("no parameter `up.alfa`; did you mean `alpha`?")
        );
    }

    #[test]
    fn errors_of_values_show_the_parameter() {
        let wrong_unit = error("bfo_demo", "g_on = '2 ohm'");
        assert!(wrong_unit.contains("g_on = ") && wrong_unit.contains("`2 ohm` is a resistance"), "{wrong_unit}");
        let range = error("bfo_demo", "domains = 3");
        assert!(range.contains("`domains` is 3, but must be between `bins` = 64"), "{range}");
        assert!(error("bfo_demo", "g_off = '2 uS'").contains("`g_off` is 2 uS, but must be below `g_on`"));
        assert!(error("lammie2020_vteam", "v_on = '1 V'").contains("`-v_on` is -1 V"));
        assert!(error("bfo_demo_scalar", "up = { gamma_0 = '1 V' }").contains("`1 V` is a voltage"));
    }
}
