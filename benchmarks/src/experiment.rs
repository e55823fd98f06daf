//! An experiment as text: everything a run depends on, each quantity with its unit.

use crossbar::{Line, Wires};
use devices::catalogue::{Device, LoadError};
use devices::imperfections::Imperfections;
use devices::rng::{Purpose, stream};
use devices::units::{self, TIME, VOLTAGE, engineering};
use learning::{Code, LearningError, Waveform};
use rand::RngExt;
use serde::{Deserialize, Deserializer, de::Error};

use crate::{DataError, DataSet, ExperimentError, RunError, parameter_set};

/// A whole experiment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Seed of every random draw.
    pub seed: u64,
    /// What is learned.
    pub data: Data,
    /// How rows are divided for training and test.
    pub protocol: Protocol,
    /// The devices.
    pub device: DeviceChoice,
    /// The lines.
    pub wires: Resistances,
    /// From features to spikes.
    pub encoder: Code,
    /// Shapes of the spikes.
    pub spikes: Spikes,
    /// The neurons.
    pub neuron: NeuronChoice,
    /// How often and how the rows are shown.
    pub training: TrainingSettings,
}

/// An embedded data set or a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Data {
    /// Name of an embedded set.
    Set(String),
    /// A CSV file with a header.
    File {
        /// Path, relative to the working directory.
        path: std::path::PathBuf,
        /// Header of the column with the class.
        label: String,
    },
}

/// How rows are divided.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Number of stratified half splits.
    pub half_splits: usize,
}

/// Which devices, and how they start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceChoice {
    /// Name of a parameter set, see `ferrospike models`, or path of a parameter file.
    pub parameters: String,
    /// Parameters that differ from the set.
    #[serde(default)]
    pub change: toml::Table,
    /// Variability and non-idealities, in place of those of the set.
    pub imperfections: Option<toml::Table>,
    /// Devices start at random positions between these two (0 = off, 1 = on).
    pub start: [f64; 2],
}

/// Line resistance.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resistances {
    /// One segment between neighbouring devices (ohm).
    #[serde(deserialize_with = "units::ohms")]
    pub segment: f64,
    /// Row drivers (ohm).
    #[serde(deserialize_with = "units::ohms")]
    pub driver: f64,
    /// Column sense amplifiers and drivers (ohm).
    #[serde(deserialize_with = "units::ohms")]
    pub sense: f64,
}

/// Spike shapes: lists of `["time", "voltage"]` corners.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spikes {
    /// On a row.
    #[serde(deserialize_with = "waveform")]
    pub pre: Waveform,
    /// On a column, when its neuron fires.
    #[serde(deserialize_with = "waveform")]
    pub post: Waveform,
    /// Length of a presentation (s).
    #[serde(deserialize_with = "units::seconds")]
    pub presentation: f64,
}

/// Neuron model.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeuronChoice {
    /// Leaky integrate-and-fire.
    Lif(LifSettings),
}

/// Leaky integrate-and-fire neurons with adaptive thresholds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifSettings {
    /// Number of neurons, one per column.
    pub count: usize,
    /// Membrane capacitance (F).
    #[serde(deserialize_with = "units::farads")]
    pub c_m: f64,
    /// Membrane time constant (s).
    #[serde(deserialize_with = "units::seconds")]
    pub tau_m: f64,
    /// Threshold at the start, for each feature of a row (V).
    #[serde(deserialize_with = "units::volts")]
    pub v_th_per_feature: f64,
    /// Relative change of the threshold of a neuron that fires.
    pub homeostasis: f64,
    /// Lowest threshold, for each feature of a row (V).
    #[serde(deserialize_with = "units::volts")]
    pub v_th_floor_per_feature: f64,
}

/// How often and how the rows are shown.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingSettings {
    /// Passes through the training rows.
    pub epochs: usize,
    /// How many of the first neurons to fire vote on the class at the test; 1: the winner alone.
    pub vote: usize,
    /// Allowed error of device voltages in a step (V).
    #[serde(deserialize_with = "units::volts")]
    pub tolerance: f64,
}

const EMBEDDED: [(&str, &str); 2] = [
    ("iris", include_str!("../experiments/iris.toml")),
    ("boyn2017-array", include_str!("../experiments/boyn2017-array.toml")),
];

