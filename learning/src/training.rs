//! Many presentations in a row.

use devices::rng::{Purpose, stream};
use rand::seq::SliceRandom;

use crate::{Audience, Decoder, LearningError, Mode, Network, Nobody, Observer, PreSpike, Presentation};

/// One encoded row with its class.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Spikes on the rows of the array, in the order of time.
    pub spikes: Vec<PreSpike>,
    /// Number of the class. Without a teacher the network never sees it, only [`Decoder::name`] does.
    pub class: usize,
}

/// Whether labels take part in training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supervision {
    /// They do not.
    None,
    /// A teacher acts on the neurons, see [`Network::teach`]: neuron j ought to fire for class j mod `classes`.
    Teacher {
        /// Number of classes.
        classes: usize,
    },
}

/// How often, in which order and with which help the samples are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Training {
    /// Passes through all samples.
    pub epochs: usize,
    /// Seed of the order within each epoch.
    pub seed: u64,
    /// Neurons that may fire in a presentation before inhibition comes into force.
    pub inhibit_after: usize,
    /// What labels do.
    pub supervision: Supervision,
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

/// Where a training stands between two presentations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Epochs done.
    pub epochs: usize,
    /// What came of the presentations of the epoch under way so far, in the order in which they were shown.
    pub shown: Vec<Presentation>,
}

/// Looks at a network while it is trained.
pub trait TrainingObserver<E> {
    /// After every presentation; `epochs` are done, and `shown` came of the presentations of the one under way so far.
    ///
    /// # Errors
    /// What is to end the training.
    fn after_presentation(&mut self, network: &Network, epochs: usize, shown: &[Presentation]) -> Result<(), E>;

    /// After every epoch.
    ///
    /// # Errors
    /// What is to end the training.
    fn after_epoch(&mut self, network: &mut Network, epoch: Epoch) -> Result<(), E>;
}

/// Looks after every epoch alone.
struct AfterEpoch<F>(F);

impl<E, F: FnMut(&mut Network, Epoch) -> Result<(), E>> TrainingObserver<E> for AfterEpoch<F> {
    fn after_presentation(&mut self, _: &Network, _: usize, _: &[Presentation]) -> Result<(), E> {
        Ok(())
    }

    fn after_epoch(&mut self, network: &mut Network, epoch: Epoch) -> Result<(), E> {
        self.0(network, epoch)
    }
}

impl Training {
    /// Shows all samples in a new order per epoch, plasticity on; `after_epoch` may look at the network after each.
    ///
    /// `redraw` gives the spikes of sample k in an epoch (counted from 1) where they are drawn anew each time, nothing
    /// where they are always the sample's own. `audience` says who observes which presentations.
    ///
    /// # Errors
    /// [`LearningError`] from the circuit or `redraw`, or whatever `after_epoch` returns.
    pub fn run<E: From<LearningError>>(
        &self,
        network: &mut Network,
        samples: &[Sample],
        redraw: impl Fn(usize, usize) -> Result<Option<Vec<PreSpike>>, LearningError>,
        audience: &mut dyn Audience,
        after_epoch: impl FnMut(&mut Network, Epoch) -> Result<(), E>,
    ) -> Result<(), E> {
        self.go_on(network, samples, redraw, Standing::default(), (audience, &mut AfterEpoch(after_epoch)))
    }

    /// [`run`](Training::run) from where a training stood, with the network as it was then, see [`Network::save`]: what
    /// follows is the same to the bit. `audience` observes presentations, `observer` looks at the network between them.
    ///
    /// # Errors
    /// [`LearningError`] from the circuit or `redraw`, or whatever `observer` returns.
    pub fn go_on<E: From<LearningError>>(
        &self,
        network: &mut Network,
        samples: &[Sample],
        redraw: impl Fn(usize, usize) -> Result<Option<Vec<PreSpike>>, LearningError>,
        Standing { epochs, mut shown }: Standing,
        (audience, observer): (&mut dyn Audience, &mut impl TrainingObserver<E>),
    ) -> Result<(), E> {
        for number in epochs + 1..=self.epochs {
            let order = self.order(number, samples.len());
            let first = (number - 1) * order.len();
            for (place, &k) in order.iter().enumerate().skip(shown.len()) {
                let drawn = redraw(k, number)?;
                let spikes = drawn.as_deref().unwrap_or(&samples[k].spikes);
                shown.push(self.show(network, spikes, samples[k].class, audience.observer(first + place, k))?);
                observer.after_presentation(network, number - 1, &shown)?;
            }
            let presentations = std::mem::take(&mut shown);
            observer.after_epoch(network, Epoch { number, presentations, order })?;
        }
        Ok(())
    }

    /// Which of `samples` samples are shown one after the other in epoch number `epoch`, counted from 1.
    pub fn order(&self, epoch: usize, samples: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..samples).collect();
        order.shuffle(&mut stream(self.seed, Purpose::Order, epoch as u64));
        order
    }

    fn show(
        &self,
        network: &mut Network,
        spikes: &[PreSpike],
        class: usize,
        observer: Option<&mut dyn Observer>,
    ) -> Result<Presentation, LearningError> {
        match self.supervision {
            Supervision::None => network.present(spikes, Mode::Learn, self.inhibit_after, observer),
            Supervision::Teacher { classes } => {
                let right: Vec<bool> = (0..network.neurons().len()).map(|j| j % classes == class).collect();
                network.teach(
                    spikes,
                    &right,
                    self.inhibit_after,
                    observer.map(|observer| observer as &mut dyn Observer),
                )
            }
        }
    }
}

/// Shows all samples with plasticity off; up to `spikes` neurons may fire before inhibition comes into force.
///
/// # Errors
/// [`LearningError`] from the circuit.
pub fn infer(network: &mut Network, samples: &[Sample], spikes: usize) -> Result<Vec<Presentation>, LearningError> {
    infer_before(network, samples, spikes, &mut Nobody)
}

/// As [`infer`], observed by whom `audience` says.
///
/// # Errors
/// [`LearningError`] from the circuit.
pub fn infer_before(
    network: &mut Network,
    samples: &[Sample],
    spikes: usize,
    audience: &mut dyn Audience,
) -> Result<Vec<Presentation>, LearningError> {
    let shown = samples.iter().enumerate();
    shown.map(|(k, sample)| network.present(&sample.spikes, Mode::Infer, spikes, audience.observer(k, k))).collect()
}

/// Names the neurons after the classes of the samples for which they came first; `shown` is what [`infer`] gave for them.
///
/// With a teacher, a neuron that never came first keeps the class that it was taught.
pub fn name_neurons(
    neurons: usize,
    classes: usize,
    samples: &[Sample],
    shown: &[Presentation],
    supervision: Supervision,
) -> Decoder {
    let wins = shown.iter().zip(samples).map(|(presentation, sample)| (presentation.closest, sample.class));
    let decoder = Decoder::name(neurons, classes, wins);
    match supervision {
        Supervision::None => decoder,
        Supervision::Teacher { classes } => decoder.name_idle(|neuron| neuron % classes),
    }
}

#[cfg(test)]
#[path = "training_tests.rs"]
mod tests;
