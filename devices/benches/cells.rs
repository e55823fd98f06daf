//! Time per device of one step and of one reading, alone and in cells of each kind.

use divan::{Bencher, counter::ItemsCount};
use ferrospike_devices::cell::Cell;
use ferrospike_devices::{DeviceArray, Segment, catalogue};

const COUNT: usize = 2048; // below the size at which threads take part

const CELLS: [(&str, &str); 4] = [
    ("device", ""),
    ("exponential", "exponential = { i_0 = '1 pA', v_0 = '60 mV' }"),
    ("threshold", "threshold = { r_off = '1 Mohm', r_on = '100 ohm', v_th = '0.4 V', v_hold = '0.1 V' }"),
    ("transistor", "transistor = { i_s = '1 uA', v_t0 = '0.4 V', n = 1.3, v_g = '2 V' }"),
];

fn main() {
    divan::main();
}

fn array(cell: &str) -> Box<dyn DeviceArray> {
    let mut array = catalogue::load("lammie2020_vteam", &Default::default()).expect("a known set").array(COUNT, 1);
    array.program(&(0..COUNT).map(|k| k as f64 / COUNT as f64).collect::<Vec<_>>());
    match CELLS.iter().find(|(name, _)| *name == cell) {
        Some((_, text)) if !text.is_empty() => {
            let cell = Cell::from_table(&text.parse().expect("a table")).expect("a cell");
            cell.around(array).expect("valid parameters")
        }
        _ => array,
    }
}

/// A step that moves the devices a little, and is marked as circuits do.
#[divan::bench(args = CELLS.map(|(name, _)| name))]
fn step(bencher: Bencher, cell: &str) {
    let mut array = array(cell);
    let voltages = vec![0.9; COUNT];
    let segment = Segment { start: &voltages, end: &voltages };
    array.advance(segment, 1e-15);
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| {
        array.mark();
        array.advance(segment, 1e-15)
    });
}

#[divan::bench(args = CELLS.map(|(name, _)| name))]
fn read(bencher: Bencher, cell: &str) {
    let array = array(cell);
    let voltages = vec![0.9; COUNT];
    let (mut currents, mut conductances) = (vec![0.0; COUNT], vec![0.0; COUNT]);
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| array.branches(&voltages, &mut currents, &mut conductances));
}
