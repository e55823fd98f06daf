//! Presentations in full, spike files of other programs, and the documented layout of all files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use assert_cmd::Command;
use traces::TraceFile;

use super::{experiment_refused, ferrospike, iris_with, refused, text};

/// All quantities of the presentations that `traces/check/open_presentations.py` expects.
const RECORD: &str = r#"
[record]
splits = [0, 1]
training = [0, 10]
test = [3]
quantities = [
    "row_voltage", "row_current", "column_voltage", "column_current", "potential", "threshold", "spike_time", "energy",
    "device_voltage", "device_current", "conductance", "state",
]
"#;

/// Runs a quick Iris experiment of two splits with `record` and returns its file.
fn run(folder: &Path, record: &str) -> std::path::PathBuf {
    std::fs::write(folder.join("mine.toml"), iris_with("epochs = 15", "epochs = 2") + record).unwrap();
    let output = ferrospike(folder, &["run", "mine.toml", "--splits", "2"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    folder.join("results/mine.h5")
}

/// Runs a script of `traces/check`, where `.ci/run` names a python that can.
fn python(script: &str, arguments: &[&Path]) {
    let Some(python) = std::env::var_os("FERROSPIKE_PYTHON") else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../traces/check").join(script);
    let checked = Command::new(python).arg(script).args(arguments).output().unwrap();
    assert!(checked.status.success(), "{}", text(&checked.stderr));
}

#[test]
fn presentations_that_are_asked_for_are_recorded_in_full_and_open_in_python() {
    let folder = tempfile::tempdir().unwrap();
    let path = run(folder.path(), RECORD);
    let file = TraceFile::open(&path).unwrap();
    let voltage = file.read::<f64>("presentation/device_voltage").unwrap();
    assert_eq!((voltage.dims.join(" "), &voltage.shape[1..]), ("moment row column".into(), &[32, 6][..]));
    assert_eq!((voltage.units.as_str(), voltage.long_name.is_empty()), ("V", false));
    // a post spike of -1.3 V on a row of 0.7 V
    let highest = voltage.values.iter().copied().fold(0.0, f64::max);
    assert!((1.9..2.01).contains(&highest), "{highest} V");
    assert!(folder.path().join("results/mine/raster.png").is_file());
    a_presentation_is_chosen_as_it_was_recorded(folder.path());
    python("open_presentations.py", &[&path]);
}

/// Draws presentations of a file that [`run`] has written with [`RECORD`].
fn a_presentation_is_chosen_as_it_was_recorded(folder: &Path) {
    let plot =
        |options: &[&str]| ferrospike(folder, &[&["plot", "results/mine.h5", "raster", "-o", "one"], options].concat());
    for (options, words) in [
        (&["--training", "10"][..], "Split 0, training presentation 10, data row"),
        (&["--test", "3", "--split", "1"], "Split 1, test row 3, data row"),
    ] {
        let drawn = plot(options);
        assert!(drawn.status.success(), "{}", text(&drawn.stderr));
        let svg = std::fs::read_to_string(folder.join("one/raster.svg")).unwrap();
        assert!(svg.contains(words), "{words} in {svg}");
    }
    let refused = plot(&["--training", "11"]);
    let message = text(&refused.stderr).replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let held = "no training presentation 11, but splits 0, 1: training presentations 0, 10, test row 3;";
    assert!(refused.status.code() == Some(2) && message.contains(held), "{message}");
    assert_eq!(plot(&["--training", "1", "--test", "3"]).status.code(), Some(2), "one presentation is shown");
}

#[test]
fn what_cannot_be_recorded_is_refused_with_its_line() {
    let with = |line: &str| format!("tolerance = \"1 mV\"\n[record]\n{line}\n");
    let record = |line: &str, words: &[&str]| experiment_refused("tolerance = \"1 mV\"", &with(line), words);
    record("rows = [32]", &["row 32", "0 to 31", "mine.toml:53:8"]);
    record("quantity = [\"state\"]", &["quantity", "did you mean `quantities`?", "mine.toml:"]);
    record("quantities = [\"device_curent\"]", &["device_curent", "did you mean `device_current`?"]);
    record("training = { every = 0 }", &["every", "give 1 for each", "mine.toml:"]);
    record("test = \"some\"", &["some", "\"all\"", "mine.toml:"]);
    record("training = [100000]", &["training presentation 100000", "a split has 1125,"]);
}

#[test]
fn spikes_are_exported_for_sonata() {
    let folder = tempfile::tempdir().unwrap();
    let path = run(folder.path(), "");
    let export = |arguments: &[&str]| ferrospike(folder.path(), &[&["export", "sonata"], arguments].concat());
    let output = export(&["results/mine.h5"]);
    assert!(output.status.success() && text(&output.stdout).contains("2 populations"), "{}", text(&output.stderr));
    let spikes = folder.path().join("results/mine-spikes.h5");
    python("open_sonata.py", &[&spikes, &path]);
    let again = export(&["results/mine.h5"]);
    assert_eq!(again.status.code(), Some(2), "an existing file is not replaced");
    assert!(text(&again.stderr).contains("--force"));
    assert!(export(&["results/mine.h5", "--force"]).status.success());
    let itself = export(&["results/mine.h5", "--force", "-o", "results/mine.h5"]);
    assert_eq!(itself.status.code(), Some(2), "the recorded file is not replaced by its spikes");
    let neuron = ferrospike(folder.path(), &["neuron", "lif_current", "--current", "700 pA", "-o", "n.h5"]);
    assert!(neuron.status.success() && export(&["n.h5", "-o", "s.h5"]).status.success());
    let device = ferrospike(folder.path(), &["device", "iv", "--points", "20", "--repeats", "1", "-o", "iv.h5"]);
    assert!(device.status.success(), "{}", text(&device.stderr));
    let none = export(&["iv.h5", "-o", "t.h5"]);
    assert!(text(&none.stderr).contains("holds no spikes") && !folder.path().join("t.h5").exists());
    refused(&["export", "sonata", "nowhere.h5"], &[], &["nowhere.h5"]);
}

/// Dimensions and unit of a variable.
type Laid = (String, String);

/// The variables of one group by name; those that not every file has are marked.
type Documented = BTreeMap<String, (Laid, bool)>;

/// The tables of `docs/traces.md`: a heading "### `group`", then rows of variable, dimensions, unit and meaning, where a `*`
/// behind the name stands for "not in every file".
fn documented() -> BTreeMap<String, Documented> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/traces.md");
    let (mut groups, mut group) = (BTreeMap::<String, Documented>::new(), String::new());
    for line in std::fs::read_to_string(path).unwrap().lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            group = heading.trim_matches('`').to_string();
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, dims, unit, meaning] = cells[..] else { continue };
        let Some(name) = name.strip_prefix('`') else { continue };
        assert!(!meaning.is_empty(), "{group}/{name} has a meaning");
        let (name, optional) = name.split_once('`').unwrap();
        let laid = (dims.to_string(), unit.to_string());
        let earlier = groups.entry(group.clone()).or_default().insert(name.into(), (laid, optional == "*"));
        assert!(earlier.is_none(), "{group}/{name} is documented twice");
    }
    groups
}

