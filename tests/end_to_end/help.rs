//! What every command does alike: messages, exit codes, colors, files to start from.

use assert_cmd::Command;

use crate::resume::kill_at;
use crate::{ferrospike, iris_with, refused, text};

/// What every color begins with.
const ESCAPE: char = '\u{1b}';

#[test]
fn a_typo_is_answered_with_the_nearest_right_word() {
    let iris = |from: &str, to: &str| ("mine.toml", iris_with(from, to));
    for ((name, file), word) in [
        (iris("segment = ", "segmnt = "), "`segment`"),
        (iris("fields_per_feature = ", "field_per_feature = "), "`fields_per_feature`"),
        (iris("[neuron.lif]", "[neuron.liff]"), "`lif`"),
        (iris("[encoder.population_latency]", "[encoder.population_latncy]"), "`population_latency`"),
        (iris("half_splits = ", "half_split = "), "`half_splits`"),
        (iris("parameters = \"bfo_demo\"", "parameters = \"bfo_dem\""), "`bfo_demo`"),
        (iris("potentiation = ", "potentation = "), "`potentiation`"),
        (iris("set = \"iris\"", "set = \"irs\""), "`iris`"),
        (iris("vote = 1", "vote = 1\nread = \"winer\""), "`winner`"),
        (iris("[training]", "[trainig]"), "`training`"),
        (iris("vote = 1", "vote = 1\nsnapshots = { evry = 1, rows = 1 }"), "`every`"),
    ] {
        let words = format!("did you mean {word}");
        refused(&["run", name], &[(name, &file)], &[&words]);
        refused(&["check", name], &[(name, &file)], &[&words]);
    }
    for (arguments, words) in [
        (vec!["run", "iris-techer"], "did you mean `iris-teacher`"),
        (vec!["check", "landsta"], "did you mean `landsat`"),
        (vec!["new", "a.toml", "--from", "swep"], "did you mean `sweep`"),
        (vec!["models", "bfo_dmo"], "did you mean `bfo_demo`"),
        (vec!["neuron", "lif_curent"], "did you mean `lif_current`"),
        (vec!["train", "convert", "--data", "irsi"], "did you mean `iris`"),
        (vec!["swep", "a.toml"], "'sweep'"),
        (vec!["run", "iris", "--split", "3"], "'--splits'"),
        (vec!["bench", "irs"], "'iris'"),
        (vec!["device", "stdp", "--shape", "triangel"], "'triangle'"),
        (vec!["completions", "bsh"], "'bash'"),
    ] {
        refused(&arguments, &[], &[words]);
    }
}

#[test]
fn exit_codes_tell_success_from_a_failed_run_and_from_input_that_must_change() {
    let folder = tempfile::tempdir().unwrap();
    let code = |arguments: &[&str]| ferrospike(folder.path(), arguments).status.code();
    assert_eq!(code(&["--help"]), Some(0));
    assert_eq!(code(&["models"]), Some(0));
    assert_eq!(code(&["check", "iris"]), Some(0));
    assert_eq!(code(&["no-such-command"]), Some(2));
    assert_eq!(code(&["check", "none.toml"]), Some(2));
    assert_eq!(code(&["plot", "none.h5"]), Some(2));
    // a disk that is full: the run fails, not what was asked for
    if std::path::Path::new("/dev/full").exists() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ferrospike"));
        assert_eq!(command.arg("models").stdout(full).status().unwrap().code(), Some(1));
    }
}

#[test]
fn verbose_runs_tell_solver_parts_of_splits_and_what_they_take_up_again() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.toml"), iris_with("epochs = 15", "epochs = 8")).unwrap();
    let run = ["run", "mine.toml", "--splits", "3", "--threads", "1", "-v"];
    kill_at(folder.path(), &run, "piece-0");
    let output = ferrospike(folder.path(), &run);
    assert!(output.status.success());
    let said = text(&output.stderr);
    for words in [
        "crossbar solver line_cg: every segment has resistance",
        "an interrupted run continues",
        "a split is in the checkpoint split=0",
        "a split begins split=2",
        "learning=",
        "reading=",
        "recorded splits=3 of=3",
        "drawn figures=",
    ] {
        assert!(said.contains(words), "`{words}` in {said}");
    }
    assert!(!said.contains("split is done split=0"), "{said}");
}

#[test]
fn nothing_is_colored_where_it_is_piped_or_where_colors_are_unwanted() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.toml"), iris_with("segment = \"1 ohm\"", "segment = 1")).unwrap();
    for arguments in
        [["check", "iris"], ["check", "bad.toml"], ["models", "bfo_demo"], ["run", "--splt"], ["sweep", "--help"]]
    {
        for variables in [vec![], vec![("NO_COLOR", "1")]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_ferrospike"));
            let output =
                command.args(arguments).args(["-vv"]).envs(variables).current_dir(folder.path()).output().unwrap();
            let all = text(&output.stdout) + &text(&output.stderr);
            assert!(!all.is_empty() && !all.contains(ESCAPE), "{arguments:?}: {all:?}");
        }
    }
}

