use devices::catalogue;

use super::*;

fn settings(keys: &[&str], start: &str) -> Settings {
    let keys = keys.iter().map(|key| key.to_string()).collect();
    Settings { keys, start: start.parse().unwrap(), read: 0.0, repeats: 1, seed: 1 }
}

/// What the device `name` with `changes` would give at a measurement of the same kind.
fn synthetic(name: &str, changes: &str, mut measured: Measured) -> Measured {
    let entry = catalogue::find(name).unwrap();
    let settings = settings(&[], changes);
    measured.values = Model::new(&entry, &measured, &settings).unwrap().predict(&Table::new()).unwrap();
    let largest = measured.values.iter().fold(0.0f64, |a, b| a.max(b.abs()));
    measured.deviations = vec![largest; measured.values.len()];
    measured
}

fn measurement(experiment: Experiment, count: usize) -> Measured {
    Measured { experiment, values: vec![0.0; count], deviations: vec![1.0; count] }
}

/// Pulses of 0.05 to 0.3 V and 0.1 to 100 us.
fn pulses() -> Measured {
    let amplitudes = [0.05, 0.1, 0.2, 0.3];
    let times: Vec<f64> = (0..13).map(|k| 1e-7 * 10f64.powf(f64::from(k) / 4.0)).collect();
    let voltage: Vec<f64> = amplitudes.iter().flat_map(|&v| vec![v; times.len()]).collect();
    let time = times.repeat(amplitudes.len());
    let count = voltage.len();
    measurement(Experiment::Switching { voltage, time }, count)
}

fn switching_of_bfo() -> Measured {
    let times: Vec<f64> = (0..25).map(|k| 1e-9 * 10f64.powf(f64::from(k) / 4.0)).collect();
    let voltage: Vec<f64> = [1.8, 2.0, 2.2].iter().flat_map(|&v| vec![v; times.len()]).collect();
    let (time, count) = (times.repeat(3), voltage.len());
    measurement(Experiment::Switching { voltage, time }, count)
}

fn estimate<'a>(fit: &'a Fit, key: &str) -> &'a Estimate {
    fit.estimates.iter().find(|estimate| estimate.key == key).unwrap()
}

#[test]
fn parameters_that_made_the_data_are_found_again() {
    let measured = synthetic("lammie2020_vteam", "k_off = '8e-4 m/s'\nv_off = '30 mV'", pulses());
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let fit = fit(&entry, measured, "made up", &settings(&["k_off", "v_off"], "")).unwrap();
    assert_eq!(fit.ending, Ending::Minimum);
    for (key, expected) in [("k_off", 8e-4), ("v_off", 30.0)] {
        let value = estimate(&fit, key).value * if key == "v_off" { 1e3 } else { 1.0 };
        assert!((value / expected - 1.0).abs() < 1e-6, "{key} = {value}");
    }
    assert!(fit.r_squared > 1.0 - 1e-9);
}

#[test]
fn nine_in_ten_intervals_of_ninety_five_percent_hold_the_truth() {
    use rand_distr::{Distribution, StandardNormal};
    let exact = synthetic("lammie2020_vteam", "", pulses());
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let settings = settings(&["k_off", "alpha_off"], "k_off = '6e-4 m/s'");
    let trials = 60;
    let held = (0..trials).filter(|&trial| {
        let mut random = devices::rng::stream(5, devices::rng::Purpose::Noise, trial);
        let mut measured = exact.clone();
        for value in &mut measured.values {
            let normal: f64 = StandardNormal.sample(&mut random);
            *value += 0.01 * normal;
        }
        let fit = fit(&entry, measured, "noisy", &settings).unwrap();
        let (low, high) = estimate(&fit, "k_off").interval.unwrap();
        (low..=high).contains(&5e-4)
    });
    // binomial: 57 expected of 60; below 51 with probability 2e-3, and all 60 are likely enough
    assert!(held.count() >= 51);
}

#[test]
fn counted_domains_are_fitted_by_their_expected_value() {
    let changes = "domains = 'infinite'\nup = { random_field = { alpha = '13.5 V decade' } }";
    let measured = synthetic("bfo_demo", changes, switching_of_bfo());
    let entry = catalogue::find("bfo_demo").unwrap();
    let fit = fit(&entry, measured, "made up", &settings(&["up.random_field.alpha"], "")).unwrap();
    let alpha = estimate(&fit, "up.random_field.alpha");
    assert!((alpha.value / 13.5 - 1.0).abs() < 1e-4 && alpha.unit == "V decade", "{alpha:?}");
}