/// Dimensions and unit of a recorded variable, as the document writes them.
fn laid(file: &TraceFile, variable: &str) -> Laid {
    let any = file
        .read::<f64>(variable)
        .map(|v| (v.dims, v.units))
        .or_else(|_| file.read::<i64>(variable).map(|v| (v.dims, v.units)))
        .or_else(|_| file.read::<bool>(variable).map(|v| (v.dims, v.units)))
        .or_else(|_| file.read::<String>(variable).map(|v| (v.dims, v.units)));
    let (dims, unit) = any.unwrap();
    (dims.join(", "), unit)
}

/// The name that stands in the document for a variable: what depends on a model or a measurement is written in capitals.
fn documented_name(group: &str, name: &str) -> String {
    if group == "presentation" && name.starts_with("state_") {
        return "state_NAME".into();
    }
    let measured =
        ["current", "conductance", "switched_fraction"].into_iter().find(|quantity| name.starts_with(quantity));
    match measured {
        Some(quantity) if group == "fit" => name.replace(quantity, "QUANTITY"),
        _ => name.into(),
    }
}

/// Asserts that all recorded files below a folder have the documented layout; what they have, group by group.
pub fn assert_documented(folder: &Path) -> BTreeSet<String> {
    let (documented, mut seen) = (documented(), BTreeSet::new());
    for file in super::walk(folder).into_iter().filter(|file| file.extension().is_some_and(|e| e == "h5")) {
        compare(&file, &documented, &mut seen);
    }
    seen
}

