//! Reads `tests/golden/spiking` for the tests of this folder.

use std::path::PathBuf;

use serde_json::Value;

fn text(file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/spiking").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Times (s) under `key` of a summary, which has them in ms.
pub fn times(model: &str, key: &str) -> Vec<f64> {
    let summary: Value = serde_json::from_str(&text(&format!("{model}/summary.json"))).unwrap();
    summary[key].as_array().unwrap().iter().map(|time| time.as_f64().unwrap() * 1e-3).collect()
}

/// Rows of a table without its header.
pub fn rows(file: &str) -> Vec<Vec<f64>> {
    let numbers = |line: &str| line.split(',').map(|number| number.parse().unwrap()).collect();
    text(file).lines().skip(1).map(numbers).collect()
}