#[test]
fn without_names_all_parameters_with_influence_are_fitted_and_others_are_kept() {
    let measured = synthetic("lammie2020_vteam", "k_off = '8e-4 m/s'", pulses());
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let fit = fit(&entry, measured, "made up", &settings(&[], "")).unwrap();
    let keys: Vec<&str> = fit.estimates.iter().map(|estimate| estimate.key.as_str()).collect();
    assert!(keys.contains(&"k_off") && !keys.contains(&"k_on"), "{keys:?}");
}

#[test]
fn parameters_that_only_act_together_have_no_interval() {
    // at one voltage far above the threshold only the product k_off (v/v_off - 1)^alpha_off matters
    let times: Vec<f64> = (1..30).map(|k| 2e-8 * f64::from(k)).collect();
    let voltage = vec![0.1; times.len()];
    let count = times.len();
    let measured = measurement(Experiment::Switching { voltage, time: times }, count);
    let measured = synthetic("lammie2020_vteam", "k_off = '7e-4 m/s'", measured);
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let fit = fit(&entry, measured, "made up", &settings(&["k_off", "alpha_off"], "")).unwrap();
    assert!(fit.estimates.iter().all(|estimate| estimate.interval.is_none()), "{:?}", fit.estimates);
    assert!(fit.r_squared > 1.0 - 1e-9);
}

#[test]
fn the_fitted_file_is_a_parameter_set_with_the_fitted_values() {
    let measured = synthetic("lammie2020_vteam", "k_off = '8e-4 m/s'", pulses());
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let fit = fit(&entry, measured, "pulses.csv", &settings(&["k_off"], "")).unwrap();
    let fitted = Entry::parse("fitted", &fit.file).unwrap();
    assert!(fitted.device(&Table::new()).is_ok());
    let text = fitted.parameters["k_off"].as_str().unwrap();
    let value = devices::units::parse(text, devices::units::SPEED).unwrap();
    assert!((value / 8e-4 - 1.0).abs() < 1e-6);
    assert!(fitted.source.contains("pulses.csv") && fitted.status == "unverified");
}

fn problem(keys: &[&str], measured: Measured) -> String {
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    fit(&entry, measured, "x", &settings(keys, "")).unwrap_err().to_string()
}

#[test]
fn impossible_fits_say_why() {
    let measured = synthetic("lammie2020_vteam", "", pulses());
    assert!(problem(&["k_of"], measured.clone()).contains("did you mean `k_off`?"));
    assert!(problem(&["k_on"], measured.clone()).contains("do not depend on k_on"));
    assert!(problem(&["w_on"], measured.clone()).contains("`w_on` is 0"));
    let two = Measured {
        experiment: Experiment::Switching { voltage: vec![0.1, 0.2], time: vec![1e-7, 1e-7] },
        values: vec![0.1, 0.3],
        deviations: vec![1.0, 1.0],
    };
    assert!(problem(&["k_off", "v_off"], two).contains("2 measured values cannot determine 2 parameters"));
}

fn reading(text: &str) -> String {
    Measured::parse("data.csv", text).unwrap_err().to_string()
}

#[test]
fn unusable_tables_say_what_is_missing() {
    assert!(reading("time (s), voltage (V)\n0,1\n").contains("a fit needs one of"));
    assert!(reading("time (s),voltage (V),current (V)\n0,1,1\n1,1,2\n").contains("column `current (V)`"));
    assert!(reading("time (s),voltage (V),current\n0,1,1\n1,1,2\n").contains("write it as `current (A)`"));
    assert!(reading("time (s),voltage (V),current (A)\n0,1,NaN\n1,1,2\n").contains("line 2, column `current (A)`"));
    assert!(reading("time (s),voltage (V),current (A)\n0,1,3\n0,1,2\n").contains("time does not rise"));
    assert!(reading("time (s),voltage (V),current (A)\n0,1,3\n").contains("at least 2 lines"));
    assert!(
        reading("voltage (V),time (s),switched_fraction,sd\n1,1,0.1,0\n1,2,0.2,1\n").contains("standard deviation")
    );
    assert!(reading("voltage (V),width (s),conductance (S)\n1,-1,0.1\n1,2,0.2\n").contains("not negative"));
}

#[test]
fn units_of_the_header_are_applied() {
    let measured = Measured::parse("x", "voltage [mV],time (us),switched_fraction (%)\n500,2,50\n500,3,60\n").unwrap();
    assert_eq!(measured.experiment, Experiment::Switching { voltage: vec![0.5, 0.5], time: vec![2e-6, 3e-6] });
    assert_eq!(measured.values, [0.5, 0.6]);
}

