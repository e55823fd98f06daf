//! Selectors and transistors in an array.

use devices::catalogue;
use devices::cell::{Cell, Exponential, Threshold, Transistor};
use devices::{DeviceArray, Segment};

use crate::{
    Capacitance, Conduction, Drive, Dynamics, Frame, LineSources, Newton, Nodes, PiecewiseLinear, Shunts, Terminal,
    Tolerance, Wires, device_voltages, run,
};

fn wires() -> Wires {
    Wires::uniform(4, 4, 2.0)
}

/// Memristors, half on, in cells.
fn cells(cell: Cell) -> Box<dyn DeviceArray> {
    let device = catalogue::load("lammie2020_vteam", &Default::default()).unwrap();
    let mut array = cell.around(device.array(16, 1)).unwrap();
    array.program(&[0.5; 16]);
    array
}

fn solve(devices: &mut dyn DeviceArray, drive: &Drive) -> (Nodes, Vec<f64>) {
    let wires = wires();
    let frame = Frame { wires: &wires, drive, shunts: Shunts::default(), injected: None };
    let mut nodes = Nodes::default();
    let mut newton = Newton::new();
    let stats = newton.solve(&frame, &mut Conduction(devices), &mut nodes).unwrap();
    assert!(stats.residual < 1e-9, "{stats:?}");
    let mut voltages = vec![0.0; 16];
    device_voltages(&nodes, &mut voltages);
    let (mut currents, mut slopes) = (vec![0.0; 16], vec![0.0; 16]);
    devices.branches(&voltages, &mut currents, &mut slopes);
    (nodes, currents)
}

/// Row 0 at `voltage`, column 0 at 0 V, all else at half.
fn half(voltage: f64) -> Drive {
    let mut drive = Drive::read(&[0.5 * voltage; 4], 4);
    drive.bottom.fill(Terminal::Voltage(0.5 * voltage));
    drive.left[0] = Terminal::Voltage(voltage);
    drive.bottom[0] = Terminal::VirtualGround;
    drive
}

#[test]
fn a_selector_keeps_the_current_of_half_selected_cells_far_below_that_of_the_selected_one() {
    let selector = Cell::Exponential(Exponential { i_0: 1e-9, v_0: 0.05 });
    let (_, currents) = solve(cells(selector).as_mut(), &half(1.2));
    let (selected, half_selected) = (currents[0], currents[1].max(currents[4]));
    // without the selector half the voltage brings half the current
    assert!(selected > 1e-5 && half_selected < selected / 15.0, "{selected:e} A and {half_selected:e} A");
}

fn transistor() -> Transistor {
    Transistor { i_s: 1e-6, v_t0: 0.4, n: 1.3, v_g: 0.0, temperature: 300.0 }
}

#[test]
fn a_row_whose_gates_are_closed_carries_nothing_and_the_others_what_their_gates_allow() {
    let mut devices = cells(Cell::Transistor(transistor()));
    let gates: Vec<f64> = (0..16).map(|k| if k / 4 == 2 { 0.0 } else { 1.5 }).collect();
    devices.set_gates(Segment { start: &gates, end: &gates });
    let (_, currents) = solve(devices.as_mut(), &Drive::read(&[0.3; 4], 4));
    let row = |row: usize| currents[4 * row..4 * row + 4].iter().sum::<f64>();
    assert!(row(2) < 1e-3 * row(1), "{:e} A and {:e} A", row(2), row(1));
}

#[test]
fn a_raised_bit_line_throttles_its_transistors() {
    let current = |bit: f64| {
        let mut devices = cells(Cell::Transistor(transistor()));
        let gates = [0.9; 16];
        devices.set_gates(Segment { start: &gates, end: &gates });
        let mut drive = Drive::read(&[bit + 0.3; 4], 4);
        drive.bottom.fill(Terminal::Voltage(bit));
        let (_, currents) = solve(devices.as_mut(), &drive);
        currents[5]
    };
    // the voltage across the cells is the same, the gate stands lower over the bit line
    assert!(current(0.4) < 0.2 * current(0.0));
}

#[test]
fn a_threshold_selector_lets_a_pulse_switch_the_selected_device_alone() {
    let selector = Cell::Threshold(Threshold { r_off: 1e8, r_on: 100.0, v_th: 0.5, v_hold: 0.1 });
    let mut wires = wires();
    wires.word.driver_first = 50.0;
    let drive = Drive::read(&[0.0; 4], 4);
    let tolerance = Tolerance { state: f64::INFINITY, ..Tolerance::default() };
    let mut array = Dynamics::new(wires, drive, cells(selector), Capacitance::default(), tolerance).unwrap();
    let pulse =
        |height: f64| PiecewiseLinear::new(vec![(0.0, 0.0), (5e-9, height), (55e-9, height), (60e-9, 0.0)]).unwrap();
    let rows = vec![pulse(0.8), pulse(0.4), pulse(0.4), pulse(0.4)];
    let columns = vec![PiecewiseLinear::constant(0.0), pulse(0.4), pulse(0.4), pulse(0.4)];
    struct Nothing;
    impl crate::Observer for Nothing {
        fn sample(&mut self, _moment: &crate::Moment, _devices: &dyn DeviceArray) {}
    }
    run(&mut array, &LineSources::left_and_bottom(rows, columns), 60e-9, &[], &mut Nothing).unwrap();
    let mut positions = vec![0.0; 16];
    array.devices().read(0, &mut positions);
    assert!(positions[0] < 0.4, "the selected device must move, {}", positions[0]);
    assert!(positions[1..].iter().all(|position| (position - 0.5).abs() < 1e-3), "{positions:?}");
}
