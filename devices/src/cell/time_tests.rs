//! Claims about cells in time.

use super::static_tests::{KINDS, SWITCH, TRANSISTOR, branches, cells, device};
use super::*;
use crate::catalogue;
use crate::imperfections::Imperfections;
use crate::model::{Advance, Segment};
use crate::rng::uniform;

fn read(array: &dyn DeviceArray, name: &str) -> Vec<f64> {
    let column = array.columns().iter().position(|column| column.name == name).unwrap();
    let mut out = vec![0.0; array.len()];
    array.read(column, &mut out);
    out
}

fn positions(array: &dyn DeviceArray) -> Vec<f64> {
    let mut out = vec![0.0; array.len()];
    array.read(0, &mut out);
    out
}

/// All cells together from `start` to `end` volt.
fn ramp(array: &mut dyn DeviceArray, start: f64, end: f64, dt: f64) -> Advance {
    let (start, end) = (vec![start; array.len()], vec![end; array.len()]);
    array.advance(Segment { start: &start, end: &end }, dt)
}

/// Cells of each kind around devices that change by half their range along [`course`].
const MOVING: &str = "strukov2008_hp";

/// A wave of one period, with a slope everywhere: volts at `share` of it.
fn course(share: f64) -> f64 {
    0.2 + (2.0 * std::f64::consts::PI * share).sin()
}

/// Positions after `steps` steps along [`course`], which takes `dt` (s).
fn final_position(kind: Cell, dt: f64, steps: usize) -> f64 {
    let mut array = cells(kind, MOVING, &[0.3]);
    for step in 0..steps {
        let at = |step: usize| course(step as f64 / steps as f64);
        ramp(&mut *array, at(step), at(step + 1), dt / steps as f64);
    }
    positions(&*array)[0]
}

#[test]
fn halving_the_step_quarters_the_error() {
    // steps so short that none is divided: the correction is second order by itself
    let selector = Cell::Exponential(Exponential { i_0: 1e-6, v_0: 0.1 });
    for kind in [selector, Cell::Transistor(TRANSISTOR)] {
        let exact = final_position(kind, 0.2, 3200);
        let error = |steps| (final_position(kind, 0.2, steps) - exact).abs();
        let order = (error(200) / error(400)).log2();
        assert!((1.8..2.3).contains(&order), "{kind:?}: measured order {order:.2}, {:e}", error(200));
    }
}

#[test]
fn one_long_segment_is_divided_until_it_gives_what_short_ones_do() {
    for kind in KINDS {
        for (start, end) in [(0.0, 2.0), (1.5, -1.5), (1.0, 1.0)] {
            let run = |parts: usize| {
                let mut array = cells(kind, MOVING, &[0.2, 0.5]);
                for part in 0..parts {
                    let at = |part: usize| start + (end - start) * part as f64 / parts as f64;
                    ramp(&mut *array, at(part), at(part + 1), 0.1 / parts as f64);
                }
                positions(&*array)
            };
            let (whole, split) = (run(1), run(701));
            for (whole, split) in whole.iter().zip(&split) {
                // inner voltages are followed to a millivolt, of a volt that moves a device by a tenth of its range
                assert!((whole - split).abs() < 3e-4, "{kind:?} {start} to {end}: {whole} whole, {split} split");
            }
            let moved = (whole[0] - 0.2).abs();
            assert!(moved > 1e-3 || end != 2.0, "{kind:?}: has hardly moved");
        }
    }
}

#[test]
fn a_threshold_selector_turns_on_above_its_threshold_and_off_below_its_holding_voltage() {
    // a device that does not move below 20 mV, and takes next to nothing while the selector is off
    let resistance = 1000.0;
    let (turns_on, step) = (SWITCH.v_th * (1.0 + resistance / SWITCH.r_off), 1e-9);
    let turns_off = SWITCH.v_hold * (1.0 + resistance / SWITCH.r_off);
    for sign in [1.0, -1.0] {
        let mut array = cells(KINDS[1], "lammie2020_vteam", &[0.0]);
        let mut on = |start: f64, end: f64| {
            ramp(&mut *array, sign * start, sign * end, 1e-18);
            read(&*array, "selector_on")[0] == 1.0
        };
        assert!(!on(0.0, turns_on - step));
        assert!(on(turns_on - step, turns_on + step));
        assert!(on(turns_on + step, turns_off + step), "it holds");
        assert!(!on(turns_off + step, turns_off - step));
        assert!(!on(turns_off - step, turns_on - step), "it has to be turned on anew");
        assert!(on(turns_on - step, 2.0) && !on(2.0, 0.0) && on(0.0, -2.0) && on(-2.0, 2.0) && !on(2.0, -0.3));
    }
}

