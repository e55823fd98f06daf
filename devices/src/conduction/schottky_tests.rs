use super::*;
use crate::conduction::barrier::{Heights, States, TwoHeights};
use crate::conduction::tests::trapezoid;

fn junction(temperature: f64) -> HotJunction {
    let heights = |phi_1, phi_2| Heights { phi_1: phi_1 * E, phi_2: phi_2 * E };
    let states = States::Heights(TwoHeights { on: heights(0.5, 0.6), off: heights(0.8, 0.7) });
    HotJunction { area: 1.0, thickness: 3e-9, mass: 1.0, temperature, epsilon_image: 10.0, states }
}

fn law(phi_1: f64, phi_2: f64, temperature: f64) -> Thermionic {
    Thermionic::new(&junction(temperature), trapezoid(phi_1, phi_2, 3.0))
}

#[test]
fn constants_are_those_of_the_practical_formula() {
    let law = law(0.5, 0.6, 300.0);
    let richardson = law.supply / (300.0 * 300.0);
    assert!((richardson - 1.2017e6).abs() < 50.0, "{richardson:e}");
    // lowering in eV is 3.7947e-5 sqrt(F / epsilon), here at 1 V on 3 nm with epsilon 10
    let lowering = law.image * law.thermal_voltage / (1.0 / 3e-9f64 / 10.0).sqrt();
    assert!((lowering - 3.7947e-5).abs() < 5e-10, "{lowering:e}");
}

#[test]
fn richardson_plot_is_a_straight_line_with_the_lowered_barrier_as_slope() {
    let voltage = 1.0; // e V / kT > 29 below 400 K: nothing comes back
    for (sign, phi) in [(1.0, 0.5), (-1.0, 0.6)] {
        let lowered = phi - 3.7947e-5 * (voltage / 3e-9f64 / 10.0).sqrt();
        let point = |kelvin: f64| {
            let current = Schottky::from(junction(kelvin)).branch(1.0, sign * voltage).current;
            (1.0 / kelvin, (current.abs() / (kelvin * kelvin)).ln())
        };
        let points = [250.0, 300.0, 350.0, 400.0].map(point);
        for pair in points.windows(2) {
            let slope = (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0);
            let barrier = -slope * K_B / E;
            assert!((barrier - lowered).abs() < 1e-5, "{barrier} eV, {lowered} eV"); // digits of 3.7947e-5
        }
    }
}

#[test]
fn current_of_both_directions_balances_at_equilibrium() {
    // net flux of the same barrier from both sides: G(0) = A* T^2 e / kT exp(-max phi / kT)
    for (phi_1, phi_2) in [(0.5, 0.6), (0.6, 0.5), (0.55, 0.55)] {
        let law = law(phi_1, phi_2, 300.0);
        let kt = K_B * 300.0;
        let expected = law.supply * E / kt * (-phi_1.max(phi_2) * E / kt).exp();
        assert!((law.density(0.0).conductance / expected - 1.0).abs() < 1e-12);
    }
}

#[test]
fn exchanging_the_barriers_mirrors_every_bit() {
    let (law, mirrored) = (law(0.5, 0.7, 300.0), law(0.7, 0.5, 300.0));
    for step in -100..=100 {
        let voltage = 0.013 * f64::from(step);
        let (here, there) = (law.density(voltage), mirrored.density(-voltage));
        assert_eq!((here.current, here.conductance), (-there.current, there.conductance), "{voltage} V");
    }
}

#[test]
fn current_cannot_exceed_what_arrives_at_the_barrier() {
    let law = law(0.1, 0.1, 300.0);
    assert_eq!(law.density(100.0).current, law.supply);
    assert!(law.density(1e4).conductance >= 0.0);
}
