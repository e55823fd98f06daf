use super::*;
use crate::ramp::Ramp;
use crate::rosenbrock::solve;

const MOST: usize = 4;

fn ring(count: usize, landau: [f64; 3], coupling: f64, tolerance: f64) -> Ring<MOST> {
    Ring { count, landau, coupling, bias: [0.0; MOST], rho_v: 1.0, p_r: 1.0, tolerance }
}

fn domains(values: &[f64]) -> [f64; MOST] {
    std::array::from_fn(|i| values.get(i).copied().unwrap_or(0.0))
}

#[test]
fn a_domain_between_its_two_states_leaves_as_the_closed_form_says() {
    // dP/dt = P - P^3 has P^-2 = 1 + (P0^-2 - 1) exp(-2 t)
    for t in [0.5, 2.0, 5.0, 30.0] {
        let rest = Ramp { start: 0.0, end: 0.0, dt: t };
        let p = solve(&ring(1, [-1.0, 1.0, 0.0], 0.0, 1e-10), domains(&[0.1]), rest)[0];
        // errors of 1e-10 grow tenfold on the way
        assert!((p - (1.0 + 99.0 * (-2.0 * t).exp()).sqrt().recip()).abs() < 1e-8, "{t}: {p}");
    }
}

#[test]
fn slopes_are_difference_quotients_of_the_rate() {
    let ring = Ring { bias: [0.1, -0.2, 0.0, 0.3], ..ring(4, [-1.0, 0.7, 0.2], 0.6, 1.0) };
    let p = domains(&[0.3, -0.8, 1.1, 0.2]);
    let slopes = ring.slopes(&p, 0.4, 2.0);
    let near = |value: f64, slope: f64| (value - slope).abs() < 1e-8; // central differences, rounding over 2e-6
    for j in 0..4 {
        let moved = |by: f64| ring.rate(&std::array::from_fn(|i| if i == j { p[i] + by } else { p[i] }), 0.4);
        let (above, below) = (moved(1e-6), moved(-1e-6));
        assert!((0..4).all(|i| near((above[i] - below[i]) / 2e-6, slopes.by_state[i][j])), "domain {j}");
    }
    let (before, after) = (ring.rate(&p, 0.4), ring.rate(&p, 2.4));
    assert!((0..4).all(|i| near(after[i] - before[i], slopes.by_share[i])));
}

#[test]
fn linear_relaxation_along_a_ramp_is_its_closed_form_for_any_stiffness() {
    for a in [1e-3, 1.0, 1e3, 1e9] {
        let field = Ramp { start: 0.3, end: 2.0, dt: 1.0 };
        let p = solve(&ring(1, [a, 0.0, 0.0], 0.0, 1e-9), domains(&[0.5]), field)[0];
        let lag = 1.7 / a;
        let exact = (2.0 - lag) / a + (0.5 - (0.3 - lag) / a) * (-a).exp();
        assert!((p - exact).abs() < 1e-7, "a = {a:e}: {p} instead of {exact}");
    }
}

#[test]
fn coupling_pulls_neighbors_together_and_keeps_their_mean() {
    // modes of a ring of four: a + 4 k sin^2(pi m / 4)
    let (a, k, t) = (0.3, 0.7, 1.3);
    let rest = Ramp { start: 0.0, end: 0.0, dt: t };
    let p = solve(&ring(4, [a, 0.0, 0.0], k, 1e-10), domains(&[1.0, 0.0, 0.0, 0.0]), rest);
    let mode = |lambda: f64| (-(a + lambda * k) * t).exp() / 4.0;
    let exact = [
        mode(0.0) + 2.0 * mode(2.0) + mode(4.0),
        mode(0.0) - mode(4.0),
        mode(0.0) - 2.0 * mode(2.0) + mode(4.0),
        mode(0.0) - mode(4.0),
    ];
    for (p, exact) in p.iter().zip(exact) {
        assert!((p - exact).abs() < 1e-8, "{p} instead of {exact}");
    }
}

#[test]
fn what_is_not_a_number_does_not_hang() {
    let p = solve(&ring(1, [f64::NAN, 0.0, 0.0], 0.0, 1e-9), domains(&[0.5]), Ramp { start: 0.0, end: 1.0, dt: 1.0 });
    assert_eq!(p[0], 0.5);
}
