//! One experiment on one split: build the network, let it learn, read it.

use std::time::Instant;

use devices::catalogue::Device;
use learning::{
    Circuit, Columns, Encoder, Epoch, Homeostasis, Lif, Mode, Network, NetworkSettings, Sample, Supervision, Teacher,
    Training,
};

use crate::experiment::{Experiment, LifSettings, NeuronChoice, Protocol, TrainingSettings};
use crate::reading::{Reading, Rows};
use crate::split::{Split, fold_splits, half_split, official_split};
use crate::{DataSet, RunError, SplitResult, Trace, TrainingSpike};

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
        self.data.features.len() * self.experiment.encoder.lines_per_feature()
    }

    /// Number of neurons, one per bit line.
    pub fn columns(&self) -> usize {
        self.lif().count
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

    /// Encoder fitted to the training rows of a split, and all `rows` of the set, without gaps, encoded by it.
    fn encode(&self, split: &Split, rows: &[Vec<f64>]) -> Result<(Encoder, Vec<Sample>), RunError> {
        let train: Vec<&[f64]> = split.train.iter().map(|&row| rows[row].as_slice()).collect();
        let encoder = Encoder::fit(self.experiment.encoder, &train)?.with_seed(self.experiment.seed);
        let sample = |(k, row): (usize, &Vec<f64>)| -> Result<Sample, RunError> {
            Ok(Sample { spikes: encoder.encode(k, row)?, class: self.data.labels[k] })
        };
        let samples = rows.iter().enumerate().map(sample).collect::<Result<_, _>>()?;
        Ok((encoder, samples))
    }

    /// A fresh network for split number `index`; devices, scatter and start depend on seed and index.
    fn network(&self, encoder: &Encoder, index: usize) -> Result<Network, RunError> {
        let (experiment, lif) = (&self.experiment, self.lif());
        let (rows, columns) = (encoder.lines(), lif.count);
        let seed = experiment.seed.wrapping_add(index as u64);
        let devices = Columns::of(&self.device, rows, columns, seed);
        let mut circuit = Circuit::new(experiment.wires(rows, columns), devices, experiment.training.tolerance)?;
        circuit.program(&experiment.device.positions(rows * columns, seed));
        let features = encoder.features() as f64;
        let mut neurons = Lif::new(columns, lif.c_m, lif.tau_m, lif.v_th_per_feature * features)?;
        if let Some(t_ref) = lif.t_ref {
            neurons = neurons.with_refractory_time(t_ref)?;
        }
        Ok(Network::new(circuit, neurons, self.network_settings(features))?)
    }

    fn network_settings(&self, features: f64) -> NetworkSettings {
        let (spikes, lif) = (&self.experiment.spikes, self.lif());
        let homeostasis = Homeostasis { gain: lif.homeostasis, floor: lif.v_th_floor_per_feature * features };
        NetworkSettings {
            bias: spikes.bias.into(),
            inhibition: lif.inhibition.into(),
            teacher: self.experiment.training.teacher.as_ref().map(Teacher::from).unwrap_or_default(),
            ..NetworkSettings::new(spikes.pre.clone(), spikes.post.clone(), spikes.presentation, homeostasis)
        }
    }

    pub(crate) fn supervision(&self) -> Supervision {
        match self.experiment.training.teacher {
            Some(_) => Supervision::Teacher { classes: self.data.classes.len() },
            None => Supervision::None,
        }
    }

    fn training(&self, index: usize) -> Training {
        let TrainingSettings { epochs, inhibit_after, .. } = self.experiment.training;
        let seed = self.experiment.seed.wrapping_add(index as u64);
        Training { epochs, seed, inhibit_after, supervision: self.supervision() }
    }

    /// Learns from the training rows of `split` and reads its test rows; `index` numbers the random streams, and
    /// `after_epoch` is called with the number of epochs done.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved or stepped.
    pub fn run(
        &self,
        index: usize,
        split: &Split,
        mut after_epoch: impl FnMut(usize),
    ) -> Result<SplitResult, RunError> {
        let started = Instant::now();
        let values = self.data.filled(&split.train);
        let (encoder, samples) = self.encode(split, &values)?;
        let mut network = self.network(&encoder, index)?;
        let rows = Rows { split, samples: &samples };
        let train = rows.of(&split.train);
        let TrainingSettings { epochs, snapshots: when, .. } = self.experiment.training;
        let mut snapshots = vec![self.snapshot(&mut network, &rows, 0, 0.0)?];
        let (mut spikes, mut energy) = (Vec::new(), 0.0);
        let redraw = |k: usize, epoch: usize| {
            let row = split.train[k];
            let again = || encoder.encode_again(row, &values[row], epoch as u64);
            self.experiment.encoder.is_random().then(again).transpose()
        };
        self.training(index).run(&mut network, &train, redraw, |network, epoch| {
            spikes.extend(training_spikes(&epoch, &split.train));
            energy += epoch.mean_energy() / epochs as f64;
            if when.takes(epoch.number, epochs) {
                snapshots.push(self.snapshot(network, &rows, epoch.number, epoch.mean_energy())?);
            }
            after_epoch(epoch.number);
            Ok::<_, RunError>(())
        })?;
        let Reading { names, predictions, energy: energy_per_classification } = self.read(&mut network, &rows)?;
        let presentations = train.len() * epochs + predictions.len();
        Ok(SplitResult {
            index,
            snapshots,
            spikes,
            names,
            predictions,
            energy_per_classification,
            energy_per_training: energy,
            simulated: presentations as f64 * self.experiment.spikes.presentation,
            wall: started.elapsed().as_secs_f64(),
        })
    }

    /// One training presentation of an untrained network in full: the first training row of split 0.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved or stepped.
    pub fn trace(&self) -> Result<Trace, RunError> {
        let split = self.split(0);
        let (encoder, samples) = self.encode(&split, &self.data.filled(&split.train))?;
        let mut network = self.network(&encoder, 0)?;
        let mut trace = Trace::default();
        let sample = &samples[split.train[0]];
        let inhibit_after = self.experiment.training.inhibit_after;
        match self.supervision() {
            Supervision::None => network.present(&sample.spikes, Mode::Learn, inhibit_after, Some(&mut trace))?,
            Supervision::Teacher { classes } => {
                let right: Vec<bool> = (0..self.columns()).map(|neuron| neuron % classes == sample.class).collect();
                network.teach(&sample.spikes, &right, inhibit_after, Some(&mut trace))?
            }
        };
        Ok(trace)
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
