//! Time per device of current and conductance, for every conduction law.

use divan::{Bencher, counter::ItemsCount};
use ferrospike_devices::Branch;
use ferrospike_devices::conduction::Conduction;

const COUNT: usize = 2048;

fn main() {
    divan::main();
}

/// Branches of devices at voltages around the reading voltage of the law that `text` describes.
fn branches(bencher: Bencher, text: &str) {
    let law: Conduction = toml::from_str(text).expect("a conduction law");
    law.validate().expect("valid parameters");
    let points: Vec<(f64, f64)> = (0..COUNT).map(|k| k as f64 / COUNT as f64).map(|x| (x, 0.4 * x - 0.1)).collect();
    let mut out = vec![Branch { current: 0.0, conductance: 0.0 }; COUNT];
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| {
        for (branch, &(on, voltage)) in out.iter_mut().zip(&points) {
            *branch = law.branch(on, voltage);
        }
        divan::black_box(&out);
    });
}

/// Table of a law that takes barriers.
fn barriers(law: &str, heat: &str) -> String {
    format!(
        "[{law}]\narea = '0.03 um^2'\nthickness = '2 nm'\nmass = 1\n{heat}\n[{law}.states.heights]
        on = {{ phi_1 = '0.7 eV', phi_2 = '0.5 eV' }}\noff = {{ phi_1 = '1.1 eV', phi_2 = '0.9 eV' }}"
    )
}

const HEAT: &str = "temperature = '300 K'\nepsilon_image = 10";

#[divan::bench]
fn ohmic(bencher: Bencher) {
    branches(bencher, "ohmic = { g_on = '1 uS', g_off = '10 nS' }");
}

#[divan::bench]
fn sinh(bencher: Bencher) {
    branches(bencher, "sinh = { g_on = '1 uS', g_off = '10 nS', b_on = '2 V^-1', b_off = '3 V^-1' }");
}

#[divan::bench]
fn cubic(bencher: Bencher) {
    branches(bencher, "cubic = { g_on = '1 uS', g_off = '10 nS', gamma_on = '1 V^-2', gamma_off = '2 V^-2' }");
}

#[divan::bench]
fn gruverman(bencher: Bencher) {
    branches(bencher, &barriers("gruverman", ""));
}

#[divan::bench]
fn brinkman_dynes_rowell(bencher: Bencher) {
    branches(bencher, &barriers("brinkman_dynes_rowell", ""));
}

#[divan::bench]
fn fowler_nordheim(bencher: Bencher) {
    branches(bencher, &barriers("fowler_nordheim", ""));
}

#[divan::bench]
fn schottky(bencher: Bencher) {
    branches(bencher, &barriers("schottky", HEAT));
}

#[divan::bench]
fn ferroelectric_barrier(bencher: Bencher) {
    branches(bencher, &barriers("ferroelectric_barrier", HEAT));
}

#[divan::bench]
fn channel(bencher: Bencher) {
    let text = "channel = { v_th0 = '0.8 V', kappa = '2.5 V m^2/C', p_r = '20 uC/cm^2', v_gate = '0.9 V', n = 1.3, \
                i_s = '1 uA', temperature = '300 K' }";
    branches(bencher, text);
}
