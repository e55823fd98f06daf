use super::*;
use crate::ferroelectric::ActivationFields;
use crate::ferroelectric::{Distribution, Width};

fn fields(distribution: Distribution) -> NucleationLaw {
    NucleationLaw::RandomField(RandomField { t_inf: 1e-14, alpha: 14.0, delta: 0.0286, distribution })
}

/// With `gamma_0` = alpha Delta the first-order expansion of `fields`.
fn linearized(gamma_0: f64) -> NucleationLaw {
    let width = Width::InverseSquare { gamma_0 };
    NucleationLaw::LogTime(LogTime { t_inf: 1e-14, alpha: 14.0, width, distribution: Distribution::Lorentz })
}

fn constant_width(distribution: Distribution) -> NucleationLaw {
    let width = Width::Constant { gamma: 0.4 };
    NucleationLaw::LogTime(LogTime { t_inf: 1e-14, alpha: 14.0, width, distribution })
}

/// The "literature" set of Deng et al. for HZO.
fn hzo() -> ActivationField {
    let e_a = ActivationFields::Gb2 { a: 6.7582, b: 1.6686e8, p: 2.0998, q: 1.3641 };
    ActivationField { tau_0: 446.33e-9, alpha: 4.2408, thickness: 8.3e-9, t_lim: 1e9, e_a }
}

fn all() -> Vec<NucleationLaw> {
    let flat = Distribution::Tagantsev { plateau: 2.0 };
    let distributions = [Distribution::Lorentz, Distribution::LorentzSquared, Distribution::Gauss, flat];
    let mut laws: Vec<NucleationLaw> = distributions.map(fields).to_vec();
    laws.extend(distributions.map(constant_width));
    laws.extend([linearized(0.4), NucleationLaw::ActivationField(hzo())]);
    laws
}

#[test]
fn both_forms_give_the_published_numbers() {
    let near = |value: f64, expected: f64| assert!((value - expected).abs() < 6e-5, "{value}, not {expected}");
    let (fields, lorentz) = (fields(Distribution::Lorentz), linearized(14.0 * 0.0286));
    near(fields.fraction(1e-7, 2.0), 0.5);
    near(lorentz.fraction(1e-7, 2.0), 0.5);
    near(fields.fraction(1e-8, 2.0), 0.0272);
    near(lorentz.fraction(1e-8, 2.0), 0.0318);
    near(fields.fraction(1e-6, 2.0), 0.9637);
    near(lorentz.fraction(1e-6, 2.0), 0.9682);
    assert!((fields.fraction(1e-7, 0.1) - 0.005).abs() < 5e-4);
}

#[test]
fn logarithm_of_the_median_time_is_a_line_in_inverse_voltage() {
    for law in all().into_iter().filter(|law| !matches!(law, NucleationLaw::ActivationField(_))) {
        let point = |voltage: f64| law.time_to(0.5, voltage).log10();
        let slope = (point(1.0) - point(4.0)) / (1.0 - 0.25);
        assert!((slope - 14.0).abs() < 1e-6, "slope {slope}");
        assert!((point(1.0) - slope + 14.0).abs() < 1e-6, "intercept {}", point(1.0) - slope);
        assert!((merz_time(1e-14, 14.0, -2.0) / law.time_to(0.5, 2.0) - 1.0).abs() < 1e-9);
    }
}

#[test]
fn exponent_of_the_activation_field_is_the_slope_in_a_double_logarithmic_plot() {
    let law = NucleationLaw::ActivationField(hzo());
    let barrier = |voltage: f64| (law.time_to(0.5, voltage) / 446.33e-9).ln().ln();
    let slope = (barrier(1.0) - barrier(1.5)) / (1.5f64.ln() - 1.0f64.ln());
    assert!((slope - 4.2408).abs() < 1e-6, "{slope}");
    // in a Merz plot the same line bends: three points are not on a line
    let merz = |voltage: f64| law.time_to(0.5, voltage).ln();
    let chord = 0.5 * (merz(1.0) + merz(1.0 / 0.6));
    assert!((merz(1.0 / 0.8) - chord).abs() > 0.5);
}

