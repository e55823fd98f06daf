//! What recording spikes and conductances after each epoch costs, as a share of the run: `cargo bench -p ferrospike-benchmarks`.
//!
//! A run is made without a recorder; then its results are recorded several times, the file brought to its final
//! name, as if the thread that waits for it had nothing else to do.

#![expect(clippy::print_stdout, reason = "its answer")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use ferrospike_benchmarks::{DataSet, Experiment, Recorder, Setup, SplitResult};
use traces::{Overwrite, Provenance, Trace};

/// Recordings, of which the fastest and the slowest are printed.
const REPEATS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let iris = Experiment::embedded("iris").ok_or("an embedded experiment")?;
    measure("iris, 5 splits", &iris.replace("half_splits = 50", "half_splits = 5"), folder.path())?;
    measure("landsat, 200 training rows, 2 epochs", &short_landsat(folder.path())?, folder.path())
}

/// The Landsat experiment on its first 400 rows: as large an array, few presentations between two snapshots.
fn short_landsat(folder: &Path) -> Result<String, Box<dyn Error>> {
    let data = DataSet::embedded("landsat")?;
    let mut table = format!("{},class\n", data.features.join(","));
    for (row, label) in data.rows.iter().zip(&data.labels).take(400) {
        let values: Vec<String> = row.iter().map(f64::to_string).collect();
        table += &format!("{},{}\n", values.join(","), data.classes[*label]);
    }
    let path = folder.join("landsat.csv");
    std::fs::write(&path, table)?;
    let text = Experiment::embedded("landsat").ok_or("an embedded experiment")?;
    let file = format!("file = {{ path = {:?}, label = \"class\" }}", path.display().to_string());
    let text = text.replace("set = \"landsat\"", &file).replace("official = { seeds = 3 }", "half_splits = 1");
    Ok(text.replace("epochs = 5", "epochs = 2"))
}

fn measure(name: &str, text: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let setup = Setup::new(Experiment::parse(name, text)?)?;
    let started = Instant::now();
    let splits = 0..setup.experiment.protocol.splits();
    let results = splits.map(|index| setup.run(index, &setup.split(index), |_| ())).collect::<Result<Vec<_>, _>>()?;
    let run = started.elapsed().as_secs_f64();
    let mut seconds = Vec::new();
    for _ in 0..REPEATS {
        seconds.push(record(&setup, text, &results, &folder.join("trace.h5"))?);
    }
    seconds.sort_by(f64::total_cmp);
    let [fastest, slowest] = [seconds[0], seconds[REPEATS - 1]];
    let share = |seconds: f64| 100.0 * seconds / run;
    let size = folder.join("trace.h5").metadata()?.len() as f64 * 1e-6;
    println!(
        "{name}: run {run:.2} s, recording {fastest:.3} to {slowest:.3} s ({:.2} to {:.2} %), {size:.2} MB",
        share(fastest),
        share(slowest)
    );
    Ok(())
}

/// Records a run as the program does and returns how long it took (s), without the presentation in full.
fn record(setup: &Setup, text: &str, results: &[SplitResult], path: &Path) -> Result<f64, Box<dyn Error>> {
    let provenance = Provenance {
        version: env!("CARGO_PKG_VERSION").into(),
        command: "cargo bench".into(),
        seed: setup.experiment.seed,
        experiment: text.into(),
        sources: setup.sources(),
        created: traces::timestamp(std::time::SystemTime::now()),
    };
    let mut recorder = Recorder::new(Trace::create(path, &provenance, Overwrite::Replace)?, setup)?;
    let started = Instant::now();
    results.iter().try_for_each(|result| recorder.append(result))?;
    recorder.finish()?;
    Ok(started.elapsed().as_secs_f64())
}
