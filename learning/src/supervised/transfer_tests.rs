use super::*;
use crate::supervised::{Leaky, Readout, Reset, SpikingNet, Surrogate};
use approx::assert_relative_eq;
use devices::catalogue;
use devices::rng::{Purpose, key, normal, uniform};

const SIZES: [usize; 3] = [9, 12, 4];
const STEPS: usize = 40;

fn net() -> SpikingNet {
    let neuron = Leaky { beta: 0.9, threshold: 1.0, start: 0.0, reset: Reset::Zero };
    let dense = Dense::random(SIZES, 2.0, 8).unwrap();
    SpikingNet::new(dense, neuron, Surrogate::Arctan { alpha: 2.0 }, Readout::Counts).unwrap()
}

fn patterns() -> Vec<Vec<f64>> {
    let pattern = |number: u64| {
        let key = key(2, Purpose::Noise, number);
        (0..STEPS * SIZES[0]).map(|k| uniform(key, k as u64)).collect()
    };
    (0..20).map(pattern).collect()
}

/// Spikes of output and hidden neurons that differ between two networks, over all patterns and steps.
fn differing(a: &SpikingNet, b: &SpikingNet) -> usize {
    let spikes = |net: &SpikingNet, pattern: &[f64]| net.run(pattern).layers.map(|layer| layer.spikes).concat();
    let differ =
        |pattern: &Vec<f64>| spikes(a, pattern).iter().zip(&spikes(b, pattern)).filter(|(a, b)| a != b).count();
    patterns().iter().map(differ).sum()
}

/// The network on ideal linear devices whose conductances are multiplied by `1 + noise * normal`.
fn on_ideal_devices(segment: f64, precision: Precision, noise: f64) -> SpikingNet {
    let mut on_devices = net();
    for (layer, &rows) in SIZES[..2].iter().enumerate() {
        let weights = precision.round(net().dense.layer(layer)).unwrap();
        let differential = Differential::new(1e-7, 1e-5, largest_magnitude(&weights)).unwrap();
        let key = key(5, Purpose::Programming, layer as u64);
        let programmed = differential.conductances(&weights).unwrap();
        let noisy = programmed.iter().enumerate().map(|(k, g)| g * (1.0 + noise * normal(key, k as u64)));
        let noisy: Vec<f64> = noisy.collect();
        let effective = effective_weights(&differential, &noisy, rows, segment).unwrap();
        on_devices.dense.layer_mut(layer).copy_from_slice(&effective);
    }
    on_devices
}

#[test]
fn on_ideal_linear_devices_no_spike_differs() {
    let spikes: f64 = patterns().iter().map(|pattern| net().run(pattern).layers[1].spikes.iter().sum::<f64>()).sum();
    assert!(spikes > 100.0, "the outputs fire: {spikes}");
    assert_eq!(differing(&net(), &on_ideal_devices(0.0, Precision::Continuous, 0.0)), 0);
}

#[test]
fn spikes_differ_the_more_the_coarser_the_weights_the_larger_the_noise_and_the_line_resistance() {
    let differ = |segment, precision, noise| differing(&net(), &on_ideal_devices(segment, precision, noise));
    for courses in [
        [10, 6, 3].map(|bits| differ(0.0, Precision::Bits(bits), 0.0)),
        [1e-3, 1e-2, 1e-1].map(|noise| differ(0.0, Precision::Continuous, noise)),
        [1.0, 20.0, 400.0].map(|segment| differ(segment, Precision::Continuous, 0.0)),
    ] {
        let [small, medium, large] = courses;
        assert!(small < medium && medium < large && large > 50, "{courses:?}");
    }
}

#[test]
fn effective_weights_give_the_currents_of_the_solved_circuit() {
    use crossbar::{LinearSolver, Nodes, end_currents};
    let weights = [0.5, -1.0, 0.0, 0.25, -0.125, 1.0];
    let voltages = [0.1, 0.02, 0.07];
    let differential = Differential::new(1e-6, 1e-4, 1.0).unwrap();
    let conductances = differential.conductances(&weights).unwrap();
    let effective = effective_weights(&differential, &conductances, 3, 30.0).unwrap();
    let (wires, drive) = (Wires::uniform(3, 4, 30.0), Drive::read(&voltages, 4));
    let circuit = Circuit::ohmic(&wires, &drive, &conductances);
    let mut nodes = Nodes::default();
    Automatic::new().solve(&circuit, &mut nodes).unwrap();
    let solved = differential.products(&pair_differences(&end_currents(&circuit, &nodes).bottom));
    for (column, solved) in solved.iter().enumerate() {
        let product: f64 = (0..3).map(|row| voltages[row] * effective[2 * row + column]).sum();
        // the tolerance of the solver is 1e-10 of the currents, whose difference is smaller
        assert_relative_eq!(product, *solved, max_relative = 1e-8);
    }
}

#[test]
fn weights_are_rounded_to_steps_of_the_largest_and_zero_stays() {
    let rounded = Precision::Bits(3).round(&[3.0, -3.0, 0.4, 0.6, -1.4, 0.0]).unwrap();
    assert_eq!(rounded, [3.0, -3.0, 0.0, 1.0, -1.0, 0.0]);
    assert!(Precision::Bits(1).round(&[1.0]).is_err() && Precision::Bits(25).round(&[1.0]).is_err());
    assert_eq!(Precision::Bits(2).round(&[0.0]).unwrap(), [0.0]);
}

#[test]
fn real_devices_hold_weights_within_the_tolerance_of_a_pair() {
    for set in ["bfo_demo", "lammie2020_vteam", "alessandri2019_hzo", "pcm_demo"] {
        let entry = catalogue::find(set).unwrap();
        let device = entry.device(&toml::Table::new()).unwrap();
        let write = WriteVerify { protocol: entry.protocol, tolerance: 0.02, budget: 300 };
        let transfer = Transfer { device: &device, write, precision: Precision::Continuous, segment: 0.0, seed: 3 };
        let on_arrays = transfer.write(&net().dense).unwrap();
        assert_eq!(on_arrays.devices(), 2 * (9 * 12 + 12 * 4));
        assert!(on_arrays.unreached() <= on_arrays.devices() / 50, "{set}: {} unreached", on_arrays.unreached());
        // two devices, each within 0.02 of its own target; those that are not reached are few
        assert!(on_arrays.rms_error() <= 0.03, "{set}: {}", on_arrays.rms_error());
        assert!(on_arrays.energy() > 0.0 && on_arrays.worst_error() >= on_arrays.rms_error());
        for (reached, effective) in on_arrays.reached().weights().iter().zip(on_arrays.effective().weights()) {
            assert_relative_eq!(*reached, *effective, epsilon = 1e-12); // no line resistance
        }
    }
}
