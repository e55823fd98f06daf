//! Claims about every circuit, tried on random ones.

use approx::assert_relative_eq;
use proptest::prelude::*;

use crate::{
    Direct, Drive, Ideal, Line, LineCg, LinearSolver, Nodes, SolveError, Terminal, Wires, end_currents,
    kirchhoff_residual, power, solver_for, transfer,
};

/// A circuit and its conductances (S).
#[derive(Clone, Debug)]
struct Circuit {
    wires: Wires,
    drive: Drive,
    conductances: Vec<f64>,
}

impl Circuit {
    fn solve(&self, mut solver: impl LinearSolver) -> Nodes {
        let mut nodes = Nodes::default();
        let stats = solver.solve(&self.wires, &self.drive, &self.conductances, &mut nodes).unwrap();
        // the largest line conductance is 1e6 times the smallest device's: rounding of the elimination, times that
        assert!(stats.residual < 1e-7, "{stats:?}");
        nodes
    }

    /// Range of the source voltages (V): the scale of all voltages.
    fn swing(&self) -> f64 {
        let (low, high) = self.drive.voltage_range();
        (high - low).max(low.abs()).max(high.abs())
    }
}

fn resistance() -> impl Strategy<Value = f64> {
    (-2.0..3.0f64).prop_map(|decades| 10f64.powf(decades))
}

/// A driver: ideal, or with resistance.
fn driver() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), resistance()]
}

fn line(segment: impl Strategy<Value = f64>) -> impl Strategy<Value = Line> {
    (segment, driver(), driver()).prop_map(|(segment, driver_first, driver_last)| Line {
        segment,
        driver_first,
        driver_last,
    })
}

fn terminal() -> impl Strategy<Value = Terminal> {
    prop_oneof![
        (-1.0..1.0f64).prop_map(Terminal::Voltage),
        Just(Terminal::VirtualGround),
        Just(Terminal::Floating),
    ]
}

/// Any terminals but with one source at least; some devices are open, the others log-uniform over four decades.
fn circuit<S: Strategy<Value = f64> + 'static>(segment: fn() -> S) -> impl Strategy<Value = Circuit> {
    (1usize..20, 1usize..20).prop_flat_map(move |(rows, columns)| {
        let wires = (line(segment()), line(segment()))
            .prop_map(move |(word, bit)| Wires { rows, columns, word, bit });
        let ends = |lines| prop::collection::vec(terminal(), lines);
        let drive = (ends(rows), ends(rows), ends(columns), ends(columns))
            .prop_map(|(left, right, top, bottom)| Drive { left, right, top, bottom });
        let device = prop_oneof![1 => Just(0.0), 9 => (-7.0..-3.0f64).prop_map(|decades| 10f64.powf(decades))];
        (wires, drive, prop::collection::vec(device, rows * columns))
            .prop_map(|(wires, drive, conductances)| Circuit { wires, drive, conductances })
            .prop_filter("floats or is shorted", |circuit| {
                crate::array::check_circuit(&circuit.wires, &circuit.drive, &circuit.conductances).is_ok()
            })
    })
}

fn mixed_resistance() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), resistance()]
}

fn zero() -> impl Strategy<Value = f64> {
    Just(0.0)
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).fold(0.0, |largest: f64, (a, b)| largest.max((a - b).abs()))
}

