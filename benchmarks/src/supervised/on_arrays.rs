//! A trained network in software against the same network on its arrays.

use learning::supervised::{NetOnArrays, SpikingNet, SupervisedError, Trainable};

use super::task::{Rows, Task};
use crate::bench::with_deviation;
use crate::mean_and_sd;
use crate::measure::{Quantity, Summary, number, shown};

/// What one split came to.
#[derive(Clone, Debug, PartialEq)]
pub struct OnArrays {
    /// Test accuracy with the trained weights, then rounded, then as the devices hold them, then through their lines.
    pub accuracies: [f64; 4],
    /// Share of output spikes, over test rows, outputs and steps, that differ between trained weights and crossbar.
    pub differing: f64,
    /// What writing came to.
    pub arrays: NetOnArrays,
}

/// Names of [`OnArrays::accuracies`] in files and in words.
const STAGES: [(&str, &str); 4] = [
    ("accuracy_software", "test accuracy in software"),
    ("accuracy_rounded", "test accuracy with rounded weights"),
    ("accuracy_written", "test accuracy with the weights that the devices hold"),
    ("accuracy_crossbar", "test accuracy through the lines of the crossbar"),
];

impl OnArrays {
    /// Writes the weights of `net` and tests it at every stage; `test` holds patterns.
    pub(super) fn of(
        task: &Task<'_>,
        index: usize,
        net: &SpikingNet,
        test: &Rows,
        accuracy: impl Fn(&SpikingNet) -> f64,
    ) -> Result<OnArrays, SupervisedError> {
        let arrays = task.transfer(index).write(net.dense())?;
        let (rounded, written) = (net.with_weights(arrays.wanted()), net.with_weights(arrays.reached()));
        let crossbar = net.with_weights(arrays.effective());
        let accuracies = [accuracy(net), accuracy(&rounded), accuracy(&written), accuracy(&crossbar)];
        Ok(OnArrays { accuracies, differing: differing(net, &crossbar, &test.rows), arrays })
    }
}

/// Share of output spikes that differ between two networks.
fn differing(a: &SpikingNet, b: &SpikingNet, patterns: &[Vec<f64>]) -> f64 {
    let (mut differ, mut all) = (0, 0);
    for pattern in patterns {
        let [[_, a], [_, b]] = [a.run(pattern).layers, b.run(pattern).layers];
        differ += a.spikes.iter().zip(&b.spikes).filter(|(a, b)| a != b).count();
        all += a.spikes.len();
    }
    differ as f64 / all as f64
}

/// What is recorded of all splits: accuracies and errors over `split`, weights of the first over `weight`.
pub(super) fn quantities(splits: &[OnArrays]) -> Vec<Quantity> {
    let over = |name, unit, long_name, of: &dyn Fn(&OnArrays) -> f64| {
        Quantity::over(&["split"], name, unit, long_name, &splits.iter().map(of).collect::<Vec<_>>())
    };
    let numbers = |count: usize| (0..count).map(|k| k as f64).collect::<Vec<_>>();
    let mut all = vec![Quantity::coordinate("split", "1", "number of the split", &numbers(splits.len()))];
    all.extend(STAGES.iter().enumerate().map(|(k, (name, words))| over(name, "1", words, &|s| s.accuracies[k])));
    all.extend([
        over("differing_spikes", "1", "share of output spikes that differ from software", &|s| s.differing),
        over("rms_error", "1", "rms error of the weights as a share of the largest", &|s| s.arrays.rms_error()),
        over("worst_error", "1", "largest error of a weight as a share of the largest", &|s| s.arrays.worst_error()),
        over("devices", "1", "devices written", &|s| s.arrays.devices() as f64),
        over("pulses", "1", "pulses over all devices", &|s| s.arrays.pulses() as f64),
        over("unreached", "1", "devices that were not reached", &|s| s.arrays.unreached() as f64),
        over("energy", "J", "energy of the conduction current of all pulses", &|s| s.arrays.energy()),
    ]);
    if let Some(first) = splits.first() {
        let [wanted, reached, effective] = [first.arrays.wanted(), first.arrays.reached(), first.arrays.effective()]
            .map(|dense| dense.weights().to_vec());
        let weight = |name, long_name, values: &[f64]| Quantity::over(&["weight"], name, "1", long_name, values);
        all.extend([
            Quantity::coordinate("weight", "1", "number of the weight, first split", &numbers(wanted.len())),
            weight("wanted", "weight to be written", &wanted),
            weight("reached", "weight that the devices hold", &reached),
            weight("effective", "weight that acts through the lines", &effective),
        ]);
    }
    all
}

/// Adds accuracies and the errors of writing to a summary.
pub(super) fn summarize(splits: &[OnArrays], summary: &mut Summary) {
    for (k, (_, words)) in STAGES.iter().enumerate() {
        summary.line(*words, percent(splits.iter().map(|split| split.accuracies[k])));
    }
    let mean = |of: &dyn Fn(&OnArrays) -> f64| mean_and_sd(&splits.iter().map(of).collect::<Vec<_>>()).0;
    let worst = splits.iter().map(|split| split.arrays.worst_error()).fold(0.0, f64::max);
    let devices = mean(&|s| s.arrays.devices() as f64);
    summary.line("output spikes that differ from software", percent(splits.iter().map(|split| split.differing)));
    summary.line("error of a weight, rms", format!("{:.2} % of the largest", 100.0 * mean(&|s| s.arrays.rms_error())));
    summary.line("error of a weight, worst of all splits", format!("{:.2} % of the largest", 100.0 * worst));
    summary.line("pulses per device", number(mean(&|s| s.arrays.pulses() as f64) / devices));
    let unreached = number(mean(&|s| s.arrays.unreached() as f64));
    summary.line("devices not reached", format!("{unreached} of {}", number(devices)));
    summary.line("energy of writing", shown(mean(&|s| s.arrays.energy()), "J"));
}

/// Mean and standard deviation in percent; a single value has no deviation.
pub(super) fn percent(values: impl Iterator<Item = f64>) -> String {
    let values: Vec<f64> = values.map(|value| 100.0 * value).collect();
    format!("{} %", with_deviation(mean_and_sd(&values), values.len()))
}
