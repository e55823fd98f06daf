//! `ferrospike bench tune`: settings chosen inside the training rows.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use benchmarks::bench::{self, BENCHMARKS};
use benchmarks::tune::{self, Search, Space, Trial, cuts};
use benchmarks::{DataSet, Experiment};
use traces::whole_file;

use super::jobs::lines;
use super::report::command_line;
use crate::cli::{BenchTune, BenchWires, Output};
use crate::commands::progress::Bar;
use crate::failure::Failure;
use crate::output::print;
use crate::results::{Destination, display};
use crate::table::table;

/// Draws settings, compares them on validation rows, and writes the best experiment and all trials.
///
/// # Errors
/// [`Failure`] when an option is impossible, the experiment itself cannot run, or results cannot be written.
pub fn run(arguments: &BenchTune) -> Result<(), Failure> {
    let (set, name) = names(arguments);
    let search = search(set, &name, arguments)?;
    let file = arguments.output.clone().unwrap_or_else(|| PathBuf::from(format!("results/tune-{name}.toml")));
    if let Some(folder) = file.parent().filter(|_| arguments.output.is_none()) {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    }
    let output = Output { output: Some(file.with_extension("h5")), force: arguments.force };
    let destination = Destination::new(&name, &output)?;
    let (best_file, csv) = (destination.beside("toml")?, destination.beside("csv")?);
    let identity = identity(&search, &name, arguments);
    let trace = destination.create(arguments.seed, &search.base.to_string(), Vec::new())?;
    let trials = run_all(&search, &csv, &identity, arguments.trials)?;
    tune::record(&trace, &search, &trials).map_err(Failure::run)?;
    let best = best(&trials);
    let text = tune::best_text(&search, best, trials.len(), &heading(set, &search, arguments)).map_err(Failure::run)?;
    whole_file::write(&best_file, &text).map_err(|error| unwritable(&best_file, &error))?;
    let record = trace.finish().map_err(Failure::run)?;
    if arguments.json {
        return print(&as_json(&search, &trials, best, &best_file));
    }
    heading(set, &search, arguments).iter().try_for_each(|line| print(line))?;
    print(&as_table(&search, &trials))?;
    print(&format!("\nbest     {}\ntrials   {}\n         {}", display(&best_file), display(&csv), display(&record)))
}

/// Name of the set, and of the experiment that trials change.
fn names(arguments: &BenchTune) -> (&'static str, String) {
    let set = arguments.set.name();
    (set, if arguments.teacher { format!("{set}-teacher") } else { set.into() })
}

fn search(set: &str, name: &str, arguments: &BenchTune) -> Result<Search, Failure> {
    if arguments.trials == 0 {
        return Err(Failure::usage("--trials 0: nothing to compare; give at least 1"));
    }
    let data = DataSet::embedded(set).map_err(Failure::usage)?;
    let least = 8 * data.classes.len();
    if let Some(rows) = arguments.rows.filter(|rows| *rows < least) {
        return Err(Failure::usage(format!("--rows {rows}: give at least {least}, 8 for each class")));
    }
    let text = Experiment::embedded(name).unwrap_or_default();
    let experiment = Experiment::parse(name, text).map_err(|error| Failure::located(*error))?;
    let text = bench::with_counts(text, arguments.neurons, arguments.epochs);
    // what the options change is checked like the experiment itself
    Experiment::parse(name, &text).map_err(|error| Failure::located(*error))?;
    let mut space = Space::parse(Space::embedded(set).unwrap_or_default()).map_err(Failure::run)?;
    if arguments.epochs.is_some() {
        space = space.without("training.epochs");
    }
    let lines = lines(arguments.wires);
    let cuts = cuts(&data, space.cuts, arguments.rows, experiment.seed, arguments.seed);
    Ok(Search { base: text.parse().map_err(Failure::run)?, space, cuts, seed: arguments.seed, lines })
}

/// First lines of the table of trials: what they depend on beside their number.
fn identity(search: &Search, name: &str, arguments: &BenchTune) -> String {
    let space = Space::embedded(names(arguments).0).unwrap_or_default();
    // the spelling of the command may differ, and trials do not depend on how many there are
    let asked = serde_json::json!({
        "version": env!("CARGO_PKG_VERSION"),
        "experiment": name,
        "text": search.base.to_string(),
        "space": space,
        "seed": search.seed,
        "rows": arguments.rows,
        "wires": format!("{:?}", arguments.wires).to_lowercase(),
    });
    format!("# {asked}\n{}\n", tune::csv_header(search))
}

