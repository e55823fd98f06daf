use super::*;
use crate::nucleation::RandomField;

/// Parameters of the tables of the physics notes: alpha = 14 V decade, t_inf = 10 fs, Delta = 28.6 mV.
fn mean_junction(bins: usize, rank_correlation: f64) -> Junction {
    let law = RandomField { t_inf: 1e-14, alpha: 14.0, delta: 0.0286 };
    Junction {
        g_on: 1e-6,
        g_off: 1e-8,
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

fn pulse(array: &mut JunctionArray, voltage: f64, dt: f64) {
    let voltages = vec![voltage; array.len()];
    array.advance(Segment { start: &voltages, end: &voltages }, dt);
}

fn fractions(array: &JunctionArray) -> Vec<f64> {
    let mut out = vec![0.0; array.len()];
    array.read(0, &mut out);
    out
}

#[test]
fn constant_voltage_gives_the_closed_form_within_half_a_bin() {
    for bins in [8, 64, 1000] {
        for (voltage, time) in [(2.0, 1e-8), (2.0, 1e-7), (2.0, 1e-6), (1.5, 1e-5), (3.0, 1e-9)] {
            let junction = mean_junction(bins, -1.0);
            let expected = junction.up.fraction(time, voltage);
            let mut array = JunctionArray::new(junction, 1, 1).unwrap();
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
            let mut array = JunctionArray::new(mean_junction(4000, rho), 1, 1).unwrap();
            pulse(&mut array, 2.0, 50e-9);
            pulse(&mut array, -2.0, time);
            let s = fractions(&array)[0];
            assert!((s - expected).abs() < 6e-4, "rho = {rho}, {time} s: {s} instead of {expected}");
        }
    }
}
