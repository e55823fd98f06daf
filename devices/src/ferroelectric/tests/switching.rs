//! One pulse from saturation, whatever the law: closed forms, additivity, monotony, bounds.

use proptest::prelude::*;

use super::*;
use crate::rng::{key, uniform};

#[test]
fn constant_voltage_gives_the_closed_form_of_every_law_within_half_a_bin() {
    for law in laws() {
        for bins in [8, 64, 1000] {
            for (voltage, time) in [(2.0, 1e-8), (2.0, 1e-7), (2.0, 1e-6), (1.5, 1e-5), (3.0, 1e-9)] {
                let mut array = one(with_law(law, mean_junction(bins, -1.0)));
                pulse(&mut *array, voltage, time);
                let error = (fraction(&*array) - law.fraction(time, voltage)).abs();
                assert!(error <= 0.5 / bins as f64 + 1e-9, "{law:?}, {bins} bins, {voltage} V, {time} s: {error}");
            }
        }
    }
}

#[test]
fn gradual_kernel_gives_its_own_closed_form() {
    for law in laws() {
        for shape in [1.0, 2.0] {
            let gradual = Junction { kernel: Kernel::Weibull, shape, ..mean_junction(400, -1.0) };
            let mut array = one(with_law(law, gradual));
            let time = law.time_to(0.4, 2.0);
            pulse(&mut *array, 2.0, time);
            let error = fraction(&*array) - law.gradual_fraction(time, 2.0, shape);
            assert!(error.abs() < 1.0 / 400.0, "{law:?}: {error}");
        }
    }
}

#[test]
fn equal_domains_follow_kolmogorov_avrami_ishibashi() {
    let law = log_time(Width::Constant { gamma: 0.0 }, Distribution::Single);
    let kai = with_law(law, Junction { kernel: Kernel::Weibull, shape: 2.0, ..mean_junction(1, 1.0) });
    let s = |time: f64| {
        let mut array = one(kai.clone());
        pulse(&mut *array, 2.0, time);
        fraction(&*array)
    };
    for time in [1e-8f64, 5e-8, 1e-7, 2e-7] {
        let closed = 1.0 - (-(time / 1e-7).powi(2)).exp(); // tau(2 V) = 1e-14 10^(14/2) s
        assert!((s(time) - closed).abs() < 1e-9, "{time} s");
    }
    let h = 1e-3;
    let slope = (s(1e-7 * 10f64.powf(h)) - s(1e-7 * 10f64.powf(-h))) / (2.0 * h);
    assert!((slope - 2.0 / 1f64.exp() * 10f64.ln()).abs() < 1e-4, "slope n/e ln 10 at tau, here {slope}");
}

#[test]
fn pulses_add_up_to_the_published_accumulation_row() {
    let row = [(1, 0.0408), (2, 0.0741), (5, 0.5), (10, 0.8937), (20, 0.9431), (50, 0.9637), (100, 0.9710)];
    for (count, expected) in row {
        let mut array = one(mean_junction(4000, -1.0));
        (0..count).for_each(|_| pulse(&mut *array, 2.0, 20e-9));
        let s = fraction(&*array);
        assert!((s - expected).abs() < 0.5 / 4000.0 + 6e-5, "{count} pulses: {s} instead of {expected}");
    }
}

#[test]
fn splitting_a_ramp_changes_no_count() {
    let kinds = [mean_junction(64, -1.0), counted_junction(1.0), counted_junction(2.0), single_domains(Reversal::Keep)];
    for law in laws() {
        for kind in &kinds {
            let junction = with_law(law, kind.clone());
            let (mut whole, mut split) = (one(junction.clone()), one(junction));
            for (start, end, dt) in [(0.0, 2.2, 1e-7), (2.2, 2.2, 1e-7), (2.2, -2.1, 3e-7), (-2.1, -2.1, 2e-7)] {
                ramp(&mut *whole, start, end, dt);
                for part in 0..7 {
                    let at = |n: i32| start + (end - start) * f64::from(n) / 7.0;
                    ramp(&mut *split, at(part), at(part + 1), dt / 7.0);
                }
                assert_eq!(fractions(&*whole), fractions(&*split), "{law:?}");
            }
        }
    }
}

#[test]
fn one_ten_and_a_hundred_steps_through_a_pulse_give_the_same_events() {
    let run = |parts: i32| {
        let mut array = several(with_law(hzo(), counted_junction(1.9134)), 50, 4);
        (0..parts).for_each(|_| pulse(&mut *array, 1.2, 1e-5 / f64::from(parts)));
        fractions(&*array)
    };
    assert_eq!(run(1), run(10));
    assert_eq!(run(1), run(100));
}

#[test]
fn filling_of_an_infinite_ensemble_does_not_depend_on_the_split() {
    for law in laws() {
        let junction = Junction { kernel: Kernel::Weibull, shape: 2.0, ..mean_junction(64, -1.0) };
        let junction = with_law(law, junction);
        let (mut whole, mut split) = (one(junction.clone()), one(junction));
        pulse(&mut *whole, 1.9, 1e-7);
        (0..10).for_each(|_| pulse(&mut *split, 1.9, 1e-8));
        assert!((fraction(&*whole) - fraction(&*split)).abs() < 1e-10, "{law:?}"); // rounding of ten products
    }
}

