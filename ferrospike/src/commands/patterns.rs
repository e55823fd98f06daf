//! `ferrospike run` for pattern arrays: from text to table, HDF5 file and figures.

use std::path::{Path, PathBuf};

use benchmarks::checkpoint::Checkpoint;
use benchmarks::figures;
use benchmarks::patterns::{Condition, Experiment, Level, Recorder, RunResult, Setup, jobs, levels, run_jobs};
use devices::units::engineering;

use super::experiment::Source;
use super::progress::counting;
use crate::cli::Changes;
use crate::failure::Failure;
use crate::kept::{Begun, Room, Run, complete, failed};
use crate::output::print;
use crate::results::{Destination, display};
use crate::table::table;

/// Runs a pattern array with all its seeds, noise levels and controls.
///
/// # Errors
/// [`Failure`] when the experiment cannot be read or run, or its results cannot be written.
pub(super) fn learn(source: &Source, changes: &Changes) -> Result<(), Failure> {
    let setup = set_up(source, changes)?;
    let experiment = &setup.experiment;
    tracing::info!(
        rows = experiment.rows(),
        columns = experiment.columns(),
        device = experiment.device.parameters,
        seeds = experiment.learning.seeds,
        seed = experiment.seed,
        "experiment is ready"
    );
    let identity = setup.identity(&source.text);
    let destination = Destination::for_run(&source.name, &changes.output, &identity)?;
    let run =
        Run { identity, pieces: jobs(experiment).len(), sources: setup.sources(), room: Room::default(), beside: None };
    let begun = run.begin(&destination)?;
    let recorded = record(&setup, begun, &destination).map_err(|failure| failed(failure, &destination.file));
    let (levels, file, drawn) = recorded?;
    complete(&destination.file)?;
    if changes.json {
        return print(&as_json(experiment, &levels, &file));
    }
    print(&as_table(&levels, experiment.learning.seeds))?;
    print(&format!("\n{}", legend(experiment)))?;
    print(&format!("\nrecorded  {}", display(&file)))?;
    print(&format!("figures   {}", drawn.iter().map(|path| display(path)).collect::<Vec<_>>().join("\n          ")))
}

/// Reads the experiment with what differs from its text, and loads its devices.
fn set_up(source: &Source, changes: &Changes) -> Result<Setup, Failure> {
    let mut experiment = Experiment::parse(&source.origin, &source.text).map_err(|error| Failure::located(*error))?;
    experiment.seed = changes.seed.unwrap_or(experiment.seed);
    experiment.learning.seeds = changes.splits.unwrap_or(experiment.learning.seeds);
    Setup::new(experiment).map_err(|error| Failure::located(error.locate(&source.origin, &source.text)))
}

/// What comes of all runs, their file, and its figures.
fn record(
    setup: &Setup,
    Begun { trace, checkpoint, .. }: Begun,
    destination: &Destination,
) -> Result<(Vec<Level>, PathBuf, Vec<PathBuf>), Failure> {
    let mut recorder = Recorder::new(trace, setup)?;
    let levels = run_all(setup, &mut recorder, &checkpoint)?;
    let file = recorder.finish().map_err(Failure::run)?;
    let drawn = figures::draw(&file, &destination.figures).map_err(Failure::run)?;
    Ok((levels, file, drawn))
}

/// Runs everything with a progress bar on stderr, recording each run as it comes.
fn run_all(setup: &Setup, recorder: &mut Recorder, checkpoint: &Checkpoint) -> Result<Vec<Level>, Failure> {
    let jobs = jobs(&setup.experiment);
    let bar = counting(jobs.len(), "runs");
    let mut results = Vec::with_capacity(jobs.len());
    run_jobs(setup, &jobs, Some(checkpoint), |job, result: RunResult| {
        recorder.append(job, &result).map_err(Failure::run)?;
        results.push((*job, result));
        tracing::info!(runs = results.len(), of = jobs.len(), "recorded");
        bar.inc(1);
        Ok::<_, Failure>(())
    })?;
    bar.finish_and_clear();
    Ok(levels(&results, setup.experiment.learning.rate_over))
}

fn name(condition: Condition) -> &'static str {
    match condition {
        Condition::Learning => "learning",
        Condition::Off => "control: no post spikes",
        Condition::Permuted => "control: pre spikes on permuted rows",
    }
}

/// Share of presentations; its standard error where several runs tell it.
fn recognized(level: &Level, seeds: usize) -> String {
    let mean = 100.0 * level.rate;
    if seeds > 1 { format!("{mean:.1} ± {:.1} %", 100.0 * level.standard_error) } else { format!("{mean:.1} %") }
}

fn as_table(levels: &[Level], seeds: usize) -> String {
    let rows = levels.iter().map(|level| {
        [
            name(level.condition).into(),
            level.noise.to_string(),
            recognized(level, seeds),
            engineering(level.contrast, "S"),
            format!("{:.1} %", 100.0 * level.silent),
            engineering(level.energy, "J"),
        ]
    });
    table(["", "noise", "recognized", "bright - dark", "silent", "energy"], rows).to_string()
}

/// What the columns of the table mean.
fn legend(experiment: &Experiment) -> String {
    let learning = &experiment.learning;
    format!(
        "recognized: share of the last {over} of {shown} presentations, {runs};\n\
         a neuron stands for the image it fired for most often in the {over} presentations before. Chance: {chance:.1} %.\n\
         bright - dark: conductances of the pixels of that image less all others. energy: per presentation.\n\
         Controls tell learning by bright - dark: without post spikes nothing moves from the equal start, and permuted rows leave\n\
         conductances that happen to prefer some image, which keeps recognition a little above chance.",
        over = learning.rate_over,
        shown = learning.presentations,
        runs = match learning.seeds {
            1 => format!("one run, seed {}", experiment.seed),
            seeds => format!("mean and standard error of {seeds} runs, seeds from {}", experiment.seed),
        },
        chance = 100.0 / experiment.patterns.images.len() as f64,
    )
}

fn as_json(experiment: &Experiment, levels: &[Level], file: &Path) -> String {
    let level = |level: &Level| {
        serde_json::json!({
            "condition": name(level.condition),
            "noise": level.noise,
            "recognized_percent": { "mean": 100.0 * level.rate, "standard_error": 100.0 * level.standard_error },
            "contrast_S": level.contrast,
            "silent_percent": 100.0 * level.silent,
            "energy_per_presentation_J": level.energy,
        })
    };
    serde_json::json!({
        "seed": experiment.seed,
        "seeds": experiment.learning.seeds,
        "presentations": experiment.learning.presentations,
        "chance_percent": 100.0 / experiment.patterns.images.len() as f64,
        "levels": levels.iter().map(level).collect::<Vec<_>>(),
        "file": file,
    })
    .to_string()
}