#[test]
fn check_shows_what_would_run_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str| {
        let output = ferrospike(folder.path(), &["check", name, "--json"]);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let iris = check("iris");
    assert_eq!(
        (&iris["splits"], &iris["crossbar"]),
        (&serde_json::json!(50), &serde_json::json!("32 rows x 6 columns"))
    );
    assert_eq!(check("boyn2017-array")["images"], 3);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("problem.toml", benchmarks::problem::EXAMPLE);
    write("pulses.toml", benchmarks::problem::TRANSIENT_EXAMPLE);
    write("device.toml", include_str!("../../devices/parameters/lammie2020_vteam.toml"));
    write("neuron.toml", include_str!("../../learning/neurons/alif.toml"));
    for (name, kind) in [
        ("problem", "crossbar solve"),
        ("pulses", "crossbar transient"),
        ("device", "device parameters"),
        ("neuron", "neuron parameters"),
    ] {
        let found = check(&format!("{name}.toml"));
        assert!(found["kind"].as_str().unwrap().contains(kind), "{name}: {found}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
    let alif = include_str!("../../learning/neurons/alif.toml");
    refused(&["check", "n.toml"], &[("n.toml", &alif.replace("tau_m = \"10 ms\"", "tau_m = \"10 mV\""))], &["a time"]);
    refused(&["check", "d.toml"], &[("d.toml", "model = \"vteem\"")], &["d.toml"]);
    refused(&["check", "t.toml"], &[("t.toml", "a = [1")], &["t.toml:1"]);
}

#[test]
fn check_tells_all_errors_in_one_go() {
    let file = iris_with("segment = \"1 ohm\"", "segment = \"1 s\"")
        .replace("tau_m = ", "tau_n = ")
        .replace("epochs = 15", "epochs = -1");
    refused(&["check", "mine.toml"], &[("mine.toml", &file)], &["a resistance", "did you mean `tau_m`?", "-1"]);
}

#[test]
fn a_new_file_passes_its_check_and_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = ferrospike(folder.path(), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    for from in ["iris", "wbc", "boyn2017-array", "sweep", "iris-teacher"] {
        let file = format!("{from}.toml");
        assert!(run(&["new", &file, "--from", from]).contains(&format!("wrote {file}")));
        assert!(run(&["check", &file]).contains("can run"));
        let text = std::fs::read_to_string(folder.path().join(&file)).unwrap();
        assert!(text.contains("# One segment of a line between neighboring devices."), "{text}");
    }
    let again = ferrospike(folder.path(), &["new", "iris.toml"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("iris.toml exists") && text(&again.stderr).contains("--force"));
    run(&["new", "iris.toml", "--from", "wbc", "--force"]);
    assert!(run(&["check", "iris.toml"]).contains("683 rows"));
}

#[test]
fn what_writes_a_file_says_its_path_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let json = |arguments: &str| {
        let output = ferrospike(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        assert!(output.status.success(), "{arguments}: {}", text(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let is_file = |path: &serde_json::Value| folder.path().join(path.as_str().unwrap()).is_file();
    let new = json("new mine.toml --from sweep --json");
    assert!(is_file(&new["file"]) && new["next"][1] == "ferrospike sweep mine.toml", "{new}");
    json("neuron lif_current -o n.h5 --json");
    assert!(is_file(&json("report n.h5 --json")["page"]));
    let spikes = json("export sonata n.h5 --json");
    assert!(is_file(&spikes["file"]), "{spikes}");
    let counts = spikes["populations"].as_array().unwrap().iter().map(|of| of["spikes"].as_u64().unwrap());
    assert_eq!(counts.sum::<u64>(), spikes["spikes"].as_u64().unwrap());
    assert!(is_file(&json("crossbar export-spice --random 4 -o a.cir --json")["netlist"]));
    let pages = json("man pages --json");
    assert!(pages["pages"].as_array().unwrap().iter().all(is_file), "{pages}");
    refused(&["man", "--json"], &[], &["FOLDER"]);
    refused(&["crossbar", "export-spice", "--random", "4", "--json"], &[], &["--output"]);
}

#[test]
fn shells_and_man_learn_all_commands() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&ferrospike(folder.path(), &["completions", shell]).stdout);
        assert!(["sweep", "check", "stdp-array"].iter().all(|word| script.contains(word)), "{shell}");
    }
    assert!(text(&ferrospike(folder.path(), &["man"]).stdout).starts_with(".ie"));
    let output = ferrospike(folder.path(), &["man", "pages"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for page in ["ferrospike", "ferrospike-sweep", "ferrospike-device-iv", "ferrospike-bench-iris"] {
        let page = std::fs::read_to_string(folder.path().join(format!("pages/{page}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS") && page.contains("Examples"), "{page}");
    }
    assert!(ferrospike(folder.path(), &["man", "pages"]).status.success(), "pages of ferrospike are replaced");
    let foreign = folder.path().join("pages/ferrospike-new.1");
    std::fs::write(&foreign, "my notes").unwrap();
    let refused = ferrospike(folder.path(), &["man", "pages"]);
    assert!(text(&refused.stderr).contains("ferrospike-new.1 is no page of ferrospike"), "{}", text(&refused.stderr));
    assert_eq!((refused.status.code(), std::fs::read_to_string(&foreign).unwrap().as_str()), (Some(2), "my notes"));
}
