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
    assert!(folder.path().join("r/f-i-curve.png").is_file());
    let range = json(folder.path(), &["lif_current", "--sweep", "0 pA..1 nA", "--points", "3", "--output", "s.h5"]);
    assert_eq!(numbers(&range["input_A"]), [0.0, 500e-12, 1e-9]);
}

/// Rates of a sweep over the inputs in a golden table, beside those of its column.
fn golden_rates(name: &str, (table, column): (&str, usize), unit: &str) -> Vec<[f64; 3]> {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("{}/../tests/golden/spiking/{table}/fi.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let row = |line: &str| line.split(',').map(|number| number.parse().unwrap()).collect::<Vec<f64>>();
    let rows: Vec<Vec<f64>> = text.lines().skip(1).map(row).collect();
    let inputs: Vec<String> = rows.iter().map(|row| format!("{} {unit}", row[0])).collect();
    let found = json(
        folder.path(),
        &[name, "--sweep", &inputs.join(","), "--until", "4 s", "--step", "10 ms", "--output", "r.h5"],
    );
    let steady = numbers(&found["steady_rate_Hz"]);
    rows.iter().zip(steady).map(|(row, rate)| [row[0], rate, row[column]]).collect()
}

#[test]
fn sweeps_give_the_rates_of_the_reference() {
    for (name, golden, unit) in [
        ("adex", ("adex", 1), "pA"),
        ("izhikevich", ("izhikevich", 1), ""),
        ("izhikevich_fast_spiking", ("izhikevich", 2), ""),
        ("hodgkin_huxley", ("hh_squid", 3), "uA/cm2"),
    ] {
        for [input, found, expected] in golden_rates(name, golden, unit) {
            // NEST and NEURON differ by 3e-5 in the file of Hodgkin and Huxley
            assert!(
                (found - expected).abs() <= 5e-5 * expected,
                "{name}, {input} {unit}: {found} Hz, not {expected} Hz"
            );
        }
    }
}

#[test]
fn the_axon_of_the_squid_begins_to_fire_at_a_high_rate_and_falls_silent_again() {
    let rates = golden_rates("hodgkin_huxley", ("hh_squid", 3), "uA/cm2");
    let at = |input: f64| rates.iter().find(|[given, ..]| *given == input).unwrap()[1];
    assert_eq!(at(6.2), 0.0);
    assert!((at(6.3) - 52.92).abs() < 0.01, "{} Hz", at(6.3)); // NEST 52.9237 Hz, NEURON 52.9241 Hz
    assert!(at(60.0) > 120.0 && at(80.0) == 0.0);
}

#[test]
fn models_without_units_take_and_give_plain_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["hindmarsh_rose", "--current", "3.25", "--until", "500", "--from", "10", "--output", "h.h5"];
    let found = json(folder.path(), &arguments);
    assert!(numbers(&found["spike_time"]).iter().all(|time| *time > 10.0));
    assert!(found["rate"].as_f64().unwrap() > 0.0 && found.get("rate_Hz").is_none());
    let printed = neuron(folder.path(), &["fitzhugh_nagumo", "--output", "f.h5"]);
    assert!(
        printed.contains("the unit of time of the model, which is not a second") && !printed.contains("Hz"),
        "{printed}"
    );
}

#[test]
fn a_neuron_that_stays_silent_says_so_and_has_a_figure() {
    let folder = tempfile::tempdir().unwrap();
    let printed = neuron(folder.path(), &["lif_current", "--current", "100 pA", "--output", "q.h5"]);
    let spikes = printed.lines().find(|line| line.starts_with("spikes")).unwrap();
    assert!(spikes.ends_with(" 0") && !printed.contains("rate from the first spike"), "{printed}");
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
    neuron_refused(&["hodgkin_huxley", "--current", "10 uA"], &["`10 uA` is a current", "10 uA/cm^2"]);
    neuron_refused(&["hodgkin_huxley", "--current", "1e300 A/m2"], &["at most 1e9"]);
    neuron_refused(&["hodgkin_huxly"], &["did you mean `hodgkin_huxley`?"]);
    neuron_refused(&["hodgkin_huxley", "--stamp", "nest"], &["no rules for the grid `nest`"]);
    neuron_refused(&["traub_miles", "--change", "kinetics = 'squit'"], &["kinetics", "`squid`"]);
    neuron_refused(&["fitzhugh_nagumo", "--until", "100 ms"], &["`100 ms` is a time, but a plain number is needed"]);
    neuron_refused(&["fitzhugh_nagumo", "--until", "-1"], &["--until -1", "from 1e-18 to 1e12"]);
    neuron_refused(&["adex", "--change", "delta_t = '0 mV'"], &["`delta_t` = 0 V"]);
    neuron_refused(&["izhikevich", "--change", "a = nan"], &["`a` = NaN"]);
    neuron_refused(&["izhikevich", "--current", "10 pA"], &["`10 pA` is a current, but a plain number is needed"]);
}

#[test]
fn pixels_of_an_image_pulse_and_are_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let printed = neuron(folder.path(), &["pcnn", "--json", "--change", "beta = 0.2"]);
    let found: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(found["signature"].as_array().unwrap().len(), 40);
    assert!(found["parameters"].as_str().unwrap().contains("beta = 0.2"));
    let picture = "picture.png";
    // white, red, half of blue seen through half, black
    write_rgba(&folder.path().join(picture), 2, &[[255; 4], [255, 0, 0, 255], [0, 0, 255, 128], [0, 0, 0, 255]]);
    let seen = json(folder.path(), &["pcnn", "--image", picture, "--iterations", "3"]);
    let brightness: Vec<f64> = seen["brightness"].as_array().unwrap().iter().flat_map(numbers).collect();
    for (found, expected) in brightness.iter().zip([1.0, 0.299, 0.114 * 128.0 / 255.0, 0.0]) {
        assert!((found - expected).abs() < 1e-12, "{brightness:?}");
    }
    std::fs::write(folder.path().join("text.png"), "no image").unwrap();
    neuron_refused(&["pcnn", "--image", "text.png"], &["cannot read the image", "text.png"]);
    neuron_refused(&["pcnn", "--current", "1 nA"], &["pcnn has no input current"]);
    neuron_refused(&["pcnn", "--change", "alpha = 1"], &["alpha", "alpha_theta"]);
    neuron_refused(&["pcnn", "--iterations", "0"], &["--iterations 0"]);
    neuron_refused(&["lif_current", "--image", picture], &["lif_current sees no image", "pcnn"]);
}

fn write_rgba(path: &Path, columns: u32, pixels: &[[u8; 4]]) {
    let file = std::fs::File::create(path).unwrap();
    let mut encoder = png::Encoder::new(file, columns, pixels.len() as u32 / columns);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(pixels.as_flattened()).unwrap();
}
