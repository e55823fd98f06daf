//! Claims about all layers together.

use super::*;
use crate::catalogue;
use crate::model::{Advance, Segment};
use crate::rng::uniform;

/// Everything at once. The signs fit a device that negative voltage turns on, as both sets below.
pub(crate) const ALL: &str = "
levels = 16
spread = { conductance = 0.3, switching = 0.05, imprint = '10 mV', conductance_switching = -0.3 }
cycle_to_cycle = { switching = 0.03, reversal = '5 mV' }
write_noise = { deviation = 0.1 }
stuck = { on = 0.05, off = 0.05, unformed = 0.05 }
programming_error.polynomial = { scale = '1 uS', coefficients = ['10 nS', '0.01 uS'], highest = '1 S' }
retention = { tau = '1 s', beta = 0.5, rest = 0.3, early = { t_0 = '1 us', m = 0.02 }, activation_energy = '1 eV' }
drift = { exponent.normal = { nu = 0.05, deviation = 0.01 }, t_0 = '1 us' }
read_noise.white = { bandwidth = '1 MHz' }
read_noise.flicker = { k_f = 1e-6, lowest = '1 Hz', highest = '1 MHz' }
read_noise.telegraph = { tau_c = '1 us', tau_e = '3 us', step = '5 %', devices = 0.5 }
fatigue = { law = { stretched = { n_0 = 1e4, beta = 0.5 } } }
wake_up = { cycles = 1e3, window = 0.7, spread = 0.05 }
imprint = { v_i = '2 mV', t_i = '1 ms', potentiation = 'negative', activation_energy = '0.5 eV' }
temperature = { value = '330 K' }
asymmetry = { positive_switching = 1.1, negative_current = 0.9 }
";

pub(super) const NAMES: [&str; 2] = ["bfo_demo", "lammie2020_vteam"];

pub(super) fn imperfections(text: &str) -> Imperfections {
    Imperfections::from_table(&text.parse().unwrap()).unwrap()
}

/// `count` devices of set `name` with `changes` and imperfections.
pub(super) fn array_of(name: &str, changes: &str, text: &str, count: usize) -> Box<dyn DeviceArray> {
    let device = catalogue::load(name, &changes.parse().unwrap()).unwrap();
    device.with(imperfections(text)).unwrap().array(count, 7)
}

pub(super) fn array(name: &str, text: &str, count: usize) -> Box<dyn DeviceArray> {
    array_of(name, "", text, count)
}

pub(super) fn read(array: &dyn DeviceArray, column: usize) -> Vec<f64> {
    let mut out = vec![0.0; array.len()];
    array.read(column, &mut out);
    out
}

pub(super) fn currents(array: &dyn DeviceArray, voltage: f64) -> Vec<f64> {
    let (mut currents, mut conductances) = (vec![0.0; array.len()], vec![0.0; array.len()]);
    array.branches(&vec![voltage; array.len()], &mut currents, &mut conductances);
    currents
}

/// All devices together from `start` to `end` volt.
pub(super) fn ramp(array: &mut dyn DeviceArray, start: f64, end: f64, dt: f64) -> Advance {
    let (start, end) = (vec![start; array.len()], vec![end; array.len()]);
    array.advance(Segment { start: &start, end: &end }, dt)
}

/// Positions and currents, everything that can be read.
fn readings(array: &dyn DeviceArray) -> Vec<f64> {
    [read(array, 0), read(array, 1), currents(array, 0.1), currents(array, -0.2)].concat()
}

/// Largest voltage (V) and time step (s) that write a set.
fn scale_of(name: &str) -> (f64, f64) {
    if name == "bfo_demo" { (2.5, 20e-9) } else { (0.5, 50e-12) }
}

/// Segment number `n` of a random course: voltages between -1 and 1 times the largest, the last one joined on.
fn random_segment(name: &str, n: u64, len: usize) -> (Vec<f64>, Vec<f64>, f64) {
    let (swing, dt) = scale_of(name);
    let at = |n: u64| (0..len as u64).map(|k| swing * (2.0 * uniform(n, k) - 1.0)).collect();
    (at(n), at(n + 1), dt * 10f64.powf(2.0 * uniform(n, 1 << 40) - 1.0))
}

fn run(array: &mut dyn DeviceArray, name: &str, segments: std::ops::Range<u64>) {
    for n in segments {
        let (start, end, dt) = random_segment(name, n, array.len());
        array.advance(Segment { start: &start, end: &end }, dt);
    }
}

