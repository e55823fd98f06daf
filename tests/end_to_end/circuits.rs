//! `ferrospike crossbar solve FILE`.

use std::path::Path;

use crossbar::{Automatic, Circuit, Drive, LinearSolver, Nodes, Wires, end_currents};

use crate::{ferrospike, refused, text};

const PROBLEM: &str = r#"conductances = [["10 uS", "20 uS", "30 uS"], ["1 uS", "2 uS", "open"]]
[wires]
segment = "100 ohm"
[drive]
left = ["0.2 V", "0.1 V"]
"#;

/// Runs `crossbar solve`, which must succeed, and returns what it prints.
fn solve(folder: &Path, arguments: &[&str]) -> String {
    let output = ferrospike(folder, &[&["crossbar", "solve"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&solve(folder, &[arguments, &["--json"]].concat())).unwrap()
}

fn numbers(value: &serde_json::Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        // twice the tolerance of the solvers
        assert!((found - expected).abs() <= 2e-10 * expected.abs(), "{found:e} in place of {expected:e}");
    }
}

/// Output currents (A) of [`PROBLEM`] by the library.
fn expected() -> Vec<f64> {
    let (wires, drive) = (Wires::uniform(2, 3, 100.0), Drive::read(&[0.2, 0.1], 3));
    let circuit = Circuit::ohmic(&wires, &drive, &[10e-6, 20e-6, 30e-6, 1e-6, 2e-6, 0.0]);
    let mut nodes = Nodes::default();
    Automatic::new().solve(&circuit, &mut nodes).unwrap();
    end_currents(&circuit, &nodes).bottom
}

#[test]
fn toml_json_and_csv_say_the_same_problem() {
    let as_json = r#"{"conductances": [["10 uS", "20 uS", "30 uS"], ["1 uS", "2 uS", "open"]],
        "wires": {"segment": "100 ohm"}, "drive": {"left": ["0.2 V", "0.1 V"]}}"#;
    let folder = folder_with(&[("a.toml", PROBLEM), ("a.json", as_json), ("a.csv", "uS\n10,20,30\n1,2,open\n")]);
    for arguments in [&["a.toml"][..], &["a.json"], &["a.csv", "--segment", "100 ohm", "--voltages", "0.2 V, 0.1 V"]] {
        let result = json(folder.path(), arguments);
        close(&numbers(&result["outputs"]), &expected());
        let power = |part: &str| result["power_W"][part].as_f64().unwrap();
        let parts = power("devices") + power("wires") + power("shunts");
        assert!((power("sources") / parts - 1.0).abs() < 1e-9, "what is delivered is dissipated: {result}");
        assert_eq!((&result["solver"], &result["residual"].is_number()), (&"line_cg".into(), &true));
    }
    assert!(!folder.path().join("results").exists(), "nothing is kept unless it is asked for");
}

#[test]
fn the_table_says_currents_power_drop_and_solver() {
    let folder = folder_with(&[("a.toml", PROBLEM)]);
    let printed = solve(folder.path(), &["a.toml", "--transfer"]);
    for words in ["column", "uA", "sources", "devices", "IR drop", "line_cg (every segment has resistance)", "residual"]
    {
        assert!(printed.contains(words), "should say `{words}`: {printed}");
    }
    assert!(printed.contains("transfer conductances"), "{printed}");
    let output = ferrospike(folder.path(), &["-v", "crossbar", "solve", "a.toml"]);
    assert!(text(&output.stderr).contains("line_cg: every segment has resistance"), "{}", text(&output.stderr));
}

#[test]
fn the_example_can_be_solved() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), solve(folder.path(), &["--example"])).unwrap();
    assert_eq!(numbers(&json(folder.path(), &["a.toml"])["outputs"]).len(), 3);
}

