//! How the rate of a neuron follows its input.

use learning::neuron::{NeuronError, NeuronLayer, SpikeTiming};
use traces::TraceFile;
use traces::figures::{Axis, Curve, Line, Svg};

use super::{Schedule, Units, rate, recorded, report};
use crate::figures::DrawError;
use crate::measure::summary::shown;
use crate::measure::{Outcome, Progress, Quantity, Summary};

/// Rates of equal neurons under different inputs: the F-I curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// Inputs, in their unit.
    pub input: Vec<f64>,
    /// Units of input and time.
    pub units: Units,
    /// Times of the spikes under each input, in the unit of the neuron's time.
    pub spikes: Vec<Vec<f64>>,
    /// When half of the time with input is over, in the same unit: from then on firing counts as steady.
    pub half: f64,
    /// Which times these are.
    pub timing: SpikeTiming,
}

/// Follows `neurons`, each under its own one of `inputs`.
///
/// # Errors
/// [`NeuronError`] when one cannot be followed.
pub fn sweep(
    neurons: &mut dyn NeuronLayer,
    (inputs, units): (&[f64], Units),
    schedule: Schedule,
    timing: SpikeTiming,
    progress: Progress<'_>,
) -> Result<Rates, NeuronError> {
    let mut spikes = vec![Vec::new(); inputs.len()];
    let see = |time: f64, _: &dyn NeuronLayer| report(progress, time, schedule.until);
    for spike in schedule.run(neurons, inputs, timing, see)? {
        spikes[spike.neuron].push(spike.time);
    }
    let half = 0.5 * (schedule.from + schedule.to.min(schedule.until));
    Ok(Rates { input: inputs.to_vec(), units, spikes, half, timing })
}

impl Rates {
    /// One number for every input.
    fn each(&self, of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        self.spikes.iter().map(|times| of(times)).collect()
    }

    /// Spikes per time from the first spike to the last, 0 with fewer than two.
    pub fn rates(&self) -> Vec<f64> {
        self.each(rate)
    }

    /// Inverse of the first interval, 0 with fewer than two spikes.
    fn first(&self) -> Vec<f64> {
        self.each(|times| rate(&times[..times.len().min(2)]))
    }

    /// Spikes per time in the second half of the time with input, from the first to the last of them; 0 with fewer than two.
    fn steady(&self) -> Vec<f64> {
        self.each(|times| rate(&times[times.partition_point(|time| *time <= self.half)..]))
    }

    /// Time of the first spike, not a number where there is none.
    fn latencies(&self) -> Vec<f64> {
        self.each(|times| times.first().copied().unwrap_or(f64::NAN))
    }
}

impl Outcome for Rates {
    const NAME: &'static str = "neuron_rates";

    fn quantities(&self) -> Vec<Quantity> {
        let [rate, time] = [self.units.rate(), self.units.time].map(recorded);
        let over = |name, unit, long_name, values: Vec<f64>| Quantity::over(&["input"], name, unit, long_name, &values);
        vec![
            Quantity::coordinate("input", recorded(self.units.input), "input", &self.input),
            over("spikes", "1", "number of spikes", self.each(|times| times.len() as f64)),
            over("rate", rate, "spikes per time from the first to the last", self.rates()),
            over("first_rate", rate, "inverse of the first interval", self.first()),
            over("steady_rate", rate, "spikes per time in the second half of the input", self.steady()),
            over("first_spike", time, self.timing.meaning(), self.latencies()),
        ]
    }

    fn summary(&self) -> Summary {
        let (rates, first, steady, latencies) = (self.rates(), self.first(), self.steady(), self.latencies());
        let header = ["input", "spikes", "rate", "first interval", "steady", "first spike"];
        let mut summary = Summary::of(&header, self.input.len(), |k| {
            let rate = |rates: &[f64]| if rates[k] > 0.0 { shown(rates[k], self.units.rate()) } else { "-".into() };
            vec![
                shown(self.input[k], self.units.input),
                self.spikes[k].len().to_string(),
                rate(&rates),
                rate(&first),
                rate(&steady),
                shown(latencies[k], self.units.time),
            ]
        });
        let least = |fires: &dyn Fn(usize) -> bool| {
            let inputs = (0..self.input.len()).filter(|&k| fires(k)).map(|k| self.input[k]);
            shown(inputs.fold(f64::INFINITY, f64::min), self.units.input)
        };
        summary.line("lowest of these inputs at which it fires", least(&|k| !self.spikes[k].is_empty()));
        summary.line("lowest at which it goes on firing", least(&|k| steady[k] > 0.0));
        if self.units.time.is_empty() {
            summary.line("times and rates", "in the unit of time of the model, which is not a second");
        }
        summary.line("recorded times", self.timing.meaning());
        summary
    }
}

/// The F-I curve.
pub(crate) fn rate_figure(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let read = |name: &str| trace.read::<f64>(&format!("neuron_rates/{name}"));
    let (input, rate) = (read("input")?, read("rate")?);
    let (first, steady) = (read("first_rate")?.values, read("steady_rate")?.values);
    let line = |label: &str, rates: Vec<f64>| Line::new(label, input.values.iter().copied().zip(rates).collect());
    let adapts = first.iter().zip(&steady).any(|(first, steady)| (first - steady).abs() > 0.02 * first);
    let mut lines = vec![line("from the first spike to the last", rate.values)];
    if adapts {
        lines.push(line("first interval", first));
        lines.push(line("second half of the input", steady));
    }
    let title = if rate.units == "1" { "Spikes per unit of time" } else { "Rate" };
    let (x, y) = (Axis::linear("Input", &input.units), Axis::linear(title, &rate.units));
    Ok(Some(Curve { x, y, lines }.draw()))
}