#[test]
fn a_stack_without_layers_changes_no_bit() {
    for name in NAMES {
        let device = catalogue::load(name, &Table::new()).unwrap();
        let curve = Arc::new(Curve::of(&mut *device.array(curve::POINTS, 7)));
        let (mut bare, mut wrapped) =
            (device.array(20, 7), Imperfect::new(device.array(20, 7), Vec::new(), curve, &()));
        run(&mut *bare, name, 0..50);
        run(&mut wrapped, name, 0..50);
        assert_eq!(readings(&*bare), readings(&wrapped));
        assert!(read(&wrapped, 0).iter().any(|&position| position > 0.1));
    }
}

#[test]
fn layers_of_zero_strength_change_no_bit_and_devices_stay_identical() {
    let zero = "spread = {}\ncycle_to_cycle = { switching = 0.0, reversal = '1 mV' }\nstuck = {}\nasymmetry = {}";
    let name = "lammie2020_vteam";
    let (mut bare, mut wrapped) = (array(name, "", 20), array(name, zero, 20));
    run(&mut *bare, name, 0..3);
    run(&mut *wrapped, name, 0..3);
    for (bare, wrapped) in readings(&*bare).into_iter().zip(readings(&*wrapped)) {
        assert!((wrapped - bare).abs() <= 1e-12 * bare.abs(), "{bare} {wrapped}"); // splits at 0 V round differently
    }
    let mut wrapped = array("bfo_demo_step", zero, 20);
    ramp(&mut *wrapped, -2.0, -1.9, 50e-9);
    let positions = read(&*wrapped, 0);
    assert!(positions[0] > 0.05 && positions.iter().all(|position| *position == positions[0]));
}

#[test]
fn no_imperfections_are_none() {
    assert!(imperfections("").is_none() && !imperfections("spread = {}").is_none());
}

/// Readings of 40 devices after a course of ramps, each of which is cut into `parts`.
fn after_course(name: &str, text: &str, parts: usize) -> Vec<f64> {
    let (swing, dt) = scale_of(name);
    let course = [0.0, -0.8, -0.9, 0.6, 0.7, 0.8, 0.0, -0.7, 0.9].map(|share| share * swing);
    let mut array = array(name, text, 40);
    for pair in course.windows(2) {
        let at = |n: usize| pair[0] + (pair[1] - pair[0]) * n as f64 / parts as f64;
        (0..parts).for_each(|n| _ = ramp(&mut *array, at(n), at(n + 1), 1.001 * dt / parts as f64));
    }
    readings(&*array)
}

/// Largest relative difference between the readings after whole ramps and after ramps in 7 and in 100 parts.
fn largest_split_difference(name: &str, text: &str) -> f64 {
    let whole = after_course(name, text, 1);
    let difference = |(split, whole): (f64, &f64)| (split - whole).abs() / whole.abs().max(1e-30);
    let differences =
        |parts: usize| after_course(name, text, parts).into_iter().zip(&whole).map(difference).fold(0.0, f64::max);
    differences(7).max(differences(100))
}

#[test]
fn splitting_a_segment_changes_no_draw() {
    let random = "
spread = { conductance = 0.3, switching = 0.05 }
cycle_to_cycle = { switching = 0.05, reversal = '5 mV' }
asymmetry = { positive_switching = 1.1 }
write_noise = { deviation = 0.1 }
read_noise.telegraph = { tau_c = '10 ns', tau_e = '30 ns', step = '5 %' }
read_noise.flicker = { k_f = 1e-6, lowest = '1 MHz', highest = '1 GHz' }";
    for name in NAMES {
        // rounding of voltages and times: events and draws are the same ones, or the difference would be percents
        let difference = largest_split_difference(name, random);
        assert!(difference < 1e-9, "{name}: {difference:e}");
        // built-in voltages: zero is crossed at 40 different moments, of which four are hit exactly
        let difference =
            largest_split_difference(name, &random.replace("0.05 }\ncycle", "0.05, imprint = '10 mV' }\ncycle"));
        assert!(difference < 1e-3, "{name} with imprint: {difference:e}");
    }
}

#[test]
fn one_and_two_threads_give_the_same_bits() {
    let on_threads = |threads: usize, name: &'static str| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut array = array(name, ALL, 5000);
            run(&mut *array, name, 0..4);
            array.wait(1e-3);
            readings(&*array)
        })
    };
    NAMES.into_iter().for_each(|name| assert_eq!(on_threads(1, name), on_threads(2, name)));
}

#[test]
fn rollback_undoes_everything() {
    for name in NAMES {
        let mut array = array(name, ALL, 50);
        run(&mut *array, name, 0..40);
        array.mark();
        let before = readings(&*array);
        let mut follow = || {
            run(&mut *array, name, 40..60);
            array.wait(0.5);
            array.place(&[3, 8], &[0.25, 0.75]);
            array.program(&[0.6; 50]);
            run(&mut *array, name, 60..80);
            let after = readings(&*array);
            array.rollback();
            (after, readings(&*array))
        };
        let (first, restored) = follow();
        assert_eq!(restored, before);
        assert_ne!(first, before);
        assert_eq!(follow().0, first);
    }
}

