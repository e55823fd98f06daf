//! `ferrospike sweep`.

use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::resume::{assert_tidy, kill_at, message, start, wait_for};
use crate::{ferrospike, iris_with, refused, text};

/// Iris with few epochs and a table `[vary]`.
fn sweep(vary: &str) -> String {
    iris_with("epochs = 15", "epochs = 2").replace("half_splits = 50", "half_splits = 2") + "\n[vary]\n" + vary
}

const GRID: &str = "'wires.segment' = ['0 ohm', '5 ohm', '50 ohm']\n'training.vote' = [1, 3]\n";

fn write(folder: &Path, text: &str) {
    std::fs::write(folder.join("sweep.toml"), text).unwrap();
}

fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = ferrospike(folder, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Everything of group `sweep` but wall times.
fn recorded(file: &Path) -> Vec<(String, Vec<String>)> {
    let trace = traces::TraceFile::open(file).unwrap();
    let names = trace.variables("sweep").unwrap().into_iter().filter(|name| name != "wall_time");
    let values = |name: &str| {
        let name = format!("sweep/{name}");
        let bits =
            trace.read::<f64>(&name).map(|read| read.values.iter().map(|x| format!("{:x}", x.to_bits())).collect());
        let bits =
            bits.or_else(|_| trace.read::<i64>(&name).map(|read| read.values.iter().map(i64::to_string).collect()));
        bits.unwrap_or_else(|_: traces::ReadError| trace.read::<String>(&name).unwrap().values)
    };
    names.map(|name| (name.clone(), values(&name))).collect()
}

#[test]
fn a_grid_is_run_recorded_tabled_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &sweep(GRID));
    let output = ferrospike(folder.path(), &["sweep", "sweep.toml"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    for word in ["segment", "50 ohm", "winner", "ridge", "±", "recorded", "accuracy-over-segment.png"] {
        assert!(shown.contains(word), "`{word}` in {shown}");
    }
    let results = folder.path().join("results");
    for figure in
        ["accuracy-over-segment", "accuracy-over-vote", "winner-over-segment-and-vote", "ridge-over-segment-and-vote"]
    {
        for extension in ["svg", "png"] {
            assert!(results.join(format!("sweep/{figure}.{extension}")).is_file(), "{figure}.{extension}");
        }
    }
    let table = std::fs::read_to_string(results.join("sweep.csv")).unwrap();
    assert_eq!(table.lines().count(), 7, "{table}");
    let again = ferrospike(folder.path(), &["sweep", "sweep.toml"]);
    assert_eq!(text(&again.stdout), shown, "a finished sweep is shown again");
    let other = ferrospike(folder.path(), &["sweep", "sweep.toml", "--seed", "7"]);
    assert_eq!(other.status.code(), Some(2), "results of other settings are not replaced");
    assert!(text(&other.stderr).contains("--force"));
    let plotted = ferrospike(folder.path(), &["plot", "results/sweep.h5", "-o", "again", "--json"]);
    let plotted: serde_json::Value = serde_json::from_slice(&plotted.stdout).unwrap();
    assert!(plotted["figures"].as_array().unwrap().len() >= 4, "{plotted}");
}

/// Waits until two points are on the disk, as a copy of the file tells: the file itself is locked while it is written.
fn until_some_points(folder: &Path, child: &mut Child) {
    let (begun, copy) = (Instant::now(), folder.join("copy.h5"));
    let recorded = || {
        std::fs::copy(folder.join("out.h5.partial"), &copy).ok()?;
        let trace = traces::TraceFile::open(&copy).ok()?;
        Some(trace.read::<i64>("sweep/point").ok()?.values.len())
    };
    while recorded().unwrap_or(0) < 2 && begun.elapsed() < Duration::from_secs(60) {
        assert!(child.try_wait().unwrap().is_none(), "the sweep ended before it could be killed");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_sweep_that_is_killed_continues_to_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let vary = "'wires.segment' = { from = '0 ohm', to = '20 ohm', points = 5 }\n[vary.random]\npoints = 2\n\
                'neuron.lif.homeostasis' = { from = 0.005, to = 0.05, scale = 'log' }\n";
    write(folder.path(), &sweep(vary));
    let whole = json(folder.path(), &["sweep", "sweep.toml", "-o", "whole.h5"]);
    let mut child = start(folder.path(), &["sweep", "sweep.toml", "-o", "out.h5"]);
    until_some_points(folder.path(), &mut child);
    child.kill().unwrap(); // SIGKILL
    child.wait().unwrap();
    assert!(!folder.path().join("out.h5").exists());
    let left = {
        let file = traces::TraceFile::open(&folder.path().join("out.h5.partial")).unwrap();
        file.read::<i64>("sweep/point").unwrap().values.len()
    };
    assert!((1..10).contains(&left), "{left} points were left");
    let continued = ferrospike(folder.path(), &["sweep", "sweep.toml", "-o", "out.h5", "--json", "-v"]);
    assert!(text(&continued.stderr).contains("an interrupted run continues"), "{}", text(&continued.stderr));
    let continued: serde_json::Value = serde_json::from_slice(&continued.stdout).unwrap();
    assert_eq!(continued["points"], whole["points"]);
    assert_eq!(recorded(&folder.path().join("out.h5")), recorded(&folder.path().join("whole.h5")));
    assert_tidy(folder.path());
}

#[test]
fn resume_goes_on_with_a_sweep_and_ctrl_c_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    write(path, &sweep("'training.epochs' = [40, 1, 2]\n'wires.segment' = ['0 ohm', '5 ohm']\n"));
    let whole = json(path, &["sweep", "sweep.toml", "-o", "whole.h5"]);
    // the first points last: what comes after them is kept before they are done
    let run = ["sweep", "sweep.toml", "-o", "out.h5", "--threads", "2", "--json"];
    kill_at(path, &run, "under-way");
    let mut child = start(path, &run);
    wait_for(path, "piece-1");
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let said = message(&child.wait_with_output().unwrap());
    assert!(said.contains("ferrospike resume out.h5"), "{said}");
    // the text is that of the checkpoint, whatever has become of the file
    write(path, "seed = 1");
    let continued = ferrospike(path, &["resume", "."]);
    assert!(continued.status.success(), "{}", text(&continued.stderr));
    let continued: serde_json::Value = serde_json::from_slice(&continued.stdout).unwrap();
    assert_eq!(continued["points"], whole["points"]);
    assert_eq!(recorded(&path.join("out.h5")), recorded(&path.join("whole.h5")));
    assert_tidy(path);
    let again = ferrospike(path, &["resume", "."]);
    assert_eq!(again.status.code(), Some(2));
    assert!(message(&again).contains("no interrupted run in ./"), "{}", message(&again));
}

#[test]
fn what_another_sweep_left_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &sweep("'training.epochs' = { from = 1, to = 24, points = 24 }"));
    let mut child = start(folder.path(), &["sweep", "sweep.toml", "-o", "out.h5"]);
    until_some_points(folder.path(), &mut child);
    child.kill().unwrap();
    child.wait().unwrap();
    let before = std::fs::read(folder.path().join("out.h5.partial")).unwrap();
    write(folder.path(), &sweep(GRID));
    let other = ferrospike(folder.path(), &["sweep", "sweep.toml", "-o", "out.h5"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(text(&other.stderr).contains("--force"), "{}", text(&other.stderr));
    assert_eq!(std::fs::read(folder.path().join("out.h5.partial")).unwrap(), before);
}

#[test]
fn points_alone_are_the_same_as_in_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &sweep(GRID));
    let whole = json(folder.path(), &["sweep", "sweep.toml", "-o", "whole.h5"]);
    let part = json(folder.path(), &["sweep", "sweep.toml", "-o", "part.h5", "--points", "2..4"]);
    assert_eq!(part["points"].as_array().unwrap()[..], whole["points"].as_array().unwrap()[2..4]);
    let one = json(
        folder.path(),
        &["sweep", "sweep.toml", "-o", "one.h5", "--points", "0..1", "--splits", "1", "--threads", "1"],
    );
    assert_eq!(one["points"][0]["splits"], 1);
}

