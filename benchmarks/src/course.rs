//! A split while it learns: what has come of it so far, and how it goes on from there.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use devices::units::engineering;
use learning::{Epoch, Network, Presentation, Standing, TrainingObserver};
use serde::{Deserialize, Serialize};

use crate::checkpoint::{Piece, Watch};
use crate::reading::Rows;
use crate::{RunError, Setup, Snapshot, TrainingSpike};

/// What has come of a split between two training presentations: all that its rest depends on.
#[derive(Serialize, Deserialize)]
pub(crate) struct Course<'a> {
    /// Epochs done.
    epochs: usize,
    /// What came of the presentations of the epoch under way.
    shown: Cow<'a, [Presentation]>,
    /// The network, see [`Network::save`].
    #[serde(with = "words")]
    state: Vec<u64>,
    snapshots: Cow<'a, [Snapshot]>,
    spikes: Cow<'a, [TrainingSpike]>,
    /// Share of the epochs done in the mean energy of a training presentation (J).
    energy: f64,
    /// Wall time so far (s).
    wall: f64,
}

/// Words of 64 bits as eight bytes each, which floating-point numbers take; integers would take up to ten.
mod words {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(words: &[u64], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(words.iter().map(|word| f64::from_bits(*word)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
        Ok(Vec::<f64>::deserialize(deserializer)?.into_iter().map(f64::to_bits).collect())
    }
}

/// Epochs that take longer are told one by one.
const LONG: Duration = Duration::from_secs(5);

/// Follows a split through its training.
pub(crate) struct Learner<'a, F> {
    pub setup: &'a Setup,
    pub rows: &'a Rows<'a>,
    /// Keeps the split under way, where it is to be kept.
    watch: Option<Watch<'a>>,
    after_epoch: F,
    begun: Instant,
    epoch_begun: Instant,
    /// Wall time before it was interrupted (s).
    before: f64,
    pub snapshots: Vec<Snapshot>,
    pub spikes: Vec<TrainingSpike>,
    /// Mean energy of a training presentation (J), as far as epochs are done.
    pub energy: f64,
}

impl<'a, F: FnMut(usize)> Learner<'a, F> {
    /// At the beginning; `after_epoch` is called with the number of epochs done.
    pub fn new(setup: &'a Setup, rows: &'a Rows<'a>, after_epoch: F) -> Self {
        let (snapshots, spikes) = (Vec::new(), Vec::new());
        Self {
            setup,
            rows,
            watch: None,
            after_epoch,
            begun: Instant::now(),
            epoch_begun: Instant::now(),
            before: 0.0,
            snapshots,
            spikes,
            energy: 0.0,
        }
    }

    /// The same, kept at a place of a checkpoint while it is under way.
    pub fn kept_in(self, place: Option<Piece<'a>>) -> Self {
        Self { watch: place.map(Piece::watch), ..self }
    }

    /// Takes up what was left under way, if it is of this network, else looks at the network as it is at the beginning.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved.
    pub fn begin(&mut self, network: &mut Network, left: Option<Course<'_>>) -> Result<Standing, RunError> {
        if let Some(course) = left {
            match network.restore(&course.state) {
                Ok(()) => {
                    tracing::info!(
                        epochs = course.epochs,
                        shown = course.shown.len(),
                        "it goes on from the checkpoint"
                    );
                    return Ok(self.take_up(course));
                }
                Err(error) => tracing::warn!("a split under way is computed again: {error}"),
            }
        }
        self.snapshots.push(self.setup.snapshot(network, self.rows, 0, 0.0)?);
        Ok(Standing::default())
    }

    fn take_up(&mut self, course: Course<'_>) -> Standing {
        let Course { epochs, shown, snapshots, spikes, energy, wall, .. } = course;
        (self.snapshots, self.spikes) = (snapshots.into_owned(), spikes.into_owned());
        (self.energy, self.before) = (energy, wall);
        (1..=epochs).for_each(&mut self.after_epoch);
        Standing { epochs, shown: shown.into_owned() }
    }

    /// Wall time (s), that before an interruption included.
    pub fn wall(&self) -> f64 {
        self.before + self.begun.elapsed().as_secs_f64()
    }
}

impl<F: FnMut(usize)> TrainingObserver<RunError> for Learner<'_, F> {
    fn after_presentation(&mut self, network: &Network, epochs: usize, shown: &[Presentation]) -> Result<(), RunError> {
        let wall = self.wall();
        let Some(watch) = &mut self.watch else { return Ok(()) };
        if !watch.is_due()? {
            return Ok(());
        }
        watch.keep(|| Course {
            epochs,
            shown: shown.into(),
            state: network.save(),
            snapshots: self.snapshots.as_slice().into(),
            spikes: self.spikes.as_slice().into(),
            energy: self.energy,
            wall,
        })?;
        Ok(())
    }

    fn after_epoch(&mut self, network: &mut Network, epoch: Epoch) -> Result<(), RunError> {
        let training = &self.setup.experiment.training;
        let since = self.epoch_begun.elapsed();
        if since > LONG {
            let time = engineering(since.as_secs_f64(), "s");
            tracing::info!(epoch = epoch.number, of = training.epochs, time, "an epoch is done");
        }
        self.spikes.extend(training_spikes(&epoch, &self.rows.split.train));
        self.energy += epoch.mean_energy() / training.epochs as f64;
        if training.snapshots.takes(epoch.number, training.epochs) {
            self.snapshots.push(self.setup.snapshot(network, self.rows, epoch.number, epoch.mean_energy())?);
        }
        (self.after_epoch)(epoch.number);
        self.epoch_begun = Instant::now();
        Ok(())
    }
}

fn training_spikes<'a>(epoch: &'a Epoch, rows: &'a [usize]) -> impl Iterator<Item = TrainingSpike> + 'a {
    let first = (epoch.number - 1) * epoch.order.len();
    epoch.presentations.iter().enumerate().flat_map(move |(k, presentation)| {
        presentation.spikes.iter().map(move |spike| TrainingSpike {
            presentation: first + k,
            sample: rows[epoch.order[k]],
            neuron: spike.neuron,
            time: spike.time,
        })
    })
}