#[test]
fn a_solution_is_recorded_drawn_and_drawn_again() {
    let folder = folder_with(&[("a.toml", PROBLEM)]);
    let printed = solve(folder.path(), &["a.toml", "--output", "r.h5", "--csv", "o.csv", "--transfer"]);
    assert!(printed.contains("recorded") && printed.contains("r.h5"), "{printed}");
    let file = traces::TraceFile::open(&folder.path().join("r.h5")).unwrap();
    let read = |name: &str| file.read::<f64>(&format!("crossbar/{name}")).unwrap();
    let (voltage, conductance) = (read("device_voltage"), read("conductance"));
    assert_eq!(
        (&voltage.dims[..], &voltage.shape[..]),
        (&["input", "row", "column"].map(String::from)[..], &[1, 2, 3][..])
    );
    assert_eq!((voltage.units.as_str(), conductance.units.as_str()), ("V", "S"));
    close(&read("bottom_current").values, &expected());
    for (k, current) in read("device_current").values.iter().enumerate() {
        assert_eq!(*current, conductance.values[k] * voltage.values[k]);
        let nodes = read("word_voltage").values[k] - read("bit_voltage").values[k];
        assert_eq!(voltage.values[k], nodes);
    }
    // the circuit is linear in its inputs
    let transfer = read("transfer_conductance").values;
    let outputs: Vec<f64> = (0..3).map(|column| 0.2 * transfer[column] + 0.1 * transfer[3 + column]).collect();
    close(&outputs, &expected());
    assert!(file.provenance().unwrap().experiment.contains("segment = \"100 ohm\""));
    assert!(folder.path().join("r/heat-maps.png").is_file());
    let again = ferrospike(folder.path(), &["plot", "r.h5", "--output", "drawn"]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    let maps = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(maps("r/heat-maps.svg"), maps("drawn/heat-maps.svg"));
    let csv = text(&std::fs::read(folder.path().join("o.csv")).unwrap());
    let currents: Vec<f64> =
        csv.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect();
    assert!(csv.starts_with("input,column,current (A)\n"), "{csv}");
    close(&currents, &expected());
}

#[test]
fn a_figure_alone_leaves_its_data_beside_it() {
    let folder = folder_with(&[("a.toml", PROBLEM)]);
    for name in ["heat.svg", "heat2.png"] {
        solve(folder.path(), &["a.toml", "--figure", name]);
        assert!(folder.path().join(name).is_file() && folder.path().join(name).with_extension("h5").is_file());
    }
    let svg = text(&std::fs::read(folder.path().join("heat.svg")).unwrap());
    for words in ["Device voltage (mV)", "IR drop on lines (", "Device power (", "Word line", "Bit line"] {
        assert!(svg.contains(words), "{words}");
    }
}

#[test]
fn many_inputs_make_a_row_of_outputs_each() {
    let many = PROBLEM.replace("left = [\"0.2 V\", \"0.1 V\"]", "inputs = \"v.csv\"");
    let folder = folder_with(&[("a.toml", &many), ("v.csv", "mV\n200,100\n0,-100\n100,50\n")]);
    let result = json(folder.path(), &["a.toml", "--output", "r.h5"]);
    close(&numbers(&result["inputs"][0]["outputs"]), &expected());
    let half: Vec<f64> = expected().iter().map(|current| 0.5 * current).collect();
    close(&numbers(&result["inputs"][2]["outputs"]), &half);
    let file = traces::TraceFile::open(&folder.path().join("r.h5")).unwrap();
    assert_eq!(file.read::<f64>("crossbar/ir_drop").unwrap().shape, [3, 2, 3]);
    assert_eq!(file.read::<f64>("crossbar/input_voltage").unwrap().values, [0.2, 0.1, 0.0, -0.1, 0.1, 0.05]);
    let printed = solve(folder.path(), &["a.toml"]);
    assert!(printed.contains("(input 0)"), "{printed}");
}

#[test]
fn weights_come_out_as_weighted_sums() {
    let weights = r#"conductances = { weights = { matrix = [[0.5, -1.0], [0.25, 1.0]], largest = 1.0, g_min = "1 uS", g_max = "100 uS" } }
        wires = { segment = "0 ohm" }
        drive = { left = ["0.2 V", "0.1 V"] }"#;
    let folder = folder_with(&[("a.toml", weights)]);
    let result = json(folder.path(), &["a.toml", "--output", "r.h5", "--csv", "o.csv"]);
    for (found, expected) in numbers(&result["weighted_sums_V"]).iter().zip([0.125, -0.1]) {
        assert!((found - expected).abs() < 1e-14, "{found} V in place of {expected} V");
    }
    let file = traces::TraceFile::open(&folder.path().join("r.h5")).unwrap();
    close(&file.read::<f64>("crossbar/weighted_sum").unwrap().values, &numbers(&result["weighted_sums_V"]));
    let csv = text(&std::fs::read(folder.path().join("o.csv")).unwrap());
    assert!(csv.starts_with("input,pair,current (A),weighted sum (V)\n"), "{csv}");
}

#[test]
fn the_equations_are_written_in_matrix_market_format() {
    let folder = folder_with(&[("a.toml", PROBLEM)]);
    solve(folder.path(), &["a.toml", "--matrix-market", "m.mtx"]);
    let read = |name: &str| text(&std::fs::read(folder.path().join(name)).unwrap());
    assert!(read("m.mtx").lines().any(|line| line.starts_with("12 12 ")), "two nodes for each of six devices");
    assert!(read("m_b.mtx").lines().any(|line| line == "12 1"));
}

#[test]
fn the_direct_solver_gives_the_same() {
    let folder = folder_with(&[("a.toml", PROBLEM)]);
    let result = json(folder.path(), &["a.toml", "--direct"]);
    close(&numbers(&result["outputs"]), &expected());
    assert_eq!((&result["solver"], &result["reason"]), (&"direct".into(), &"asked for".into()));
}

#[test]
fn nonlinear_devices_are_solved_and_recorded_with_their_positions() {
    let model = r#"wires = { segment = "10 ohm" }
        drive = { left = ["0.8 V", "0.3 V"] }
        device = { parameters = "sinh_demo", positions = [[1, 0.5, 0.2], [0, 0.7, 1]] }"#;
    let folder = folder_with(&[("a.toml", model)]);
    let result = json(folder.path(), &["a.toml", "--output", "r.h5"]);
    assert!(result["newton_iterations"].as_u64().unwrap() > 1, "{result}");
    let file = traces::TraceFile::open(&folder.path().join("r.h5")).unwrap();
    let read = |name: &str| file.read::<f64>(&format!("crossbar/{name}")).unwrap().values;
    assert_eq!(read("position"), [1.0, 0.5, 0.2, 0.0, 0.7, 1.0]);
    let currents = read("device_current");
    let sums: Vec<f64> = (0..3).map(|column| currents[column] + currents[3 + column]).collect();
    close(&read("bottom_current"), &sums);
    let set = file.provenance().unwrap().sources;
    assert!(!set.is_empty(), "the source of the parameters is named");
    let refuse = |option: &[&str], words: &[&str]| {
        crossbar_refused(&[&["a.toml"], option].concat(), &[("a.toml", model)], words);
    };
    refuse(&["--direct"], &["--direct", "Newton"]);
    refuse(&["--matrix-market", "m.mtx"], &["--matrix-market"]);
}

fn crossbar_refused(arguments: &[&str], files: &[(&str, &str)], words: &[&str]) {
    refused(&[&["crossbar", "solve"], arguments].concat(), files, words);
}

#[test]
fn files_that_cannot_be_used_are_refused_with_their_place() {
    crossbar_refused(&["a.toml"], &[], &["cannot read a.toml"]);
    let with = |from: &str, to: &str| PROBLEM.replace(from, to);
    crossbar_refused(&["a.toml"], &[("a.toml", &with("\"2 uS\"", "\"2 ohm\""))], &["a.toml:1:", "a conductance"]);
    crossbar_refused(&["a.toml"], &[("a.toml", &with("segment", "segmnet"))], &["did you mean `segment`?"]);
    let floating = with("\"0.1 V\"", "\"floating\"").replace("\"1 uS\", \"2 uS\"", "\"open\", \"open\"");
    crossbar_refused(&["a.toml"], &[("a.toml", &floating)], &["a.toml:4:", "word line 1 floats"]);
    let csv = [("a.csv", "1e-5,2e-5\n1e-5,NaN\n")];
    crossbar_refused(&["a.csv", "--voltages", "0.1 V"], &csv, &["a.csv, line 2, column 2", "not finite"]);
}

#[test]
fn options_that_do_not_fit_are_refused() {
    let (problem, csv) = ([("a.toml", PROBLEM)], [("a.csv", "1e-5,2e-5\n")]);
    crossbar_refused(&[], &[], &["FILE"]);
    crossbar_refused(&["a.toml", "--random", "4"], &problem, &["--random"]);
    crossbar_refused(&["a.toml", "--segment", "1 ohm"], &problem, &["--segment", "[wires]"]);
    crossbar_refused(&["a.toml", "--voltages", "1 V"], &problem, &["--voltages", "[drive]"]);
    crossbar_refused(&["a.toml", "--figure", "heat.pdf"], &problem, &["heat.pdf", ".svg or .png"]);
    crossbar_refused(&["a.toml", "--output", "no/r.h5"], &problem, &["no"]);
    crossbar_refused(&["a.csv"], &csv, &["--voltages"]);
    crossbar_refused(&["a.csv", "--voltages", "0.1 V, 0.2 V"], &csv, &["2 voltages", "1 rows"]);
    crossbar_refused(&["a.csv", "--voltages", "0.1 S"], &csv, &["--voltages", "a voltage"]);
    crossbar_refused(&["a.csv", "--voltages", "1 V", "--segment", "-1 ohm"], &csv, &["-1 ohm"]);
    crossbar_refused(&["a.toml", "--csv", "a.toml"], &problem, &["a.toml exists", "--force"]);
}
