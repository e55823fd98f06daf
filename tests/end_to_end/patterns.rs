//! Pattern arrays as a user runs them.

use super::{ferrospike, refused, text};

fn boyn_with(from: &str, to: &str) -> String {
    let text = benchmarks::Experiment::embedded("boyn2017-array").unwrap();
    assert!(text.contains(from), "the experiment has `{from}`");
    text.replace(from, to)
}

fn array_refused(from: &str, to: &str, words: &[&str]) {
    refused(&["run", "mine.toml"], &[("mine.toml", &boyn_with(from, to))], words);
}

#[test]
fn the_pattern_array_is_learned_recorded_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let output = ferrospike(folder.path(), &["run", "boyn2017-array", "--seeds", "2", "--seed", "2000", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let levels = result["levels"].as_array().unwrap();
    assert_eq!(levels.len(), 9 + 2 * 3);
    // chance is 33 %; the full protocol is an experiment, this guards the path
    assert!(levels[0]["recognized_percent"]["mean"].as_f64().unwrap() > 80.0, "{result}");
    let figures = ["recognition-over-presentations", "recognition-over-noise", "conductance-maps", "winners", "raster"];
    for figure in figures {
        for extension in ["svg", "png"] {
            let path = folder.path().join(format!("results/boyn2017-array/{figure}.{extension}"));
            assert!(path.is_file(), "{figure}.{extension}");
        }
    }
    let raster = std::fs::read_to_string(folder.path().join("results/boyn2017-array/raster.svg")).unwrap();
    assert!(raster.contains("Presentation 200, image "), "the presentation after the run");
    let path = folder.path().join("results/boyn2017-array.h5");
    let file = traces::TraceFile::open(&path).unwrap();
    let conductance = file.read::<f64>("patterns/conductance").unwrap();
    assert_eq!(conductance.dims, ["run", "snapshot", "row", "column"]);
    assert_eq!(conductance.shape, [2 * 15, 6, 9, 5]);
    assert_eq!(file.provenance().unwrap().seed, 2000);
    let drawn = ferrospike(folder.path(), &["plot", "results/boyn2017-array.h5", "--output", "again"]);
    assert!(drawn.status.success() && folder.path().join("again/conductance-maps.png").is_file());
    let again =
        ferrospike(folder.path(), &["run", "boyn2017-array", "--seeds", "1", "-o", "results/boyn2017-array.h5"]);
    assert_eq!(again.status.code(), Some(2), "an existing result is not replaced");
}

#[test]
fn the_printed_text_of_a_pattern_array_is_the_experiment() {
    let folder = tempfile::tempdir().unwrap();
    let printed = ferrospike(folder.path(), &["run", "boyn2017-array", "--print"]);
    assert_eq!(text(&printed.stdout), benchmarks::Experiment::embedded("boyn2017-array").unwrap());
}

#[test]
fn impossible_pattern_arrays_are_refused_with_their_place() {
    array_refused("tau_m = ", "tau_n = ", &["tau_n", "did you mean `tau_m`?", "mine.toml:"]);
    array_refused("window = \"200 ns\"", "window = \"200 ohm\"", &["200 ohm", "a resistance", "a time", "mine.toml:"]);
    array_refused("\"###\"", "\"##\"", &["images", "horizontal bar", "3 pixels"]);
    array_refused("\"###\"", "\"#x#\"", &["images", "pixel `x`", "`#` for bright"]);
    array_refused("noise = [0.0, 0.1", "noise = [-0.1, 0.1", &["noise", "0 (clean images) and 1"]);
    array_refused("rate_over = 50", "rate_over = 500", &["rate_over", "at most 200"]);
    array_refused("presentation = \"1.5 us\"", "presentation = \"1 us\"", &["presentation", "too short", "1.4 us"]);
    array_refused("\"bfo_demo\"", "\"bfo_domo\"", &["bfo_domo", "did you mean `bfo_demo`"]);
    array_refused("c_m = \"1 pF\"", "c_m = \"0 pF\"", &["c_m", "positive"]);
    array_refused("start = [0.5, 0.5]", "start = [0.5, 1.5]", &["start", "1.5"]);
    refused(&["run", "boyn2017-array", "--seeds", "0"], &[], &["--splits", "at least 1"]);
}
