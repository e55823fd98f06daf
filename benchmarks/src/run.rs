//! One experiment on one split: build the network, let it learn, read it.

use std::time::Instant;

use devices::catalogue::Device;
use learning::{
    Circuit, Columns, Encoder, Epoch, FirstSpikes, Homeostasis, Lif, Mode, Moment, Network, NetworkSettings, Observer,
    Sample, Training, infer, mean_energy, name_neurons,
};

use crate::experiment::{Experiment, LifSettings, NeuronChoice};
use crate::{DataSet, RunError, Split, half_split};

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

/// The network as it stood after an epoch (epoch 0: before the first).
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Conductance of each device (S), row-major.
    pub conductances: Vec<f64>,
    /// Threshold of each neuron (V).
    pub thresholds: Vec<f64>,
    /// Fraction of test rows that are read rightly; not a number when reading would move the devices.
    pub test_accuracy: f64,
    /// Mean energy of a training presentation of this epoch (J); 0 before the first.
    pub training_energy: f64,
}

/// A spike of a neuron during training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainingSpike {
    /// Number of the presentation, counted from 0 over all epochs.
    pub presentation: usize,
    /// Row of the data set that was shown.
    pub sample: usize,
    /// Neuron that fired.
    pub neuron: usize,
    /// Time within the presentation (s).
    pub time: f64,
}

/// One test row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// Row of the data set.
    pub sample: usize,
    /// Its class.
    pub class: usize,
    /// Whether any neuron fired; else the one nearest to its threshold answers.
    pub fired: bool,
    /// What the network said; nothing when only neurons without a name answered.
    pub predicted: Option<usize>,
}

/// What a network says with plasticity off.
struct Reading {
    /// Class that each neuron stands for.
    names: Vec<Option<usize>>,
    /// The test rows.
    predictions: Vec<Prediction>,
    /// Mean energy of a test presentation (J).
    energy: f64,
}

/// What came of one split.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitResult {
    /// Number of the split.
    pub index: usize,
    /// The network before the first and after every epoch.
    pub snapshots: Vec<Snapshot>,
    /// Spikes of all training presentations.
    pub spikes: Vec<TrainingSpike>,
    /// Class that each neuron stands for.
    pub names: Vec<Option<usize>>,
    /// The test rows.
    pub predictions: Vec<Prediction>,
    /// Mean energy of a test presentation (J).
    pub energy_per_classification: f64,
    /// Mean energy of a training presentation (J).
    pub energy_per_training: f64,
    /// Simulated time, training and test (s).
    pub simulated: f64,
    /// Wall time (s); not reproducible.
    pub wall: f64,
}

impl SplitResult {
    /// Fraction of test rows that are read rightly.
    pub fn accuracy(&self) -> f64 {
        accuracy(&self.predictions)
    }
}

/// One presentation in full, for looking at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// Times (s).
    pub time: Vec<f64>,
    /// Row voltages (V), time by row.
    pub row_voltages: Vec<f64>,
    /// Column voltages (V), time by column.
    pub column_voltages: Vec<f64>,
    /// Column currents (A), time by column.
    pub column_currents: Vec<f64>,
    /// Membrane potentials (V), time by column.
    pub potentials: Vec<f64>,
}

impl Observer for Trace {
    fn observe(&mut self, moment: &Moment<'_>) {
        self.time.push(moment.time);
        self.row_voltages.extend(moment.row_voltages);
        self.column_voltages.extend(moment.column_voltages);
        self.column_currents.extend(moment.column_currents);
        self.potentials.extend(moment.potentials);
    }
}

fn accuracy(predictions: &[Prediction]) -> f64 {
    let right = predictions.iter().filter(|p| p.predicted == Some(p.class)).count();
    right as f64 / predictions.len().max(1) as f64
}

