use super::*;
use crate::conduction::tests::{trapezoid, tunnel_junction};
use crate::constants::{K_B, M_E};

fn law(phi_1: f64, phi_2: f64, thickness: f64) -> Tunneling {
    trapezoid(phi_1, phi_2, thickness).into()
}

/// Heights (eV), thickness (nm), voltage (V), current densities (A/m^2) of (12) and of the WKB integral at 10 K.
const TABLE: [(f64, f64, f64, f64, f64, f64); 6] = [
    (1.0, 0.8, 2.0, 0.1, 5.7786e3, 6.0656e3),
    (1.0, 0.8, 2.0, -0.1, -5.6796e3, -5.9594e3),
    (1.0, 0.8, 2.0, 0.2, 1.3511e4, 1.4121e4),
    (1.0, 1.0, 2.0, 0.1, 2.0810e3, 2.1787e3),
    (1.0, 1.0, 2.0, -0.1, -2.0810e3, -2.1787e3),
    (2.0, 1.5, 1.5, 0.1, 4.2687e3, 4.4779e3),
];

/// WKB transmission integrated over energy (Tsu and Esaki 1973), the integral that (12) approximates.
fn wkb(barrier: Trapezoid, voltage: f64, temperature: f64) -> f64 {
    if voltage < 0.0 {
        let mirrored = Trapezoid { phi_1: barrier.phi_2, phi_2: barrier.phi_1, ..barrier };
        return -wkb(mirrored, -voltage, temperature);
    }
    let (kt, bias) = (K_B * temperature, E * voltage);
    let supply = |energy: f64| {
        let softplus = |x: f64| x.max(0.0) + (-x.abs()).exp().ln_1p();
        kt * (softplus(-energy / kt) - softplus((-bias - energy) / kt))
    };
    let transmission = |energy: f64| {
        let (u_1, u_2) = ((barrier.phi_1 - energy).max(0.0), (barrier.phi_2 - bias - energy).max(0.0));
        let whole = (u_1 + (u_1 * u_2).sqrt() + u_2) / (u_1.sqrt() + u_2.sqrt());
        let triangle = (u_1.powf(1.5) - u_2.powf(1.5)) / (barrier.phi_1 - barrier.phi_2 + bias);
        (-barrier.decay() * if u_1 > 0.0 && u_2 > 0.0 { whole } else { triangle }).exp()
    };
    let (lowest, highest, steps) = (-bias - 4.0 * E, 40.0 * kt, 40_000);
    let width = (highest - lowest) / f64::from(steps);
    let sum: f64 = (0..=steps)
        .map(|n| {
            let weight = if n == 0 || n == steps { 1.0 } else { f64::from(2 + 2 * (n % 2)) };
            let energy = lowest + width * f64::from(n);
            weight * supply(energy) * transmission(energy)
        })
        .sum();
    E * barrier.mass * M_E / (2.0 * std::f64::consts::PI.powi(2) * HBAR.powi(3)) * sum * width / 3.0
}

#[test]
fn currents_have_the_digits_of_the_published_equation() {
    for (phi_1, phi_2, thickness, voltage, expected, _) in TABLE {
        let current = law(phi_1, phi_2, thickness).density(voltage).current;
        assert!((current / expected - 1.0).abs() < 1e-4, "{phi_1}, {phi_2}, {voltage} V: {current:e}");
    }
}

#[test]
fn closed_form_lies_four_to_seven_percent_below_the_wkb_integral() {
    for (phi_1, phi_2, thickness, voltage, closed, expected) in TABLE {
        let integral = wkb(trapezoid(phi_1, phi_2, thickness), voltage, 10.0);
        assert!((integral / expected - 1.0).abs() < 1e-4, "{phi_1}, {phi_2}, {voltage} V: {integral:e}");
        let short = 1.0 - closed / integral;
        assert!((0.04..0.07).contains(&short), "{phi_1}, {phi_2}, {voltage} V: {short}");
    }
}

/// (12) as printed, 0/0 at its singular point.
fn as_printed(barrier: Trapezoid, voltage: f64) -> f64 {
    let mass = barrier.mass * M_E;
    let ev = E * voltage;
    let kappa = 4.0 * barrier.thickness * (2.0 * mass).sqrt() / (3.0 * HBAR * (barrier.phi_1 + ev - barrier.phi_2));
    let (u, v) = (barrier.phi_2 - ev / 2.0, barrier.phi_1 + ev / 2.0);
    let roots = kappa * (u.sqrt() - v.sqrt());
    -4.0 * E * mass / (9.0 * std::f64::consts::PI.powi(2) * HBAR.powi(3)) * (kappa * (u.powf(1.5) - v.powf(1.5))).exp()
        / (roots * roots)
        * (1.5 * roots * ev / 2.0).sinh()
}

#[test]
fn cancelled_form_equals_the_printed_one_where_that_is_defined() {
    for (phi_1, phi_2, thickness) in [(1.0, 0.8, 2.0), (0.6, 1.4, 1.5), (2.0, 1.5, 1.0)] {
        let barrier = trapezoid(phi_1, phi_2, thickness);
        for step in -50..=50 {
            let voltage = 0.011 * f64::from(step) + 0.0007; // never at the singular point
            let (exact, printed) =
                (law(phi_1, phi_2, thickness).density(voltage).current, as_printed(barrier, voltage));
            // the printed differences cancel to 1e-16 / |V - V_singular|, amplified by the exponent
            assert!((exact / printed - 1.0).abs() < 1e-10, "{voltage} V: {exact:e}, {printed:e}");
        }
    }
}

