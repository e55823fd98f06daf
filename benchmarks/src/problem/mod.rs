//! Crossbar problems: arrays, lines and drives as text, every quantity with its unit.
//!
//! A problem is a TOML file, or a JSON file of the same structure:
//!
//! ```toml
//! conductances = [["10 uS", "20 uS", "30 uS"], ["1 uS", "2 uS", "open"]]
//! stuck = [{ row = 0, column = 1, conductance = "1 mS" }]
//! [wires]
//! segment = "1 ohm"
//! [drive]
//! left = ["0.2 V", "0.1 V"]
//! ```

mod conductances;
mod csv_matrix;
mod device;
mod drive;
mod ends;
mod entry;
mod fault;
mod figure;
mod file;
mod format;
mod matrix;
mod record;
mod solution;
mod solver;
mod time_csv;
mod time_figure;
mod time_record;
mod tolerance;
mod transient;
mod waveforms;
mod wires;

#[cfg(test)]
mod refusals;
#[cfg(test)]
mod tests;

use std::path::Path;

use crossbar::{Capacitance, Differential, Drive, Reference, SolveError, Tolerance, Wires};

use crate::ExperimentError;
use fault::Fault;
use file::ProblemFile;
use format::Format;

pub use device::ModelDevices;
pub use figure::draw_heat_maps;
pub(crate) use figure::heat_maps;
pub use matrix::Matrix;
pub use record::Recorder;
pub use solution::Solution;
pub use solver::{Method, Solver};
pub use time_csv::TimeCsv;
pub use time_figure::draw_strips;
pub(crate) use time_figure::strips;
pub use time_record::TimeRecorder;
pub use transient::{Peak, RunSummary};
pub use waveforms::Waveforms;

/// A problem file with all its keys explained.
pub const EXAMPLE: &str = include_str!("../../experiments/crossbar.toml");

/// A problem file for a run through time with all its keys explained.
pub const TRANSIENT_EXAMPLE: &str = include_str!("../../experiments/transient.toml");

/// A crossbar to be solved.
#[derive(Debug)]
pub struct Problem {
    /// The name of its file, or of what it is.
    pub name: String,
    /// The file, complete; for a problem without a file what it is made of.
    pub text: String,
    /// The lines.
    pub wires: Wires,
    /// What holds the line ends, one entry per vector of inputs; none where only waveforms are given.
    pub drives: Vec<Drive>,
    /// Gate voltages (V against ground) of the rows while the drives hold; empty where the cells set their own.
    pub gates: Vec<f64>,
    /// The devices.
    pub devices: Devices,
    /// What is made of the column currents.
    pub outputs: Outputs,
    /// What the line ends do in time.
    pub waveforms: Option<Waveforms>,
    /// What stores charge in time.
    pub capacitance: Capacitance,
    /// Errors allowed in one step of time.
    pub tolerance: Tolerance,
    format: Format,
}

/// The devices of a problem.
#[derive(Debug)]
pub enum Devices {
    /// Conductances (S), row-major.
    Ohmic(Vec<f64>),
    /// Devices of a model.
    Model(Box<ModelDevices>),
}

/// What is made of the column currents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outputs {
    /// Nothing: every column is an output (A).
    Columns,
    /// The differences of columns 2j and 2j + 1 (A).
    Pairs,
    /// The differences, and the weighted sums of the inputs (V) for which they stand.
    Weights(Differential),
}

