//! Runs the devices of a problem through its waveforms.

use std::time::Instant;

use crossbar::{Dynamics, Moment, Observer, RunStats, StepError, run};
use devices::DeviceArray;

use super::fault::Fault;
use super::{Devices, ModelDevices, Problem, Waveforms, locate};
use crate::ExperimentError;

/// What sums up a run through time; none of it depends on the samples.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSummary {
    /// Steps and energies.
    pub stats: RunStats,
    /// Final positions of the devices (0 off to 1 on), row-major.
    pub positions: Vec<f64>,
    /// Largest current (A) through the lower end of a bit line at the ends of the steps.
    pub peak: Peak,
    /// Time that the run took (s).
    pub seconds: f64,
}

/// A column current and its place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Peak {
    /// Positive out of the array (A).
    pub current: f64,
    /// The bit line.
    pub column: usize,
    /// Time (s).
    pub time: f64,
}

impl RunSummary {
    /// Energy (J) that is neither delivered from nor dissipated in the devices: lost in lines, and where the problem has
    /// capacitances, stored.
    pub fn elsewhere(&self) -> f64 {
        self.stats.delivered - self.stats.devices
    }

    /// Row, column and final position of the device that is farthest off and of the one that is farthest on.
    pub fn extremes(&self, columns: usize) -> [(usize, usize, f64); 2] {
        let (mut least, mut most) = (0, 0);
        for (k, position) in self.positions.iter().enumerate() {
            least = if *position < self.positions[least] { k } else { least };
            most = if *position > self.positions[most] { k } else { most };
        }
        [least, most].map(|k| (k / columns, k % columns, self.positions[k]))
    }
}

impl Problem {
    /// What moves, and what moves it.
    ///
    /// # Errors
    /// [`ExperimentError`] when the file has no `[waveforms]` or no `[device]`.
    pub fn in_time(&self) -> Result<(&Waveforms, &ModelDevices), Box<ExperimentError>> {
        let refuse = |keys: &[&'static str], problem: &str| {
            Err(locate(self.format, &self.name, &self.text, &Fault::at(keys, problem)))
        };
        match (&self.waveforms, &self.devices) {
            (Some(waveforms), Devices::Model(devices)) => Ok((waveforms, devices)),
            (_, Devices::Ohmic(_)) => refuse(
                &["conductances"],
                "`conductances` never change; a run through time needs `[device]` in their place",
            ),
            (None, _) => {
                let help = "give `[waveforms]` with `left`, `sample` and `stop`; `ferrospike crossbar transient --example` \
                            shows one";
                refuse(&["drive"], &format!("no waveforms, without which nothing happens in time; {help}"))
            }
        }
    }

    /// Follows the devices from 0 s to the end of the waveforms; `observer` sees every sample.
    ///
    /// # Errors
    /// [`ExperimentError`] as [`in_time`](Problem::in_time), and with its place in the text when the array cannot be
    /// followed.
    pub fn run(&self, observer: &mut dyn Observer) -> Result<RunSummary, Box<ExperimentError>> {
        let (waveforms, devices) = self.in_time()?;
        let refuse = |error: StepError| locate(self.format, &self.name, &self.text, &Fault::from(error));
        let drive = waveforms.sources.drive(0.0);
        let mut array = Dynamics::new(self.wires.clone(), drive, devices.array(), self.capacitance, self.tolerance)
            .map_err(refuse)?;
        let mut watch = Watch { observer, peak: Peak::default() };
        let started = Instant::now();
        let stats = run(&mut array, &waveforms.sources, waveforms.stop, &waveforms.samples(), &mut watch);
        let seconds = started.elapsed().as_secs_f64();
        let peak = watch.peak;
        let stats = stats.map_err(refuse)?;
        let mut positions = vec![0.0; self.wires.devices()];
        array.devices().read(0, &mut positions);
        Ok(RunSummary { stats, positions, peak, seconds })
    }
}

/// Passes on what it sees and keeps the largest column current.
struct Watch<'a> {
    observer: &'a mut dyn Observer,
    peak: Peak,
}

impl Observer for Watch<'_> {
    fn sample(&mut self, moment: &Moment, devices: &dyn DeviceArray) {
        self.observer.sample(moment, devices);
    }

    fn step(&mut self, start: &Moment, end: &Moment) {
        for moment in [start, end] {
            for (column, &current) in moment.ends.bottom.iter().enumerate() {
                if current.abs() > self.peak.current.abs() {
                    self.peak = Peak { current, column, time: moment.time };
                }
            }
        }
        self.observer.step(start, end);
    }
}
