//! One sample of 36 features in 16 fields each, shown to 200 neurons on 576 x 200 devices: `cargo bench -p ferrospike-learning`.

use crossbar::{Line, Wires};
use devices::catalogue;
use divan::Bencher;
use ferrospike_learning::{Circuit, Columns, Homeostasis, Lif, Mode, Network, NetworkSettings, Waveform};

const ROWS: usize = 576;
const COLUMNS: usize = 200;

/// Duration of a presentation (s).
const DURATION: f64 = 5e-6;

fn main() {
    divan::main();
}

/// Spikes of the Iris experiment: 0.7 V from a row's spike on, a post spike of two phases.
fn settings(duration: f64) -> NetworkSettings {
    let pre = vec![(0.0, 0.0), (2e-9, 0.7), (2400e-9, 0.7), (2402e-9, 0.0)];
    let post = vec![(0.0, 0.0), (2e-9, -1.3), (12e-9, -1.3), (16e-9, 2.0), (20e-9, 2.0), (22e-9, 0.0)];
    let (pre, post) = (Waveform::new(pre).expect("a valid spike"), Waveform::new(post).expect("a valid spike"));
    NetworkSettings::new(pre, post, duration, Homeostasis { gain: 0.01, floor: 0.1 })
}

/// Lines of `segment` (ohm) per device, presentations of `duration` (s).
fn network(segment: f64, duration: f64) -> Network {
    let changes = "potentiation = \"positive\"\nv_th = \"0.8 V\"\nbins = 32\n".parse().expect("valid parameters");
    let device = catalogue::load("bfo_demo", &changes).expect("a set of the catalogue");
    let driver = if segment > 0.0 { 50.0 } else { 0.0 };
    let line = |driver_first, driver_last| Line { segment: segment.into(), driver_first, driver_last };
    let wires = Wires::new(ROWS, COLUMNS, line(driver, 0.0), line(0.0, driver));
    let mut circuit = Circuit::new(wires, Columns::of(&device, ROWS, COLUMNS, 1), 1e-3).expect("a valid array");
    let start: Vec<f64> = (0..ROWS * COLUMNS).map(|k| 0.2 + 0.6 * ((k * 7919) % 1009) as f64 / 1008.0).collect();
    circuit.program(&start);
    let neurons = Lif::new(COLUMNS, 1e-12, 500e-9, 12.0).expect("valid neurons");
    Network::new(circuit, neurons, settings(duration)).expect("a valid network")
}

/// Presentation number `k`: about two fifths of the rows, at different times.
fn spikes(k: usize) -> Vec<(usize, f64)> {
    let time = |row: usize| 2e-6 * ((row * 31 + k * 17) % 97) as f64 / 97.0;
    (0..ROWS).map(|row| (row, time(row))).filter(|(_, time)| *time < 0.8e-6).collect()
}

#[divan::bench(args = [0.0, 1.0], sample_count = 20)]
fn learn(bencher: Bencher, segment: f64) {
    let (mut network, mut k) = (network(segment, DURATION), 0);
    bencher.bench_local(|| {
        k += 1;
        let shown = network.present(&spikes(k), Mode::Learn, 1, None).expect("a solvable array");
        assert_eq!(shown.spikes.len(), 1);
        shown
    });
}

#[divan::bench(args = [0.0, 1.0], sample_count = 20)]
fn infer(bencher: Bencher, segment: f64) {
    let (mut network, mut k) = (network(segment, DURATION), 0);
    bencher.bench_local(|| {
        k += 1;
        network.present(&spikes(k), Mode::Infer, 1, None).expect("a solvable array")
    });
}

/// The same spikes in windows of one to four times the duration: time in which nothing spikes costs nothing.
#[divan::bench(args = [1, 2, 4], sample_count = 20)]
fn learn_in_a_longer_window(bencher: Bencher, times: u32) {
    let (mut network, mut k) = (network(0.0, DURATION * f64::from(times)), 0);
    bencher.bench_local(|| {
        k += 1;
        network.present(&spikes(k), Mode::Learn, 1, None).expect("a solvable array")
    });
}

/// One to eight neurons fire and send their post spikes, which overlap, on lines of 0 or 1 ohm per device: the cost follows their
/// number.
#[divan::bench(args = [(0.0, 1), (0.0, 2), (0.0, 4), (0.0, 8), (1.0, 1), (1.0, 2), (1.0, 4), (1.0, 8)], sample_count = 20)]
fn learn_with_post_spikes(bencher: Bencher, (segment, post_spikes): (f64, usize)) {
    let (mut network, mut k) = (network(segment, DURATION), 0);
    bencher.bench_local(|| {
        k += 1;
        let shown = network.present(&spikes(k), Mode::Learn, post_spikes, None).expect("a solvable array");
        assert_eq!(shown.spikes.len(), post_spikes);
        shown
    });
}
