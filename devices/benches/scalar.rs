//! Time per device of one step and of one evaluation of I(V), for memristors whose state is one number.

use divan::{Bencher, counter::ItemsCount};
use ferrospike_devices::{DeviceArray, Segment, catalogue};

const COUNT: usize = 2048; // below the size at which threads take part

fn main() {
    divan::main();
}

fn array(name: &str, changes: &str, position: f64) -> Box<dyn DeviceArray> {
    let changes = changes.parse().expect("a table of changes");
    let mut array = catalogue::load(name, &changes).expect("a known set").array(COUNT, 1);
    array.program(&vec![position; COUNT]);
    array
}

/// Steps of `dt` from `start` to `end` volt; the bare step, which includes no rollback.
fn step(bencher: Bencher, array: Box<dyn DeviceArray>, start: f64, end: f64, dt: f64) {
    step_each(bencher, array, |_| [start, end], dt);
}

/// The same with voltages for each device.
fn step_each(bencher: Bencher, mut array: Box<dyn DeviceArray>, ramp: impl Fn(usize) -> [f64; 2], dt: f64) {
    let start: Vec<f64> = (0..COUNT).map(|device| ramp(device)[0]).collect();
    let end: Vec<f64> = (0..COUNT).map(|device| ramp(device)[1]).collect();
    let segment = Segment { start: &start, end: &end };
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| array.advance(segment, dt));
}

mod constant_voltage {
    use super::*;

    #[divan::bench]
    fn hp_drift(bencher: Bencher) {
        step(bencher, array("strukov2008_hp", "", 0.5), 1.0, 1.0, 1e-12);
    }

    #[divan::bench]
    fn hp_drift_biolek_window(bencher: Bencher) {
        step(bencher, array("strukov2008_hp_biolek_demo", "", 0.5), 1.0, 1.0, 1e-12);
    }

    #[divan::bench]
    fn vteam(bencher: Bencher) {
        step(bencher, array("lammie2020_vteam", "", 0.5), -0.5, -0.5, 1e-18);
    }

    #[divan::bench]
    fn vteam_fractional_exponents(bencher: Bencher) {
        let fractional = "alpha_on = 3.2\nalpha_off = 1.5";
        step(bencher, array("lammie2020_vteam", fractional, 0.5), -0.5, -0.5, 1e-18);
    }

    #[divan::bench]
    fn yakopcic_before_the_knee(bencher: Bencher) {
        step(bencher, array("yakopcic2013", "", 0.1), 0.3, 0.3, 1e-12);
    }

    #[divan::bench]
    fn yakopcic_beyond_the_knee(bencher: Bencher) {
        step(bencher, array("yakopcic2013", "", 0.6), 0.3, 0.3, 1e-12);
    }

    #[divan::bench]
    fn team(bencher: Bencher) {
        step(bencher, array("kvatinsky2013_team", "", 0.5), -20.0, -20.0, 1e-6);
    }
}

/// No two devices at the same voltage.
mod various_voltages {
    use super::*;

    fn level(bencher: Bencher, array: Box<dyn DeviceArray>, voltage: f64, dt: f64) {
        step_each(bencher, array, |device| [voltage * (1.0 + 1e-5 * device as f64); 2], dt);
    }

    #[divan::bench]
    fn hp_drift(bencher: Bencher) {
        level(bencher, array("strukov2008_hp", "", 0.5), 1.0, 1e-12);
    }

    #[divan::bench]
    fn vteam(bencher: Bencher) {
        level(bencher, array("lammie2020_vteam", "", 0.5), -0.5, 1e-18);
    }

    #[divan::bench]
    fn vteam_fractional_exponents(bencher: Bencher) {
        let fractional = "alpha_on = 3.2\nalpha_off = 1.5";
        level(bencher, array("lammie2020_vteam", fractional, 0.5), -0.5, 1e-18);
    }

    #[divan::bench]
    fn vteam_both_signs(bencher: Bencher) {
        let sign = |device| if device % 2 == 0 { 1.0 } else { -1.0 };
        step_each(bencher, array("lammie2020_vteam", "", 0.5), |device| [0.5 * sign(device); 2], 1e-18);
    }

