//! `ferrospike run --data`.

use std::path::Path;

use crate::{ferrospike, refused, text};

/// Iris with a gap in every tenth row, a counter and quotes, lines ended as on Windows.
fn damaged_iris() -> String {
    let iris = include_str!("../../benchmarks/data/iris.csv");
    let row = |(k, line): (usize, &str)| match (k, line.split_once(',')) {
        (0, _) => format!("\u{feff}number,{line}\r\n"),
        (k, Some((_, rest))) if k % 10 == 0 => format!("{k},?,{rest}\r\n"),
        _ => format!("{k},\"{}\r\n", line.replacen(',', "\",", 1)),
    };
    iris.lines().enumerate().map(row).collect()
}

fn run(folder: &Path, arguments: &str) -> serde_json::Value {
    let arguments: Vec<&str> = arguments.split(' ').chain(["--json"]).collect();
    let output = ferrospike(folder, &arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_table_with_gaps_is_learned_and_the_printed_experiment_gives_the_same() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("my.csv"), damaged_iris()).unwrap();
    let asked = "run --data my.csv --missing median --splits 2 --neurons 6";
    let own = run(folder.path(), &format!("{asked} --output own.h5"));
    // chance is 33 %
    assert!(own["winner_percent"].as_f64().unwrap() > 75.0, "{own}");
    assert!((own["majority_percent"].as_f64().unwrap() - 100.0 / 3.0).abs() < 1e-9);
    assert_eq!(own["class_rows"], serde_json::json!([50, 50, 50]), "filled rows stay");
    let notes = own["notes"].to_string();
    assert!(notes.contains("`number` is left out") && notes.contains("15 values are missing in 15 rows"), "{notes}");
    assert!(folder.path().join("own/confusion.png").is_file());
    let printed = ferrospike(folder.path(), &asked.split(' ').chain(["--print"]).collect::<Vec<_>>());
    std::fs::write(folder.path().join("mine.toml"), printed.stdout).unwrap();
    let again = run(folder.path(), "run mine.toml --output again.h5");
    assert_eq!(again["accuracies"], own["accuracies"]);
}

#[test]
fn tables_and_options_that_do_not_fit_are_refused() {
    let table = |csv: &str, words: &[&str]| refused(&["run", "--data", "my.csv"], &[("my.csv", csv)], words);
    table("a,b,Class\n1,2,x\n", &["did you mean `Class`?", "--label"]);
    table("a,a,class\n1,2,x\n", &["two columns are called `a`"]);
    table("a,class\n1,x\n2,x\n", &["at least two classes"]);
    table("a,class\n1,x\n2,x\n3,y\n", &["class `y` has 1 row"]);
    table("a,class\n1,x\n-inf,x\n3,y\n3,y\n", &["line 3", "-inf"]);
    table("", &["no column is called `class`"]);
    refused(&["run", "--data", "no.csv"], &[], &["cannot read no.csv"]);
    refused(&["run", "iris", "--data", "my.csv"], &[], &["cannot be used with"]);
    refused(&["run", "iris", "--neurons", "3"], &[], &["cannot be used with"]);
    refused(&["run"], &[], &["EXPERIMENT.toml"]);
    let iris = include_str!("../../benchmarks/data/iris.csv");
    refused(&["run", "--data", "i.csv", "--splits", "0"], &[("i.csv", iris)], &["--splits", "at least 1"]);
    refused(&["run", "--data", "i.csv", "--neurons", "0"], &[("i.csv", iris)], &["count", "at least 1"]);
}
