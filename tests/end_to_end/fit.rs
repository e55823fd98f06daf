//! `ferrospike device fit`.

use std::path::Path;

use crate::device::{device_refused, json, measured, numbers};
use crate::text;

const SWITCHING: &str = "voltage (V),time (s),switched_fraction\n-2,1e-8,0.02\n-2,1e-7,0.4\n-2,1e-6,0.9\n";

/// Fits `keys` of `device` to the text of a CSV file; every value and its interval.
fn fitted(folder: &Path, device: &str, csv: &str, keys: &str, more: &[&str]) -> Vec<(f64, [f64; 2])> {
    std::fs::write(folder.join("data.csv"), csv).unwrap();
    let arguments = ["fit", "--device", device, "--fit", keys, "--force", "--output", "fit.h5", "data.csv"];
    let result = json(folder, &[&arguments[..], more].concat());
    let number = |value: &serde_json::Value| value.as_f64().unwrap_or(f64::NAN);
    let estimate = |e: &serde_json::Value| (number(&e["value"]), [number(&e["low"]), number(&e["high"])]);
    result["parameters"].as_array().unwrap().iter().map(estimate).collect()
}

/// Columns of numbers under a header.
fn table(header: &str, columns: &[&[f64]]) -> String {
    let line = |k: usize| columns.iter().map(|column| format!("{:e}", column[k])).collect::<Vec<_>>().join(",");
    let lines: Vec<String> = (0..columns[0].len()).map(line).collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

#[test]
fn the_example_is_fitted_and_its_parameter_file_is_a_device() {
    let folder = tempfile::tempdir().unwrap();
    for (device, keys, truth) in [
        ("lammie2020_vteam", "alpha_off,v_off", [1.0, 0.02]),
        ("bfo_demo", "up.alpha,up.t_inf", [14.0, 10.0]),
        // domains that switch at random, one by one
        ("alessandri2019_hzo", "up.tau_0,up.b", [387.0, 1.79]),
    ] {
        let example = measured(folder.path(), &["fit", "--device", device, "--example"]);
        for ((value, [low, high]), truth) in fitted(folder.path(), device, &example, keys, &[]).into_iter().zip(truth) {
            let half = 0.5 * (high - low);
            // three half widths are six standard deviations
            assert!((value - truth).abs() < 3.0 * half && half < 0.5 * truth, "{device}: {low} {value} {high}");
        }
        let shown = measured(folder.path(), &["retention", "--device", "fit.toml", "--repeats", "1"]);
        assert!(shown.contains("results/retention-fit"), "{shown}");
        let [before, after] = [device, "fit.toml"].map(|device| devices_of(folder.path(), device));
        assert_eq!(before, after, "a fit leaves the number of domains alone");
    }
}

/// Parameter `domains`, where there is one.
fn devices_of(folder: &Path, device: &str) -> serde_json::Value {
    let output = crate::ferrospike(folder, &["models", device, "--json"]);
    let set: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    set["parameters"]["domains"].clone()
}

#[test]
fn recorded_sweeps_and_pulse_trains_give_back_the_parameters_they_were_made_with() {
    let folder = tempfile::tempdir().unwrap();
    let device = "lammie2020_vteam";
    let common = ["--device", device, "--repeats", "1"];
    let sweep = json(folder.path(), &[&["iv", "--points", "100"], &common[..]].concat());
    let column = |result: &serde_json::Value, key: &str| numbers(&result[key]);
    let columns = ["time_s", "voltage_V", "current_A"].map(|key| column(&sweep, key));
    let csv = table("time (s),voltage (V),current (A)", &[&columns[0], &columns[1], &columns[2]]);
    let start = ["--change", "r_on = '70 ohm'", "--change", "r_off = '1.3 kohm'"];
    let values = fitted(folder.path(), device, &csv, "r_on,r_off", &start);
    assert!((values[0].0 / 50.0 - 1.0).abs() < 1e-6 && (values[1].0 - 1.0).abs() < 1e-6, "{values:?}");

    let train = json(folder.path(), &[&["pulses"], &common[..]].concat());
    let mut columns = ["voltage_V", "width_s", "conductance_S"].map(|key| column(&train, key));
    for (column, first) in columns.iter_mut().zip([0.0, 0.0, train["start_S"].as_f64().unwrap()]) {
        column.insert(0, first);
    }
    let csv = table("Voltage (V),Width (s),Conductance (S)", &[&columns[0], &columns[1], &columns[2]]);
    let values = fitted(folder.path(), device, &csv, "r_on,r_off", &start);
    assert!((values[0].0 / 50.0 - 1.0).abs() < 1e-6 && (values[1].0 - 1.0).abs() < 1e-6, "{values:?}");
}

#[test]
fn percent_and_byte_order_marks_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let keys = "down.alpha";
    let plain = fitted(folder.path(), "bfo_demo", SWITCHING, keys, &[]);
    let percent = "\u{feff}voltage (V),time (us),Switched_Fraction (%)\r\n-2,0.01,2\r\n-2,0.1,40\r\n-2,1,90\r\n";
    let other = fitted(folder.path(), "bfo_demo", percent, keys, &[]);
    assert!((plain[0].0 / other[0].0 - 1.0).abs() < 1e-6, "{plain:?} {other:?}");
}

