//! The program as a user runs it.

// In a test an unwrap that fails is a failed test.
#![allow(clippy::unwrap_used)]

mod bench;
mod book;
mod browser;
mod circuits;
mod classify;
mod device;
mod export_spice;
mod fit;
mod help;
mod models;
mod neuron;
mod own_table;
mod patterns;
mod plot;
mod recording;
mod report;
mod resume;
mod sweep;
mod train;
mod transient;
mod tune;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use crossbar::{Circuit, Direct, LinearSolver, Nodes, Reference, end_currents};

/// Runs the program in `folder`.
fn ferrospike(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ferrospike")).args(arguments).current_dir(folder).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Asserts that the program refuses with exit code 2 and all of `words` on stderr, and writes nothing.
fn refused(arguments: &[&str], files: &[(&str, &str)], words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let output = ferrospike(folder.path(), arguments);
    // line breaks of the terminal must not hide a sentence
    let message = text(&output.stderr).replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
    assert!(!message.contains("panicked"), "{message}");
    for word in words {
        assert!(message.contains(word), "{arguments:?} should say `{word}`: {message}");
    }
    let results = walk(folder.path()).into_iter().filter(|file| file.extension().is_some_and(|e| e == "h5")).count();
    assert_eq!(results, 0, "nothing is written");
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

fn iris_with(from: &str, to: &str) -> String {
    let text = benchmarks::Experiment::embedded("iris").unwrap();
    assert!(text.contains(from), "the experiment has `{from}`");
    text.replace(from, to)
}

fn experiment_refused(from: &str, to: &str, words: &[&str]) {
    refused(&["run", "mine.toml"], &[("mine.toml", &iris_with(from, to))], words);
}

#[test]
fn iris_is_learned_recorded_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let output = ferrospike(folder.path(), &["run", "iris", "--splits", "4", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    // chance is 33 %; the full protocol is a benchmark, this guards the path
    assert!(result["accuracy_percent"]["mean"].as_f64().unwrap() > 85.0, "{result}");
    for figure in [
        "learning-curve",
        "conductances",
        "conductances-by-class",
        "conductance-film",
        "confusion",
        "raster",
        "training-spikes",
    ] {
        for extension in ["svg", "png"] {
            assert!(folder.path().join(format!("results/iris/{figure}.{extension}")).is_file(), "{figure}.{extension}");
        }
    }
    let file = traces::TraceFile::open(&folder.path().join("results/iris.h5")).unwrap();
    let conductance = file.read::<f64>("training/conductance").unwrap();
    assert_eq!(conductance.dims, ["split", "epoch", "row", "column"]);
    assert_eq!(conductance.shape, [4, 16, 32, 6]);
    assert_eq!(file.provenance().unwrap().seed, 42);
    let recorded = file.read::<f64>("test/accuracy").unwrap().values;
    let printed: Vec<f64> = serde_json::from_value(result["accuracies"].clone()).unwrap();
    for (recorded, printed) in recorded.iter().zip(&printed) {
        assert!((recorded - printed).abs() < 1e-12, "{recorded} is recorded, {printed} printed");
    }
    assert_eq!(printed.len(), 4);
    let again = ferrospike(folder.path(), &["run", "iris", "--splits", "1", "--output", "results/iris.h5"]);
    assert_eq!(again.status.code(), Some(2), "an existing result is not replaced");
    assert!(text(&again.stderr).contains("--force"));
}

#[test]
fn the_recorded_file_opens_in_python() {
    let Some(python) = std::env::var_os("FERROSPIKE_PYTHON") else {
        return; // .ci/run names a python with h5py and xarray
    };
    let folder = tempfile::tempdir().unwrap();
    let output = ferrospike(folder.path(), &["run", "iris", "--splits", "2"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../traces/check/open_a_run.py");
    let checked = Command::new(python).arg(script).arg("results/iris.h5").current_dir(folder.path()).output().unwrap();
    assert!(checked.status.success(), "{}", text(&checked.stderr));
}

#[test]
fn the_reference_crossbar_is_solved_as_documented() {
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        "crossbar solve --random 48 --seed 7 --segment 2.5ohm --g-min 1uS --g-max 100uS --v-max 0.2V --json";
    let output = ferrospike(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let outputs: Vec<f64> = serde_json::from_value(result["outputs"].clone()).unwrap();
    let reference = Reference { size: 48, seed: 7, segment: 2.5, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 };
    let (wires, drive, conductances) = reference.circuit();
    let mut nodes = Nodes::default();
    let circuit = Circuit::ohmic(&wires, &drive, &conductances);
    Direct::default().solve(&circuit, &mut nodes).unwrap();
    let exact = end_currents(&circuit, &nodes).bottom;
    for (found, exact) in outputs.iter().zip(&exact) {
        assert!((found - exact).abs() <= 1e-9 * exact.abs(), "{found:e} against {exact:e}");
    }
    assert!(result["residual"].as_f64().unwrap() <= 1e-10);
    assert!(result["iterations"].as_u64().unwrap() > 0 && result["seconds"].as_f64().unwrap() > 0.0);
}

#[test]
fn missing_files_are_named() {
    refused(&["run", "nowhere.toml"], &[], &["nowhere.toml", "embedded experiment: iris"]);
    refused(&["plot", "nowhere.h5"], &[], &["nowhere.h5"]);
    experiment_refused("set = \"iris\"", "file = { path = \"no.csv\", label = \"class\" }", &["no.csv", "mine.toml"]);
}

#[test]
fn unusable_data_is_refused_with_line_and_column() {
    let mine = iris_with("set = \"iris\"", "file = { path = \"my.csv\", label = \"class\" }");
    let refused_data =
        |csv: &str, words: &[&str]| refused(&["run", "mine.toml"], &[("mine.toml", &mine), ("my.csv", csv)], words);
    refused_data("a,b,class\n1,2,x\n3,y\n", &["my.csv", "line: 3"]);
    refused_data("a,b,class\n1,2,x\n3,NaN,y\n", &["line 3", "`b`", "NaN"]);
    refused_data("a,b,class\n", &["at least two classes"]);
    refused_data("a,b,label\n1,2,x\n", &["no column is called `class`"]);
}

#[test]
fn an_unknown_key_shows_its_line_and_the_nearest_right_one() {
    experiment_refused("tau_m = ", "tau_n = ", &["tau_n", "did you mean `tau_m`?", "mine.toml:"]);
    experiment_refused("v_th = \"0.8 V\"", "v_thr = \"0.8 V\"", &["v_thr", "v_th"]);
    experiment_refused("\"bfo_demo\"", "\"bfo_domo\"", &["bfo_domo", "did you mean `bfo_demo`"]);
}

#[test]
fn a_wrong_unit_says_what_was_given_and_what_is_needed() {
    experiment_refused("window = \"2 us\"", "window = \"2 ohm\"", &["2 ohm", "a resistance", "a time", "mine.toml:"]);
    experiment_refused("segment = \"1 ohm\"", "segment = 1", &["no unit", "a resistance"]);
    experiment_refused("v_th = \"0.8 V\"", "v_th = \"0.8 s\"", &["0.8 s", "a time", "a voltage"]);
    refused(&["crossbar", "solve", "--random", "4", "--segment", "1 s"], &[], &["--segment", "a time", "a resistance"]);
}

#[test]
fn impossible_values_are_refused() {
    experiment_refused("count = 6", "count = 0", &["count", "at least 1"]);
    experiment_refused("segment = \"1 ohm\"", "segment = \"-1 ohm\"", &["segment", "-1 ohm", "0 ohm to 1000 Gohm"]);
    experiment_refused("c_m = \"1 pF\"", "c_m = \"0 pF\"", &["c_m", "positive"]);
    experiment_refused("start = [0.2, 0.8]", "start = [0.5, 1.5]", &["start", "1.5"]);
    experiment_refused("presentation = \"5 us\"", "presentation = \"2 us\"", &["presentation", "too short"]);
    experiment_refused("epochs = 15", "epochs = 1000000000000", &["epochs", "at most"]);
    experiment_refused(
        "v_th_per_feature = \"67.5 mV\"",
        "v_th_per_feature = \"0 V\"",
        &["v_th_per_feature", "positive"],
    );
    experiment_refused("\"-1.3 V\"], [\"12", "\"-1e308 V\"], [\"12", &["post", "1 kV"]);
    refused(&["run", "iris", "--threads", "100000"], &[], &["--threads 100000"]);
    experiment_refused("vote = 1", "vote = 7", &["vote", "there are 6"]);
    refused(&["crossbar", "solve", "--random", "4", "--segment", "-1 ohm"], &[], &["-1 ohm", "at least"]);
    refused(&["crossbar", "solve", "--random", "0"], &[], &["--random 0"]);
    refused(&["crossbar", "solve", "--random", "4", "--g-min", "0 S"], &[], &["g-min"]);
}

#[test]
fn an_output_that_cannot_be_written_is_refused_before_the_run() {
    refused(&["run", "iris", "--output", "no/such/folder/iris.h5"], &[], &["no/such/folder"]);
    refused(&["run", "iris", "--output", "file/iris.h5"], &[("file", "")], &["file"]);
}

#[test]
fn what_is_read_and_folders_are_no_place_for_a_result_even_by_force() {
    let mine = [("mine.toml", benchmarks::Experiment::embedded("iris").unwrap())];
    refused(&["run", "mine.toml", "--output", "mine.toml", "--force"], &mine, &["mine.toml is read by this run"]);
    let table = [("my.csv", "a,b,class\n1,2,x\n2,3,y\n")];
    let run = ["run", "--data", "my.csv", "--label", "class", "--output", "my.csv", "--force"];
    refused(&run, &table, &["my.csv is read by this run"]);
    refused(&["run", "mine.toml", "--output", ".", "--force"], &mine, &["is a folder", "name a file in it"]);
    refused(&["neuron", "lif_current", "--output", "."], &[], &["is a folder"]);
}

#[test]
fn figures_of_an_unfinished_file_do_not_stand_where_its_result_is_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let recorded = ferrospike(folder.path(), &["neuron", "lif_current", "--output", "a.h5"]);
    assert!(recorded.status.success());
    std::fs::rename(folder.path().join("a.h5"), folder.path().join("b.h5.partial")).unwrap();
    let drawn = ferrospike(folder.path(), &["plot", "b.h5.partial"]);
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    assert!(folder.path().join("b/neuron.png").is_file() && !folder.path().join("b.h5").exists());
}
