//! Every measurement on every parameter set of the catalogue, with the defaults that the set's protocol gives.

use benchmarks::measure::{Endurance, Iv, Measurement, Outcome, Pulses, Retention, Stdp, Summary, Switching, readings};
use devices::catalogue::{self, Device, Entry};

/// Devices of each set: enough for a spread.
const COUNT: usize = 3;

fn sets() -> impl Iterator<Item = (Entry, Device)> {
    catalogue::names().into_iter().map(|name| {
        let entry = catalogue::find(name).unwrap();
        let device = entry.device(&Default::default()).unwrap();
        (entry, device)
    })
}

/// Takes `measurement` and checks what holds for any: sizes agree, a short table, no number but scalars missing.
fn take<M: Measurement>(name: &str, measurement: &M, device: &Device) -> M::Outcome {
    let outcome = measurement.measure(device.array(COUNT, 1).as_mut());
    let quantities = outcome.quantities();
    let length = |dim: &str| quantities.iter().find(|other| other.name == dim).unwrap().values.len();
    for quantity in &quantities {
        let size: usize = quantity.dims.iter().map(|dim| length(dim)).product();
        assert_eq!(quantity.values.len(), size, "{name}: {}", quantity.name);
        let fitted = quantity.dims.is_empty() || ["median_time", "span"].contains(&quantity.name);
        let fitted = fitted || quantity.name.starts_with("drift") || quantity.name.starts_with("relaxation");
        assert!(fitted || quantity.values.iter().all(|value| value.is_finite()), "{name}: {quantity:?}");
    }
    let summary = outcome.summary();
    assert!((1..=Summary::ROWS).contains(&summary.rows.len()) && !summary.lines.is_empty(), "{name}");
    assert!(summary.rows.iter().all(|row| row.len() == summary.header.len()), "{name}");
    outcome
}

#[test]
fn every_set_shows_a_hysteresis_loop_within_its_sweep() {
    for (entry, device) in sets() {
        let iv = Iv { points: 120, ..Iv::of(&entry.protocol) };
        let outcome = take(&entry.name, &iv, &device);
        let last_loop = &outcome.position.mean[outcome.points..];
        let (low, high) = last_loop.iter().fold((1.0f64, 0.0f64), |(low, high), &x| (low.min(x), high.max(x)));
        assert!(high - low > 0.05, "{}: position from {low} to {high}", entry.name);
        assert!(outcome.on_off_ratio.0 >= 1.0, "{}: {:?}", entry.name, outcome.on_off_ratio);
        assert!(outcome.area_positive + outcome.area_negative > 0.0, "{}: no area", entry.name);
        assert!(outcome.energy.0 > 0.0, "{}: a loop delivers {:e} J", entry.name, outcome.energy.0);
    }
}

#[test]
fn every_set_is_potentiated_and_depressed_by_trains_of_its_pulses_at_a_cost() {
    for (entry, device) in sets() {
        let train = take(&entry.name, &Pulses { counts: [20, 20], ..Pulses::of(&entry.protocol) }, &device);
        let (up, down) = (train.branch(0), train.branch(1));
        assert!(up[20] > 1.01 * up[0], "{}: {up:?}", entry.name);
        assert!(down[20] < 0.99 * down[0], "{}: {down:?}", entry.name);
        // passive: the source never gets back more than the plates held
        assert!(train.conduction_energy.mean.iter().all(|&energy| energy >= 0.0), "{}", entry.name);
    }
}

#[test]
fn every_set_switches_a_part_of_its_range_in_its_family_and_never_more_than_all() {
    for (entry, device) in sets() {
        let family = take(&entry.name, &Switching::of(&entry.protocol), &device);
        let most = family.fraction.mean.iter().copied().fold(0.0, f64::max);
        assert!((0.2..1.05).contains(&most), "{}: at most {most} is switched", entry.name);
        let least = family.fraction.mean.iter().copied().fold(1.0, f64::min);
        assert!(least > -0.05, "{}: {least}", entry.name);
    }
}

#[test]
fn every_set_has_a_window_that_potentiates_for_pre_before_post_and_depresses_for_post_before_pre() {
    for (entry, device) in sets() {
        let window = take(&entry.name, &Stdp::of(&entry.protocol, &device), &device);
        let extreme = |sign: f64| {
            let side = window.delays.iter().zip(&window.change.mean).filter(|(delay, _)| sign * **delay >= 0.0);
            side.map(|(_, change)| sign * change).fold(f64::NEG_INFINITY, f64::max)
        };
        assert!(extreme(1.0) > 0.0 && extreme(-1.0) > 0.0, "{}: {:?}", entry.name, window.change.mean);
    }
}

#[test]
fn every_set_keeps_its_order_while_it_is_read_and_stays_positive_for_ten_years() {
    for (entry, device) in sets() {
        let curves = take(&entry.name, &Retention::of(&entry.protocol), &device);
        let [on, middle, off] = [0, 1, 2].map(|start| curves.of_start(start)[0]);
        assert!(on > middle && middle > off, "{}: {on:e} {middle:e} {off:e}", entry.name);
        assert!(curves.conductance.mean.iter().all(|&g| g > 0.0), "{}", entry.name);
    }
}

#[test]
fn every_set_has_a_window_between_its_on_and_off_pulses_from_cycle_to_cycle() {
    for (entry, device) in sets() {
        let endurance = Endurance { cycles: readings(20), ..Endurance::of(&entry.protocol) };
        let window = take(&entry.name, &endurance, &device);
        for k in 0..window.cycles.len() {
            assert!(window.ratio(k) > 1.01, "{}: cycle {}: {}", entry.name, window.cycles[k], window.ratio(k));
        }
    }
}
