//! `ferrospike sweep`: an experiment at every point of its table [vary].

use std::ops::Range;
use std::path::Path;

use benchmarks::checkpoint::{Checkpoint, Heading, Identity};
use benchmarks::sweep::{Changes, Event, Plan, Point, Recorder, Size, columns, csv, recorded};
use benchmarks::{figures, patterns};
use devices::units::engineering;
use traces::whole_file;

use super::experiment::{Source, find, kept_source};
use super::progress::counting;
use crate::cli::{Output, Sweep};
use crate::failure::Failure;
use crate::kept::{Begun, Room, Run, complete, failed, was_interrupted};
use crate::output::{mean_with_deviation, print};
use crate::results::{Destination, display, figures_of, fixed_name};
use crate::table::text_table;

/// Runs what is left of a sweep, records, draws and shows all of its points.
///
/// # Errors
/// [`Failure`] when the experiment or a point of it cannot be read, when no point could be run, or when results cannot be
/// written.
pub fn run(arguments: &Sweep) -> Result<(), Failure> {
    vary(&find(&arguments.experiment)?, arguments)
}

/// Goes on with a sweep that was interrupted, with the text of the experiment as it was.
///
/// # Errors
/// As [`run`], and when what the results depend on has changed.
pub fn resume(mut arguments: Sweep, heading: &Heading) -> Result<(), Failure> {
    arguments.output = Some(heading.file.clone().into());
    vary(&kept_source(&arguments.experiment, heading), &arguments)
}

fn vary(source: &Source, arguments: &Sweep) -> Result<(), Failure> {
    let plan = plan(source, Changes { seed: arguments.seed, splits: arguments.splits })?;
    let points = chosen(&plan, arguments.points.clone())?;
    let sizes = plan.check(points.clone()).map_err(Failure::located_first)?;
    let identity = plan.identity(&points, &sizes);
    let file = match &arguments.output {
        Some(file) => file.clone(),
        None => fixed_name(&source.name)?,
    };
    let finished = match was_interrupted(&file, &identity) {
        true => None,
        false => finished(&file, &identity, arguments.force)?,
    };
    let done = match finished {
        Some(done) => done,
        None => {
            let output = Output { output: Some(file.clone()), force: arguments.force };
            record(&plan, (&points, &sizes), identity, &Destination::new(&source.name, &output)?)?
        }
    };
    show(&plan, &done, &file, arguments.json)
}

/// Reads the sweep.
///
/// # Errors
/// [`Failure`] with the place in the text, and for a text that is no sweep.
pub(super) fn plan(source: &Source, changes: Changes) -> Result<Plan, Failure> {
    let name = &source.origin;
    if patterns::Experiment::describes(&source.text) {
        let help = "its noise levels and seeds are lists of its own: `ferrospike run` runs them all";
        return Err(Failure::usage_help(format!("`{name}` is a pattern array, which `sweep` cannot vary"), help));
    }
    Plan::parse(name, &source.text, changes).map_err(|error| Failure::located(*error))
}

/// The points that were asked for.
fn chosen(plan: &Plan, asked: Option<Range<usize>>) -> Result<Range<usize>, Failure> {
    let points = asked.unwrap_or(0..plan.points());
    if points.end > plan.points() {
        let (Range { start, end }, all) = (points, plan.points());
        return Err(Failure::usage(format!(
            "--points {start}..{end}: there are {all} points, numbered 0 to {}",
            all - 1
        )));
    }
    Ok(points)
}

/// The points of the finished file of exactly this sweep, where it is there.
fn finished(file: &Path, identity: &Identity, force: bool) -> Result<Option<Vec<Point>>, Failure> {
    if force || !file.is_file() {
        return Ok(None);
    }
    if let Some(done) = recorded(file, identity) {
        tracing::info!(file = %file.display(), "recorded already");
        return Ok(Some(done));
    }
    let help = "name another file with --output, or add --force to replace it";
    let problem =
        format!("{} holds something else than this sweep with its table and devices as they are", display(file));
    Err(Failure::usage_help(problem, help))
}

