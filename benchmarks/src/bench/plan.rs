//! Which experiments a benchmark consists of.

use toml::{Table, Value};

use crate::Experiment;
use crate::change;
use crate::experiment::Protocol;

/// A data set with its protocols.
#[derive(Clone, Copy, Debug)]
pub struct Benchmark {
    /// Name of the set, and of the experiment without a teacher.
    pub set: &'static str,
    /// Name of the experiment with a teacher.
    taught: &'static str,
    /// Name of an experiment whose neurons, more than the others have, are features for the regression.
    features: Option<&'static str>,
    protocols: &'static [Protocol],
    quick: Protocol,
    /// Numbers of neurons over which accuracy is followed.
    pub sizes: &'static [usize],
}

/// Half splits and cross-validation as most papers have them.
const STRATIFIED: [Protocol; 2] = [Protocol::HalfSplits(50), Protocol::Folds { repeats: 10, folds: 10 }];

/// All benchmarks.
pub const BENCHMARKS: [Benchmark; 3] = [
    Benchmark {
        set: "iris",
        taught: "iris-teacher",
        features: Some("iris-ridge"),
        protocols: &STRATIFIED,
        quick: Protocol::HalfSplits(4),
        sizes: &[3, 6, 12, 25],
    },
    Benchmark {
        set: "wbc",
        taught: "wbc-teacher",
        features: None,
        protocols: &STRATIFIED,
        quick: Protocol::HalfSplits(4),
        sizes: &[4, 10, 20, 40],
    },
    Benchmark {
        set: "landsat",
        taught: "landsat-teacher",
        features: None,
        // the rows share pixels: no cross-validation
        protocols: &[Protocol::Official { seeds: 3 }],
        quick: Protocol::Official { seeds: 1 },
        sizes: &[25, 50, 100, 200],
    },
];

/// Resistance of the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// As the experiment says, solved exactly.
    Exact,
    /// None.
    Ideal,
}

/// What may differ from the experiments.
#[derive(Clone, Debug)]
pub struct Options {
    /// Another number of neurons.
    pub neurons: Option<usize>,
    /// Another device; the changes to the parameters of the experiment's own device do not apply to it.
    pub device: Option<String>,
    /// Resistance of the lines.
    pub lines: Lines,
    /// Another seed.
    pub seed: Option<u64>,
    /// Another number of half splits, of repeats, or of seeds on the official split.
    pub count: Option<usize>,
    /// A look instead of a result: few splits, one epoch on the official split.
    pub quick: bool,
}

/// One experiment under one protocol.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Name for files.
    pub name: String,
    /// The experiment as it runs.
    pub text: String,
}

impl Benchmark {
    /// What runs: without and with a teacher, under each protocol, and then the experiment for the regression, which a look
    /// leaves out.
    pub fn jobs(&self, options: &Options) -> Vec<Job> {
        if options.quick {
            return jobs(&self.both(), std::slice::from_ref(&self.quick), options);
        }
        jobs(&self.all(), self.protocols, options)
    }

    /// The experiment of a recipe under the first protocol; none where the set has no such experiment.
    pub fn of_recipe(&self, recipe: Recipe, options: &Options) -> Option<Job> {
        let protocol = if options.quick { self.quick } else { self.protocols[0] };
        let experiment = self.all().into_iter().find(|(label, _)| *label == recipe.label())?;
        Some(jobs(&[experiment], &[protocol], options).swap_remove(0))
    }

    /// Labels and names of all experiments.
    fn all(&self) -> Vec<(&'static str, &'static str)> {
        self.both().into_iter().chain(self.features.map(|name| (Recipe::Features.label(), name))).collect()
    }

    /// Labels and names of the experiments without and with a teacher.
    fn both(&self) -> [(&'static str, &'static str); 2] {
        [(Recipe::Unsupervised.label(), self.set), (Recipe::Teacher.label(), self.taught)]
    }

    /// What runs without and with a teacher for each number of neurons, under the first protocol alone; the number ends the
    /// name of a job.
    ///
    /// All other settings stay as they were chosen for the number of the experiment.
    pub fn size_jobs(&self, options: &Options, sizes: &[usize]) -> Vec<Job> {
        let protocol = if options.quick { self.quick } else { self.protocols[0] };
        let of_size = |&size: &usize| {
            let jobs = jobs(&self.both(), &[protocol], &Options { neurons: Some(size), ..options.clone() });
            jobs.into_iter().map(move |job| Job { name: format!("{}-{size}", job.name), ..job })
        };
        sizes.iter().flat_map(of_size).collect()
    }
}

/// How the network of a job learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// Without labels; they only name neurons.
    Unsupervised,
    /// With a teacher.
    Teacher,
    /// Without labels, with more neurons, which are features for the regression.
    Features,
}

impl Recipe {
    /// What the names of its jobs begin with.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Unsupervised => "unsupervised",
            Self::Teacher => "teacher",
            Self::Features => "features",
        }
    }

    /// What it is, in words.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Unsupervised => "unsupervised",
            Self::Teacher => "teacher",
            Self::Features => "unsupervised, features for the regression",
        }
    }
}