#[test]
fn ten_thousand_random_segments_stay_bounded() {
    for name in NAMES {
        let mut array = array(name, ALL, 12);
        let largest = currents(&*array_of(name, "", "stuck = { on = 1.0 }", 1), 1.0)[0];
        for n in 0..10_000 {
            run(&mut *array, name, n..n + 1);
            if n % 100 == 0 {
                array.wait(10f64.powi((n / 100 % 20) as i32 - 12));
            }
            assert!(read(&*array, 0).iter().all(|position| (0.0..=1.0).contains(position)), "segment {n}");
            // a lognormal factor of at most e^0.9, telegraph and 1/f noise below 1; shot noise of 1 pA in 1 MHz is 0.6 pA
            let bounded = |current: &f64| *current > -1e-5 * largest && *current < 2.0 * 2.5 * largest;
            assert!(currents(&*array, 1.0).iter().all(bounded), "segment {n}");
            assert!(read(&*array, 1).iter().all(|conductance| *conductance > 0.0), "segment {n}");
        }
    }
}

#[test]
fn no_waiting_time_is_too_long() {
    for name in NAMES {
        let mut array = array(name, ALL, 20);
        array.program(&[0.9; 20]);
        for exponent in [0, 8, 16, 30, 100, 300, 308] {
            array.wait(10f64.powi(exponent));
            run(&mut *array, name, 0..2);
            assert!(readings(&*array).iter().all(|reading| reading.is_finite()), "after 1e{exponent} s");
        }
    }
}

#[test]
fn idle_devices_stay_as_they_are() {
    let (mut idle, mut busy) = (0, 0);
    for (number, text) in ALL.lines().filter(|line| !line.is_empty()).enumerate() {
        let mut array = array("bfo_demo_step", text, 20);
        for n in 0..200 {
            let (start, end, dt) = random_segment("bfo_demo", 1000 * number as u64 + n, 20);
            let share = 10f64.powf(-2.0 * uniform(n, 5));
            let small = |voltages: &[f64]| -> Vec<f64> { voltages.iter().map(|voltage| voltage * share).collect() };
            let (start, end) = (small(&start), small(&end));
            let all = || start.iter().chain(&end).copied();
            let (lowest, highest) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
            let promised = array.idle(lowest, highest, dt);
            let before = readings(&*array);
            array.advance(Segment { start: &start, end: &end }, dt);
            if promised {
                idle += 1;
                for (before, after) in before.into_iter().zip(readings(&*array)) {
                    assert!((after - before).abs() <= 1e-5 * before.abs() + 1e-18, "{text}: {before} {after}");
                }
            } else {
                busy += 1;
            }
        }
    }
    assert!(idle > 300 && busy > 300, "{idle} idle, {busy} busy");
}

#[test]
fn slopes_are_those_of_the_currents_and_nothing_flows_at_zero_volt() {
    for white in [false, true] {
        let text = ALL.lines().filter(|line| white || !line.contains("white")).collect::<Vec<_>>().join("\n");
        let mut array = array("bfo_demo", &text, 30);
        run(&mut *array, "bfo_demo", 0..30);
        if !white {
            assert_eq!(currents(&*array, 0.0), [0.0; 30]);
        }
        for voltage in [-1.3, -0.04, 1e-5, 0.013, 0.4] {
            let (mut current, mut slopes) = ([0.0; 30], [0.0; 30]);
            array.branches(&[voltage; 30], &mut current, &mut slopes);
            let (above, below) = (currents(&*array, voltage + 1e-6), currents(&*array, voltage - 1e-6));
            for k in 0..30 {
                let difference = (above[k] - below[k]) / 2e-6;
                // rounding of currents up to 1 uA over 2 uV
                assert!((difference / slopes[k] - 1.0).abs() < 1e-6, "{voltage} V: {difference} {}", slopes[k]);
            }
        }
    }
}

#[test]
fn a_ramp_through_zero_is_written_as_its_two_halves() {
    let text = "asymmetry = { positive_switching = 1.5, negative_switching = 0.8 }";
    let mut whole = array("lammie2020_vteam", text, 2);
    let mut ideal = array("lammie2020_vteam", "", 2);
    ramp(&mut *whole, -0.3, 0.6, 150e-12);
    ramp(&mut *ideal, -0.3 / 0.8, 0.0, 50e-12);
    ramp(&mut *ideal, 0.0, 0.6 / 1.5, 100e-12);
    let (whole, halves) = (read(&*whole, 0)[0], read(&*ideal, 0)[0]);
    assert!(halves > 0.01 && (whole / halves - 1.0).abs() < 1e-12, "{whole} {halves}");
}

