//! `ferrospike bench SET`: a benchmark set, from experiments to tables.

use std::path::{Path, PathBuf};

use benchmarks::Setup;
use benchmarks::bench::{self, BENCHMARKS, Benchmark, Row, Score};

use super::jobs::{make_folder, options, run_job, set_up};
use crate::cli::BenchSets;
use crate::failure::Failure;
use crate::output::print;
use crate::results::display;
use crate::table::table;

/// Runs the benchmark set of this name: experiments, tables, figures.
///
/// # Errors
/// [`Failure`] when an option is impossible, the circuit cannot be solved, or results cannot be written.
pub fn run(set: &str, arguments: &BenchSets) -> Result<(), Failure> {
    BENCHMARKS.iter().filter(|benchmark| benchmark.set == set).try_for_each(|benchmark| run_set(benchmark, arguments))
}

fn run_set(benchmark: &Benchmark, arguments: &BenchSets) -> Result<(), Failure> {
    let folder = arguments.output.join(benchmark.set);
    let jobs = benchmark.jobs(&options(arguments));
    let setups = jobs.iter().map(|job| set_up(benchmark, job)).collect::<Result<Vec<_>, _>>()?;
    make_folder(&folder)?;
    let (mut files, mut rows) = (Vec::new(), Vec::new());
    for (job, setup) in jobs.iter().zip(&setups) {
        let file = run_job(job, setup, &folder, arguments.force)?;
        rows.extend(bench::rows(&file, &setup.experiment).map_err(Failure::run)?);
        files.push((job.name.replace('-', " "), file));
    }
    let heading = heading(benchmark, &setups[0]);
    let written = write_tables(&folder, &heading, &rows)?;
    draw_curves(&folder, &files)?;
    if arguments.json {
        return print(&as_json(benchmark, &rows, &folder));
    }
    heading.iter().try_for_each(|line| print(line))?;
    print(&as_table(&rows))?;
    print(&format!("\ntables   {}\nfigures  {}\n", written.join("\n         "), display(&folder)))
}

/// What all rows have in common.
fn heading(benchmark: &Benchmark, setup: &Setup) -> Vec<String> {
    let (experiment, data) = (&setup.experiment, &setup.data);
    let segment = devices::units::engineering(experiment.wires.segment, "ohm");
    vec![
        format!(
            "{}: {} rows, {} features, {} classes; crossbar of {} rows, {segment} per segment; device {}; seed {}",
            benchmark.set,
            data.rows.len(),
            data.features.len(),
            data.classes.len(),
            setup.rows(),
            experiment.device.parameters,
            experiment.seed
        ),
        format!("ferrospike {}: {}", env!("CARGO_PKG_VERSION"), std::env::args().skip(1).collect::<Vec<_>>().join(" ")),
    ]
}

/// The table for a terminal: titles in two lines, a remark under its method.
fn as_table(rows: &[Row]) -> String {
    let titles = Row::TITLES.map(|title| title.replacen(" per ", "\nper ", 1));
    let [a, b, c, d, e, f, g, h, _] = titles.each_ref().map(String::as_str);
    let cells = |row: &Row| {
        let [method, b, c, d, e, f, g, h, remark] = row.cells();
        let method = if remark.is_empty() { method } else { format!("{method}\n  {remark}") };
        [method, b, c, d, e, f, g, h]
    };
    table([a, b, c, d, e, f, g, h], rows.iter().map(cells)).to_string()
}

fn write_tables(folder: &Path, heading: &[String], rows: &[Row]) -> Result<Vec<String>, Failure> {
    let tables =
        [("csv", bench::csv(rows)), ("md", bench::markdown(heading, rows)), ("tex", bench::latex(heading, rows))];
    let write = |(extension, text): (&str, String)| {
        let file = folder.join(format!("table.{extension}"));
        std::fs::write(&file, text)
            .map_err(|error| Failure::run(format!("cannot write {}: {error}", display(&file))))?;
        Ok(display(&file))
    };
    tables.into_iter().map(write).collect()
}

fn draw_curves(folder: &Path, files: &[(String, PathBuf)]) -> Result<(), Failure> {
    let files: Vec<(String, &Path)> = files.iter().map(|(name, file)| (name.clone(), file.as_path())).collect();
    let curves = bench::learning_curves(&files).map_err(Failure::run)?;
    curves.save(&folder.join("accuracy-presentations")).map_err(Failure::run)
}

fn as_json(benchmark: &Benchmark, rows: &[Row], folder: &Path) -> String {
    let row = |row: &Row| {
        let accuracies = match &row.score {
            Score::Splits(shares) => serde_json::json!(shares),
            Score::Published(text) => serde_json::json!(text),
        };
        serde_json::json!({
            "method": row.method,
            "protocol": row.protocol,
            "accuracies": accuracies,
            "neurons": row.neurons,
            "energy_per_classification_J": row.energy_per_classification,
            "energy_per_training_J": row.energy_per_training,
            "simulated_s": row.simulated,
            "wall_s": row.wall,
        })
    };
    let rows = rows.iter().map(row).collect::<Vec<_>>();
    serde_json::json!({ "set": benchmark.set, "rows": rows, "folder": folder }).to_string()
}
