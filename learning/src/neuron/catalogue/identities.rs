//! What must hold for every neuron of the catalogue.

use std::panic::{AssertUnwindSafe, catch_unwind};

use toml::Value;

use super::*;
use crate::Spike;
use crate::neuron::Input;

/// Models that begin where their sources do, beside their point of equilibrium: they have to settle before they rest.
const SETTLING: [&str; 6] = ["adex", "izhikevich", "izhikevich_published", "hodgkin_huxley", "hindmarsh_rose", "cable"];

/// Sets that have no rest: they fire without input.
const TIRELESS: [&str; 1] = ["traub_miles"];

/// Bodies, whose steps follow a tolerance of 1 uV: splitting steps moves their arrivals, a little with each spike, by less than this
/// part of the run (10 us, a tenth of what the benchmark accepts).
const CABLE: (&str, f64) = ("cable", 4e-5);

/// One set with its stimulus in numbers.
struct Subject {
    entry: Entry,
    input: f64,
    until: f64,
    step: f64,
}

/// Tries a claim on every set and names all for which it fails.
fn every(claim: fn(&Subject)) {
    let fails = |name: &&str| {
        let entry = find(name).unwrap();
        let (kind, stimulus) = (entry.kind(), &entry.stimulus);
        let time = |text: &str| units::parse(text, kind.time).unwrap();
        let input = units::parse(&stimulus.input, kind.input).unwrap();
        let subject = Subject { input, until: time(&stimulus.until), step: time(&stimulus.step), entry };
        catch_unwind(AssertUnwindSafe(|| claim(&subject))).is_err()
    };
    let failed: Vec<&str> = names().into_iter().filter(fails).collect();
    assert!(failed.is_empty(), "not so: {failed:?}");
}

impl Subject {
    fn neurons(&self, count: usize) -> Box<dyn NeuronLayer> {
        self.entry.neurons(&Table::new(), count, SpikeTiming::Exact).unwrap()
    }

    /// Spikes under `inputs`, in steps that end at the shares `ends` of each step of the set.
    fn spikes(&self, inputs: &[f64], ends: &[f64]) -> Vec<Spike> {
        let inputs: Vec<Input> = inputs.iter().copied().map(Input::constant).collect();
        let (mut layer, mut fired) = (self.neurons(inputs.len()), Vec::new());
        for step in 0..(self.until / self.step).round() as usize {
            let mut start = step as f64 * self.step;
            for share in ends {
                let end = (step as f64 + share) * self.step;
                layer.advance(start, end - start, &inputs, &mut fired).unwrap();
                start = end;
            }
        }
        fired
    }

    /// All variables of the first neuron of a layer.
    fn variables(layer: &dyn NeuronLayer) -> Vec<f64> {
        let mut out = vec![0.0; layer.len()];
        (0..layer.variables().len()).map(|index| (layer.read(index, &mut out), out[0]).1).collect()
    }
}

#[test]
fn splitting_steps_moves_no_spike() {
    every(|subject| {
        let whole = subject.spikes(&[subject.input], &[1.0]);
        let split = subject.spikes(&[subject.input], &[0.3, 0.35, 1.0]);
        assert_eq!(whole.len(), split.len(), "{}", subject.entry.name);
        for (one, other) in whole.iter().zip(&split) {
            let moved = (one.time - other.time).abs() / subject.until;
            let most = if subject.entry.model == CABLE.0 { CABLE.1 } else { 1e-9 };
            assert!(moved <= most, "{}: by {moved:e} of the run", subject.entry.name);
        }
    });
}

#[test]
fn a_neuron_in_a_layer_fires_as_it_does_alone() {
    every(|subject| {
        let inputs = [0.0, 0.7, 1.0, 1.2].map(|share| share * subject.input);
        let together = subject.spikes(&inputs, &[1.0]);
        for (neuron, &input) in inputs.iter().enumerate() {
            let alone: Vec<f64> = subject.spikes(&[input], &[1.0]).iter().map(|spike| spike.time).collect();
            let of_neuron = together.iter().filter(|spike| spike.neuron == neuron);
            assert_eq!(of_neuron.map(|spike| spike.time).collect::<Vec<_>>(), alone);
        }
    });
}

