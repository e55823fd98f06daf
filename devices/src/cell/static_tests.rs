//! Claims about cells at rest.

use super::*;
use crate::catalogue;
use crate::model::Segment;
use crate::rng::uniform;

pub(super) const SELECTOR: Exponential = Exponential { i_0: 1e-12, v_0: 0.06 };
pub(super) const SWITCH: Threshold = Threshold { r_off: 1e6, r_on: 100.0, v_th: 0.4, v_hold: 0.1 };
pub(super) const TRANSISTOR: Transistor = Transistor { i_s: 1e-6, v_t0: 0.4, n: 1.3, v_g: 1.5, temperature: 300.0 };
pub(super) const KINDS: [Cell; 3] =
    [Cell::Exponential(SELECTOR), Cell::Threshold(SWITCH), Cell::Transistor(TRANSISTOR)];

pub(super) fn device(name: &str, count: usize) -> Box<dyn DeviceArray> {
    catalogue::load(name, &Table::new()).unwrap().array(count, 1)
}

/// `positions.len()` cells of set `name` at `positions`.
pub(super) fn cells(kind: Cell, name: &str, positions: &[f64]) -> Box<dyn DeviceArray> {
    let mut array = kind.around(device(name, positions.len())).unwrap();
    array.program(positions);
    array
}

pub(super) fn branches(array: &dyn DeviceArray, voltages: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (mut currents, mut conductances) = (vec![0.0; array.len()], vec![0.0; array.len()]);
    array.branches(voltages, &mut currents, &mut conductances);
    (currents, conductances)
}

fn random(seed: u64, count: usize) -> Vec<f64> {
    (0..count as u64).map(|k| uniform(seed, k)).collect()
}

