//! `ferrospike bench robustness SET`: what device imperfections cost.

use std::path::{Path, PathBuf};

use benchmarks::bench::{Job, Lines, Options, Recipe};
use benchmarks::figures::{self, Request};
use benchmarks::robustness::{self, Condition, Loss, Measured, Outcome, ReadOuts, Study, Summary, conditions};

use super::jobs::{benchmark, is_recorded, make_folder};
use super::report::{made_by, write_tables};
use crate::cli::{BenchNetwork, BenchRobustness, BenchSet, Output};
use crate::commands::progress::counting;
use crate::failure::Failure;
use crate::kept::{Begun, Room, Run, complete, failed, was_interrupted};
use crate::output::{mean_with_deviation, print};
use crate::results::{Destination, display, figures_of};
use crate::table::table;

/// Measures, records, and prints the table.
///
/// # Errors
/// [`Failure`] when an option is impossible, the circuit cannot be solved, or results cannot be written.
pub fn run(arguments: &BenchRobustness) -> Result<(), Failure> {
    let (set, (count, conditions)) = (arguments.set.name(), plan(arguments));
    let recipe = recipe(arguments.network);
    let options = Options {
        neurons: arguments.neurons,
        device: None,
        lines: Lines::Exact,
        seed: arguments.seed,
        count: Some(count),
        quick: arguments.quick,
    };
    let job = benchmark(set)?.of_recipe(recipe, &options).ok_or_else(|| {
        Failure::usage(format!(
            "{set} has no network of its own for the regression; give --network unsupervised or teacher"
        ))
    })?;
    let study = Study::new(&job, conditions).map_err(|error| Failure::located(*error))?;
    let folder = arguments.results.output.join(set);
    make_folder(&folder)?;
    let name = match recipe {
        Recipe::Unsupervised => "robustness".to_string(),
        other => format!("robustness-{}", other.label()),
    };
    let file = folder.join(format!("{name}.h5"));
    let outcomes = outcomes(&study, &job, &file, arguments.results.force)?;
    let rows = study.summaries(&outcomes);
    let heading = heading(set, recipe, &study);
    let texts = [robustness::csv(&rows), robustness::markdown(&heading, &rows), robustness::latex(&heading, &rows)];
    let mut written = write_tables(&folder, &name, texts)?;
    written.push(display(&file));
    let request = Request { kinds: vec![figures::Kind::Robustness], ..Request::default() };
    let drawn = figures::draw_some(&file, &figures_of(&file), &request).map_err(Failure::run)?;
    if arguments.json {
        return print(&as_json(set, recipe, &rows, &file));
    }
    heading.iter().try_for_each(|line| print(line))?;
    print(&as_table(&rows))?;
    let drawn: Vec<String> = drawn.iter().map(|figure| display(figure)).collect();
    print(&format!("\ntables  {}\nfigure  {}", written.join("\n        "), drawn.join("\n        ")))
}

fn recipe(network: BenchNetwork) -> Recipe {
    match network {
        BenchNetwork::Unsupervised => Recipe::Unsupervised,
        BenchNetwork::Teacher => Recipe::Teacher,
        BenchNetwork::Features => Recipe::Features,
    }
}

/// How often the set is run, and under which conditions.
fn plan(arguments: &BenchRobustness) -> (usize, Vec<Condition>) {
    match arguments.set {
        BenchSet::Iris | BenchSet::Wbc => {
            (arguments.seeds.unwrap_or(if arguments.quick { 2 } else { 10 }), conditions())
        }
        BenchSet::Landsat => {
            let quiet = conditions().into_iter().filter(|condition| !condition.stepped).collect();
            (arguments.seeds.unwrap_or(1), quiet)
        }
    }
}

/// What the file holds of exactly this study, else what comes of it.
fn outcomes(study: &Study, job: &Job, file: &Path, force: bool) -> Result<Vec<Vec<Outcome>>, Failure> {
    let job = job.under(&study.conditions);
    let identity = study.identity(&job.text);
    if !was_interrupted(file, &identity) && is_recorded(file, &job, force)? {
        match robustness::read(file) {
            Ok(outcomes) => return Ok(outcomes),
            // damaged, or of another layout: measured anew
            Err(_) if force => (),
            Err(error) => return Err(Failure::usage_help(error, "add --force to measure anew")),
        }
    }
    let output = Output { output: Some(PathBuf::from(file)), force };
    let destination = Destination::new(&job.name, &output)?;
    let (pieces, sources) = (study.pieces(), study.setup.sources());
    let Begun { trace, checkpoint, .. } =
        Run { identity, pieces, sources, room: Room::default(), beside: None }.begin(&destination)?;
    let bar = counting(study.conditions.len() * study.splits(), "conditions and splits");
    let recorded = study.run(&checkpoint, &|| bar.inc(1)).map_err(Failure::from).and_then(|outcomes| {
        robustness::write(trace, &study.conditions, &outcomes).map_err(Failure::run)?;
        Ok(outcomes)
    });
    let outcomes = recorded.map_err(|failure| failed(failure, file))?;
    bar.finish_and_clear();
    complete(file)?;
    Ok(outcomes)
}

/// What all rows have in common, and what they leave out.
fn heading(set: &str, recipe: Recipe, study: &Study) -> Vec<String> {
    let (setup, experiment) = (&study.setup, &study.setup.experiment);
    let mut heading = vec![
        format!(
            "{set}: {}, {}, {} neurons, {} rows, device {}, seed {}; errors are standard errors of paired losses",
            experiment.protocol.describe(),
            recipe.describe(),
            setup.columns(),
            setup.rows(),
            experiment.device.parameters,
            experiment.seed
        ),
        format!(
            "After learning: the learned positions and thresholds on an array with the imperfection, read with neurons named \
             and the regression fitted anew, or as before; retrained: {} epochs more",
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
    heading.push(made_by());
    heading
}

fn as_json(set: &str, recipe: Recipe, rows: &[Summary], file: &Path) -> String {
    let loss = |Loss { mean, standard_error }| serde_json::json!({ "mean": mean, "standard_error": standard_error });
    let read_outs = |of: ReadOuts, splits: usize| -> serde_json::Map<String, serde_json::Value> {
        let measured = |Measured { accuracy, loss: lost }: Measured| serde_json::json!({ "percent": mean_with_deviation(accuracy, splits), "loss_points": loss(lost) });
        of.all().into_iter().map(|(name, of)| (name.to_string(), measured(of))).collect()
    };
    let row = |row: &Summary| {
        serde_json::json!({
            "condition": row.condition,
            "acts": row.acts,
            "splits": row.splits,
            "named": read_outs(row.named, row.splits),
            "old_names": row.kept.map(|kept| read_outs(kept, row.splits)),
        })
    };
    let (network, rows) = (recipe.label(), rows.iter().map(row).collect::<Vec<_>>());
    serde_json::json!({ "set": set, "network": network, "rows": rows, "file": file }).to_string()
}

fn as_table(rows: &[Summary]) -> String {
    let titles = Summary::TITLES.map(|title| title.replacen(" (", "\n(", 1));
    table(titles.each_ref().map(String::as_str), rows.iter().map(Summary::cells)).to_string()
}