#[test]
fn slope_and_quartiles_follow_the_width() {
    let law = linearized(1.0);
    let (voltage, width) = (2.0, 0.25);
    let decades = |fraction| law.time_to(fraction, voltage).log10();
    assert!((decades(0.75) - decades(0.25) - 2.0 * width).abs() < 1e-9);
    let h = 1e-4; // central difference, error of order h^2
    let slope =
        (law.fraction(1e-7 * 10f64.powf(h), voltage) - law.fraction(1e-7 * 10f64.powf(-h), voltage)) / (2.0 * h);
    assert!((slope * PI * width - 1.0).abs() < 1e-6, "{slope}");
}

#[test]
fn domains_that_are_all_alike_follow_kolmogorov_avrami_ishibashi() {
    let width = Width::Constant { gamma: 0.0 };
    let law = NucleationLaw::LogTime(LogTime { t_inf: 1e-14, alpha: 14.0, width, distribution: Distribution::Single });
    let s = |time: f64| law.gradual_fraction(time, 2.0, 2.0);
    assert!((s(1e-7) - (1.0 - (-1.0f64).exp())).abs() < 1e-6);
    let h = 1e-4;
    let slope = (s(1e-7 * 10f64.powf(h)) - s(1e-7 * 10f64.powf(-h))) / (2.0 * h);
    assert!((slope - 2.0 / 1f64.exp() * 10f64.ln()).abs() < 1e-5, "slope n/e ln 10, here {slope}");
}

#[test]
fn equal_fractions_lie_on_lines_of_voltage_and_time() {
    // log t = log t_inf + alpha/V + z width(V), z of that fraction
    for fraction in [0.2, 0.5, 0.8] {
        let z = Distribution::Lorentz.quantile(fraction);
        for voltage in [1.5, 2.0, 3.0] {
            let expected = -14.0 + 14.0 / voltage + z * 0.4 / (voltage * voltage);
            assert!((linearized(0.4).time_to(fraction, voltage).log10() - expected).abs() < 1e-9);
        }
    }
}

#[test]
fn linearized_law_is_the_published_one_above_its_guard_and_switches_nothing_below() {
    let law = linearized(1.0);
    for (voltage, expected) in [(2.0, 0.5), (1.5, 0.060), (1.0 + 1e-9, 0.045)] {
        assert!((law.fraction(1e-7, voltage) - expected).abs() < 6e-4, "S({voltage} V)");
    }
    // taken at its word, (1) gives 0.060, 0.120 and 0.309 here
    for voltage in [1.0 - 1e-9, 0.5, 0.2, 0.05, 1e-6, 0.0] {
        assert!(law.fraction(1e-7, voltage) < 1e-9, "S({voltage} V) = {}", law.fraction(1e-7, voltage));
    }
    let NucleationLaw::LogTime(law) = law else { unreachable!() };
    assert!((law.guard(1e-7) - 1.0).abs() < 1e-12);
}

#[test]
fn no_law_falls_with_voltage_or_time() {
    for law in all() {
        for decade in -13..3 {
            for step in 0..60 {
                let (time, voltage) = (10f64.powi(decade), 0.05 * f64::from(step));
                let s = law.fraction(time, voltage);
                let more = law.fraction(time, voltage + 0.05).min(law.fraction(10.0 * time, voltage));
                assert!((0.0..=1.0).contains(&s) && more >= s, "{law:?}: {time} s, {voltage} V");
            }
        }
    }
}

#[test]
fn time_to_a_fraction_inverts_the_fraction() {
    for law in all() {
        // at 1.2 V the guard lets the easiest 1.5 % of the linearized law switch all at once
        for fraction in [0.02, 0.1, 0.5, 0.9, 0.97] {
            for voltage in [1.2, 2.0, -3.0] {
                let back = law.fraction(law.time_to(fraction, voltage), voltage);
                assert!((back - fraction).abs() < 1e-8, "{law:?}: {back} instead of {fraction} at {voltage} V");
            }
        }
    }
}

#[test]
fn sharp_kernels_are_the_limit_of_steep_gradual_ones() {
    for law in all() {
        let time = law.time_to(0.4, 1.5);
        let s = |shape| law.gradual_fraction(time, 1.5, shape);
        // the kernel blurs the edge over 1/shape e-folds: first order in 1/shape
        let (coarse, fine) = ((s(40.0) - 0.4).abs(), (s(80.0) - 0.4).abs());
        assert!(fine < 0.02 && fine < 0.7 * coarse, "{law:?}: {coarse} and {fine}");
    }
}

