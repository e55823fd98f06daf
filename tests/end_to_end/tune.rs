//! `ferrospike bench tune`.

use crate::{ferrospike, refused, text};

#[test]
fn the_best_of_a_search_is_an_experiment_that_runs_and_a_rerun_continues_to_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let search = |output: &str, trials: &str| {
        let asked =
            format!("bench tune iris --trials {trials} --epochs 1 --neurons 6 --wires ideal --output {output} --json");
        let output = ferrospike(folder.path(), &asked.split(' ').collect::<Vec<_>>());
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let first = search("a.toml", "4");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(first["trials"].as_array().unwrap().len(), 4);
    let best = read("a.toml");
    let experiment = benchmarks::Experiment::parse("a.toml", &best).unwrap();
    assert!(best.starts_with("# Chosen by `ferrospike bench tune iris") && experiment.wires.segment > 0.0, "{best}");
    let table = read("a.csv");
    let half = table.lines().take(4).collect::<Vec<_>>().join("\n") + "\n";
    std::fs::write(folder.path().join("b.csv.partial"), &half).unwrap();
    let again = search("b.toml", "4");
    assert_eq!((&again["trials"], read("b.csv")), (&first["trials"], table));
    // what cannot be written anew keeps the only copy of what is finished
    std::fs::write(folder.path().join("c.csv.partial"), &half).unwrap();
    std::fs::create_dir(folder.path().join("c.csv.partial.partial")).unwrap();
    let asked = "bench tune iris --trials 4 --epochs 1 --neurons 6 --wires ideal --output c.toml";
    let kept = ferrospike(folder.path(), &asked.split(' ').collect::<Vec<_>>());
    assert!(!kept.status.success() && text(&kept.stderr).contains("c.csv.partial"), "{}", text(&kept.stderr));
    assert_eq!(read("c.csv.partial"), half);
    let file = traces::TraceFile::open(&folder.path().join("a.h5")).unwrap();
    assert_eq!(file.read::<f64>("tune/winner").unwrap().shape, [4, 4]);
    let drawn = ferrospike(folder.path(), &["plot", "a.h5", "trials", "-o", "a"]);
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    assert!(read("a/trials.svg").contains("Trial (0: the experiment itself)"));
}

#[test]
fn impossible_searches_are_refused_before_they_begin() {
    refused(&["bench", "tune", "iris", "--trials", "0"], &[], &["--trials 0", "at least 1"]);
    refused(&["bench", "tune", "iris", "--neurons", "0"], &[], &["count", "at least 1"]);
    refused(&["bench", "tune", "landsat", "--rows", "5"], &[], &["--rows 5", "at least 48"]);
    refused(&["bench", "tune", "iris", "--output", "a.toml"], &[("a.toml", "")], &["a.toml exists", "--force"]);
    refused(&["bench", "tune", "roses"], &[], &["iris"]);
}
