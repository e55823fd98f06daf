use super::*;
use crate::supervised::{Leaky, Readout, Reset, SpikingNet, Surrogate};

/// Two classes that a line tells apart, after a constant input of 1.
fn patterns(steps: usize) -> (Vec<Vec<f64>>, Vec<usize>) {
    let row = |k: usize| [k as f64 / 19.0, (k * 7 % 20) as f64 / 19.0, 1.0];
    let labels = (0..20).map(|k| usize::from(row(k)[0] > row(k)[1])).collect();
    ((0..20).map(|k| row(k).repeat(steps)).collect(), labels)
}

fn net(readout: Readout) -> SpikingNet {
    let neuron = Leaky { beta: 0.9, threshold: 1.0, start: 0.0, reset: Reset::Zero };
    let dense = Dense::random([3, 12, 2], 1.0, 3).unwrap();
    SpikingNet::new(dense, neuron, Surrogate::Arctan { alpha: 2.0 }, readout).unwrap()
}

const TRAINER: Trainer = Trainer { epochs: 150, batch: 5, rate: 0.02, seed: 1 };

#[test]
fn both_readouts_learn_two_classes_that_a_line_tells_apart() {
    let (patterns, labels) = patterns(15);
    for readout in [Readout::Counts, Readout::FirstSpike] {
        let mut net = net(readout);
        let losses = TRAINER.train(&mut net, &patterns, &labels).unwrap();
        assert!(losses[149] < 0.5 * losses[0], "{readout:?}: {} to {}", losses[0], losses[149]);
        // chance is near one half
        assert!(net.accuracy(&patterns, &labels) >= 0.9, "{readout:?}: {}", net.accuracy(&patterns, &labels));
    }
}

#[test]
fn the_same_seed_gives_the_same_weights_and_another_does_not() {
    let (patterns, labels) = patterns(5);
    let trained = |seed| {
        let mut net = net(Readout::Counts);
        Trainer { epochs: 3, seed, ..TRAINER }.train(&mut net, &patterns, &labels).unwrap();
        net.dense
    };
    assert_eq!(trained(1), trained(1));
    assert_ne!(trained(1), trained(2));
}

#[test]
fn what_cannot_be_trained_is_refused() {
    let (patterns, labels) = patterns(5);
    let train = |trainer: Trainer, labels: &[usize]| trainer.train(&mut net(Readout::Counts), &patterns, labels);
    assert!(matches!(train(TRAINER, &[0; 20]), Err(SupervisedError::EmptyClass { class: 1, .. })));
    assert!(matches!(train(Trainer { batch: 0, ..TRAINER }, &labels), Err(SupervisedError::Setting { .. })));
    assert!(matches!(train(Trainer { rate: f64::NAN, ..TRAINER }, &labels), Err(SupervisedError::Setting { .. })));
    let huge = Trainer { rate: 1e308, ..TRAINER };
    assert!(matches!(train(huge, &labels), Err(SupervisedError::Diverged { .. })));
}
