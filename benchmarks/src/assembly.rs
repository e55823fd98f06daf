//! From an experiment to its network: needs no data, only the number of features and the number of the split.

use devices::catalogue::Device;
use learning::{
    Adaptation, Circuit, Columns, Encoder, Homeostasis, Lif, Network, NetworkSettings, Supervision, Teacher,
};

use crate::RunError;
use crate::experiment::{AdaptationSettings, Experiment, LifSettings, NeuronChoice};

/// A fresh network for split number `index`; devices, scatter and start depend on seed and index.
pub(crate) fn assemble(
    experiment: &Experiment,
    device: &Device,
    encoder: &Encoder,
    index: usize,
) -> Result<Network, RunError> {
    let NeuronChoice::Lif(lif) = experiment.neuron;
    let (rows, columns) = (encoder.lines(), lif.count);
    let seed = experiment.seed.wrapping_add(index as u64);
    let devices = Columns::of(device, rows, columns, seed);
    let mut circuit = Circuit::new(experiment.wires(rows, columns), devices, experiment.training.tolerance)?;
    circuit.program(&experiment.device.positions(rows * columns, seed));
    let features = encoder.features() as f64;
    let mut neurons = Lif::new(columns, lif.c_m, lif.tau_m, lif.v_th_per_feature * features)?;
    if let Some(tau_syn) = lif.tau_syn {
        neurons = neurons.with_synapses(tau_syn)?;
    }
    if let Some(t_ref) = lif.t_ref {
        neurons = neurons.with_refractory_time(t_ref)?;
    }
    if let Some(AdaptationSettings { beta_per_feature, tau_b }) = lif.adaptation {
        neurons = neurons.with_adaptation(Adaptation { beta: beta_per_feature * features, tau_b })?;
    }
    Ok(Network::new(circuit, neurons, settings(experiment, &lif, (rows, features))?)?)
}

fn settings(
    experiment: &Experiment,
    lif: &LifSettings,
    (rows, features): (usize, f64),
) -> Result<NetworkSettings, RunError> {
    let spikes = &experiment.spikes;
    let homeostasis = Homeostasis { gain: lif.homeostasis, floor: lif.v_th_floor_per_feature * features };
    Ok(NetworkSettings {
        pre: spikes.pre_on(rows)?,
        post: spikes.post_on(lif.count)?,
        bias: spikes.bias.into(),
        inhibition: lif.inhibition.into(),
        teacher: experiment.training.teacher.as_ref().map(Teacher::from).unwrap_or_default(),
        ..NetworkSettings::new(spikes.pre.clone(), spikes.post.clone(), spikes.presentation, homeostasis)
    })
}

/// What labels of `classes` classes do in training.
pub(crate) fn supervision(experiment: &Experiment, classes: usize) -> Supervision {
    match experiment.training.teacher {
        Some(_) => Supervision::Teacher { classes },
        None => Supervision::None,
    }
}
