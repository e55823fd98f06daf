//! `[drive]`: what holds the line ends.

use crossbar::{Drive, Scheme, Selection, Terminal};
use devices::units;
use serde::Deserialize;

use super::ends::Ends;
use super::fault::Fault;
use super::matrix::{Source, inputs};

/// `[drive]` as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DriveText {
    left: Option<Ends<Terminal>>,
    right: Option<Ends<Terminal>>,
    top: Option<Ends<Terminal>>,
    bottom: Option<Ends<Terminal>>,
    /// Many vectors of voltages at the left ends (V), one row each.
    #[serde(default, deserialize_with = "inputs")]
    inputs: Option<Source>,
    select: Option<SelectText>,
    /// Gates of the transistors of each row.
    gates: Option<Ends<Terminal>>,
}

/// Devices that are written or read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SelectText {
    row: usize,
    columns: Vec<usize>,
    #[serde(deserialize_with = "units::volts")]
    voltage: f64,
    scheme: SchemeText,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SchemeText {
    Half,
    Third,
    Grounded,
    Floating,
}

impl SelectText {
    fn selection(&self) -> Selection {
        let scheme = match self.scheme {
            SchemeText::Half => Scheme::Half,
            SchemeText::Third => Scheme::Third,
            SchemeText::Grounded => Scheme::Grounded,
            SchemeText::Floating => Scheme::Floating,
        };
        Selection { row: self.row, columns: self.columns.clone(), voltage: self.voltage, scheme }
    }
}

impl DriveText {
    /// The drives of an array of this size, one per input vector.
    pub fn drives(&self, rows: usize, columns: usize) -> Result<Vec<Drive>, Fault> {
        if let Some(select) = &self.select {
            if self.is_any_end_given() || self.inputs.is_some() {
                let problem = "`select` holds all line ends; leave the other keys of `drive` out";
                return Err(Fault::at(&["drive", "select"], problem));
            }
            return Ok(vec![select.selection().drive(rows, columns)?]);
        }
        let side = |ends: &Option<Ends<Terminal>>, default: Terminal, count, keys: &[&'static str], lines| match ends {
            Some(ends) => ends.expand(count, keys, lines),
            None => Ok(vec![default; count]),
        };
        let drive = Drive {
            left: side(&self.left, Terminal::Floating, rows, &["drive", "left"], "rows")?,
            right: side(&self.right, Terminal::Floating, rows, &["drive", "right"], "rows")?,
            top: side(&self.top, Terminal::Floating, columns, &["drive", "top"], "columns")?,
            bottom: side(&self.bottom, Terminal::VirtualGround, columns, &["drive", "bottom"], "columns")?,
        };
        match &self.inputs {
            Some(source) => self.with_inputs(&drive, source),
            None if self.is_any_end_given() => Ok(vec![drive]),
            None => {
                let help = "give `left = [\"0.2 V\", ...]` with one entry per row, `inputs` or `select`";
                Err(Fault::at(&["drive"], format!("nothing is driven; {help}")))
            }
        }
    }

    /// The drive with each of the input vectors at its left ends.
    fn with_inputs(&self, drive: &Drive, source: &Source) -> Result<Vec<Drive>, Fault> {
        let (keys, rows) = (["drive", "inputs"], drive.left.len());
        if self.left.is_some() {
            return Err(Fault::at(&keys, "`inputs` are the voltages at the left ends; leave `left` out"));
        }
        let matrix = source.load().map_err(|problem| Fault::at(&keys, problem))?;
        if matrix.columns != rows {
            let problem = format!("inputs have {} voltages each, but the array has {rows} rows", matrix.columns);
            return Err(Fault::at(&keys, problem));
        }
        let left = |vector: &[f64]| vector.iter().map(|voltage| Terminal::Voltage(*voltage)).collect();
        let vectors = matrix.values.chunks_exact(rows);
        Ok(vectors.map(|vector| Drive { left: left(vector), ..drive.clone() }).collect())
    }

    /// Gate voltage of each row (V against ground); nothing when none is given.
    pub fn gates(&self, rows: usize) -> Result<Vec<f64>, Fault> {
        let keys = ["drive", "gates"];
        let Some(gates) = &self.gates else { return Ok(Vec::new()) };
        let voltage = |(row, gate): (usize, &Terminal)| {
            let floats = || Fault::at(&keys, format!("that of row {row} floats; give a voltage such as \"1.2 V\""));
            gate.voltage().ok_or_else(floats)
        };
        gates.expand(rows, &keys, "rows")?.iter().enumerate().map(voltage).collect()
    }

    fn is_any_end_given(&self) -> bool {
        [&self.left, &self.right, &self.top, &self.bottom].into_iter().any(Option::is_some)
    }
}
