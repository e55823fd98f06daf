//! `ferrospike crossbar transient FILE`.

use std::path::Path;

use crate::{ferrospike, refused, text};

/// Two devices under one pulse.
pub const PROBLEM: &str = r#"rows = 1
columns = 2
[wires]
segment = "1 ohm"
[device]
parameters = "lammie2020_vteam"
positions = 0.5
[waveforms]
left = [["0 ns", "0 V"], ["10 ns", "0.5 V"], ["50 ns", "0.5 V"], ["60 ns", "0 V"]]
sample = "10 ns"
stop = "100 ns"
"#;

/// Runs `crossbar transient`, which must succeed, and returns what it prints.
fn transient(folder: &Path, arguments: &[&str]) -> String {
    let output = ferrospike(folder, &[&["crossbar", "transient"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn folder_with(problem: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), problem).unwrap();
    folder
}

fn numbers(csv: &str) -> Vec<Vec<f64>> {
    let lines = csv.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| line.split(',').map(|field| field.parse().unwrap()).collect()).collect()
}

/// The golden array of 4 x 4 memristors, followed by an independent stiff solver: time, states, column and row currents.
fn golden() -> Vec<Vec<f64>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/crossbar/tran_vteam_4x4.csv");
    numbers(&std::fs::read_to_string(path).unwrap())
}

#[test]
fn the_example_is_the_golden_array_and_follows_it_within_the_accuracy_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), transient(folder.path(), &["--example"])).unwrap();
    transient(folder.path(), &["a.toml", "--csv", "o.csv"]);
    let found = numbers(&std::fs::read_to_string(folder.path().join("o.csv")).unwrap());
    let golden = golden();
    let largest = golden.iter().flat_map(|line| &line[17..21]).fold(0.0, |most: f64, i| most.max(i.abs()));
    // four samples in each interval of the golden file
    for (sample, expected) in found.iter().step_by(4).zip(&golden) {
        let time = expected[0];
        assert!((sample[0] - time).abs() < 1e-15, "{} s in place of {time} s", sample[0]);
        // x of the netlist runs from low to high resistance, our position from off to on
        for (position, x) in sample[5..].iter().zip(&expected[1..17]) {
            assert!((1.0 - position - x).abs() < 1e-4, "{position} at {time} s in place of 1 - {x}");
        }
        for (current, i) in sample[1..5].iter().zip(&expected[17..21]) {
            assert!((current - i).abs() < 1e-3 * largest, "{current} A at {time} s in place of {i} A");
        }
    }
    assert_eq!(found.len(), 4 * (golden.len() - 1) + 1);
}

