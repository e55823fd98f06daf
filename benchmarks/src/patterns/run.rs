//! One run: a fresh array learns from a stream of images.

use devices::catalogue::Device;
use learning::{
    Circuit, Columns, Homeostasis, LearningError, Lif, Lines, Mode, Network, NetworkSettings, Observer, Presentation,
    Spike, Waveform,
};
use serde::{Deserialize, Serialize};

use super::experiment::{Experiment, Learning, NeuronChoice};
use super::recognition::{Class, contrast, name_by_wins, recognized};
use super::task::{Task, permuted};
use crate::RunError;
use crate::checkpoint::Identity;
use crate::trained::device_fingerprint;

/// What is run: the experiment itself, or one of its controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// The experiment.
    Learning,
    /// A neuron that fires sends no spike into its column; its threshold adapts all the same.
    Off,
    /// The neuron answers to the image, but at the devices the pre spikes come on permuted rows: the same delays at the
    /// same number of devices, without relation to the image.
    Permuted,
}

/// The array as it stood after some presentations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Conductance of each device (S), row-major.
    pub conductances: Vec<f64>,
    /// Threshold of each neuron (V).
    pub thresholds: Vec<f64>,
}

/// What came of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// The image that each presentation showed.
    pub shown: Vec<Class>,
    /// The spike that each presentation brought, if any: the first neuron to fire inhibits all others.
    pub spikes: Vec<Option<Spike>>,
    /// Whether each presentation was recognized, see [`recognized`].
    pub recognized: Vec<bool>,
    /// The array after each of [`Setup::snapshot_times`].
    pub snapshots: Vec<Snapshot>,
    /// Class that each neuron stands for at the end.
    pub names: Vec<Option<Class>>,
    /// Conductance of bright pixels less that of dark ones at the end (S), see [`contrast`].
    pub contrast: f64,
    /// Mean energy of a presentation (J).
    pub energy: f64,
}

impl RunResult {
    /// Share of the last `over` presentations that were recognized.
    pub fn rate(&self, over: usize) -> f64 {
        let last = &self.recognized[self.recognized.len().saturating_sub(over)..];
        last.iter().filter(|&&right| right).count() as f64 / last.len().max(1) as f64
    }
}

/// An experiment with its devices, ready to run with any seed.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The experiment.
    pub experiment: Experiment,
    /// Its devices.
    pub device: Device,
    /// Where the values of the devices come from.
    source: String,
}

impl Setup {
    /// Loads the devices of an experiment and builds a first network, so that every setting is checked before anything
    /// runs.
    ///
    /// # Errors
    /// [`RunError`] for unusable devices or settings.
    pub fn new(experiment: Experiment) -> Result<Self, RunError> {
        let (device, source) = experiment.device.load()?;
        let setup = Self { experiment, device, source };
        setup.network(setup.experiment.seed, setup.experiment.spikes.post.clone())?;
        Ok(setup)
    }

    /// Where the equations and values come from: DOIs and notes for the record.
    pub fn sources(&self) -> Vec<String> {
        vec![self.source.clone(), "array and spikes: doi:10.1038/ncomms14736".into()]
    }

    /// What the results of this experiment with this text depend on.
    pub fn identity(&self, text: &str) -> Identity {
        let seeds = format!("{} seeds", self.experiment.learning.seeds);
        Identity::new(text, self.experiment.seed, seeds, None, Some(device_fingerprint(&self.device)))
    }

    /// Numbers of presentations after which the array is recorded: 0, and shares of the run that double.
    pub fn snapshot_times(&self) -> Vec<usize> {
        let all = self.experiment.learning.presentations;
        let mut times: Vec<usize> = [0, all / 16, all / 8, all / 4, all / 2, all].into();
        times.dedup();
        times
    }

    /// The post spike of a condition.
    fn post(&self, condition: Condition) -> Waveform {
        match condition {
            Condition::Off => Waveform::silence(),
            Condition::Learning | Condition::Permuted => self.experiment.spikes.post.clone(),
        }
    }

