//! What a measurement on a set shows: tables in files and in the terminal, or JSON.

use std::path::{Path, PathBuf};

use benchmarks::Setup;
use benchmarks::bench::{self, Benchmark, Row, Score};
use traces::whole_file;

use super::terminal::as_text;
use crate::failure::Failure;
use crate::output::print;
use crate::results::display;

/// Rows with what they have in common.
pub(super) struct Report {
    /// Name of the set.
    pub set: &'static str,
    /// Lines above the tables.
    pub heading: Vec<String>,
    /// All rows.
    pub rows: Vec<Row>,
    /// Folder of tables and figures.
    pub folder: PathBuf,
}

/// Writes the tables and prints them, or one JSON object instead.
///
/// # Errors
/// [`Failure`] when a file cannot be written.
pub(super) fn report(report: &Report, json: bool) -> Result<(), Failure> {
    let Report { heading, rows, folder, .. } = report;
    let texts = [bench::csv(rows), bench::markdown(heading, rows), bench::latex(heading, rows)];
    let written = write_tables(folder, "table", texts)?;
    if json {
        return print(&as_json(report));
    }
    heading.iter().try_for_each(|line| print(line))?;
    print("")?;
    print(&as_text(rows))?;
    print(&format!("\ntables   {}\nfigures  {}\n", written.join("\n         "), display(folder)))
}

/// Version and arguments, which make a table again.
pub(super) fn made_by() -> String {
    format!("ferrospike {}: {}", env!("CARGO_PKG_VERSION"), command_line())
}

/// The arguments of this run.
pub(super) fn command_line() -> String {
    crate::command_line::words().into_iter().skip(1).collect::<Vec<_>>().join(" ")
}

/// What all rows have in common.
pub(super) fn heading(benchmark: &Benchmark, setup: &Setup) -> Vec<String> {
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
        made_by(),
    ]
}

/// Writes a table as `NAME.csv`, `NAME.md` and `NAME.tex` into a folder: the paths.
///
/// # Errors
/// [`Failure`] when a file cannot be written.
pub(super) fn write_tables(
    folder: &Path,
    name: &str,
    [csv, markdown, latex]: [String; 3],
) -> Result<Vec<String>, Failure> {
    let tables = [("csv", csv), ("md", markdown), ("tex", latex)];
    let write = |(extension, text): (&str, String)| {
        let file = folder.join(format!("{name}.{extension}"));
        whole_file::write(&file, text)
            .map_err(|error| Failure::run(format!("cannot write {}: {error}", display(&file))))?;
        Ok(display(&file))
    };
    tables.into_iter().map(write).collect()
}

fn as_json(report: &Report) -> String {
    let row = |row: &Row| {
        let accuracies = match &row.score {
            Score::Splits(shares) => serde_json::json!(shares),
            Score::Published { percent, spread, measure, status } => serde_json::json!({
                "percent": percent,
                "spread": spread,
                "measure": measure.name(),
                "status": status.name(),
            }),
        };
        serde_json::json!({
            "kind": row.kind().name(),
            "method": row.method,
            "protocol": row.protocol,
            "accuracies": accuracies,
            "neurons": row.neurons,
            "energy_per_classification_J": row.energy_per_classification,
            "energy_per_training_J": row.energy_per_training,
            "simulated_s": row.simulated,
            "wall_s": row.wall,
            "remark": row.remark,
        })
    };
    let rows = report.rows.iter().map(row).collect::<Vec<_>>();
    serde_json::json!({ "set": report.set, "rows": rows, "folder": report.folder }).to_string()
}