#[test]
fn the_recorded_run_obeys_kirchhoff_at_every_time_and_is_drawn_and_drawn_again() {
    let folder = folder_with(PROBLEM);
    let printed = transient(folder.path(), &["a.toml", "--output", "r.h5", "--csv", "o.csv"]);
    for words in ["steps", "energy from the sources", "energy lost in lines", "final position", "recorded", "r.h5"] {
        assert!(printed.contains(words), "should say `{words}`: {printed}");
    }
    let file = traces::TraceFile::open(&folder.path().join("r.h5")).unwrap();
    let read = |name: &str| file.read::<f64>(&format!("transient/{name}")).unwrap();
    let (voltage, current, position) = (read("device_voltage"), read("device_current"), read("position"));
    assert_eq!(
        (&voltage.dims[..], &voltage.shape[..]),
        (&["time", "row", "column"].map(String::from)[..], &[11, 1, 2][..])
    );
    assert_eq!([voltage, current.clone(), position.clone()].map(|variable| variable.units), ["V", "A", "1"]);
    assert_eq!((read("time").units.as_str(), read("conductance").units.as_str()), ("s", "S"));
    let out = [read("left_current").values, read("right_current").values].concat();
    let bottom = read("bottom_current").values;
    // the tolerance of the solver, on currents of about 1 mA
    for (end, device) in bottom.iter().zip(&current.values) {
        assert!((end - device).abs() < 1e-12, "{end} A leave the line of a device with {device} A");
    }
    for time in 0..11 {
        let kept = out[time] + out[11 + time] + bottom[2 * time] + bottom[2 * time + 1];
        assert!(kept.abs() < 1e-12, "{kept} A stay in the array at sample {time}");
    }
    assert_eq!(read("left_voltage").values[3], 0.5);
    assert!(read("right_voltage").values.iter().all(|voltage| voltage.is_nan()), "floating ends have no source");
    let csv = numbers(&std::fs::read_to_string(folder.path().join("o.csv")).unwrap());
    assert_eq!(csv.iter().flat_map(|line| line[3..].to_vec()).collect::<Vec<_>>(), position.values);
    let provenance = file.provenance().unwrap();
    assert!(provenance.experiment.contains("stop = \"100 ns\"") && !provenance.sources.is_empty());
    let again = ferrospike(folder.path(), &["plot", "r.h5", "--output", "drawn"]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    let drawn = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(drawn("r/transient.svg"), drawn("drawn/transient.svg"));
    for words in ["Source voltage (mV)", "Column current (", "Device position", "Time (ns)", "row 0", "column 1"] {
        assert!(drawn("r/transient.svg").contains(words), "{words}");
    }
}

#[test]
fn samples_and_files_change_no_bit_of_the_result() {
    let folder = folder_with(PROBLEM);
    let result = |arguments: &[&str]| {
        let printed = transient(folder.path(), &[arguments, &["--json"]].concat());
        let mut result: serde_json::Value = serde_json::from_str(&printed).unwrap();
        result.as_object_mut().unwrap().remove("seconds");
        result
    };
    let few = result(&["a.toml", "--figure", "f.png"]);
    assert!(folder.path().join("f.png").is_file() && folder.path().join("f.h5").is_file());
    std::fs::write(folder.path().join("b.toml"), PROBLEM.replace("sample = \"10 ns\"", "sample = \"0.7 ns\"")).unwrap();
    assert_eq!(few, result(&["b.toml"]));
    let energy = |part: &str| few["energy_J"][part].as_f64().unwrap();
    assert!(energy("devices") > 0.0 && energy("elsewhere") > 0.0, "lines with resistance take energy: {few}");
}

#[test]
fn transistors_pass_pulses_only_while_their_gates_are_on() {
    let cell = "[device.cell.transistor]\ni_s = \"1 uA\"\nv_t0 = \"0.4 V\"\nn = 1.3\nv_g = \"0 V\"\n[waveforms]\n";
    let gated = |gate: &str| {
        let text = PROBLEM.replace("[waveforms]\n", &format!("{cell}gates = \"{gate}\"\n"));
        let folder = folder_with(&text);
        let result: serde_json::Value =
            serde_json::from_str(&transient(folder.path(), &["a.toml", "--output", "r.h5", "--json"])).unwrap();
        let file = traces::TraceFile::open(&folder.path().join("r.h5")).unwrap();
        assert_eq!(file.read::<f64>("transient/gate_voltage").unwrap().shape, [11, 1]);
        result["largest_column_current"]["current_A"].as_f64().unwrap()
    };
    let (on, off) = (gated("1.5 V"), gated("0 V"));
    // 0.4 V below threshold at a decade per 1.3 x 60 mV
    assert!(on > 1e3 * off && off > 0.0, "{on} A and {off} A");
}

fn transient_refused(from: &str, to: &str, words: &[&str]) {
    assert!(PROBLEM.contains(from), "the problem has `{from}`");
    let arguments = ["crossbar", "transient", "a.toml", "--output", "r.h5"];
    refused(&arguments, &[("a.toml", &PROBLEM.replacen(from, to, 1))], words);
}

#[test]
fn problems_that_cannot_run_in_time_are_refused_with_their_place() {
    let (devices, waveforms) = (PROBLEM.split("[waveforms]").next().unwrap(), PROBLEM.find("[waveforms]").unwrap());
    transient_refused(&PROBLEM[waveforms..], "[drive]\nleft = \"1 V\"\n", &["a.toml:8:", "`[waveforms]`", "--example"]);
    let ohmic = devices.replacen("rows = 1", "conductances = [[\"1 uS\", \"2 uS\"]]\nrows = 1", 1);
    let ohmic = ohmic.split("[device]").next().unwrap();
    let device = &PROBLEM[PROBLEM.find("[device]").unwrap()..waveforms];
    transient_refused(&PROBLEM[..waveforms], ohmic, &["a.toml:1:", "`conductances` never change", "`[device]`"]);
    transient_refused(device, "", &["no devices", "`device`"]);
    transient_refused("[\"50 ns\"", "[\"5 ns\"", &["a.toml:9:", "corner 3", "not after"]);
    transient_refused("stop = \"100 ns\"", "stop = \"-1 ns\"", &["a.toml:11:", "`stop`"]);
    transient_refused("\"100 ns\"", "\"100 V\"", &["a.toml:11:", "a voltage", "a time"]);
    transient_refused("left", "lefd", &["a.toml:9:", "did you mean `left`?"]);
}

#[test]
fn impossible_capacitances_cells_gates_and_tolerances_are_refused_with_their_place() {
    let wires = "segment = \"1 ohm\"\n";
    let capacitance = |text: &str| format!("{wires}capacitance = {{ {text} }}\n");
    transient_refused(wires, &capacitance("word = \"-1 fF\""), &["a.toml:5:", "`word` is", "not negative"]);
    transient_refused(wires, &capacitance("word = \"1 ohm\""), &["a.toml:5:", "a resistance", "a capacitance"]);
    transient_refused(wires, &capacitance("lines = \"1 fF\""), &["a.toml:5:", "lines", "`word`"]);
    let device = "positions = 0.5\n";
    let with = |text: &str| format!("{device}{text}\n");
    transient_refused(device, &with("capacitance = \"-1 F\""), &["a.toml:8:", "`device` is -1 F"]);
    transient_refused(device, &with("plates = \"count\""), &["a.toml:8:", "did you mean `counted`?"]);
    transient_refused(device, &with("cell.exponentiol = {}"), &["a.toml:8:", "exponentiol", "exponential"]);
    transient_refused(device, &with("cell.exponential = { i_0 = \"1 nA\", v_0 = \"-1 V\" }"), &["a.toml:8:", "v_0"]);
    transient_refused("left", "gates = \"1 V\"\nleft", &["a.toml:9:", "`gates`", "[device.cell.transistor]"]);
    let tolerance = |text: &str| format!("[tolerance]\n{text}\n[waveforms]");
    transient_refused("[waveforms]", &tolerance("voltage = \"0 V\""), &["a.toml:8:", "`tolerance` is 0 V"]);
    transient_refused("[waveforms]", &tolerance("state = -1"), &["a.toml:8:", "states must be positive"]);
    transient_refused("[waveforms]", &tolerance("volt = 1"), &["a.toml:9:", "did you mean `voltage`?"]);
}
