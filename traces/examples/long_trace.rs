//! Writes a trace of many gigabytes and says how fast, how large the file is and how much memory it took.
//!
//!     cargo run --release -p ferrospike-traces --example long_trace -- FILE [GB]
//!
//! Device voltages and potentials of a 128 x 64 array, moment by moment: numbers that drift, with noise in their last digits,
//! which compress like those of a run.

#![expect(clippy::print_stdout, reason = "its answer")]

use std::error::Error;
use std::path::Path;
use std::time::{Instant, SystemTime};

use ferrospike_traces::{About, Overwrite, Provenance, Trace, timestamp};

const ROWS: usize = 128;
const COLUMNS: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give the path of the file to write")?;
    let gigabytes: f64 = arguments.next().map_or(Ok(10.0), |text| text.parse())?;
    let moments = (gigabytes * 1e9 / (8 * (ROWS * COLUMNS + COLUMNS + 1)) as f64) as u64;
    let started = Instant::now();
    let file = write(Path::new(&path), moments)?;
    println!(
        "{gigabytes} GB of values in {moments} moments: {:.1} s, file of {:.2} GB, most memory {}",
        started.elapsed().as_secs_f64(),
        file.metadata()?.len() as f64 * 1e-9,
        peak().unwrap_or_else(|| "unknown".into())
    );
    Ok(())
}

fn write(path: &Path, moments: u64) -> Result<std::path::PathBuf, Box<dyn Error>> {
    let provenance = Provenance {
        version: env!("CARGO_PKG_VERSION").into(),
        command: "long_trace".into(),
        seed: 1,
        experiment: String::new(),
        sources: Vec::new(),
        created: timestamp(SystemTime::now()),
    };
    let trace = Trace::create(path, &provenance, Overwrite::Replace)?;
    let group = trace.group("presentation")?;
    let number = group.growing_coordinate("moment", About::new("1", "number of the moment"))?;
    let time = group.growing("time", &["moment"], About::new("s", "time"))?;
    group.index("row", ROWS, "word line")?;
    group.index("column", COLUMNS, "bit line")?;
    let voltage = group.growing("device_voltage", &["moment", "row", "column"], About::new("V", "device voltage"))?;
    let potential = group.growing("potential", &["moment", "column"], About::new("V", "membrane potential"))?;
    let mut random = 1_u64;
    for moment in 0..moments {
        number.append(&[moment as i64])?;
        time.append(&[moment as f64 * 1e-9])?;
        let value = |k: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            0.7 + 1e-4 * k as f64 + 1e-9 * (random >> 40) as f64
        };
        let values: Vec<f64> = (0..ROWS * COLUMNS).map(value).collect();
        voltage.append(&values)?;
        potential.append(&values[..COLUMNS])?;
    }
    Ok(trace.finish()?)
}

/// Most memory that the process ever had, as Linux tells it.
fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().skip(1).collect::<Vec<_>>().join(" "))
}
