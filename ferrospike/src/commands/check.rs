//! `ferrospike check`: what would run, without running it.

use std::io::Write;
use std::path::Path;

use benchmarks::experiment::Snapshots;
use benchmarks::problem::{Devices, Problem};
use benchmarks::sweep::{Changes, Plan};
use benchmarks::{Experiment, ExperimentError, RunError, Setup, parameter_set, patterns};
use devices::units::engineering;
use learning::neuron::SpikeTiming;
use serde_json::{Value, json};
use toml::Table;

use super::experiment::{Source, find};
use super::neuron;
use super::sweep::plan;
use crate::cli::Check;
use crate::failure::Failure;
use crate::output::print;
use crate::table::table;

/// What was checked, as names and values.
type Facts = Vec<(&'static str, Value)>;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sweep,
    Patterns,
    Problem,
    Device,
    Neuron,
    Experiment,
}

/// Reads and sets up what a file asks for, and shows it.
///
/// # Errors
/// [`Failure`] with everything that is wrong.
pub fn check(arguments: &Check) -> Result<(), Failure> {
    let source = find(&arguments.file.to_string_lossy())?;
    let facts = match kind(&arguments.file, &source.text) {
        Kind::Sweep => sweep(&source)?,
        Kind::Patterns => pattern_array(&source)?,
        Kind::Problem => problem(&arguments.file)?,
        Kind::Device => device(&source.origin)?,
        Kind::Neuron => neuron(&source.origin)?,
        Kind::Experiment => experiment(&source)?,
    };
    if arguments.json {
        return print(
            &Value::Object(facts.into_iter().map(|(name, value)| (name.replace([' ', ','], "_"), value)).collect())
                .to_string(),
        );
    }
    let row =
        |(name, value): (&str, Value)| [name.into(), value.as_str().map_or_else(|| value.to_string(), str::to_string)];
    print(&table([source.origin.as_str(), "can run"], facts.into_iter().map(row)).to_string())
}

/// What a text is, by the tables that only this kind has; an experiment where none tells.
fn kind(path: &Path, text: &str) -> Kind {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Kind::Problem;
    }
    let Ok(document) = text.parse::<Table>() else { return Kind::Experiment };
    let has = |key: &str| document.contains_key(key);
    if has("patterns") {
        Kind::Patterns
    } else if has("vary") {
        Kind::Sweep
    } else if has("stimulus") {
        Kind::Neuron
    } else if has("model") {
        Kind::Device
    } else if ["conductances", "drive", "waveforms"].into_iter().any(has) {
        Kind::Problem
    } else {
        Kind::Experiment
    }
}

/// Tells all errors but the last, which is what the program ends with.
fn all(mut errors: Vec<ExperimentError>) -> Option<Failure> {
    let last = errors.pop()?;
    for error in errors {
        // nobody reads a closed stderr
        let _ = writeln!(std::io::stderr(), "{:?}", miette::Report::new(error));
    }
    Some(Failure::located(last))
}

fn experiment(source: &Source) -> Result<Facts, Failure> {
    if let Some(failure) = all(Experiment::all_problems(&source.origin, &source.text)) {
        return Err(failure);
    }
    let experiment = Experiment::parse(&source.origin, &source.text).map_err(|error| Failure::located(*error))?;
    let setup = Setup::new(experiment).map_err(|error| Failure::located(error.locate(&source.origin, &source.text)))?;
    let mut facts = vec![("kind", json!("experiment: `ferrospike run`"))];
    facts.extend(of_setup(&setup));
    let located = |error: RunError| Failure::located(error.locate(&source.origin, &source.text));
    if let Some(size) = setup.recording_size().map_err(located)? {
        facts.extend([
            ("recorded presentations", json!(size.presentations)),
            ("moments of each", json!(format!("about {:.0}", size.moments / size.presentations.max(1) as f64))),
            ("size of recording", json!(format!("about {}", bytes(size.bytes())))),
        ]);
    }
    Ok(facts)
}

/// What runs in an experiment.
fn of_setup(setup: &Setup) -> Facts {
    let (experiment, data) = (&setup.experiment, &setup.data);
    let epochs = experiment.training.epochs;
    let split = setup.split(0);
    let presentations = split.train.len() * epochs + data.rows.len();
    vec![
        (
            "data",
            json!(format!(
                "{}: {} rows, {} features, {} classes",
                data.name,
                data.rows.len(),
                data.features.len(),
                data.classes.len()
            )),
        ),
        ("crossbar", json!(format!("{} rows x {} columns", setup.rows(), setup.columns()))),
        ("device", json!(experiment.device.parameters)),
        ("line resistance", json!(format!("{} per segment", engineering(experiment.wires.segment, "ohm")))),
        ("protocol", json!(format!("{}, seed {}", experiment.protocol.describe(), experiment.seed))),
        ("splits", json!(experiment.protocol.splits())),
        ("rows of a split", json!(format!("{} train, {} test", split.train.len(), split.test.len()))),
        ("epochs", json!(epochs)),
        ("presentations of a split", json!(presentations)),
        ("recorded conductances", json!(bytes(conductances(setup, experiment.training.snapshots)))),
    ]
}

