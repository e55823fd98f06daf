//! Time of one exact solve, factorization included, from a cold and from a warm start.

use divan::{Bencher, counter::ItemsCount};
use ferrospike_crossbar::{Circuit, Drive, LineCg, LinearSolver, Nodes, Reference, Wires, end_currents, transfer};

fn main() {
    divan::main();
}

/// 1 ohm segments, 1e-6 to 1e-4 S.
fn reference(size: usize) -> (Wires, Drive, Vec<f64>) {
    Reference { size, seed: 1, segment: 1.0, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 }.circuit()
}

/// 48 inputs, 6 outputs: the upper left part of a larger array.
fn small() -> (Wires, Drive, Vec<f64>) {
    let (_, drive, conductances) = reference(48);
    let voltages: Vec<f64> = drive.left.iter().filter_map(|end| end.voltage()).collect();
    (Wires::uniform(48, 6, 1.0), Drive::read(&voltages, 6), conductances[..48 * 6].to_vec())
}

fn cold(bencher: Bencher, (wires, drive, conductances): (Wires, Drive, Vec<f64>)) {
    let mut solver = LineCg::new();
    let mut nodes = Nodes::default();
    bencher.counter(ItemsCount::new(wires.devices())).bench_local(|| {
        nodes.word.fill(0.0);
        nodes.bit.fill(0.0);
        solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes)
    });
}

#[divan::bench(args = [64, 256, 512, 1024])]
fn cold_square(bencher: Bencher, size: usize) {
    cold(bencher, reference(size));
}

#[divan::bench]
fn cold_48x6(bencher: Bencher) {
    cold(bencher, small());
}

/// Every conductance moves by up to 1 % between two solves, as in a training step.
#[divan::bench(args = [64, 256, 512])]
fn warm_square(bencher: Bencher, size: usize) {
    let (wires, drive, conductances) = reference(size);
    let moved: Vec<f64> = conductances.iter().enumerate().map(|(k, g)| g * (1.0 + 1e-4 * (k % 100) as f64)).collect();
    let mut solver = LineCg::new();
    let mut nodes = Nodes::default();
    let mut even = false;
    bencher.counter(ItemsCount::new(wires.devices())).bench_local(|| {
        even = !even;
        solver.solve(&Circuit::ohmic(&wires, &drive, if even { &conductances } else { &moved }), &mut nodes)
    });
}

#[divan::bench]
fn transfer_48x6(bencher: Bencher) {
    let (wires, drive, conductances) = small();
    let mut solver = LineCg::new();
    let mut out = vec![0.0; wires.devices()];
    bencher.bench_local(|| transfer(&mut solver, &Circuit::ohmic(&wires, &drive, &conductances), &mut out));
}

#[divan::bench(args = [512])]
fn end_currents_square(bencher: Bencher, size: usize) {
    let (wires, drive, conductances) = reference(size);
    let mut nodes = Nodes::default();
    let solved = LineCg::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes);
    assert!(solved.is_ok(), "the reference circuit has a solution");
    bencher.bench_local(|| end_currents(&Circuit::ohmic(&wires, &drive, &conductances), &nodes));
}
