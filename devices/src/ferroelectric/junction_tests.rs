use proptest::prelude::*;

use super::*;
use crate::conduction::{Conduction, Ohmic};
use crate::ferroelectric::nucleation::RandomField;

/// Values of the tables: alpha = 14 V decade, t_inf = 10 fs, Delta = 28.6 mV; expected values, sharp times.
pub(crate) fn mean_junction(bins: usize, rank_correlation: f64) -> Junction {
    let law = RandomField { t_inf: 1e-14, alpha: 14.0, delta: 0.0286 };
    Junction {
        conduction: Conduction::Ohmic(Ohmic { g_on: 1e-6, g_off: 1e-8 }),
        potentiation: Potentiation::Positive,
        up: law,
        down: law,
        v_th: 0.0,
        imprint: 0.0,
        bins,
        domains: Domains::Infinite,
        kernel: Kernel::Step,
        shape: 1.0,
        rank_correlation,
        ensemble: Ensemble::Quantiles,
        g_spread: 0.0,
        threshold_spread: 0.0,
        imprint_spread: 0.0,
    }
}

/// 200 domains in 50 bins, random events.
fn counted_junction(shape: f64) -> Junction {
    Junction { domains: Domains::Count(200), kernel: Kernel::Weibull, shape, ..mean_junction(50, -1.0) }
}

fn ramp(array: &mut JunctionArray, start: f64, end: f64, dt: f64) -> Advance {
    let (start, end) = (vec![start; array.len()], vec![end; array.len()]);
    array.advance(Segment { start: &start, end: &end }, dt)
}

fn pulse(array: &mut JunctionArray, voltage: f64, dt: f64) {
    ramp(array, voltage, voltage, dt);
}

fn column(array: &JunctionArray, column: usize) -> Vec<f64> {
    let mut out = vec![0.0; array.len()];
    array.read(column, &mut out);
    out
}

fn fractions(array: &JunctionArray) -> Vec<f64> {
    column(array, 0)
}

fn one(junction: Junction) -> JunctionArray {
    JunctionArray::new(junction, 1, 1).unwrap()
}

fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64;
    (mean, variance)
}

#[test]
fn constant_voltage_gives_the_closed_form_within_half_a_bin() {
    for bins in [8, 64, 1000] {
        for (voltage, time) in [(2.0, 1e-8), (2.0, 1e-7), (2.0, 1e-6), (1.5, 1e-5), (3.0, 1e-9)] {
            let junction = mean_junction(bins, -1.0);
            let expected = junction.up.fraction(time, voltage);
            let mut array = one(junction);
            pulse(&mut array, voltage, time);
            let error = (fractions(&array)[0] - expected).abs();
            assert!(error <= 0.5 / bins as f64 + 1e-12, "{bins} bins, {voltage} V, {time} s: {error}");
        }
    }
}

#[test]
fn reversal_keeps_random_fields_and_undoes_random_bonds() {
    // digits of the published table: three decimals
    let table =
        [(1e-9, 0.087, 0.098), (10e-9, 0.071, 0.098), (50e-9, 0.0, 0.098), (100e-9, 0.0, 0.098), (1e-6, 0.0, 0.036)];
    for (time, bonds, fields) in table {
        for (rho, expected) in [(1.0, bonds), (-1.0, fields)] {
            let mut array = one(mean_junction(4000, rho));
            pulse(&mut array, 2.0, 50e-9);
            pulse(&mut array, -2.0, time);
            let s = fractions(&array)[0];
            assert!((s - expected).abs() < 6e-4, "rho = {rho}, {time} s: {s} instead of {expected}");
        }
    }
}

#[test]
fn pulses_add_up_to_the_published_accumulation_row() {
    let row = [(1, 0.0408), (2, 0.0741), (5, 0.5), (10, 0.8937), (20, 0.9431), (50, 0.9637), (100, 0.9710)];
    for (count, expected) in row {
        let mut array = one(mean_junction(4000, -1.0));
        (0..count).for_each(|_| pulse(&mut array, 2.0, 20e-9));
        let s = fractions(&array)[0];
        assert!((s - expected).abs() < 0.5 / 4000.0 + 6e-5, "{count} pulses: {s} instead of {expected}");
    }
}

#[test]
fn splitting_a_ramp_changes_no_count() {
    for junction in [mean_junction(64, -1.0), counted_junction(1.0), counted_junction(2.0)] {
        let (mut whole, mut split) = (one(junction.clone()), one(junction));
        for (start, end, dt) in [(0.0, 2.2, 1e-7), (2.2, 2.2, 1e-7), (2.2, -2.1, 3e-7), (-2.1, -2.1, 2e-7)] {
            ramp(&mut whole, start, end, dt);
            for part in 0..7 {
                let at = |n: i32| start + (end - start) * f64::from(n) / 7.0;
                ramp(&mut split, at(part), at(part + 1), dt / 7.0);
            }
            assert_eq!(fractions(&whole), fractions(&split));
        }
    }
}