#[test]
fn pulse_trains_start_from_the_conductance_of_their_first_line() {
    let text = "voltage (V),width (us),conductance (mS)\n0,0,5\n0.1,0.1,4\n0.1,0.1,3\n";
    let measured = Measured::parse("x", text).unwrap();
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let settings = settings(&[], "");
    let predicted = Model::new(&entry, &measured, &settings).unwrap().predict(&Table::new()).unwrap();
    assert!((predicted[0] / 5e-3 - 1.0).abs() < 1e-9 && predicted[1] < predicted[0]);
}

/// A train of 50 pulses towards ON and 50 towards OFF.
fn train() -> Measured {
    let voltage = [-0.4, 0.1].iter().flat_map(|&v| vec![v; 50]).collect();
    let width = [5e-12, 5e-08].iter().flat_map(|&w| vec![w; 50]).collect();
    measurement(Experiment::Pulses { voltage, width }, 100)
}

#[test]
fn a_minimum_that_leaves_a_misfit_is_left_for_a_better_one() {
    let made = "k_off = '2e-3 m/s'\nalpha_off = 4.0\nv_on = '-0.15 V'\nk_on = '-4 m/s'";
    let mut measured = synthetic("lammie2020_vteam", made, train());
    let noise = devices::rng::key(5, devices::rng::Purpose::Noise, 0);
    for (k, value) in measured.values.iter_mut().enumerate() {
        *value *= 1.0 + 0.01 * devices::rng::normal(noise, k as u64);
    }
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let fit = fit(&entry, measured, "made up", &settings(&[], "")).unwrap();
    assert!(fit.r_squared > 0.999, "R2 = {}", fit.r_squared);
    assert!(fit.descents == 6 && fit.alike < 6, "{} of {}", fit.alike, fit.descents);
    // the descent from the set alone is the one that does not
    let settings = settings(&[], "");
    let model = Model::new(&entry, &fit.measured, &settings).unwrap();
    let candidates = free::parameters(&model.parameters, &[]).unwrap();
    let mut start = Problem::new(&model, candidates, &fit.before);
    start.drop_idle(true).unwrap();
    let (end, _) = search::descend(start);
    assert!(end.misfit() > 0.1 * end.variation(), "{} of {}", end.misfit(), end.variation());
}

#[test]
fn what_the_data_do_not_determine_stays_near_its_start() {
    // a switched fraction does not tell the resistances from the way between them
    let measured = synthetic("lammie2020_vteam", "k_off = '8e-4 m/s'\nalpha_off = 2.0\nv_off = '30 mV'", pulses());
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let fit = fit(&entry, measured, "made up", &settings(&[], "")).unwrap();
    assert!(fit.r_squared > 0.9999, "R2 = {}", fit.r_squared);
    for key in ["r_on", "r_off", "w_off"] {
        let Estimate { interval, start, value, .. } = estimate(&fit, key);
        assert!(interval.is_none() && (value / start).ln().abs() < 2.0, "{key} went from {start} to {value}");
    }
    for (key, expected) in [("alpha_off", 2.0), ("v_off", 0.03)] {
        let Estimate { interval, value, .. } = estimate(&fit, key);
        assert!(interval.is_some() && (value / expected - 1.0).abs() < 1e-4, "{key} = {value}, {interval:?}");
    }
}

#[test]
fn a_fit_has_the_same_bits_on_any_number_of_threads() {
    let mut measured = synthetic("lammie2020_vteam", "k_off = '3e-3 m/s'", pulses());
    measured.values.iter_mut().step_by(2).for_each(|value| *value *= 0.8);
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let values = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let fit = pool.install(|| fit(&entry, measured.clone(), "made up", &settings(&[], ""))).unwrap();
        assert!(fit.descents > 1, "one descent shares nothing");
        fit.estimates.iter().map(|estimate| estimate.value).collect::<Vec<_>>()
    };
    assert_eq!(values(1), values(2));
}

#[test]
fn deviations_that_ask_for_the_impossible_end_in_a_fit_all_the_same() {
    let mut measured = synthetic("lammie2020_vteam", "k_off = '8e-4 m/s'", pulses());
    measured.deviations.fill(1e-12);
    measured.values.iter_mut().for_each(|value| *value += 0.01);
    let entry = catalogue::find("lammie2020_vteam").unwrap();
    let fit = fit(&entry, measured, "made up", &settings(&["k_off", "alpha_off"], "")).unwrap();
    assert_eq!(fit.model.len(), fit.measured.values.len());
    assert!(fit.r_squared > 0.99 && fit.r_squared < 1.0, "R2 = {}", fit.r_squared);
}
