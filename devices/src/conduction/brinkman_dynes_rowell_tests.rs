use super::*;
use crate::conduction::Gruverman;
use crate::conduction::tests::{trapezoid, tunnel_junction};

fn density(phi_1: f64, phi_2: f64, thickness: f64, voltage: f64) -> f64 {
    Parabola::from(trapezoid(phi_1, phi_2, thickness)).density(voltage).current
}

#[test]
fn currents_have_the_digits_of_the_published_equation() {
    for (phi_1, phi_2, thickness, voltage, expected) in [
        (1.0, 0.8, 2.0, 0.1, 5.7175e3),
        (1.0, 0.8, 2.0, -0.1, -5.6095e3),
        (1.0, 0.8, 2.0, 0.2, 1.3118e4),
        (1.0, 1.0, 2.0, 0.1, 2.0760e3),
        (1.0, 1.0, 2.0, -0.1, -2.0760e3),
        (2.0, 1.5, 1.5, 0.1, 4.2065e3),
    ] {
        let current = density(phi_1, phi_2, thickness, voltage);
        assert!((current / expected - 1.0).abs() < 1e-4, "{phi_1}, {phi_2}, {voltage} V: {current:e}");
    }
}

#[test]
fn constants_are_those_of_the_practical_formula() {
    // G0 = 3.1588e10 sqrt(phi) / d exp(-1.0246 d sqrt(phi)) per ohm and cm^2, d in angstrom and phi in eV
    let g_0 = |angstrom: f64| Parabola::from(trapezoid(1.0, 1.0, 0.1 * angstrom)).g_0 * 1e-4;
    let decay = (g_0(10.0) * 10.0 / (g_0(20.0) * 20.0)).ln() / 10.0;
    assert!((decay - 1.0246).abs() < 5e-5, "{decay}");
    let factor = g_0(10.0) * 10.0 * (decay * 10.0).exp();
    assert!((factor - 3.1588e10).abs() < 5e5, "{factor:e}");
}

#[test]
fn cubic_agrees_with_the_full_equation_within_two_percent_up_to_100_mv() {
    for (phi_1, phi_2, thickness) in [(1.0, 0.8, 2.0), (1.0, 1.0, 2.0), (2.0, 1.5, 1.5)] {
        let junction = tunnel_junction((phi_1, phi_2), (phi_1, phi_2), thickness);
        let (cubic, full) = (BrinkmanDynesRowell::from(junction), Gruverman::from(junction));
        for step in [-10, -7, -3, -1, 1, 2, 5, 8, 10] {
            let voltage = 0.01 * f64::from(step);
            let ratio = cubic.branch(1.0, voltage).current / full.branch(1.0, voltage).current;
            assert!((ratio - 1.0).abs() < 0.02, "{phi_1}, {phi_2}, {voltage} V: {ratio}");
        }
    }
}

#[test]
fn area_multiplies_the_cubic_term_too() {
    let junction = tunnel_junction((0.8, 0.9), (1.0, 1.2), 2.0);
    let current = |area| BrinkmanDynesRowell::from(TunnelJunction { area, ..junction }).branch(0.5, 2.0).current;
    assert!((current(3e-14) / (3e-14 * current(1.0)) - 1.0).abs() < 1e-14);
    // third difference of the current alone: 6 A G0 3 A0^2 e^2 / (128 phi) with the exponential in G0
    let barrier = trapezoid(1.0, 1.0, 2.0);
    let third = density(1.0, 1.0, 2.0, 2.0) - 2.0 * density(1.0, 1.0, 2.0, 1.0);
    let g_0 = density(1.0, 1.0, 2.0, 1e-6) / 1e-6;
    let expected = 6.0 * g_0 * 3.0 * (barrier.decay() * E).powi(2) / (128.0 * E);
    assert!((third / expected - 1.0).abs() < 1e-9, "{third:e}, {expected:e}");
}

#[test]
fn exchanging_the_barriers_mirrors_the_current() {
    for voltage in [-1.0, -0.1, 0.3] {
        assert_eq!(density(1.0, 0.7, 2.0, voltage), -density(0.7, 1.0, 2.0, -voltage));
        assert_eq!(density(1.0, 1.0, 2.0, voltage), -density(1.0, 1.0, 2.0, -voltage));
    }
}