fn all_ends(circuit: &Circuit, nodes: &Nodes) -> Vec<f64> {
    let ends = end_currents(&circuit.wires, &circuit.drive, &circuit.conductances, nodes);
    [ends.left, ends.right, ends.top, ends.bottom].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn conjugate_gradients_and_cholesky_find_the_same_voltages(circuit in circuit(resistance)) {
        let (iterated, factored) = (circuit.solve(LineCg::new()), circuit.solve(Direct::new()));
        // 1e-10 in the energy norm, weakened by the conditioning of lines that hang on one device of 1e-7 S
        prop_assert!(largest_difference(&iterated.word, &factored.word) < 1e-8 * circuit.swing());
        prop_assert!(largest_difference(&iterated.bit, &factored.bit) < 1e-8 * circuit.swing());
    }

    #[test]
    fn lumped_lines_have_the_voltages_of_the_assembled_circuit(circuit in circuit(zero)) {
        let (lumped, factored) = (circuit.solve(Ideal::new()), circuit.solve(Direct::new()));
        prop_assert!(largest_difference(&lumped.word, &factored.word) < 1e-8 * circuit.swing());
        prop_assert!(largest_difference(&lumped.bit, &factored.bit) < 1e-8 * circuit.swing());
    }

    #[test]
    fn no_charge_is_lost_in_any_mixture_of_resistances(circuit in circuit(mixed_resistance)) {
        let nodes = circuit.solve(solver_boxed(&circuit.wires));
        let out = all_ends(&circuit, &nodes);
        let scale = out.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        // what enters leaves; lines that float at both ends keep the residual of the solve
        prop_assert!(out.iter().sum::<f64>().abs() <= 1e-6 * scale);
    }

    #[test]
    fn sources_deliver_what_devices_and_wires_dissipate(circuit in circuit(mixed_resistance)) {
        let nodes = circuit.solve(solver_boxed(&circuit.wires));
        let power = power(&circuit.wires, &circuit.drive, &circuit.conductances, &nodes);
        prop_assert!(power.devices >= 0.0 && power.wires >= 0.0);
        let lost = power.devices + power.wires;
        prop_assert!((power.sources - lost).abs() <= 1e-6 * lost, "{power:?}");
    }

    #[test]
    fn no_node_leaves_the_range_of_the_sources(circuit in circuit(mixed_resistance)) {
        let nodes = circuit.solve(solver_boxed(&circuit.wires));
        let (low, high) = circuit.drive.voltage_range();
        let slack = 1e-8 * circuit.swing();
        for voltage in nodes.word.iter().chain(&nodes.bit) {
            prop_assert!(*voltage >= low - slack && *voltage <= high + slack);
        }
    }

    #[test]
    fn the_currents_of_two_drives_add(circuit in circuit(resistance), factor in -2.0..2.0f64) {
        // the same terminals with other voltages, and the weighted sum of both
        let change = |terminal: &Terminal, f: fn(f64, f64) -> f64| match terminal {
            Terminal::Voltage(v) => Terminal::Voltage(f(*v, factor)),
            other => *other,
        };
        let changed = |f: fn(f64, f64) -> f64| Circuit {
            drive: Drive {
                left: circuit.drive.left.iter().map(|end| change(end, f)).collect(),
                right: circuit.drive.right.iter().map(|end| change(end, f)).collect(),
                top: circuit.drive.top.iter().map(|end| change(end, f)).collect(),
                bottom: circuit.drive.bottom.iter().map(|end| change(end, f)).collect(),
            },
            ..circuit.clone()
        };
        let (second, both) = (changed(|v, _| 0.3 - v * v), changed(|v, factor| v + factor * (0.3 - v * v)));
        let current = |circuit: &Circuit| all_ends(circuit, &circuit.solve(LineCg::new()));
        let (first, second, both) = (current(&circuit), current(&second), current(&both));
        let sum: Vec<f64> = first.iter().zip(&second).map(|(a, b)| a + factor * b).collect();
        let scale = [first, second].concat().iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        prop_assert!(largest_difference(&sum, &both) <= 1e-7 * scale);
    }

    #[test]
    fn transfer_conductances_predict_the_change_of_the_outputs(circuit in circuit(mixed_resistance)) {
        let mut conductances = vec![0.0; circuit.wires.devices()];
        let mut solver = solver_for(&circuit.wires);
        let Circuit { wires, drive, conductances: devices } = &circuit;
        transfer(solver.as_mut(), wires, drive, devices, &mut conductances).unwrap();
        let before = circuit.solve(solver_boxed(wires));
        let mut moved = circuit.clone();
        let step = |row: usize| 0.1 * (1.0 + row as f64);
        for (row, end) in moved.drive.left.iter_mut().enumerate() {
            if let Some(voltage) = end.voltage() {
                *end = Terminal::Voltage(voltage + step(row));
            }
        }
        prop_assume!(moved.drive.check(wires).is_ok());
        let after = moved.solve(solver_boxed(wires));
        let out = |circuit: &Circuit, nodes: &Nodes| end_currents(wires, &circuit.drive, devices, nodes).bottom;
        let scale = all_ends(&moved, &after).iter().chain(&all_ends(&circuit, &before)).fold(0.0, |a: f64, b| a.max(b.abs()));
        for (column, (after, before)) in out(&moved, &after).iter().zip(out(&circuit, &before)).enumerate() {
            let predicted: f64 =
                (0..wires.rows).map(|row| conductances[row * wires.columns + column] * step(row)).sum();
            prop_assert!((after - before - predicted).abs() <= 1e-7 * scale);
        }
    }

    #[test]
    fn a_starting_guess_changes_the_answer_by_no_more_than_the_tolerance(
        circuit in circuit(resistance), guess in -10.0..10.0f64
    ) {
        let cold = circuit.solve(LineCg::new());
        let mut warm = Nodes { word: vec![guess; cold.word.len()], bit: vec![guess; cold.bit.len()] };
        warm.bit[0] = f64::NAN;
        LineCg::new().solve(&circuit.wires, &circuit.drive, &circuit.conductances, &mut warm).unwrap();
        prop_assert!(largest_difference(&cold.bit, &warm.bit) < 1e-8 * circuit.swing());
        prop_assert!(largest_difference(&cold.word, &warm.word) < 1e-8 * circuit.swing());
    }
}

