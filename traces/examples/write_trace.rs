//! Writes a small trace that `check/open_with_python.py` opens: one variable of every kind.
//!
//! `cargo run --release -p ferrospike-traces --example write_trace FILE`

use std::error::Error;
use std::path::Path;

use ferrospike_traces::{About, Overwrite, Provenance, Trace, timestamp};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("name the file to write")?;
    write(Path::new(&path))
}

/// Writes the sample whose values the Python check knows.
pub fn write(path: &Path) -> Result<(), Box<dyn Error>> {
    let provenance = Provenance {
        version: "0.1.0".into(),
        command: "write_trace".into(),
        seed: 42,
        experiment: "seed = 42\n".into(),
        sources: vec!["10.1038/ncomms14736".into()],
        created: timestamp(std::time::SystemTime::now()),
    };
    let trace = Trace::create(path, &provenance, Overwrite::Replace)?;
    let learning = trace.group("learning")?;
    learning.attribute("network", "one layer")?;
    learning.index("row", 2, "word line")?;
    learning.index("column", 3, "bit line")?;
    let classes = ["setosa".to_owned(), "µ-versicolor".to_owned()];
    learning.coordinate("class", About::new("", "species"), &classes)?;
    learning.variable("switched", &["row"], About::new("1", "switched"), &[true, false])?;
    learning.variable("residual", &["row"], About::new("A", "residual"), &[1e-12_f32, 2e-12])?;
    let spikes = [7_u32, 4_000_000_000];
    learning.variable("spikes", &["class"], About::new("1", "spikes"), &spikes)?;
    learning.scalar("accuracy", About::new("1", "share classified correctly"), 0.93)?;

    let passes = About::new("1", "passes over the data");
    let epoch = learning.growing_coordinate::<i64>("epoch", passes)?;
    let about = About::new("S", "device conductance at the read voltage");
    let conductance = learning.growing("conductance", &["epoch", "row", "column"], about)?;
    for pass in 0..4_u8 {
        epoch.append(&[10 * i64::from(pass)])?;
        let first = 6 * pass;
        let values: Vec<f64> = (first..first + 6).map(|k| 1e-6 * f64::from(1 + k)).collect();
        conductance.append(&values)?;
        trace.flush()?;
    }
    trace.finish()?;
    Ok(())
}
