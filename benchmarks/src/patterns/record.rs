//! What the runs leave behind: one HDF5 file, written run by run.

use traces::{About, Group, Growing, Trace, WriteError};

use super::run::{Condition, RunResult, Setup};
use super::sweep::Job;
use crate::RunError;
use crate::experiment::RecordSettings;
use crate::record::record_duration;
use crate::recording::{Recording, Watcher};

/// Group of the runs.
pub(super) const GROUP: &str = "patterns";

/// Writes the runs as they come; readable up to the last complete one at any moment.
///
/// Group `patterns` (run, presentation, snapshot, row, column) and group `presentation` (moment).
pub struct Recorder {
    trace: Trace,
    runs: Runs,
    written: i64,
}

struct Runs {
    run: Growing<i64>,
    condition: Growing<i64>,
    noise: Growing<f64>,
    seed: Growing<i64>,
    image: Growing<i64>,
    neuron: Growing<i64>,
    spike_time: Growing<f64>,
    recognized: Growing<i64>,
    conductance: Growing<f64>,
    threshold: Growing<f64>,
    neuron_class: Growing<i64>,
    contrast: Growing<f64>,
    energy: Growing<f64>,
}

/// Number of a condition in a file.
pub(super) fn condition_number(condition: Condition) -> i64 {
    match condition {
        Condition::Learning => 0,
        Condition::Off => 1,
        Condition::Permuted => 2,
    }
}

/// A number that may be missing; -1 stands for none.
fn number(value: Option<usize>) -> i64 {
    value.map_or(-1, |value| value as i64)
}

impl Runs {
    fn new(group: &Group, setup: &Setup) -> Result<Self, WriteError> {
        let experiment = &setup.experiment;
        let run = group.growing_coordinate("run", About::new("1", "number of the run"))?;
        group.index("presentation", experiment.learning.presentations, "image shown")?;
        let times: Vec<i64> = setup.snapshot_times().iter().map(|&time| time as i64).collect();
        group.coordinate("snapshot", About::new("1", "presentations before the snapshot"), &times)?;
        group.index("row", experiment.rows(), "word line and pixel")?;
        group.index("column", experiment.columns(), "bit line and neuron")?;
        let names: Vec<String> = experiment.patterns.images.iter().map(|image| image.name.clone()).collect();
        group.coordinate("class", About::new("", "name of the image"), &names)?;
        let (down, across) = experiment.size();
        group.scalar("pixel_rows", About::new("1", "pixels of an image from the top down"), down as i64)?;
        group.scalar("pixel_columns", About::new("1", "pixels of an image across"), across as i64)?;
        record_duration(group, experiment.spikes.presentation)?;
        let over = experiment.learning.rate_over as i64;
        group.scalar("rate_over", About::new("1", "presentations that count for the recognition rate"), over)?;
        let shown = |name, long_name| group.growing(name, &["run", "presentation"], About::new("1", long_name));
        let value = |name, unit, long_name| group.growing(name, &["run"], About::new(unit, long_name));
        let whole = |name, long_name| group.growing(name, &["run"], About::new("1", long_name));
        let map = ["run", "snapshot", "row", "column"];
        let neurons = ["run", "snapshot", "column"];
        Ok(Self {
            run,
            condition: whole("condition", "0: learning, 1: without post spikes, 2: pre spikes on permuted rows")?,
            noise: value("noise", "1", "noise level")?,
            seed: whole("seed", "seed of images, noise and devices")?,
            image: shown("image", "number of the image that is shown")?,
            neuron: shown("neuron", "neuron that fired, -1 for none")?,
            spike_time: group.growing(
                "spike_time",
                &["run", "presentation"],
                About::new("s", "time of its spike within the presentation"),
            )?,
            recognized: shown("recognized", "1 where the neuron that fired stands for the image, by earlier ones")?,
            conductance: group.growing("conductance", &map, About::new("S", "device conductance"))?,
            threshold: group.growing("threshold", &neurons, About::new("V", "firing threshold"))?,
            neuron_class: group.growing(
                "neuron_class",
                &["run", "column"],
                About::new("1", "image that the neuron stands for at the end, -1 for none"),
            )?,
            contrast: value("contrast", "S", "conductance of bright less that of dark pixels")?,
            energy: value("energy", "J", "mean energy of a presentation")?,
        })
    }

    fn append(&self, number_of_run: i64, job: &Job, result: &RunResult) -> Result<(), WriteError> {
        self.run.append(&[number_of_run])?;
        self.condition.append(&[condition_number(job.condition)])?;
        self.noise.append(&[job.noise])?;
        self.seed.append(&[job.seed as i64])?;
        self.image.append(&result.shown.iter().map(|&class| class as i64).collect::<Vec<_>>())?;
        let neurons = result.spikes.iter().map(|spike| number(spike.map(|spike| spike.neuron)));
        self.neuron.append(&neurons.collect::<Vec<_>>())?;
        let times = result.spikes.iter().map(|spike| spike.map_or(f64::NAN, |spike| spike.time));
        self.spike_time.append(&times.collect::<Vec<_>>())?;
        self.recognized.append(&result.recognized.iter().map(|&right| i64::from(right)).collect::<Vec<_>>())?;
        let all = |of: fn(&super::Snapshot) -> &[f64]| -> Vec<f64> {
            result.snapshots.iter().flat_map(of).copied().collect()
        };
        self.conductance.append(&all(|snapshot| &snapshot.conductances))?;
        self.threshold.append(&all(|snapshot| &snapshot.thresholds))?;
        self.neuron_class.append(&result.names.iter().map(|&name| number(name)).collect::<Vec<_>>())?;
        self.contrast.append(&[result.contrast])?;
        self.energy.append(&[result.energy])
    }
}

impl Recorder {
    /// Lays out the file and records one presentation in full.
    ///
    /// # Errors
    /// [`RunError`] when the file cannot be written or the circuit cannot be solved.
    pub fn new(trace: Trace, setup: &Setup) -> Result<Self, RunError> {
        let size = (setup.experiment.rows(), setup.experiment.columns());
        let recording =
            Recording::new(&trace, RecordSettings::default(), setup.experiment.spikes.presentation, size, &[])?;
        let (number, image) = setup.presentation_after_run();
        let mut watcher = Watcher::new(Some(&recording), 0, [&[], &[]]);
        setup.show_trained(watcher.watch(number, image))?;
        drop(watcher);
        Ok(Self { runs: Runs::new(&trace.group(GROUP)?, setup)?, trace, written: 0 })
    }

    /// Appends one run and flushes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn append(&mut self, job: &Job, result: &RunResult) -> Result<(), WriteError> {
        self.runs.append(self.written, job, result)?;
        self.written += 1;
        self.trace.flush()
    }

    /// Completes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn finish(self) -> Result<std::path::PathBuf, WriteError> {
        self.trace.finish()
    }
}
