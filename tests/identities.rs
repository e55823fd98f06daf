//! Two ways to the same number.

use approx::assert_relative_eq;
use benchmarks::measure::{Stdp, StdpArray, StdpPlaces};
use devices::catalogue;
use learning::stdp::{Pair, in_circuit, isolated};
use learning::{Circuit, Columns, Mode, Waveform};

use crate::setup::{deterministic_junction, input, network, never_idle, spikes, toml, wires};

/// The spike of Boyn et al. 2017 (doi:10.1038/ncomms14736) in its linear form.
fn boyn_spike() -> Waveform {
    Waveform::rectangle_then_slope(1.0, 1.0, 100e-9, 500e-9).unwrap()
}

#[test]
fn stdp_in_a_circuit_without_line_resistance_equals_that_of_the_device_alone() {
    for (name, changes) in [("bfo_demo_scalar", ""), ("bfo_demo", "domains = \"infinite\""), ("bfo_demo_step", "")] {
        let device = catalogue::load(name, &toml(changes)).unwrap();
        for delay in [-400e-9, -150e-9, -100e-9, 0.0, 37.5e-9, 100e-9, 250e-9, 599e-9] {
            let pair = Pair { pre: boyn_spike(), post: boyn_spike(), delay };
            let mut alone = device.array(1, 1);
            alone.program(&[0.5]);
            let expected = isolated(alone.as_mut(), &pair)[0];
            let mut circuit = Circuit::new(wires(4, 3, 0.0, 0.0), Columns::of(&device, 4, 3, 1), 1e-3).unwrap();
            circuit.program(&[0.5; 12]);
            let changes = in_circuit(&mut circuit, 2, 1, &pair).unwrap();
            let scale = 1e-6; // g_on of the sets
            assert!((changes[2 * 3 + 1] - expected).abs() < 1e-9 * scale, "{name}, {delay:e} s");
        }
    }
}

/// A pair of spikes at places of a 9 x 7 array with this resistance of segments and drivers (ohm).
fn places(name: &str, changes: &str, resistance: f64) -> StdpPlaces {
    let delays = vec![-150e-9, -100e-9, 0.0, 100e-9, 250e-9];
    let stdp = Stdp { pre: boyn_spike(), post: boyn_spike(), delays, start: 0.5, read: 0.0 };
    let array = StdpArray { stdp, wires: wires(9, 7, resistance, resistance), grid: 4 };
    array.measure(&catalogue::load(name, &toml(changes)).unwrap(), 1, &|_| ()).unwrap()
}

#[test]
fn at_every_place_of_an_array_without_line_resistance_stdp_is_that_of_the_device_alone() {
    // devices with domains that switch by chance draw the same numbers in both
    let infinite = "domains = \"infinite\"";
    for (name, changes) in [("bfo_demo_scalar", ""), ("bfo_demo", ""), ("bfo_demo", infinite), ("bfo_demo_step", "")] {
        let scale = 1e-6; // g_on of the sets
        let same = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9 * scale);
        let ideal = places(name, changes, 0.0);
        assert!(ideal.places.iter().all(|place| same(&place.change, &place.alone)), "{name}: {ideal:?}");
        assert!(same(&ideal.up.change, &ideal.up.alone) && same(&ideal.down.change, &ideal.down.alone), "{name}");
    }
}

#[test]
fn line_resistance_weakens_stdp_the_more_the_farther_a_device_is_from_the_drivers() {
    for (name, changes) in [("bfo_demo_scalar", ""), ("bfo_demo", "domains = \"infinite\"")] {
        let lossy = places(name, changes, 300.0);
        // the delays of -100 ns and 100 ns, where pairs do most
        for (sign, delay) in [(-1.0, 1), (1.0, 3)] {
            let [near, middle, far] = [0, 1, 2].map(|k| sign * lossy.places[k].change[delay]);
            let alone = sign * lossy.places[0].alone[delay];
            assert!(alone > 1e-7 && alone > near, "{name}: {alone:e} {near:e}");
            assert!(near > middle && middle > far && far > 0.0, "{name}: {near:e} {middle:e} {far:e}");
        }
    }
}

#[test]
fn spikes_that_do_not_overlap_change_nothing_and_overlapping_ones_do() {
    let device = catalogue::load("bfo_demo_scalar", &Default::default()).unwrap();
    let change = |delay| {
        let mut alone = device.array(1, 1);
        alone.program(&[0.5]);
        isolated(alone.as_mut(), &Pair { pre: boyn_spike(), post: boyn_spike(), delay })[0]
    };
    for delay in [600e-9, 601e-9, 1e-6, -600e-9, -2e-6] {
        assert_eq!(change(delay), 0.0, "{delay:e} s");
    }
    assert!(change(100e-9) > 0.1e-6, "pre before post potentiates");
    assert!(change(-100e-9) < -0.1e-6, "post before pre depresses");
}