/// Runs all trials that an interrupted search has not left behind, adding each to the table as it comes.
fn run_all(search: &Search, csv: &Path, identity: &str, count: usize) -> Result<Vec<Trial>, Failure> {
    let partial = whole_file::partial_path(csv);
    let mut trials = tune::finished_trials(search, &partial, identity);
    trials.truncate(count);
    if !trials.is_empty() {
        tracing::info!(trials = trials.len(), "an interrupted search continues");
    }
    let lines: String = trials.iter().map(|trial| tune::csv_line(search, trial) + "\n").collect();
    let failed = |error: std::io::Error| unwritable(&partial, &error);
    // the only copy of what is finished is never without it
    whole_file::write(&partial, format!("{identity}{lines}")).map_err(failed)?;
    let mut file = OpenOptions::new().append(true).open(&partial).map_err(failed)?;
    let bar = Bar::new();
    search.run(trials.len(), count, |trial, problem| {
        if let Some(problem) = problem {
            if trial.number == 0 {
                return Err(Failure::run(problem));
            }
            tracing::warn!(trial = trial.number, "settings that cannot run: {problem}");
        }
        writeln!(file, "{}", tune::csv_line(search, &trial)).map_err(failed)?;
        trials.push(trial);
        bar.set(trials.len() as f64 / count as f64);
        Ok(())
    })?;
    bar.finish();
    whole_file::rename(&partial, csv).map_err(|error| unwritable(csv, &error))?;
    Ok(trials)
}

/// The trial with the highest score, the first of equal ones.
fn best(trials: &[Trial]) -> &Trial {
    trials.iter().fold(&trials[0], |best, trial| if trial.score() > best.score() { trial } else { best })
}

/// How the choice was made.
fn heading(set: &str, search: &Search, arguments: &BenchTune) -> Vec<String> {
    let split = &search.cuts[0].split;
    let caution = if BENCHMARKS.iter().any(|b| b.set == set) && search.cuts[0].data.name == "landsat" {
        "neighboring rows of Landsat share pixels: validation reads higher than the test will"
    } else {
        "each cut lies in the training half of its split; halves overlap, so over all cuts most rows are seen in some training half"
    };
    let lines = match arguments.wires {
        BenchWires::Ideal => "; trials were compared on lines without resistance",
        BenchWires::Exact => "",
    };
    vec![
        format!("Chosen by `ferrospike {}` (version {}).", command_line(), env!("CARGO_PKG_VERSION")),
        format!(
            "{} rows learn, {} judge in a cut{lines}; no test row was looked at.",
            split.train.len(),
            split.test.len()
        ),
        format!("Note: {caution}."),
    ]
}

/// Most trials that the table shows.
const SHOWN: usize = 10;

fn as_table(search: &Search, trials: &[Trial]) -> String {
    let mut order: Vec<&Trial> = trials.iter().collect();
    order.sort_by(|a, b| b.score().total_cmp(&a.score()).then(a.number.cmp(&b.number)));
    let row = |trial: &&Trial| {
        let [winner, vote] = trial.mean().map(|share| format!("{:.2} %", 100.0 * share));
        let value = |(parameter, value): (&tune::Parameter, &toml::Value)| {
            let key = parameter.path.rsplit_once('.').map_or(parameter.path.as_str(), |(table, key)| {
                if key.parse::<usize>().is_ok() { &parameter.path } else { &parameter.path[table.len() + 1..] }
            });
            format!("{key} = {}", value.as_str().map_or_else(|| value.to_string(), str::to_string))
        };
        let values: Vec<String> = search.space.parameters.iter().zip(&trial.values).map(value).collect();
        let settings = if values.is_empty() { "the experiment itself".into() } else { values.join("\n") };
        [trial.number.to_string(), winner, vote, settings]
    };
    table(["trial", "winner", "vote", "settings"], order.iter().take(SHOWN).map(row)).to_string()
}

fn as_json(search: &Search, trials: &[Trial], best: &Trial, file: &Path) -> String {
    let number = |value: f64| value.is_finite().then_some(value);
    let trial = |trial: &Trial| {
        let [winner, vote] = trial.mean().map(number);
        serde_json::json!({ "trial": trial.number, "winner": winner, "vote": vote, "values": trial.values.iter().map(tune::number).collect::<Vec<_>>() })
    };
    serde_json::json!({
        "parameters": search.space.parameters.iter().map(|parameter| &parameter.path).collect::<Vec<_>>(),
        "trials": trials.iter().map(trial).collect::<Vec<_>>(),
        "best": best.number,
        "file": file,
    })
    .to_string()
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("cannot write {}: {error}; choose another file with --output", display(path)))
}