/// Experiments, given by label and name, under each protocol.
fn jobs(experiments: &[(&str, &str)], protocols: &[Protocol], options: &Options) -> Vec<Job> {
    let job = |label: &str, name: &str, protocol: Protocol| {
        let protocol = options.count.map_or(protocol, |count| protocol.with_count(count));
        Job { name: format!("{label}-{}", protocol.name()), text: text(name, protocol, options) }
    };
    experiments.iter().flat_map(|(label, name)| protocols.iter().map(|p| job(label, name, *p))).collect()
}

impl Benchmark {
    /// The embedded experiment from which a job is made.
    ///
    /// # Panics
    /// When the job is none of this benchmark, or the embedded text no experiment: a bug.
    pub(super) fn recipe(&self, job: &Job) -> Experiment {
        let of_job = |(label, _): &&(&str, &str)| job.name.starts_with(*label);
        let (_, name) = *self.all().iter().find(of_job).expect("jobs are called after their experiments");
        let text = Experiment::embedded(name).expect("benchmarks name embedded experiments");
        Experiment::parse(name, text).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

/// The text of an embedded experiment with all changes, so that a record holds what ran.
///
/// # Panics
/// When there is no such experiment, or its text has other tables than an experiment: a bug.
fn text(name: &str, protocol: Protocol, options: &Options) -> String {
    let text = Experiment::embedded(name).expect("benchmarks name embedded experiments");
    let mut experiment: Table = text.parse().expect("embedded experiments are TOML");
    set(&mut experiment, "protocol", protocol_table(protocol));
    if let Some(seed) = options.seed {
        set(&mut experiment, "seed", integer(seed));
    }
    if let Some(neurons) = options.neurons {
        resize(&mut experiment, neurons);
    }
    if let Some(device) = &options.device {
        set(&mut experiment, "device.parameters", device.as_str());
        experiment.get_mut("device").and_then(Value::as_table_mut).and_then(|choice| choice.remove("change"));
    }
    if options.lines == Lines::Ideal {
        take_resistance(&mut experiment);
    }
    if options.quick && matches!(protocol, Protocol::Official { .. }) {
        set(&mut experiment, "training.epochs", 1);
    }
    format!("# The embedded experiment `{name}` as `ferrospike bench` runs it.\n{experiment}")
}

/// The text of an embedded experiment with another number of neurons or of epochs, where one is given.
///
/// # Panics
/// When `text` is not that of an embedded experiment: a bug.
pub fn with_counts(text: &str, neurons: Option<usize>, epochs: Option<usize>) -> String {
    let mut experiment: Table = text.parse().expect("embedded experiments are TOML");
    if let Some(neurons) = neurons {
        resize(&mut experiment, neurons);
    }
    if let Some(epochs) = epochs {
        set(&mut experiment, "training.epochs", integer(epochs as u64));
    }
    experiment.to_string()
}

/// Lines without resistance.
pub(crate) fn take_resistance(experiment: &mut Table) {
    for resistance in ["segment", "driver", "sense"] {
        set(experiment, &format!("wires.{resistance}"), "0 ohm");
    }
}

/// Another number of neurons; no more of them vote or fire than there are.
fn resize(experiment: &mut Table, neurons: usize) {
    set(experiment, "neuron.lif.count", integer(neurons as u64));
    for path in ["training.vote", "training.inhibit_after"] {
        if let Some(Value::Integer(count)) = change::value(experiment, path) {
            let count = (*count).min(i64::try_from(neurons).unwrap_or(i64::MAX)).max(1);
            set(experiment, path, count);
        }
    }
}

/// A protocol as an experiment writes it.
pub(crate) fn protocol_table(protocol: Protocol) -> Table {
    let counts = |counts: &[(&str, usize)]| {
        counts.iter().map(|(key, count)| ((*key).to_string(), integer(*count as u64))).collect::<Table>()
    };
    match protocol {
        Protocol::HalfSplits(splits) => counts(&[("half_splits", splits)]),
        Protocol::Folds { repeats, folds } => {
            Table::from_iter([("folds".into(), Value::Table(counts(&[("repeats", repeats), ("folds", folds)])))])
        }
        Protocol::Official { seeds } => {
            Table::from_iter([("official".into(), Value::Table(counts(&[("seeds", seeds)])))])
        }
    }
}

/// A number as TOML has it; one beyond its range is refused when the experiment is read.
pub(super) fn integer(number: u64) -> Value {
    i64::try_from(number).map_or_else(|_| Value::String(number.to_string()), Value::Integer)
}

/// Sets a value of an embedded experiment.
///
/// # Panics
/// When it can have no such value: a bug.
fn set(experiment: &mut Table, path: &str, value: impl Into<Value>) {
    change::set(experiment, path, value.into()).unwrap_or_else(|problem| panic!("embedded experiments: {problem}"));
}
