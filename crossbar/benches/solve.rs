//! Time of one exact solve, factorization included, from a cold and from a warm start, and the memory that it moves per second
//! beside what a triad a = b + s c moves on the same cores. Iterations are printed first.

use divan::{
    Bencher,
    counter::{BytesCount, ItemsCount},
};
use ferrospike_crossbar::{Circuit, Drive, LineCg, LinearSolver, Nodes, Reference, Wires, end_currents, transfer};
use rayon::prelude::*;

/// Bytes per device that an iteration reads and writes: z, g and c twice, x, p and v read and written, p and v read again.
const BYTES_PER_ITERATION: usize = 8 * 14;

/// Bytes per device of everything else: checks, order, elimination, first residual, last voltages, currents, residual.
const BYTES_AROUND: usize = 8 * 33;

#[expect(clippy::print_stdout, reason = "belongs to the table that follows")]
fn main() {
    let show = |name: &str, (wires, drive, conductances): (Wires, Drive, Vec<f64>)| {
        println!("{name}: {} iterations", iterations(&wires, &drive, &conductances));
    };
    for size in [64, 256, 512, 1024] {
        show(&format!("{size} lines"), reference(size));
    }
    show("1024 lines of 2.5 ohm, 10 uS to 1 mS", lossy(1024));
    divan::main();
}

/// 1 ohm segments, 1e-6 to 1e-4 S.
fn reference(size: usize) -> (Wires, Drive, Vec<f64>) {
    Reference { size, seed: 1, segment: 1.0, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 }.circuit()
}

/// Lines that lose most of the voltage: 2.5 ohm segments, 1e-5 to 1e-3 S.
fn lossy(size: usize) -> (Wires, Drive, Vec<f64>) {
    Reference { size, seed: 1, segment: 2.5, g_min: 1e-5, g_max: 1e-3, v_max: 0.2 }.circuit()
}

fn iterations(wires: &Wires, drive: &Drive, conductances: &[f64]) -> usize {
    let solved = LineCg::new().solve(&Circuit::ohmic(wires, drive, conductances), &mut Nodes::default());
    solved.map_or(0, |stats| stats.iterations)
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
    let iterations = iterations(&wires, &drive, &conductances);
    let bytes = wires.devices() * (iterations * BYTES_PER_ITERATION + BYTES_AROUND);
    bencher.counter(ItemsCount::new(wires.devices())).counter(BytesCount::new(bytes)).bench_local(|| {
        nodes.word.fill(0.0);
        nodes.bit.fill(0.0);
        solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes)
    });
}

#[divan::bench(args = [64, 256, 512, 1024])]
fn cold_square(bencher: Bencher, size: usize) {
    cold(bencher, reference(size));
}

#[divan::bench(args = [1024], sample_count = 20)]
fn cold_lossy(bencher: Bencher, size: usize) {
    cold(bencher, lossy(size));
}

#[divan::bench(args = [4096], sample_count = 3)]
fn cold_large(bencher: Bencher, size: usize) {
    cold(bencher, reference(size));
}

/// What memory gives: three vectors as large as those of an array of so many lines.
#[divan::bench(args = [256, 512, 1024, 4096], sample_count = 20)]
fn triad(bencher: Bencher, size: usize) {
    let devices = size * size;
    let (b, c) = (vec![1.0f64; devices], vec![2.0f64; devices]);
    let mut a = vec![0.0f64; devices];
    bencher.counter(BytesCount::new(24 * devices)).bench_local(|| {
        let chunks = a.par_chunks_mut(1 << 15).zip(b.par_chunks(1 << 15).zip(c.par_chunks(1 << 15)));
        chunks.for_each(|(a, (b, c))| a.iter_mut().zip(b.iter().zip(c)).for_each(|(a, (b, c))| *a = b + 3.0 * c));
    });
}

/// 32 vectors of voltages on one array.
#[divan::bench(args = [64, 256, 512], sample_count = 10)]
fn cold_32_drives(bencher: Bencher, size: usize) {
    let (wires, drive, conductances) = reference(size);
    let drives: Vec<Drive> = (0..32)
        .map(|k| {
            Drive::read(
                &(0..size).map(|row| 0.2 * ((row * 37 + k * 11) % 101) as f64 / 101.0).collect::<Vec<_>>(),
                size,
            )
        })
        .collect();
    let mut solver = LineCg::new();
    bencher.bench_local(|| {
        let mut nodes = vec![Nodes::default(); 32];
        solver.solve_many(&Circuit::ohmic(&wires, &drive, &conductances), &drives, &mut nodes)
    });
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
