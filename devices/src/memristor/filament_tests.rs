//! Identities that hold for every set of the Stanford/PKU, Messaris and JART models.

use crate::catalogue;
use crate::model::{DeviceArray, Segment};
use crate::rng::uniform;

const SETS: [&str; 8] = [
    "lammie2020_stanford_pku",
    "stanford_pku_noise_demo",
    "messaris2018_tiox_dut1",
    "messaris2018_tiox_dut2_demo",
    "messaris2018_taox",
    "messaris2018_taox_tio2_demo",
    "cueppers2019_jart_vcm",
    "bengel2020_jart_vcm",
];

fn devices(name: &str, positions: &[f64]) -> Box<dyn DeviceArray> {
    let mut array = catalogue::load(name, &toml::Table::new()).unwrap().array(positions.len(), 1);
    array.program(positions);
    array
}

fn positions(array: &dyn DeviceArray) -> Vec<f64> {
    let mut positions = vec![0.0; array.len()];
    array.read(0, &mut positions);
    positions
}

fn pulse(array: &mut dyn DeviceArray, voltage: f64, width: f64) {
    let voltages = vec![voltage; array.len()];
    array.advance(Segment { start: &voltages, end: &voltages }, width);
}

#[test]
fn states_stay_within_their_range_and_currents_passive_under_random_segments_up_to_a_kilovolt_and_days() {
    for name in SETS {
        // three thousand for the model with an inner solution, a hundred thousand for the others
        let (count, rounds) = if name.contains("jart") { (10, 300) } else { (100, 1000) };
        let mut array = devices(name, &vec![0.5; count]);
        let (mut start, mut end) = (vec![0.0; count], vec![0.0; count]);
        let (mut currents, mut conductances) = (vec![0.0; count], vec![0.0; count]);
        for round in 0..rounds {
            let draw = |k: u64| uniform(round, k);
            let largest = 10f64.powf(-2.0 + 5.0 * draw(0)); // 10 mV to 1 kV
            let dt = 10f64.powf(-15.0 + 21.0 * draw(1)); // 1 fs to 12 days
            for k in 0..count {
                let place = 2 + 2 * k as u64;
                // steps of voltage between segments, ramps within them
                start[k] = largest * (2.0 * draw(place) - 1.0);
                end[k] = if round % 3 == 0 { start[k] } else { largest * (2.0 * draw(place + 1) - 1.0) };
            }
            let advance = array.advance(Segment { start: &start, end: &end }, dt);
            assert!((0.0..=1.0).contains(&advance.largest_change), "{name}");
            assert!(positions(&*array).iter().all(|x| (0.0..=1.0).contains(x)), "{name}: {largest} V, {dt:e} s");
            array.branches(&end, &mut currents, &mut conductances);
            for ((current, conductance), voltage) in currents.iter().zip(&conductances).zip(&end) {
                assert!(current * voltage >= 0.0 && current.is_finite(), "{name}: {current} A at {voltage} V");
                assert!(conductance.is_finite(), "{name}: {conductance} S at {voltage} V");
            }
        }
    }
}

#[test]
fn conductance_is_the_slope_of_the_current_which_vanishes_at_zero_voltage() {
    for name in SETS {
        let states: Vec<f64> = (0..=10).map(|k| 0.1 * f64::from(k)).collect();
        let array = devices(name, &states);
        let currents = |voltage: f64| {
            let (mut currents, mut conductances) = (vec![0.0; 11], vec![0.0; 11]);
            array.branches(&[voltage; 11], &mut currents, &mut conductances);
            (currents, conductances)
        };
        assert_eq!(currents(0.0).0, [0.0; 11]);
        for voltage in [-1.2, -0.3, -1e-3, 1e-3, 0.2, 1.0] {
            let step = 1e-5 * f64::abs(voltage);
            let (above, below, (_, slopes)) =
                (currents(voltage + step).0, currents(voltage - step).0, currents(voltage));
            for k in 0..11 {
                let quotient = (above[k] - below[k]) / (2.0 * step);
                // third derivative 1e-10 (V/V_0)^2, solutions and rounding 1e-13 / 1e-5
                assert!((slopes[k] / quotient - 1.0).abs() < 1e-6, "{name} {voltage} V: {} {quotient}", slopes[k]);
            }
        }
    }
}

#[test]
fn pulses_of_the_protocol_switch_and_a_reading_does_not() {
    for name in SETS {
        let protocol = catalogue::find(name).unwrap().protocol;
        let mut off = devices(name, &[0.0]);
        let before = off.conductances()[0];
        pulse(&mut *off, protocol.on.voltage, protocol.on.width);
        assert!(positions(&*off)[0] > 0.1 && off.conductances()[0] > 1.05 * before, "{name}: {:?}", positions(&*off));
        let mut on = devices(name, &[1.0]);
        let before = on.conductances()[0];
        pulse(&mut *on, protocol.off.voltage, protocol.off.width);
        assert!(positions(&*on)[0] < 0.9 && on.conductances()[0] < before / 1.05, "{name}: {:?}", positions(&*on));
        let states: Vec<f64> = (0..=20).map(|k| 0.05 * f64::from(k)).collect();
        let mut read = devices(name, &states);
        pulse(&mut *read, protocol.read, 1e-6);
        for (after, before) in positions(&*read).iter().zip(&states) {
            assert!((after - before).abs() < 1e-3, "{name}: reading moves {before} to {after}");
        }
    }
}

#[test]
fn lower_voltages_and_shorter_pulses_move_less() {
    for name in SETS.iter().filter(|name| !name.contains("noise")) {
        let protocol = catalogue::find(name).unwrap().protocol;
        for (start, own) in [(0.0, protocol.on), (1.0, protocol.off)] {
            let change = |share: f64, time: f64| {
                let mut array = devices(name, &[start]);
                pulse(&mut *array, share * own.voltage, time * own.width);
                (positions(&*array)[0] - start).abs()
            };
            let [whole, shorter, lower] = [change(1.0, 1.0), change(1.0, 0.5), change(0.95, 1.0)];
            assert!(shorter <= whole && lower <= whole, "{name}: {whole} {shorter} {lower}");
            assert!(whole == 1.0 || (shorter < whole && lower < whole), "{name}: {whole} {shorter} {lower}");
        }
    }
}

#[test]
fn a_rest_of_any_length_moves_nothing_without_noise() {
    for name in SETS.iter().filter(|name| !name.contains("noise")) {
        let states = [0.0, 0.3, 0.7, 1.0];
        let mut array = devices(name, &states);
        let before = positions(&*array);
        pulse(&mut *array, 0.0, 1e6);
        assert_eq!(positions(&*array), before, "{name}");
    }
}
