//! The iterative solver against bounds, other solvers and itself.

use super::{LineCg, system::PARALLEL_DEVICES};
use crate::{
    Circuit, CoupledColumns, Direct, Drive, Ideal, Injected, Line, LinearSolver, Nodes, Reference, Shunts, SolveError,
    Terminal, Wires,
};

fn reference(size: usize, segment: f64) -> (Wires, Drive, Vec<f64>) {
    Reference { size, seed: 7, segment, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 }.circuit()
}

#[test]
fn one_thread_and_two_give_the_same_bits() {
    // large enough to be shared, no multiple of any block, and with a coarse array
    let (wires, drive, conductances) = reference(203, 40.0);
    let solved_on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut nodes = Nodes::default();
        let stats =
            pool.install(|| LineCg::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes)).unwrap();
        (nodes, stats)
    };
    assert!(wires.devices() >= PARALLEL_DEVICES);
    assert_eq!(solved_on(1), solved_on(2));
}

#[test]
fn rows_that_do_not_fill_a_block_agree_with_the_direct_solver() {
    for (rows, columns) in [(28, 5), (1, 1), (7, 3), (9, 17), (33, 2)] {
        let wires = Wires::uniform(rows, columns, 1.0);
        let conductances: Vec<f64> = (0..rows * columns).map(|k| 1e-6 * (0.6 + 0.4 * ((k % 7) as f64 / 7.0))).collect();
        let mut drive = Drive::read(&vec![0.0; rows], columns);
        drive.bottom[columns - 1] = Terminal::Voltage(1.0);
        let solve = |solver: &mut dyn LinearSolver| {
            let mut nodes = Nodes::default();
            solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
            crate::end_currents(&Circuit::ohmic(&wires, &drive, &conductances), &nodes).left
        };
        let (found, exact) = (solve(&mut LineCg::new()), solve(&mut Direct::new()));
        for (a, b) in found.iter().zip(&exact) {
            assert!((a - b).abs() <= 1e-9 * b.abs(), "{rows} x {columns}: {a:e} A against {b:e} A");
        }
    }
}

#[test]
fn what_was_solved_before_changes_no_bit() {
    let (wires, drive, conductances) = reference(40, 1.0);
    let solve = |solver: &mut LineCg| {
        let mut nodes = Nodes::default();
        solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).map(|stats| (nodes, stats))
    };
    let mut used = LineCg::new();
    for (size, segment) in [(50, 100.0), (9, 0.01)] {
        let (wires, drive, conductances) = reference(size, segment);
        used.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut Nodes::default()).unwrap();
    }
    assert_eq!(solve(&mut used), solve(&mut LineCg::new()));
}

#[test]
fn drives_together_have_the_bits_of_each_alone() {
    let (wires, drive, conductances) = reference(150, 30.0);
    let mut other = Drive::read(&[0.05; 150], 150);
    other.left[7] = Terminal::Floating;
    let drives = [drive.clone(), Drive::read(&[0.1; 150], 150), other, drive];
    let mut together = vec![Nodes::default(); drives.len()];
    let circuit = Circuit::ohmic(&wires, &drives[0], &conductances);
    let stats = LineCg::new().solve_many(&circuit, &drives, &mut together).unwrap();
    for (drive, (nodes, stats)) in drives.iter().zip(together.iter().zip(stats)) {
        let mut alone = Nodes::default();
        assert_eq!(LineCg::new().solve(&Circuit { drive, ..circuit }, &mut alone), Ok(stats));
        assert_eq!(nodes, &alone);
    }
}

#[test]
fn the_solution_as_starting_guess_needs_no_iteration() {
    let (wires, drive, conductances) = reference(40, 1.0);
    let (mut solver, mut nodes) = (LineCg::new(), Nodes::default());
    let cold = solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
    let warm = solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
    assert!(cold.iterations > 0);
    assert_eq!(warm.iterations, 0);
}

#[test]
fn equal_sources_make_every_node_equal_to_rounding() {
    let (wires, mut drive, conductances) = reference(20, 1.0);
    drive.left.fill(Terminal::Voltage(0.3));
    drive.bottom.fill(Terminal::Voltage(0.3));
    let mut nodes = Nodes::default();
    let stats = LineCg::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
    // 20 segments, each rounding once per sweep
    assert!(nodes.word.iter().chain(&nodes.bit).all(|v| (v - 0.3).abs() < 100.0 * f64::EPSILON));
    assert_eq!(stats.iterations, 0);
}

#[test]
fn vanishing_line_resistance_leaves_the_ideal_product() {
    let (wires, drive, conductances) = reference(30, 1e-9);
    let mut nodes = Nodes::default();
    LineCg::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
    let out = crate::end_currents(&Circuit::ohmic(&wires, &drive, &conductances), &nodes).bottom;
    for (column, out) in out.iter().enumerate() {
        let product: f64 =
            (0..30).map(|row| conductances[row * 30 + column] * drive.left[row].voltage().unwrap()).sum();
        // drop along a line: 30 segments of 1e-9 ohm, devices of at most 1e-4 S: 30 * 30 * 1e-13
        assert!((out / product - 1.0).abs() < 1e-10, "{out} A instead of {product} A");
    }
}

