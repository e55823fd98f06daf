//! The device that is measured: a set of the catalogue or a file, with changes.

use std::path::Path;

use devices::catalogue::{self, Device, Entry};
use toml::{Table, Value};

use crate::cli::Measured;
use crate::failure::Failure;

/// A parameter set with the device made of it.
pub struct Set {
    /// The set as its file has it.
    pub entry: Entry,
    /// The device, changed as asked.
    pub device: Device,
    /// What was measured, complete: the file, then the changes as comments.
    pub text: String,
}

/// The embedded set of this name, or the one in the file at this path.
///
/// # Errors
/// [`Failure`] for an unknown name, and for a file that cannot be read or is no parameter set.
pub fn find(name: &str) -> Result<Entry, Failure> {
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| extension != "toml") {
        return catalogue::find(name)
            .map_err(|error| Failure::usage_help(error, "for a set of your own give the path of its .toml file"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| {
        let help = "give the path of a parameter file, or the name of a set: `ferrospike models` lists them";
        Failure::usage_help(format!("cannot read parameter file `{name}`: {error}"), help)
    })?;
    Entry::parse(name, &text).map_err(Failure::usage)
}

/// The device that the arguments ask for.
///
/// # Errors
/// [`Failure`] as [`find`], and for changes that do not fit.
pub fn load(arguments: &Measured) -> Result<Set, Failure> {
    let entry = find(&arguments.device)?;
    let mut changes = Table::new();
    for text in &arguments.change {
        merge(&mut changes, fragment("change", text)?);
    }
    let device = entry.device(&changes).map_err(Failure::usage)?;
    let mut text = entry.text.clone();
    arguments.change.iter().for_each(|change| text += &format!("\n# changed: {change}"));
    let device = match &arguments.imperfections {
        None => device,
        Some(given) => {
            let layers = imperfections(given)?;
            text += &format!("\n# imperfections: {layers:?}");
            with_imperfections(device, &layers)?
        }
    };
    Ok(Set { entry, device, text })
}

/// A piece of TOML given to an option.
fn fragment(option: &str, text: &str) -> Result<Table, Failure> {
    text.parse().map_err(|error: toml::de::Error| {
        let help = "write it as in a parameter file, texts in quotation marks: 'up.alpha = \"13 V decade\"'";
        Failure::usage_help(format!("--{option} {text}: {}", error.message().trim()), help)
    })
}

/// Adds `more` to `base`, table by table; later values replace earlier ones.
fn merge(base: &mut Table, more: Table) {
    for (key, value) in more {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (_, value) => drop(base.insert(key, value)),
        }
    }
}

/// Imperfections from a file or from TOML on the command line.
fn imperfections(given: &str) -> Result<Table, Failure> {
    if given.contains('=') {
        return fragment("imperfections", given);
    }
    let text = std::fs::read_to_string(given).map_err(|error| {
        let help = "give the path of a TOML file, or TOML such as 'stuck.on = 0.1'";
        Failure::usage_help(format!("cannot read imperfections `{given}`: {error}"), help)
    })?;
    text.parse().map_err(|error: toml::de::Error| Failure::usage(format!("imperfections `{given}`: {error}")))
}

/// `device` with these layers.
fn with_imperfections(_device: Device, _layers: &Table) -> Result<Device, Failure> {
    Err(Failure::usage("--imperfections: this version has no imperfections that could be laid over a device"))
}