    fn homeostasis(&self) -> Homeostasis {
        let NeuronChoice::Lif(lif) = self.experiment.neuron;
        Homeostasis { gain: lif.homeostasis, floor: lif.v_th_floor }
    }

    /// A fresh network; devices, scatter and start depend on the seed.
    fn network(&self, seed: u64, post: Waveform) -> Result<Network, RunError> {
        let experiment = &self.experiment;
        let NeuronChoice::Lif(lif) = experiment.neuron;
        let (rows, columns) = (experiment.rows(), experiment.columns());
        let devices = Columns::of(&self.device, rows, columns, seed);
        let mut circuit = Circuit::new(experiment.wires.wires(rows, columns), devices, experiment.learning.tolerance)?;
        circuit.program(&experiment.device.positions(rows * columns, seed));
        let neurons = Lif::new(columns, lif.c_m, lif.tau_m, lif.v_th)?;
        let pre = experiment.spikes.pre.clone();
        let settings = NetworkSettings::new(pre, post, experiment.spikes.presentation, self.homeostasis());
        Ok(Network::new(circuit, neurons, settings)?)
    }

    /// Shows a stream of images to a fresh array and records how it answers.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved or stepped.
    pub fn run(&self, condition: Condition, noise: f64, seed: u64) -> Result<RunResult, RunError> {
        let experiment = &self.experiment;
        let Learning { presentations, rate_over, .. } = experiment.learning;
        let task = Task::new(experiment, noise, seed);
        let mut network = self.network(seed, self.post(condition))?;
        let times = self.snapshot_times();
        let mut snapshots = vec![snapshot(&network)];
        let (mut spikes, mut energy) = (Vec::with_capacity(presentations), 0.0);
        for number in 0..presentations {
            let shown = self.present(&mut network, condition, &task.spikes(number), (seed, number))?;
            spikes.push(shown.spikes.first().copied());
            energy += shown.energy / presentations as f64;
            if times.contains(&(number + 1)) {
                snapshots.push(snapshot(&network));
            }
        }
        let shown: Vec<Class> = (0..presentations).map(|number| task.class(number)).collect();
        let winners: Vec<Option<usize>> = spikes.iter().map(|spike| spike.map(|spike| spike.neuron)).collect();
        let (classes, last) = (task.images().len(), presentations - rate_over);
        let names = name_by_wins(&shown[last..], &winners[last..], experiment.columns(), classes);
        Ok(RunResult {
            recognized: recognized(&shown, &winners, classes, rate_over),
            contrast: contrast(network.circuit().conductances(), &names, task.images()),
            shown,
            spikes,
            snapshots,
            names,
            energy,
        })
    }

    /// One presentation; `draw` is the seed and the number of the presentation.
    fn present(
        &self,
        network: &mut Network,
        condition: Condition,
        spikes: &[(usize, f64)],
        draw: (u64, usize),
    ) -> Result<Presentation, LearningError> {
        if condition != Condition::Permuted {
            return network.present(spikes, Mode::Learn, 1, None);
        }
        let shown = network.present(spikes, Mode::Infer, 1, None)?;
        if let Some(&winner) = shown.spikes.first() {
            network.neurons_mut().adapt(winner.neuron, self.homeostasis());
            let elsewhere = permuted(spikes, self.experiment.rows(), draw.0, draw.1);
            self.play(network.circuit_mut(), &elsewhere, winner)?;
        }
        Ok(shown)
    }

    /// Plays pre spikes and one post spike on the lines of the array, without neurons.
    fn play(&self, circuit: &mut Circuit, spikes: &[(usize, f64)], winner: Spike) -> Result<(), LearningError> {
        let shapes = &self.experiment.spikes;
        let mut lines = Lines::new(self.experiment.rows(), self.experiment.columns());
        spikes.iter().for_each(|&(row, time)| lines.rows[row].play(time, &shapes.pre));
        lines.columns[winner.neuron].play(winner.time, &shapes.post);
        circuit.forget();
        let mut time = 0.0;
        while time < shapes.presentation {
            let next = lines.next_corner(time).unwrap_or(shapes.presentation).min(shapes.presentation);
            time = circuit.step(&lines, time, next)?.time;
        }
        Ok(())
    }

