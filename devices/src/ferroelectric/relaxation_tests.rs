use super::*;

const MOST: usize = 4;

fn ring(count: usize, landau: [f64; 3], coupling: f64) -> Ring<MOST> {
    Ring { count, landau, coupling, bias: [0.0; MOST], rho_v: 1.0 }
}

fn domains(values: &[f64]) -> [f64; MOST] {
    std::array::from_fn(|i| values.get(i).copied().unwrap_or(0.0))
}

#[test]
fn fixed_steps_converge_with_third_order() {
    // dP/dt = P - P^3 has P^-2 = 1 + (P0^-2 - 1) exp(-2 t)
    let ring = ring(1, [-1.0, 1.0, 0.0], 0.0);
    let error = |steps: i32| {
        let dt = 2.0 / f64::from(steps);
        let end = (0..steps).fold(domains(&[0.1]), |p, _| stages(&ring, &p, 0.0, 0.0, dt).0);
        end[0] - (1.0 + 99.0 * (-4f64).exp()).sqrt().recip()
    };
    let order = (error(64) / error(128)).log2();
    assert!((order - 3.0).abs() < 0.15, "measured order {order}");
}

#[test]
fn linear_relaxation_along_a_ramp_is_its_closed_form_for_any_stiffness() {
    for a in [1e-3, 1.0, 1e3, 1e9] {
        let field = Ramp { start: 0.3, end: 2.0, dt: 1.0 };
        let p = relax(&ring(1, [a, 0.0, 0.0], 0.0), domains(&[0.5]), field, 1e-9)[0];
        let lag = 1.7 / a;
        let exact = (2.0 - lag) / a + (0.5 - (0.3 - lag) / a) * (-a).exp();
        assert!((p - exact).abs() < 1e-7, "a = {a:e}: {p} instead of {exact}");
    }
}

#[test]
fn coupling_pulls_neighbors_together_and_keeps_their_mean() {
    // modes of a ring of four: a + 4 k sin^2(pi m / 4)
    let (a, k, t) = (0.3, 0.7, 1.3);
    let p =
        relax(&ring(4, [a, 0.0, 0.0], k), domains(&[1.0, 0.0, 0.0, 0.0]), Ramp { start: 0.0, end: 0.0, dt: t }, 1e-10);
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
    let p = relax(&ring(1, [f64::NAN, 0.0, 0.0], 0.0), domains(&[0.5]), Ramp { start: 0.0, end: 1.0, dt: 1.0 }, 1e-9);
    assert_eq!(p[0], 0.5);
}