#[test]
fn line_resistance_weakens_the_stdp_of_the_device_that_is_farthest_from_the_drivers() {
    let device = deterministic_junction();
    let (pre, post) = spikes();
    let change = |segment: f64| {
        let mut circuit = Circuit::new(wires(32, 8, segment, 0.0), Columns::of(&device, 32, 8, 1), 1e-3).unwrap();
        circuit.program(&[0.5; 256]);
        // top right: the last device of its row, the farthest from the sense end of its column
        in_circuit(&mut circuit, 0, 7, &Pair { pre: pre.clone(), post: post.clone(), delay: 1e-6 }).unwrap()[7]
    };
    let (ideal, weak, strong) = (change(0.0), change(20.0), change(100.0));
    assert!(ideal > 1e-9 && weak < ideal && strong < weak, "{ideal:e} {weak:e} {strong:e}");
}

#[test]
fn quiet_time_gives_the_same_spikes_and_energy_as_stepping_through_it() {
    let device = deterministic_junction();
    let mut quiet = network(Columns::of(&device, 12, 3, 1), 1.0);
    let mut stepped = network(never_idle(&device, 3), 1.0);
    let (a, b) = (
        quiet.present(&input(), Mode::Infer, 3, None).unwrap(),
        stepped.present(&input(), Mode::Infer, 3, None).unwrap(),
    );
    assert_eq!(a.device_steps, 0);
    assert!(b.device_steps > 10);
    assert_eq!(a.spikes.len(), 3, "every neuron fires");
    for (x, y) in a.spikes.iter().zip(&b.spikes) {
        assert_eq!(x.neuron, y.neuron);
        assert_relative_eq!(x.time, y.time, max_relative = 1e-7); // solver residual 1e-10, amplified by the slope
    }
    // the quiet path leaves out currents between rows, a share of segment x conductance x rows
    assert_relative_eq!(a.energy, b.energy, max_relative = 1e-3);
}

#[test]
fn inference_moves_no_device_and_no_threshold() {
    let mut network = network(Columns::of(&deterministic_junction(), 12, 3, 1), 1.0);
    let conductances = network.circuit().conductances().to_vec();
    let thresholds = network.neurons().thresholds().to_vec();
    for _ in 0..50 {
        let shown = network.present(&input(), Mode::Infer, 1, None).unwrap();
        assert_eq!(shown.spikes.len(), 1);
    }
    assert_eq!(network.circuit().conductances(), conductances);
    assert_eq!(network.neurons().thresholds(), thresholds);
}

#[test]
fn a_firing_neuron_potentiates_rows_that_fired_before_it_and_depresses_silent_rows() {
    let mut network = network(Columns::of(&deterministic_junction(), 12, 3, 1), 1.0);
    let before = network.circuit().conductances().to_vec();
    let spikes: Vec<(usize, f64)> = (0..8).map(|row| (row, row as f64 * 20e-9)).collect();
    let shown = network.present(&spikes, Mode::Learn, 1, None).unwrap();
    let winner = shown.spikes[0];
    let after = network.circuit().conductances();
    for row in 0..12 {
        for column in 0..3 {
            let change = after[row * 3 + column] - before[row * 3 + column];
            let fired = row < 8 && spikes[row].1 < winner.time;
            if column != winner.neuron {
                assert_eq!(change, 0.0, "only the column that fired changes");
            } else if fired {
                assert!(change > 1e-9, "row {row} fired before the neuron: {change:e} S");
            } else {
                assert!(change < -1e-9, "row {row} was silent: {change:e} S");
            }
        }
    }
}

#[test]
fn drivers_deliver_what_a_fixed_resistor_network_dissipates() {
    // one device, no wires: energy of a triangular spike is G V^2 T / 3
    let device = catalogue::load("bfo_demo", &toml("v_th = \"5 V\"")).unwrap();
    let mut circuit = Circuit::new(wires(1, 1, 0.0, 0.0), Columns::of(&device, 1, 1, 1), 1e-3).unwrap();
    circuit.program(&[1.0]);
    let triangle = Waveform::new(vec![(0.0, 0.0), (1e-6, 2.0), (2e-6, 0.0)]).unwrap();
    let mut lines = learning::Lines::new(1, 1);
    lines.rows[0].play(0.0, &triangle);
    let energy: f64 =
        [(0.0, 1e-6), (1e-6, 2e-6)].map(|(from, to)| circuit.step(&lines, from, to).unwrap().energy).iter().sum();
    assert_relative_eq!(energy, 1e-6 * 4.0 * 2e-6 / 3.0, max_relative = 1e-9);
}
