//! Time per device of one step and of one reading, with and without layers of imperfections.

use divan::{Bencher, counter::ItemsCount};
use ferrospike_devices::imperfections::Imperfections;
use ferrospike_devices::{DeviceArray, Segment, catalogue};

const COUNT: usize = 2048; // below the size at which threads take part

const STACKS: [(&str, &str); 8] = [
    ("ideal", ""),
    ("spread", "spread = { conductance = 0.3, switching = 0.1, imprint = '1 mV' }"),
    ("cycle_to_cycle", "cycle_to_cycle = { switching = 0.05, reversal = '0.1 V' }"),
    ("stuck", "stuck = { on = 0.05, off = 0.05 }"),
    ("retention", "retention = { tau = '1e6 s', beta = 0.5, rest = 0.5 }"),
    ("drift", "drift = { exponent.normal = { nu = 0.05 }, t_0 = '1 ns' }"),
    ("flicker", "read_noise.flicker = { k_f = 1e-6, lowest = '1 Hz', highest = '1 MHz' }"),
    ("white", "read_noise.white = { bandwidth = '1 MHz' }"),
];

fn main() {
    divan::main();
}

fn array(stack: &str) -> Box<dyn DeviceArray> {
    let text = STACKS.iter().find(|(name, _)| *name == stack).map_or("", |(_, text)| text);
    let table = text.parse().expect("a table");
    let imperfections = Imperfections::from_table(&table).expect("valid imperfections");
    let device = catalogue::load("lammie2020_vteam", &Default::default()).expect("a known set");
    let mut array = device.with(imperfections).expect("valid imperfections").array(COUNT, 1);
    array.program(&vec![0.3; COUNT]);
    array
}

/// A step of a VTEAM device, the cheapest model: what remains is the cost of the layers.
#[divan::bench(args = STACKS.map(|(name, _)| name))]
fn step(bencher: Bencher, stack: &str) {
    let mut array = array(stack);
    let voltages = vec![-0.25; COUNT];
    let segment = Segment { start: &voltages, end: &voltages };
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| array.advance(segment, 1e-12));
}

#[divan::bench(args = STACKS.map(|(name, _)| name))]
fn read(bencher: Bencher, stack: &str) {
    let array = array(stack);
    let voltages = vec![0.01; COUNT];
    let (mut currents, mut conductances) = (vec![0.0; COUNT], vec![0.0; COUNT]);
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| array.branches(&voltages, &mut currents, &mut conductances));
}
