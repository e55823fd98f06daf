//! Time per device of one step with equivalent time: constant voltage and ramps, for each law.

use divan::{Bencher, counter::ItemsCount};
use ferrospike_devices::{Segment, catalogue};

const COUNT: usize = 2048; // below the size at which threads take part

/// Every law, as a file gives it.
const LAWS: [(&str, &str); 3] = [
    (
        "random_field",
        "random_field = { t_inf = '10 fs', alpha = '14 V decade', delta = '28.6 mV', distribution = 'lorentz' }",
    ),
    (
        "log_time",
        "log_time = { t_inf = '10 fs', alpha = '14 V decade', distribution = 'lorentz', \
         width.inverse_square.gamma_0 = '1 V^2 decade' }",
    ),
    ("kai", "kai = { t_inf = '10 fs', alpha = '14 V decade', n = 2.0 }"),
];

fn main() {
    divan::main();
}

/// Steps of 1 ns from `start` to `end` volt, each from the same state.
fn step(bencher: Bencher, name: &str, start: &[f64], end: &[f64]) {
    let law = LAWS.iter().find(|(law, _)| *law == name).expect("a known law").1;
    let changes = format!("up = {{ {law} }}\ndown = {{ {law} }}").parse().expect("a table of changes");
    let mut array = catalogue::load("bfo_demo_scalar", &changes).expect("a known set").array(COUNT, 1);
    array.program(&vec![0.3; COUNT]);
    array.mark();
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| {
        let advance = array.advance(Segment { start, end }, 1e-9);
        array.rollback();
        advance
    });
}

#[divan::bench(args = LAWS.map(|law| law.0))]
fn constant(bencher: Bencher, law: &str) {
    step(bencher, law, &[-2.0; COUNT], &[-2.0; COUNT]);
}

#[divan::bench(args = LAWS.map(|law| law.0))]
fn both_signs(bencher: Bencher, law: &str) {
    let voltages: Vec<f64> = (0..COUNT).map(|k| if k % 2 == 0 { 2.0 } else { -2.0 }).collect();
    step(bencher, law, &voltages, &voltages);
}

#[divan::bench(args = LAWS.map(|law| law.0))]
fn short_ramp(bencher: Bencher, law: &str) {
    step(bencher, law, &[-2.0; COUNT], &[-1.98; COUNT]);
}

#[divan::bench(args = LAWS.map(|law| law.0))]
fn ramp_from_zero(bencher: Bencher, law: &str) {
    step(bencher, law, &[0.0; COUNT], &[-2.0; COUNT]);
}

#[divan::bench]
fn idle(bencher: Bencher) {
    step(bencher, "random_field", &[0.2; COUNT], &[-0.2; COUNT]);
}