#[test]
fn measurements_that_cannot_be_fitted_are_refused_before_anything_is_written() {
    let data = |csv: &str, words: &[&str]| {
        let arguments = ["fit", "--fit", "down.alpha", "data.csv"];
        device_refused(&arguments, &[("data.csv", csv)], words);
    };
    data("", &["data.csv is empty", "--example"]);
    data("voltage (V),time (s),switched_fraction\n", &["0 measured values"]);
    data(&SWITCHING.replace(",switched_fraction", "").replace(",0.02", ""), &["needs one of", "voltage, time"]);
    data(&SWITCHING.replace(',', ";"), &["semicolons", "`voltage (V),time (s),switched_fraction`"]);
    data(&SWITCHING.replace("0.4", "NaN"), &["line 3", "`NaN` is not a finite number"]);
    data(&SWITCHING.replace("time (s)", "time (V)"), &["column `time (V)`", "a time is needed"]);
    data(&SWITCHING.replace("time (s)", "time"), &["column `time`", "has no unit"]);
    data(&SWITCHING.replace("0.9", "90"), &["from 0 to 1", "`switched_fraction (%)`"]);
    let few = SWITCHING.lines().take(3).collect::<Vec<_>>().join("\n");
    let keys = "down.alpha,down.delta,down.t_inf";
    device_refused(&["fit", "--fit", keys, "d.csv"], &[("d.csv", &few)], &["2 measured values", "3 parameters"]);
    device_refused(&["fit", "--fit", "alpha", "d.csv"], &[("d.csv", SWITCHING)], &["up.random_field.alpha, down."]);
    device_refused(&["fit", "--fit", "dwn.alpha", "d.csv"], &[("d.csv", SWITCHING)], &["did you mean `down."]);
    device_refused(&["fit", "--fit", "up.alpha", "d.csv"], &[("d.csv", SWITCHING)], &["do not depend on up."]);
    device_refused(&["fit", "none.csv"], &[], &["cannot read `none.csv`", "--example"]);
    device_refused(&["fit", "."], &[], &["cannot read `.`"]);
    device_refused(&["fit", "d.csv", "-o", "no/x.h5"], &[("d.csv", SWITCHING)], &["no"]);
}

#[test]
fn an_existing_parameter_file_is_kept_unless_force_is_given() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.csv"), SWITCHING).unwrap();
    std::fs::write(folder.path().join("mine.toml"), "precious").unwrap();
    let arguments = ["device", "fit", "d.csv", "--fit", "down.alpha", "-o", "mine.h5"];
    let output = crate::ferrospike(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--force"));
    assert_eq!(std::fs::read_to_string(folder.path().join("mine.toml")).unwrap(), "precious");
    assert!(!folder.path().join("mine.h5").exists());
}
