//! Time per device of current and conductance, for every conduction law: device by device, and many at once.

use divan::{Bencher, counter::ItemsCount};
use ferrospike_devices::conduction::Conduction;

const COUNT: usize = 1024;

fn main() {
    divan::main();
}

/// Every law, as a file gives it.
const LAWS: [(&str, &str); 9] = [
    ("ohmic", "g_on = '1 uS', g_off = '10 nS'"),
    ("sinh", "g_on = '1 uS', g_off = '10 nS', b_on = '2 V^-1', b_off = '3 V^-1'"),
    ("cubic", "g_on = '1 uS', g_off = '10 nS', gamma_on = '1 V^-2', gamma_off = '2 V^-2'"),
    ("gruverman", "BARRIERS"),
    ("brinkman_dynes_rowell", "BARRIERS"),
    ("fowler_nordheim", "BARRIERS"),
    ("schottky", "temperature = '300 K', epsilon_image = 10, BARRIERS"),
    ("ferroelectric_barrier", "temperature = '300 K', epsilon_image = 10, BARRIERS"),
    (
        "channel",
        "v_th0 = '0.8 V', kappa = '2.5 V m^2/C', p_r = '20 uC/cm^2', v_gate = '0.9 V', n = 1.3, i_s = '1 uA', \
         temperature = '300 K'",
    ),
];

const BARRIERS: &str = "area = '0.03 um^2', thickness = '2 nm', mass = 1, states = { heights = { \
    on = { phi_1 = '0.7 eV', phi_2 = '0.5 eV' }, off = { phi_1 = '1.1 eV', phi_2 = '0.9 eV' } } }";

fn law(name: &str) -> Conduction {
    let parameters = LAWS.iter().find(|(law, _)| *law == name).expect("a known law").1;
    let text = format!("{name} = {{ {} }}", parameters.replace("BARRIERS", BARRIERS));
    let law: Conduction = toml::from_str(&text).expect("a conduction law");
    law.validate().expect("valid parameters");
    law
}

/// Fractions from 0 to 1, voltages around the reading voltage.
fn points() -> (Vec<f64>, Vec<f64>) {
    (0..COUNT).map(|k| k as f64 / COUNT as f64).map(|x| (x, 0.4 * x - 0.1)).unzip()
}

#[divan::bench(args = LAWS.map(|law| law.0))]
fn one_by_one(bencher: Bencher, name: &str) {
    let (law, (on, voltages)) = (law(name), points());
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| {
        let branches = on.iter().zip(&voltages).map(|(&on, &voltage)| law.branch(on, voltage));
        branches.fold(0.0, |sum, branch| sum + branch.current + branch.conductance)
    });
}

#[divan::bench(args = LAWS.map(|law| law.0))]
fn many_at_once(bencher: Bencher, name: &str) {
    let (law, (on, voltages)) = (law(name), points());
    let (mut currents, mut conductances) = (vec![0.0; COUNT], vec![0.0; COUNT]);
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| {
        law.branches(&on, &voltages, &mut currents, &mut conductances);
    });
}