#[test]
fn filling_of_an_infinite_ensemble_does_not_depend_on_the_split() {
    let junction = Junction { kernel: Kernel::Weibull, shape: 2.0, ..mean_junction(64, -1.0) };
    let (mut whole, mut split) = (one(junction.clone()), one(junction));
    pulse(&mut whole, 1.9, 1e-7);
    (0..10).for_each(|_| pulse(&mut split, 1.9, 1e-8));
    assert!((fractions(&whole)[0] - fractions(&split)[0]).abs() < 1e-12); // rounding of ten products
}

#[test]
fn counted_domains_follow_the_expected_value_and_the_frozen_variance() {
    let counted = counted_junction(1.0);
    let mean_kind = Junction { domains: Domains::Infinite, ..counted.clone() };
    let mut mean_array = one(mean_kind);
    pulse(&mut mean_array, 2.0, 1e-7);
    let p: Vec<f64> = mean_array.blocks[0].state.up.clone();
    let expected = fractions(&mean_array)[0];

    let count = 6000;
    let mut array = JunctionArray::new(counted, count, 5).unwrap();
    pulse(&mut array, 2.0, 1e-7);
    let (mean, variance) = mean_and_variance(&fractions(&array));
    // frozen local fields: Var S = sum p (1 - p) / N^2, here four domains in each bin
    let frozen = 4.0 * p.iter().map(|p| p * (1.0 - p)).sum::<f64>() / (200.0f64 * 200.0);
    let error = (frozen / count as f64).sqrt();
    assert!((mean - expected).abs() < 4.0 * error, "mean {mean}, expected {expected} +- {error}");
    // relative standard error of a variance: sqrt(2 / n) = 1.8 %
    assert!((variance / frozen - 1.0).abs() < 0.075, "variance {variance}, expected {frozen}");
}

#[test]
fn redrawn_ensembles_scatter_like_independent_domains() {
    let bins = 50;
    let junction = Junction { ensemble: Ensemble::Drawn, domains: Domains::Count(bins), ..mean_junction(bins, 0.0) };
    let expected = junction.up.fraction(6e-8, 2.0);
    let count = 6000;
    let mut array = JunctionArray::new(junction, count, 9).unwrap();
    pulse(&mut array, 2.0, 6e-8);
    let (mean, variance) = mean_and_variance(&fractions(&array));
    let independent = expected * (1.0 - expected) / bins as f64;
    assert!((mean - expected).abs() < 4.0 * (independent / count as f64).sqrt(), "mean {mean}, expected {expected}");
    assert!((variance / independent - 1.0).abs() < 0.075, "variance {variance}, expected {independent}");
}

#[test]
fn programming_again_gives_new_waiting_times() {
    let mut array = one(counted_junction(1.0));
    let mut results = Vec::new();
    for _ in 0..20 {
        array.program(&[0.0]);
        pulse(&mut array, 2.0, 1e-7);
        results.push(fractions(&array)[0]);
    }
    let (_, variance) = mean_and_variance(&results);
    assert!(variance > 0.0, "cycle to cycle nothing scattered: {results:?}");
}

#[test]
fn rollback_restores_every_bit() {
    for junction in [mean_junction(64, -1.0), counted_junction(2.0)] {
        let mut array = JunctionArray::new(junction, 40, 3).unwrap();
        pulse(&mut array, 2.0, 5e-8);
        array.mark();
        let before = (array.blocks[0].state.clone(), array.blocks[0].conductance.clone());
        for _ in 0..2 {
            pulse(&mut array, 2.1, 1e-7);
            pulse(&mut array, -2.1, 1e-7);
            array.program(&[0.5; 40]);
            assert_ne!(array.blocks[0].state, before.0);
            array.rollback();
            assert_eq!((array.blocks[0].state.clone(), array.blocks[0].conductance.clone()), before);
        }
    }
}

#[test]
fn number_of_threads_changes_no_bit() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut array = JunctionArray::new(counted_junction(1.0), PARALLEL_FROM + 100, 3).unwrap();
            let advance = ramp(&mut array, 1.0, 2.2, 1e-7);
            (advance, fractions(&array), array.blocks.iter().map(|block| block.state.clone()).collect::<Vec<_>>())
        })
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn nothing_switches_without_voltage_or_below_the_threshold() {
    let mut array = one(mean_junction(64, 0.0));
    array.program(&[0.5]);
    let before = fractions(&array);
    ramp(&mut array, 0.0, 0.0, 1e9);
    assert_eq!(fractions(&array), before);
    let mut array = one(Junction { v_th: 0.3, ..mean_junction(64, 0.0) });
    array.program(&[0.5]);
    ramp(&mut array, -0.3, 0.3, 1e9);
    assert_eq!(fractions(&array), before);
    assert!(array.idle(-0.3, 0.3, 1e9));
}

#[test]
fn less_voltage_never_switches_more() {
    let mut last = 0.0;
    for step in 0..60 {
        let mut array = one(mean_junction(200, -1.0));
        pulse(&mut array, 0.05 * f64::from(step), 1e-7);
        let s = fractions(&array)[0];
        assert!(s >= last, "S falls at {} V", 0.05 * f64::from(step));
        last = s;
    }
}