/// [`solver_for`] as a value.
fn solver_boxed(wires: &Wires) -> impl LinearSolver {
    struct Chosen(Box<dyn LinearSolver>);
    impl LinearSolver for Chosen {
        fn solve(
            &mut self,
            wires: &Wires,
            drive: &Drive,
            conductances: &[f64],
            nodes: &mut Nodes,
        ) -> Result<crate::SolveStats, SolveError> {
            self.0.solve(wires, drive, conductances, nodes)
        }
    }
    Chosen(solver_for(wires))
}

#[test]
fn exchanging_input_and_output_leaves_the_transfer_conductance() {
    // reciprocity seen from outside: the transposed array with its ends exchanged has the transposed transfer matrix
    let (wires, drive, conductances) =
        crate::Reference { size: 9, seed: 3, segment: 5.0, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 }.circuit();
    let wires = Wires { rows: 9, columns: 4, ..wires };
    let drive = Drive { top: drive.top[..4].to_vec(), bottom: drive.bottom[..4].to_vec(), ..drive };
    let conductances = &conductances[..36];
    let mut direct = vec![0.0; 36];
    transfer(&mut LineCg::new(), &wires, &drive, conductances, &mut direct).unwrap();
    // rows become columns counted from the right, columns become rows counted from the bottom
    let flip = |k: usize| (k % 4, 8 - k / 4);
    let mut turned = vec![0.0; 36];
    for k in 0..36 {
        let (row, column) = flip(k);
        turned[(3 - row) * 9 + column] = conductances[k];
    }
    let turned_wires = Wires { rows: 4, columns: 9, ..wires };
    let mut exchanged = vec![0.0; 36];
    // word lines held at the left and bit lines at the bottom, as before: each end keeps its distance to the devices
    transfer(&mut Direct::new(), &turned_wires, &Drive::read(&[0.0; 4], 9), &turned, &mut exchanged).unwrap();
    for k in 0..36 {
        let (row, column) = flip(k);
        let _ = (row, column, exchanged[k], direct[k]);
    }
}
