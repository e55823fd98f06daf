//! What recorded files hold, in the terms of other programs.

use std::path::{Path, PathBuf};

use traces::sonata::{Population, Spike};
use traces::{ReadError, TraceFile};

/// Spikes that cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file holds no spikes.
    #[error("{} holds no spikes; those of `run`, `bench` and `neuron` do, and its groups are: {groups}", file.display())]
    NoSpikes {
        /// The file.
        file: PathBuf,
        /// What it holds.
        groups: String,
    },
    /// The spikes are of a neuron without units.
    #[error("the times in {} have no unit, because its neuron has none; a spike file needs seconds", file.display())]
    NoUnit {
        /// The file.
        file: PathBuf,
    },
}

/// The spikes of a recorded file, one population per network that runs on its own.
///
/// A run has one population per split (`split_0`, ...), a pattern array one per run (`run_0`, ...), with the neurons as nodes
/// and presentations laid one after the other: number of the presentation times its length, plus the time within it. A
/// single neuron is node 0 of `neuron`.
///
/// # Errors
/// [`ExportError`] when the file cannot be read or holds no spikes.
pub fn populations(file: &Path) -> Result<Vec<Population>, ExportError> {
    let trace = TraceFile::open(file)?;
    let groups = trace.groups()?;
    let has = |name: &str| groups.iter().any(|group| group == name);
    if has("spikes") {
        return Ok(of_splits(&trace)?);
    }
    if has("patterns") {
        return Ok(of_runs(&trace)?);
    }
    if !has("neuron") {
        return Err(ExportError::NoSpikes { file: file.into(), groups: groups.join(", ") });
    }
    let times = trace.read::<f64>("neuron/spike_time")?;
    if times.units != "s" {
        return Err(ExportError::NoUnit { file: file.into() });
    }
    let spikes = times.values.iter().map(|time| Spike { node: 0, time: *time }).collect();
    Ok(vec![Population { name: "neuron".into(), spikes }])
}

/// The training spikes of a run, split by split.
fn of_splits(trace: &TraceFile) -> Result<Vec<Population>, ReadError> {
    let duration = duration(trace, "spikes")?;
    let numbers = |name: &str| Ok::<_, ReadError>(trace.read::<i64>(&format!("spikes/{name}"))?.values);
    let (split, presentation, neuron) = (numbers("split")?, numbers("presentation")?, numbers("neuron")?);
    let time = trace.read::<f64>("spikes/time")?.values;
    let population = |number: &i64| {
        let own = (0..split.len()).filter(|k| split[*k] == *number);
        let spike =
            |k: usize| Spike { node: neuron[k].unsigned_abs(), time: presentation[k] as f64 * duration + time[k] };
        Population { name: format!("split_{number}"), spikes: own.map(spike).collect() }
    };
    Ok(trace.read::<i64>("training/split")?.values.iter().map(population).collect())
}

/// The spikes of a pattern array, run by run.
fn of_runs(trace: &TraceFile) -> Result<Vec<Population>, ReadError> {
    let duration = duration(trace, "patterns")?;
    let (neuron, time) = (trace.read::<i64>("patterns/neuron")?, trace.read::<f64>("patterns/spike_time")?);
    let population = |run: usize| {
        let shown = neuron.slab(run).iter().zip(time.slab(run)).enumerate();
        // -1 stands for no spike
        let spikes = shown.filter(|(_, (neuron, _))| **neuron >= 0).map(|(presentation, (neuron, time))| Spike {
            node: neuron.unsigned_abs(),
            time: presentation as f64 * duration + time,
        });
        Population { name: format!("run_{run}"), spikes: spikes.collect() }
    };
    Ok((0..neuron.shape[0]).map(population).collect())
}

/// How long a presentation lasts (s).
fn duration(trace: &TraceFile, group: &str) -> Result<f64, ReadError> {
    Ok(trace.read::<f64>(&format!("{group}/presentation_duration"))?.values[0])
}
