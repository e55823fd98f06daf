//! Parameter sets by name, from a parameter file, or from a table of measured pulses.

use devices::units::engineering;
use std::fs::File;
use std::path::{Path, PathBuf};

use devices::catalogue::{self, Entry, LoadError, Parameters};
use devices::memristor::{LookUp, LookUpError};
use toml::{Table, Value};

/// A parameter set that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// No set has that name.
    #[error("{0}; for a set of your own give the path of its .toml file, or of a .csv table of measured pulses")]
    Name(catalogue::UnknownName),
    /// The file is not a parameter set.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The file is not a table of measured pulses.
    #[error("{}: {source}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: LookUpError,
    },
    /// A path of neither kind of file.
    #[error(
        "{} is no parameter set: give the path of a .toml file of parameters or of a .csv table of measured pulses, or the name \
         of a set: `ferrospike models` lists them",
        path.display()
    )]
    NoSuchFormat {
        /// The path.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("cannot read {}: {source}; give its path, or the name of a set: `ferrospike models` lists them", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The embedded set called `name`, the one in the parameter file at this path (`.toml`), or a look-up table of the pulses
/// measured in the file at this path (`.csv`, see [`LookUp::from_csv`]).
///
/// # Errors
/// [`SetError`] for an unknown name, and for a file that cannot be read or used.
pub fn parameter_set(name: &str) -> Result<Entry, SetError> {
    let path = Path::new(name);
    let unreadable = |source| SetError::Unreadable { path: path.into(), source };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => Ok(Entry::parse(name, &std::fs::read_to_string(path).map_err(unreadable)?)?),
        Some("csv") => {
            let file = File::open(path).map_err(unreadable)?;
            let table = LookUp::from_csv(file).map_err(|source| SetError::Table { path: path.into(), source })?;
            Ok(Entry::parse(name, &parameter_file(name, &table).to_string())?)
        }
        other if other.is_some() || path.components().count() > 1 => Err(SetError::NoSuchFormat { path: path.into() }),
        _ => catalogue::find(name).map_err(SetError::Name),
    }
}

/// Pulses of the protocol, in pulses of the table: enough to move the device a good part of its range.
const PULSES: f64 = 5.0;

/// A parameter file for measured pulses; its protocol takes the voltages that turn the device on and off most strongly.
fn parameter_file(name: &str, table: &LookUp) -> Table {
    let effect = |k: usize| table.change[k].iter().sum::<f64>();
    let by_effect = |a: &usize, b: &usize| effect(*a).total_cmp(&effect(*b));
    let voltages = || 0..table.voltage.len();
    let volts = |k: Option<usize>| k.map_or(0.0, |k| table.voltage[k]);
    let pulse = |voltage: f64| {
        let width = format!("{:e} s", PULSES * table.width);
        Table::from_iter([("voltage", format!("{voltage:e} V")), ("width", width)].map(|(k, v)| (k.into(), v.into())))
    };
    let (on, off) = (volts(voltages().max_by(by_effect)), volts(voltages().min_by(by_effect)));
    let largest = table.voltage.iter().fold(0.0f64, |largest, voltage| largest.max(voltage.abs()));
    let sweep = [("voltage", format!("{largest:e} V")), ("period", format!("{:e} s", 100.0 * table.width))];
    let protocol = Table::from_iter([
        ("read".into(), Value::from("0 V")),
        ("on".into(), pulse(on).into()),
        ("off".into(), pulse(off).into()),
        ("sweep".into(), Table::from_iter(sweep.map(|(key, value)| (key.into(), value.into()))).into()),
    ]);
    let range = format!(
        "pulses between {} and {}",
        engineering(table.voltage[0], "V"),
        engineering(table.voltage[table.voltage.len() - 1], "V")
    );
    let texts = [
        ("model", LookUp::MODEL.to_owned()),
        ("description", format!("look-up table of the pulses in {name}")),
        ("source", name.to_owned()),
        ("validity", range),
        ("status", "unverified".to_owned()),
    ];
    let mut file: Table = texts.into_iter().map(|(key, text)| (key.to_owned(), text.into())).collect();
    file.insert("parameters".into(), table.table().into());
    file.insert("protocol".into(), protocol.into());
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_measured_pulses_is_a_device() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pulses.csv");
        let rows =
            [(-1.0, 1.0, 0.0), (-1.0, 3.0, -0.5), (0.0, 1.0, 0.0), (0.0, 3.0, 0.0), (1.0, 1.0, 0.5), (1.0, 3.0, 0.0)];
        let lines: String = rows.iter().map(|(v, g, change)| format!("{v},{g},{change},1\n")).collect();
        let header = "voltage (V),conductance (uS),change (uS),width (us)\n";
        std::fs::write(&path, format!("{header}{lines}")).unwrap();
        let set = parameter_set(path.to_str().unwrap()).unwrap();
        assert_eq!((set.protocol.on.voltage, set.protocol.off.voltage), (1.0, -1.0));
        assert!((set.protocol.on.width / 5e-6 - 1.0).abs() < 1e-12);
        let mut device = set.device(&Table::new()).unwrap().array(1, 1);
        device.advance(devices::Segment { start: &[1.0], end: &[1.0] }, 1e-6);
        // G' = 0.5 uS (3 - G) / 2 per pulse from 1 uS
        let expected = 3e-6 - 2e-6 * (-0.25f64).exp();
        assert!((device.conductances()[0] / expected - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_set_says_what_to_give() {
        let problem = |name: &str| parameter_set(name).unwrap_err().to_string();
        assert!(problem("bfo_dmo").contains("did you mean `bfo_demo`") && problem("bfo_dmo").contains(".csv"));
        assert!(problem("none.toml").contains("cannot read none.toml"));
        assert!(problem("none.csv").contains("cannot read none.csv"));
        for path in ["sets/mine", "mine.tml", "./bfo_demo"] {
            let problem = problem(path);
            assert!(problem.contains("a .toml file") && !problem.contains("did you mean"), "{problem}");
        }
        assert!(!problem("zzzz").contains("did you mean") && problem("zzzz").contains("All sets: "));
    }
}
