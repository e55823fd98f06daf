//! `ferrospike run`: an experiment from text to table, HDF5 file and figures.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use benchmarks::checkpoint::{EXTENSION, Heading};
use benchmarks::experiment::TeacherChoice;
use benchmarks::{DataSet, Experiment, ReadOut, Setup, SplitResult, mean_and_sd};
use devices::units::engineering;

use super::record::{Recorded, record};
use super::{own_table, patterns, sweep};
use crate::cli::{Changes, Output, Run};
use crate::failure::Failure;
use crate::neighbors;
use crate::output::{mean_with_deviation, print};
use crate::results::{Destination, display};
use crate::table::table;

/// An experiment as text, with the name that stands for it in messages and files.
pub(super) struct Source {
    /// Name of the result file.
    pub name: String,
    /// Where the text comes from, for messages.
    pub origin: String,
    /// The text.
    pub text: String,
}

/// Runs an experiment from a file or an embedded one.
///
/// # Errors
/// [`Failure`] when the experiment cannot be read or run, or its results cannot be written.
pub fn run(arguments: &Run) -> Result<(), Failure> {
    let inputs = [arguments.table.data.clone(), arguments.experiment.as_ref().map(PathBuf::from)];
    refuse_to_replace(inputs.into_iter().flatten(), [&arguments.changes.output.output, &arguments.save_network])?;
    let source = match (&arguments.table.data, &arguments.experiment) {
        (Some(path), _) => own_table::source(path, &arguments.table, &arguments.changes)?,
        (None, experiment) => find(experiment.as_deref().unwrap_or_default())?,
    };
    if arguments.print {
        return print(source.text.trim_end());
    }
    sweep::refuse_sweep(&source)?;
    learn_any(&source, arguments)
}

/// Refuses to write over what is read, whatever may be replaced.
fn refuse_to_replace(inputs: impl Iterator<Item = PathBuf>, outputs: [&Option<PathBuf>; 2]) -> Result<(), Failure> {
    for input in inputs.filter_map(|input| input.canonicalize().ok()) {
        let same = |output: &&PathBuf| output.canonicalize().is_ok_and(|output| output == input);
        if let Some(output) = outputs.into_iter().flatten().find(same) {
            return Err(Failure::usage_help(format!("{} is read by this run", display(output)), "name another file"));
        }
    }
    Ok(())
}

/// Goes on with a run that was interrupted, with the text of the experiment as it was.
///
/// # Errors
/// As [`run`], and when what the results depend on has changed.
pub fn resume(mut arguments: Run, heading: &Heading) -> Result<(), Failure> {
    arguments.changes.output.output = Some(heading.file.clone().into());
    learn_any(&kept_source(arguments.experiment.as_deref().unwrap_or_default(), heading), &arguments)
}

/// The text of an experiment as what is kept of its run has it.
pub(super) fn kept_source(name: &str, heading: &Heading) -> Source {
    let origin = format!("experiment in {}.{EXTENSION}", heading.file);
    Source { name: name.into(), origin, text: heading.identity.experiment.clone() }
}

/// Learns a data set or patterns, whatever the experiment describes.
fn learn_any(source: &Source, arguments: &Run) -> Result<(), Failure> {
    if benchmarks::patterns::Experiment::describes(&source.text) {
        if arguments.save_network.is_some() {
            let help = "run an experiment on a data set, such as `iris`";
            return Err(Failure::usage_help("--save-network: a pattern array has no rows to classify", help));
        }
        return patterns::learn(source, &arguments.changes);
    }
    learn(source, &arguments.changes, arguments.save_network.as_deref())
}

/// The embedded experiment of this name, else the file at this path.
///
/// # Errors
/// [`Failure`] when the file cannot be read.
pub(super) fn find(experiment: &str) -> Result<Source, Failure> {
    if let Some(text) = Experiment::embedded(experiment) {
        return Ok(Source { name: experiment.into(), origin: format!("{experiment}.toml"), text: text.into() });
    }
    let path = Path::new(experiment);
    let text = std::fs::read_to_string(path).map_err(|error| {
        let known = Experiment::names();
        let neighbors = match error.kind() {
            ErrorKind::NotFound => neighbors::of(experiment, &known, "toml") + "\n",
            _ => String::new(),
        };
        let help = format!("{neighbors}give the path of a TOML file, or an embedded experiment: {}", known.join(", "));
        Failure::usage_help(format!("cannot read experiment `{experiment}`: {error}"), help)
    })?;
    let stem = path.file_stem().map_or_else(|| experiment.into(), |stem| stem.to_string_lossy().into_owned());
    Ok(Source { name: stem, origin: experiment.into(), text })
}