/// Compares a file with the document and notes what it has.
fn compare(path: &Path, documented: &BTreeMap<String, Documented>, seen: &mut BTreeSet<String>) {
    let file = TraceFile::open(path).unwrap();
    for group in file.groups().unwrap() {
        let expected = documented.get(&group).unwrap_or_else(|| panic!("docs/traces.md has no group `{group}`"));
        let mut present = BTreeSet::new();
        for name in file.variables(&group).unwrap() {
            let known = documented_name(&group, &name);
            let (expected, _) = expected.get(&known).unwrap_or_else(|| panic!("docs/traces.md lacks {group}/{name}"));
            let (dims, unit) = laid(&file, &format!("{group}/{name}"));
            assert_eq!(dims, expected.0, "dimensions of {group}/{name} in docs/traces.md");
            // a name that stands for several leaves the unit open
            assert!(known != name || unit == expected.1, "unit of {group}/{name} in docs/traces.md");
            seen.insert(format!("{group}/{known}"));
            present.insert(known);
        }
        for (name, (_, optional)) in expected {
            assert!(
                *optional || present.contains(name),
                "{} has no {group}/{name}, which is documented",
                path.display()
            );
        }
    }
}

/// Commands that together write every group; options make them short.
const COMMANDS: &[&str] = &[
    "run record.toml --splits 2 --save-network network.h5",
    "run rate.toml --splits 1",
    "run patterns.toml --seeds 1",
    "bench tune iris --trials 1 --epochs 1",
    "train convert --splits 1 --epochs 5",
    "train surrogate --splits 1 --epochs 2",
    "device iv --points 20 --repeats 2",
    "device pulses --repeats 2",
    "device switching --repeats 2",
    "device stdp --repeats 2",
    "device stdp-array --size 2x2",
    "device retention --repeats 2",
    "device endurance --cycles 10 --repeats 2",
    "device fit sweep.csv --device lammie2020_vteam --fit alpha_off,v_off",
    "neuron lif_current",
    "neuron lif_current --sweep 370pA,500pA -o rates.h5",
    "crossbar solve weights.toml --transfer -o weights.h5",
    "crossbar solve model.toml -o model.h5",
    "crossbar transient pulses.toml -o transient.h5",
    "crossbar transient gated.toml -o gated.h5",
];

/// What the commands read.
fn write_inputs(folder: &Path) {
    let put = |name: &str, content: String| std::fs::write(folder.join(name), content).unwrap();
    let example = |arguments: &[&str]| text(&ferrospike(folder, arguments).stdout);
    let short = iris_with("epochs = 15", "epochs = 2");
    put("record.toml", format!("{short}{RECORD}"));
    let rate = short.replace("tau_m = \"500 ns\"", "tau_m = \"500 ns\"\nt_ref = \"100 ns\"");
    put("rate.toml", rate.replace("vote = 1", "vote = 1\nread = \"rate\""));
    let patterns = benchmarks::Experiment::embedded("boyn2017-array").unwrap();
    let patterns =
        patterns.replace("presentations = 200", "presentations = 32").replace("rate_over = 50", "rate_over = 8");
    let noise = "noise = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0]";
    put("patterns.toml", patterns.replace(noise, "noise = [0.0]").replace("[0.0, 0.3, 0.6]", "[0.0]"));
    put("sweep.csv", example(&["device", "fit", "--device", "lammie2020_vteam", "--example"]));
    put("pulses.toml", example(&["crossbar", "transient", "--example"]));
    let cell = "[device.cell.transistor]\ni_s = \"1 uA\"\nv_t0 = \"0.4 V\"\nn = 1.3\nv_g = \"0 V\"\n";
    put("gated.toml", super::transient::PROBLEM.replace("[waveforms]", &format!("{cell}[waveforms]\ngates = \"1 V\"")));
    put("weights.toml", WEIGHTS.into());
    put("model.toml", MODEL.into());
}

