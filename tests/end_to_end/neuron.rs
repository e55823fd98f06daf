//! `ferrospike neuron`.

use std::path::Path;

use crate::device::numbers;
use crate::{ferrospike, refused, text};

/// Runs the command, which must succeed, and returns what it prints.
fn neuron(folder: &Path, arguments: &[&str]) -> String {
    let output = ferrospike(folder, &[&["neuron"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&neuron(folder, &[arguments, &["--json"]].concat())).unwrap()
}

fn neuron_refused(arguments: &[&str], words: &[&str]) {
    refused(&[&["neuron"], arguments].concat(), &[], words);
}

#[test]
fn every_neuron_is_listed_followed_recorded_and_drawn_again_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let list = neuron(folder.path(), &[]);
    for name in learning::neuron::catalogue::names() {
        assert!(list.contains(name), "{list}");
        let printed = neuron(folder.path(), &[name]);
        let file = format!("results/neuron-{name}.h5");
        assert!(printed.contains(&format!("recorded  {file}")), "{printed}");
        let again = ferrospike(folder.path(), &["plot", &file, "--output", "drawn"]);
        assert!(again.status.success(), "{}", text(&again.stderr));
        for figure in ["neuron.svg", "neuron.png"] {
            assert!(folder.path().join(format!("results/neuron-{name}")).join(figure).is_file());
            assert!(folder.path().join("drawn").join(figure).is_file());
        }
        let trace = traces::TraceFile::open(&folder.path().join(&file)).unwrap();
        assert_eq!(trace.attribute("neuron", "spike_timing").unwrap(), "exact");
        assert!(trace.provenance().unwrap().experiment.contains("[parameters]"));
    }
}

#[test]
fn each_stamp_has_its_spikes_and_is_recorded_with_them() {
    let folder = tempfile::tempdir().unwrap();
    for (stamp, second) in [("exact", 29.725887222397812), ("brian2", 29.6), ("nest", 29.8), ("step-end", 29.8)] {
        let found = json(folder.path(), &["lif_current", "--stamp", stamp, "--output", &format!("{stamp}.h5")]);
        let times = numbers(&found["spike_time_s"]);
        assert_eq!(times.len(), 12);
        assert!((times[1] * 1e3 - second).abs() < 1e-9, "{stamp}: {} ms", times[1] * 1e3);
        assert_eq!(found["spike_timing"], stamp.replace('-', "_"));
    }
}

#[test]
fn a_sweep_gives_the_rates_of_the_closed_form_and_its_figure() {
    let folder = tempfile::tempdir().unwrap();
    let found = json(folder.path(), &["lif_current", "--sweep", "370 pA, 500 pA, 1 nA", "--output", "r.h5"]);
    let rates = numbers(&found["rate_Hz"]);
    let exact = |current: f64| 1.0 / (2e-3 - 10e-3 * (1.0 - 15e-3 / (current * 40e6)).ln());
    for (found, expected) in rates.iter().zip([0.0, exact(500e-12), exact(1e-9)]) {
        assert!((found - expected).abs() < 1e-8, "{found} Hz instead of {expected} Hz");
    }
    assert!(folder.path().join("r/rates.png").is_file());
    let range = json(folder.path(), &["lif_current", "--sweep", "0 pA..1 nA", "--points", "3", "--output", "s.h5"]);
    assert_eq!(numbers(&range["input_A"]), [0.0, 500e-12, 1e-9]);
}

#[test]
fn a_neuron_that_stays_silent_says_so_and_has_a_figure() {
    let folder = tempfile::tempdir().unwrap();
    let printed = neuron(folder.path(), &["lif_current", "--current", "100 pA", "--output", "q.h5"]);
    assert!(printed.contains("spikes") && printed.contains("0 Hz"), "{printed}");
    assert!(folder.path().join("q/neuron.png").is_file());
}

#[test]
fn equal_time_constants_work_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let found = json(folder.path(), &["lif_cuba", "--change", "tau_syn_ex = '10 ms'", "--output", "e.h5"]);
    assert_eq!(numbers(&found["spike_time_s"]).len(), 12);
}

#[test]
fn what_cannot_be_is_refused_with_the_reason() {
    neuron_refused(&["lif_curent"], &["did you mean `lif_current`?"]);
    neuron_refused(&["lif_current", "--current", "500 mV"], &["--current", "`500 mV` is a voltage"]);
    neuron_refused(&["lif_current", "--current", "NaN pA"], &["--current"]);
    neuron_refused(&["lif_current", "--current", "1e300 A"], &["at most 1e9"]);
    neuron_refused(&["lif_current", "--change", "tau_m = '0 ms'"], &["`tau_m` = 0 s", "above zero"]);
    neuron_refused(&["lif_current", "--change", "t_ref = '-1 ms'"], &["`t_ref` = -1 ms"]);
    neuron_refused(&["lif_current", "--change", "c_m = '0 F'"], &["`c_m` = 0 F"]);
    neuron_refused(&["lif_current", "--change", "tau = '1 ms'"], &["no parameter `tau`; did you mean `tau_m`?"]);
    neuron_refused(&["lif_current", "--step", "0 s"], &["--step 0 s"]);
    neuron_refused(&["lif_current", "--step", "1 fs", "--until", "1 s"], &["at most 2e7 fit"]);
    neuron_refused(&["lif_current", "--from", "3 s"], &["has to begin before it ends"]);
    neuron_refused(
        &["lif_current", "--stamp", "nest", "--step", "20 ms"],
        &["coarser than the shortest time constant"],
    );
    neuron_refused(&["lif_current", "--stamp", "nest", "--from", "0.15 ms"], &["multiple of the step"]);
    neuron_refused(&["lif_current", "--sweep", "1 nA..0 nA"], &["range upwards"]);
    neuron_refused(&["lif_current", "--sweep", "1 nA..2"], &["--sweep"]);
}
