use super::*;

/// Largest relative error of `ours` against `library` over `points`, in ulp.
fn worst(points: impl Iterator<Item = f64>, ours: impl Fn(f64) -> f64, library: impl Fn(f64) -> f64) -> f64 {
    points.map(|x| (ours(x) / library(x) - 1.0).abs() / f64::EPSILON).fold(0.0, f64::max)
}

/// From `lowest` to `highest` in equal ratios.
fn decades(lowest: f64, highest: f64, count: usize) -> impl Iterator<Item = f64> {
    (0..=count).map(move |k| lowest * (highest / lowest).powf(k as f64 / count as f64))
}

fn both_signs(points: impl Iterator<Item = f64>) -> impl Iterator<Item = f64> {
    points.flat_map(|x| [x, -x])
}

#[test]
fn exponential_agrees_with_the_library_to_two_units_in_the_last_place() {
    let points = (-708_000..709_000).map(|n| f64::from(n) * 1.000_1e-3).filter(|x| (-708.0..=709.0).contains(x));
    assert!(worst(points, exp, f64::exp) <= 2.0);
}

#[test]
fn short_exponential_agrees_with_the_library_to_ten_digits() {
    let points = (-708_000..709_000).map(|n| f64::from(n) * 1.000_1e-3).filter(|x| (-708.0..=709.0).contains(x));
    let error = worst(points, exp_to_ten_digits, f64::exp) * f64::EPSILON;
    assert!(error <= 5e-11, "{error:e}");
}

#[test]
fn exponentials_of_fourteen_digits_keep_the_stated_error() {
    for x in both_signs(decades(1e-300, 708.0, 400_000)) {
        let allowed = 2e-15 + 1.5e-16 * x.abs();
        let (whole, less_one) = (exp_to_fourteen_digits(x) / x.exp(), expm1_to_fourteen_digits(x) / x.exp_m1());
        assert!((whole - 1.0).abs() <= allowed, "e^{x:e}: {:e}", whole - 1.0);
        assert!((less_one - 1.0).abs() <= allowed, "e^{x:e} - 1: {:e}", less_one - 1.0);
    }
    assert_eq!((expm1_to_fourteen_digits(0.0), expm1_to_fourteen_digits(-709.0)), (0.0, -1.0));
}

#[test]
fn exponential_is_zero_far_below_and_finite_far_above() {
    for exp in [exp, exp_to_ten_digits, exp_to_fourteen_digits] {
        assert_eq!((exp(-709.0), exp(-1e300), exp(f64::NEG_INFINITY)), (0.0, 0.0, 0.0));
    }
    assert!(exp(1e300).is_finite());
    assert_eq!((exp(0.0), exp_to_fourteen_digits(0.0)), (1.0, 1.0));
}

#[test]
fn exponential_less_one_is_accurate_from_tiny_to_huge_arguments() {
    let error = worst(both_signs(decades(1e-300, 708.0, 400_000)), expm1, f64::exp_m1);
    assert!(error <= 3.0, "{error} ulp");
    assert_eq!((expm1(0.0), expm1(-1e300)), (0.0, -1.0));
    assert!(expm1(1e300).is_finite());
}

#[test]
fn logarithm_agrees_with_the_library_to_two_units_in_the_last_place() {
    let error = worst(decades(1e-307, 1e308, 700_001), ln, f64::ln);
    let near_one = worst((1..200_000).map(|n| 0.6 + f64::from(n) * 5.3e-6), ln, f64::ln);
    let next_to_one = worst(both_signs(decades(1e-15, 0.1, 100_000)).map(|d| 1.0 + d), ln, f64::ln);
    assert!(error <= 2.0 && near_one <= 2.0 && next_to_one <= 2.0, "{error} {near_one} {next_to_one} ulp");
}

#[test]
fn logarithm_has_the_limits_of_the_library() {
    assert_eq!((ln(1.0), ln(0.0), ln(f64::INFINITY)), (0.0, f64::NEG_INFINITY, f64::INFINITY));
    assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan());
}