impl Experiment {
    /// Names of the embedded experiments.
    pub fn names() -> Vec<&'static str> {
        EMBEDDED.iter().map(|(name, _)| *name).collect()
    }

    /// Text of an embedded experiment.
    pub fn embedded(name: &str) -> Option<&'static str> {
        EMBEDDED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// Reads an experiment; `name` stands for the text in messages.
    ///
    /// # Errors
    /// [`ExperimentError`] with the place in the text, what was expected and what to do.
    pub fn parse(name: &str, text: &str) -> Result<Self, Box<ExperimentError>> {
        let experiment: Self =
            toml::from_str(text).map_err(|error| Box::new(ExperimentError::syntax(name, text, &error)))?;
        match experiment.problem() {
            Some((key, problem)) => Err(Box::new(ExperimentError::value(name, text, key, &problem))),
            None => Ok(experiment),
        }
    }

    /// First value outside its range: key and message.
    fn problem(&self) -> Option<(&'static str, String)> {
        let NeuronChoice::Lif(lif) = self.neuron;
        if let Err(LearningError::Setting { name, value, expected }) = self.encoder.check() {
            return Some((name, format!("{value}: {expected}")));
        }
        let needed = self.encoder.latest() + self.spikes.pre.duration() + self.spikes.post.duration();
        let checks = [
            within("count", lif.count, 4096, "neurons"),
            within("half_splits", self.protocol.half_splits, 100_000, "splits"),
            within("epochs", self.training.epochs, 100_000, "epochs"),
            within("fields_per_feature", self.encoder.lines_per_feature(), 1000, "fields"),
            (
                lif.v_th_per_feature > 0.0 && lif.v_th_per_feature <= LARGEST_VOLTAGE,
                "v_th_per_feature",
                format!("{} is no threshold; give a positive voltage", engineering(lif.v_th_per_feature, "V")),
            ),
            (
                (0.0..=lif.v_th_per_feature).contains(&lif.v_th_floor_per_feature),
                "v_th_floor_per_feature",
                "the floor lies between 0 V and `v_th_per_feature`".to_string(),
            ),
            (plausible(&self.spikes.pre), "pre", IMPLAUSIBLE.to_string()),
            (plausible(&self.spikes.post), "post", IMPLAUSIBLE.to_string()),
            (
                (1..=lif.count).contains(&self.training.vote),
                "vote",
                format!("{} neurons vote, but there are {}; give 1 to {}", self.training.vote, lif.count, lif.count),
            ),
            self.device.start_check(),
            (
                (needed..=1e3).contains(&self.spikes.presentation),
                "presentation",
                format!(
                    "{} is too short for the latest pre spike and the post spike that it may cause, or above 1000 s: {} are needed",
                    engineering(self.spikes.presentation, "s"),
                    engineering(needed, "s")
                ),
            ),
            (
                (0.0..1.0).contains(&lif.homeostasis),
                "homeostasis",
                format!("{} is outside 0 (thresholds stay) to 1", lif.homeostasis),
            ),
        ];
        let failed = checks.into_iter().find(|(holds, ..)| !holds).map(|(_, key, problem)| (key, problem));
        failed.or_else(|| self.wires.problem())
    }

    /// Loads the data set.
    ///
    /// # Errors
    /// [`DataError`] when the set is unknown or the file unusable.
    pub fn data_set(&self) -> Result<DataSet, DataError> {
        match &self.data {
            Data::Set(name) => DataSet::embedded(name),
            Data::File { path, label } => DataSet::open(path, label),
        }
    }

    /// Lines of an array with `rows` rows and `columns` columns: driven from the left, sensed at the bottom.
    pub fn wires(&self, rows: usize, columns: usize) -> Wires {
        self.wires.wires(rows, columns)
    }
}

impl DeviceChoice {
    /// The devices, and where their values come from.
    ///
    /// # Errors
    /// [`RunError`] when the set is unknown, or a change or an imperfection is impossible.
    pub fn load(&self) -> Result<(Device, String), RunError> {
        let set = parameter_set(&self.parameters)?;
        let mut device = set.device(&self.change)?;
        if let Some(table) = &self.imperfections {
            let imperfections = Imperfections::from_table(table).map_err(RunError::Imperfections)?;
            let range = |error| RunError::Imperfections(LoadError::Range { name: "imperfections".into(), error });
            device = device.with(imperfections).map_err(range)?;
        }
        Ok((device, set.source))
    }

    /// Starting positions of `count` devices, which depend on the seed.
    pub fn positions(&self, count: usize, seed: u64) -> Vec<f64> {
        let [low, high] = self.start;
        let mut random = stream(seed, Purpose::Start, 0);
        (0..count).map(|_| low + (high - low) * random.random::<f64>()).collect()
    }