fn learn(source: &Source, changes: &Changes, network: Option<&Path>) -> Result<(), Failure> {
    let mut experiment = Experiment::parse(&source.origin, &source.text).map_err(|error| Failure::located(*error))?;
    experiment.seed = changes.seed.unwrap_or(experiment.seed);
    experiment.protocol = changes.splits.map_or(experiment.protocol, |count| experiment.protocol.with_count(count));
    let setup = Setup::new(experiment).map_err(|error| Failure::located(error.locate(&source.origin, &source.text)))?;
    let notes = setup.data.report.sentences();
    notes.iter().for_each(|sentence| tracing::warn!("{}: {sentence}", setup.data.name));
    let destination = Destination::for_run(&source.name, &changes.output, &setup.identity(&source.text))?;
    let network = network.map(|path| network_file(path, changes)).transpose()?;
    let Recorded { file, results, network, drawn } = record(&setup, &source.text, &destination, network.as_ref())?;
    if changes.json {
        return print(&as_json(&setup, &results, &file));
    }
    print(&as_table(&setup, &results))?;
    notes.iter().try_for_each(|sentence| print(sentence))?;
    print(&format!("\nrecorded  {}", display(&file)))?;
    if let Some(network) = network {
        print(&format!("network   {}", display(&network)))?;
    }
    print(&format!("figures   {}", drawn.iter().map(|path| display(path)).collect::<Vec<_>>().join("\n          ")))
}

/// The file for the trained network.
fn network_file(path: &Path, changes: &Changes) -> Result<Destination, Failure> {
    if changes.output.output.as_deref() == Some(path) {
        let message = format!("{} cannot hold both the results and the network", display(path));
        return Err(Failure::usage_help(message, "give --save-network and --output different files"));
    }
    let destination = Destination::new("network", &Output { output: Some(path.into()), force: changes.output.force })?;
    Ok(Destination { option: "--save-network", ..destination })
}

/// Mean and standard deviation of the test accuracy (%).
pub(super) fn accuracy(results: &[SplitResult], read_out: ReadOut) -> (f64, f64) {
    mean_and_sd(&results.iter().map(|result| 100.0 * result.accuracy(read_out)).collect::<Vec<_>>())
}

/// Mean over the splits.
fn mean(results: &[SplitResult], of: fn(&SplitResult) -> f64) -> f64 {
    mean_and_sd(&results.iter().map(of).collect::<Vec<_>>()).0
}

fn as_table(setup: &Setup, results: &[SplitResult]) -> String {
    let (experiment, data) = (&setup.experiment, &setup.data);
    let row = |read_out| [name(experiment.training.vote, read_out), with_spread(accuracy(results, read_out), results)];
    let accuracies = read_outs(setup).map(row);
    let labels = labels(experiment.training.teacher.as_ref());
    let rows = [
        ["labels".into(), labels.into()],
        ["test rows without a spike".into(), format!("{:.1} %", 100.0 * mean(results, SplitResult::silent))],
        ["protocol".into(), format!("{}, seed {}", experiment.protocol.describe(), experiment.seed)],
        ["always the largest class".into(), format!("{:.2} %", 100.0 * majority(&data.balance()))],
        ["rows of each class".into(), balance(data)],
        [
            "rows, features, classes".into(),
            format!("{}, {}, {}", data.rows.len(), data.features.len(), data.classes.len()),
        ],
        ["device".into(), experiment.device.parameters.clone()],
        [
            "crossbar".into(),
            format!(
                "{} x {}, {} per segment",
                setup.rows(),
                setup.columns(),
                engineering(experiment.wires.segment, "ohm")
            ),
        ],
        ["epochs".into(), experiment.training.epochs.to_string()],
        ["energy per classification".into(), engineering(mean(results, |r| r.energy_per_classification), "J")],
        ["energy per training presentation".into(), engineering(mean(results, |r| r.energy_per_training), "J")],
        ["simulated time per split".into(), engineering(mean(results, |r| r.simulated), "s")],
        ["computing time per split".into(), engineering(mean(results, |r| r.wall), "s")],
    ];
    table([data.name.as_str(), ""], accuracies.chain(rows)).to_string()
}