impl Setup {
    /// Loads data and devices of an experiment and builds a first network, so that every setting is checked before
    /// anything runs.
    ///
    /// # Errors
    /// [`RunError`] for unusable data, devices or settings.
    pub fn new(experiment: Experiment) -> Result<Self, RunError> {
        let data = experiment.data_set()?;
        let (device, source) = experiment.device.load()?;
        let setup = Self { experiment, data, device, source };
        let split = setup.split(0);
        let (encoder, _) = setup.encode(&split)?;
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

    fn read_out(&self) -> FirstSpikes {
        match self.experiment.training.vote {
            1 => FirstSpikes::Winner,
            spikes => FirstSpikes::Vote(spikes),
        }
    }

    /// Split number `index`.
    pub fn split(&self, index: usize) -> Split {
        half_split(&self.data.labels, self.data.classes.len(), self.experiment.seed, index)
    }

    /// Encoder fitted to the training rows of a split, and all rows of the set encoded by it.
    fn encode(&self, split: &Split) -> Result<(Encoder, Vec<Sample>), RunError> {
        let rows: Vec<&[f64]> = split.train.iter().map(|&row| self.data.rows[row].as_slice()).collect();
        let encoder = Encoder::fit(self.experiment.encoder, &rows)?.with_seed(self.experiment.seed);
        let sample = |(k, row): (usize, &Vec<f64>)| -> Result<Sample, RunError> {
            Ok(Sample { spikes: encoder.encode(k, row)?, class: self.data.labels[k] })
        };
        let samples = self.data.rows.iter().enumerate().map(sample).collect::<Result<_, _>>()?;
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
        let neurons = Lif::new(columns, lif.c_m, lif.tau_m, lif.v_th_per_feature * features)?;
        let homeostasis = Homeostasis { gain: lif.homeostasis, floor: lif.v_th_floor_per_feature * features };
        let (pre, post) = (experiment.spikes.pre.clone(), experiment.spikes.post.clone());
        let settings = NetworkSettings::new(pre, post, experiment.spikes.presentation, homeostasis);
        Ok(Network::new(circuit, neurons, settings)?)
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
        let (encoder, samples) = self.encode(split)?;
        let mut network = self.network(&encoder, index)?;
        let train: Vec<Sample> = split.train.iter().map(|&row| samples[row].clone()).collect();
        let epochs = self.experiment.training.epochs;
        let mut snapshots = vec![self.snapshot(&mut network, split, &samples, 0.0)?];
        let mut spikes = Vec::new();
        let training = Training { epochs, seed: self.experiment.seed.wrapping_add(index as u64) };
        training.run(&mut network, &train, |network, epoch| {
            spikes.extend(training_spikes(&epoch, &split.train));
            snapshots.push(self.snapshot(network, split, &samples, epoch.mean_energy())?);
            after_epoch(epoch.number);
            Ok::<_, RunError>(())
        })?;
        let Reading { names, predictions, energy } = self.read(&mut network, split, &samples)?;
        let trained = snapshots.len() - 1;
        let energy_per_training = snapshots[1..].iter().map(|s| s.training_energy).sum::<f64>() / trained as f64;
        let presentations = train.len() * epochs + predictions.len();
        Ok(SplitResult {
            index,
            snapshots,
            spikes,
            names,
            predictions,
            energy_per_classification: energy,
            energy_per_training,
            simulated: presentations as f64 * self.experiment.spikes.presentation,
            wall: started.elapsed().as_secs_f64(),
        })
    }

    /// Names the neurons on the training rows, then reads the test rows, plasticity off.
    fn read(&self, network: &mut Network, split: &Split, samples: &[Sample]) -> Result<Reading, RunError> {
        let of = |rows: &[usize]| -> Vec<Sample> { rows.iter().map(|&row| samples[row].clone()).collect() };
        let decoder = name_neurons(network, &of(&split.train), self.data.classes.len())?;
        let shown = infer(network, &of(&split.test), self.read_out())?;
        let predictions = split.test.iter().zip(&shown).map(|(&sample, presentation)| Prediction {
            sample,
            class: self.data.labels[sample],
            fired: !presentation.spikes.is_empty(),
            predicted: decoder.read(presentation, self.read_out()),
        });
        let predictions = predictions.collect();
        Ok(Reading { names: decoder.names().to_vec(), predictions, energy: mean_energy(&shown) })
    }

    fn snapshot(
        &self,
        network: &mut Network,
        split: &Split,
        samples: &[Sample],
        training_energy: f64,
    ) -> Result<Snapshot, RunError> {
        // Reading that moves devices would let test rows train the network.
        let test_accuracy = if network.reads_leave_no_mark() {
            accuracy(&self.read(network, split, samples)?.predictions)
        } else {
            f64::NAN
        };
        Ok(Snapshot {
            conductances: network.circuit().conductances().to_vec(),
            thresholds: network.neurons().thresholds().to_vec(),
            test_accuracy,
            training_energy,
        })
    }

    /// One training presentation of an untrained network in full: the first training row of split 0.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved or stepped.
    pub fn trace(&self) -> Result<Trace, RunError> {
        let split = self.split(0);
        let (encoder, samples) = self.encode(&split)?;
        let mut network = self.network(&encoder, 0)?;
        let mut trace = Trace::default();
        network.present(&samples[split.train[0]].spikes, Mode::Learn, 1, Some(&mut trace))?;
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
