//! Time per device of one step: idle, constant voltage and ramp, for junctions of 32 and 64 bins and for VTEAM.

use divan::{Bencher, counter::ItemsCount};
use ferrospike_devices::{DeviceArray, Segment, catalogue};

const COUNT: usize = 2048; // below the size at which threads take part

fn main() {
    divan::main();
}

fn array(name: &str, changes: &str) -> Box<dyn DeviceArray> {
    let changes = changes.parse().expect("a table of changes");
    let mut array = catalogue::load(name, &changes).expect("a known set").array(COUNT, 1);
    array.program(&vec![0.3; COUNT]);
    array
}

/// Steps of `dt` from `start` to `end` volt, each from the same state.
fn step(bencher: Bencher, name: &str, changes: &str, start: f64, end: f64, dt: f64) {
    let mut array = array(name, changes);
    let (start, end) = (vec![start; COUNT], vec![end; COUNT]);
    array.mark();
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| {
        let advance = array.advance(Segment { start: &start, end: &end }, dt);
        array.rollback();
        advance
    });
}

/// Steps too short to switch much, without mark: the bare cost of an active device.
fn step_unmarked(bencher: Bencher, name: &str, changes: &str, voltage: f64, dt: f64) {
    each_unmarked(bencher, name, changes, vec![voltage; COUNT], dt);
}

/// The same with a voltage for each device.
fn each_unmarked(bencher: Bencher, name: &str, changes: &str, voltages: Vec<f64>, dt: f64) {
    let mut array = array(name, changes);
    let segment = Segment { start: &voltages, end: &voltages };
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| array.advance(segment, dt));
}

#[divan::bench(args = [32, 64])]
fn constant_unmarked(bencher: Bencher, bins: usize) {
    step_unmarked(bencher, "bfo_demo", &format!("bins = {bins}"), -2.0, 1e-12);
}

/// No two devices at the same voltage.
#[divan::bench(args = [32, 64])]
fn various_unmarked(bencher: Bencher, bins: usize) {
    let voltages = (0..COUNT).map(|k| -2.0 - 1e-4 * k as f64).collect();
    each_unmarked(bencher, "bfo_demo", &format!("bins = {bins}"), voltages, 1e-12);
}

#[divan::bench(args = [32, 64])]
fn step_kernel_unmarked(bencher: Bencher, bins: usize) {
    step_unmarked(bencher, "bfo_demo_step", &format!("bins = {bins}"), -2.0, 1e-12);
}

#[divan::bench(args = [32, 64])]
fn step_kernel_various_unmarked(bencher: Bencher, bins: usize) {
    let voltages = (0..COUNT).map(|k| -2.0 - 1e-4 * k as f64).collect();
    each_unmarked(bencher, "bfo_demo_step", &format!("bins = {bins}"), voltages, 1e-12);
}

#[divan::bench(args = [32, 64])]
fn single_domains_unmarked(bencher: Bencher, bins: usize) {
    let changes = format!("bins = {bins}\ndomains = {bins}\nensemble = \"drawn\"");
    step_unmarked(bencher, "bfo_demo", &changes, -2.0, 1e-12);
}

#[divan::bench(args = [32, 64])]
fn constant(bencher: Bencher, bins: usize) {
    step(bencher, "bfo_demo", &format!("bins = {bins}"), -2.0, -2.0, 1e-9);
}

#[divan::bench(args = [32, 64])]
fn ramp(bencher: Bencher, bins: usize) {
    step(bencher, "bfo_demo", &format!("bins = {bins}"), -2.0, -1.9, 1e-9);
}

#[divan::bench(args = [32, 64])]
fn ramp_from_zero(bencher: Bencher, bins: usize) {
    step(bencher, "bfo_demo", &format!("bins = {bins}"), 0.0, -2.0, 1e-9);
}

#[divan::bench(args = [32, 64])]
fn step_kernel(bencher: Bencher, bins: usize) {
    step(bencher, "bfo_demo_step", &format!("bins = {bins}"), -2.0, -2.0, 1e-9);
}

#[divan::bench]
fn half_selected(bencher: Bencher) {
    step(bencher, "bfo_demo", "", -1.0, -1.0, 1e-9);
}

#[divan::bench]
fn idle(bencher: Bencher) {
    step(bencher, "bfo_demo", "", 0.2, -0.2, 1e-9);
}

#[divan::bench]
fn scalar(bencher: Bencher) {
    step(bencher, "bfo_demo_scalar", "", -2.0, -2.0, 1e-9);
}

#[divan::bench]
fn vteam(bencher: Bencher) {
    step(bencher, "lammie2020_vteam", "", -0.5, -0.5, 1e-9);
}

/// A pulse that moves the gap by a few percent.
#[divan::bench]
fn stanford_pku(bencher: Bencher) {
    step(bencher, "lammie2020_stanford_pku", "", 1.5, 1.5, 1e-9);
}

/// The same with the increment of a Brownian path.
#[divan::bench]
fn stanford_pku_noise(bencher: Bencher) {
    step(bencher, "stanford_pku_noise_demo", "", 1.5, 1.5, 1e-9);
}

/// Constant voltage: closed form.
#[divan::bench]
fn messaris(bencher: Bencher) {
    step(bencher, "messaris2018_tiox_dut1", "", -1.5, -1.5, 1e-6);
}

/// A ramp, along which the level of saturation moves: integrated.
#[divan::bench]
fn messaris_ramp(bencher: Bencher) {
    step(bencher, "messaris2018_tiox_dut1", "", -1.4, -1.5, 1e-6);
}

/// RESET by one percent of the range.
#[divan::bench]
fn jart_vcm(bencher: Bencher) {
    step(bencher, "cueppers2019_jart_vcm", "", 0.9, 0.9, 1e-9);
}

/// 320 x 360 junctions of which one column is driven: time per step, all threads.
#[divan::bench]
fn one_column_in_360(bencher: Bencher) {
    let (rows, columns) = (320, 360);
    let mut array = catalogue::load("bfo_demo", &Default::default()).expect("a known set").array(rows * columns, 1);
    array.program(&vec![0.3; rows * columns]);
    let voltages: Vec<f64> = (0..rows * columns).map(|k| if k % columns == 17 { -2.0 } else { 0.15 }).collect();
    array.mark();
    bencher.bench_local(|| {
        let advance = array.advance(Segment { start: &voltages, end: &voltages }, 1e-9);
        array.mark();
        advance
    });
}

/// One domain in each bin, drawn anew for each junction, random events: Monte-Carlo nucleation.
#[divan::bench(args = [32, 64])]
fn single_domains(bencher: Bencher, bins: usize) {
    let changes = format!("bins = {bins}\ndomains = {bins}\nensemble = \"drawn\"");
    step(bencher, "bfo_demo", &changes, -2.0, -2.0, 1e-9);
}

/// Activation fields instead of local fields.
#[divan::bench(args = [32, 64])]
fn activation_field(bencher: Bencher, bins: usize) {
    step(bencher, "alessandri2019_hzo", &format!("bins = {bins}\ndomains = {bins}"), 1.5, 1.5, 1e-8);
}