#[test]
fn literature_set_gives_the_sixteen_published_polarizations() {
    // P (uC/cm2) from -P_r after 1 us, 10 us, 100 us, 1 ms
    let table = [
        (1.0, [-21.343, -11.215, 0.577, 8.287]),
        (1.2, [-15.989, 6.076, 15.351, 18.781]),
        (1.5, [-1.006, 19.168, 21.520, 22.138]),
        (1.8, [11.288, 21.967, 22.483, 22.607]),
    ];
    let law = NucleationLaw::ActivationField(hzo());
    for (voltage, row) in table {
        for (expected, time) in row.into_iter().zip([1e-6, 1e-5, 1e-4, 1e-3]) {
            let p = 22.7186 * (2.0 * law.gradual_fraction(time, voltage, 1.9134) - 1.0);
            assert!((p - expected).abs() < 6e-4, "{voltage} V, {time} s: {p} instead of {expected}"); // the digits given
        }
    }
}

#[test]
fn barriers_count_in_units_of_kt() {
    for law in all() {
        let ln_time = |kelvin: f64| {
            let law = law.at_temperature(kelvin);
            (law.time_to(0.5, 1.5) / law.shortest_time()).ln()
        };
        // ln tau against 1/T is a line through the attempt time (Arrhenius)
        for kelvin in [250.0, 300.0, 400.0] {
            assert!((ln_time(kelvin) * kelvin / (ln_time(300.0) * 300.0) - 1.0).abs() < 1e-6, "{law:?}");
        }
    }
    let NucleationLaw::RandomField(warm) = fields(Distribution::Lorentz).at_temperature(400.0) else { unreachable!() };
    assert!((warm.alpha * 400.0 / (14.0 * 300.0) - 1.0).abs() < 1e-14, "alpha T is not constant");
    let NucleationLaw::ActivationField(warm) = NucleationLaw::ActivationField(hzo()).at_temperature(400.0) else {
        unreachable!()
    };
    let factor = warm.e_a.quantile(0.5) / hzo().e_a.quantile(0.5);
    assert!((factor / (300.0f64 / 400.0).powf(1.0 / 4.2408) - 1.0).abs() < 1e-9, "E_a goes as T^(-1/alpha)");
}

#[test]
fn both_forms_have_one_slope_where_one_half_has_switched() {
    // (1) is (5) to first order in what differs from one half: slopes in time and in voltage agree, curvatures do not
    let (fields, lorentz) = (fields(Distribution::Lorentz), linearized(14.0 * 0.0286));
    let in_time = |law: &NucleationLaw, h: f64| law.fraction(1e-7 * 10f64.powf(h), 2.0);
    let in_voltage = |law: &NucleationLaw, h: f64| law.fraction(1e-7, 2.0 + h);
    for (name, h, s) in
        [("time", 1e-3, &in_time as &dyn Fn(&NucleationLaw, f64) -> f64), ("voltage", 1e-4, &in_voltage)]
    {
        let [slope, other] = [&fields, &lorentz].map(|law| (s(law, h) - s(law, -h)) / (2.0 * h));
        assert!(slope > 0.1 && (slope / other - 1.0).abs() < 1e-4, "{name}: {slope} and {other}"); // order h^2
    }
    assert!((in_time(&fields, -1.0) - in_time(&lorentz, -1.0)).abs() > 1e-3);
}

#[test]
fn softest_random_fields_are_lost_with_the_logarithm_of_time_at_zero_voltage() {
    // S(t, 0) = delta / (pi alpha) log10(t / t_inf) as long as that is small; the next term is its cube
    let law = fields(Distribution::Lorentz);
    for decades in [8.0, 14.0, 22.0] {
        let x = 0.0286 / 14.0 * decades;
        let lost = law.fraction(1e-14 * 10f64.powf(decades), 0.0);
        assert!((lost / (x / PI) - 1.0).abs() < x * x, "{decades} decades: {lost}");
    }
}
