//! What tables and figures take from recorded files.

use std::path::Path;

use devices::units::engineering;
use traces::figures::{Axis, Curve, Line, Svg};
use traces::{Provenance, ReadError, TraceFile};

use super::{Job, Row, Score};
use crate::experiment::{Experiment, NeuronChoice};
use crate::mean_and_sd;

/// Whether the file at `path`, finished or not, is a run of exactly this job by this version.
pub fn holds(path: &Path, job: &Job) -> bool {
    let same = |of: Provenance| of.experiment == job.text && of.version == env!("CARGO_PKG_VERSION");
    path.is_file() && TraceFile::open(path).and_then(|file| file.provenance()).is_ok_and(same)
}

/// The rows of a table that the file of an experiment holds, one per way of reading that differs from the others.
///
/// # Errors
/// [`ReadError`] when the file cannot be read.
pub fn rows(file: &Path, experiment: &Experiment) -> Result<Vec<Row>, ReadError> {
    let trace = TraceFile::open(file)?;
    let values = |name: &str| Ok(trace.read::<f64>(&format!("test/{name}"))?.values);
    let mean = |name: &str| -> Result<Option<f64>, ReadError> { Ok(Some(mean_and_sd(&values(name)?).0)) };
    let NeuronChoice::Lif(lif) = experiment.neuron;
    let vote = experiment.training.vote;
    let learning = if experiment.training.teacher.is_some() { "teacher" } else { "unsupervised" };
    let read_outs = [
        (true, format!("{learning}, first neuron"), "accuracy_winner", String::new()),
        (vote > 1, format!("{learning}, vote of first {vote}"), "accuracy", String::new()),
        (true, format!("{learning}, ridge on first-spike times"), "accuracy_ridge", read_at(experiment)),
    ];
    let row = |(_, method, accuracy, remark): (bool, String, &str, String)| {
        Ok(Row {
            method,
            protocol: experiment.protocol.describe(),
            score: Score::Splits(values(accuracy)?),
            neurons: Some(lif.count),
            energy_per_classification: mean("energy_per_classification")?,
            energy_per_training: mean("energy_per_training")?,
            simulated: mean("simulated_time")?,
            wall: mean("wall_time")?,
            remark,
        })
    };
    read_outs.into_iter().filter(|(differs, ..)| *differs).map(row).collect()
}

/// At which thresholds the regression reads the neurons, and how it weights their spikes, in words; nothing for their own
/// thresholds and times.
fn read_at(experiment: &Experiment) -> String {
    let shares = &experiment.training.ridge_thresholds;
    let percent: Vec<String> = shares.iter().map(|share| format!("{:.0}", 100.0 * share)).collect();
    let lower = shares.iter().any(|&share| share < 1.0);
    let read = lower.then(|| format!("read at {} % of the thresholds", percent.join(", ")));
    let decay = experiment.training.ridge_decay;
    let traces = decay.map(|tau| format!("traces of {} after the first spike", engineering(tau, "s")));
    read.into_iter().chain(traces).collect::<Vec<_>>().join("; ")
}

/// Accuracy against training presentations: one curve per file, with its name, mean and deviation over the splits.
///
/// # Errors
/// [`ReadError`] when a file cannot be read.
pub fn learning_curves(files: &[(String, &Path)]) -> Result<Svg, ReadError> {
    let mut lines = Vec::new();
    for (name, file) in files {
        let trace = TraceFile::open(file)?;
        let presentations = trace.read::<i64>("training/presentations")?.values;
        let accuracy = trace.read::<f64>("training/test_accuracy")?.values;
        let at = |k: usize| {
            let of = accuracy.iter().skip(k).step_by(presentations.len()).map(|a| 100.0 * a);
            mean_and_sd(&of.collect::<Vec<_>>())
        };
        let points = presentations.iter().enumerate().map(|(k, count)| (*count as f64, at(k).0)).collect();
        let deviations = (0..presentations.len()).map(|k| at(k).1).collect();
        lines.push(Line::with_band(name, points, deviations));
    }
    let x = Axis::whole("Training presentation");
    Ok(Curve { x, y: Axis::percent("Test accuracy"), lines }.draw())
}
