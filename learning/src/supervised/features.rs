//! From the spikes of a presentation to a row of features, one per neuron.

use crate::Spike;
use crate::columns::column_of;

/// First-spike features: `1 - t / duration` for a neuron whose first spike comes at `t`, 0 for a silent one.
///
/// 1 is an immediate spike; a spike at the very end of the presentation counts as none. Length `neurons`.
///
/// # Panics
/// When a spike belongs to a neuron that does not exist.
pub fn first_spikes(spikes: &[Spike], neurons: usize, duration: f64) -> Vec<f64> {
    of_first(spikes, neurons, |time| (1.0 - time / duration).max(0.0))
}

/// Feature of the first spike of each neuron, 0 for a silent one; `feature` of its time (s) falls and is never negative.
fn of_first(spikes: &[Spike], neurons: usize, feature: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut features = vec![0.0f64; neurons];
    for spike in spikes {
        features[spike.neuron] = features[spike.neuron].max(feature(spike.time)); // the first spike has the largest
    }
    features
}

/// First-spike traces: `exp(-(t - t_first) / tau)` for a neuron whose first spike comes at `t` where the first of all
/// comes at `t_first`, 0 for a silent one; `tau` in s.
///
/// The shorter `tau`, the more the first neuron stands out: a linear read-out then tells who won, which it cannot from
/// the times themselves where a class lies between two others. Length `neurons`.
///
/// # Panics
/// When a spike belongs to a neuron that does not exist.
pub fn first_spike_traces(spikes: &[Spike], neurons: usize, tau: f64) -> Vec<f64> {
    let first = spikes.iter().fold(f64::INFINITY, |first, spike| first.min(spike.time));
    of_first(spikes, neurons, |time| (-(time - first) / tau).exp())
}

/// Number of spikes of each neuron, length `neurons`.
///
/// # Panics
/// When a spike belongs to a neuron that does not exist.
pub fn spike_counts(spikes: &[Spike], neurons: usize) -> Vec<f64> {
    let mut counts = vec![0.0; neurons];
    spikes.iter().for_each(|spike| counts[spike.neuron] += 1.0);
    counts
}

/// Features of the lines as each column weights them: `sum_i f_i g_ij / sum_i g_ij`, one per column.
///
/// `lines` holds one feature per row of the array, `conductances` (S) the devices, row-major. A column whose devices all
/// have 0 S gives 0.
///
/// # Panics
/// When the number of devices is no multiple of the number of lines.
pub fn conductance_weighted(lines: &[f64], conductances: &[f64]) -> Vec<f64> {
    assert!(!lines.is_empty() && conductances.len().is_multiple_of(lines.len()), "one row of devices per line");
    let columns = conductances.len() / lines.len();
    let column = |column: usize| {
        let devices = || column_of(conductances, columns, column);
        let total: f64 = devices().sum();
        let weighted: f64 = devices().zip(lines).map(|(g, feature)| g * feature).sum();
        if total > 0.0 { weighted / total } else { 0.0 }
    };
    (0..columns).map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spike(neuron: usize, time: f64) -> Spike {
        Spike { neuron, time }
    }

    #[test]
    fn the_first_spike_counts_from_one_at_once_to_zero_at_the_end_and_silence_is_zero() {
        let spikes = [spike(1, 0.0), spike(0, 0.25e-6), spike(0, 0.5e-6), spike(3, 1e-6)];
        assert_eq!(first_spikes(&spikes, 4, 1e-6), [0.75, 1.0, 0.0, 0.0]);
        assert_eq!(spike_counts(&spikes, 4), [2.0, 1.0, 0.0, 1.0]);
    }

    #[test]
    fn traces_decay_from_the_first_spike_of_all_whenever_it_comes() {
        for start in [0.0, 3e-6] {
            let spikes = [spike(1, start), spike(0, start + 2e-6), spike(1, start + 5e-6)];
            let traces = first_spike_traces(&spikes, 3, 1e-6);
            approx::assert_relative_eq!(traces[..], [(-2.0f64).exp(), 1.0, 0.0][..], max_relative = 1e-12);
        }
        assert_eq!(first_spike_traces(&[], 2, 1e-6), [0.0, 0.0]);
    }

    #[test]
    fn a_column_of_equal_devices_gives_the_mean_and_one_device_its_own_line() {
        let conductances = [1e-6, 0.0, 0.0, 1e-6, 2e-6, 0.0];
        assert_eq!(conductance_weighted(&[0.25, 0.75], &conductances), [0.5, 0.75, 0.0]);
    }
}
