use learning::neuron::catalogue;

use super::*;
use crate::measure::Outcome;

const UNITS: Units = Units { input: "A", time: "s" };

fn schedule() -> Schedule {
    Schedule { from: 0.0, to: f64::INFINITY, until: 0.2, step: 1e-4 }
}

fn neurons(name: &str, count: usize, timing: SpikeTiming) -> Box<dyn NeuronLayer> {
    catalogue::find(name).unwrap().neurons(&toml::Table::new(), count, timing).unwrap()
}

fn course(schedule: Schedule, timing: SpikeTiming) -> Course {
    follow(neurons("lif_current", 1, timing).as_mut(), (500e-12, UNITS), schedule, timing, &|_| ()).unwrap()
}

#[test]
fn rates_over_input_are_those_of_the_closed_form() {
    let inputs = [0.0, 370e-12, 400e-12, 500e-12, 1e-9];
    let timing = SpikeTiming::Exact;
    let found =
        sweep(neurons("lif_current", 5, timing).as_mut(), (&inputs, UNITS), schedule(), timing, &|_| ()).unwrap();
    for (input, found) in inputs.iter().zip(found.rates()) {
        let summit = input * 40e6; // tau_m / c_m = 40 MOhm, the threshold is 15 mV above rest
        let expected = if summit > 15e-3 { 1.0 / (2e-3 - 10e-3 * (1.0 - 15e-3 / summit).ln()) } else { 0.0 };
        assert!((found - expected).abs() < 1e-9, "{found} Hz at {input} A instead of {expected} Hz");
    }
}

#[test]
fn an_input_that_is_on_for_a_while_drives_the_neuron_just_then() {
    let schedule = Schedule { from: 50.05e-3, to: 120.02e-3, ..schedule() }; // both inside a step
    let found = course(schedule, SpikeTiming::Exact);
    let always = course(self::schedule(), SpikeTiming::Exact);
    assert!((found.spikes[0] - 50.05e-3 - always.spikes[0]).abs() < 1e-12);
    assert!(found.spikes.iter().all(|time| (50.05e-3..120.02e-3).contains(time)));
    assert_eq!(found.spikes.len(), 4); // 69.97 ms hold 13.86 ms to the first spike and three intervals of 15.86 ms
    assert_eq!(found.time.len(), 2001 + 2, "the changes of the input are among the times");
}

#[test]
fn times_of_a_grid_are_its_multiples_only() {
    let found = course(schedule(), SpikeTiming::Nest);
    assert_eq!(found.time.len(), 2001);
    assert!(found.spikes.iter().all(|time| (time * 1e4 - (time * 1e4).round()).abs() < 1e-9));
}

#[test]
fn the_convention_of_spike_times_is_among_the_quantities() {
    for timing in [SpikeTiming::Exact, SpikeTiming::Brian2] {
        let quantities = course(schedule(), timing).quantities();
        let spikes = quantities.iter().find(|quantity| quantity.name == "spike_time").unwrap();
        assert_eq!(spikes.long_name, timing.meaning());
    }
}
