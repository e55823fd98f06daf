//! `ferrospike bench`.

use std::path::Path;

use crate::{ferrospike, refused, text};

fn bench(folder: &Path, arguments: &str) -> serde_json::Value {
    let arguments: Vec<&str> = ["bench"].into_iter().chain(arguments.split(' ')).chain(["--json"]).collect();
    let output = ferrospike(folder, &arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Mean accuracy of a row (%).
fn mean(row: &serde_json::Value) -> f64 {
    let accuracies: Vec<f64> = serde_json::from_value(row["accuracies"].clone()).unwrap();
    100.0 * accuracies.iter().sum::<f64>() / accuracies.len() as f64
}

#[test]
fn iris_gives_a_row_per_method_in_four_formats_and_a_rerun_takes_what_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let first = bench(folder.path(), "iris --quick --seeds 2");
    let rows = first["rows"].as_array().unwrap();
    let methods: Vec<&str> = rows.iter().map(|row| row["method"].as_str().unwrap()).collect();
    for method in ["unsupervised, first neuron", "unsupervised, ridge on first-spike times", "teacher, first neuron"] {
        let row = methods.iter().position(|known| *known == method).unwrap_or_else(|| panic!("{method}: {methods:?}"));
        // chance is 33 %; the full protocol is a benchmark, this guards the path
        assert!(mean(&rows[row]) > 80.0, "{}", rows[row]);
    }
    let kinds = |kind: &str| rows.iter().filter(|row| row["kind"] == kind).count();
    assert_eq!((kinds("network"), kinds("baseline")), (4, 6), "{methods:?}");
    for method in ["k-means on the code", "ridge on the code", "kNN", "LDA", "SVM-RBF", "SOM"] {
        let row = rows.iter().find(|row| row["method"] == method).unwrap_or_else(|| panic!("{method}: {methods:?}"));
        assert!(mean(row) > 80.0 && row["wall_s"].as_f64().unwrap() > 0.0, "{row}");
        assert!(row["energy_per_classification_J"].is_null() && row["simulated_s"].is_null(), "{row}");
    }
    assert!(rows.iter().any(|row| row["accuracies"]["status"] == "unverified"));
    let results = folder.path().join("results/bench/iris");
    for extension in ["csv", "md", "tex"] {
        let table = std::fs::read_to_string(results.join(format!("table.{extension}"))).unwrap();
        assert!(methods.iter().all(|method| table.contains(method)), "{table}");
    }
    for file in [
        "accuracy-presentations.png",
        "unsupervised-half-splits/confusion.png",
        "teacher-half-splits.h5",
        "baselines-half-splits.h5",
    ] {
        assert!(results.join(file).is_file(), "{file}");
    }
    let recorded = |name: &str| std::fs::metadata(results.join(name)).unwrap().modified().unwrap();
    let before = recorded("teacher-half-splits.h5");
    assert_eq!(bench(folder.path(), "iris --quick --seeds 2"), first, "wall times included");
    assert_eq!(recorded("teacher-half-splits.h5"), before);
    let other = ferrospike(folder.path(), &["bench", "iris", "--quick", "--seeds", "2", "--neurons", "9"]);
    assert_eq!(other.status.code(), Some(2), "results of other settings are not replaced");
    assert!(text(&other.stderr).contains("--force"), "{}", text(&other.stderr));
}

#[test]
fn a_table_fits_a_terminal_of_120_columns_and_names_its_parts_and_sources() {
    let folder = tempfile::tempdir().unwrap();
    let output = ferrospike(folder.path(), &["bench", "iris", "--quick", "--seeds", "1"]);
    let shown = text(&output.stdout);
    // the second line repeats the command, however long
    let tables: Vec<&str> = shown.lines().skip(2).collect();
    assert!(tables.iter().all(|line| line.chars().count() <= 120), "{shown}");
    for words in ["Spiking networks", "Classical methods", "Published results", "unverified", "F1 99.0", "[1] "] {
        assert!(shown.contains(words), "`{words}` in {shown}");
    }
    let seen = crate::recording::assert_documented(folder.path());
    let drawn =
        ferrospike(folder.path(), &["plot", "results/bench/iris/baselines-half-splits.h5", "baselines", "-o", "b"]);
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    assert!(seen.contains("baselines/accuracy") && seen.contains("training/conductance"), "{seen:?}");
}

#[test]
fn sizes_follow_accuracy_over_the_number_of_neurons() {
    let folder = tempfile::tempdir().unwrap();
    let table = bench(folder.path(), "sizes iris --neurons 6 3 --quick --seeds 1");
    let rows = table["rows"].as_array().unwrap();
    let first: Vec<u64> = rows
        .iter()
        .filter(|row| row["method"] == "unsupervised, first neuron")
        .map(|row| row["neurons"].as_u64().unwrap())
        .collect();
    assert_eq!(first, [3, 6], "each size once, in order");
    let results = folder.path().join("results/bench/iris/sizes");
    for file in ["unsupervised-half-splits-3.h5", "teacher-half-splits-6.h5", "accuracy-neurons.png", "table.csv"] {
        assert!(results.join(file).is_file(), "{file}");
    }
}

#[test]
fn impossible_benchmarks_are_refused_before_they_begin() {
    refused(&["bench", "iris", "--seeds", "0"], &[], &["half_splits", "at least 1"]);
    refused(&["bench", "wbc", "--neurons", "0"], &[], &["count", "at least 1"]);
    refused(&["bench", "iris", "--device", "bfo_dmo"], &[], &["did you mean", "bfo_demo"]);
    refused(&["bench", "sizes", "iris", "--neurons", "6", "0"], &[], &["count", "at least 1"]);
    refused(
        &["bench", "robustness", "wbc", "--network", "features"],
        &[],
        &["wbc", "--network unsupervised or teacher"],
    );
    refused(&["run", "landsat", "--seeds", "0"], &[], &["--splits", "at least 1"]);
}

#[test]
fn robustness_is_tabled_recorded_drawn_and_taken_from_the_record_when_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["bench", "robustness", "iris", "--quick"];
    let first = ferrospike(folder.path(), &arguments);
    assert!(first.status.success(), "{}", text(&first.stderr));
    let results = folder.path().join("results/bench/iris");
    let table = std::fs::read_to_string(results.join("robustness.csv")).unwrap();
    let clean = table.lines().nth(1).unwrap();
    let accuracy: f64 = clean.split(',').nth(3).unwrap().parse().unwrap();
    assert!(clean.starts_with("clean,") && accuracy > 80.0, "chance is 33 %: {clean}");
    assert!(table.starts_with("condition,acts,splits,winner_mean_percent,"), "{table}");
    let ridge: f64 = clean.split(',').nth(11).unwrap().parse().unwrap();
    assert!(ridge > 80.0, "chance is 33 %: {clean}");
    for words in ["levels", "step noise", "stuck", "spread", "per segment", "1/f", "10 years", "358 K", "retrained"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    for file in ["robustness.md", "robustness.tex", "robustness/robustness.svg", "robustness/robustness.png"] {
        assert!(results.join(file).is_file(), "{file}");
    }
    crate::recording::assert_documented(folder.path());
    let recorded = || std::fs::metadata(results.join("robustness.h5")).unwrap().modified().unwrap();
    let before = recorded();
    let again = ferrospike(folder.path(), &arguments);
    assert_eq!((again.stdout, recorded()), (first.stdout, before));
    let other = ferrospike(folder.path(), &["bench", "robustness", "iris", "--quick", "--neurons", "9"]);
    assert_eq!(other.status.code(), Some(2), "results of other settings are not replaced");
    assert!(text(&other.stderr).contains("--force"), "{}", text(&other.stderr));
}
