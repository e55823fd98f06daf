//! Reversals: rank correlation, minor loops, and what becomes of doses.

use super::*;

#[test]
fn reversal_keeps_random_fields_and_undoes_random_bonds() {
    // digits of the published table: three decimals
    let table =
        [(1e-9, 0.087, 0.098), (10e-9, 0.071, 0.098), (50e-9, 0.0, 0.098), (100e-9, 0.0, 0.098), (1e-6, 0.0, 0.036)];
    for (time, bonds, fields) in table {
        for (rho, expected) in [(1.0, bonds), (-1.0, fields)] {
            let mut array = one(mean_junction(4000, rho));
            pulse(&mut *array, 2.0, 50e-9);
            pulse(&mut *array, -2.0, time);
            let s = fraction(&*array);
            assert!((s - expected).abs() < 6e-4, "rho = {rho}, {time} s: {s} instead of {expected}");
        }
    }
}

#[test]
fn random_bonds_return_to_every_turning_point() {
    for law in laws() {
        let mut array = one(with_law(law, mean_junction(400, 1.0)));
        let strong = [law.time_to(0.3, 1.0), 1.0];
        let quasi_static = strong[0]; // the same duration at each turning point
        pulse(&mut *array, -3.0, 1.0);
        pulse(&mut *array, 1.05, quasi_static);
        let outer = fractions(&*array);
        pulse(&mut *array, -1.0, quasi_static);
        let inner = fractions(&*array);
        assert_ne!(inner, outer, "{law:?}");
        pulse(&mut *array, 0.98, quasi_static); // a loop inside the loop
        pulse(&mut *array, -1.0, quasi_static);
        assert_eq!(fractions(&*array), inner, "{law:?}: the inner loop does not close");
        pulse(&mut *array, 1.05, quasi_static);
        assert_eq!(fractions(&*array), outer, "{law:?}: the outer loop does not close");
    }
}

#[test]
fn minor_loops_of_random_bonds_have_the_same_height_wherever_they_start() {
    let height = |before: f64| {
        let mut array = one(mean_junction(400, 1.0));
        pulse(&mut *array, -3.0, 1e-3);
        pulse(&mut *array, before, 1e-6);
        pulse(&mut *array, -1.85, 1e-6);
        let low = fraction(&*array);
        pulse(&mut *array, 1.85, 1e-6);
        fraction(&*array) - low
    };
    assert!(height(1.9) > 0.05);
    assert!((height(1.9) - height(2.5)).abs() < 1e-12, "{} and {}", height(1.9), height(2.5));
}

#[test]
fn random_fields_drift_in_repeated_loops() {
    // a domain easy to switch up is hard to switch down: the loop ratchets until only hard ones are left
    let mut array = one(mean_junction(400, -1.0));
    let mut upper = Vec::new();
    for _ in 0..3 {
        pulse(&mut *array, 1.97, 1e-7);
        upper.push(fraction(&*array));
        pulse(&mut *array, -2.0, 1e-7);
    }
    let mut bonds = one(mean_junction(400, 1.0));
    pulse(&mut *bonds, 1.97, 1e-7);
    let first = fraction(&*bonds);
    pulse(&mut *bonds, -2.0, 1e-7);
    assert_eq!(fraction(&*bonds), 0.0, "random bonds give back what they took");
    pulse(&mut *bonds, 1.97, 1e-7);
    assert_eq!(fraction(&*bonds), first);
    pulse(&mut *array, -2.0, 1e-7);
    assert!(fraction(&*array) > 0.1, "random fields keep their easy domains up: {upper:?}");
}

#[test]
fn long_pulses_of_random_bonds_are_a_static_preisach_plane() {
    // a hysteron is up once the voltage has passed +c, down once it has passed -c; c = alpha ln10 / ln(t / t_inf) - eta
    let (bins, time) = (400, 1.0f64);
    let NucleationLaw::RandomField(law) = random_field() else { unreachable!() };
    let decades = (time / law.t_inf).log10();
    let coercive: Vec<f64> =
        (0..bins).map(|i| law.alpha / decades + law.quantile((i as f64 + 0.5) / bins as f64)).collect();
    let mut up = vec![false; bins];
    let mut array = one(mean_junction(bins, 1.0));
    for n in 0..60 {
        // every pulse turns the voltage: doses of two pulses of the same sign would add up
        let voltage = if n % 2 == 0 { 1.0 } else { -1.0 } * (1.0 + 0.3 * (f64::from(n) * 0.7).sin());
        pulse(&mut *array, voltage, time);
        for (up, &c) in up.iter_mut().zip(&coercive) {
            *up = if c > 0.0 { voltage >= c || *up && voltage > -c } else { *up };
        }
        // domains of negative coercive voltage (eta beyond alpha / log10(t / t_inf)) follow any sign
        let (soft, hard): (Vec<usize>, Vec<usize>) = (0..bins).partition(|&i| coercive[i] <= 0.0);
        soft.iter().for_each(|&i| up[i] = voltage > 0.0);
        let expected = up.iter().filter(|&&up| up).count() as f64 / bins as f64;
        assert!(hard.len() > 380 && (fraction(&*array) - expected).abs() < 1e-9, "step {n}: {voltage} V");
    }
}