impl Problem {
    /// Reads the problem in the file at `path`: JSON when it is called so, else TOML.
    ///
    /// # Errors
    /// [`ExperimentError`] with the place in the text, what was expected and what to do.
    pub fn open(path: &Path) -> Result<Problem, Box<ExperimentError>> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = format!("cannot read {name}: {error}; give the path of a .toml, .json or .csv file");
            Box::new(ExperimentError::located(&name, "", None, message))
        })?;
        Problem::parse(&name, &text)
    }

    /// The problem in `text`; the extension of `name`, which stands for it in messages, tells JSON from TOML.
    ///
    /// # Errors
    /// As [`open`](Problem::open).
    pub fn parse(name: &str, text: &str) -> Result<Problem, Box<ExperimentError>> {
        let format = Format::of(Path::new(name));
        let file: ProblemFile = format.read(name, text)?;
        file.build(name, text, format).map_err(|fault| locate(format, name, text, &fault))
    }

    /// A bare matrix of conductances: segments of this resistance (ohm), voltages at the left ends (V; one row per input
    /// of one per row, or of one for all rows), bit lines grounded at the bottom.
    ///
    /// # Errors
    /// [`ExperimentError`] when the sizes disagree or a value is impossible.
    pub fn of_matrix(
        name: &str,
        conductances: Matrix,
        segment: f64,
        voltages: &Matrix,
    ) -> Result<Problem, Box<ExperimentError>> {
        let refuse = |message: String| Box::new(ExperimentError::located(name, "", None, message));
        let Matrix { rows, columns, values } = conductances;
        if ![1, rows].contains(&voltages.columns) {
            let given = voltages.columns;
            return Err(refuse(format!("{given} voltages are given, but the array has {rows} rows; give one per row")));
        }
        let wires = Wires::uniform(rows, columns, segment);
        wires.check().map_err(|error| refuse(error.to_string()))?;
        let drive = |vector: &[f64]| {
            let of_row = |row: usize| vector[row % voltages.columns];
            Drive::read(&(0..rows).map(of_row).collect::<Vec<_>>(), columns)
        };
        Ok(Problem {
            name: name.into(),
            text: format!("# {rows} x {columns} conductances of {name}, segments of {segment} ohm\n"),
            wires,
            drives: voltages.values.chunks_exact(voltages.columns).map(drive).collect(),
            gates: Vec::new(),
            devices: Devices::Ohmic(values),
            outputs: Outputs::Columns,
            waveforms: None,
            capacitance: Capacitance::default(),
            tolerance: Tolerance::default(),
            format: Format::Toml,
        })
    }

    /// The reference problem.
    pub fn reference(reference: Reference) -> Problem {
        let (wires, drive, conductances) = reference.circuit();
        let Reference { size, seed, segment, g_min, g_max, v_max } = reference;
        Problem {
            name: format!("random-{size}"),
            text: format!(
                "# reference problem: {size} x {size}, seed {seed}, segments of {segment} ohm, {g_min} S to {g_max} S, \
                 below {v_max} V\n"
            ),
            wires,
            drives: vec![drive],
            gates: Vec::new(),
            devices: Devices::Ohmic(conductances),
            outputs: Outputs::Columns,
            waveforms: None,
            capacitance: Capacitance::default(),
            tolerance: Tolerance::default(),
            format: Format::Toml,
        }
    }

    /// An error of the solver with its place in the text.
    pub fn locate(&self, error: SolveError) -> Box<ExperimentError> {
        locate(self.format, &self.name, &self.text, &Fault::from(error))
    }

    /// Seed of what is drawn for the devices.
    pub fn seed(&self) -> u64 {
        match &self.devices {
            Devices::Ohmic(_) => 0,
            Devices::Model(devices) => devices.seed,
        }
    }

    /// Where the parameters of the devices come from.
    pub fn sources(&self) -> Vec<String> {
        match &self.devices {
            Devices::Ohmic(_) => Vec::new(),
            Devices::Model(devices) => vec![devices.source.clone()],
        }
    }
}

fn locate(format: Format, name: &str, text: &str, fault: &Fault) -> Box<ExperimentError> {
    let place = format.place(text, &fault.keys);
    let key = fault.keys.last().filter(|_| !fault.message.contains('`'));
    let message = key.map_or(fault.message.clone(), |key| format!("`{key}`: {}", fault.message));
    Box::new(ExperimentError::located(name, text, place, message))
}