#[test]
fn variables_stay_finite_under_inputs_of_either_sign_and_off() {
    every(|subject| {
        let mut layer = subject.neurons(1);
        let inputs = [1.0, -1.0, 0.0, 1.5].map(|share| Input::constant(share * subject.input));
        for (step, input) in inputs.into_iter().cycle().take(12).enumerate() {
            let dt = subject.until / 12.0;
            layer.advance(step as f64 * dt, dt, &[input], &mut Vec::new()).unwrap();
            assert!(Subject::variables(layer.as_ref()).iter().all(|value| value.is_finite()));
        }
    });
}

#[test]
fn rest_is_a_rest() {
    every(|subject| {
        let (mut layer, mut fired) = (subject.neurons(1), Vec::new());
        let wait = |layer: &mut dyn NeuronLayer, fired: &mut Vec<Spike>| {
            fired.clear();
            layer.advance(0.0, 20.0 * subject.until, &[Input::default()], fired).unwrap();
        };
        if SETTLING.contains(&subject.entry.model.as_str()) {
            wait(layer.as_mut(), &mut fired);
        }
        let before = Subject::variables(layer.as_ref());
        wait(layer.as_mut(), &mut fired);
        let tireless = TIRELESS.contains(&subject.entry.name.as_str());
        assert_eq!(fired.is_empty(), !tireless, "{} without input", subject.entry.name);
        for (before, after) in before.iter().zip(Subject::variables(layer.as_ref())) {
            // some hundred steps, each within its tolerance, around a point to which all deviations decay
            assert!(
                tireless || (after - before).abs() <= 1e-8 * before.abs(),
                "{}: {before} {after}",
                subject.entry.name
            );
        }
    });
}

/// Every value of a table that is no table, anew with one of them replaced by what `change` makes of it; with its key.
fn with_each(parameters: &Table, change: fn(&Value) -> Value) -> Vec<(String, Table)> {
    let mut changed = Vec::new();
    for (key, value) in parameters {
        let replaced = |value: Value| {
            let mut all = parameters.clone();
            all[key] = value;
            all
        };
        match value {
            Value::Table(inner) => {
                changed.extend(with_each(inner, change).into_iter().map(|(key, inner)| (key, replaced(inner.into()))));
            }
            value => changed.push((key.clone(), replaced(change(value)))),
        }
    }
    changed
}

#[test]
fn parameters_that_cannot_be_are_refused_by_name() {
    every(|subject| {
        let infinite: fn(&Value) -> Value = |value| match value {
            Value::String(text) => match units::split_number(text) {
                Some((_, unit)) => Value::String(format!("1e999 {unit}")),
                None => Value::String("nothing".into()),
            },
            _ => Value::Float(f64::NAN),
        };
        let wrong_unit: fn(&Value) -> Value = |_| Value::String("1 K".into());
        for change in [infinite, wrong_unit] {
            for (key, changes) in with_each(&subject.entry.parameters, change) {
                match subject.entry.neurons(&changes, 1, SpikeTiming::Exact) {
                    Ok(_) => panic!("{} takes an impossible {key}", subject.entry.name),
                    Err(error) => assert!(error.to_string().contains(&key), "{key}: {error}"),
                }
            }
        }
    });
}

#[test]
fn a_grid_is_refused_where_a_model_has_no_rules_for_it() {
    every(|subject| {
        let linear =
            ["lif_current", "lif_cuba", "lif_coba", "alif", "mat2", "sfa"].contains(&subject.entry.model.as_str());
        for timing in [SpikeTiming::Brian2, SpikeTiming::Nest] {
            assert_eq!(subject.entry.neurons(&Table::new(), 1, timing).is_ok(), linear);
        }
    });
}