    #[divan::bench]
    fn yakopcic_before_the_knee(bencher: Bencher) {
        level(bencher, array("yakopcic2013", "", 0.1), 0.3, 1e-12);
    }

    #[divan::bench]
    fn yakopcic_beyond_the_knee(bencher: Bencher) {
        level(bencher, array("yakopcic2013", "", 0.6), 0.3, 1e-12);
    }

    #[divan::bench]
    fn yakopcic_both_signs(bencher: Bencher) {
        let sign = |device| if device % 2 == 0 { 1.0 } else { -1.0 };
        step_each(bencher, array("yakopcic2013", "", 0.6), |device| [0.3 * sign(device); 2], 1e-12);
    }
}

mod ramp {
    use super::*;

    #[divan::bench]
    fn hp_drift(bencher: Bencher) {
        step(bencher, array("strukov2008_hp", "", 0.5), 0.9, 1.0, 1e-12);
    }

    #[divan::bench]
    fn vteam(bencher: Bencher) {
        step(bencher, array("lammie2020_vteam", "", 0.5), -0.1, -0.5, 1e-18);
    }

    #[divan::bench]
    fn yakopcic_before_the_knee(bencher: Bencher) {
        step(bencher, array("yakopcic2013", "", 0.1), 0.1, 0.3, 1e-12);
    }
}

mod branch {
    use super::*;

    #[divan::bench(args = ["strukov2008_hp", "lammie2020_vteam", "yakopcic2013"])]
    fn current(bencher: Bencher, name: &str) {
        let array = array(name, "", 0.5);
        let voltages = vec![0.1; COUNT];
        let (mut currents, mut conductances) = (vec![0.0; COUNT], vec![0.0; COUNT]);
        bencher
            .counter(ItemsCount::new(COUNT))
            .bench_local(|| array.branches(&voltages, &mut currents, &mut conductances));
    }
}

/// The pulses that the parameter sets name, from the end that they leave: the whole way, often through many decades of the
/// rate. Beside it one step of a thousandth of the pulse, and one of a ramp up to it, as a circuit takes them.
mod protocol {
    use super::*;

    const FEW: usize = 64;

    const SETS: [&str; 13] = [
        "strukov2008_hp",
        "lammie2020_vteam",
        "yakopcic2013",
        "kvatinsky2013_team",
        "lammie2020_stanford_pku",
        "cueppers2019_jart_vcm",
        "messaris2018_taox",
        "knowm_mss",
        "nugent2014_wox",
        "pcm_demo",
        "chen2018_neurosim",
        "lookup_demo",
        "materlik2015_landau_demo",
    ];

    /// From `position`, with a return to it each time; that takes a nanosecond per device at most.
    fn from(bencher: Bencher, name: &str, position: f64, [start, end]: [f64; 2], dt: f64) {
        let mut array = catalogue::load(name, &toml::Table::new()).expect("a known set").array(FEW, 1);
        array.program(&[position; FEW]);
        array.mark();
        let segment = Segment { start: &[start; FEW], end: &[end; FEW] };
        bencher.counter(ItemsCount::new(FEW)).bench_local(|| {
            array.rollback();
            array.advance(segment, dt)
        });
    }

    #[divan::bench(args = SETS)]
    fn on(bencher: Bencher, name: &str) {
        let pulse = catalogue::find(name).expect("a known set").protocol.on;
        from(bencher, name, 0.0, [pulse.voltage; 2], pulse.width);
    }

    #[divan::bench(args = SETS)]
    fn off(bencher: Bencher, name: &str) {
        let pulse = catalogue::find(name).expect("a known set").protocol.off;
        from(bencher, name, 1.0, [pulse.voltage; 2], pulse.width);
    }

    #[divan::bench(args = SETS)]
    fn thousandth_of_on(bencher: Bencher, name: &str) {
        let pulse = catalogue::find(name).expect("a known set").protocol.on;
        from(bencher, name, 0.5, [pulse.voltage; 2], 1e-3 * pulse.width);
    }

    #[divan::bench(args = SETS)]
    fn ramp_to_on(bencher: Bencher, name: &str) {
        let pulse = catalogue::find(name).expect("a known set").protocol.on;
        from(bencher, name, 0.5, [0.0, pulse.voltage], 1e-3 * pulse.width);
    }
}
