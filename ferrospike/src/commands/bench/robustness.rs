//! `ferrospike bench robustness SET`: what device imperfections cost.

use std::path::{Path, PathBuf};

use benchmarks::bench::{self, BENCHMARKS, Job, Lines, Options};
use benchmarks::robustness::{self, Condition, Outcome, Study, Summary, conditions};
use indicatif::{ProgressBar, ProgressStyle};

use super::jobs::make_folder;
use crate::cli::{BenchRobustness, BenchSet, Output};
use crate::failure::Failure;
use crate::output::print;
use crate::results::{Destination, display};
use crate::table::table;

/// Measures, records, and prints the table.
///
/// # Errors
/// [`Failure`] when an option is impossible, the circuit cannot be solved, or results cannot be written.
pub fn run(arguments: &BenchRobustness) -> Result<(), Failure> {
    let (set, count, conditions) = plan(arguments);
    let options = Options {
        neurons: arguments.neurons,
        device: None,
        lines: Lines::Exact,
        seed: arguments.seed,
        count: Some(count),
        quick: arguments.quick,
    };
    let job = job(set, &options)?;
    let study = Study::new(&job, conditions).map_err(|error| Failure::located(*error))?;
    let folder = arguments.output.join(set);
    make_folder(&folder)?;
    let file = folder.join("robustness.h5");
    let outcomes = outcomes(&study, &job, &file, arguments.force)?;
    let rows = study.summaries(&outcomes);
    let heading = heading(set, &study);
    let mut written = write_tables(&folder, &heading, &rows)?;
    written.push(display(&file));
    robustness::losses(&rows).save(&folder.join("robustness")).map_err(Failure::run)?;
    heading.iter().try_for_each(|line| print(line))?;
    print(&as_table(&rows))?;
    print(&format!("\ntables  {}\nfigure  {}", written.join("\n        "), display(&folder.join("robustness.png"))))
}

/// The set, how often it is run, and under which conditions.
fn plan(arguments: &BenchRobustness) -> (&'static str, usize, Vec<Condition>) {
    let splits = arguments.seeds.unwrap_or(if arguments.quick { 2 } else { 10 });
    match arguments.set {
        BenchSet::Iris => ("iris", splits, conditions()),
        BenchSet::Wbc => ("wbc", splits, conditions()),
        BenchSet::Landsat => {
            let quiet = conditions().into_iter().filter(|condition| !condition.stepped).collect();
            ("landsat", arguments.seeds.unwrap_or(1), quiet)
        }
    }
}

/// The experiment without a teacher.
fn job(set: &str, options: &Options) -> Result<Job, Failure> {
    let benchmark = BENCHMARKS.iter().find(|benchmark| benchmark.set == set);
    let job = benchmark.and_then(|benchmark| benchmark.jobs(options).into_iter().next());
    job.ok_or_else(|| Failure::usage(format!("there is no set `{set}`")))
}

/// What the file holds of exactly this study, else what comes of it.
fn outcomes(study: &Study, job: &Job, file: &Path, force: bool) -> Result<Vec<Vec<Outcome>>, Failure> {
    let job = job.under(&study.conditions);
    if bench::holds(file, &job) {
        tracing::info!(file = %file.display(), "recorded already");
        return robustness::read(file).map_err(Failure::run);
    }
    if file.exists() && !force {
        let help = "give another folder with --output, or add --force to replace the results";
        return Err(Failure::usage_help(format!("{} holds a run with other settings", display(file)), help));
    }
    let output = Output { output: Some(PathBuf::from(file)), force };
    let destination = Destination::new(&job.name, &output)?;
    let trace = destination.create(study.setup.experiment.seed, &job.text, study.setup.sources())?;
    let bar = ProgressBar::new((study.conditions.len() * study.splits()) as u64);
    let style = ProgressStyle::with_template("{bar:32} {pos}/{len} conditions and splits, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let outcomes = study.run(&|| bar.inc(1)).map_err(Failure::run)?;
    bar.finish_and_clear();
    robustness::write(trace, &study.conditions, &outcomes).map_err(Failure::run)?;
    Ok(outcomes)
}

/// What all rows have in common, and what they leave out.
fn heading(set: &str, study: &Study) -> Vec<String> {
    let (setup, experiment) = (&study.setup, &study.setup.experiment);
    let mut heading = vec![
        format!(
            "{set}: {}, unsupervised, {} neurons, {} rows, device {}, seed {}; errors are standard errors of paired losses",
            experiment.protocol.describe(),
            setup.columns(),
            setup.rows(),
            experiment.device.parameters,
            experiment.seed
        ),
        format!(
            "After learning: the learned positions and thresholds on an array with the imperfection, read with neurons named \
             anew or as before; retrained: {} epochs more",
            study.retraining_epochs()
        ),
        "While learning: an experiment of its own, so that the scatter between two courses of learning is in the loss"
            .into(),
        "Noise amplitudes and the retention law are assumed; temperature scales writing voltages, not conduction"
            .into(),
    ];
    if !study.conditions.iter().any(|condition| condition.stepped) {
        heading.push(
            "Left out: read noise and 358 K, for which all devices would be stepped in every presentation".into(),
        );
    }
    let command = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    heading.push(format!("ferrospike {}: {command}", env!("CARGO_PKG_VERSION")));
    heading
}

fn as_table(rows: &[Summary]) -> String {
    let titles = Summary::TITLES.map(|title| title.replacen(" (", "\n(", 1));
    table(titles.each_ref().map(String::as_str), rows.iter().map(Summary::cells)).to_string()
}

fn write_tables(folder: &Path, heading: &[String], rows: &[Summary]) -> Result<Vec<String>, Failure> {
    let tables = [
        ("csv", robustness::csv(rows)),
        ("md", robustness::markdown(heading, rows)),
        ("tex", robustness::latex(heading, rows)),
    ];
    let write = |(extension, text): (&str, String)| {
        let file = folder.join(format!("robustness.{extension}"));
        std::fs::write(&file, text)
            .map_err(|error| Failure::run(format!("cannot write {}: {error}", display(&file))))?;
        Ok(display(&file))
    };
    tables.into_iter().map(write).collect()
}
