//! The device that is measured: a set of the catalogue or a file, with changes.

use benchmarks::parameter_set;
use devices::catalogue::{Device, Entry};
use devices::imperfections::Imperfections;
use toml::{Table, Value};

use crate::cli::{Choice, Measured};
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

/// The parameter set of this name or in the file at this path, see [`parameter_set`].
///
/// # Errors
/// [`Failure`] for an unknown name, and for a file that cannot be read or used.
pub fn find(name: &str) -> Result<Entry, Failure> {
    parameter_set(name).map_err(Failure::usage)
}

/// The parameter set that was chosen, and the changes to it.
///
/// # Errors
/// [`Failure`] as [`find`], and for changes that are no TOML.
pub fn choose(choice: &Choice) -> Result<(Entry, Table), Failure> {
    Ok((find(&choice.device)?, changes(&choice.change)?))
}

/// The changes given with --change, each a piece of TOML.
///
/// # Errors
/// [`Failure`] for changes that are no TOML.
pub fn changes(texts: &[String]) -> Result<Table, Failure> {
    let mut changes = Table::new();
    for text in texts {
        merge(&mut changes, fragment("change", text)?);
    }
    Ok(changes)
}

/// The device that the arguments ask for.
///
/// # Errors
/// [`Failure`] as [`choose`], and for changes and imperfections that do not fit.
pub fn load(arguments: &Measured) -> Result<Set, Failure> {
    with_imperfections(&arguments.choice, arguments.imperfections.as_ref())
}

/// The device of a set with the imperfections given.
///
/// # Errors
/// As [`load`].
pub fn with_imperfections(choice: &Choice, given: Option<&String>) -> Result<Set, Failure> {
    let (entry, changes) = choose(choice)?;
    let mut device = entry.device(&changes).map_err(Failure::usage)?;
    let mut text = changed_text(&entry, choice);
    if let Some(given) = given {
        let layers = imperfections(given)?;
        text += &format!("\n# imperfections:\n{}", commented(&layers));
        let layers = Imperfections::from_table(&layers).map_err(Failure::usage)?;
        device = device.with(layers).map_err(Failure::usage)?;
    }
    Ok(Set { entry, device, text })
}

/// The text of a set, then the changes as comments.
pub fn changed_text(entry: &Entry, choice: &Choice) -> String {
    let changes = choice.change.iter().map(|change| format!("\n# changed: {change}"));
    entry.text.clone() + &changes.collect::<String>()
}

/// Name of a set for file names: of a file without folder and extension.
pub fn stem(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".toml").trim_end_matches(".csv")
}

/// A table as lines of comment.
fn commented(table: &Table) -> String {
    table.to_string().lines().map(|line| format!("#   {line}\n")).collect()
}

/// A piece of TOML given to an option.
fn fragment(option: &str, text: &str) -> Result<Table, Failure> {
    text.parse().map_err(|error: toml::de::Error| {
        let help =
            "write it as in a parameter file, texts in quotation marks: 'up.random_field.alpha = \"13 V decade\"'";
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
