//! One experiment on one split: build the network, let it learn, read it.

use std::time::Instant;

use devices::catalogue::Device;
use devices::units::engineering;
use learning::{Encoder, LearningError, Mode, Network, Observer, PreSpike, Sample, Supervision, Training};

use crate::assembly::{assemble, supervision};
use crate::checkpoint::{Identity, Piece};
use crate::course::Learner;
use crate::experiment::{Experiment, LifSettings, NeuronChoice, Protocol, TrainingSettings};
use crate::reading::{Reading, Rows};
use crate::recording::Watcher;
use crate::split::{Split, fold_splits, half_split, official_split};
use crate::trained::device_fingerprint;
use crate::{DataSet, ReadOut, Recording, RunError, SplitResult, TrainedNetwork};

/// An experiment with its data and its devices, ready to run any of its splits.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The experiment.
    pub experiment: Experiment,
    /// Its data.
    pub data: DataSet,
    /// Its devices.
    pub device: Device,
    /// Where the values of the devices come from.
    source: String,
}

impl Setup {
    /// Loads data and devices of an experiment and builds a first network, so that every setting is checked before
    /// anything runs.
    ///
    /// # Errors
    /// [`RunError`] for unusable data, devices or settings.
    pub fn new(experiment: Experiment) -> Result<Self, RunError> {
        let data = experiment.data_set()?;
        Self::with_data(experiment, data)
    }

    /// The same with these rows in place of those that the experiment names.
    ///
    /// # Errors
    /// [`RunError`] for unusable data, devices or settings.
    pub(crate) fn with_data(experiment: Experiment, data: DataSet) -> Result<Self, RunError> {
        let (device, source) = experiment.device.load()?;
        let setup = Self { experiment, data, device, source };
        setup.check_protocol()?;
        setup.check_presentation()?;
        setup.check_recording()?;
        let split = setup.split(0);
        let (encoder, _) = setup.encode(&split, &setup.data.filled(&split.train))?;
        setup.network(&encoder, 0)?;
        Ok(setup)
    }

    /// Where the equations and values come from: DOIs and notes for the record.
    pub fn sources(&self) -> Vec<String> {
        vec![self.source.clone(), self.experiment.encoder.source().into()]
    }

    /// Number of word lines.
    pub fn rows(&self) -> usize {
        self.experiment.encoder.lines(self.data.features.len())
    }

    /// Number of neurons, one per bit line.
    pub fn columns(&self) -> usize {
        self.lif().count
    }

    /// Whether neurons may fire more than once in a presentation.
    pub(crate) fn fires_again(&self) -> bool {
        self.lif().t_ref.is_some()
    }

