//! Splits out of a recorded file, so that an interrupted run can go on where it stopped.

use std::path::Path;

use traces::{ReadError, TraceFile, Variable};

use crate::{Prediction, Snapshot, SplitResult, TrainingSpike};

/// The complete splits of a file that [`Recorder`](crate::Recorder) wrote, finished or not, in the order of their numbers.
///
/// # Errors
/// [`ReadError`] when the file cannot be read or was not written by a recorder of this version.
pub fn recorded_splits(file: &Path) -> Result<Vec<SplitResult>, ReadError> {
    let trace = TraceFile::open(file)?;
    // the group `test` is appended to last
    let complete = trace.read::<f64>("test/wall_time")?.values.len();
    let numbers = |name: &str| trace.read::<i64>(name);
    let values = |name: &str| trace.read::<f64>(name);
    let present = trace.variables("test")?;
    let again = |name: &str| {
        let recorded = present.iter().any(|variable| variable == name);
        recorded.then(|| numbers(&format!("test/{name}"))).transpose()
    };
    let tests = Tests {
        sample: numbers("test/sample")?,
        label: numbers("test/label")?,
        fired: numbers("test/fired")?,
        winner: numbers("test/winner")?,
        vote: numbers("test/prediction")?,
        ridge: numbers("test/ridge")?,
        rate: again("rate")?,
        interval: again("interval")?,
    };
    let snapshots = Snapshots {
        epoch: numbers("training/epoch")?.values,
        conductance: values("training/conductance")?,
        threshold: values("training/threshold")?,
        test_accuracy: values("training/test_accuracy")?,
        energy: values("training/energy")?,
    };
    let names = numbers("training/neuron_class")?;
    let spikes = spikes(&trace)?;
    let [classification, training, simulated, wall] =
        ["energy_per_classification", "energy_per_training", "simulated_time", "wall_time"]
            .map(|name| values(&format!("test/{name}")));
    let (classification, training) = (classification?.values, training?.values);
    let (simulated, wall) = (simulated?.values, wall?.values);
    let split = |index: usize| SplitResult {
        index,
        snapshots: snapshots.of(index),
        spikes: spikes.iter().filter(|(split, _)| *split == index).map(|(_, spike)| *spike).collect(),
        names: names.slab(index).iter().map(|class| class_of(*class)).collect(),
        predictions: tests.of(index),
        energy_per_classification: classification[index],
        energy_per_training: training[index],
        simulated: simulated[index],
        wall: wall[index],
    };
    Ok((0..complete).map(split).collect())
}

/// A class number; -1 stands for none.
fn class_of(number: i64) -> Option<usize> {
    usize::try_from(number).ok()
}

/// The group `test`, split by position.
struct Tests {
    sample: Variable<i64>,
    label: Variable<i64>,
    fired: Variable<i64>,
    winner: Variable<i64>,
    vote: Variable<i64>,
    ridge: Variable<i64>,
    /// Recorded where neurons may fire again.
    rate: Option<Variable<i64>>,
    interval: Option<Variable<i64>>,
}

impl Tests {
    fn of(&self, split: usize) -> Vec<Prediction> {
        let number = |variable: &Variable<i64>, k: usize| variable.slab(split)[k];
        let again = |variable: &Option<Variable<i64>>, k: usize| class_of(number(variable.as_ref()?, k));
        let rows = self.sample.slab(split).iter().take_while(|sample| **sample >= 0);
        let prediction = |(k, sample): (usize, &i64)| Prediction {
            sample: sample.unsigned_abs() as usize,
            class: number(&self.label, k).unsigned_abs() as usize,
            fired: number(&self.fired, k) == 1,
            winner: class_of(number(&self.winner, k)),
            vote: class_of(number(&self.vote, k)),
            ridge: number(&self.ridge, k).unsigned_abs() as usize,
            rate: again(&self.rate, k),
            interval: again(&self.interval, k),
        };
        rows.enumerate().map(prediction).collect()
    }
}

/// The group `training`, split by epoch.
struct Snapshots {
    epoch: Vec<i64>,
    conductance: Variable<f64>,
    threshold: Variable<f64>,
    test_accuracy: Variable<f64>,
    energy: Variable<f64>,
}

impl Snapshots {
    fn of(&self, split: usize) -> Vec<Snapshot> {
        let part = |variable: &Variable<f64>, k: usize| {
            let size = variable.slab(split).len() / self.epoch.len();
            variable.slab(split)[k * size..][..size].to_vec()
        };
        let snapshot = |k: usize| Snapshot {
            conductances: part(&self.conductance, k),
            thresholds: part(&self.threshold, k),
            epoch: self.epoch[k].unsigned_abs() as usize,
            test_accuracy: self.test_accuracy.slab(split)[k],
            training_energy: self.energy.slab(split)[k],
        };
        (0..self.epoch.len()).map(snapshot).collect()
    }
}

/// All training spikes, each with the number of its split.
fn spikes(trace: &TraceFile) -> Result<Vec<(usize, TrainingSpike)>, ReadError> {
    let numbers = |name: &str| Ok(trace.read::<i64>(&format!("spikes/{name}"))?.values);
    let [split, presentation, sample, neuron] = ["split", "presentation", "sample", "neuron"].map(numbers);
    let (split, presentation, sample, neuron) = (split?, presentation?, sample?, neuron?);
    let time = trace.read::<f64>("spikes/time")?.values;
    let number = |values: &[i64], k: usize| values[k].unsigned_abs() as usize;
    let count = [split.len(), presentation.len(), sample.len(), neuron.len(), time.len()].into_iter().min();
    let spike = |k: usize| {
        let (presentation, sample, neuron) = (number(&presentation, k), number(&sample, k), number(&neuron, k));
        (number(&split, k), TrainingSpike { presentation, sample, neuron, time: time[k] })
    };
    Ok((0..count.unwrap_or_default()).map(spike).collect())
}