/// Share of the largest class: what any answer has to beat.
pub(super) fn majority(balance: &[usize]) -> f64 {
    let (largest, all) = (balance.iter().max().copied().unwrap_or_default(), balance.iter().sum::<usize>());
    largest as f64 / all.max(1) as f64
}

/// Numbers of rows by class, the first dozen of classes by name.
fn balance(data: &DataSet) -> String {
    const NAMED: usize = 12;
    let members = data.balance();
    let named: Vec<String> =
        data.classes.iter().zip(&members).take(NAMED).map(|(name, count)| format!("{name} {count}")).collect();
    let more = if members.len() > NAMED { "\n.." } else { "" };
    named.join("\n") + more
}

/// Mean and standard deviation in percent; a single value has no deviation.
fn with_spread((mean, sd): (f64, f64), results: &[SplitResult]) -> String {
    if results.len() > 1 { format!("{mean:.2} ± {sd:.2} %") } else { format!("{mean:.2} %") }
}

/// The read-outs that differ, the one that counts first: a vote of one is the winner.
fn read_outs(setup: &Setup) -> impl Iterator<Item = ReadOut> {
    let vote = setup.experiment.training.vote;
    let counts = match setup.experiment.training.read.into() {
        ReadOut::Vote if vote == 1 => ReadOut::Winner,
        counts => counts,
    };
    let others = setup.read_outs().iter().copied().filter(move |other| *other != counts);
    std::iter::once(counts).chain(others.filter(move |other| vote > 1 || *other != ReadOut::Vote))
}

/// A read-out in words.
fn name(vote: usize, read_out: ReadOut) -> String {
    match read_out {
        ReadOut::Winner => "accuracy, first neuron to fire or nearest to its threshold".into(),
        ReadOut::Vote => format!("accuracy, vote of the first {vote} neurons to fire"),
        ReadOut::Ridge => "accuracy, ridge regression on first-spike times".into(),
        ReadOut::Rate => "accuracy, neuron with the most spikes (ties: lowest number)".into(),
        ReadOut::Interval => "accuracy, neuron with the shortest mean interval (ties: lowest number)".into(),
    }
}

/// What labels do in training, in words.
fn labels(teacher: Option<&TeacherChoice>) -> &'static str {
    match teacher {
        None => "name neurons and fit the regression only",
        Some(TeacherChoice { punish: None, .. }) => "act by a teacher",
        Some(_) => "act by a teacher that punishes",
    }
}

fn as_json(setup: &Setup, results: &[SplitResult], file: &Path) -> String {
    let read = setup.experiment.training.read;
    let percent = |read_out| setup.read_outs().contains(&read_out).then(|| accuracy(results, read_out).0);
    serde_json::json!({
        "data": setup.data.name,
        "notes": setup.data.report.sentences(),
        "classes": setup.data.classes,
        "class_rows": setup.data.balance(),
        "majority_percent": 100.0 * majority(&setup.data.balance()),
        "splits": results.len(),
        "seed": setup.experiment.seed,
        "accuracy_percent": mean_with_deviation(accuracy(results, read.into()), results.len()),
        "read": format!("{read:?}").to_lowercase(),
        "vote_percent": percent(ReadOut::Vote),
        "rate_percent": percent(ReadOut::Rate),
        "interval_percent": percent(ReadOut::Interval),
        "winner_percent": percent(ReadOut::Winner),
        "ridge_percent": percent(ReadOut::Ridge),
        "accuracies": results.iter().map(|result| result.accuracy(read.into())).collect::<Vec<_>>(),
        "energy_per_classification_J": mean(results, |r| r.energy_per_classification),
        "energy_per_training_J": mean(results, |r| r.energy_per_training),
        "seconds_per_split": mean(results, |r| r.wall),
        "file": file,
    })
    .to_string()
}
