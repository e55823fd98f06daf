use super::*;
use crate::supervised::leaky::Reset;
use devices::rng::{Purpose, key, uniform};

const SIZES: [usize; 3] = [4, 5, 3];
const STEPS: usize = 12;

/// All resets, surrogates and read-outs.
fn nets() -> Vec<SpikingNet> {
    let mut nets = Vec::new();
    for reset in [Reset::Zero, Reset::Subtract, Reset::SubtractNextStep] {
        for surrogate in [Surrogate::FastSigmoid { slope: 5.0 }, Surrogate::Arctan { alpha: 2.0 }] {
            for readout in [Readout::Counts, Readout::FirstSpike] {
                let neuron = Leaky { beta: 0.9, threshold: 1.0, start: 0.2, reset };
                let mut dense = Dense::random(SIZES, 1.0, nets.len() as u64).unwrap();
                dense.weights_mut().iter_mut().for_each(|weight| *weight += 0.3); // so that both layers fire
                nets.push(SpikingNet::new(dense, neuron, surrogate, readout).unwrap());
            }
        }
    }
    nets
}

fn pattern() -> Pattern {
    let key = key(11, Purpose::Noise, 0);
    (0..STEPS * SIZES[0]).map(|k| uniform(key, k as u64)).collect()
}

/// The label whose loss has slopes that do not vanish.
fn unlikeliest(net: &SpikingNet, course: &NetCourse) -> usize {
    largest(&net.values(course).iter().map(|value| -value).collect::<Vec<_>>())
}

/// Largest difference of two gradients as a share of the largest slope.
fn difference(a: &[f64], b: &[f64]) -> f64 {
    let largest = b.iter().fold(0.0f64, |largest, slope| largest.max(slope.abs()));
    assert!(largest > 1e-3, "{largest:e}: a gradient that vanishes tests nothing");
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / largest
}

#[test]
fn with_smooth_spikes_the_gradient_is_that_of_the_loss() {
    for net in nets() {
        let fire = |x| net.surrogate.smooth(x);
        let mut gradient = vec![0.0; net.dense.weights().len()];
        let course = net.run_with(&pattern(), fire);
        let label = unlikeliest(&net, &course);
        net.backward(&pattern(), &course, label, &mut gradient);
        let loss = |weight: usize, change: f64| {
            let mut net = net.clone();
            net.dense.weights_mut()[weight] += change;
            cross_entropy(&net.values(&net.run_with(&pattern(), fire)), label).0
        };
        let central = |k: usize| {
            let h = 1e-4; // fourth order: errors of h^4 and of 1e-16 / h
            (8.0 * (loss(k, h) - loss(k, -h)) - loss(k, 2.0 * h) + loss(k, -2.0 * h)) / (12.0 * h)
        };
        let differences: Vec<f64> = (0..gradient.len()).map(central).collect();
        // the fast sigmoid bends at the threshold, where differences lose their order
        let tolerance = if matches!(net.surrogate, Surrogate::Arctan { .. }) { 1e-8 } else { 1e-5 };
        assert!(difference(&gradient, &differences) < tolerance, "{:e} {net:?}", difference(&gradient, &differences));
    }
}

/// A number and its slope against one weight.
#[derive(Clone, Copy)]
struct Dual(f64, f64);

impl std::ops::Add for Dual {
    type Output = Dual;
    fn add(self, other: Dual) -> Dual {
        Dual(self.0 + other.0, self.1 + other.1)
    }
}

impl std::ops::Sub for Dual {
    type Output = Dual;
    fn sub(self, other: Dual) -> Dual {
        Dual(self.0 - other.0, self.1 - other.1)
    }
}

impl std::ops::Mul for Dual {
    type Output = Dual;
    fn mul(self, other: Dual) -> Dual {
        Dual(self.0 * other.0, self.0 * other.1 + self.1 * other.0)
    }
}

const ONE: Dual = Dual(1.0, 0.0);

