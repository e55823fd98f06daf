//! `ferrospike crossbar export-spice`.

use std::path::Path;
use std::process::Command;

use super::{ferrospike, refused, text};

/// What ngspice prints about a netlist; none, with a notice, when it is not installed and no variable demands it.
#[expect(clippy::print_stderr, reason = "a skipped test must not look like a passed one")]
fn ngspice(folder: &Path, netlist: &str) -> Option<String> {
    let named = std::env::var_os("FERROSPIKE_NGSPICE");
    let program = named.clone().unwrap_or_else(|| "ngspice".into());
    match Command::new(&program).args(["-b", netlist]).current_dir(folder).output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", text(&output.stderr));
            Some(text(&output.stdout))
        }
        Err(error) if named.is_some() => panic!("FERROSPIKE_NGSPICE names {program:?}, which does not start: {error}"),
        Err(_) => {
            eprintln!("SKIPPED: ngspice is not installed");
            None
        }
    }
}

#[test]
fn ngspice_prints_the_currents_that_solve_prints() {
    let folder = tempfile::tempdir().unwrap();
    let problem = ["--random", "12", "--seed", "3", "--segment", "2.5 ohm"];
    let export = [&["crossbar", "export-spice", "--output", "my.cir"][..], &problem].concat();
    let output = ferrospike(folder.path(), &export);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let solved = ferrospike(folder.path(), &[&["crossbar", "solve", "--json"][..], &problem].concat());
    let solved: serde_json::Value = serde_json::from_slice(&solved.stdout).unwrap();
    let expected: Vec<f64> = serde_json::from_value(solved["outputs"].clone()).unwrap();
    let Some(printed) = ngspice(folder.path(), "my.cir") else { return };
    same_currents(&printed, &expected);
}

/// Compares the currents out of the bottom ends (A) that ngspice printed.
fn same_currents(printed: &str, expected: &[f64]) {
    let largest = expected.iter().fold(0.0f64, |most, i| most.max(i.abs()));
    for (column, expected) in expected.iter().enumerate() {
        let name = format!("i(vbottom{column}) = ");
        let found = printed.lines().find_map(|line| line.strip_prefix(&name)).unwrap_or_else(|| panic!("{printed}"));
        let off = (found.trim().parse::<f64>().unwrap() - expected).abs();
        // the solvers stop at 1e-10
        assert!(off <= 1e-9 * largest, "column {column}: {expected} A, ngspice {found} A");
    }
}

