//! Many presentations in a row.

use devices::rng::{Purpose, stream};
use rand::seq::SliceRandom;

use crate::{Decoder, FirstSpikes, LearningError, Mode, Network, Presentation};

/// One encoded row with its class.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Pairs of row of the array and spike time (s), in the order of time.
    pub spikes: Vec<(usize, f64)>,
    /// Number of the class; the network never sees it, only [`Decoder::name`] does.
    pub class: usize,
}

/// How often and in which order the samples are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Training {
    /// Passes through all samples.
    pub epochs: usize,
    /// Seed of the order within each epoch.
    pub seed: u64,
}

/// What one pass through all samples brought.
#[derive(Clone, Debug)]
pub struct Epoch {
    /// Counted from 1.
    pub number: usize,
    /// The presentations in the order in which they were shown.
    pub presentations: Vec<Presentation>,
    /// Which sample each presentation showed.
    pub order: Vec<usize>,
}

impl Epoch {
    /// Mean energy of a presentation (J).
    pub fn mean_energy(&self) -> f64 {
        mean_energy(&self.presentations)
    }
}

/// Mean energy of a presentation (J).
pub fn mean_energy(presentations: &[Presentation]) -> f64 {
    presentations.iter().map(|p| p.energy).sum::<f64>() / presentations.len().max(1) as f64
}

impl Training {
    /// Shows all samples in a new order per epoch, plasticity on; `after_epoch` may look at the network after each.
    ///
    /// # Errors
    /// [`LearningError`] from the circuit, or whatever `after_epoch` returns.
    pub fn run<E: From<LearningError>>(
        &self,
        network: &mut Network,
        samples: &[Sample],
        mut after_epoch: impl FnMut(&mut Network, Epoch) -> Result<(), E>,
    ) -> Result<(), E> {
        for number in 1..=self.epochs {
            let mut order: Vec<usize> = (0..samples.len()).collect();
            order.shuffle(&mut stream(self.seed, Purpose::Order, number as u64));
            let shown = order.iter().map(|&k| network.present(&samples[k].spikes, Mode::Learn, 1, None));
            let presentations = shown.collect::<Result<Vec<_>, _>>()?;
            after_epoch(network, Epoch { number, presentations, order })?;
        }
        Ok(())
    }
}

/// Shows all samples with plasticity off.
///
/// # Errors
/// [`LearningError`] from the circuit.
pub fn infer(
    network: &mut Network,
    samples: &[Sample],
    first: FirstSpikes,
) -> Result<Vec<Presentation>, LearningError> {
    samples.iter().map(|sample| network.present(&sample.spikes, Mode::Infer, first.spikes(), None)).collect()
}

/// Names the neurons after the classes of the samples for which they come first, plasticity off.
///
/// # Errors
/// [`LearningError`] from the circuit.
pub fn name_neurons(network: &mut Network, samples: &[Sample], classes: usize) -> Result<Decoder, LearningError> {
    let shown = infer(network, samples, FirstSpikes::Winner)?;
    let wins = shown.iter().zip(samples).map(|(presentation, sample)| (presentation.closest, sample.class));
    Ok(Decoder::name(network.neurons().len(), classes, wins))
}