/// One neuron through all its inputs, written down once more: potential after the reset carried on, as in the papers.
fn neuron_course(net: &SpikingNet, inputs: &[Dual]) -> Vec<Dual> {
    let number = |x: f64| Dual(x, 0.0);
    let (beta, threshold) = (number(net.neuron.beta), number(net.neuron.threshold));
    let (mut v, mut owed) = (number(net.neuron.start / net.neuron.beta), number(0.0));
    let mut spikes = Vec::new();
    for input in inputs {
        let u = beta * v + *input - owed;
        let x = u - threshold;
        let spike = Dual(if x.0 > 0.0 { 1.0 } else { 0.0 }, net.surrogate.slope(x.0) * x.1);
        v = match net.neuron.reset {
            Reset::Zero => u * (ONE - spike),
            Reset::Subtract => u - threshold * spike,
            Reset::SubtractNextStep => u,
        };
        owed = if net.neuron.reset == Reset::SubtractNextStep { threshold * spike } else { number(0.0) };
        spikes.push(spike);
    }
    spikes
}

/// Slope of the loss against weight number `chosen`, carried forward through the whole course.
fn forward_slope(net: &SpikingNet, pattern: &[f64], label: usize, chosen: usize) -> f64 {
    let weight = |k: usize| Dual(net.dense.weights()[k], if k == chosen { 1.0 } else { 0.0 });
    let [inputs, hidden, outputs] = SIZES;
    let sum = |terms: Vec<Dual>| terms.into_iter().fold(Dual(0.0, 0.0), |sum, term| sum + term);
    let first: Vec<Vec<Dual>> = (0..hidden)
        .map(|h| {
            let input = |t: usize, i: usize| Dual(pattern[t * inputs + i], 0.0) * weight(i * hidden + h);
            let drive = |t: usize| sum((0..inputs).map(|i| input(t, i)).collect());
            neuron_course(net, &(0..STEPS).map(drive).collect::<Vec<_>>())
        })
        .collect();
    let values = (0..outputs).map(|o| {
        let drive =
            |t: usize| sum((0..hidden).map(|h| first[h][t] * weight(inputs * hidden + h * outputs + o)).collect());
        let spikes = neuron_course(net, &(0..STEPS).map(drive).collect::<Vec<_>>());
        let mut silent = ONE;
        let mut value = Dual(0.0, 0.0);
        for (t, spike) in spikes.into_iter().enumerate() {
            value = match net.readout {
                Readout::Counts => value + spike,
                Readout::FirstSpike => value + Dual((STEPS - t) as f64, 0.0) * spike * silent,
            };
            silent = silent * (ONE - spike);
        }
        value
    });
    let values: Vec<Dual> = values.collect();
    let total: f64 = values.iter().map(|value| value.0.exp()).sum();
    values.iter().map(|value| value.1 * value.0.exp() / total).sum::<f64>() - values[label].1
}

#[test]
fn with_real_spikes_the_gradient_equals_slopes_carried_forward_to_1e_9() {
    for net in nets() {
        let mut gradient = vec![0.0; net.dense.weights().len()];
        let course = net.run(&pattern());
        assert!(course.layers.iter().all(|layer| layer.spikes.contains(&1.0)), "both layers fire");
        let label = unlikeliest(&net, &course);
        net.backward(&pattern(), &course, label, &mut gradient);
        let forward: Vec<f64> = (0..gradient.len()).map(|k| forward_slope(&net, &pattern(), label, k)).collect();
        assert!(difference(&gradient, &forward) < 1e-9, "{:e}", difference(&gradient, &forward));
    }
}

#[test]
fn without_the_way_through_the_reset_the_gradient_would_be_another() {
    let net = &nets()[0];
    let course = net.run(&pattern());
    let detached = Leaky { reset: Reset::SubtractNextStep, ..net.neuron };
    assert_ne!(net.neuron.slopes(0.7, 1.0).1, detached.slopes(0.7, 1.0).1);
    let mut gradient = vec![0.0; net.dense.weights().len()];
    net.backward(&pattern(), &course, 2, &mut gradient);
    let other = SpikingNet { neuron: detached, ..net.clone() };
    let mut changed = vec![0.0; gradient.len()];
    other.backward(&pattern(), &course, 2, &mut changed);
    assert!(difference(&changed, &gradient) > 1e-3);
}