/// The currents (A) that `crossbar solve` finds for a problem, and the folder that holds its netlist `mine.cir`.
fn solved_and_exported(problem: &str) -> (Vec<f64>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.toml"), problem).unwrap();
    let run = |arguments: &[&str]| {
        let output = ferrospike(folder.path(), arguments);
        assert!(output.status.success(), "{problem}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let solved: serde_json::Value = serde_json::from_str(&run(&["crossbar", "solve", "mine.toml", "--json"])).unwrap();
    run(&["crossbar", "export-spice", "mine.toml", "--output", "mine.cir"]);
    (serde_json::from_value(solved["outputs"].clone()).unwrap(), folder)
}

/// Devices of set `name` at different positions, nonlinear or not, under these voltages.
fn devices_of(name: &str, drive: &str) -> String {
    format!(
        "{drive}\n[device]\nparameters = \"{name}\"\npositions = [[0.1, 0.9], [0.5, 0.3], [1.0, 0.7]]\n\
         [wires]\nsegment = \"10 ohm\"\ndriver = \"50 ohm\"\n"
    )
}

#[test]
fn ngspice_finds_the_currents_of_a_problem_file_with_faults_and_of_one_with_devices_of_a_model() {
    let drive = "drive.left = [\"0.1 V\", \"-0.05 V\", \"floating\"]";
    let models = ["lammie2020_vteam", "strukov2008_hp_biolek_demo", "yakopcic2013"].map(|name| devices_of(name, drive));
    for problem in [benchmarks::problem::EXAMPLE].into_iter().chain(models.iter().map(String::as_str)) {
        let (expected, folder) = solved_and_exported(problem);
        let Some(printed) = ngspice(folder.path(), "mine.cir") else { return };
        same_currents(&printed, &expected);
    }
}

#[test]
fn waveforms_below_the_thresholds_end_at_the_currents_of_the_same_circuit_at_rest() {
    let last = "drive.left = [\"0.1 V\", \"-0.05 V\", \"floating\"]";
    let waveforms = "[waveforms]\nsample = \"10 ns\"\nstop = \"100 ns\"\n\
        left = [[[\"-5 ns\", \"0 V\"], [\"5 ns\", \"0.12 V\"], [\"60 ns\", \"0.1 V\"]], \"-0.05 V\", \"floating\"]";
    let ohmic = "conductances = [[\"10 uS\", \"open\"], [\"1 uS\", \"30 uS\"], [\"5 uS\", \"1 mS\"]]\nwires.segment = \"10 ohm\"";
    for problem in [devices_of("yakopcic2013", last), format!("{last}\n{ohmic}\n")] {
        let (expected, folder) = solved_and_exported(&format!("{problem}{waveforms}"));
        if ngspice(folder.path(), "mine.cir").is_none() {
            return;
        }
        let table = std::fs::read_to_string(folder.path().join("mine.table")).unwrap();
        assert_eq!(table.lines().count(), 12, "a header and a row per sample: {table}");
        let value = |row: &str, name: &str| -> f64 {
            let place = table.lines().next().unwrap().split_whitespace().position(|title| title == name);
            row.split_whitespace().nth(place.unwrap_or_else(|| panic!("{table}"))).unwrap().parse().unwrap()
        };
        let last = table.lines().last().unwrap();
        let largest = expected.iter().fold(0.0f64, |most, i| most.max(i.abs()));
        for (column, expected) in expected.iter().enumerate() {
            let found = value(last, &format!("vbottom{column}#branch"));
            // nothing has changed for thousands of steps, and the table has 12 digits
            assert!((found - expected).abs() <= 1e-9 * largest, "column {column}: {expected} A, ngspice {found} A");
        }
    }
}

#[test]
fn devices_of_a_set_are_followed_in_time_into_a_table() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["lammie2020_vteam", "strukov2008_hp_biolek_demo", "yakopcic2013"] {
        let (netlist, table) = (format!("{name}.cir"), format!("{name}.table"));
        let arguments = ["crossbar", "export-spice", "--random", "2", "--device", name, "--output", &netlist];
        let output = ferrospike(folder.path(), &arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        if ngspice(folder.path(), &netlist).is_none() {
            return;
        }
        let table = std::fs::read_to_string(folder.path().join(table)).unwrap();
        assert_eq!(table.lines().count(), 1002, "{name}: a header and a row per interval");
        assert!(table.lines().next().unwrap().contains("position1_1"));
    }
}

#[test]
fn what_cannot_be_exported_is_refused() {
    let export = ["crossbar", "export-spice", "--random", "2"];
    let with = |more: &[&'static str]| [&export[..], more].concat();
    let written = ["bfo_demo", "vteam, hp_drift, yakopcic"];
    refused(&with(&["--device", "bfo_demo"]), &[], &written);
    refused(&with(&["--device", "lammie2020_vtem"]), &[], &["did you mean `lammie2020_vteam`"]);
    refused(&with(&["--output", "my.cir"]), &[("my.cir", "")], &["my.cir exists", "--force"]);
    refused(&with(&["--device", "yakopcic2013", "--output", "my array.cir"]), &[], &["without blanks"]);
    refused(&["crossbar", "export-spice", "--random", "0"], &[], &["1 to 1024 lines"]);
    refused(&["crossbar", "export-spice"], &[], &["<FILE>"]);
    for option in [["--segment", "2 ohm"], ["--seed", "2"], ["--g-min", "1 nS"], ["--device", "yakopcic2013"]] {
        refused(&[&["crossbar", "export-spice", "mine.toml"][..], &option].concat(), &[], &[option[0], "[FILE]"]);
    }
}

#[test]
fn problems_without_a_netlist_say_why() {
    let export = ["crossbar", "export-spice", "mine.toml"];
    let drive = "drive.left = \"0.1 V\"";
    let junctions = devices_of("bfo_demo", drive);
    let worn =
        format!("{}[device.imperfections]\nstuck = {{ on = 0.1, off = 0.0 }}\n", devices_of("lammie2020_vteam", drive));
    let inputs =
        devices_of("lammie2020_vteam", "drive.inputs = [[\"0 V\", \"0 V\", \"1 V\"], [\"0 V\", \"1 V\", \"0 V\"]]");
    let floating =
        "conductances = [[\"open\"]]\nwires.segment = \"1 ohm\"\n[drive]\nleft = \"1 V\"\nbottom = \"floating\"\n";
    for (problem, words) in [
        (junctions.as_str(), &["mine.toml, `device`", "vteam, hp_drift, yakopcic"][..]),
        (&worn, &["mine.toml, `device`", "remove the table `imperfections`"]),
        (&inputs, &["has 2 inputs; a netlist has one", "leave one vector"]),
        (floating, &["mine.toml", "float"]),
    ] {
        refused(&export, &[("mine.toml", problem)], words);
    }
    refused(&["crossbar", "export-spice", "g.csv"], &[("g.csv", "uS\n1\n")], &["g.csv", "`conductances = \"g.csv\"`"]);
}
