//! What a run leaves behind: one HDF5 file, written split by split.

use std::sync::Arc;

use traces::{About, Group, Growing, Trace, WriteError};

use crate::{Prediction, ReadOut, Recording, RunError, Setup, Snapshot, SplitResult, TrainingSpike};

/// Writes the results of an experiment as they come; readable up to the last complete split at any moment.
///
/// Groups: `training` (split, epoch, row, column), `spikes` (spike), `test` (split, position), `presentation` (moment).
pub struct Recorder {
    trace: Trace,
    training: Training,
    spikes: Spikes,
    test: Test,
    classes: usize,
    /// The read-out that counts.
    read: ReadOut,
    confusion: Vec<i64>,
    recording: Option<Arc<Recording>>,
}

/// The network after every epoch.
struct Training {
    split: Growing<i64>,
    conductance: Growing<f64>,
    threshold: Growing<f64>,
    test_accuracy: Growing<f64>,
    energy: Growing<f64>,
    neuron_class: Growing<i64>,
}

/// All spikes of neurons during training, one after the other.
struct Spikes {
    spike: Growing<i64>,
    split: Growing<i64>,
    presentation: Growing<i64>,
    sample: Growing<i64>,
    neuron: Growing<i64>,
    time: Growing<f64>,
    written: i64,
}

/// What the trained network said.
struct Test {
    group: Group,
    /// Most test rows of a split.
    positions: usize,
    split: Growing<i64>,
    sample: Growing<i64>,
    label: Growing<i64>,
    fired: Growing<i64>,
    /// Predictions and accuracy by each read-out that the experiment has.
    by: Vec<(ReadOut, Growing<i64>, Growing<f64>)>,
    energy_classification: Growing<f64>,
    energy_training: Growing<f64>,
    simulated: Growing<f64>,
    wall: Growing<f64>,
}

/// Records how long a presentation lasts (s): with it, times within presentations become times within a run.
pub(crate) fn record_duration(group: &Group, presentation: f64) -> Result<(), WriteError> {
    group.scalar("presentation_duration", About::new("s", "length of a presentation"), presentation)
}

/// Name of the predictions and of the accuracy by a read-out, and the read-out in words.
pub(crate) fn variables(read_out: ReadOut) -> (&'static str, &'static str, &'static str) {
    match read_out {
        ReadOut::Winner => ("winner", "accuracy_winner", "the first neuron to fire"),
        ReadOut::Vote => ("prediction", "accuracy", "the first few neurons to fire"),
        ReadOut::Ridge => ("ridge", "accuracy_ridge", "ridge regression on first-spike times"),
        ReadOut::Rate => ("rate", "accuracy_rate", "the neuron with the most spikes"),
        ReadOut::Interval => ("interval", "accuracy_interval", "the neuron with the shortest mean interval"),
    }
}

/// Most test rows that any split has.
fn most_test_rows(setup: &Setup) -> usize {
    let splits = setup.experiment.protocol.splits();
    (0..splits).map(|index| setup.split(index).test.len()).max().unwrap_or_default()
}

/// A class number in a file; -1 stands for none.
fn class_number(class: Option<usize>) -> i64 {
    class.map_or(-1, |class| class as i64)
}

impl Training {
    fn new(group: &Group, setup: &Setup) -> Result<Self, WriteError> {
        let split = group.growing_coordinate("split", About::new("1", "number of the split"))?;
        let training = &setup.experiment.training;
        let epochs: Vec<i64> =
            training.snapshots.epochs(training.epochs).into_iter().map(|epoch| epoch as i64).collect();
        group.coordinate("epoch", About::new("1", "passes over the training rows"), &epochs)?;
        let rows = setup.split(0).train.len() as i64;
        let presentations: Vec<i64> = epochs.iter().map(|epoch| epoch * rows).collect();
        let about = About::new("1", "training presentations of the first split");
        group.variable("presentations", &["epoch"], about, &presentations)?;
        group.index("row", setup.rows(), "word line")?;
        group.index("column", setup.columns(), "bit line and neuron")?;
        let fields = setup.experiment.encoder.lines_per_feature();
        let features: Vec<i64> = (0..setup.rows()).map(|row| (row / fields) as i64).collect();
        group.variable("feature", &["row"], About::new("1", "feature that drives the word line"), &features)?;
        let all = ["split", "epoch", "row", "column"];
        Ok(Self {
            split,
            conductance: group.growing("conductance", &all, About::new("S", "device conductance"))?,
            threshold: group.growing(
                "threshold",
                &["split", "epoch", "column"],
                About::new("V", "firing threshold"),
            )?,
            test_accuracy: group.growing("test_accuracy", &all[..2], About::new("1", "test rows read rightly"))?,
            energy: group.growing("energy", &all[..2], About::new("J", "mean energy of a training presentation"))?,
            neuron_class: group.growing(
                "neuron_class",
                &["split", "column"],
                About::new("1", "class that the neuron stands for, -1 for none"),
            )?,
        })
    }

    fn append(&self, result: &SplitResult) -> Result<(), WriteError> {
        let all = |of: fn(&Snapshot) -> &[f64]| -> Vec<f64> {
            result.snapshots.iter().flat_map(|snapshot| of(snapshot).to_vec()).collect()
        };
        self.split.append(&[result.index as i64])?;
        self.conductance.append(&all(|s| &s.conductances))?;
        self.threshold.append(&all(|s| &s.thresholds))?;
        self.test_accuracy.append(&all(|s| std::slice::from_ref(&s.test_accuracy)))?;
        self.energy.append(&all(|s| std::slice::from_ref(&s.training_energy)))?;
        self.neuron_class.append(&result.names.iter().map(|&name| class_number(name)).collect::<Vec<_>>())
    }
}