#[test]
fn an_exponential_selector_and_a_resistor_add_their_voltages() {
    let resistance = 1000.0;
    let array = cells(KINDS[0], "lammie2020_vteam", &[0.0]);
    for current in [1e-15, 1e-12, 1e-8, 1e-5, 1e-3f64] {
        let voltage = current * resistance + SELECTOR.v_0 * (current / SELECTOR.i_0).asinh();
        for sign in [1.0, -1.0] {
            let (found, conductances) = branches(&*array, &[sign * voltage]);
            // rounding of the voltage
            assert!((found[0] / (sign * current) - 1.0).abs() < 1e-13, "{current:e} {:e}", found[0]);
            let resistance = resistance + SELECTOR.v_0 / current.hypot(SELECTOR.i_0);
            assert!((conductances[0] * resistance - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn an_exponential_selector_cuts_the_half_selected_current_as_its_law_says() {
    // the device takes below 1e-8 of the voltage, so that the selector decides alone
    let law = Exponential { i_0: 1e-18, v_0: 0.06 };
    let array = cells(Cell::Exponential(law), "lammie2020_vteam", &[1.0, 1.0, 1.0]);
    let (currents, _) = branches(&*array, &[1.0, 0.5, 1.0 / 3.0]);
    let half = 2.0 * (0.5 / law.v_0).cosh();
    assert!((currents[0] / currents[1] / half - 1.0).abs() < 1e-6 && half > 4000.0);
    let third = (1.0 / law.v_0).sinh() / (1.0 / 3.0 / law.v_0).sinh();
    assert!((currents[0] / currents[2] / third - 1.0).abs() < 1e-6);
}

#[test]
fn device_and_element_carry_the_same_current() {
    const COUNT: usize = 40;
    for name in ["bfo_demo", "sinh_demo", "yakopcic2013", "schottky_demo"] {
        let mut inner = device(name, COUNT);
        inner.program(&random(1, COUNT));
        let voltages: Vec<f64> = random(2, COUNT).iter().map(|u| 4.0 * u - 2.0).collect();
        let solution = node::solve(&*inner, &voltages, exponential_or_transistor);
        let (currents, conductances) = branches(&*inner, &solution.devices);
        for cell in 0..COUNT {
            let drop = voltages[cell] - solution.devices[cell];
            let element = exponential_or_transistor(cell, drop);
            // 1e-13 of the current, or what the last bit of a voltage makes of it
            let rounding = f64::EPSILON * (conductances[cell] + element.conductance) * voltages[cell].abs();
            let error = (currents[cell] - element.current).abs();
            assert!(error <= 1e-13 * element.current.abs() + 4.0 * rounding, "{name} {cell}: {error:e}");
            assert!((solution.currents[cell] - currents[cell]).abs() <= error + 1e-15 * currents[cell].abs(), "{name}");
        }
    }
}

fn exponential_or_transistor(cell: usize, drop: f64) -> crate::model::Branch {
    use series::Series;
    if cell.is_multiple_of(2) {
        SELECTOR.branch(cell, drop)
    } else {
        transistor::Transistors::new(TRANSISTOR, 64).branch(cell, drop)
    }
}

#[test]
fn the_conductance_is_the_slope_of_the_current_and_never_negative() {
    for kind in KINDS {
        for name in ["bfo_demo", "sinh_demo", "yakopcic2013"] {
            let array = cells(kind, name, &[0.3, 0.8]);
            for voltage in [-0.9, -0.35, 0.0, 0.02, 0.5, 1.1] {
                let step = 1e-5;
                let (above, _) = branches(&*array, &[voltage + step; 2]);
                let (below, _) = branches(&*array, &[voltage - step; 2]);
                let (currents, conductances) = branches(&*array, &[voltage; 2]);
                for cell in 0..2 {
                    let slope = (above[cell] - below[cell]) / (2.0 * step);
                    // curvature (step / 25 mV)^2 and rounding of two currents
                    let error = 1e-6 * conductances[cell] + 1e-12 * currents[cell].abs() / step;
                    assert!((slope - conductances[cell]).abs() <= error, "{kind:?} {name} {voltage}: {slope:e}");
                    assert!(conductances[cell] >= 0.0);
                }
            }
        }
    }
}

#[test]
fn far_voltages_and_none_give_numbers_with_every_set() {
    for name in catalogue::names() {
        for kind in KINDS {
            let array = cells(kind, name, &[0.0, 0.5, 1.0]);
            for voltage in [-100.0, -1e-300, 0.0, 1e-300, 100.0] {
                let (currents, conductances) = branches(&*array, &[voltage; 3]);
                for (current, conductance) in currents.iter().zip(&conductances) {
                    let numbers = current.is_finite() && conductance.is_finite();
                    assert!(numbers, "{name} {kind:?} at {voltage} V: {current} {conductance}");
                    assert!(current * voltage >= 0.0, "{name} {kind:?} at {voltage} V: {current}");
                }
            }
        }
    }
}

#[test]
fn a_higher_bit_line_and_a_lower_gate_close_the_transistor() {
    let mut array = cells(KINDS[2], "lammie2020_vteam", &[1.0]);
    let mut current = |bit: f64, gate: f64| {
        array.stand(Segment { start: &[bit], end: &[bit] });
        array.set_gates(Segment { start: &[gate], end: &[gate] });
        branches(&*array, &[0.2]).0[0]
    };
    let open = current(0.0, 1.5);
    assert!(current(0.3, 1.5) < open && current(0.0, 1.2) < open && current(0.0, 0.0) < 1e-4 * open);
    // only differences to the gate count, in weak inversion as n times the source
    let shifted = current(0.1, 0.3 + 0.1 * TRANSISTOR.n) / current(0.0, 0.3);
    assert!((shifted - 1.0).abs() < 1e-9, "{shifted}");
}

#[test]
fn charge_is_that_of_the_device_at_its_share_of_the_voltage() {
    let array = cells(KINDS[0], "deng2020_mfm", &[0.5]);
    let charges = |voltage: f64| {
        let (mut charge, mut capacitance) = ([0.0], [0.0]);
        array.charges(&[voltage], &mut charge, &mut capacitance);
        (charge[0], capacitance[0])
    };
    let step = 1e-5;
    let slope = (charges(0.5 + step).0 - charges(0.5 - step).0) / (2.0 * step);
    // the charge that is switched is a thousand times what a step moves
    assert!(slope > 0.0 && (slope / charges(0.5).1 - 1.0).abs() < 1e-6, "{slope:e} {:e}", charges(0.5).1);
}

#[test]
fn files_name_cells_with_units() {
    let read = |text: &str| Cell::from_table(&text.parse().unwrap());
    assert_eq!(read("exponential = { i_0 = '1 pA', v_0 = '60 mV' }").unwrap(), KINDS[0]);
    let threshold = "threshold = { r_off = '1 Mohm', r_on = '100 ohm', v_th = '0.4 V', v_hold = '100 mV' }";
    assert_eq!(read(threshold).unwrap(), KINDS[1]);
    let transistor = "transistor = { i_s = '1 uA', v_t0 = '0.4 V', n = 1.3, v_g = '1.5 V' }";
    assert_eq!(read(transistor).unwrap(), KINDS[2]);
    let error = |text: &str| read(text).unwrap_err().to_string();
    assert!(error("exponentail = {}").contains("did you mean `exponential`?"));
    assert!(error("exponential = { i0 = '1 pA' }").contains("no parameter `exponential.i0`; did you mean `i_0`?"));
    assert!(error("exponential = { i_0 = '1 V', v_0 = '60 mV' }").contains("`1 V` is a voltage"));
    assert!(
        error(&threshold.replace("0.4 V", "40 mV"))
            .contains("`cell.threshold.v_hold` is 100 mV, but must be below `v_th`")
    );
    assert!(error(&threshold.replace("100 ohm", "2 Mohm")).contains("`cell.threshold.r_on`"));
    assert!(error(&transistor.replace("1.3", "0.5")).contains("`cell.transistor.n` is 0.5"));
    assert!(error("exponential = { i_0 = '-1 pA', v_0 = '60 mV' }").contains("`cell.exponential.i_0`"));
    assert!(read("").is_err(), "a cell has an element");
}

#[test]
#[should_panic(expected = "one voltage per device")]
fn voltages_of_another_number_of_cells_are_refused() {
    branches(&*cells(KINDS[0], "bfo_demo", &[0.0; 3]), &[0.1; 2]);
}

#[test]
#[should_panic(expected = "one voltage per device")]
fn gates_of_another_number_of_cells_are_refused() {
    cells(KINDS[2], "bfo_demo", &[0.0; 3]).set_gates(Segment { start: &[0.0; 3], end: &[0.0; 4] });
}
