//! `ferrospike bench devices SET`: one task on many devices, and the table that ranks them.

use std::path::Path;

use benchmarks::bench::{self, Benchmark, DEVICES, DeviceJob, DeviceRow, Options, Origin, Reached, rank};
use devices::units::engineering;

use super::jobs::{benchmark, lines, make_folder, run_job, set_up};
use super::report::{made_by, write_tables};
use crate::cli::{BenchDevices, DeviceTask};
use crate::failure::Failure;
use crate::output::print;
use crate::results::display;
use crate::table::table;

/// Calibrates every device, lets it learn, and ranks them all.
///
/// # Errors
/// [`Failure`] when an option is impossible or results cannot be written. A device that cannot do the task is a row of the
/// table that says why.
pub fn run(arguments: &BenchDevices) -> Result<(), Failure> {
    let set = match arguments.set {
        DeviceTask::Iris => "iris",
        DeviceTask::Wbc => "wbc",
    };
    compare(&benchmark(set)?, arguments)
}

fn options(arguments: &BenchDevices) -> Options {
    let lines = lines(arguments.wires);
    let BenchDevices { seed, seeds: count, quick, .. } = *arguments;
    Options { neurons: None, device: None, lines, seed, count, quick }
}

fn compare(benchmark: &Benchmark, arguments: &BenchDevices) -> Result<(), Failure> {
    let (options, folder) = (options(arguments), arguments.results.output.join("devices").join(benchmark.set));
    make_folder(&folder)?;
    let devices: Vec<String> = match arguments.devices.is_empty() {
        true => DEVICES.map(String::from).to_vec(),
        false => arguments.devices.clone(),
    };
    let mut rows = vec![learn(benchmark, &benchmark.by_hand(&options), &folder, arguments.results.force)?];
    for device in &devices {
        benchmarks::parameter_set(device).map_err(Failure::usage)?;
        tracing::info!(device, "calibration begins");
        let row = match benchmark.on_device(device, &options) {
            Ok(job) => learn(benchmark, &job, &folder, arguments.results.force)?,
            Err(error) => DeviceRow::refused(device, None, error.to_string()),
        };
        tracing::info!(device, remark = row.remark, "done");
        rows.push(row);
    }
    rank(&mut rows);
    show(benchmark, &options, &rows, &folder, arguments.json)
}

/// What comes of a device; one whose circuit cannot be followed is a row as well.
fn learn(benchmark: &Benchmark, job: &DeviceJob, folder: &Path, force: bool) -> Result<DeviceRow, Failure> {
    let setup = set_up(benchmark, &job.job)?;
    if let Origin::Calibration(calibration) = &job.origin {
        tracing::info!(device = job.device, pulses = calibration.describe(), "calibrated");
    }
    let file = match run_job(&job.job, &setup, folder, force) {
        Ok(file) => file,
        Err(failure) => {
            let why = failure.of_circuit().ok_or(failure)?;
            // its row says all there is to say
            let _ = std::fs::remove_file(folder.join(format!("{}.h5.partial", job.job.name)));
            return Ok(DeviceRow::refused(&job.device, Some(job.origin.clone()), why));
        }
    };
    let reached = Reached::recorded(&file, &setup.experiment).map_err(Failure::run)?;
    Ok(DeviceRow::new(job, reached))
}

fn show(
    benchmark: &Benchmark,
    options: &Options,
    rows: &[DeviceRow],
    folder: &Path,
    json: bool,
) -> Result<(), Failure> {
    let recipe = set_up(benchmark, &benchmark.by_hand(options).job)?;
    let segment = engineering(recipe.experiment.wires.segment, "ohm");
    let heading = [
        format!(
            "{}: crossbars of {} x {} devices, {segment} per segment",
            benchmark.set,
            recipe.rows(),
            recipe.columns()
        ),
        made_by(),
    ];
    let cells = || rows.iter().enumerate().map(|(k, row)| row.cells(k + 1));
    let texts = [
        bench::device_csv(rows),
        bench::markdown_heading(&heading) + "\n" + &bench::markdown_table(&DeviceRow::TITLES, cells()),
        bench::latex_heading(&heading) + &bench::latex_table("rlllrrrrrrll", &DeviceRow::TITLES, cells()),
    ];
    write_tables(folder, "table", texts)?;
    bench::device_figure(rows).save(&folder.join("accuracy-devices")).map_err(Failure::run)?;
    if json {
        return print(&as_json(benchmark, rows, folder));
    }
    heading.iter().try_for_each(|line| print(line))?;
    print(&as_table(rows))?;
    print(&format!("\ntables and figure  {}\n", display(folder)))
}

fn as_json(benchmark: &Benchmark, rows: &[DeviceRow], folder: &Path) -> String {
    let row = |row: &DeviceRow| {
        let reached = row.reached.as_ref().map(|reached| {
            serde_json::json!({
                "protocol": reached.protocol,
                "winner": reached.winner,
                "vote": reached.vote,
                "silent": reached.silent,
                "energy_per_classification_J": reached.energy_per_classification,
                "energy_per_training_J": reached.energy_per_training,
                "simulated_s": reached.simulated,
                "wall_s": reached.wall,
            })
        });
        serde_json::json!({ "device": row.device, "model": row.model, "reached": reached, "remark": row.remark })
    };
    let rows = rows.iter().map(row).collect::<Vec<_>>();
    serde_json::json!({ "set": benchmark.set, "rows": rows, "folder": folder }).to_string()
}

/// The table for a terminal: pulses and remark under each device.
fn as_table(rows: &[DeviceRow]) -> String {
    let titles = DeviceRow::TITLES.map(|title| title.replacen(" per ", "\nper ", 1));
    let [rank, device, _, _, first, vote, ratio, classification, training, simulated, ..] = titles.each_ref();
    let header = [device, rank, first, vote, ratio, classification, training, simulated].map(String::as_str);
    let cells = |(k, row): (usize, &DeviceRow)| {
        let [rank, device, model, _, first, vote, ratio, classification, training, simulated, pulses, remark] =
            row.cells(k + 1);
        let mut notes = vec![format!("{device} ({model})")];
        notes.extend(wrapped(&pulses).into_iter().chain(wrapped(&remark)));
        [notes.join("\n"), rank, first, vote, ratio, classification, training, simulated]
    };
    table(header, rows.iter().enumerate().map(cells)).to_string()
}

/// A note in lines that leave room for numbers beside them.
fn wrapped(note: &str) -> Vec<String> {
    const WIDTH: usize = 64;
    let mut lines: Vec<String> = Vec::new();
    for word in note.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < WIDTH => line.extend([" ", word]),
            _ => lines.push(format!("  {word}")),
        }
    }
    lines
}
