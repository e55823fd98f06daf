//! The experiment as text: images, noise, spikes, neurons, and how learning is judged.

use devices::units::{self, engineering};
use serde::Deserialize;

use crate::ExperimentError;
use crate::experiment::{Bias, DeviceChoice, IMPLAUSIBLE, Resistances, Spikes, plausible, within};

/// A pattern array: an experiment file with a table `[patterns]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Seed of the first run; the following runs take the following seeds.
    pub seed: u64,
    /// What is shown.
    pub patterns: Images,
    /// The devices.
    pub device: DeviceChoice,
    /// The lines.
    pub wires: Resistances,
    /// From brightness to spikes.
    pub code: Code,
    /// Shapes of the spikes.
    pub spikes: Spikes,
    /// The neurons.
    pub neuron: NeuronChoice,
    /// How long it learns, how often, and how it is judged.
    pub learning: Learning,
}

/// What is shown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Images {
    /// The images, one per class.
    pub images: Vec<Image>,
    /// Noise levels: every pixel changes by up to this much of its full scale.
    pub noise: Vec<f64>,
}

/// An image of black and white pixels.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Its name.
    pub name: String,
    /// Its rows from the top: `#` is bright, `.` is dark.
    pub pixels: Vec<String>,
}

/// From brightness to spikes: a pixel of brightness p spikes at `window (1 - p)`, or not at all below `cutoff`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Time of the spike of a black pixel (s).
    #[serde(deserialize_with = "units::seconds")]
    pub window: f64,
    /// Brightness below which a pixel stays silent (0 to 1).
    pub cutoff: f64,
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
    /// Threshold at the start (V).
    #[serde(deserialize_with = "units::volts")]
    pub v_th: f64,
    /// Relative change of the threshold of a neuron that fires.
    pub homeostasis: f64,
    /// Lowest threshold (V).
    #[serde(deserialize_with = "units::volts")]
    pub v_th_floor: f64,
}

/// How long the array learns, how often, and how it is judged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learning {
    /// Images shown in a run, drawn at random.
    pub presentations: usize,
    /// Presentations that count for the recognition rate, and earlier ones that name the neurons.
    pub rate_over: usize,
    /// Runs at each noise level.
    pub seeds: usize,
    /// Noise levels at which the two controls run.
    pub control_noise: Vec<f64>,
    /// Allowed error of device voltages in a step (V).
    #[serde(deserialize_with = "units::volts")]
    pub tolerance: f64,
}

impl Experiment {
    /// Whether `text` is a pattern array rather than a classification experiment: it has a table `[patterns]`.
    pub fn describes(text: &str) -> bool {
        toml::de::DeTable::parse(text).is_ok_and(|table| table.get_ref().contains_key("patterns"))
    }

    /// Reads an experiment; `name` stands for the text in messages.
    ///
    /// # Errors
    /// [`ExperimentError`] with the place in the text, what was expected and what to do.
    pub fn parse(name: &str, text: &str) -> Result<Self, Box<ExperimentError>> {
        let experiment: Self =
            toml::from_str(text).map_err(|error| Box::new(ExperimentError::syntax(name, text, &error)))?;
        if let Some(place) = experiment.spikes.own_place() {
            let problem = "the lines of a pattern array share one pre and one post spike; leave this out".to_string();
            return Err(Box::new(ExperimentError::located(name, text, Some(place), problem)));
        }
        let problem = experiment.images_problem().or_else(|| experiment.values_problem());
        match problem.or_else(|| experiment.wires.problem()) {
            Some((key, problem)) => Err(Box::new(ExperimentError::value(name, text, key, &problem))),
            None => Ok(experiment),
        }
    }

    /// First image that cannot be shown: key and message.
    fn images_problem(&self) -> Option<(&'static str, String)> {
        let images = &self.patterns.images;
        if images.len() < 2 {
            return Some(("images", format!("{} images: give at least 2 to tell apart", images.len())));
        }
        let size = |image: &Image| (image.pixels.len(), image.pixels.first().map_or(0, |row| row.chars().count()));
        let (down, across) = size(&images[0]);
        for image in images {
            let name = &image.name;
            if !(1..=64).contains(&down) || !(1..=64).contains(&across) {
                return Some(("images", format!("`{name}` has no pixels, or more than 64 in a row or column")));
            }
            if image.pixels.len() != down || image.pixels.iter().any(|row| row.chars().count() != across) {
                return Some((
                    "images",
                    format!("`{name}` is not {down} rows of {across} pixels like the first image"),
                ));
            }
            if let Some(other) = image.pixels.iter().flat_map(|row| row.chars()).find(|c| !"#.".contains(*c)) {
                return Some(("images", format!("`{name}` has a pixel `{other}`; write `#` for bright, `.` for dark")));
            }
        }
        None
    }

    /// First value outside its range: key and message.
    fn values_problem(&self) -> Option<(&'static str, String)> {
        let NeuronChoice::Lif(lif) = self.neuron;
        let learning = &self.learning;
        let needed = self.code.window + self.spikes.pre.duration() + self.spikes.post.duration();
        let level = |levels: &[f64]| levels.iter().all(|nu| (0.0..=1.0).contains(nu));
        let levels = "levels lie between 0 (clean images) and 1".to_string();
        let checks = [
            (
                !self.patterns.noise.is_empty() && level(&self.patterns.noise),
                "noise",
                format!("at least one; {levels}"),
            ),
            (level(&learning.control_noise), "control_noise", levels),
            within("count", lif.count, 4096, "neurons"),
            within("presentations", learning.presentations, 1_000_000, "presentations"),
            within("rate_over", learning.rate_over, learning.presentations, "presentations"),
            within("seeds", learning.seeds, 100_000, "seeds"),
            (
                self.code.window > 0.0 && self.code.window <= 1.0,
                "window",
                format!("{} is outside 0 s to 1 s", engineering(self.code.window, "s")),
            ),
            (
                (0.0..1.0).contains(&self.code.cutoff),
                "cutoff",
                format!("{} is outside 0 (every pixel spikes) to 1", self.code.cutoff),
            ),
            (
                self.spikes.bias == Bias::default(),
                "bias",
                "the other lines of a pattern array are at rest; leave it out, or give \"grounded\"".to_string(),
            ),
            (plausible(&self.spikes.pre), "pre", IMPLAUSIBLE.to_string()),
            (plausible(&self.spikes.post), "post", IMPLAUSIBLE.to_string()),
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
                (0.0..=lif.v_th).contains(&lif.v_th_floor),
                "v_th_floor",
                "the floor lies between 0 V and `v_th`".to_string(),
            ),
            (
                (0.0..1.0).contains(&lif.homeostasis),
                "homeostasis",
                format!("{} is outside 0 (thresholds stay) to 1", lif.homeostasis),
            ),
            self.device.start_check(),
        ];
        checks.into_iter().find(|(holds, ..)| !holds).map(|(_, key, problem)| (key, problem))
    }

    /// Number of word lines, one per pixel.
    pub fn rows(&self) -> usize {
        let (down, across) = self.size();
        down * across
    }

    /// Pixels of an image: from the top down, and across.
    pub fn size(&self) -> (usize, usize) {
        let first = &self.patterns.images[0].pixels;
        (first.len(), first[0].chars().count())
    }

    /// Number of bit lines, one per neuron.
    pub fn columns(&self) -> usize {
        let NeuronChoice::Lif(lif) = self.neuron;
        lif.count
    }
}