#[test]
fn the_two_branches_of_a_threshold_selector_form_a_loop() {
    let mut array = cells(KINDS[1], "lammie2020_vteam", &[0.0]);
    let current = |array: &dyn DeviceArray| branches(array, &[0.3]).0[0];
    ramp(&mut *array, 0.0, 0.3, 1e-18);
    assert!((current(&*array) / (0.3 / (1000.0 + SWITCH.r_off)) - 1.0).abs() < 1e-12);
    ramp(&mut *array, 0.3, 0.5, 1e-18);
    ramp(&mut *array, 0.5, 0.3, 1e-18);
    // V = u + v_hold + (I - v_hold / r_off) r_on
    let on = (0.3 - SWITCH.v_hold * (1.0 - SWITCH.r_on / SWITCH.r_off)) / (1000.0 + SWITCH.r_on);
    assert!((current(&*array) / on - 1.0).abs() < 1e-12);
}

#[test]
fn a_flip_divides_the_segment_where_it_happens() {
    // the ohmic device moves at a rate linear beyond 20 mV towards off, and only once the selector is on
    let mut array = cells(KINDS[1], "lammie2020_vteam", &[0.9]);
    let resistance = 50.0 + 0.1 * 950.0;
    let (peak, dt) = (1.0, 1e-12);
    let before = positions(&*array)[0];
    let advance = ramp(&mut *array, 0.0, peak, dt);
    assert_eq!((advance.largest_change, advance.active), (1.0, 1));
    let on = SWITCH.v_th * (1.0 + resistance / SWITCH.r_off);
    let kept = SWITCH.v_hold * (1.0 - SWITCH.r_on / SWITCH.r_off);
    let device = |v: f64| (v - kept) * resistance / (resistance + SWITCH.r_on);
    let mean = 0.5 * (device(on) + device(peak));
    // k_off (u / v_off - 1) of 3 nm, for the rest of the ramp
    let moved = 5e-4 * (mean / 0.02 - 1.0) * dt * (peak - on) / peak / 3e-9;
    let found = before - positions(&*array)[0];
    // the device moves by 2e-6, which changes its resistance by 1e-5 and its voltage by half of that
    assert!((found / moved - 1.0).abs() < 2e-5, "{found:e} {moved:e}");
}

#[test]
fn a_device_that_moves_flips_its_selector_in_the_middle_of_a_step() {
    // the share of the selector grows while the device turns on, through its threshold halfway
    let kind = Cell::Threshold(Threshold { r_off: 10e3, ..SWITCH });
    let run = |parts: usize| {
        let mut array = cells(kind, MOVING, &[0.2]);
        for _ in 0..parts {
            ramp(&mut *array, 0.9, 0.9, 0.1 / parts as f64);
        }
        assert_eq!(read(&*array, "selector_on"), [1.0]);
        positions(&*array)[0]
    };
    let (whole, split, early) = (run(1), run(1000), run(999));
    // in short steps the flip comes late by one of them at most, which is 2e-5 of the range
    assert!((split - early).abs() < 2e-5 && (whole - split).abs() < 1e-4, "{whole} {split} {early}");
}

#[test]
fn elements_that_flip_one_after_the_other_all_do() {
    const COUNT: usize = 100;
    let spread: Vec<f64> = (0..COUNT).map(|k| k as f64 / COUNT as f64).collect();
    let mut array = cells(Cell::Threshold(Threshold { r_off: 1000.0, ..SWITCH }), "lammie2020_vteam", &spread);
    ramp(&mut *array, 0.0, 2.0, 1e-18);
    assert_eq!(read(&*array, "selector_on"), [1.0; COUNT]);
    ramp(&mut *array, 2.0, 0.0, 1e-18);
    assert_eq!(read(&*array, "selector_on"), [0.0; COUNT]);
}

/// Segment number `n` of a random course of cells of [`MOVING`]; the last voltages are joined on.
fn random_segment(n: u64, len: usize) -> (Vec<f64>, Vec<f64>, f64) {
    let at = |n: u64| (0..len as u64).map(|k| 4.0 * uniform(n, k) - 2.0).collect();
    (at(n), at(n + 1), 0.3 * uniform(n, 1 << 40))
}