/// Runs the points that are not kept from an interrupted sweep of the same identity, and records all.
fn record(
    plan: &Plan,
    (points, sizes): (&Range<usize>, &[Size]),
    identity: Identity,
    destination: &Destination,
) -> Result<Vec<Point>, Failure> {
    // an older table would be shown beside the new file
    let table = destination.beside(TABLE)?;
    let pieces: usize = sizes.iter().map(|size| size.splits).sum();
    let sources = plan.set_up(points.start).map_or_else(|_| Vec::new(), |setup| setup.sources());
    let run = Run { identity: identity.clone(), pieces, sources, room: Room::default(), beside: None };
    let Begun { trace, checkpoint, .. } = run.begin(destination)?;
    if table.exists() {
        std::fs::remove_file(&table)
            .map_err(|error| Failure::run(format!("cannot replace {}: {error}", display(&table))))?;
    }
    let splits = sizes.iter().map(|size| size.splits).max().unwrap_or(1);
    tracing::info!(points = sizes.len(), splits = pieces, file = %destination.file.display(), "the sweep is ready");
    let recorded = Recorder::new(trace, plan, (points, splits), &identity)
        .map_err(Failure::run)
        .and_then(|recorder| run_all(plan, sizes, &checkpoint, recorder));
    let done = recorded.map_err(|failure| failed(failure, &destination.file))?;
    complete(&destination.file)?;
    Ok(done)
}

/// Runs all points with a progress bar on stderr, recording each as it comes.
fn run_all(
    plan: &Plan,
    sizes: &[Size],
    checkpoint: &Checkpoint,
    mut recorder: Recorder,
) -> Result<Vec<Point>, Failure> {
    let bar = counting(sizes.iter().map(|size| size.splits * size.epochs).sum(), "epochs");
    let mut done = Vec::with_capacity(sizes.len());
    plan.run(sizes, checkpoint, |event| {
        match event {
            Event::Epoch => bar.inc(1),
            Event::Point(point) => {
                recorder.append(plan, &point).map_err(Failure::run)?;
                match &point.outcome {
                    Ok(_) => tracing::info!(point = point.index, what = plan.describe(point.index), "recorded"),
                    Err(problem) => tracing::warn!(point = point.index, "cannot be run: {problem}"),
                }
                done.push(point);
                bar.set_message(format!("; {} of {} points", done.len(), sizes.len()));
            }
        }
        Ok::<_, Failure>(())
    })?;
    bar.finish_and_clear();
    recorder.finish().map_err(Failure::run)?;
    Ok(done)
}

/// Extension of the table beside the file.
const TABLE: &str = "csv";

/// Most points that the table shows.
const SHOWN: usize = 50;

fn show(plan: &Plan, points: &[Point], file: &Path, json: bool) -> Result<(), Failure> {
    let table = file.with_extension(TABLE);
    if !table.exists() {
        whole_file::write(&table, csv(plan, points))
            .map_err(|error| Failure::run(format!("cannot write {}: {error}", display(&table))))?;
    }
    let ran = points.iter().filter(|point| point.outcome.is_ok()).count();
    let drawn = if ran > 0 { figures::draw(file, &figures_of(file)).map_err(Failure::run)? } else { Vec::new() };
    if json {
        print(&as_json(plan, points, file))?;
    } else {
        print(&as_table(plan, points))?;
        print(&format!("\nrecorded  {}\ntable     {}", display(file), display(&table)))?;
        let paths: Vec<String> = drawn.iter().map(|path| display(path)).collect();
        if !paths.is_empty() {
            print(&format!("figures   {}", paths.join("\n          ")))?;
        }
    }
    if ran == 0 { Err(Failure::run("no point of the sweep could be run; the table says why")) } else { Ok(()) }
}

