//! When the input is on, from the command line, checked.

use std::fmt::{Display, Formatter};

use benchmarks::measure::neuron::Schedule;
use devices::units::{Dimension, engineering};
use learning::neuron::SpikeTiming;
use learning::neuron::catalogue::Entry;

use crate::cli::Neuron;
use crate::commands::quantity::quantity;
use crate::failure::Failure;

/// Samples of all neurons that fit in memory.
const MOST_SAMPLES: f64 = 2e7;

/// Shortest and longest time, in the unit of the neuron's time.
const RANGE: [f64; 2] = [1e-18, 1e12];

/// A schedule that was checked.
pub struct Plan {
    /// When the input is on.
    pub schedule: Schedule,
    unit: &'static str,
}

impl Plan {
    /// The schedule that was asked for, else that of the set, for `count` neurons.
    ///
    /// # Errors
    /// [`Failure`] naming the option: times that are not in order, too many samples, times beside a grid.
    pub fn of(arguments: &Neuron, entry: &Entry, timing: SpikeTiming, count: usize) -> Result<Plan, Failure> {
        let dimension = entry.kind().time;
        let read = |option: &str, text: &str, shortest: f64| time(option, text, dimension, shortest);
        let or = |option: &str, given: &Option<String>, default: f64| {
            given.as_ref().map_or(Ok(default), |text| read(option, text, 0.0))
        };
        let (until, step) = (&entry.stimulus.until, &entry.stimulus.step);
        let schedule = Schedule {
            from: or("from", &arguments.from, 0.0)?,
            to: or("to", &arguments.to, f64::INFINITY)?,
            until: read("until", arguments.until.as_ref().unwrap_or(until), RANGE[0])?,
            step: read("step", arguments.step.as_ref().unwrap_or(step), RANGE[0])?,
        };
        let plan = Plan { schedule, unit: dimension.unit };
        plan.refuse_disorder()?;
        plan.refuse_size(count)?;
        if timing.is_grid() {
            plan.refuse_times_beside_the_grid()?;
        }
        Ok(plan)
    }

    fn shown(&self, time: f64) -> String {
        engineering(time, self.unit)
    }

    fn refuse_disorder(&self) -> Result<(), Failure> {
        let Schedule { from, to, until, .. } = self.schedule;
        if from < to && from < until {
            return Ok(());
        }
        let times = [("from", from), ("to", to), ("until", until)];
        let given: Vec<String> = times
            .into_iter()
            .filter(|(_, time)| time.is_finite())
            .map(|(name, time)| format!("--{name} {}", self.shown(time)))
            .collect();
        Err(Failure::usage(format!(
            "{}: the input has to begin before it ends and before the simulation ends",
            given.join(" ")
        )))
    }

    fn refuse_size(&self, count: usize) -> Result<(), Failure> {
        let Schedule { until, step, .. } = self.schedule;
        let samples = until / step * count as f64;
        if samples <= MOST_SAMPLES {
            return Ok(());
        }
        let given = format!("--until {} --step {}", self.shown(until), self.shown(step));
        let help = "give a longer step or a shorter time; exact spike times do not depend on the step";
        let problem = format!("{given}: that makes {samples:.1e} steps; at most {MOST_SAMPLES:.0e} fit");
        Err(Failure::usage_help(problem, help))
    }

    fn refuse_times_beside_the_grid(&self) -> Result<(), Failure> {
        let Schedule { from, to, until, step } = self.schedule;
        for (option, time) in [("from", from), ("to", to), ("until", until)] {
            let steps = time / step;
            if time.is_finite() && (steps - steps.round()).abs() > 1e-6 {
                let (time, step) = (self.shown(time), self.shown(step));
                return Err(Failure::usage(format!(
                    "--{option} {time}: on a grid it has to be a multiple of the step, {step}"
                )));
            }
        }
        Ok(())
    }
}

/// A time of this neuron from the command line.
fn time(option: &str, text: &str, dimension: Dimension, shortest: f64) -> Result<f64, Failure> {
    let time = quantity(option, text, dimension)?;
    if (shortest..=RANGE[1]).contains(&time) {
        return Ok(time);
    }
    let shown = |time: f64| match dimension.unit {
        "" if time > 0.0 => format!("{time:e}"),
        unit => engineering(time, unit),
    };
    let [shortest, longest] = [shortest, RANGE[1]].map(shown);
    Err(Failure::usage(format!("--{option} {text}: give a time from {shortest} to {longest}")))
}

impl Display for Plan {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        let Schedule { from, to, until, step } = self.schedule;
        let [from, end, until, step] = [from, to.min(until), until, step].map(|time| self.shown(time));
        write!(out, "from {from} to {end}, simulated until {until} in steps of {step}")
    }
}