/// Bytes of all conductances that a run records, before compression.
fn conductances(setup: &Setup, snapshots: Snapshots) -> f64 {
    let looks = snapshots.epochs(setup.experiment.training.epochs).len();
    let devices = setup.rows() * setup.columns();
    8.0 * (setup.experiment.protocol.splits() * looks) as f64 * devices as f64
}

/// A number of bytes in words.
fn bytes(count: f64) -> String {
    format!("{}, before compression", engineering(count, "B"))
}

fn sweep(source: &Source) -> Result<Facts, Failure> {
    let plan = plan(source, Changes::default())?;
    let points = plan.points();
    let sizes = match plan.check(0..points) {
        Ok(sizes) => sizes,
        Err(errors) => return Err(all(errors).unwrap_or_else(|| Failure::run("no reason is given"))),
    };
    let key = |key: &benchmarks::sweep::Key| format!("{}{}", key.path, if key.is_sampled() { " (drawn)" } else { "" });
    let keys = plan.keys.iter().map(key).collect::<Vec<_>>().join("\n");
    let splits: usize = sizes.iter().map(|size| size.splits).sum();
    let mut facts = vec![
        ("kind", json!("sweep: `ferrospike sweep`")),
        ("points", json!(points)),
        ("what varies", json!(keys)),
        ("first point", json!(plan.describe(0).replace(", ", "\n"))),
        ("last point", json!(plan.describe(points - 1).replace(", ", "\n"))),
        ("splits of all points", json!(splits)),
    ];
    if let Ok(setup) = plan.set_up(0) {
        facts.extend(of_setup(&setup).into_iter().filter(|(name, _)| *name != "recorded conductances"));
    }
    Ok(facts)
}

fn pattern_array(source: &Source) -> Result<Facts, Failure> {
    if Plan::describes(&source.text) {
        plan(source, Changes::default())?;
    }
    let located = |error: RunError| Failure::located(error.locate(&source.origin, &source.text));
    let experiment =
        patterns::Experiment::parse(&source.origin, &source.text).map_err(|error| Failure::located(*error))?;
    let setup = patterns::Setup::new(experiment).map_err(located)?;
    let experiment = &setup.experiment;
    Ok(vec![
        ("kind", json!("pattern array: `ferrospike run`")),
        ("images", json!(experiment.patterns.images.len())),
        ("crossbar", json!(format!("{} rows x {} columns", experiment.rows(), experiment.columns()))),
        ("device", json!(experiment.device.parameters)),
        ("noise levels", json!(experiment.patterns.noise)),
        ("seeds", json!(format!("{}, from {}", experiment.learning.seeds, experiment.seed))),
        ("runs", json!(patterns::jobs(experiment).len())),
        ("presentations of a run", json!(experiment.learning.presentations)),
    ])
}

fn problem(path: &Path) -> Result<Facts, Failure> {
    let problem = Problem::open(path).map_err(|error| Failure::located(*error))?;
    let in_time = problem.waveforms.is_some();
    if in_time {
        problem.in_time().map_err(|error| Failure::located(*error))?;
    }
    let command = if in_time { "transient" } else { "solve" };
    let devices = match &problem.devices {
        Devices::Ohmic(_) => "conductances",
        Devices::Model(_) => "devices of a model",
    };
    Ok(vec![
        ("kind", json!(format!("crossbar problem: `ferrospike crossbar {command}`"))),
        ("crossbar", json!(format!("{} rows x {} columns", problem.wires.rows, problem.wires.columns))),
        ("devices", json!(devices)),
        ("inputs", json!(problem.drives.len())),
    ])
}

fn device(path: &str) -> Result<Facts, Failure> {
    let set = parameter_set(path).map_err(Failure::usage)?;
    set.device(&Table::new()).map_err(Failure::usage)?;
    Ok(vec![
        ("kind", json!("device parameters: `ferrospike device .. --device FILE`")),
        ("model", json!(set.model)),
        ("description", json!(set.description)),
        ("values", json!(set.status)),
    ])
}

fn neuron(path: &str) -> Result<Facts, Failure> {
    let entry = neuron::read(path)?;
    entry.neurons(&Table::new(), 1, SpikeTiming::Exact).map_err(Failure::usage)?;
    Ok(vec![
        ("kind", json!("neuron parameters: `ferrospike neuron FILE`")),
        ("model", json!(entry.model)),
        ("description", json!(entry.description)),
    ])
}