#[test]
fn singular_point_of_the_printed_equation_is_an_ordinary_one() {
    let barrier = trapezoid(1.0, 1.25, 2.0);
    let law = Tunneling::from(barrier);
    let singular = (barrier.phi_2 - barrier.phi_1) / E;
    assert!(as_printed(barrier, singular).is_nan(), "the printed form has no value there");
    let at = law.density(singular);
    for offset in [1e-7, -1e-7] {
        let near = law.density(singular + offset);
        // Taylor: the second derivative is about G / 0.1 V, so that 1e-7 V leaves 1e-12
        assert!(((near.current - at.conductance * offset) / at.current - 1.0).abs() < 1e-11);
        assert!((near.conductance / at.conductance - 1.0).abs() < 2e-6);
    }
    let (left, right) = (law.density(singular - 1e-4).conductance, law.density(singular + 1e-4).conductance);
    assert!((0.5 * (left + right) / at.conductance - 1.0).abs() < 1e-6, "the derivative has a kink");
}

#[test]
fn exchanging_the_barriers_mirrors_every_bit() {
    for (phi_1, phi_2) in [(1.0, 0.8), (0.5, 1.5), (1.0, 1.0)] {
        let (law, mirrored) = (law(phi_1, phi_2, 1.8), law(phi_2, phi_1, 1.8));
        for step in -300..=300 {
            let voltage = 0.01 * f64::from(step);
            let (here, there) = (law.density(voltage), mirrored.density(-voltage));
            assert_eq!((here.current, here.conductance), (-there.current, there.conductance), "{voltage} V");
        }
    }
}

#[test]
fn conductance_is_positive_for_any_valid_barrier_at_any_voltage() {
    let heights = [0.1, 0.3, 1.0, 3.0, 6.0];
    for (phi_1, phi_2) in heights.iter().flat_map(|&a| heights.map(|b| (a, b))) {
        let unit = trapezoid(phi_1, phi_2, 1.0).exponent();
        for exponent in [5.0, 8.0, 20.0, 100.0, 600.0] {
            let law = law(phi_1, phi_2, exponent / unit);
            for step in -200..=200 {
                let voltage = 0.01 * f64::from(step) * phi_1.max(phi_2);
                let conductance = law.density(voltage).conductance;
                assert!(conductance > 0.0, "{phi_1}, {phi_2} eV, exponent {exponent}, {voltage} V: {conductance:e}");
            }
        }
    }
}

#[test]
fn current_decays_with_the_thickness_as_the_wave_function_does() {
    // G d of equal barriers at 0 V is exp(-2 d sqrt(2 m phi) / hbar) times a constant
    let logarithm = |thickness: f64| (law(1.0, 1.0, thickness).density(0.0).conductance * thickness).ln();
    let per_angstrom = (logarithm(1.5) - logarithm(2.5)) / 10.0;
    assert!((per_angstrom - 1.0246).abs() < 5e-5, "{per_angstrom}");
    let exact = 2.0 * (2.0 * M_E * E).sqrt() / HBAR * 1e-10;
    assert!((per_angstrom / exact - 1.0).abs() < 1e-12);
}

#[test]
fn triangle_takes_over_with_equal_value_and_slope() {
    for (phi_1, phi_2) in [(1.0, 0.8), (0.6, 1.4)] {
        let law = law(phi_1, phi_2, 2.0);
        for onset in [phi_2, -phi_1] {
            let (inside, outside) = (law.density(onset * (1.0 - 1e-9)), law.density(onset * (1.0 + 1e-9)));
            assert!((outside.current / inside.current - 1.0).abs() < 1e-7, "{onset} V");
            assert!((outside.conductance / inside.conductance - 1.0).abs() < 1e-6, "{onset} V");
        }
    }
}

#[test]
fn tunneling_follows_the_wkb_integral_from_direct_to_fowler_nordheim() {
    // (12) falls short by up to one half at the onset of the triangle; beyond, the first-order exponent overshoots
    for (phi_1, phi_2, thickness) in [(1.0, 0.8, 2.0), (0.8, 1.0, 2.0), (1.0, 1.0, 2.0), (2.0, 1.5, 1.5)] {
        let (barrier, law) = (trapezoid(phi_1, phi_2, thickness), law(phi_1, phi_2, thickness));
        for step in 1..=40 {
            let voltage = 0.05 * f64::from(step) * phi_2;
            let ratio = law.density(voltage).current / wkb(barrier, voltage, 10.0);
            let allowed = if voltage < 0.5 * phi_2 { 0.92..0.97 } else { 0.5..1.16 };
            assert!(allowed.contains(&ratio), "{phi_1}, {phi_2} eV at {voltage} V: {ratio}");
        }
    }
}

#[test]
fn states_conduct_in_parallel_on_their_area() {
    let junction = tunnel_junction((0.8, 0.9), (1.0, 1.2), 2.0);
    let law = Gruverman::from(TunnelJunction { area: 1e-14, ..junction });
    let (on, off) = (self::law(0.8, 0.9, 2.0).density(0.3), self::law(1.0, 1.2, 2.0).density(0.3));
    for s in [0.0, 0.25, 1.0] {
        let expected = 1e-14 * (s * on.current + (1.0 - s) * off.current);
        assert!((law.branch(s, 0.3).current / expected - 1.0).abs() < 1e-14);
    }
}
