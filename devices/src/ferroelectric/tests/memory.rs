//! Doses that add up over ten million pulses, and the bytes they take.

use super::*;

#[test]
fn doses_of_ten_million_half_select_pulses_add_up() {
    // one domain at 0.9905 of its dose; each pulse adds 1e-9, a sixtieth of what a 32-bit float there could hold
    let single = log_time(Width::Constant { gamma: 0.0 }, Distribution::Single);
    let mut array = one(with_law(single, mean_junction(1, 1.0)));
    pulse(&mut *array, 2.0, 0.9905e-7);
    // at half the voltage tau is 1e-14 10^14 s = 1 s
    let pulses = |array: &mut dyn DeviceArray, count: usize| (0..count).for_each(|_| pulse(array, 1.0, 1e-9));
    pulses(&mut *array, 9_400_000);
    assert_eq!(fraction(&*array), 0.0, "switched too early");
    pulses(&mut *array, 200_000);
    assert_eq!(fraction(&*array), 1.0, "the dose has stalled");
}

#[test]
fn increments_below_one_unit_of_the_dose_count_in_the_mean() {
    // 2e-11 per pulse, a twelfth of 2^-32: 5e4 pulses are 1e-6
    let single = log_time(Width::Constant { gamma: 0.0 }, Distribution::Single);
    let mut array = one(with_law(single, mean_junction(1, 1.0)));
    pulse(&mut *array, 2.0, (1.0 - 1e-6) * 1e-7);
    let mut count = 0;
    while fraction(&*array) == 0.0 && count < 100_000 {
        pulse(&mut *array, 1.0, 2e-11);
        count += 1;
    }
    // the first pulse is off by half a unit, 2.5e-4 of the rest; so is the sum
    assert!((f64::from(count) / 5e4 - 1.0).abs() < 1e-3, "{count} pulses instead of 50 000");
}

/// 2048 junctions of 64 bins after a pulse.
fn pulsed<B: Bins>(junction: Junction) -> JunctionArray<B> {
    let mut array = JunctionArray::<B>::new(Junction { bins: 64, ..junction }, 2048, 1);
    pulse(&mut array, 2.0, 5e-8);
    array
}

fn bytes<B: Bins>(junction: Junction) -> usize {
    pulsed::<B>(junction).bytes() / 2048
}

#[test]
fn a_million_sharp_junctions_of_64_bins_take_300_megabytes() {
    let mut array = pulsed::<Sharp>(mean_junction(64, -1.0));
    let state = array.bytes() / 2048;
    assert!(state <= 300, "{state} bytes per junction");
    // copies are taken of junctions that move, here every sixteenth
    array.mark();
    let voltages: Vec<f64> = (0..2048).map(|device| if device % 16 == 0 { 2.0 } else { 0.2 }).collect();
    assert_eq!(array.advance(Segment { start: &voltages, end: &voltages }, 1e-8).active, 128);
    assert!(array.bytes() / 2048 < state + state / 8, "{} bytes with copies, {state} without", array.bytes() / 2048);
}

#[test]
fn other_junctions_of_64_bins_take_what_the_documentation_says() {
    let counted = counted_junction(1.0);
    let expected = Junction { domains: Domains::Infinite, ..counted.clone() };
    let drawn = Junction { ensemble: Ensemble::Drawn, ..mean_junction(64, 0.0) };
    let sizes = [
        bytes::<Gradual>(expected),
        bytes::<Gradual>(counted.clone()),
        bytes::<Gradual>(Junction { shape: 2.0, ..counted }),
        bytes::<Sharp>(drawn),
    ];
    assert!(sizes.iter().zip([550, 1320, 1840, 1950]).all(|(size, limit)| *size <= limit), "{sizes:?}");
}