#[test]
fn powers_keep_the_stated_error() {
    for y in [-3.7, -1.0, 0.1, 0.5, 1.5, 2.0, 3.0, 7.3, 30.0] {
        for x in decades(1e-8, 1e8, 20_000) {
            let allowed = (3.0 + 3.0 * (y * x.ln()).abs()) * f64::EPSILON;
            let error = (powf(x, y) / x.powf(y) - 1.0).abs();
            assert!(error <= allowed, "{x}^{y}: {error:e} above {allowed:e}");
        }
    }
}

#[test]
fn powers_of_zero_and_one_are_exact() {
    assert_eq!((powf(0.0, 2.5), powf(0.0, 0.0), powf(1.0, 2.7), powf(0.3, 1.0)), (0.0, 1.0, 1.0, 0.3));
}

#[test]
fn hyperbolic_functions_are_accurate_from_tiny_to_huge_arguments() {
    let sinh = worst(both_signs(decades(1e-300, 709.0, 400_000)), |x| sinh_cosh(x).0, f64::sinh);
    let cosh = worst(both_signs(decades(1e-300, 709.0, 400_000)), |x| sinh_cosh(x).1, f64::cosh);
    assert!(sinh <= 4.0 && cosh <= 4.0, "sinh {sinh} cosh {cosh} ulp");
    assert_eq!((sinh_cosh(0.0), sinh_cosh(1e300).0.is_finite()), ((0.0, 1.0), true));
}

#[test]
fn mean_of_an_exponential_over_a_ramp_joins_its_series_without_a_step() {
    let error = worst(decades(1.0, 700.0, 100_000), sinh_over_less_one, |x| (x.sinh() - x) / x);
    assert!(error <= 16.0, "{error} ulp"); // sinh(x) - x cancels up to 7-fold at x = 1, in the reference too
    let small = worst(decades(1e-100, 1e-3, 1000), sinh_over_less_one, |x| x * x / 6.0 * (1.0 + x * x / 20.0));
    assert!(small <= 16.0, "{small} ulp");
    let (below, above) = (sinh_over_less_one(1.0 - 1e-12), sinh_over_less_one(1.0));
    assert!((above / below - 1.0 - 2.1e-12).abs() < 4e-15); // d ln / d ln x = 2.1 here
    assert_eq!(sinh_over_less_one(0.0), 0.0);
}

#[test]
fn logarithm_of_one_plus_agrees_with_the_library_to_four_units_in_the_last_place() {
    let near = |x: f64| assert!((ln_1p(x) - x.ln_1p()).abs() <= 4.0 * f64::EPSILON * x.ln_1p().abs(), "{x}");
    (1..100_000).for_each(|n| near(-f64::from(n) * 1e-5));
    (-300..300).for_each(|decade| near(10f64.powi(decade)));
}

#[test]
fn hyperbolic_sine_is_continued_along_its_tangent() {
    assert_eq!(sinh_continued(3.0), sinh_cosh(3.0));
    let (end, slope) = sinh_continued(200.0);
    assert_eq!(sinh_continued(201.0), (end + slope, slope));
    assert!(sinh_continued(-1e12).0.is_finite());
}

#[test]
fn logarithm_of_one_plus_a_little_keeps_its_relative_precision() {
    for n in 0..40_000 {
        let x = (-1e-3 * f64::from(n)).exp();
        assert!((ln_1p_unit(x) / x.ln_1p() - 1.0).abs() <= 2.0 * f64::EPSILON, "x = {x:e}");
    }
    assert_eq!(ln_1p_unit(0.0), 0.0);
}

#[test]
fn arc_cotangent_agrees_with_the_library_to_three_units_in_the_last_place() {
    for n in -60_000..60_000 {
        let magnitude = (f64::from(n) * 1e-3).exp();
        for x in [magnitude, -magnitude] {
            let expected = 1f64.atan2(x);
            assert!((arccot(x) / expected - 1.0).abs() <= 3.0 * f64::EPSILON, "x = {x:e}");
        }
    }
    assert_eq!((arccot(0.0), arccot(f64::NEG_INFINITY)), (FRAC_PI_2, std::f64::consts::PI));
    assert!(arccot(f64::INFINITY) <= 1e-300);
}
