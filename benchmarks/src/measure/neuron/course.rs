//! What a neuron does under an input: its variables and its spikes.

use learning::neuron::{NeuronError, NeuronLayer, SpikeTiming, Variable};
use traces::TraceFile;
use traces::figures::{Axis, Line, Strip, Strips, Svg};

use super::{Schedule, Units, rate, recorded, report, time_title};
use crate::figures::DrawError;
use crate::measure::summary::{number, shown};
use crate::measure::{Outcome, Progress, Quantity, Summary};

/// All variables of one neuron over time, its input and its spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Time, in the unit of the neuron's time (s for models in SI); the first entry is the start.
    pub time: Vec<f64>,
    /// Input during the step that ends there, in its unit; 0 at the start.
    pub input: Vec<f64>,
    /// Units of input and time.
    pub units: Units,
    /// What is read, the membrane potential first.
    pub variables: &'static [Variable],
    /// The values of each variable in its unit, as many as there are times.
    pub values: Vec<Vec<f64>>,
    /// Times of the spikes, in the same unit as `time`.
    pub spikes: Vec<f64>,
    /// Which times these are.
    pub timing: SpikeTiming,
}

/// Follows one neuron, `neurons` being a layer of it, under an input.
///
/// # Errors
/// [`NeuronError`] when it cannot be followed.
pub fn follow(
    neurons: &mut dyn NeuronLayer,
    (input, units): (f64, Units),
    schedule: Schedule,
    timing: SpikeTiming,
    progress: Progress<'_>,
) -> Result<Course, NeuronError> {
    let variables = neurons.variables();
    let mut course = Course {
        time: Vec::new(),
        input: Vec::new(),
        units,
        variables,
        values: vec![Vec::new(); variables.len()],
        spikes: Vec::new(),
        timing,
    };
    let fired = schedule.run(neurons, &[input], timing, |time, neurons| {
        report(progress, time, schedule.until);
        // nothing before the start
        let on = course.time.last().is_some_and(|before| schedule.is_on(*before, time));
        course.input.push(if on { input } else { 0.0 });
        course.time.push(time);
        for (index, values) in course.values.iter_mut().enumerate() {
            let mut value = [0.0];
            neurons.read(index, &mut value);
            values.push(value[0]);
        }
    })?;
    course.spikes = fired.iter().map(|spike| spike.time).collect();
    Ok(course)
}

impl Outcome for Course {
    const NAME: &'static str = "neuron";

    fn quantities(&self) -> Vec<Quantity> {
        let over = |name, unit, long_name, values: &[f64]| Quantity::over(&["time"], name, unit, long_name, values);
        let mut quantities = vec![
            Quantity::coordinate("time", recorded(self.units.time), "time", &self.time),
            over("input", recorded(self.units.input), "input", &self.input),
        ];
        let variables = self.variables.iter().zip(&self.values);
        quantities.extend(variables.map(|(about, values)| over(about.name, about.unit, about.long_name, values)));
        let spikes = Quantity::coordinate("spike_time", recorded(self.units.time), self.timing.meaning(), &self.spikes);
        let about = "spikes per time from the first to the last";
        quantities.extend([spikes, Quantity::scalar("rate", recorded(self.units.rate()), about, rate(&self.spikes))]);
        quantities
    }

    fn summary(&self) -> Summary {
        let mut summary = Summary::of(&["spike", "time", "interval", "rate"], self.spikes.len(), |k| {
            let interval = if k == 0 { f64::NAN } else { self.spikes[k] - self.spikes[k - 1] };
            // more digits than four: differences between conventions are in the fifth
            let time = |time: f64| match self.units.time {
                _ if !time.is_finite() => "-".into(),
                "" => format!("{time:.6}"),
                _ => format!("{:.6} ms", 1e3 * time),
            };
            vec![(k + 1).to_string(), time(self.spikes[k]), time(interval), shown(1.0 / interval, self.units.rate())]
        });
        summary.line("spikes", self.spikes.len().to_string());
        if self.spikes.len() > 1 {
            summary.line("rate from the first spike to the last", shown(rate(&self.spikes), self.units.rate()));
        }
        if self.units.time.is_empty() {
            summary.line("times and rates", "in the unit of time of the model, which is not a second");
        }
        summary.line("recorded times", self.timing.meaning());
        let (about, values) = (self.variables[0], &self.values[0]);
        let range = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
        summary.line(
            format!("{} between", about.long_name),
            if about.unit == "1" {
                format!("{} and {}", number(range.0), number(range.1))
            } else {
                format!("{} and {}", shown(range.0, about.unit), shown(range.1, about.unit))
            },
        );
        summary
    }
}

/// Potential, other variables and input over time, with spikes.
pub(crate) fn course_figure(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let read = |name: &str| trace.read::<f64>(&format!("neuron/{name}"));
    let time = read("time")?;
    let axis = Axis::linear(time_title(&time.units), &time.units);
    let time = time.values;
    let over = |values: Vec<f64>| time.iter().copied().zip(values).collect::<Vec<_>>();
    let mut names: Vec<String> = trace.variables("neuron")?;
    names.sort_by_key(|name| !POTENTIALS.contains(&name.as_str())); // files list by the alphabet
    let mut strips: Vec<Strip> = Vec::new();
    let drawn = |name: &&String| !["time", "spike_time", "rate", "input"].contains(&name.as_str());
    for name in names.iter().filter(drawn).chain(names.iter().filter(|name| *name == "input")) {
        let variable = read(name)?;
        if name != "input" && variable.values.iter().all(|&value| value == 0.0) {
            continue; // synapses that nothing arrives at
        }
        let line = Line::new(&variable.long_name, over(variable.values));
        // quantities of one unit share a strip, but where there are no units the potential has its own
        let title = title(name, &variable.units);
        let shared = |strip: &&mut Strip| strip.y.unit == variable.units && strip.y.title == title;
        match strips.iter_mut().find(shared) {
            Some(strip) => strip.lines.push(line),
            None => strips.push(Strip { y: Axis::linear(title, &variable.units), lines: vec![line] }),
        }
    }
    add_spikes(&mut strips, &read("spike_time")?.values);
    Ok(Some(Strips { title: String::new(), x: axis, strips }.draw()))
}

/// Names of the membrane potential in the models, the first of their variables.
const POTENTIALS: [&str; 2] = ["v", "x"];

/// Title of the strip that holds this variable, perhaps with others of its unit.
fn title(name: &str, unit: &str) -> &'static str {
    match unit {
        _ if name == "input" => "Input",
        _ if POTENTIALS.contains(&name) => "Potential",
        "V" => "Potential",
        "A" => "Current",
        "S" => "Conductance",
        "V/s" => "Recovery",
        _ => "Other variables",
    }
}

/// Dots above the membrane potential, which is the first strip.
fn add_spikes(strips: &mut [Strip], spikes: &[f64]) {
    let Some(strip) = strips.first_mut() else { return };
    let values = strip.lines.iter().flat_map(|line| line.points.iter().map(|&(_, v)| v));
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let above = high + 0.05 * (high - low);
    if !spikes.is_empty() {
        strip.lines.push(Line::dots("spikes", spikes.iter().map(|&time| (time, above)).collect()));
    }
}
