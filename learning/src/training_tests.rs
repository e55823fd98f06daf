use crossbar::{Line, Wires};
use devices::catalogue;

use super::*;
use crate::{Adapting, Circuit, Columns, Homeostasis, Lif, NetworkSettings, Teacher, Waveform};

const CLASSES: usize = 2;

/// Four rows and four neurons without line resistance; spikes too weak to move the devices.
fn network(teacher: Teacher, gain: f64) -> Network {
    let device = catalogue::load("bfo_demo", &"v_th = \"0.8 V\"".parse().unwrap()).unwrap();
    let line = Line { segment: 0.0.into(), driver_first: 0.0, driver_last: 0.0 };
    let mut circuit = Circuit::new(Wires::new(4, 4, line.clone(), line), Columns::of(&device, 4, 4, 1), 1e-3).unwrap();
    circuit.program(&[0.5; 16]);
    let spike = |voltage: f64, end: f64| {
        Waveform::new(vec![(0.0, 0.0), (2e-9, voltage), (end - 2e-9, voltage), (end, 0.0)]).unwrap()
    };
    let homeostasis = Homeostasis { gain, floor: 0.0 };
    let mut settings = NetworkSettings::new(spike(0.3, 1e-6), spike(-0.3, 20e-9), 2e-6, homeostasis);
    settings.teacher = teacher;
    Network::new(circuit, Lif::new(4, 1e-12, 500e-9, 1e-3).unwrap(), settings).unwrap()
}

fn samples() -> Vec<Sample> {
    (0..6).map(|k| Sample { spikes: vec![(0, 0.0).into(), (1 + k % 3, 100e-9).into()], class: k % CLASSES }).collect()
}

/// Neurons that fired and the class that was shown, presentation by presentation.
fn taught(supervision: Supervision, inhibit_after: usize) -> Vec<(Vec<usize>, usize)> {
    let mut network = network(Teacher { wrong: -1e-3, ..Teacher::default() }, 0.0);
    let samples = samples();
    let mut seen = Vec::new();
    let training = Training { epochs: 2, seed: 3, inhibit_after, supervision };
    training
        .run(
            &mut network,
            &samples,
            |_, _| Ok(None),
            &mut Nobody,
            |_, epoch| {
                let fired = |shown: &Presentation| shown.spikes.iter().map(|spike| spike.neuron).collect();
                seen.extend(epoch.presentations.iter().zip(&epoch.order).map(|(p, k)| (fired(p), samples[*k].class)));
                Ok::<_, LearningError>(())
            },
        )
        .unwrap();
    seen
}

#[test]
fn under_a_teacher_that_holds_the_others_back_only_neurons_of_the_class_shown_fire() {
    let seen = taught(Supervision::Teacher { classes: CLASSES }, 4);
    assert_eq!(seen.len(), 12);
    for (fired, class) in seen {
        assert!(!fired.is_empty() && fired.iter().all(|neuron| neuron % CLASSES == class), "{fired:?} for {class}");
    }
}

/// Mean threshold of the neurons of class 0 over that of class 1 after some epochs with five rows of class 0 and one of class 1.
fn imbalance(adapting: Adapting, epochs: usize) -> f64 {
    let mut network = network(Teacher { wrong: -1e-3, adapting, ..Teacher::default() }, 0.02);
    let samples: Vec<Sample> = samples().into_iter().enumerate().map(|(k, s)| Sample { class: k / 5, ..s }).collect();
    let supervision = Supervision::Teacher { classes: CLASSES };
    let training = Training { epochs, seed: 3, inhibit_after: 1, supervision };
    training.run(&mut network, &samples, |_, _| Ok(None), &mut Nobody, |_, _| Ok::<_, LearningError>(())).unwrap();
    let v_th = network.neurons().thresholds();
    (v_th[0] + v_th[2]) / (v_th[1] + v_th[3])
}

#[test]
fn thresholds_of_unequal_classes_move_apart_unless_neurons_adapt_against_those_of_the_class_shown_alone() {
    let [short, long] = [20, 60].map(|epochs| imbalance(Adapting::All, epochs));
    assert!(short > 1.2 && long > 1.5 * short, "{short} {long}");
    let balanced = imbalance(Adapting::Right, 60);
    // one spike moves a threshold by 2 %
    assert!((balanced - 1.0).abs() < 0.03, "{balanced}");
}

#[test]
fn without_supervision_the_teachers_currents_do_not_flow_and_one_neuron_inhibits_all_others() {
    assert!(taught(Supervision::None, 1).iter().all(|(fired, _)| fired.len() == 1));
}

#[test]
fn inhibition_waits_for_as_many_neurons_as_are_asked_for() {
    assert!(taught(Supervision::None, 3).iter().all(|(fired, _)| fired.len() == 3));
}

#[test]
fn neurons_that_never_win_are_named_by_the_teacher_alone() {
    let samples = samples();
    let shown: Vec<Presentation> = samples.iter().map(|_| Presentation { closest: 1, ..Default::default() }).collect();
    let name = |supervision| name_neurons(4, CLASSES, &samples[..1], &shown, supervision).names().to_vec();
    assert_eq!(name(Supervision::None), [None, Some(0), None, None]);
    assert_eq!(name(Supervision::Teacher { classes: CLASSES }), [Some(0), Some(0), Some(0), Some(1)]);
}
