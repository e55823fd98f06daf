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
    let current = |column: usize| -> f64 {
        let name = format!("i(vbottom{column}) = ");
        printed.lines().find_map(|line| line.strip_prefix(&name)).unwrap().trim().parse().unwrap()
    };
    let largest = expected.iter().fold(0.0f64, |most, i| most.max(i.abs()));
    for (column, expected) in expected.iter().enumerate() {
        let off = (current(column) - expected).abs();
        assert!(off <= 1e-9 * largest, "column {column}: {} A, ngspice {} A", expected, current(column));
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
}
