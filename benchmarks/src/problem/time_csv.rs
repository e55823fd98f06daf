//! A run through time as CSV: a line per sample.

use std::io::{self, Write};

use crossbar::{Moment, Observer, Wires};
use devices::DeviceArray;

/// Writes column currents and positions as they come.
pub struct TimeCsv<W: Write> {
    file: W,
    positions: Vec<f64>,
    failure: Option<io::Error>,
}

impl<W: Write> TimeCsv<W> {
    /// Writes the header: `time_s`, `i_column_0_A` and so on (positive out of the array), `position_0_0` (row, column) and
    /// so on.
    ///
    /// # Errors
    /// Those of `file`.
    pub fn new(mut file: W, wires: &Wires) -> io::Result<TimeCsv<W>> {
        let columns = (0..wires.columns).map(|column| format!("i_column_{column}_A"));
        let devices = (0..wires.devices()).map(|k| format!("position_{}_{}", k / wires.columns, k % wires.columns));
        let names: Vec<String> = std::iter::once("time_s".to_owned()).chain(columns).chain(devices).collect();
        writeln!(file, "{}", names.join(","))?;
        Ok(TimeCsv { file, positions: vec![0.0; wires.devices()], failure: None })
    }

    fn append(&mut self, moment: &Moment, devices: &dyn DeviceArray) -> io::Result<()> {
        devices.read(0, &mut self.positions);
        write!(self.file, "{:e}", moment.time)?;
        for current in &moment.ends.bottom {
            write!(self.file, ",{current:e}")?;
        }
        for position in &self.positions {
            write!(self.file, ",{position}")?;
        }
        writeln!(self.file)
    }

    /// Completes the file.
    ///
    /// # Errors
    /// Those of the file, also of the lines written while time ran.
    pub fn finish(mut self) -> io::Result<()> {
        self.failure.map_or(Ok(()), Err)?;
        self.file.flush()
    }
}

impl<W: Write> Observer for TimeCsv<W> {
    /// After a failure nothing more is written: the run goes on to its end, and [`finish`](TimeCsv::finish) tells.
    fn sample(&mut self, moment: &Moment, devices: &dyn DeviceArray) {
        if self.failure.is_none() {
            self.failure = self.append(moment, devices).err();
        }
    }
}