/// Fraction that a pulse completes after an interrupted one, with `between` in between.
fn completed(reversal: Reversal, between: impl Fn(&mut dyn DeviceArray)) -> f64 {
    let mut array = one(Junction { reversal, ..mean_junction(2000, 1.0) });
    pulse(&mut *array, 2.0, 0.8e-7); // the domain in the middle needs 1e-7 s
    between(&mut *array);
    pulse(&mut *array, 2.0, 0.4e-7);
    fraction(&*array)
}

#[test]
fn doses_survive_a_reversal_as_their_policy_says() {
    let law = random_field();
    let relax = |tau_rel| Reversal::Relax { tau_rel };
    let nothing = |_: &mut dyn DeviceArray| {};
    let weak_reversal = |array: &mut dyn DeviceArray| pulse(array, -0.4, 1e-9);
    let together = law.fraction(1.2e-7, 2.0);
    let alone = law.fraction(0.8e-7, 2.0);
    let near = |a: f64, b: f64, what: &str| assert!((a - b).abs() < 1e-3, "{what}: {a} instead of {b}");
    for policy in [Reversal::Reset, Reversal::Decrement, Reversal::Keep, relax(1e-3)] {
        near(completed(policy, nothing), together, "no reversal");
    }
    near(completed(Reversal::Reset, weak_reversal), alone, "reset forgets at any reversal");
    near(completed(Reversal::Keep, weak_reversal), together, "keep never forgets");
    near(completed(Reversal::Decrement, weak_reversal), together, "decrement takes off next to nothing at -0.4 V");
    // rest of 70 ns with tau_rel = 100 ns: 0.8 exp(-0.7) + 0.4 of the time is left
    let rest = |array: &mut dyn DeviceArray| array.wait(70e-9);
    near(completed(relax(100e-9), rest), law.fraction(1e-7 * (0.8 * (-0.7f64).exp() + 0.4), 2.0).max(alone), "relax");
    let long_rest = |array: &mut dyn DeviceArray| array.wait(70e-9);
    near(completed(Reversal::Decrement, long_rest), together, "decrement does not forget at rest");
}

#[test]
fn aligned_field_takes_off_what_it_would_have_added() {
    // bins that are down collect 0.8; -2 V for t takes t / tau off; then 2 V for 1e-7 s at the median
    let dose = |t: f64| -> f64 {
        let single = log_time(Width::Constant { gamma: 0.0 }, Distribution::Single);
        let junction = with_law(single, Junction { reversal: Reversal::Decrement, ..mean_junction(1, 1.0) });
        let mut array = one(junction);
        pulse(&mut *array, 2.0, 0.8e-7);
        pulse(&mut *array, -2.0, t);
        let mut needed = 0.0f64;
        while fraction(&*array) == 0.0 {
            pulse(&mut *array, 2.0, 1e-10);
            needed += 1e-10;
        }
        1.0 - needed / 1e-7
    };
    assert!((dose(0.3e-7) - 0.5).abs() < 2e-3, "{}", dose(0.3e-7));
    assert!(dose(2e-7).abs() < 2e-3, "the floor is 0: {}", dose(2e-7));
}

#[test]
fn relaxed_doses_do_not_depend_on_how_a_rest_is_divided() {
    let run = |parts: i32| {
        let junction = Junction { reversal: Reversal::Relax { tau_rel: 1e-7 }, ..single_domains(Reversal::Reset) };
        let mut array = several(junction, 30, 7);
        pulse(&mut *array, 2.0, 0.5e-7);
        (0..parts).for_each(|_| array.wait(1e-7 / f64::from(parts)));
        array.mark();
        (0..parts).for_each(|_| pulse(&mut *array, 0.0, 1e-7 / f64::from(parts)));
        pulse(&mut *array, 2.0, 0.5e-7);
        let first = fractions(&*array);
        array.rollback();
        (0..parts).for_each(|_| pulse(&mut *array, 0.0, 1e-7 / f64::from(parts)));
        pulse(&mut *array, 2.0, 0.5e-7);
        assert_eq!(fractions(&*array), first, "clocks go back with the states");
        first
    };
    assert_eq!(run(1), run(8));
}

#[test]
fn doses_that_survive_belong_to_single_domains() {
    let wrong = Junction { reversal: Reversal::Keep, ..counted_junction(2.0) };
    let message = wrong.validate().unwrap_err().to_string();
    assert!(message.contains("`domains` is 200, but must be `bins` = 50"), "{message}");
}
