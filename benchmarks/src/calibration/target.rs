//! What devices ought to do under their spikes: what the recipe's own device does under its own.

use devices::catalogue::{Protocol, Pulse};

use super::pulses::PostSpike;
use super::sample::Sample;
use crate::{Experiment, RunError};

/// Widths that are tried, in widths of the pulses that the parameter set is meant for.
pub(super) const WIDTHS: [f64; 6] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0];

/// Amplitudes up to this many times the largest voltage of the set's protocol are tried.
const BEYOND: f64 = 1.25;

/// A plateau may move a device by this share of a step: some hundred plateaus then do less than one post spike.
const PLATEAU_SHARE: f64 = 1e-3;

/// What the recipe's own device does under its own spikes.
pub(super) struct Target {
    /// Change of an OFF device whose row has fired, under a post spike.
    pub up: f64,
    /// Change of an ON device whose row is silent.
    pub down: f64,
    /// Plateau (V).
    pub plateau: f64,
    /// Currents of ON and OFF devices at the plateau (A).
    pub currents: [f64; 2],
    /// Length of a presentation (s).
    presentation: f64,
    /// Length of a post spike (s).
    post: f64,
}

/// Spikes, and what they do to devices they are not meant for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub plateau: f64,
    pub post: PostSpike,
    /// Positions between which the spikes move devices: OFF and ON.
    pub ends: [f64; 2],
    pub disturbance: f64,
}

impl Target {
    /// Measured on the device of the experiment.
    pub fn of(recipe: &Experiment) -> Result<Self, Box<RunError>> {
        let spikes = &recipe.spikes;
        let (_, plateau) = spikes.pre.range();
        let mut sample = Sample::new(&recipe.device, recipe.device.mounting, plateau, recipe.seed)?;
        Ok(Self {
            up: sample.change(0.0, plateau, spikes.post.corners()),
            down: -sample.change(1.0, 0.0, spikes.post.corners()),
            plateau,
            currents: sample.currents(),
            presentation: spikes.presentation,
            post: spikes.post.duration(),
        })
    }

    /// Factor of all times of the recipe for such a post spike.
    pub fn stretch(&self, post: PostSpike) -> f64 {
        (post.duration() / self.post).max(1.0)
    }

    /// Whether devices at these positions stand still under a plateau of `voltage` (V) as long as a presentation.
    pub fn stands_still(&self, sample: &mut Sample, positions: [f64; 3], voltage: f64, post: PostSpike) -> bool {
        let (dt, share) = (self.stretch(post) * self.presentation, PLATEAU_SHARE * self.up.min(self.down));
        positions.into_iter().all(|at| sample.stands_still(at, voltage, dt, share))
    }

    /// Largest change in the wrong direction by a whole post spike, as a share of a step: rows that have fired must not move
    /// towards OFF, silent ones not towards ON.
    pub fn disturbance(&self, fired: &[f64], silent: &[f64]) -> f64 {
        let towards_off = fired.iter().map(|change| -change / self.down);
        let towards_on = silent.iter().map(|change| change / self.up);
        towards_off.chain(towards_on).fold(0.0, f64::max)
    }
}

/// Highest voltage that is tried (V).
pub(super) fn limit(protocol: &Protocol) -> f64 {
    let largest = [protocol.on.voltage, protocol.off.voltage, protocol.sweep.voltage];
    BEYOND * largest.into_iter().fold(0.0f64, |largest, voltage| largest.max(voltage.abs()))
}

/// A pulse of another voltage (V).
pub(super) fn at(voltage: f64, pulse: Pulse) -> Pulse {
    Pulse { voltage, ..pulse }
}
