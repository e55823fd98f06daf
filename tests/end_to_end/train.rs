//! `ferrospike train`.

use crate::{ferrospike, refused, text};

#[test]
fn surrogate_training_prints_records_and_draws_what_the_crossbar_makes_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        "train surrogate --device lammie2020_vteam --segment 0.01ohm --splits 2 --epochs 30 --hidden 8 --json";
    let output = ferrospike(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let numbers = |name: &str| serde_json::from_value::<Vec<f64>>(result[name].clone()).unwrap();
    // chance is 33 %
    assert!(numbers("accuracy_software").iter().all(|accuracy| *accuracy > 0.7), "{result}");
    assert_eq!(numbers("devices"), [2.0 * (5.0 * 8.0 + 8.0 * 3.0); 2]);
    let path = folder.path().join("results/surrogate-iris-lammie2020_vteam.h5");
    let file = traces::TraceFile::open(&path).unwrap();
    let recorded = file.read::<f64>("surrogate/accuracy_crossbar").unwrap().values;
    for (recorded, printed) in recorded.iter().zip(numbers("accuracy_crossbar")) {
        assert!((recorded - printed).abs() < 1e-12, "{recorded} is recorded, {printed} printed");
    }
    assert_eq!(file.read::<f64>("surrogate/accuracy_against_bits").unwrap().dims, ["split", "bits"]);
    for figure in ["weights.png", "accuracy-bits.svg"] {
        assert!(path.with_extension("").join(figure).is_file(), "{figure}");
    }
}

#[test]
fn conversion_shows_accuracy_against_steps_and_the_errors_of_writing() {
    let folder = tempfile::tempdir().unwrap();
    let output = ferrospike(folder.path(), &["train", "convert", "--splits", "2", "--epochs", "40", "--bits", "5"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    for words in ["steps", "64", "without spikes", "rms", "worst", "pulses per device", "not reached", "energy"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    for figure in ["weights.png", "accuracy-steps.png"] {
        assert!(folder.path().join("results/conversion-iris-bfo_demo").join(figure).is_file(), "{figure}");
    }
}

#[test]
fn impossible_trainings_are_refused_before_they_begin() {
    for (option, value, words) in [
        ("--data", "irs", ["irs", "Embedded are: iris"]),
        ("--data", "no.csv", ["no.csv", "cannot read"]),
        ("--device", "bfo_dmo", ["did you mean", "bfo_demo"]),
        ("--segment", "1 s", ["--segment", "a resistance"]),
        ("--segment", "-1 ohm", ["--segment", "0 ohm or more"]),
        ("--bits", "1", ["bits", "2 to 24"]),
        ("--tolerance", "0", ["--tolerance 0", "above 0"]),
        ("--splits", "0", ["--splits 0", "from 1"]),
        ("--hidden", "0", ["--hidden 0", "from 1"]),
    ] {
        refused(&["train", "convert", &format!("{option}={value}")], &[], &words);
    }
}