#[test]
fn overflow_is_an_error_and_no_solution() {
    for (conductance, volts) in [(f64::MAX, 1.0), (1e300, 1e300), (1e-3, f64::MAX)] {
        for segment in [0.0, 1.0] {
            let (wires, drive) = (Wires::uniform(3, 2, segment), Drive::read(&[volts, -volts, 0.5 * volts], 2));
            let conductances = [conductance; 6];
            let circuit = Circuit::ohmic(&wires, &drive, &conductances);
            let solvers: [Box<dyn LinearSolver>; 4] = [
                Box::new(LineCg::new()),
                Box::new(Ideal::new()),
                Box::new(Direct::new()),
                Box::new(CoupledColumns::new()),
            ];
            for mut solver in solvers {
                let mut nodes = Nodes::default();
                if let Ok(stats) = solver.solve(&circuit, &mut nodes) {
                    assert!(nodes.are_finite() && stats.residual <= 1e-10, "{stats:?} {nodes:?}");
                }
            }
        }
    }
}

#[test]
fn too_few_iterations_are_an_error_that_says_how_far_they_came() {
    let (wires, drive, conductances) = reference(40, 50.0);
    let mut solver = LineCg { max_iterations: 3, ..LineCg::new() };
    match solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut Nodes::default()) {
        Err(SolveError::Stalled { iterations: 3, residual, tolerance: 1e-10 }) => assert!(residual > 1e-10),
        other => panic!("{other:?}"),
    }
}

#[test]
fn lines_without_segment_resistance_are_refused() {
    let (wires, drive, conductances) = reference(4, 0.0);
    let refused = LineCg::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut Nodes::default());
    assert!(matches!(refused, Err(SolveError::Unsuited { solver: "LineCg", .. })));
}

/// Iterations, and the largest difference of a node from the direct solver over the largest voltage.
fn against_direct(circuit: &Circuit<'_>) -> (usize, f64) {
    let (mut found, mut exact) = (Nodes::default(), Nodes::default());
    let stats = LineCg::new().solve(circuit, &mut found).unwrap();
    Direct::new().solve(circuit, &mut exact).unwrap();
    let highest = exact.iter().fold(0.0, |highest: f64, voltage| highest.max(voltage.abs()));
    let differences = found.iter().zip(exact.iter()).map(|(a, b)| (a - b).abs());
    (stats.iterations, differences.fold(0.0, f64::max) / highest)
}

#[test]
fn the_number_of_iterations_hardly_grows_with_the_resistance_of_the_lines() {
    // devices of a line together conduct half as much to 500 times as much as the line
    for segment in [1.0, 10.0, 100.0, 1000.0] {
        let (wires, drive, conductances) = reference(150, segment);
        let (iterations, difference) = against_direct(&Circuit::ohmic(&wires, &drive, &conductances));
        assert!(iterations <= 30, "{segment} ohm: {iterations} iterations");
        assert!(difference < 1e-9, "{segment} ohm: {difference:e}");
    }
}

#[test]
fn ends_of_every_kind_shunts_and_injected_currents_agree_with_the_direct_solver() {
    let (rows, columns) = (130, 170);
    let line = |driver_first, driver_last| Line { segment: 30.0.into(), driver_first, driver_last };
    let wires = Wires::new(rows, columns, line(100.0, 0.0), line(0.0, 1000.0));
    let conductances: Vec<f64> = (0..rows * columns).map(|k| 1e-5 * (0.1 + (k * 7919 % 101) as f64 / 20.0)).collect();
    let mut drive = Drive::read(&vec![0.2; rows], columns);
    for row in (0..rows).step_by(3) {
        drive.left[row] = Terminal::Floating;
        drive.right[row] = Terminal::Voltage(0.1 * (row % 5) as f64);
    }
    for column in (0..columns).step_by(4) {
        drive.top[column] = Terminal::Voltage(-0.1);
        drive.bottom[column] = if column % 8 == 0 { Terminal::Floating } else { Terminal::VirtualGround };
    }
    let circuit = Circuit::ohmic(&wires, &drive, &conductances);
    let (iterations, difference) = against_direct(&circuit);
    assert!(iterations <= 20 && difference < 1e-9, "{iterations} iterations, {difference:e}");
    let wave = |k: usize, period: usize| 1e-7 * (k % period) as f64;
    let injected = Injected {
        word: (0..rows * columns).map(|k| wave(k, 13)).collect(),
        bit: (0..rows * columns).map(|k| -wave(k, 11)).collect(),
    };
    let shunts = Shunts { word: 1e-7, bit: 2e-7 };
    let (iterations, difference) = against_direct(&Circuit { shunts, injected: Some(&injected), ..circuit });
    assert!(iterations <= 20 && difference < 1e-9, "{iterations} iterations, {difference:e}");
}