#[test]
fn nothing_switches_without_voltage_or_below_the_threshold() {
    for law in laws() {
        let quiet = with_law(law, mean_junction(64, 0.0));
        let mut array = one(quiet.clone());
        array.program(&[0.5]);
        let before = fractions(&*array);
        ramp(&mut *array, 0.0, 0.0, 1e9);
        pulse(&mut *array, 1e-9, 1e-3);
        pulse(&mut *array, -0.02, 1e-3);
        assert_eq!(fractions(&*array), before, "{law:?}");
        let mut array = one(Junction { v_th: 0.3, ..quiet });
        array.program(&[0.5]);
        ramp(&mut *array, -0.3, 0.3, 1e9);
        assert_eq!(fractions(&*array), before);
        assert!(array.idle(-0.3, 0.3, 1e9));
    }
}

#[test]
fn less_voltage_never_switches_more() {
    // the linearized law at its word would switch a third of all at 50 mV
    for law in laws() {
        let mut last = 0.0;
        for step in 0..60 {
            let mut array = one(with_law(law, mean_junction(200, -1.0)));
            pulse(&mut *array, 0.05 * f64::from(step), 1e-6);
            let s = fraction(&*array);
            assert!(s >= last, "{law:?}: S falls at {} V", 0.05 * f64::from(step));
            last = s;
        }
        assert!(last > 0.5, "{law:?} hardly switches");
    }
}

#[test]
fn mirrored_parameters_and_voltages_give_mirrored_states() {
    let other = |law: NucleationLaw| law.at_temperature(330.0);
    for law in laws() {
        let plain = Junction { up: law, down: other(law), ..mean_junction(64, -1.0) };
        let mirrored = Junction { up: other(law), down: law, potentiation: Potentiation::Negative, ..plain.clone() };
        let (mut plain, mut mirrored) = (one(plain), one(mirrored));
        for (voltage, dt) in [(2.0, 1e-7), (-1.5, 1e-7), (1.8, 1e-6), (-2.0, 1e-8)] {
            pulse(&mut *plain, voltage, dt);
            pulse(&mut *mirrored, -voltage, dt);
            let (a, b) = (fraction(&*plain), fraction(&*mirrored));
            assert!((a - b).abs() < 1e-12, "{law:?}: {a} and {b}");
        }
    }
}

#[test]
fn small_changes_near_the_bounds_and_monotone_saturation_under_repeated_pulses() {
    let mut array = one(mean_junction(400, -1.0));
    let mut last = 0.0;
    let mut steps = Vec::new();
    for _ in 0..60 {
        pulse(&mut *array, 2.0, 20e-9);
        let s = fraction(&*array);
        assert!(s >= last, "a potentiating pulse depresses");
        steps.push(s - last);
        last = s;
    }
    let largest = steps.iter().copied().fold(0.0, f64::max);
    assert!(steps[0] < 0.2 * largest && steps[59] < 0.02 * largest, "{steps:?}");
}

#[test]
fn a_million_random_segments_leave_every_state_in_bounds() {
    let random = key(5, crate::rng::Purpose::Write, 0);
    for (n, junction) in [mean_junction(32, -0.4), counted_junction(2.0)].into_iter().enumerate() {
        let mut array = several(junction, 500, 1);
        for step in 0..1000u64 {
            let draw = |device: usize, which: u64| uniform(random, (step * 500 + device as u64) * 3 + which);
            let start: Vec<f64> = (0..500).map(|device| 6.0 * draw(device, 0) - 3.0).collect();
            let end: Vec<f64> = (0..500).map(|device| 6.0 * draw(device, 1) - 3.0).collect();
            let advance = array.advance(Segment { start: &start, end: &end }, 10f64.powf(-12.0 + 8.0 * draw(0, 2)));
            assert!((0.0..=1.0).contains(&advance.largest_change));
            if step % 100 == 0 {
                let (s, g) = (fractions(&*array), column(&*array, 1));
                assert!(s.iter().all(|s| (0.0..=1.0).contains(s)), "kind {n}");
                assert!(g.iter().all(|g| (1e-8..=1e-6).contains(g)), "kind {n}");
            }
        }
    }
}

proptest! {
    #[test]
    fn states_and_conductances_stay_in_bounds(
        steps in prop::collection::vec((-4.0f64..4.0, -4.0f64..4.0, -12.0f64..3.0), 1..40),
        rho in -1.0f64..1.0,
        shape in 0.5f64..3.0,
        law in 0usize..5,
        kind in 0usize..7,
    ) {
        let relax = Reversal::Relax { tau_rel: 1e-7 };
        let weights = Junction { weight_spread: 0.27, ensemble: Ensemble::Drawn, ..single_domains(Reversal::Decrement) };
        let kinds = [
            Junction { kernel: Kernel::Weibull, shape, ..mean_junction(33, rho) },
            Junction { kernel: Kernel::Weibull, shape, domains: Domains::Count(70), ..mean_junction(33, rho) },
            Junction { reversal: Reversal::Decrement, ..mean_junction(70, rho) },
            single_domains(relax),
            Junction { reversal: relax, ..mean_junction(70, rho) },
            weights,
            Junction { sigma_off: 0.3, ..mean_junction(33, rho) },
        ];
        let mut array = one(with_law(laws()[law], kinds[kind].clone()));
        for (start, end, decade) in steps {
            let advance = ramp(&mut *array, start, end, 10f64.powf(decade));
            let (s, g) = (fraction(&*array), column(&*array, 1)[0]);
            prop_assert!((0.0..=1.0).contains(&s) && (1e-8..=1e-6).contains(&g), "S = {s}, G = {g}");
            prop_assert!((0.0..=1.0).contains(&advance.largest_change));
            let (mut current, mut slope) = ([0.0], [0.0]);
            array.branches(&[start], &mut current, &mut slope);
            prop_assert!(current[0] * start >= 0.0, "a passive device delivers power");
        }
    }
}