#[test]
fn built_in_voltages_are_not_scaled_by_temperature_and_asymmetry_sees_the_voltage_without_them() {
    let text = "spread = { imprint = '30 mV', switching = 0.1 }\ntemperature = { value = '450 K' }
asymmetry = { negative_switching = 2.0 }";
    let voltage = -0.5;
    let mut array = array("lammie2020_vteam", text, 5);
    ramp(&mut *array, voltage, voltage, 50e-12);
    let devices = imperfections(text).spread.unwrap().layer(5, 7);
    for (device, position) in read(&*array, 0).into_iter().enumerate() {
        let (mut start, mut end) = ([voltage; 5], [voltage; 5]);
        devices.clone().voltages(&mut start, &mut end); // (V - imprint) / (1 + s)
        let mut ideal = stack_tests::array("lammie2020_vteam", "", 1);
        let beneath = start[device] * 1.5 / 2.0;
        ramp(&mut *ideal, beneath, beneath, 50e-12);
        assert!((position / read(&*ideal, 0)[0] - 1.0).abs() < 1e-12 && position > 0.01);
    }
}

#[test]
fn stuck_devices_neither_age_nor_round_but_have_their_own_spread() {
    let text = "stuck = { on = 1.0 }\nlevels = 2\ndrift = { exponent.normal = { nu = 0.1 }, t_0 = '1 ns' }
retention = { tau = '1 us', beta = 1.0, rest = 0.0 }\nspread = { conductance = 0.2 }";
    let mut array = array("bfo_demo", text, 10);
    let before = readings(&*array);
    ramp(&mut *array, 2.5, 2.5, 1e-6);
    array.wait(1.0);
    assert_eq!(readings(&*array), before);
    let conductances = read(&*array, 1);
    assert!(conductances.iter().any(|conductance| *conductance != conductances[0]));
}

#[test]
fn wrong_words_are_answered_with_the_nearest_right_one() {
    let error = |text: &str| Imperfections::from_table(&text.parse().unwrap()).unwrap_err().to_string();
    assert!(error("sprad = {}").contains("`imperfections` has no parameter `sprad`; did you mean `spread`?"));
    assert!(error("retention = { taau = '1 s' }").contains("`retention.taau`; did you mean `tau`?"));
    assert!(error("read_noise.flicker = { kf = 1 }").contains("`read_noise.flicker.kf`; did you mean `k_f`?"));
    assert!(error("programming_error = { polynom = {} }").contains("did you mean `polynomial`?"));
    assert!(error("programming_error = 'rram_wna'").contains("rram_wan"));
    assert!(error("temperature = { value = '300 V' }").contains("`300 V` is a voltage"));
    assert!(error("levels = 1").contains("`levels` is 1, but must be between 2"));
    assert!(
        error("spread = { conductance_switching = 0.9, conductance_imprint = 0.9, switching_imprint = -0.9 }")
            .contains("cannot be correlated like this")
    );
    assert!(error("read_noise.flicker = { k_f = 0.5, lowest = '1 Hz', highest = '1 MHz' }").contains("lower `k_f`"));
}

#[test]
fn a_parameter_file_may_carry_imperfections() {
    let text = catalogue::find("lammie2020_vteam").unwrap().text + "\n[imperfections.spread]\nconductance = 0.2\n";
    let entry = catalogue::Entry::parse("mine", &text).unwrap();
    let conductances = read(&*entry.device(&Table::new()).unwrap().array(5, 1), 1);
    assert!(conductances.iter().any(|conductance| *conductance != conductances[0]));
    let wrong = text.replace("conductance = 0.2", "conductence = 0.2");
    let error = catalogue::Entry::parse("mine", &wrong).unwrap().device(&Table::new()).unwrap_err().to_string();
    assert!(error.contains("did you mean `conductance`?"), "{error}");
}

#[test]
fn the_example_of_the_documentation_is_valid_and_the_equations_name_every_layer() {
    let text = include_str!("../../parameters/README.md");
    let example = text.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let table: Table = example.parse().unwrap();
    let table = table["imperfections"].as_table().unwrap();
    Imperfections::from_table(table).unwrap();
    for name in table.keys() {
        assert!(EQUATIONS.lines().any(|line| line.starts_with(name.as_str())), "{name}");
    }
    assert_eq!(table.len(), 14, "the example shows every layer");
}
