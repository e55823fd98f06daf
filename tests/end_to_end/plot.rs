//! `ferrospike plot`.

use std::path::Path;

use crate::device::measured;
use crate::{ferrospike, text};

fn plot(folder: &Path, arguments: &str) -> std::process::Output {
    ferrospike(folder, &arguments.split(' ').collect::<Vec<_>>())
}

/// Names of the files in a folder, in order.
fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn one_kind_of_figure_is_drawn_in_one_format_and_what_is_not_held_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    measured(folder.path(), &["iv", "--points", "40", "--output", "a.h5"]);
    let drawn = plot(folder.path(), "plot a.h5 hysteresis --format svg --output one");
    assert_eq!(text(&drawn.stdout).trim(), "one/hysteresis.svg");
    assert_eq!(files(&folder.path().join("one")), ["hysteresis.svg"]);
    let drawn = plot(folder.path(), "plot a.h5 hysteresis hysteresis-logarithmic --format png --output two");
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    assert_eq!(files(&folder.path().join("two")), ["hysteresis-logarithmic.png", "hysteresis.png"]);

    let refused = plot(folder.path(), "plot a.h5 confusion --output three");
    let message = text(&refused.stderr).split_whitespace().collect::<Vec<_>>().join(" ").replace("│ ", "");
    assert_eq!(refused.status.code(), Some(2), "{message}");
    for words in ["`confusion`", "`ferrospike run` records", "it holds: hysteresis, hysteresis-logarithmic"] {
        assert!(message.contains(words), "{message}");
    }
    assert!(!folder.path().join("three").exists(), "nothing is drawn");
    let unknown = plot(folder.path(), "plot a.h5 hysteressis");
    let message = text(&unknown.stderr);
    assert!(unknown.status.code() == Some(2) && message.contains("'hysteresis'"), "{message}");
}

#[test]
fn help_names_every_kind_with_the_command_that_records_it() {
    let folder = tempfile::tempdir().unwrap();
    let help = text(&plot(folder.path(), "plot --help").stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    for kind in benchmarks::figures::Kind::all() {
        assert!(help.contains(kind.name()) && help.contains(kind.command()), "{kind:?}: {help}");
    }
}

#[test]
fn another_split_and_other_neurons_are_drawn_when_they_exist() {
    let folder = tempfile::tempdir().unwrap();
    let run = plot(folder.path(), "run iris --splits 2 --output a.h5");
    assert!(run.status.success(), "{}", text(&run.stderr));
    let svg = |arguments: &str, name: &str| {
        let drawn = plot(folder.path(), arguments);
        assert!(drawn.status.success(), "{}", text(&drawn.stderr));
        std::fs::read_to_string(folder.path().join(name)).unwrap()
    };
    let first = svg("plot a.h5 conductances training-spikes --output 0", "0/conductances.svg");
    assert_ne!(first, svg("plot a.h5 conductances training-spikes --split 1 --output 1", "1/conductances.svg"));
    let raster = svg("plot a.h5 raster --neurons 2,5 --output n", "n/raster.svg");
    let named: Vec<bool> = (0..6).map(|neuron| raster.contains(&format!("neuron {neuron}"))).collect();
    assert_eq!(named, [false, false, true, false, false, true]);
    let film = svg("plot a.h5 conductance-film --output f", "f/conductance-film.svg");
    assert!(film.contains("repeatCount=\"indefinite\""), "it plays");
    for (arguments, words) in [
        ("plot a.h5 conductances --split 2", "there is no split 2: the file holds 2"),
        ("plot a.h5 raster --neurons 6", "holds no neuron 6, but neurons 0, 1, 2, 3, ... 5 (6 in all)"),
    ] {
        let refused = plot(folder.path(), arguments);
        assert!(refused.status.code() == Some(2) && text(&refused.stderr).contains(words), "{}", text(&refused.stderr));
    }
}
