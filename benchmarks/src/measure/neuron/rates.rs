//! How the rate of a neuron follows its input.

use learning::neuron::{NeuronError, NeuronLayer, SpikeTiming};
use traces::figures::{Axis, Curve, Line, Svg};
use traces::{ReadError, TraceFile};

use super::{Schedule, rate, recorded, report};
use crate::measure::summary::shown;
use crate::measure::{Outcome, Progress, Quantity, Summary};

/// Rates of equal neurons under different inputs: the F-I curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// Inputs, in their unit.
    pub input: Vec<f64>,
    /// Unit of the inputs, empty where there is none.
    pub input_unit: &'static str,
    /// Times of the spikes under each input (s).
    pub spikes: Vec<Vec<f64>>,
    /// Which times these are.
    pub timing: SpikeTiming,
}

/// Follows `neurons`, each under its own one of `inputs`, which are so many `input_unit`.
///
/// # Errors
/// [`NeuronError`] when one cannot be followed.
pub fn sweep(
    neurons: &mut dyn NeuronLayer,
    (inputs, input_unit): (&[f64], &'static str),
    schedule: Schedule,
    timing: SpikeTiming,
    progress: Progress<'_>,
) -> Result<Rates, NeuronError> {
    let mut spikes = vec![Vec::new(); inputs.len()];
    let see = |time: f64, _: &dyn NeuronLayer| report(progress, time, schedule.until);
    for spike in schedule.run(neurons, inputs, timing, see)? {
        spikes[spike.neuron].push(spike.time);
    }
    Ok(Rates { input: inputs.to_vec(), input_unit, spikes, timing })
}

impl Rates {
    /// One number for every input.
    fn each(&self, of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        self.spikes.iter().map(|times| of(times)).collect()
    }

    /// Spikes per second from the first spike to the last (Hz), 0 with fewer than two.
    pub fn rates(&self) -> Vec<f64> {
        self.each(rate)
    }

    /// Inverse of the first interval (Hz), 0 with fewer than two spikes.
    fn first(&self) -> Vec<f64> {
        self.each(|times| rate(&times[..times.len().min(2)]))
    }

    /// Inverse of the last interval (Hz), 0 with fewer than two spikes.
    fn last(&self) -> Vec<f64> {
        self.each(|times| rate(&times[times.len().saturating_sub(2)..]))
    }

    /// Time of the first spike (s), not a number where there is none.
    fn latencies(&self) -> Vec<f64> {
        self.each(|times| times.first().copied().unwrap_or(f64::NAN))
    }
}

impl Outcome for Rates {
    const NAME: &'static str = "neuron_rates";

    fn quantities(&self) -> Vec<Quantity> {
        let over = |name, unit, long_name, values: Vec<f64>| Quantity::over(&["input"], name, unit, long_name, &values);
        vec![
            Quantity::coordinate("input", recorded(self.input_unit), "input", &self.input),
            over("spikes", "1", "number of spikes", self.each(|times| times.len() as f64)),
            over("rate", "Hz", "spikes per second from the first to the last", self.rates()),
            over("first_rate", "Hz", "inverse of the first interval", self.first()),
            over("last_rate", "Hz", "inverse of the last interval", self.last()),
            over("first_spike", "s", self.timing.meaning(), self.latencies()),
        ]
    }

    fn summary(&self) -> Summary {
        let (rates, first, last, latencies) = (self.rates(), self.first(), self.last(), self.latencies());
        let header = ["input", "spikes", "rate", "first", "last", "first spike"];
        let mut summary = Summary::of(&header, self.input.len(), |k| {
            let rate = |rates: &[f64]| if rates[k] > 0.0 { shown(rates[k], "Hz") } else { "-".into() };
            vec![
                shown(self.input[k], self.input_unit),
                self.spikes[k].len().to_string(),
                rate(&rates),
                rate(&first),
                rate(&last),
                shown(latencies[k], "s"),
            ]
        });
        let fires = (0..self.input.len()).filter(|&k| !self.spikes[k].is_empty()).map(|k| self.input[k]);
        let least = fires.fold(f64::INFINITY, f64::min);
        summary.line("lowest of these inputs at which it fires", shown(least, self.input_unit));
        summary.line("recorded times", self.timing.meaning());
        summary
    }

    fn figures(trace: &TraceFile) -> Result<Vec<(&'static str, Svg)>, ReadError> {
        let read = |name: &str| trace.read::<f64>(&format!("neuron_rates/{name}"));
        let (input, rate) = (read("input")?, read("rate")?.values);
        let (first, last) = (read("first_rate")?.values, read("last_rate")?.values);
        let line = |label: &str, rates: Vec<f64>| Line::new(label, input.values.iter().copied().zip(rates).collect());
        let adapts = first.iter().zip(&last).any(|(first, last)| (first - last).abs() > 0.02 * first);
        let mut lines = vec![line("from the first spike to the last", rate)];
        if adapts {
            lines.push(line("first interval", first));
            lines.push(line("last interval", last));
        }
        let (x, y) = (Axis::linear("Input", &input.units), Axis::linear("Rate", "Hz"));
        Ok(vec![("rates", Curve { x, y, lines }.draw())])
    }
}