impl Spikes {
    fn new(group: &Group, setup: &Setup) -> Result<Self, WriteError> {
        record_duration(group, setup.experiment.spikes.presentation)?;
        let spike = group.growing_coordinate("spike", About::new("1", "number of the spike"))?;
        let number = |name, long_name| group.growing(name, &["spike"], About::new("1", long_name));
        Ok(Self {
            spike,
            split: number("split", "number of the split")?,
            presentation: number("presentation", "training presentation, counted over all epochs")?,
            sample: number("sample", "row of the data set that was shown")?,
            neuron: number("neuron", "neuron that fired")?,
            time: group.growing("time", &["spike"], About::new("s", "time within the presentation"))?,
            written: 0,
        })
    }

    fn append(&mut self, result: &SplitResult) -> Result<(), WriteError> {
        let spikes = &result.spikes;
        let column = |of: fn(&TrainingSpike) -> usize| spikes.iter().map(|s| of(s) as i64).collect::<Vec<_>>();
        let count = spikes.len() as i64;
        self.spike.append(&(self.written..self.written + count).collect::<Vec<_>>())?;
        self.written += count;
        self.split.append(&vec![result.index as i64; spikes.len()])?;
        self.presentation.append(&column(|s| s.presentation))?;
        self.sample.append(&column(|s| s.sample))?;
        self.neuron.append(&column(|s| s.neuron))?;
        self.time.append(&spikes.iter().map(|s| s.time).collect::<Vec<_>>())
    }
}

impl Test {
    fn new(group: Group, setup: &Setup) -> Result<Self, WriteError> {
        let split = group.growing_coordinate("split", About::new("1", "number of the split"))?;
        let positions = most_test_rows(setup);
        group.index("position", positions, "position among the test rows")?;
        group.coordinate("class", About::new("", "true class"), &setup.data.classes)?;
        group.coordinate("predicted_class", About::new("", "predicted class"), &setup.data.classes)?;
        let rows = |name, long_name: &str| group.growing(name, &["split", "position"], About::new("1", long_name));
        let value = |name, unit, long_name: &str| group.growing(name, &["split"], About::new(unit, long_name));
        let by = setup.read_outs().iter().map(|&read_out| {
            let (prediction, accuracy, who) = variables(read_out);
            let says = rows(prediction, &format!("class by {who}, -1 for none"))?;
            Ok((read_out, says, value(accuracy, "1", &format!("test rows read rightly by {who}"))?))
        });
        let by = by.collect::<Result<Vec<_>, WriteError>>()?;
        Ok(Self {
            split,
            sample: rows("sample", "row of the data set, -1 past the last test row of a split")?,
            label: rows("label", "number of the true class")?,
            fired: rows("fired", "1 where some neuron fired, else 0")?,
            by,
            energy_classification: value("energy_per_classification", "J", "mean energy of a test presentation")?,
            energy_training: value("energy_per_training", "J", "mean energy of a training presentation")?,
            simulated: value("simulated_time", "s", "simulated time, training and test")?,
            wall: value("wall_time", "s", "wall time")?,
            group,
            positions,
        })
    }

    fn append(&self, result: &SplitResult) -> Result<(), WriteError> {
        let rows = |of: &dyn Fn(&Prediction) -> i64| {
            let mut values: Vec<i64> = result.predictions.iter().map(of).collect();
            values.resize(self.positions, -1);
            values
        };
        self.split.append(&[result.index as i64])?;
        self.sample.append(&rows(&|p| p.sample as i64))?;
        self.label.append(&rows(&|p| p.class as i64))?;
        self.fired.append(&rows(&|p| i64::from(p.fired)))?;
        for (read_out, prediction, accuracy) in &self.by {
            prediction.append(&rows(&|p| class_number(p.by(*read_out))))?;
            accuracy.append(&[result.accuracy(*read_out)])?;
        }
        self.energy_classification.append(&[result.energy_per_classification])?;
        self.energy_training.append(&[result.energy_per_training])?;
        self.simulated.append(&[result.simulated])?;
        self.wall.append(&[result.wall])
    }
}

impl Recorder {
    /// Lays out the file, and records one presentation of an untrained network where the experiment does not say which
    /// presentations are recorded.
    ///
    /// # Errors
    /// [`RunError`] when the file cannot be written or the circuit cannot be solved.
    pub fn new(trace: Trace, setup: &Setup) -> Result<Self, RunError> {
        let classes = setup.data.classes.len();
        Ok(Self {
            training: Training::new(&trace.group("training")?, setup)?,
            spikes: Spikes::new(&trace.group("spikes")?, setup)?,
            test: Test::new(trace.group("test")?, setup)?,
            recording: setup.recording(&trace)?,
            trace,
            classes,
            read: setup.experiment.training.read.into(),
            confusion: vec![0; classes * classes],
        })
    }

    /// Where the presentations go that the experiment asks for, to be given to [`run_splits`](crate::run_splits).
    pub fn recording(&self) -> Option<Arc<Recording>> {
        self.recording.clone()
    }

    /// Appends one split and flushes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn append(&mut self, result: &SplitResult) -> Result<(), WriteError> {
        self.training.append(result)?;
        self.spikes.append(result)?;
        self.test.append(result)?;
        for prediction in &result.predictions {
            if let Some(predicted) = prediction.by(self.read) {
                self.confusion[prediction.class * self.classes + predicted] += 1;
            }
        }
        self.trace.flush()
    }

    /// Writes the confusion matrix and completes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn finish(self) -> Result<std::path::PathBuf, WriteError> {
        let long_name = format!("test rows over all splits, read by {}", variables(self.read).2);
        let about = About::new("1", &long_name);
        self.test.group.variable("confusion", &["class", "predicted_class"], about, &self.confusion)?;
        self.trace.finish()
    }
}
