//! Scatter between devices and from cycle to cycle.

use super::*;

/// Probability that a domain of each of `bins` quantiles has switched after `time` at `voltage`.
fn probabilities(law: &NucleationLaw, bins: usize, time: f64, voltage: f64, shape: f64) -> Vec<f64> {
    let rank = |i: usize| (i as f64 + 0.5) / bins as f64;
    let domain = |i: usize| law.shortest_time() * law.exponent_of(rank(i), voltage).exp();
    (0..bins).map(|i| 1.0 - (-(time / domain(i)).powf(shape)).exp()).collect()
}

#[test]
fn counted_domains_follow_the_expected_value_and_the_frozen_variance() {
    for (law, shape, time) in [(random_field(), 1.0, 1e-7), (hzo(), 2.0, 1e-6)] {
        let p = probabilities(&law, 50, time, 2.0, shape);
        let expected = p.iter().sum::<f64>() / 50.0;
        let count = 6000;
        let mut array = several(with_law(law, counted_junction(shape)), count, 5);
        pulse(&mut *array, 2.0, time);
        let (mean, variance) = mean_and_variance(&fractions(&*array));
        // frozen disorder: Var S = sum p (1 - p) / N^2, here four domains in each bin
        let frozen = 4.0 * p.iter().map(|p| p * (1.0 - p)).sum::<f64>() / (200.0f64 * 200.0);
        let error = (frozen / count as f64).sqrt();
        assert!((mean - expected).abs() < 4.0 * error, "mean {mean}, expected {expected} +- {error}");
        // relative standard error of a variance: sqrt(2 / n) = 1.8 %
        assert!((variance / frozen - 1.0).abs() < 0.075, "variance {variance}, expected {frozen}");
    }
}

#[test]
fn redrawn_ensembles_scatter_like_independent_domains() {
    let bins = 50;
    for (law, time) in [(random_field(), 6e-8), (hzo(), 1e-6)] {
        let junction =
            Junction { ensemble: Ensemble::Drawn, domains: Domains::Count(bins), ..mean_junction(bins, 1.0) };
        let expected = law.fraction(time, 2.0);
        assert!((0.05..0.95).contains(&expected));
        let count = 6000;
        let mut array = several(with_law(law, junction), count, 9);
        pulse(&mut *array, 2.0, time);
        let (mean, variance) = mean_and_variance(&fractions(&*array));
        let independent = expected * (1.0 - expected) / bins as f64;
        let error = (independent / count as f64).sqrt();
        assert!((mean - expected).abs() < 4.0 * error, "mean {mean}, expected {expected}");
        assert!((variance / independent - 1.0).abs() < 0.075, "variance {variance}, expected {independent}");
    }
}

#[test]
fn unequal_weights_scatter_more_than_equal_ones() {
    // S = sum w x / sum w; to first order Var S = S (1 - S) <w^2> / <w>^2 / N, w = N(1, s)^2
    let (s, bins, count) = (0.27f64, 200, 4000);
    let junction = Junction {
        ensemble: Ensemble::Drawn,
        domains: Domains::Count(bins),
        weight_spread: s,
        ..mean_junction(bins, 1.0)
    };
    let mut array = several(junction, count, 3);
    pulse(&mut *array, 2.0, 1e-7);
    let (mean, variance) = mean_and_variance(&fractions(&*array));
    let (first, second) = (1.0 + s * s, 1.0 + 6.0 * s * s + 3.0 * s.powi(4));
    let expected = 0.25 * second / (first * first) / bins as f64;
    assert!((mean - 0.5).abs() < 4.0 * (expected / count as f64).sqrt(), "mean {mean}");
    // standard error sqrt(2 / n) = 2.2 %, and terms of order 1/N
    assert!((variance / expected - 1.0).abs() < 0.1, "variance {variance}, expected {expected}");
}