    /// Whether `start` is a range of positions: answer, key and message.
    pub(crate) fn start_check(&self) -> (bool, &'static str, String) {
        let [low, high] = self.start;
        let holds = 0.0 <= low && low <= high && high <= 1.0;
        (holds, "start", format!("[{low}, {high}] is no range within 0 (off) to 1 (on)"))
    }
}

impl Resistances {
    /// Lines of an array with `rows` rows and `columns` columns: driven from the left, sensed at the bottom.
    pub fn wires(&self, rows: usize, columns: usize) -> Wires {
        let Resistances { segment, driver, sense } = *self;
        let line = |driver_first, driver_last| Line { segment: segment.into(), driver_first, driver_last };
        Wires::new(rows, columns, line(driver, 0.0), line(0.0, sense))
    }

    /// First resistance below 0: key and message.
    pub(crate) fn problem(&self) -> Option<(&'static str, String)> {
        let wires = [("segment", self.segment), ("driver", self.driver), ("sense", self.sense)];
        let negative = wires.into_iter().find(|(_, ohm)| !(*ohm >= 0.0 && ohm.is_finite()));
        negative.map(|(key, ohm)| (key, format!("{ohm} ohm is no resistance; give 0 ohm or more")))
    }
}

/// Reads a waveform from `[["0 ns", "0 V"], ["2 ns", "0.7 V"], ..]`.
fn waveform<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Waveform, D::Error> {
    let texts = Vec::<(String, String)>::deserialize(deserializer)?;
    let mut corners = Vec::with_capacity(texts.len());
    for (time, voltage) in &texts {
        let time = units::parse(time, TIME).map_err(D::Error::custom)?;
        corners.push((time, units::parse(voltage, VOLTAGE).map_err(D::Error::custom)?));
    }
    Waveform::new(corners).map_err(|error: LearningError| D::Error::custom(error))
}

/// Largest voltage that an experiment may ask for (V): far above any device here, far below overflow.
const LARGEST_VOLTAGE: f64 = 1e3;

pub(crate) const IMPLAUSIBLE: &str = "a spike lasts longer than 0 s and stays within 1 kV";

pub(crate) fn plausible(spike: &Waveform) -> bool {
    let (low, high) = spike.range();
    spike.duration() > 0.0 && low >= -LARGEST_VOLTAGE && high <= LARGEST_VOLTAGE
}

/// A count from 1 to `most`.
pub(crate) fn within(key: &'static str, value: usize, most: usize, what: &str) -> (bool, &'static str, String) {
    ((1..=most).contains(&value), key, format!("{value} {what}: give at least 1 and at most {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_can_be_asked_for_and_impossible_ones_are_refused_by_name() {
        let text = Experiment::embedded("iris").unwrap();
        let (before, rest) = text.split_once("[encoder.population_latency]").unwrap();
        let (_, after) = rest.split_once("\n\n").unwrap();
        let with = |code: &str| Experiment::parse("codes.toml", &format!("{before}{code}\n\n{after}"));
        for code in [
            "[encoder.latency]\nsteps = 16\ndt = '100 ns'",
            "[encoder.snntorch_latency]\nsteps = 16\ndt = '100 ns'\nthreshold = 0.01\nbelow = 'silent'",
            "[encoder.rate_poisson]\nrate = '1 MHz'\nwindow = '2 us'",
            "[encoder.rate_bernoulli]\nsteps = 16\ndt = '100 ns'",
            "[encoder.rate_deterministic]\nsteps = 16\ndt = '100 ns'",
            "[encoder.phase]\nbits = 8\nperiods = 2\ndt = '100 ns'",
            "[encoder.burst]\nn_max = 5\nlongest = 4\nshortest = 2\ndt = '100 ns'",
        ] {
            let experiment = with(code).unwrap_or_else(|error| panic!("{code}: {error}"));
            let setup = crate::Setup::new(experiment).unwrap();
            assert_eq!(setup.rows(), 4, "{code}: one line per feature");
        }
        let message = with("[encoder.rate_poisson]\nrate = '-1 MHz'\nwindow = '2 us'").unwrap_err().to_string();
        assert!(message.contains("`rate`") && message.contains("positive frequency"), "{message}");
        let late = with("[encoder.latency]\nsteps = 160\ndt = '100 ns'").unwrap_err().to_string();
        assert!(late.contains("`presentation`") && late.contains("too short"), "{late}");
    }
}