fn as_table(plan: &Plan, points: &[Point]) -> String {
    let read_outs = columns(points);
    let labels = (0..plan.keys.len()).map(|key| plan.label(key).to_string());
    let accuracies = read_outs.iter().map(|column| format!("by {}", column.name));
    let energies = ["no spike", "energy per\nclassification"].map(String::from);
    let header = [String::from("point")].into_iter().chain(labels).chain(accuracies).chain(energies).collect();
    let row = |point: &Point| {
        let several = point.outcome.as_ref().is_ok_and(|scores| scores.len() > 1);
        let percent = |pair: Option<(f64, f64)>| match pair {
            Some((mean, sd)) if several => format!("{mean:.2} ± {sd:.2} %"),
            Some((mean, _)) => format!("{mean:.2} %"),
            None => String::new(),
        };
        let values = plan.values(point.index);
        let values = values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_string));
        let silent =
            point.mean(|score| score.silent).map_or("failed".into(), |(share, _)| format!("{:.1} %", 100.0 * share));
        let energy = point.mean(|score| score.energy_per_classification);
        let energy = energy.map_or_else(String::new, |(energy, _)| engineering(energy, "J"));
        let accuracies = read_outs.iter().map(|column| percent(point.mean(|score| 100.0 * column.of(score))));
        [point.index.to_string()].into_iter().chain(values).chain(accuracies).chain([silent, energy]).collect()
    };
    let table = text_table(header, points.iter().take(SHOWN).map(row), 1);
    let more = points.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!("\n{more} more points are in the table beside the file") } else { String::new() };
    let failed = points.iter().filter_map(|point| {
        let problem = point.outcome.as_ref().err()?;
        Some(format!("\npoint {} ({}) failed: {problem}", point.index, plan.describe(point.index)))
    });
    let others = if plan.keys.len() > 1 { "; in figures also over all values of the other keys" } else { "" };
    let legend = format!("accuracy: mean and standard deviation over the splits{others}");
    format!("{table}\n{legend}{more}{}", failed.collect::<String>())
}

fn as_json(plan: &Plan, points: &[Point], file: &Path) -> String {
    let read_outs = columns(points);
    let point = |point: &Point| {
        let splits = point.outcome.as_ref().map_or(0, Vec::len);
        let values: serde_json::Map<String, serde_json::Value> = plan
            .keys
            .iter()
            .zip(plan.values(point.index))
            .map(|(key, value)| (key.path.clone(), serde_json::json!(value)))
            .collect();
        let accuracy = |column: &benchmarks::sweep::Column| {
            let pair = point.mean(|score| 100.0 * column.of(score));
            let percent = pair.map(|pair| mean_with_deviation(pair, splits));
            (column.name.to_string(), serde_json::json!(percent))
        };
        serde_json::json!({
            "point": point.index,
            "values": values,
            "splits": splits,
            "accuracy_percent": read_outs.iter().map(accuracy).collect::<serde_json::Map<_, _>>(),
            "silent_percent": point.mean(|score| 100.0 * score.silent).map(|(mean, _)| mean),
            "energy_per_classification_J": point.mean(|score| score.energy_per_classification).map(|(mean, _)| mean),
            "energy_per_training_J": point.mean(|score| score.energy_per_training).map(|(mean, _)| mean),
            "problem": point.outcome.as_ref().err(),
        })
    };
    serde_json::json!({ "points": points.iter().map(point).collect::<Vec<_>>(), "file": file }).to_string()
}

/// Refuses to run a sweep as one experiment.
///
/// # Errors
/// [`Failure`] when `source` has a table [vary].
pub(super) fn refuse_sweep(source: &Source) -> Result<(), Failure> {
    if !Plan::describes(&source.text) {
        return Ok(());
    }
    let help = format!("`ferrospike sweep {0}` runs its points, `ferrospike check {0}` shows them", source.origin);
    Err(Failure::usage_help(format!("`{}` is a sweep: it has a table [vary]", source.origin), help))
}