#[test]
fn programming_again_gives_new_waiting_times() {
    let mut array = one(counted_junction(1.0));
    let mut results = Vec::new();
    for _ in 0..20 {
        array.program(&[0.0]);
        pulse(&mut *array, 2.0, 1e-7);
        results.push(fraction(&*array));
    }
    let (_, variance) = mean_and_variance(&results);
    assert!(variance > 0.0, "cycle to cycle nothing scattered: {results:?}");
}

#[test]
fn devices_with_the_same_quantiles_are_identical_and_redrawn_ones_are_not() {
    let run = |ensemble| {
        let mut array = several(Junction { ensemble, ..mean_junction(32, 0.3) }, 100, 2);
        pulse(&mut *array, 2.0, 1e-7);
        mean_and_variance(&fractions(&*array)).1
    };
    assert_eq!(run(Ensemble::Quantiles), 0.0);
    assert!(run(Ensemble::Drawn) > 0.0);
}

#[test]
fn error_of_the_quantiles_falls_as_one_over_their_number() {
    let NucleationLaw::ActivationField(set) = hzo() else { unreachable!() };
    assert!(set.alpha > 4.0);
    let rms = |bins: usize| {
        let mut sum = 0.0;
        for voltage in [0.9, 1.0, 1.2, 1.5, 1.8] {
            for time in [1e-6, 1e-5, 1e-4, 1e-3] {
                let gradual = Junction { kernel: Kernel::Weibull, shape: 1.9134, ..mean_junction(bins, 1.0) };
                let mut array = one(with_law(hzo(), gradual));
                pulse(&mut *array, voltage, time);
                let error = fraction(&*array) - hzo().gradual_fraction(time, voltage, 1.9134);
                sum += (2.0 * 22.7186 * error).powi(2);
            }
        }
        (sum / 20.0f64).sqrt()
    };
    // uC/cm2, for 20 points of voltage and time
    let published = [(8, 0.53), (16, 0.26), (32, 0.13), (64, 0.063), (128, 0.030)];
    for (bins, expected) in published {
        assert!(rms(bins) < 1.3 * expected, "{bins} bins: {} instead of {expected}", rms(bins));
    }
    let order = (rms(32) / rms(128)).log2() / 2.0;
    assert!((order - 1.0).abs() < 0.15, "measured order {order}");
}

#[test]
fn offset_fields_smear_the_voltage() {
    // S = mean of S(t, V - b) over normal b
    let (sigma, bins, time) = (0.2, 4000, 1e-6);
    for (law, voltage) in [(random_field(), 1.85), (hzo(), 1.1)] {
        let junction = Junction { sigma_off: sigma, ..with_law(law, mean_junction(bins, 1.0)) };
        let s = |voltage: f64, dt: f64, parts: i32| {
            let mut array = one(junction.clone());
            (0..parts).for_each(|_| pulse(&mut *array, voltage, dt / f64::from(parts)));
            fraction(&*array)
        };
        let normal = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let expected: f64 = (-400..=400)
            .map(|n| 0.01 * f64::from(n))
            .map(|z| 0.01 * normal(z) * law.fraction(time, voltage - sigma * z))
            .sum();
        // quantiles of two quantities on a lattice: error of order ln(K) / K
        assert!((s(voltage, time, 1) - expected).abs() < 2e-3, "{}: {expected}", s(voltage, time, 1));
        assert!((s(voltage, time, 1) - s(voltage, time, 7)).abs() < 1e-9);
        let sharp = law.fraction(time, voltage);
        assert!((sharp - expected).abs() > 0.01, "{law:?}: the offsets change nothing here");
    }
}

#[test]
fn offset_fields_are_seen_with_opposite_signs_by_the_two_polarities() {
    // a domain that is helped up is hindered down: even equal ranks leave some up
    let junction = |sigma_off| Junction { sigma_off, ..mean_junction(500, 1.0) };
    let after = |sigma_off| {
        let mut array = one(junction(sigma_off));
        pulse(&mut *array, 1.95, 1e-7);
        pulse(&mut *array, -1.95, 1e-7);
        fraction(&*array)
    };
    assert_eq!(after(0.0), 0.0);
    assert!(after(0.1) > 0.05, "{}", after(0.1));
}
