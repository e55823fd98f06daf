//! Shapes, times and rules of a network.

use crate::{Homeostasis, LearningError, Waveform};
use devices::units::engineering;

/// Shapes and times of a network.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// Spike on a row (V at the left end).
    pub pre: Spikes,
    /// Spike on a column (V at the bottom end); the device sees pre minus post.
    pub post: Spikes,
    /// What the other lines do while a column fires.
    pub bias: Bias,
    /// Length of a presentation (s).
    pub duration: f64,
    /// How thresholds adapt.
    pub homeostasis: Homeostasis,
    /// What neurons do to each other.
    pub inhibition: Inhibition,
    /// What a lesson does to neurons.
    pub teacher: Teacher,
}

impl NetworkSettings {
    /// The same spikes on all lines, presentations of `duration` (s), other lines at rest, hard inhibition, no teacher.
    pub fn new(pre: Waveform, post: Waveform, duration: f64, homeostasis: Homeostasis) -> Self {
        Self {
            pre: Spikes::Same(pre),
            post: Spikes::Same(post),
            bias: Bias::GROUNDED,
            duration,
            homeostasis,
            inhibition: Inhibition::Hard,
            teacher: Teacher::default(),
        }
    }

    /// Longest time (s) after a spike of a neuron for which its column carries what it sent.
    pub(super) fn feedback(&self, columns: usize) -> f64 {
        let post = (0..columns).map(|column| self.post.on(column).duration()).fold(0.0, f64::max);
        let punishment = self.teacher.punishment.as_ref();
        post.max(punishment.map_or(0.0, |punishment| punishment.delay + punishment.spike.duration()))
    }

    /// Checks everything against an array of `rows` x `columns`.
    ///
    /// # Errors
    /// [`LearningError::Setting`] for the first value that is impossible.
    pub(super) fn check(&self, rows: usize, columns: usize) -> Result<(), LearningError> {
        let refuse = |name, value: String, expected| Err(LearningError::Setting { name, value, expected });
        if !(self.duration > 0.0 && self.duration.is_finite()) {
            return refuse("duration", engineering(self.duration, "s"), "it must be a positive time");
        }
        for (name, spikes, lines) in [("pre", &self.pre, rows), ("post", &self.post, columns)] {
            if let Spikes::Each(shapes) = spikes
                && shapes.len() != lines
            {
                return refuse(name, format!("{} spikes", shapes.len()), "there must be one per line, or one for all");
            }
        }
        let Homeostasis { gain, floor } = self.homeostasis;
        if !((0.0..1.0).contains(&gain) && floor >= 0.0 && floor.is_finite()) {
            let expected = "thresholds move by a share of 0 to below 1 and stay above a floor that is not negative";
            return refuse("homeostasis", format!("{gain} and {}", engineering(floor, "V")), expected);
        }
        let feedback = self.feedback(columns);
        if feedback >= self.duration {
            let expected = "a presentation is longer than what a neuron sends back";
            return refuse(
                "duration",
                format!("{}, of which {} are sent", engineering(self.duration, "s"), engineering(feedback, "s")),
                expected,
            );
        }
        for share in [self.bias.columns, self.bias.rows] {
            if !(-1.0..=1.0).contains(&share) {
                return refuse("bias", share.to_string(), "a share of the post spike lies between -1 and 1");
            }
        }
        if let Inhibition::Soft { keep } = self.inhibition
            && !(0.0..=1.0).contains(&keep)
        {
            return refuse("inhibition", keep.to_string(), "a neuron keeps a share of its potential from 0 to 1");
        }
        let Teacher { right, wrong, punishment, .. } = &self.teacher;
        if !(right.is_finite() && wrong.is_finite()) {
            return refuse(
                "teacher",
                format!("{} and {}", engineering(*right, "A"), engineering(*wrong, "A")),
                "currents must be finite",
            );
        }
        match punishment {
            Some(Punishment { delay, .. }) if !(*delay >= 0.0 && delay.is_finite()) => {
                refuse("punishment", engineering(*delay, "s"), "the delay after the neuron's spike is not negative")
            }
            _ => Ok(()),
        }
    }
}

/// Shapes of the spikes on a set of lines.
#[derive(Clone, Debug, PartialEq)]
pub enum Spikes {
    /// One for all lines.
    Same(Waveform),
    /// One per line.
    Each(Vec<Waveform>),
}

impl Spikes {
    /// The spike of one line.
    pub fn on(&self, line: usize) -> &Waveform {
        match self {
            Self::Same(shape) => shape,
            Self::Each(shapes) => &shapes[line],
        }
    }

    /// Lowest and highest voltage of any (V), 0 V included.
    pub fn range(&self) -> (f64, f64) {
        let shapes = match self {
            Self::Same(shape) => std::slice::from_ref(shape),
            Self::Each(shapes) => shapes,
        };
        shapes.iter().map(Waveform::range).fold((0.0, 0.0), |(low, high), (l, h)| (low.min(l), high.max(h)))
    }
}

/// Voltage of the other lines while a column fires, as shares of its post spike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bias {
    /// On every other column.
    pub columns: f64,
    /// On every row, in addition to its own spikes.
    pub rows: f64,
}

impl Bias {
    /// Other lines are at rest: a silent row's device sees the whole post spike.
    pub const GROUNDED: Self = Self { columns: 0.0, rows: 0.0 };
    /// Half the voltage on all other lines: nothing but the column that fires sees more than half.
    pub const HALF: Self = Self { columns: 0.5, rows: 0.5 };
    /// A third on rows, two thirds on columns: no device but those of the column that fires sees more than a third.
    pub const THIRD: Self = Self { columns: 2.0 / 3.0, rows: 1.0 / 3.0 };
}

/// What a neuron that fires does to the others.
///
/// It comes into force with the spike of the last neuron that a presentation lets fire.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Inhibition {
    /// All neurons go to rest and stay silent until the end of the presentation: the winner takes all.
    Hard,
    /// From that spike on, every spike leaves the others only this share of their potentials.
    Soft {
        /// Share that is kept (0 to 1).
        keep: f64,
    },
}

/// What a lesson does, see [`Network::teach`](super::Network::teach).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Teacher {
    /// Current into each neuron that ought to fire (A).
    pub right: f64,
    /// Current into each neuron that ought not to (A), usually negative.
    pub wrong: f64,
    /// What the column of a neuron that fires wrongly carries instead of the post spike.
    pub punishment: Option<Punishment>,
    /// Whose thresholds a spike moves.
    pub adapting: Adapting,
}

/// The neurons whose thresholds move when one fires in a lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Adapting {
    /// All, at every spike that is not punished. Homeostasis wants all neurons to fire equally often, but in a lesson the
    /// labels decide how often each class fires: where classes differ in size their thresholds move apart for as long as
    /// training goes on.
    #[default]
    All,
    /// The neuron that fires against those that ought to fire, [`Lif::adapt_against`](crate::Lif::adapt_against): those of
    /// one class share their rows, and between classes thresholds move by wrong spikes alone.
    Right,
}

/// A spike that undoes.
#[derive(Clone, Debug, PartialEq)]
pub struct Punishment {
    /// Spike on the column (V at the bottom end).
    pub spike: Waveform,
    /// Time from the spike of the neuron (s).
    pub delay: f64,
}