fn run(array: &mut dyn DeviceArray, segments: std::ops::Range<u64>) -> Vec<f64> {
    for n in segments {
        let (start, end, dt) = random_segment(n, array.len());
        let advance = array.advance(Segment { start: &start, end: &end }, dt);
        assert!((0.0..=1.0).contains(&advance.largest_change), "{advance:?}");
    }
    readings(array)
}

/// Everything that can be read.
fn readings(array: &dyn DeviceArray) -> Vec<f64> {
    let mut all = Vec::new();
    for column in 0..array.columns().len() {
        let mut out = vec![0.0; array.len()];
        array.read(column, &mut out);
        all.extend(out);
    }
    all
}

#[test]
fn rollback_undoes_everything_and_what_follows_is_the_same() {
    for kind in KINDS {
        let mut array = cells(kind, MOVING, &[0.1, 0.4, 0.7]);
        run(&mut *array, 0..3);
        array.mark();
        let before = readings(&*array);
        let after = run(&mut *array, 3..6);
        assert_ne!(after, before);
        array.place(&[1], &[0.9]);
        array.rollback();
        assert_eq!(readings(&*array), before);
        assert_eq!(run(&mut *array, 3..6), after, "{kind:?}");
    }
}

#[test]
fn a_mark_changes_no_bit_of_what_follows() {
    for kind in KINDS {
        let course = |mark: &dyn Fn(&mut dyn DeviceArray)| {
            let mut array = cells(kind, MOVING, &[0.1, 0.4, 0.7]);
            mark(&mut *array);
            run(&mut *array, 0..2);
            array.program(&[0.2, 0.3, 0.4]);
            array.place(&[2], &[0.6]);
            array.wait(1.0);
            run(&mut *array, 2..4)
        };
        assert_eq!(course(&|_| ()), course(&|array| array.mark()), "{kind:?}");
    }
}

#[test]
fn random_segments_stay_within_the_range() {
    let everywhere: Vec<f64> = (0..50).map(|k| f64::from(k) / 49.0).collect();
    for kind in KINDS {
        let mut array = cells(kind, MOVING, &everywhere);
        run(&mut *array, 0..15);
        for position in positions(&*array) {
            assert!((0.0..=1.0).contains(&position), "{kind:?}: {position}");
        }
    }
}

#[test]
fn threads_do_not_change_a_bit() {
    const COUNT: usize = 4200; // from 4096 devices on all threads take part
    let spread: Vec<f64> = (0..COUNT).map(|k| k as f64 / COUNT as f64).collect();
    for kind in KINDS {
        let course = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut array = cells(kind, MOVING, &spread);
                let (start, end, dt) = random_segment(1, COUNT);
                array.advance(Segment { start: &start, end: &end }, 1e-3 * dt);
                readings(&*array)
            })
        };
        assert!(course(1) == course(2), "{kind:?}");
    }
}

#[test]
fn idle_cells_do_not_move() {
    let mut idle_once = [false; 3];
    for name in ["bfo_demo", "lammie2020_vteam", "bfo_demo_scalar"] {
        for (kind, idle_once) in KINDS.into_iter().zip(&mut idle_once) {
            let mut array = cells(kind, name, &[0.0, 0.3, 0.6, 1.0]);
            for voltage in [0.01, 0.05, 0.2, 0.4, 1.0, 2.0] {
                if !array.idle(-voltage, voltage, 1e-7) {
                    continue;
                }
                *idle_once = true;
                let before = positions(&*array);
                ramp(&mut *array, -voltage, voltage, 1e-7);
                ramp(&mut *array, voltage, voltage, 1e-7);
                assert_eq!(read(&*array, "device_voltage").len(), 4);
                for (after, before) in positions(&*array).iter().zip(&before) {
                    assert!((after - before).abs() < 1e-6, "{kind:?} {name} at {voltage} V");
                }
            }
        }
    }
    assert_eq!(idle_once, [true; 3]);
}

#[test]
fn an_element_that_is_on_is_not_idle() {
    let mut array = cells(KINDS[1], "lammie2020_vteam", &[0.0]);
    assert!(array.idle(0.0, 0.01, 1.0) && !array.idle(0.0, 0.5, 1.0));
    ramp(&mut *array, 0.0, 0.5, 1e-18);
    assert!(!array.idle(0.0, 0.0, 1.0), "it will turn off");
    ramp(&mut *array, 0.0, 0.0, 1e-18);
    assert!(array.idle(0.0, 0.0, 1.0));
}

