use devices::catalogue::find;
use learning::GaussianPopulation;
use learning::supervised::{Coding, Precision, Readout, Ridge};
use toml::Table;

use super::*;
use crate::measure::{Outcome, Quantity};
use crate::{DataSet, mean_and_sd};

/// Values of a quantity.
fn values<O: Outcome>(outcome: &O, name: &str) -> Vec<f64> {
    let all = outcome.quantities();
    let found: &Quantity = all.iter().find(|quantity| quantity.name == name).unwrap();
    found.values.clone()
}

fn mean<O: Outcome>(outcome: &O, name: &str) -> f64 {
    mean_and_sd(&values(outcome, name)).0
}

/// What `work` makes of Iris on devices of VTEAM, four splits.
fn with_task<T>(work: impl FnOnce(Task<'_>) -> T) -> T {
    let (data, entry) = (DataSet::embedded("iris").unwrap(), find("lammie2020_vteam").unwrap());
    let device = entry.device(&Table::new()).unwrap();
    work(Task {
        data: &data,
        device: &device,
        protocol: entry.protocol,
        hidden: 16,
        epochs: 40,
        splits: 4,
        seed: 42,
        precision: Precision::Continuous,
        segment: 0.0,
        tolerance: 0.01,
        pulses: 200,
    })
}

fn trained(task: Task<'_>) -> SurrogateOutcome {
    SurrogateTraining { task, coding: Coding::Direct, steps: 20, readout: Readout::Counts }.run(&|| ()).unwrap()
}

#[test]
fn iris_is_learned_by_surrogate_gradient_and_kept_on_devices() {
    let outcome = with_task(trained);
    // chance is 33 %; a standard error of four splits is about 1.5 %
    assert!(mean(&outcome, "accuracy_software") > 0.9, "{:?}", values(&outcome, "accuracy_software"));
    let lost = mean(&outcome, "accuracy_software") - mean(&outcome, "accuracy_crossbar");
    assert!(lost.abs() < 0.05, "without line resistance the devices keep the accuracy: {lost}");
    assert_eq!(values(&outcome, "accuracy_written"), values(&outcome, "accuracy_crossbar"), "lines are ideal");
    assert_eq!(mean(&outcome, "unreached"), 0.0);
    assert!(mean(&outcome, "worst_error") <= 0.02 + 1e-12, "two devices, each within 1 % of the window");
}

#[test]
fn the_larger_the_line_resistance_the_more_output_spikes_differ() {
    let with = |segment| with_task(|task| trained(Task { segment, splits: 2, ..task }));
    let differing = [0.0, 0.1, 10.0].map(|segment| mean(&with(segment), "differing_spikes"));
    // devices from 50 ohm to 1 kohm: 10 ohm per segment is far beyond what such an array bears
    assert!(differing[0] < differing[1] && differing[1] < differing[2], "{differing:?}");
}

#[test]
fn a_converted_network_needs_few_steps_and_fewer_with_the_potential_that_is_left() {
    let outcome = with_task(|task| Conversion { task: Task { epochs: 100, ..task } }.run(&|| ()).unwrap());
    let without = mean(&outcome, "accuracy_without_spikes");
    assert!(without > 0.9, "{without}");
    let against_steps = |name| {
        let (values, steps) = (values(&outcome, name), values(&outcome, "steps"));
        let of = |k: usize| mean_and_sd(&values.iter().skip(k).step_by(steps.len()).copied().collect::<Vec<_>>()).0;
        (0..steps.len()).map(of).collect::<Vec<f64>>()
    };
    let (counts, residual) = (against_steps("accuracy_counts"), against_steps("accuracy_residual"));
    assert!(counts[0] < counts[5], "one step tells less than 64: {counts:?}");
    assert!(residual[1] > counts[1], "after 4 steps the potential helps: {residual:?} against {counts:?}");
    assert!((residual[5] - without).abs() < 0.04, "64 steps are nearly rates: {residual:?} against {without}");
}

#[test]
fn the_outcome_does_not_depend_on_the_number_of_threads() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| with_task(|task| trained(Task { epochs: 2, ..task })))
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn a_ridge_read_out_of_first_spike_features_tells_irises_apart() {
    let code = GaussianPopulation { fields: 6, beta: 1.5, window: 1e-6, cutoff: 0.1 };
    let accuracies = with_task(|task| {
        (0..4)
            .map(|index| {
                let (train, test) = task.rows(index);
                let encoder =
                    learning::Encoder::fit(code, &train.rows.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
                let features = |rows: &[Vec<f64>]| {
                    let row = |(k, row): (usize, &Vec<f64>)| {
                        let spikes = encoder.encode(k, row).unwrap().into_iter();
                        let spikes: Vec<_> = spikes.map(|(neuron, time)| learning::Spike { neuron, time }).collect();
                        learning::supervised::features::first_spikes(&spikes, encoder.lines(), code.window)
                    };
                    rows.iter().enumerate().map(row).collect::<Vec<_>>()
                };
                let ridge = Ridge::fit(&features(&train.rows), &train.labels, 3, &Ridge::lambdas()).unwrap();
                let test_rows = features(&test.rows);
                let right =
                    test_rows.iter().zip(&test.labels).filter(|(row, label)| ridge.classify(row) == **label).count();
                right as f64 / test.labels.len() as f64
            })
            .collect::<Vec<_>>()
    });
    assert!(mean_and_sd(&accuracies).0 > 0.9, "{accuracies:?}");
}