    /// Number of the presentation after the first run at the first noise level, and of the image that it shows.
    pub(super) fn presentation_after_run(&self) -> (usize, Class) {
        let task = Task::new(&self.experiment, self.experiment.patterns.noise[0], self.experiment.seed);
        let presentations = self.experiment.learning.presentations;
        (presentations, task.class(presentations))
    }

    /// Shows that presentation to the network as the run leaves it.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved or stepped, or what `observer` says.
    pub(super) fn show_trained(&self, observer: &mut dyn Observer) -> Result<(), RunError> {
        let seed = self.experiment.seed;
        let mut network = self.network(seed, self.post(Condition::Learning))?;
        let task = Task::new(&self.experiment, self.experiment.patterns.noise[0], seed);
        let presentations = self.experiment.learning.presentations;
        for number in 0..presentations {
            network.present(&task.spikes(number), Mode::Learn, 1, None)?;
        }
        network.present(&task.spikes(presentations), Mode::Learn, 1, Some(observer))?;
        Ok(())
    }
}

fn snapshot(network: &Network) -> Snapshot {
    Snapshot {
        conductances: network.circuit().conductances().to_vec(),
        thresholds: network.neurons().thresholds().to_vec(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The embedded experiment.
    pub fn boyn() -> Experiment {
        let text = crate::Experiment::embedded("boyn2017-array").unwrap();
        Experiment::parse("boyn2017-array.toml", text).unwrap()
    }

    fn short(presentations: usize) -> Setup {
        let mut experiment = boyn();
        experiment.learning.presentations = presentations;
        Setup::new(experiment).unwrap()
    }

    #[test]
    fn every_spike_lasts_600_ns_and_no_spike_alone_reaches_the_threshold_of_a_device() {
        let Experiment { spikes, .. } = boyn();
        let setup = short(50);
        let devices = setup.device.array(1, 1);
        for spike in [&spikes.pre, &spikes.post] {
            assert!((spike.duration() - 600e-9).abs() < 1e-15);
            let (low, high) = spike.range();
            assert!(devices.idle(low, high, 1.0), "one spike moves a device");
        }
        let (pre, post) = (spikes.pre.range(), spikes.post.range());
        assert!(!devices.idle(pre.0 - post.1, pre.1 - post.0, 600e-9), "overlapping spikes move none");
    }

    #[test]
    fn devices_of_neurons_that_did_not_fire_keep_their_bits() {
        let setup = short(50);
        let mut network = setup.network(1000, setup.post(Condition::Learning)).unwrap();
        let before = snapshot(&network).conductances;
        let task = Task::new(&setup.experiment, 0.0, 1000);
        let shown = network.present(&task.spikes(0), Mode::Learn, 1, None).unwrap();
        let winner = shown.spikes[0].neuron;
        let after = snapshot(&network).conductances;
        let image = &task.images()[task.class(0)];
        for (k, (g0, g1)) in before.iter().zip(&after).enumerate() {
            match (k % 5 == winner, image[k / 5] == 1.0) {
                (false, _) => assert_eq!(g0, g1, "device {k}"),
                (true, true) => assert!(g1 > g0, "bright pixel {} was not potentiated", k / 5),
                (true, false) => assert!(g1 < g0, "dark pixel {} was not depressed", k / 5),
            }
        }
    }

    #[test]
    fn without_post_spikes_no_device_moves() {
        let result = short(50).run(Condition::Off, 0.3, 1000).unwrap();
        let first = &result.snapshots[0].conductances;
        assert!(result.snapshots.iter().all(|snapshot| &snapshot.conductances == first));
    }
}