const WEIGHTS: &str = r#"
conductances = { weights = { matrix = [[0.5, -1.0], [0.25, 1.0]], largest = 1.0, g_min = "1 uS", g_max = "100 uS" } }
wires = { segment = "1 ohm" }
drive = { left = ["0.2 V", "0.1 V"] }
"#;

const MODEL: &str = r#"
wires = { segment = "10 ohm" }
drive = { left = ["0.8 V", "0.3 V"] }
device = { parameters = "sinh_demo", positions = [[1, 0.5, 0.2], [0, 0.7, 1]] }
"#;

#[test]
fn the_documented_layout_is_that_of_freshly_written_files() {
    let folder = tempfile::tempdir().unwrap();
    write_inputs(folder.path());
    for command in COMMANDS {
        let output = ferrospike(folder.path(), &command.split(' ').collect::<Vec<_>>());
        assert!(output.status.success(), "{command}: {}", text(&output.stderr));
    }
    let seen = assert_documented(folder.path());
    // the tests of `bench` look at these; a fit to pulses has widths, a model with more than a position has more states
    let elsewhere = ["baselines/", "robustness/", "fit/width", "presentation/state_NAME"];
    for (group, variables) in &documented() {
        for variable in variables.keys().map(|name| format!("{group}/{name}")) {
            let known = seen.contains(&variable) || elsewhere.iter().any(|prefix| variable.starts_with(prefix));
            assert!(known, "no file has {variable}, which is documented");
        }
    }
}

#[test]
fn check_says_how_large_a_recording_will_be_and_a_run_that_cannot_hold_it_does_not_begin() {
    let folder = tempfile::tempdir().unwrap();
    let all = "[record]\nsplits = \"all\"\ntraining = { every = 25 }\ntest = { every = 5 }\nevery = 2\n\
               quantities = [\"column_current\", \"potential\", \"device_voltage\", \"energy\"]\n";
    let path = run(folder.path(), all);
    let check = ferrospike(folder.path(), &["check", "mine.toml", "--json"]);
    let check: serde_json::Value = serde_json::from_slice(&check.stdout).unwrap();
    // 25 splits for each of the two that ran
    let file = TraceFile::open(&path).unwrap();
    let presentations: BTreeSet<(i64, bool, i64)> = {
        let [split, presentation] =
            ["split", "presentation"].map(|name| file.read::<i64>(&format!("presentation/{name}")).unwrap().values);
        let training = file.read::<bool>("presentation/training").unwrap().values;
        (0..split.len()).map(|k| (split[k], training[k], presentation[k])).collect()
    };
    assert_eq!(check["recorded_presentations"], 25 * presentations.len());
    let recorded = file.shape("presentation/time").unwrap()[0] as f64 / presentations.len() as f64;
    let words = check["moments_of_each"].as_str().unwrap();
    let told: f64 = words.strip_prefix("about ").unwrap().parse().unwrap();
    // those of an untrained network stand for all
    assert!((0.5..2.0).contains(&(told / recorded)), "{told} moments are told, {recorded} recorded");
    assert!(check["size_of_recording"].as_str().unwrap().contains("before compression"), "{check}");
    // more than any disk holds
    let endless = iris_with("epochs = 15", "epochs = 100000").replace("half_splits = 50", "half_splits = 100000")
        + "[record]\nsplits = \"all\"\ntraining = \"all\"\n\
           quantities = [\"device_voltage\", \"device_current\", \"conductance\", \"state\"]\n";
    let endless = endless.replace("vote = 1", "vote = 1\nsnapshots = { every = 100000, rows = 10 }");
    refused(&["run", "mine.toml"], &[("mine.toml", &endless)], &["free space", "what [record] asks for", "`every`"]);
}
