//! `ferrospike device`.

use std::path::Path;

use crate::{ferrospike, refused, text};

/// Runs a measurement that must succeed and returns what it prints.
pub fn measured(folder: &Path, arguments: &[&str]) -> String {
    let output = ferrospike(folder, &[&["device"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

pub fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&measured(folder, &[arguments, &["--json"]].concat())).unwrap()
}

pub fn numbers(value: &serde_json::Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

pub fn device_refused(arguments: &[&str], files: &[(&str, &str)], words: &[&str]) {
    refused(&[&["device"], arguments].concat(), files, words);
}

/// Every measurement, made short, and its figures.
const MEASUREMENTS: [(&[&str], &[&str]); 6] = [
    (&["iv", "--points", "40"], &["hysteresis", "hysteresis-logarithmic"]),
    (&["pulses", "--up", "4", "--down", "4"], &["pulses", "pulse-energy"]),
    (&["switching", "--per-decade", "1"], &["switching"]),
    (&["stdp"], &["stdp-window", "stdp-spikes"]),
    (&["retention"], &["retention"]),
    (&["endurance", "--cycles", "20"], &["endurance"]),
];

#[test]
fn every_measurement_prints_a_short_table_records_its_sources_and_is_drawn_again_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, figures) in MEASUREMENTS {
        for device in ["bfo_demo", "lammie2020_vteam"] {
            let name = format!("{}-{device}", arguments[0]);
            let printed = measured(folder.path(), &[arguments, &["--device", device, "--repeats", "3"]].concat());
            assert!(printed.contains(&format!("recorded  results/{name}.h5")), "{printed}");
            assert!(printed.lines().count() < 50, "{printed}");
            let file = format!("results/{name}.h5");
            let again = ferrospike(folder.path(), &["plot", &file, "--output", "drawn"]);
            assert!(again.status.success(), "{}", text(&again.stderr));
            for figure in figures {
                for extension in ["svg", "png"] {
                    let figure = format!("{figure}.{extension}");
                    assert!(folder.path().join("results").join(&name).join(&figure).is_file(), "{name}/{figure}");
                    assert!(folder.path().join("drawn").join(&figure).is_file(), "{figure}");
                }
            }
            let provenance = traces::TraceFile::open(&folder.path().join(&file)).unwrap().provenance().unwrap();
            assert!(provenance.sources[0].contains("doi:10."), "{:?}", provenance.sources);
            assert!(provenance.experiment.contains("[parameters]"), "the whole parameter set is in the file");
        }
    }
}

#[test]
fn json_holds_what_the_file_holds() {
    let folder = tempfile::tempdir().unwrap();
    let result = json(folder.path(), &["switching", "--repeats", "2", "--voltages", "-1.8 V,2 V", "--per-decade", "2"]);
    assert_eq!(numbers(&result["voltage_V"]), [-1.8, 2.0]);
    let file = traces::TraceFile::open(&folder.path().join("results/switching-bfo_demo.h5")).unwrap();
    let recorded = file.read::<f64>("switching/switched_fraction").unwrap();
    assert_eq!(recorded.dims, ["voltage", "time"]);
    let times = file.read::<f64>("switching/time").unwrap().values;
    for (printed, recorded) in [(&result["switched_fraction"][1], recorded.slab(1)), (&result["time_s"], &times)] {
        for (printed, recorded) in numbers(printed).iter().zip(recorded) {
            // reading JSON rounds the last digit
            assert!((printed - recorded).abs() <= 1e-15 * recorded.abs(), "{printed:e} {recorded:e}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_numbers_and_another_one_others() {
    let folder = tempfile::tempdir().unwrap();
    let with = |seed: &str, threads: &str| {
        json(folder.path(), &["pulses", "--up", "3", "--down", "0", "--seed", seed, "--threads", threads])
    };
    assert_eq!(with("7", "1"), with("7", "2"));
    assert_ne!(with("7", "1")["conductance_S"], with("8", "1")["conductance_S"]);
}

#[test]
fn changes_and_parameter_files_reach_the_device() {
    let folder = tempfile::tempdir().unwrap();
    let text = devices::catalogue::find("bfo_demo").unwrap().text.replace("g_on = \"1 uS\"", "g_on = \"3 uS\"");
    std::fs::write(folder.path().join("mine.toml"), text).unwrap();
    let written =
        |arguments: &[&str]| numbers(&json(folder.path(), &[&["retention"], arguments].concat())["written_S"])[0];
    assert!((written(&["--device", "mine.toml"]) / 3e-6 - 1.0).abs() < 1e-12);
    let both = ["--change", "conduction.ohmic.g_on = '2 uS'", "--change", "up.random_field.alpha = '13 V decade'"];
    assert!((written(&both) / 2e-6 - 1.0).abs() < 1e-12);
    assert!(folder.path().join("results/retention-mine.h5").is_file());
    let file = traces::TraceFile::open(&folder.path().join("results/retention-bfo_demo.h5")).unwrap();
    assert!(file.provenance().unwrap().experiment.contains("# changed: up.random_field.alpha = '13 V decade'"));
}

#[test]
fn spikes_of_all_shapes_and_of_the_users_own_make_windows() {
    let folder = tempfile::tempdir().unwrap();
    let window = |arguments: &[&str]| {
        let common: &[&str] = &["stdp", "--device", "bfo_demo_scalar", "--repeats", "1"];
        json(folder.path(), &[common, arguments].concat())
    };
    let change = |arguments: &[&str]| numbers(&window(arguments)["change_S"]);
    for shape in ["rectangle", "triangle", "exponential", "biphasic"] {
        let change = change(&["--shape", shape]);
        let (lowest, highest) = change.iter().fold((0.0f64, 0.0f64), |(l, h), &c| (l.min(c), h.max(c)));
        // an exponential spike is at its peak for a moment only
        assert!(highest > 1e-10 && (highest / -lowest - 1.0).abs() < 1e-6, "{shape}: {change:?}");
    }
    // the default rectangle, written out as corners and as a file
    let corners = r#"[["0 ns", "1 V"], ["100 ns", "1 V"], ["100 ns", "-1 V"], ["600 ns", "0 V"]]"#;
    std::fs::write(folder.path().join("spike.csv"), "time (ns),voltage (V)\n0,1\n100,1\n100,-1\n600,0\n").unwrap();
    let rectangle = change(&[]);
    for (a, b) in rectangle.iter().zip(change(&["--pre", corners, "--post", "spike.csv"])) {
        assert!((a - b).abs() < 1e-15, "{a:e} {b:e}"); // S; corners differ by rounding
    }
    assert_eq!(numbers(&window(&["--delays", "200 ns,-50 ns"])["delay_s"]), [-50e-9, 200e-9]);
    // A+ and tau+ of the printed table are those of the record
    let result = window(&[]);
    assert!(result["a_plus_S"].as_f64().unwrap() > 0.0 && result["a_minus_S"].as_f64().unwrap() < 0.0);
    assert!((0.5..1.0).contains(&result["r_squared_plus"].as_f64().unwrap()), "a window with a peak is no exponential");
}

#[test]
fn an_existing_result_is_kept_unless_force_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["endurance", "--cycles", "2", "--repeats", "1", "--output", "mine.h5"];
    measured(folder.path(), &arguments);
    let again = ferrospike(folder.path(), &[&["device"], &arguments[..]].concat());
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("--force"));
    measured(folder.path(), &[&arguments[..], &["--force"]].concat());
    // without --output a new name is found
    for name in ["results/endurance-bfo_demo.h5", "results/endurance-bfo_demo-2.h5"] {
        assert!(measured(folder.path(), &arguments[..5]).contains(name));
    }
}

#[test]
fn unknown_devices_and_parameters_name_the_nearest_right_word() {
    device_refused(&["iv", "--device", "bfo_dmo"], &[], &["bfo_dmo", "did you mean `bfo_demo`"]);
    device_refused(
        &["iv", "--change", "up.random_field.alfa = '1 V decade'"],
        &[],
        &["up.random_field.alfa", "did you mean `alpha`?"],
    );
    device_refused(&["iv", "--change", "up.random_field.alpha = '1 ohm'"], &[], &["`1 ohm` is a resistance"]);
    device_refused(
        &["iv", "--change", "up.random_field.alpha = 1 V"],
        &[],
        &["--change up.random_field.alpha = 1 V", "quotation marks"],
    );
    device_refused(&["iv", "--change", "domains = 3"], &[], &["domains", "between"]);
    device_refused(&["iv", "--device", "my.toml"], &[], &["cannot read my.toml"]);
    device_refused(&["iv", "--device", "my.toml"], &[("my.toml", "model = \"vteam\"\n")], &["my.toml", "missing key"]);
    let unknown = devices::catalogue::find("bfo_demo").unwrap().text.replace("ferroelectric_junction", "ferroelectric");
    device_refused(
        &["iv", "--device", "my.toml"],
        &[("my.toml", &unknown)],
        &["did you mean `ferroelectric_junction`"],
    );
    device_refused(&["iv", "--imperfections", "no.toml"], &[], &["no.toml"]);
    device_refused(&["iv", "--imperfections", "stuck.on = "], &[], &["--imperfections", "stuck.on"]);
}

#[test]
fn impossible_values_are_refused_with_the_name_of_their_option() {
    for (arguments, word) in [
        (&["stdp", "--start", "2"][..], "--start 2"),
        (&["stdp", "--start", "NaN"], "--start NaN"),
        (&["stdp", "--t-p", "0 s", "--t-r", "0 s"], "longer than 0 s"),
        (&["stdp", "--t-p=-1 ns"], "--t-p -1 ns"),
        (&["stdp", "--v-p", "2 kV"], "--v-p 2 kV"),
        (&["stdp", "--delays", "1 V"], "`1 V` is a voltage"),
        (&["stdp-array", "--size", "0x4"], "--size 0x4"),
        (&["stdp-array", "--size", "64"], "as in 64x64"),
        (&["stdp-array", "--segment", "-1 ohm"], "--segment -1 ohm"),
        (&["stdp-array", "--driver", "1 V"], "`1 V` is a voltage"),
        (&["stdp-array", "--grid", "0"], "--grid 0"),
        (&["switching", "--shortest", "1 s", "--longest", "1 ms"], "shortest"),
        (&["switching", "--shortest", "0 s"], "--shortest 0 s"),
        (&["switching", "--per-decade", "0"], "--per-decade 0"),
        (&["switching", "--voltages", "1 V,x"], "--voltages: `x` does not begin with a number"),
        (&["iv", "--amplitude", "0 V"], "above 0 V"),
        (&["iv", "--amplitude", "1e400 V"], "--amplitude"),
        (&["iv", "--points", "30"], "multiple of 4"),
        (&["iv", "--cycles", "0"], "--cycles 0"),
        (&["iv", "--cycles", "100000", "--repeats", "100000"], "at most 20000000"),
        (&["iv", "--period", "1 V"], "a time is needed"),
        (&["pulses", "--up", "0", "--down", "0"], "that makes 0 pulses"),
        (&["pulses", "--up", "999999999"], "--up 999999999"),
        (&["pulses", "--increment", "50 V"], "exceed 1 kV"),
        (&["pulses", "--gap=-1 s"], "--gap -1 s"),
        (&["pulses", "--up-width", "0 s"], "--up-width 0 s"),
        (&["retention", "--starts", "1,2"], "--starts 2"),
        (&["retention", "--longest", "1e15 s"], "--longest 1e15 s"),
        (&["retention", "--per-decade", "100000"], "at most 100000"),
        (&["endurance", "--cycles", "0"], "--cycles 0"),
        (&["endurance", "--repeats", "0"], "--repeats 0"),
    ] {
        device_refused(arguments, &[], &[word]);
    }
}

#[test]
fn unusable_spikes_are_refused_with_corner_or_line() {
    let pre = |given: &str, words: &[&str]| device_refused(&["stdp", "--pre", given], &[], words);
    pre("[[\"0 ns\", \"0 V\"]]", &["--pre", "at least two corners"]);
    pre("[[\"0 ns\", \"0 V\"], [\"1 V\", \"0 V\"]]", &["corner 2", "`1 V` is a voltage"]);
    pre("[[\"0 ns\", \"0 V\"], [\"9 ns\", \"1 V\"], [\"8 ns\", \"1 V\"]]", &["corner 3", "backwards"]);
    pre("[[0, 1], [2, 3]]", &["corner 1", "quotation marks"]);
    pre("[[", &["--pre", "corners such as"]);
    pre("no.csv", &["no.csv", "columns `time (ns)`"]);
    let csv = |text: &str, words: &[&str]| device_refused(&["stdp", "--post", "s.csv"], &[("s.csv", text)], words);
    csv("t,voltage\n0,0\n", &["no column is called `time`; the columns are: t, voltage"]);
    csv("time (ns),voltage (V)\n0,1\n5,x\n", &["line 3", "`x V` does not begin with a number"]);
    csv("time (ns),voltage\n0,1\n", &["line 2", "has no unit"]);
    csv("time (ns),voltage (V)\n0,1\n5\n", &["--post s.csv", "line: 3"]);
    csv("time (ns),voltage (V)\n0,1\n5,NaN\n", &["--post s.csv", "NaN"]);
}

#[test]
fn an_output_that_cannot_be_written_is_refused_before_the_measurement() {
    device_refused(&["endurance", "--cycles", "10000000000", "--output", "no/such/x.h5"], &[], &["no/such"]);
    device_refused(&["endurance", "--cycles", "10000000000", "--output", "file/x.h5"], &[("file", "")], &["file"]);
}

#[test]
fn a_single_loop_of_the_fewest_points_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [["--cycles", "1", "--points", "4"], ["--cycles", "1", "--points", "400"]] {
        let printed = measured(folder.path(), &[&["iv", "--repeats", "2"], &arguments[..]].concat());
        assert!(printed.contains("hysteresis-logarithmic.png"), "{printed}");
    }
}

#[test]
fn the_charge_loop_of_a_capacitor_shows_its_remanent_polarization_and_coercive_voltages() {
    let folder = tempfile::tempdir().unwrap();
    let result = json(folder.path(), &["iv", "--device", "alessandri2019_hzo", "--repeats", "5"]);
    let number = |key: &str| result[key].as_f64().unwrap();
    // p_r = 22.7186 uC/cm^2 on 1 um^2; a slow sweep to 3 V leaves less than one domain in a hundred behind
    assert!((number("remanent_charge_C") / 227.186e-15 - 1.0).abs() < 0.01, "{}", number("remanent_charge_C"));
    let (up, down) = (number("coercive_voltage_up_V"), number("coercive_voltage_down_V"));
    // 1.2 V of a film of 8.3 nm are the 1.4 MV/cm of such films
    assert!((0.9..1.5).contains(&up) && (-1.5..-0.9).contains(&down), "{up} {down}");
    let printed = measured(folder.path(), &["iv", "--repeats", "1"]);
    assert!(!printed.contains("displacement"), "a device without charge has no column for it: {printed}");
}

#[test]
fn stdp_in_an_array_is_told_and_drawn_by_place() {
    let folder = tempfile::tempdir().unwrap();
    let array = ["stdp-array", "--device", "bfo_demo_scalar", "--size", "9x7", "--segment", "300 ohm", "--grid", "3"];
    let printed = measured(folder.path(), &array);
    for words in ["near (word line 8, bit line 0)", "middle (word line 4, bit line 3)", "far (word line 0, bit line 6)"]
    {
        assert!(printed.contains(words), "{printed}");
    }
    for figure in ["stdp-array.png", "stdp-array-map.png"] {
        assert!(folder.path().join("results/stdp-array-bfo_demo_scalar").join(figure).is_file(), "{figure}");
    }
    let json = measured(folder.path(), &[&array[..], &["--json", "--threads", "1"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["up_S"].as_array().unwrap().len(), 3, "{json}");
    let peak = |place: usize| json["peak_up_S"][place].as_f64().unwrap();
    assert!(peak(0) > peak(1) && peak(1) > peak(2) && peak(2) > 0.0, "{json}");
}

#[test]
fn an_exponential_that_does_not_describe_a_window_is_neither_printed_nor_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let printed = measured(folder.path(), &["stdp", "--device", "messaris2018_taox", "--repeats", "1"]);
    assert!(printed.contains("does not describe these changes, R2"), "{printed}");
    let figure = folder.path().join("results/stdp-messaris2018_taox/stdp-window.svg");
    let fits = std::fs::read_to_string(figure).unwrap().matches("fit, R").count();
    let described = printed.lines().filter(|line| line.starts_with("exponential") && !line.contains("not")).count();
    assert_eq!(fits, described);
}

#[test]
fn all_imperfections_that_the_help_shows_can_be_measured_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let help = text(&ferrospike(folder.path(), &["device", "--help"]).stdout);
    let layers: String = help
        .split("values are examples:")
        .nth(1)
        .unwrap()
        .lines()
        .filter(|line| line.contains('='))
        .map(|line| format!("{line}\n"))
        .collect();
    // as many as there are layers, read noise in three kinds
    assert_eq!(layers.lines().count(), 16, "{layers}");
    std::fs::write(folder.path().join("all.toml"), &layers).unwrap();
    for device in ["bfo_demo", "lammie2020_vteam"] {
        let common = ["--device", device, "--repeats", "3"];
        let plain = json(folder.path(), &[&["pulses", "--up", "3", "--down", "3"], &common[..]].concat());
        let with = ["--imperfections", "all.toml"];
        let other = json(folder.path(), &[&["pulses", "--up", "3", "--down", "3"], &common[..], &with].concat());
        assert_ne!(plain["conductance_S"], other["conductance_S"]);
        assert!(numbers(&other["conductance_S"]).iter().all(|conductance| conductance.is_finite()));
    }
}

#[test]
fn cycles_of_endurance_switch_completely_so_that_fatigue_closes_the_window_by_its_law() {
    let folder = tempfile::tempdir().unwrap();
    let law = "fatigue.law.stretched = { n_0 = 30, beta = 1 }";
    for device in ["bfo_demo", "knowm_mss", "lammie2020_vteam"] {
        let arguments = ["endurance", "--device", device, "--repeats", "3", "--cycles", "31"];
        let window = |more: &[&str]| {
            let result = json(folder.path(), &[&arguments[..], more].concat());
            let (on, off) = (numbers(&result["on_S"]), numbers(&result["off_S"]));
            on.iter().zip(&off).map(|(on, off)| on - off).collect::<Vec<_>>()
        };
        let (fresh, worn) = (window(&[]), window(&["--imperfections", law]));
        let left = worn[worn.len() - 1] / fresh[fresh.len() - 1];
        // exp(-30/30) of the positions; the conductance of VTEAM, whose resistance is linear, falls by more than that
        let law = (-1.0f64).exp();
        let holds = if device == "lammie2020_vteam" { left < law } else { (left / law - 1.0).abs() < 0.1 };
        assert!(holds, "{device}: {left} of the window is left");
    }
    let short = json(folder.path(), &["endurance", "--cycles", "2", "--on-width", "7 ns", "--off-voltage", "3 V"]);
    assert_eq!((short["on_width_s"].as_f64(), short["off_voltage_V"].as_f64()), (Some(7e-9), Some(3.0)));
}
