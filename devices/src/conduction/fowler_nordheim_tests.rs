use super::*;
use crate::conduction::tests::tunnel_junction;

#[test]
fn constants_are_those_of_the_practical_formula() {
    let triangle = Triangle::new(E, 1.0, 1.0); // 1 eV
    assert!((triangle.factor - 1.5414e-6).abs() < 5e-11, "{:e}", triangle.factor);
    assert!((triangle.slope - 6.8309e9).abs() < 5e4, "{:e}", triangle.slope);
    let light = Triangle::new(E, 0.25, 4.0);
    assert!((light.factor / triangle.factor - 4.0).abs() < 1e-14 && (light.slope / triangle.slope - 0.5).abs() < 1e-14);
}

#[test]
fn fowler_nordheim_plot_is_a_straight_line_with_the_slope_of_the_barrier() {
    let law = FowlerNordheim::from(tunnel_junction((0.9, 1.2), (1.5, 1.4), 3.0));
    for (on, sign, phi) in [(1.0, 1.0, 0.9f64), (1.0, -1.0, 1.2), (0.0, 1.0, 1.5), (0.0, -1.0, 1.4)] {
        let point = |volts: f64| {
            let field = volts / 3e-9;
            (1.0 / field, (law.branch(on, sign * volts).current.abs() / (field * field)).ln())
        };
        let points = [2.0, 3.0, 5.0, 9.0].map(point);
        for pair in points.windows(2) {
            let slope = (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0);
            let expected = -6.8309e9 * phi.powf(1.5);
            assert!((slope / expected - 1.0).abs() < 1e-5, "{phi} eV: {slope:e}, {expected:e}"); // digits of B_FN
        }
    }
}

#[test]
fn exchanging_the_barriers_mirrors_every_bit() {
    let law = FowlerNordheim::from(tunnel_junction((0.9, 1.2), (1.5, 1.4), 3.0));
    let mirrored = FowlerNordheim::from(tunnel_junction((1.2, 0.9), (1.4, 1.5), 3.0));
    for voltage in [-4.0, -1.0, 0.2, 3.0] {
        assert_eq!(law.branch(0.3, voltage).current, -mirrored.branch(0.3, -voltage).current);
    }
}
