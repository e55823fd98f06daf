//! Claims about the search for inner nodes.

use super::*;
use crate::catalogue;

/// VTEAM devices with 50 to 1000 ohm.
fn resistors(positions: &[f64]) -> Box<dyn DeviceArray> {
    let mut array = catalogue::load("lammie2020_vteam", &Default::default()).unwrap().array(positions.len(), 1);
    array.program(positions);
    array
}

fn ohmic(resistance: f64) -> impl Fn(usize, f64) -> Branch {
    move |_, drop| Branch { current: drop / resistance, conductance: 1.0 / resistance }
}

#[test]
fn two_resistors_divide_the_voltage() {
    let array = resistors(&[0.0, 0.25, 1.0]);
    let device = [1000.0, 1000.0 - 0.25 * 950.0, 50.0];
    for resistance in [1e-6, 1.0, 700.0, 1e9, 1e15] {
        for voltage in [-100.0, -0.3, 0.0, 1e-9, 2.0] {
            let solution = solve(&*array, &[voltage; 3], ohmic(resistance));
            for (cell, device) in device.into_iter().enumerate() {
                let whole = device + resistance;
                let close = |value: f64, expected: f64| (value - expected).abs() <= 1e-13 * expected.abs();
                assert!(close(solution.currents[cell], voltage / whole), "{voltage} V, {resistance} ohm");
                assert!(close(solution.conductances[cell], 1.0 / whole));
                assert!(close(solution.devices[cell], voltage * (device / whole)));
                assert!(close(solution.shares[cell], device / whole));
            }
        }
    }
}

#[test]
fn a_cell_without_voltage_is_solved_at_once() {
    assert_eq!(solve(&*resistors(&[0.5]), &[0.0], ohmic(10.0)).trials, 1);
}

#[test]
fn steep_elements_take_few_trials() {
    // a decade per millivolt to a decade per volt: an exponential of up to 1e4 is beyond reach of plain Newton steps
    for v_0 in [0.4e-3, 4e-3, 40e-3, 0.4] {
        let element = |_: usize, drop: f64| {
            let (sinh, cosh) = crate::math::sinh_continued(drop / v_0);
            Branch { current: 1e-12 * sinh, conductance: 1e-12 / v_0 * cosh }
        };
        for voltage in [0.01, 1.0, 10.0, 100.0] {
            let solution = solve(&*resistors(&[0.0, 1.0]), &[voltage, -voltage], element);
            assert!(solution.trials <= 30, "{} trials at {voltage} V, {v_0} V", solution.trials);
        }
    }
}

#[test]
fn a_device_with_a_current_at_rest_is_solved_outside_of_the_bracket() {
    // as seen from the device, an element with a battery: at 0 V across the cell the device takes -0.2 V
    let battery = |_: usize, drop: f64| Branch { current: (drop - 0.4) / 1000.0, conductance: 1e-3 };
    let solution = solve(&*resistors(&[0.0]), &[0.0], battery);
    assert!((solution.devices[0] + 0.2).abs() < 1e-13);
}