#[test]
fn idle_arrays_would_not_have_moved() {
    let junction = Junction { imprint_spread: 0.02, threshold_spread: 0.02, ..mean_junction(64, -1.0) };
    let mut array = JunctionArray::new(junction, 50, 1).unwrap();
    pulse(&mut array, 2.0, 1e-6);
    pulse(&mut array, -0.5, 1e-9); // empties the doses
    let (low, high, dt) = (-0.4, 0.3, 1e-9);
    assert!(array.idle(low, high, dt) && !array.idle(low, 1.2, dt));
    assert_eq!(ramp(&mut array, low, high, dt), Advance::default());
}

#[test]
fn mirrored_parameters_and_voltages_give_mirrored_states() {
    let up = RandomField { t_inf: 1e-14, alpha: 14.0, delta: 0.0286 };
    let down = RandomField { t_inf: 2e-14, alpha: 12.0, delta: 0.04 };
    let plain = Junction { up, down, ..mean_junction(64, -1.0) };
    let mirrored = Junction { up: down, down: up, potentiation: Potentiation::Negative, ..plain.clone() };
    let (mut plain, mut mirrored) = (one(plain), one(mirrored));
    for (voltage, dt) in [(2.0, 1e-7), (-1.5, 1e-7), (1.8, 1e-6), (-2.0, 1e-8)] {
        pulse(&mut plain, voltage, dt);
        pulse(&mut mirrored, -voltage, dt);
        let (a, b) = (fractions(&plain)[0], fractions(&mirrored)[0]);
        assert!((a - b).abs() < 1e-12, "{a} and {b}");
    }
}

#[test]
fn random_bonds_close_their_minor_loops() {
    let mut array = one(mean_junction(400, 1.0));
    pulse(&mut array, -3.0, 1e-3);
    pulse(&mut array, 2.0, 1e-6); // quasi-static: same duration at each turning point
    let first = fractions(&array);
    pulse(&mut array, -1.95, 1e-6);
    assert_ne!(fractions(&array), first);
    pulse(&mut array, 2.0, 1e-6);
    assert_eq!(fractions(&array), first);
}

#[test]
fn devices_without_spread_are_identical_and_with_spread_are_not() {
    let quiet = Junction { g_spread: 0.0, ..mean_junction(32, 0.3) };
    let loud = Junction { g_spread: 0.2, threshold_spread: 0.05, imprint_spread: 0.05, ..quiet.clone() };
    let run = |junction: Junction| {
        let mut array = JunctionArray::new(junction, 400, 2).unwrap();
        pulse(&mut array, 2.0, 1e-7);
        let off: Vec<f64> = array.blocks[0].individuals.iter().map(|own| (1e-8 * own.area).ln()).collect();
        (column(&array, 1), off)
    };
    let (conductances, _) = run(quiet);
    assert!(conductances.iter().all(|&g| g == conductances[0]));
    let (conductances, off) = run(loud);
    assert!(mean_and_variance(&conductances).1 > 0.0);
    let (_, variance) = mean_and_variance(&off);
    assert!((variance.sqrt() / 0.2 - 1.0).abs() < 0.15, "four standard errors of 400 draws"); // 1 / sqrt(800) each
}

#[test]
fn program_reaches_its_position_within_half_a_domain() {
    for (junction, resolution) in
        [(counted_junction(1.0), 200.0), (mean_junction(32, -1.0), 32.0), (mean_junction(50, 0.4), 50.0)]
    {
        for potentiation in [Potentiation::Positive, Potentiation::Negative] {
            let positions: Vec<f64> = (0..=20).map(|n| f64::from(n) / 20.0).collect();
            let mut array =
                JunctionArray::new(Junction { potentiation, ..junction.clone() }, positions.len(), 1).unwrap();
            array.program(&positions);
            for (s, position) in fractions(&array).iter().zip(&positions) {
                assert!((s - position).abs() <= 0.5 / resolution + 1e-12, "{s} instead of {position}");
            }
        }
    }
}

proptest! {
    #[test]
    fn states_and_conductances_stay_in_bounds(
        steps in prop::collection::vec((-4.0f64..4.0, -4.0f64..4.0, -12.0f64..-3.0), 1..40),
        rho in -1.0f64..1.0,
        shape in 0.5f64..3.0,
        counted in any::<bool>(),
    ) {
        let domains = if counted { Domains::Count(70) } else { Domains::Infinite };
        let junction = Junction { kernel: Kernel::Weibull, shape, domains, ..mean_junction(33, rho) };
        let mut array = one(junction);
        for (start, end, decade) in steps {
            let advance = ramp(&mut array, start, end, 10f64.powf(decade));
            let (s, g) = (fractions(&array)[0], column(&array, 1)[0]);
            prop_assert!((0.0..=1.0).contains(&s) && (1e-8..=1e-6).contains(&g), "S = {s}, G = {g}");
            prop_assert!((0.0..=1.0).contains(&advance.largest_change));
            let (mut current, mut slope) = ([0.0], [0.0]);
            array.branches(&[start], &mut current, &mut slope);
            prop_assert!(current[0] * start >= 0.0, "a passive device delivers power");
        }
    }
}
