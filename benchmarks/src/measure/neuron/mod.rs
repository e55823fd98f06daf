//! Measurements on neurons: what one does under a current, and how its rate follows the current.

mod course;
mod image;
mod rates;

use learning::Spike;
use learning::neuron::{Input, NeuronError, NeuronLayer, SpikeTiming};

use super::Progress;

pub(crate) use course::course_figure;
pub use course::{Course, follow};
pub use image::ImagePulses;
pub(crate) use image::{pulse_maps, signature};
pub(crate) use rates::rate_figure;
pub use rates::{Rates, sweep};

/// When the input of a neuron is on, and how finely it is looked at; times in the unit of the neuron's time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// Beginning of the input.
    pub from: f64,
    /// End of the input.
    pub to: f64,
    /// End of the simulation.
    pub until: f64,
    /// Longest step, the step of a grid.
    pub step: f64,
}

/// Units of what goes in and of time, empty where the equations of a model have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units {
    /// Unit of the input.
    pub input: &'static str,
    /// Unit of time.
    pub time: &'static str,
}

impl Units {
    /// Unit of a rate.
    fn rate(self) -> &'static str {
        if self.time.is_empty() { "" } else { "Hz" }
    }
}

/// Times closer than this part of a step are the same.
const SAME: f64 = 1e-9;

impl Schedule {
    /// Where steps end, from 0 on: multiples of the step, and, except on a grid, the times at which something changes.
    fn times(&self, timing: SpikeTiming) -> Vec<f64> {
        let steps = (self.until / self.step + SAME).floor() as usize;
        let mut times: Vec<f64> = (0..=steps).map(|k| k as f64 * self.step).collect(); // no sum of steps: it would drift
        if !timing.is_grid() {
            let within = |time: &f64| *time > 0.0 && *time <= self.until;
            times.extend([self.from, self.to, self.until].into_iter().filter(within));
            times.sort_by(f64::total_cmp);
            times.dedup_by(|later, earlier| *later - *earlier < SAME * self.step);
        }
        times
    }

    /// True when the input is on during the step between these times.
    fn is_on(&self, start: f64, end: f64) -> bool {
        (self.from..self.to).contains(&(0.5 * (start + end)))
    }

    /// Takes `neurons`, at rest, through the schedule, each under its own one of `inputs`; `see` sees them after each step.
    fn run(
        &self,
        neurons: &mut dyn NeuronLayer,
        inputs: &[f64],
        timing: SpikeTiming,
        mut see: impl FnMut(f64, &dyn NeuronLayer),
    ) -> Result<Vec<Spike>, NeuronError> {
        neurons.rest();
        let on: Vec<Input> = inputs.iter().map(|&input| Input::constant(input)).collect();
        let off = vec![Input::default(); inputs.len()];
        let mut fired = Vec::new();
        see(0.0, neurons);
        for step in self.times(timing).windows(2) {
            let inputs = if self.is_on(step[0], step[1]) { &on } else { &off };
            neurons.advance(step[0], step[1] - step[0], inputs, &mut fired)?;
            see(step[1], neurons);
        }
        Ok(fired)
    }
}

/// Spikes per unit of time from the first spike to the last, 0 with fewer than two.
fn rate(times: &[f64]) -> f64 {
    match times {
        [first, .., last] => (times.len() - 1) as f64 / (last - first),
        _ => 0.0,
    }
}

/// Title of an axis of time.
fn time_title(unit: &str) -> &'static str {
    if unit == "1" { "Time in the unit of the model" } else { "Time" }
}

/// A unit as files have it.
fn recorded(unit: &'static str) -> &'static str {
    if unit.is_empty() { "1" } else { unit }
}

/// How much of a run from 0 to `until` is done at `time`.
fn report(progress: Progress<'_>, time: f64, until: f64) {
    progress((time / until).min(1.0));
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
