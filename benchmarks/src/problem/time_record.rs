//! What a run through time leaves behind: the group `transient` of an HDF5 file, written sample by sample.

use crossbar::{Moment, Observer, PiecewiseLinear, Terminal};
use devices::DeviceArray;
use traces::{About, Group, Growing, Trace, WriteError};

use super::Problem;

/// Name of the group.
pub(super) const GROUP: &str = "transient";

/// Samples after which the file is brought to the disk.
const FLUSH: usize = 256;

/// Gate voltages as they are recorded, and as the problem gives them by row.
type Gates = (Growing<f64>, Vec<PiecewiseLinear>);

/// Writes samples as they come.
pub struct TimeRecorder {
    trace: Trace,
    time: Growing<f64>,
    /// Current, then source voltage, of the left, right, top and bottom ends.
    ends: [[Growing<f64>; 2]; 4],
    gates: Option<Gates>,
    /// Voltage, current, position and conductance.
    devices: [Growing<f64>; 4],
    buffer: Vec<f64>,
    samples: usize,
    failure: Option<WriteError>,
}

impl TimeRecorder {
    /// Lays out the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn new(trace: Trace, problem: &Problem) -> Result<TimeRecorder, WriteError> {
        let group = trace.group(GROUP)?;
        let time = group.growing_coordinate("time", About::new("s", "time"))?;
        group.index("row", problem.wires.rows, "word line")?;
        group.index("column", problem.wires.columns, "bit line")?;
        Ok(TimeRecorder {
            time,
            ends: [
                ends(&group, "left", "row", "left end of the word line")?,
                ends(&group, "right", "row", "right end of the word line")?,
                ends(&group, "top", "column", "top end of the bit line")?,
                ends(&group, "bottom", "column", "bottom end of the bit line")?,
            ],
            gates: gates(&group, problem)?,
            devices: devices(&group)?,
            buffer: vec![0.0; problem.wires.devices()],
            samples: 0,
            failure: None,
            trace,
        })
    }

    fn append(&mut self, moment: &Moment, devices: &dyn DeviceArray) -> Result<(), WriteError> {
        self.time.append(&[moment.time])?;
        let (held, out) = (&moment.drive, &moment.ends);
        let sides =
            [(&held.left, &out.left), (&held.right, &out.right), (&held.top, &out.top), (&held.bottom, &out.bottom)];
        for ([current, voltage], (terminals, currents)) in self.ends.iter().zip(sides) {
            current.append(currents)?;
            // what nothing holds has no source voltage
            let source = |end: &Terminal| end.voltage().unwrap_or(f64::NAN);
            voltage.append(&terminals.iter().map(source).collect::<Vec<_>>())?;
        }
        if let Some((growing, gates)) = &self.gates {
            growing.append(&gates.iter().map(|gate| gate.at(moment.time)).collect::<Vec<_>>())?;
        }
        let [voltages, currents, positions, conductances] = &self.devices;
        voltages.append(&moment.voltages)?;
        currents.append(&moment.currents)?;
        for (column, growing) in [positions, conductances].into_iter().enumerate() {
            devices.read(column, &mut self.buffer);
            growing.append(&self.buffer)?;
        }
        self.samples += 1;
        if self.samples.is_multiple_of(FLUSH) { self.trace.flush() } else { Ok(()) }
    }

    /// Completes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written, or could not while time ran.
    pub fn finish(self) -> Result<std::path::PathBuf, WriteError> {
        match self.failure {
            Some(failure) => Err(failure),
            None => self.trace.finish(),
        }
    }
}

impl Observer for TimeRecorder {
    /// After a failure nothing more is written: the run goes on to its end, and [`finish`](TimeRecorder::finish) tells.
    fn sample(&mut self, moment: &Moment, devices: &dyn DeviceArray) {
        if self.failure.is_none() {
            self.failure = self.append(moment, devices).err();
        }
    }
}

/// Current and source voltage at one end of all lines over `dimension`.
fn ends(group: &Group, side: &str, dimension: &str, end: &str) -> Result<[Growing<f64>; 2], WriteError> {
    let growing = |quantity: &str, unit, long: String| {
        group.growing(&format!("{side}_{quantity}"), &["time", dimension], About::new(unit, &long))
    };
    Ok([
        growing("current", "A", format!("current out through the {end}"))?,
        growing("voltage", "V", format!("source voltage at the {end}"))?,
    ])
}

/// Gate voltages over time, where the problem gives some.
fn gates(group: &Group, problem: &Problem) -> Result<Option<Gates>, WriteError> {
    match &problem.waveforms {
        Some(waveforms) if !waveforms.sources.gates.is_empty() => {
            let about = About::new("V", "gate voltage of the word line against ground");
            let growing = group.growing("gate_voltage", &["time", "row"], about)?;
            Ok(Some((growing, waveforms.sources.gates.clone())))
        }
        _ => Ok(None),
    }
}

fn devices(group: &Group) -> Result<[Growing<f64>; 4], WriteError> {
    let device = |name, unit, long| group.growing(name, &["time", "row", "column"], About::new(unit, long));
    Ok([
        device("device_voltage", "V", "device voltage, word line minus bit line")?,
        device("device_current", "A", "conduction current of the device from word to bit line")?,
        device("position", "1", "position, 0 off to 1 on")?,
        device("conductance", "S", "device conductance at 0 V")?,
    ])
}
