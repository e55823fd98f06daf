//! What a recorded file holds: where it comes from, its groups and variables, and the conductances over the epochs.
//!
//! `cargo run --release --example recorded_file -- results/iris.h5`
#![allow(clippy::print_stdout)] // an example prints

use std::error::Error;
use std::path::Path;

use ferrospike::traces::TraceFile;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("name a recorded file, such as one that `ferrospike run iris` made")?;
    let file = TraceFile::open(Path::new(&path))?;
    let provenance = file.provenance()?;
    println!("{}\nferrospike {}, seed {}", provenance.command, provenance.version, provenance.seed);
    for group in file.groups()? {
        println!("{group}: {}", file.variables(&group)?.join(", "));
    }
    if file.groups()?.iter().any(|group| group == "training") {
        let conductance = file.read::<f64>("training/conductance")?; // split, epoch, row, column
        let epochs = conductance.shape[1];
        let devices = conductance.values.len() / conductance.shape[0] / epochs;
        let first_split = conductance.slab(0).chunks(devices);
        for (epoch, values) in first_split.enumerate() {
            let mean = values.iter().sum::<f64>() / devices as f64;
            println!("epoch {epoch:2}: mean conductance {:.3} u{}", 1e6 * mean, conductance.units);
        }
    }
    Ok(())
}
