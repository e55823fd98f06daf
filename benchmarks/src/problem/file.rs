//! The whole file, and the problem that it makes.

use serde::Deserialize;

use super::conductances::{ConductancesText, StuckText};
use super::device::DeviceText;
use super::drive::DriveText;
use super::fault::Fault;
use super::format::Format;
use super::matrix::Matrix;
use super::tolerance::ToleranceText;
use super::waveforms::WaveformsText;
use super::wires::WiresText;
use super::{Devices, Outputs, Problem};

/// Most devices of a problem, as many as the largest reference problem has.
const MOST_DEVICES: usize = 1 << 26;

/// A problem as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProblemFile {
    rows: Option<usize>,
    columns: Option<usize>,
    conductances: Option<ConductancesText>,
    #[serde(default)]
    stuck: Vec<StuckText>,
    outputs: Option<OutputsText>,
    wires: WiresText,
    drive: Option<DriveText>,
    device: Option<DeviceText>,
    waveforms: Option<WaveformsText>,
    #[serde(default)]
    tolerance: ToleranceText,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutputsText {
    Columns,
    Pairs,
}

/// Devices, rows and columns.
struct Array {
    devices: Devices,
    rows: usize,
    columns: usize,
    outputs: Outputs,
}

impl ProblemFile {
    /// The problem, complete and of consistent sizes.
    pub fn build(&self, name: &str, text: &str, format: Format) -> Result<Problem, Fault> {
        let Array { devices, rows, columns, outputs } = self.array()?;
        let drives = match (&self.drive, &self.waveforms) {
            (Some(drive), _) => drive.drives(rows, columns)?,
            (None, Some(_)) => Vec::new(),
            (None, None) => DriveText::default().drives(rows, columns)?,
        };
        let wires = self.wires.wires(rows, columns)?;
        for drive in &drives {
            drive.check(&wires)?;
        }
        let gates = self.drive.as_ref().map_or(Ok(Vec::new()), |drive| drive.gates(rows))?;
        let waveforms = self.waveforms.as_ref().map(|waveforms| waveforms.waveforms(rows, columns)).transpose()?;
        let of_waveforms = waveforms.as_ref().is_some_and(|waveforms| !waveforms.sources.gates.is_empty());
        check_gates(&devices, &[("drive", !gates.is_empty()), ("waveforms", of_waveforms)])?;
        let lines = self.wires.capacitance();
        Ok(Problem {
            name: name.into(),
            text: text.into(),
            wires,
            drives,
            gates,
            devices,
            outputs: self.outputs(outputs, columns)?,
            waveforms,
            capacitance: self.device.as_ref().map_or(lines, |device| device.capacitance(lines)),
            tolerance: self.tolerance.tolerance(),
            format,
        })
    }

    fn array(&self) -> Result<Array, Fault> {
        match (&self.conductances, &self.device) {
            (Some(conductances), None) => self.ohmic(conductances),
            (None, Some(device)) => self.model(device),
            (Some(_), Some(_)) => {
                Err(Fault::at(&["device"], "`conductances` and `device` are both given; leave one out"))
            }
            (None, None) => {
                let help = "give `conductances = [[\"10 uS\", \"20 uS\"]]`, the path of a .csv file, or `device`";
                Err(Fault::at(&[], format!("no devices; {help}")))
            }
        }
    }

    fn ohmic(&self, conductances: &ConductancesText) -> Result<Array, Fault> {
        self.check_size(self.rows.unwrap_or(1), self.columns.unwrap_or(1))?;
        let (Matrix { rows, columns, mut values }, map) = conductances.load([self.rows, self.columns])?;
        self.check_agreement(rows, columns)?;
        for stuck in &self.stuck {
            let (device, conductance) = stuck.place(rows, columns)?;
            values[device] = conductance;
        }
        let outputs = map.map_or(Outputs::Columns, Outputs::Weights);
        Ok(Array { devices: Devices::Ohmic(values), rows, columns, outputs })
    }

    fn model(&self, device: &DeviceText) -> Result<Array, Fault> {
        if !self.stuck.is_empty() {
            let help = "devices of a model are stuck by `device.imperfections`";
            return Err(Fault::at(&["stuck"], format!("conductances of single devices need `conductances`; {help}")));
        }
        let (rows, columns) = match (device.size()?, self.rows, self.columns) {
            (Some(size), ..) => size,
            (None, Some(rows), Some(columns)) => (rows, columns),
            _ => {
                let problem = "one position for all needs `rows` and `columns`";
                return Err(Fault::at(&["device", "positions"], problem));
            }
        };
        self.check_size(rows, columns)?;
        self.check_agreement(rows, columns)?;
        let devices = Devices::Model(Box::new(device.devices(rows, columns)?));
        Ok(Array { devices, rows, columns, outputs: Outputs::Columns })
    }

    fn check_size(&self, rows: usize, columns: usize) -> Result<(), Fault> {
        if rows == 0 || columns == 0 {
            let key = if rows == 0 { "rows" } else { "columns" };
            return Err(Fault::at(&[key], format!("an array of {rows} x {columns} is empty; give at least 1")));
        }
        if rows.saturating_mul(columns) > MOST_DEVICES {
            let problem = format!("{rows} x {columns} devices are more than the {MOST_DEVICES} that fit in memory");
            return Err(Fault::at(&["rows"], problem));
        }
        Ok(())
    }

    /// Whether `rows` and `columns`, where they are given, are those found.
    fn check_agreement(&self, rows: usize, columns: usize) -> Result<(), Fault> {
        for (key, given, found) in [("rows", self.rows, rows), ("columns", self.columns, columns)] {
            if let Some(given) = given.filter(|given| *given != found) {
                let problem = format!("{given} {key} are named, but the matrix has {found}; leave `{key}` out");
                return Err(Fault::at(&[key], problem));
            }
        }
        Ok(())
    }

    fn outputs(&self, made: Outputs, columns: usize) -> Result<Outputs, Fault> {
        match (self.outputs, made) {
            (None, made) => Ok(made),
            (Some(OutputsText::Columns), _) => Ok(Outputs::Columns),
            (Some(OutputsText::Pairs), Outputs::Weights(map)) => Ok(Outputs::Weights(map)),
            (Some(OutputsText::Pairs), _) if columns.is_multiple_of(2) => Ok(Outputs::Pairs),
            (Some(OutputsText::Pairs), _) => {
                Err(Fault::at(&["outputs"], format!("{columns} columns make no pairs; their number must be even")))
            }
        }
    }
}

/// Whether there are transistors where gates are given, by table.
fn check_gates(devices: &Devices, given: &[(&'static str, bool)]) -> Result<(), Fault> {
    let have_gates = matches!(devices, Devices::Model(devices) if devices.have_gates());
    match given.iter().find(|(_, given)| *given && !have_gates) {
        Some((table, _)) => {
            let help = "give the devices `[device.cell.transistor]`, or leave `gates` out";
            Err(Fault::at(&[table, "gates"], format!("`gates` hold transistors, but the devices have none; {help}")))
        }
        None => Ok(()),
    }
}
