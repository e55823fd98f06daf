//! Time of a run through time: the golden kind of array (pulses of their own on every line), larger.

use divan::Bencher;
use ferrospike_crossbar::{
    Capacitance, Drive, Dynamics, LineSources, Moment, Observer, PiecewiseLinear, Tolerance, Wires, run,
};

fn main() {
    divan::main();
}

struct Nothing;

impl Observer for Nothing {
    fn sample(&mut self, _moment: &Moment, _devices: &dyn devices::DeviceArray) {}
}

/// Two pulses per line, up then down, at times of its own, as in tests/golden/crossbar/tran_vteam_4x4.json.
fn pulses(line: usize) -> PiecewiseLinear {
    let start = |k: usize| 0.2e-6 + 1e-6 * k as f64 + 0.3e-6 * ((line * 37 + k * 11) % 101) as f64 / 101.0;
    let corners = (0..2).flat_map(|k| {
        [(0.0, 0.0), (5e-9, 0.11), (105e-9, 0.11), (110e-9, -0.11), (210e-9, -0.11), (215e-9, 0.0)]
            .map(|(time, voltage)| (start(k) + time, voltage))
    });
    PiecewiseLinear::new(corners.collect()).unwrap_or_else(|error| unreachable!("corners in order: {error}"))
}

#[divan::bench(args = [4, 16, 32], sample_count = 10)]
fn vteam(bencher: Bencher, size: usize) {
    let changes = "window.biolek = { p = 2.0 }".parse().unwrap_or_default();
    let Ok(device) = devices::catalogue::load("lammie2020_vteam", &changes) else { unreachable!("a set that exists") };
    let rows = (0..size).map(pulses).collect();
    let columns = (size..2 * size).map(pulses).collect();
    let sources = LineSources::left_and_bottom(rows, columns);
    let positions: Vec<f64> = (0..size * size).map(|k| 0.1 + 0.8 * ((k * 29) % 97) as f64 / 97.0).collect();
    bencher.bench_local(|| {
        let drive = Drive::read(&vec![0.0; size], size);
        let array = device.array(size * size, 1);
        let wires = Wires::uniform(size, size, 1.0);
        let Ok(mut array) = Dynamics::new(wires, drive, array, Capacitance::default(), Tolerance::default()) else {
            unreachable!("a sound array")
        };
        array.program(&positions);
        run(&mut array, &sources, 2e-6, &[], &mut Nothing).map(|stats| stats.steps)
    });
}