    /// The read-outs that the experiment has: those that need several spikes of a neuron only where it may fire again.
    pub fn read_outs(&self) -> &'static [ReadOut] {
        if self.fires_again() { &ReadOut::ALL } else { &ReadOut::FIRST }
    }

    fn lif(&self) -> LifSettings {
        let NeuronChoice::Lif(lif) = self.experiment.neuron;
        lif
    }

    /// Split number `index`.
    pub fn split(&self, index: usize) -> Split {
        let (data, seed) = (&self.data, self.experiment.seed);
        let (labels, classes) = (&data.labels, data.classes.len());
        match self.experiment.protocol {
            Protocol::HalfSplits(_) => half_split(labels, classes, seed, index),
            Protocol::Folds { folds, .. } => {
                fold_splits(labels, classes, folds, seed, index / folds).swap_remove(index % folds)
            }
            Protocol::Official { .. } => official_split(data.official.unwrap_or_default(), labels.len()),
        }
    }

    /// Whether the data set can be divided as the protocol asks.
    fn check_protocol(&self) -> Result<(), RunError> {
        let (data, rows) = (self.data.name.clone(), self.data.rows.len());
        match self.experiment.protocol {
            Protocol::Official { .. } if self.data.official.is_none() => Err(RunError::NoOfficialSplit { data }),
            Protocol::Folds { folds, .. } if folds > rows => Err(RunError::TooManyFolds { data, folds, rows }),
            _ => Ok(()),
        }
    }

    /// Whether a presentation has time for the spikes of a row: only the data say how long a signal in time is.
    fn check_presentation(&self) -> Result<(), RunError> {
        let (given, features) = (self.experiment.spikes.presentation, self.data.features.len());
        let needed = self.experiment.shortest_presentation(features);
        if given >= needed {
            return Ok(());
        }
        let value =
            format!("{}, of {} needed for {features} features", engineering(given, "s"), engineering(needed, "s"));
        let expected = "it must have time for the latest pre spike and the spike back that it may cause";
        Err(LearningError::Setting { name: "presentation", value, expected }.into())
    }

    /// Encoder fitted to the training rows of a split, and all `rows` of the set, without gaps, encoded by it.
    pub(crate) fn encode(&self, split: &Split, rows: &[Vec<f64>]) -> Result<(Encoder, Vec<Sample>), RunError> {
        let train: Vec<&[f64]> = split.train.iter().map(|&row| rows[row].as_slice()).collect();
        let encoder = Encoder::fit(self.experiment.encoder, &train)?.with_seed(self.experiment.seed);
        let sample = |(k, row): (usize, &Vec<f64>)| -> Result<Sample, RunError> {
            Ok(Sample { spikes: encoder.spikes(k, row, 0)?, class: self.data.labels[k] })
        };
        let samples = rows.iter().enumerate().map(sample).collect::<Result<_, _>>()?;
        Ok((encoder, samples))
    }

    pub(crate) fn network(&self, encoder: &Encoder, index: usize) -> Result<Network, RunError> {
        assemble(&self.experiment, &self.device, encoder, index)
    }

    pub(crate) fn supervision(&self) -> Supervision {
        supervision(&self.experiment, self.data.classes.len())
    }

    pub(crate) fn training(&self, index: usize) -> Training {
        let TrainingSettings { epochs, inhibit_after, .. } = self.experiment.training;
        let seed = self.experiment.seed.wrapping_add(index as u64);
        Training { epochs, seed, inhibit_after, supervision: self.supervision() }
    }

    /// Spikes of a row of the data set, which has these `values`, in an epoch, where a code draws them anew each time.
    pub(crate) fn redraw(
        &self,
        encoder: &Encoder,
        row: usize,
        values: &[f64],
        epoch: usize,
    ) -> Result<Option<Vec<PreSpike>>, LearningError> {
        let again = || encoder.spikes(row, values, epoch as u64);
        self.experiment.encoder.is_random().then(again).transpose()
    }

    /// Learns from the training rows of `split` and reads its test rows; `index` numbers the random streams, and
    /// `after_epoch` is called with the number of epochs done.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved or stepped.
    pub fn run(&self, index: usize, split: &Split, after_epoch: impl FnMut(usize)) -> Result<SplitResult, RunError> {
        Ok(self.train(index, split, (None, None), after_epoch)?.0)
    }

    /// As [`run`](Setup::run), with the network as it stood after the last epoch. At a place of a checkpoint the split is kept
    /// while it is under way, and goes on from where it was kept last, except where presentations are recorded, as `recording` says, or
    /// devices change by themselves.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved or stepped, or the split cannot be kept.
    pub fn train(
        &self,
        index: usize,
        split: &Split,
        (place, recording): (Option<Piece<'_>>, Option<&Recording>),
        after_epoch: impl FnMut(usize),
    ) -> Result<(SplitResult, TrainedNetwork), RunError> {
        let begun = Instant::now();
        tracing::info!(split = index, train = split.train.len(), test = split.test.len(), "a split begins");
        let values = self.data.filled(&split.train);
        let (encoder, samples) = self.encode(split, &values)?;
        let mut network = self.network(&encoder, index)?;
        let built = Instant::now();
        let rows = Rows { split, samples: &samples };
        let train = rows.of(&split.train);
        let redraw = |k: usize, epoch: usize| self.redraw(&encoder, split.train[k], &values[split.train[k]], epoch);
        let mut watcher = Watcher::new(recording, index, [&split.train, &split.test]);
        let mut learner = Learner::new(self, &rows, after_epoch).kept_in(place);
        // what was recorded before an interruption is gone with its file, and how devices that change by themselves were read
        // last is not in their state: then the split begins anew
        let anew = recording.is_some() || self.device.imperfections().changes_at_rest();
        let left = place.filter(|_| !anew).and_then(Piece::under_way);
        let standing = learner.begin(&mut network, left)?;
        self.training(index).go_on(&mut network, &train, redraw, standing, (&mut watcher, &mut learner))?;
        let state = network.save();
        let learned = Instant::now();
        watcher.begin_test();
        let Reading { names, shares, predictions, energy: energy_per_classification } =
            self.read(&mut network, &rows, &mut watcher)?;
        let [build, learning, reading] =
            [built - begun, learned - built, learned.elapsed()].map(|time| engineering(time.as_secs_f64(), "s"));
        tracing::info!(split = index, build, learning, reading, "a split is done");
        let trained = self.trained(index, &encoder, (shares, state));
        let presentations = train.len() * self.experiment.training.epochs + predictions.len();
        let result = SplitResult {
            index,
            wall: learner.wall(),
            snapshots: learner.snapshots,
            spikes: learner.spikes,
            names,
            predictions,
            energy_per_classification,
            energy_per_training: learner.energy,
            simulated: presentations as f64 * self.experiment.spikes.presentation,
        };
        Ok((result, trained))
    }

    /// Bytes that the result of a split takes at least, before it is compressed: conductances and thresholds on the way.
    pub fn least_bytes(&self) -> u64 {
        let training = &self.experiment.training;
        let snapshots = training.snapshots.epochs(training.epochs).len() as u64;
        snapshots * ((self.rows() + 1) * self.columns() * size_of::<f64>()) as u64
    }

    /// Bytes of the state of a network while it learns.
    ///
    /// # Errors
    /// [`RunError`] when the network cannot be built.
    pub fn state_bytes(&self) -> Result<u64, RunError> {
        let split = self.split(0);
        let (encoder, _) = self.encode(&split, &self.data.filled(&split.train))?;
        Ok((self.network(&encoder, 0)?.save().len() * size_of::<u64>()) as u64)
    }

    /// What the results of this experiment with this text depend on.
    pub fn identity(&self, text: &str) -> Identity {
        let Experiment { seed, protocol, .. } = self.experiment;
        Identity::new(text, seed, protocol.describe(), Some(&self.data), Some(device_fingerprint(&self.device)))
    }

    fn trained(&self, split: usize, encoder: &Encoder, (shares, state): (Vec<Vec<f64>>, Vec<u64>)) -> TrainedNetwork {
        let (low, high) = encoder.ranges().limits().iter().copied().unzip();
        let (features, classes) = (self.data.features.clone(), self.data.classes.clone());
        let device = device_fingerprint(&self.device);
        TrainedNetwork { split, features, classes, low, high, shares, state, device }
    }

    /// Which training row of split 0 is shown first.
    pub(crate) fn first_shown(&self, split: &Split) -> usize {
        self.training(0).order(1, split.train.len())[0]
    }

    /// The first training presentation of split 0: the row that is shown first to an untrained network, plasticity on.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved or stepped, or what `observer` says.
    pub(crate) fn show_untrained(&self, split: &Split, observer: &mut dyn Observer) -> Result<(), RunError> {
        let values = self.data.filled(&split.train);
        let (encoder, samples) = self.encode(split, &values)?;
        let mut network = self.network(&encoder, 0)?;
        let row = split.train[self.first_shown(split)];
        let (sample, drawn) = (&samples[row], self.redraw(&encoder, row, &values[row], 1)?);
        let spikes = drawn.as_deref().unwrap_or(&sample.spikes);
        let inhibit_after = self.experiment.training.inhibit_after;
        match self.supervision() {
            Supervision::None => network.present(spikes, Mode::Learn, inhibit_after, Some(observer))?,
            Supervision::Teacher { classes } => {
                let right: Vec<bool> = (0..self.columns()).map(|neuron| neuron % classes == sample.class).collect();
                network.teach(spikes, &right, inhibit_after, Some(observer))?
            }
        };
        Ok(())
    }
}
