//! `ferrospike neuron`: one neuron under a current, or its rate over currents.

mod image;
mod list;
mod schedule;
mod set;

use benchmarks::measure::Outcome;
use benchmarks::measure::neuron::{Course, Rates, Units, follow, sweep};
use devices::units::{self, engineering};
use learning::neuron::{NeuronError, SpikeTiming};

use self::schedule::Plan;
use self::set::Set;
pub use self::set::read;
use super::device::{count, stem};
use super::progress::Bar;
use super::quantity::quantity;
use super::report::deliver;
use crate::cli::{Neuron, Timing};
use crate::failure::Failure;
use crate::results::Destination;

/// Most inputs in one sweep.
const MOST_INPUTS: usize = 10_000;

/// Largest magnitude of an input in its SI unit.
const LARGEST_INPUT: f64 = 1e9;

/// Follows the neuron that is named, or lists all.
///
/// # Errors
/// [`Failure`] for unknown names and impossible values, for a neuron that cannot be followed, and when the result cannot be
/// written.
pub fn run(arguments: &Neuron) -> Result<(), Failure> {
    match &arguments.name {
        None => list::list(arguments.json),
        Some(name) if name == image::NAME => image::show(arguments),
        Some(name) => {
            image::refuse(arguments, name)?;
            let set = Set::load(name, &arguments.change)?;
            match &arguments.sweep {
                None => one(arguments, &set),
                Some(range) => many(arguments, &set, range),
            }
        }
    }
}

/// One input: variables over time, and spikes.
fn one(arguments: &Neuron, set: &Set) -> Result<(), Failure> {
    let timing = timing(arguments.stamp);
    let kind = set.entry.kind();
    let text = arguments.current.as_deref().unwrap_or(&set.entry.stimulus.input);
    let input = possible(&format!("--current {text}"), quantity("current", text, kind.input)?)?;
    let plan = Plan::of(arguments, &set.entry, timing, 1)?;
    let mut neuron = set.neurons(1, timing, plan.schedule.step)?;
    let name = format!("{}-{}", Course::NAME, stem(&set.entry.name));
    let destination = Destination::new(&name, &arguments.output)?;
    let trace = destination.create(0, &set.text(timing), vec![set.entry.source.clone()])?;
    let bar = Bar::new();
    let units = Units { input: kind.input.unit, time: kind.time.unit };
    let course = follow(neuron.as_mut(), (input, units), plan.schedule, timing, &|share| bar.set(share));
    bar.finish();
    let facts = facts(set, &plan, timing, text);
    deliver(trace, &course.map_err(failed)?, &destination, &facts, arguments.json)
}

/// Many inputs: the rate over them.
fn many(arguments: &Neuron, set: &Set, range: &str) -> Result<(), Failure> {
    let timing = timing(arguments.stamp);
    let kind = set.entry.kind();
    let units = Units { input: kind.input.unit, time: kind.time.unit };
    let inputs = inputs(range, arguments.points, set)?;
    let plan = Plan::of(arguments, &set.entry, timing, inputs.len())?;
    let mut neurons = set.neurons(inputs.len(), timing, plan.schedule.step)?;
    let destination = Destination::new(&format!("{}-{}", Rates::NAME, stem(&set.entry.name)), &arguments.output)?;
    let trace = destination.create(0, &set.text(timing), vec![set.entry.source.clone()])?;
    let bar = Bar::new();
    let rates = sweep(neurons.as_mut(), (&inputs, units), plan.schedule, timing, &|share| bar.set(share));
    bar.finish();
    deliver(trace, &rates.map_err(failed)?, &destination, &facts(set, &plan, timing, range), arguments.json)
}

/// The setting for what the command line names.
fn timing(given: Timing) -> SpikeTiming {
    match given {
        Timing::Exact => SpikeTiming::Exact,
        Timing::StepStart => SpikeTiming::StepStart,
        Timing::StepEnd => SpikeTiming::StepEnd,
        Timing::Brian2 => SpikeTiming::Brian2,
        Timing::Nest => SpikeTiming::Nest,
    }
}

/// What is recorded and printed besides numbers.
fn facts(set: &Set, plan: &Plan, timing: SpikeTiming, input: &str) -> Vec<(&'static str, String)> {
    let kind = set.entry.kind();
    vec![
        ("neuron", format!("{}: {}", set.entry.name, set.entry.description)),
        ("model", format!("{}; {}", kind.name, kind.reference)),
        ("equations", kind.equations.into()),
        ("parameters", set.parameters()),
        ("stimulus", format!("{input} {plan}")),
        ("spike_timing", timing.name().into()),
    ]
}

/// An input that a neuron can have: large ones overflow.
fn possible(given: &str, input: f64) -> Result<f64, Failure> {
    if input.abs() <= LARGEST_INPUT {
        return Ok(input);
    }
    Err(Failure::usage(format!("{given}: give an input of at most {LARGEST_INPUT:.0e} in its SI unit")))
}

/// The inputs of `LOW..HIGH`, evenly spaced, or of a list.
fn inputs(text: &str, points: usize, set: &Set) -> Result<Vec<f64>, Failure> {
    let dimension = set.entry.kind().input;
    let read = |text: &str| {
        let example = format!("{} .. {}", engineering(0.0, dimension.unit), set.entry.stimulus.highest);
        let help =
            format!("give a range such as '{}', or inputs with commas between them", example.replace(" .. ", ".."));
        units::parse(text.trim(), dimension).map_err(|error| Failure::usage_help(format!("--sweep: {error}"), help))
    };
    let inputs: Vec<f64> = match text.split_once("..") {
        None => text.split(',').map(read).collect::<Result<_, _>>()?,
        Some((low, high)) => {
            let (low, high) = (read(low)?, read(high)?);
            if low >= high || count("points", points)? < 2 {
                return Err(Failure::usage(format!(
                    "--sweep {text} --points {points}: give a range upwards and two points or more"
                )));
            }
            (0..points).map(|k| low + (high - low) * k as f64 / (points - 1) as f64).collect()
        }
    };
    if inputs.len() > MOST_INPUTS {
        return Err(Failure::usage(format!("--sweep: {} inputs; give at most {MOST_INPUTS}", inputs.len())));
    }
    inputs.into_iter().map(|input| possible(&format!("--sweep {text}"), input)).collect()
}

/// A neuron that could not be followed.
fn failed(error: NeuronError) -> Failure {
    match error {
        NeuronError::Diverged { .. } => Failure::run(error),
        _ => Failure::usage(error),
    }
}
