//! When the input is on, from the command line, checked.

use std::fmt::{Display, Formatter};

use benchmarks::measure::neuron::Schedule;
use devices::units::engineering;
use learning::neuron::SpikeTiming;
use learning::neuron::catalogue::Entry;

use crate::cli::Neuron;
use crate::commands::device::time;
use crate::failure::Failure;

/// Samples of all neurons that fit in memory.
const MOST_SAMPLES: f64 = 2e7;

/// Shortest step (s).
const SHORTEST: f64 = 1e-18;

/// A schedule that was checked.
pub struct Plan {
    /// When the input is on.
    pub schedule: Schedule,
}

impl Plan {
    /// The schedule that was asked for, else that of the set, for `count` neurons.
    ///
    /// # Errors
    /// [`Failure`] naming the option: times that are not in order, too many samples, times beside a grid.
    pub fn of(arguments: &Neuron, entry: &Entry, timing: SpikeTiming, count: usize) -> Result<Plan, Failure> {
        let given = |option: &str, text: Option<&String>, default: f64, shortest: f64| {
            text.map_or(Ok(default), |text| time(option, text, shortest))
        };
        let from = time("from", &arguments.from, 0.0)?;
        let until = given("until", arguments.until.as_ref(), entry.stimulus.until, SHORTEST)?;
        let to = given("to", arguments.to.as_ref(), f64::INFINITY, 0.0)?;
        let step = given("step", arguments.step.as_ref(), entry.stimulus.step, SHORTEST)?;
        let schedule = Schedule { from, to, until, step };
        refuse_disorder(schedule)?;
        refuse_size(schedule, count)?;
        if timing.is_grid() {
            refuse_times_beside_the_grid(schedule)?;
        }
        Ok(Plan { schedule })
    }
}

fn refuse_disorder(Schedule { from, to, until, .. }: Schedule) -> Result<(), Failure> {
    if from < to && from < until {
        return Ok(());
    }
    let times = [("from", from), ("to", to), ("until", until)];
    let given: Vec<String> = times
        .into_iter()
        .filter(|(_, time)| time.is_finite())
        .map(|(name, time)| format!("--{name} {}", engineering(time, "s")))
        .collect();
    Err(Failure::usage(format!(
        "{}: the input has to begin before it ends and before the simulation ends",
        given.join(" ")
    )))
}

fn refuse_size(Schedule { until, step, .. }: Schedule, count: usize) -> Result<(), Failure> {
    let samples = until / step * count as f64;
    if samples <= MOST_SAMPLES {
        return Ok(());
    }
    let given = format!("--until {} --step {}", engineering(until, "s"), engineering(step, "s"));
    let help = "give a longer step or a shorter time; exact spike times do not depend on the step";
    Err(Failure::usage_help(format!("{given}: that makes {samples:.1e} steps; at most {MOST_SAMPLES:.0e} fit"), help))
}

fn refuse_times_beside_the_grid(Schedule { from, to, until, step }: Schedule) -> Result<(), Failure> {
    for (option, time) in [("from", from), ("to", to), ("until", until)] {
        let steps = time / step;
        if time.is_finite() && (steps - steps.round()).abs() > 1e-6 {
            let (time, step) = (engineering(time, "s"), engineering(step, "s"));
            return Err(Failure::usage(format!(
                "--{option} {time}: on a grid it has to be a multiple of the step, {step}"
            )));
        }
    }
    Ok(())
}

impl Display for Plan {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        let Schedule { from, to, until, step } = self.schedule;
        let [from, end, until, step] = [from, to.min(until), until, step].map(|time| engineering(time, "s"));
        write!(out, "from {from} to {end}, simulated until {until} in steps of {step}")
    }
}