#[test]
fn sweeps_that_cannot_run_are_refused_before_they_begin() {
    let refuse = |vary: &str, words: &[&str]| {
        let file = sweep(vary);
        refused(&["sweep", "sweep.toml"], &[("sweep.toml", &file)], words);
        refused(&["check", "sweep.toml"], &[("sweep.toml", &file)], words);
    };
    refuse("'wires.segment' = ['1 ohm', '3 s']", &["sweep.toml:", "`3 s` is a time", "a resistance"]);
    refuse("'neuron.lif.tau_n' = ['1 us']", &["tau_n", "did you mean `tau_m`?"]);
    refuse("'wires.segment' = { form = '1 ohm', to = '2 ohm', points = 3 }", &["form", "did you mean `from`?"]);
    let good = sweep(GRID);
    refused(&["run", "sweep.toml"], &[("sweep.toml", &good)], &["[vary]", "ferrospike sweep sweep.toml"]);
    refused(&["sweep", "iris"], &[], &["no table [vary]"]);
    refused(&["sweep", "boyn2017-array"], &[], &["pattern array", "ferrospike run"]);
    refused(
        &["sweep", "sweep.toml", "--points", "4..9"],
        &[("sweep.toml", &good)],
        &["--points 4..9", "6 points", "0 to 5"],
    );
    refused(&["sweep", "sweep.toml", "--points", "4..4"], &[("sweep.toml", &good)], &["such as 0..10"]);
    refused(&["sweep", "sweep.toml", "--splits", "0"], &[("sweep.toml", &good)], &["--splits", "at least 1"]);
}

#[test]
fn a_point_that_physics_refuses_is_recorded_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    // a resistance that the solver cannot tell from none
    write(folder.path(), &sweep("'wires.segment' = ['1 ohm', '1e-13 ohm']"));
    let output = ferrospike(folder.path(), &["sweep", "sweep.toml"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    assert!(shown.contains("point 1 (wires.segment = 1e-13 ohm) failed:") && !shown.contains("point 0"), "{shown}");
    let table = std::fs::read_to_string(folder.path().join("results/sweep.csv")).unwrap();
    assert!(table.lines().nth(2).unwrap().split(',').nth(2) == Some("0"), "{table}");
}

#[test]
fn a_finished_sweep_whose_table_has_changed_is_not_taken_for_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("my.csv");
    let iris = include_str!("../../benchmarks/data/iris.csv");
    std::fs::write(&table, iris).unwrap();
    let own = format!("file = {{ path = \"{}\", label = \"class\" }}", table.display());
    write(folder.path(), &sweep("'training.vote' = [1, 3]").replace("set = \"iris\"", &own));
    let run = || ferrospike(folder.path(), &["sweep", "sweep.toml", "-v"]);
    assert!(run().status.success());
    let again = run();
    assert!(again.status.success() && text(&again.stderr).contains("recorded already"), "{}", text(&again.stderr));
    std::fs::write(&table, iris.replacen("5.1", "5.2", 1)).unwrap();
    let changed = run();
    let problem = text(&changed.stderr);
    assert!(!changed.status.success() && problem.contains("--force"), "{problem}");
}