#[test]
fn a_closed_gate_protects_the_device_and_an_open_one_lets_it_be_written() {
    let moved = |gates: [f64; 2]| {
        let mut array = cells(KINDS[2], "lammie2020_vteam", &[0.5; 2]);
        let before = positions(&*array);
        array.set_gates(Segment { start: &gates, end: &gates });
        ramp(&mut *array, 0.3, 0.3, 1e-6);
        positions(&*array).iter().zip(before).map(|(after, before)| before - after).collect::<Vec<_>>()
    };
    let moved = moved([0.0, 3.0]);
    assert_eq!(moved[0], 0.0);
    assert!(moved[1] > 0.01, "{moved:?}");
}

#[test]
fn gates_and_bit_lines_that_move_during_a_step_count_as_they_move() {
    // gate from closed to open: the same as many short steps, and far from either end
    let run = |parts: usize, gates: (f64, f64), bits: (f64, f64)| {
        let mut array = cells(KINDS[2], MOVING, &[0.3]);
        for part in 0..parts {
            let at = |(start, end): (f64, f64), part: usize| [start + (end - start) * part as f64 / parts as f64];
            array.set_gates(Segment { start: &at(gates, part), end: &at(gates, part + 1) });
            array.stand(Segment { start: &at(bits, part), end: &at(bits, part + 1) });
            ramp(&mut *array, 1.0, 1.0, 0.1 / parts as f64);
        }
        positions(&*array)[0]
    };
    for (gates, bits) in [((0.0, 3.0), (0.0, 0.0)), ((2.0, 2.0), (1.0, 0.0))] {
        let (whole, split) = (run(1, gates, bits), run(501, gates, bits));
        assert!((whole - split).abs() < 3e-4 && split - 0.3 > 1e-3, "{whole} {split}");
    }
}

#[test]
fn layers_over_cells_pass_gates_and_bit_lines_on_through_split_segments() {
    // a voltage that changes its sign halfway splits the segment, and the layer itself does nothing to it
    let course = |array: &mut dyn DeviceArray, parts: usize| {
        for part in 0..parts {
            let at = |start: f64, end: f64, part: usize| [start + (end - start) * part as f64 / parts as f64];
            array.stand(Segment { start: &at(0.5, -0.25, part), end: &at(0.5, -0.25, part + 1) });
            array.set_gates(Segment { start: &at(3.0, 1.0, part), end: &at(3.0, 1.0, part + 1) });
            let (start, end) = (at(1.0, -1.0, part), at(1.0, -1.0, part + 1));
            array.advance(Segment { start: &start, end: &end }, 0.1 / parts as f64);
        }
        readings(array)
    };
    let fine = "cycle_to_cycle = { switching = 0.0, reversal = '1 mV' }";
    let layers = Imperfections::from_table(&fine.parse().unwrap()).unwrap();
    let mut layered = layers.over(&|count| cells(KINDS[2], MOVING, &vec![0.3; count]), 1, 1);
    layered.program(&[0.3]);
    assert_eq!(course(&mut layered, 1), course(&mut *cells(KINDS[2], MOVING, &[0.3]), 2));
}

#[test]
fn the_device_voltage_is_that_of_the_end_of_the_step() {
    let mut array = cells(KINDS[0], "lammie2020_vteam", &[0.0]);
    ramp(&mut *array, 0.0, 1.2, 1e-18);
    let current = branches(&*array, &[1.2]).0[0];
    assert!((read(&*array, "device_voltage")[0] / (1000.0 * current) - 1.0).abs() < 1e-12);
    assert_eq!(array.columns().len(), device("lammie2020_vteam", 1).columns().len() + 2);
}

#[test]
fn a_device_turned_round_keeps_its_gate() {
    let moved = |turned: bool, gate: f64| {
        let changes = "r_on = '10 kohm'\nr_off = '20 kohm'".parse().unwrap();
        let device = catalogue::load("lammie2020_vteam", &changes).unwrap();
        let device = if turned { device.turned_round() } else { device };
        let mut cell = KINDS[2].around(device.array(1, 1)).unwrap();
        cell.program(&[0.5]);
        cell.set_gates(Segment { start: &[gate], end: &[gate] });
        let before = positions(&*cell)[0];
        cell.advance(Segment { start: &[1.0], end: &[1.0] }, 1e-9);
        positions(&*cell)[0] - before
    };
    // 1 V turns this device off, and on when it is mounted the other way round
    assert!(moved(false, 1.5) < -1e-4 && moved(true, 1.5) > 1e-4, "{} {}", moved(false, 1.5), moved(true, 1.5));
    assert_eq!([moved(false, 0.0), moved(true, 0.0)], [0.0; 2]);
}
