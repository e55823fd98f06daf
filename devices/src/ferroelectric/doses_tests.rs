use super::*;
use crate::ferroelectric::{ActivationField, ActivationFields, Distribution, LogTime, Width};

const A: f64 = 14.0 * std::f64::consts::LN_10;

fn random_fields() -> NucleationLaw {
    NucleationLaw::RandomField(RandomField {
        t_inf: 1e-14,
        alpha: 14.0,
        delta: 0.0286,
        distribution: Distribution::Lorentz,
    })
}

/// Laws with hardnesses from easy to hard.
fn laws() -> [(NucleationLaw, Vec<f64>); 4] {
    let log_time = |width| {
        NucleationLaw::LogTime(LogTime { t_inf: 1e-14, alpha: 14.0, width, distribution: Distribution::Lorentz })
    };
    let e_a = ActivationFields::Gb2 { a: 6.7582, b: 1.6686e8, p: 2.0998, q: 1.3641 };
    let hzo = ActivationField { tau_0: 446.33e-9, alpha: 4.2408, thickness: 8.3e-9, t_lim: 1e9, e_a };
    let powers = [0.02, 0.2, 0.7, 1.0, 1.2, 1.5, 2.5, 4.0].map(|v: f64| v.powf(4.2408));
    [
        (random_fields(), vec![-1.2, -0.1, 0.0, 0.3, 1.9]),
        (log_time(Width::InverseSquare { gamma_0: 0.4 }), vec![-2.0, -1.0, 0.0, 1.0, 20.0]),
        (log_time(Width::Constant { gamma: 0.4 }), vec![-10.0, -1.0, 0.0, 1.0, 20.0]),
        (NucleationLaw::ActivationField(hzo), powers.to_vec()),
    ]
}

fn doses(law: &NucleationLaw, ramp: Ramp, q: &[f64]) -> Vec<f64> {
    let mut padded = q.to_vec();
    padded.resize(q.len().next_multiple_of(LANES), PADDING);
    let mut doses = vec![0.0; padded.len()];
    let horizon = horizon(ramp.dt, law.shortest_time());
    let hardest = law.at(ramp.start.max(ramp.end)).limit(horizon);
    ramp_doses(law, ramp, Reached { hardest, horizon }, &padded, &mut doses);
    doses.truncate(q.len());
    doses
}

/// Composite Gauss rule, two points in each of many panels: an independent reference, error below 1e-9 here.
fn reference(law: &NucleationLaw, ramp: Ramp, q: f64) -> f64 {
    let panels = 40_000;
    let h = (ramp.end - ramp.start) / panels as f64;
    let rate = |v: f64| (-law.at(v).of(q)).exp();
    let point = 0.5 / 3f64.sqrt();
    let sum: f64 = (0..panels)
        .map(|k| ramp.start + h * (k as f64 + 0.5))
        .map(|middle| 0.5 * (rate(middle - point * h) + rate(middle + point * h)))
        .sum();
    ramp.dt / law.shortest_time() * sum / panels as f64
}

#[test]
fn all_rules_agree_with_fine_quadrature_to_one_in_ten_million() {
    // (2.0, 2.0) constant, (2.0, 2.01) one Gauss panel, the rest closed form or many panels
    let ramps = [(2.0, 2.0), (2.0, 2.01), (1.99, 1.95), (0.0, 2.0), (2.2, 0.3), (1.0, 3.0), (2.0, 2.5)];
    for (law, q) in laws() {
        for dt in [1e-7, 1e-4] {
            for (start, end) in ramps {
                let ramp = Ramp { start, end, dt };
                for (dose, q) in doses(&law, ramp, &q).iter().zip(&q) {
                    let expected = reference(&law, ramp, *q);
                    let error = (dose - expected).abs();
                    assert!(
                        error < 1e-7 * expected + 2.0 * NEGLIGIBLE_DOSE,
                        "{law:?}: {start} V to {end} V in {dt} s, q {q}: {dose:e} instead of {expected:e}"
                    );
                }
            }
        }
    }
}

#[test]
fn domains_whose_guard_lies_inside_a_ramp_are_good_to_one_percent() {
    let (law, _) = &laws()[1];
    for q in [-30.0, -50.0, -80.0] {
        let ramp = Ramp { start: 0.2, end: 3.0, dt: 1e-7 }; // guards 2 gamma_0 |z| / alpha = 1.7, 2.9 and 4.6 V
        let (dose, expected) = (doses(law, ramp, &[q])[0], reference(law, ramp, q));
        assert!((dose / expected - 1.0).abs() < 1e-2, "q {q}: {dose:e} instead of {expected:e}");
    }
}

#[test]
fn no_dose_is_collected_beyond_the_limit_of_the_switching_time() {
    let (NucleationLaw::ActivationField(law), _) = laws()[3].clone() else { unreachable!() };
    let law = NucleationLaw::ActivationField(ActivationField { t_lim: 1e-3, ..law });
    // x at the limit: ln(1e-3 / 446.33e-9) = 7.71
    let hardness = |x: f64| x * 1.5f64.powf(4.2408);
    let ramp = Ramp { start: 1.5, end: 1.5, dt: 1.0 };
    let d = doses(&law, ramp, &[hardness(7.6), hardness(7.8)]);
    assert!(d[0] > 1e3 && d[1] == 0.0, "{d:?}");
}

#[test]
fn continued_fraction_gives_tabulated_exponential_integrals() {
    // E2(2), E2(10) by midpoint sums of exp(-x/u) over 0 < u < 1 with Richardson extrapolation; A&S table 5.4 has 0.0375343
    for (x, tabulated) in [(2.0f64, 0.037_534_261_820_490_1), (10.0, 3.830_240_465_631_61e-6)] {
        assert!((exp(-x) * scaled_e2::<LEVELS>(x) / tabulated - 1.0).abs() < 1e-9, "x = {x}");
    }
    for x in [10.0, 14.0, 40.0] {
        let (few, many) = (scaled_e2::<FEW_LEVELS>(x), scaled_e2::<60>(x));
        assert!((few / many - 1.0).abs() < 1e-11, "x = {x}: {few} and {many}");
    }
}

#[test]
fn dose_of_a_ramp_does_not_depend_on_its_direction() {
    for (law, q) in laws() {
        let dose = |start, end| doses(&law, Ramp { start, end, dt: 1e-7 }, &q);
        assert_eq!(dose(0.4, 2.0), dose(2.0, 0.4));
    }
}

#[test]
fn quiet_domains_are_those_whose_exponent_is_above_the_horizon() {
    for (law, q) in laws() {
        for horizon in [3.0, 16.0, 40.0] {
            let quiet = law.quiet(horizon);
            for voltage in [0.05, 0.4, 1.0, 1.7, 2.5, 4.0] {
                for q in &q {
                    let x = law.at(voltage).of(*q);
                    // at the edge itself rounding decides
                    let clear = (x - horizon).abs() > 1e-9 * horizon;
                    assert!(!clear || quiet.at(law.front(*q), voltage) == (x > horizon), "{law:?}: {q} at {voltage} V");
                    let limit = law.at(voltage).limit(horizon);
                    assert!(!clear || (*q > limit) == (x > horizon), "{law:?}: {q} at {voltage} V, limit {limit}");
                }
                assert!(quiet.at(NEVER, voltage), "{law:?}: nothing left, yet not quiet");
            }
        }
    }
    assert!((laws()[0].0.at(2.0).of(0.0) - A / 2.0).abs() < 1e-12);
}
