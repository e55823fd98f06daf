//! How the rows are shown.

use devices::units;
use learning::{Adapting, Punishment, Teacher, Waveform};
use serde::{Deserialize, Deserializer};

use super::{neuron::some_seconds, spikes::waveform};
use crate::ReadOut;

/// How often and how the rows are shown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingSettings {
    /// Passes through the training rows.
    pub epochs: usize,
    /// How many of the first neurons to fire vote on the class at the test; 1: the winner alone.
    pub vote: usize,
    /// Which read-out counts: for the accuracy that is named first, the learning curve and the confusion matrix.
    #[serde(default)]
    pub read: Read,
    /// Neurons that may fire in a training presentation before inhibition comes into force.
    #[serde(default = "one")]
    pub inhibit_after: usize,
    /// A teacher, which acts on the neurons by the label of the row that is shown: neuron j ought to fire for class j mod
    /// the number of classes. Without one, labels only name neurons.
    pub teacher: Option<TeacherChoice>,
    /// When the network is looked at on the way.
    #[serde(default)]
    pub snapshots: Snapshots,
    /// Shares of their thresholds at which neurons are read for the regression: the lower, the earlier and the more of them
    /// fire, and spikes at several tell how a potential rises. At 1 the presentations that the other read-outs see serve
    /// it, for each share below 1 all rows are shown once more.
    #[serde(default = "own")]
    pub ridge_thresholds: Vec<f64>,
    /// Time constant (s) with which a first spike counts the less for the regression, the later it comes after the first of
    /// all neurons. Without it first spikes count from 1 at once, in a straight line, to 0 at the end of the presentation.
    #[serde(default, deserialize_with = "some_seconds")]
    pub ridge_decay: Option<f64>,
    /// Allowed error of device voltages in a step (V).
    #[serde(deserialize_with = "units::volts")]
    pub tolerance: f64,
}

/// From spikes to a class. In each, the neuron with the lowest number wins a tie, in a vote the lowest class.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Read {
    /// Time to the first spike: the first neuron to fire.
    Winner,
    /// The first `vote` neurons to fire.
    #[default]
    Vote,
    /// The neuron with the most spikes.
    Rate,
    /// The neuron with the shortest mean interval between spikes.
    Interval,
}

impl From<Read> for ReadOut {
    fn from(read: Read) -> Self {
        match read {
            Read::Winner => Self::Winner,
            Read::Vote => Self::Vote,
            Read::Rate => Self::Rate,
            Read::Interval => Self::Interval,
        }
    }
}

fn one() -> usize {
    1
}

fn own() -> Vec<f64> {
    vec![1.0]
}

/// What the teacher does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeacherChoice {
    /// Current into each neuron that ought to fire (A).
    #[serde(deserialize_with = "units::amperes")]
    pub right: f64,
    /// Current into each neuron that ought not to (A), usually negative.
    #[serde(deserialize_with = "units::amperes")]
    pub wrong: f64,
    /// Spike on the column of a neuron that fires wrongly, in place of the post spike.
    #[serde(default, deserialize_with = "some_waveform")]
    pub punish: Option<Waveform>,
    /// Time from the wrong spike to the punishment (s).
    #[serde(default, deserialize_with = "units::seconds")]
    pub punish_delay: f64,
    /// Whose thresholds move when a neuron fires.
    #[serde(default)]
    pub adapting: AdaptingChoice,
}

/// The neurons whose thresholds move when one fires under a teacher.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum AdaptingChoice {
    /// All.
    #[default]
    All,
    /// The neuron that fires against those of the class that is shown; for classes of different sizes.
    Right,
}

impl From<AdaptingChoice> for Adapting {
    fn from(choice: AdaptingChoice) -> Self {
        match choice {
            AdaptingChoice::All => Self::All,
            AdaptingChoice::Right => Self::Right,
        }
    }
}

impl From<&TeacherChoice> for Teacher {
    fn from(choice: &TeacherChoice) -> Self {
        let delay = choice.punish_delay;
        let punishment = choice.punish.clone().map(|spike| Punishment { spike, delay });
        Self { right: choice.right, wrong: choice.wrong, punishment, adapting: choice.adapting.into() }
    }
}

fn some_waveform<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Waveform>, D::Error> {
    waveform(deserializer).map(Some)
}

/// When the network is recorded and tested on the way: before the first epoch, after every few, and after the last.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Snapshots {
    /// Epochs from one to the next.
    pub every: usize,
    /// At most this many training rows name the neurons, and this many test rows are read, evenly spaced.
    pub rows: usize,
}

impl Default for Snapshots {
    /// After every epoch, all rows.
    fn default() -> Self {
        Self { every: 1, rows: MOST_ROWS }
    }
}

impl Snapshots {
    /// Numbers of epochs after which a network that learns for `epochs` is looked at, 0 first.
    pub fn epochs(self, epochs: usize) -> Vec<usize> {
        (0..=epochs).filter(|&number| self.takes(number, epochs)).collect()
    }

    /// Whether the network is looked at after epoch `number` of `epochs`.
    pub fn takes(self, number: usize, epochs: usize) -> bool {
        number.is_multiple_of(self.every) || number == epochs
    }

    /// At most [`Snapshots::rows`] of the rows, evenly spaced, the first among them.
    pub fn choose(self, rows: &[usize]) -> Vec<usize> {
        let count = rows.len().min(self.rows);
        (0..count).map(|k| rows[k * rows.len() / count]).collect()
    }
}

/// More rows than any table has.
pub(crate) const MOST_ROWS: usize = 1_000_000_000;
