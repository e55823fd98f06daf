//! Integral of dt / tau over one voltage ramp, for many local fields at once.
//!
//! The rate is `exp(-a / (v + eta)) / t_inf` with `a = alpha ln 10`, equation (4); zero where v + eta <= 0.

use multiversion::multiversion;

use crate::math::exp;

/// A ramp of the voltage magnitude `start` to `end` (V) in `dt` (s), under a law of activation `a` (V) and time `t_inf`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ramp {
    pub start: f64,
    pub end: f64,
    pub dt: f64,
    pub activation: f64,
    pub t_inf: f64,
}

/// Doses below this in one step are dropped: 1e6 such steps still move nothing by more than 1e-6.
pub(crate) const NEGLIGIBLE_DOSE: f64 = 1e-12;

/// Change of ln tau over a ramp up to which five Gauss points are good to 1e-8.
const GAUSS_SPAN: f64 = 2.0;

/// ln of the longest switching time that counts in a step of `dt`, in units of `t_inf`; never negative.
pub(crate) fn horizon(dt: f64, t_inf: f64) -> f64 {
    (dt / (t_inf * NEGLIGIBLE_DOSE)).ln().max(0.0)
}

/// Doses of bins with local fields `offsets` (V) into `doses`, relative error below 1e-8.
///
/// Fields below `lowest` (V) count as negligible and may get any dose up to [`NEGLIGIBLE_DOSE`].
pub(crate) fn ramp_doses(ramp: Ramp, lowest: f64, offsets: &[f64], doses: &mut [f64]) {
    let (low, high) = (ramp.start.min(ramp.end), ramp.start.max(ramp.end));
    let span_lowest = ramp.activation / (low + lowest) - ramp.activation / (high + lowest);
    let scale = ramp.dt / ramp.t_inf;
    if high - low <= 1e-12 * high {
        constant(scale, ramp.activation, ramp.end, offsets, doses);
    } else if low + lowest > 0.0 && span_lowest <= GAUSS_SPAN {
        gauss(scale, ramp.activation, low, high, offsets, doses);
    } else {
        exact(scale / (high - low), ramp.activation, low, high, offsets, doses);
    }
}

/// Fields come in multiples of this: whole vectors, without a scalar rest that would cost most of the time.
pub(crate) const LANES: usize = 32;

/// A local field that never switches, to fill up to a multiple of [`LANES`].
pub(crate) const PADDING: f64 = f64::NEG_INFINITY;

const TINY_FIELD: f64 = 1e-200; // keeps a / field finite; the rate there is zero anyway

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn constant(scale: f64, a: f64, voltage: f64, offsets: &[f64], doses: &mut [f64]) {
    for (dose, eta) in doses.iter_mut().zip(offsets) {
        *dose = scale * exp(-a / (voltage + eta).max(TINY_FIELD));
    }
}

/// Gauss-Legendre with five points.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn gauss(scale: f64, a: f64, low: f64, high: f64, offsets: &[f64], doses: &mut [f64]) {
    const POINTS: [f64; 5] =
        [-0.906_179_845_938_664, -0.538_469_310_105_683_1, 0.0, 0.538_469_310_105_683_1, 0.906_179_845_938_664];
    const WEIGHTS: [f64; 5] = [
        0.236_926_885_056_189_08,
        0.478_628_670_499_366_47,
        0.568_888_888_888_888_9,
        0.478_628_670_499_366_47,
        0.236_926_885_056_189_08,
    ];
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    for (dose, eta) in doses.iter_mut().zip(offsets) {
        let mut sum = 0.0;
        for point in 0..5 {
            let field = middle + half * POINTS[point] + eta;
            sum += WEIGHTS[point] * exp(-a / field.max(TINY_FIELD));
        }
        *dose = 0.5 * scale * sum;
    }
}

/// Closed form: the integral of exp(-a / V) from 0 to V is V E2(a / V), E2 the exponential integral.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn exact(scale: f64, a: f64, low: f64, high: f64, offsets: &[f64], doses: &mut [f64]) {
    for (dose, eta) in doses.iter_mut().zip(offsets) {
        *dose = scale * (rate_integral(a, high + eta) - rate_integral(a, low + eta)).max(0.0);
    }
}

/// V E2(a / V), 0 for V <= 0; relative error below 1e-9 for a / V >= 2, rounding alone for a / V >= 10.
#[inline(always)]
fn rate_integral(a: f64, field: f64) -> f64 {
    let field = field.max(TINY_FIELD);
    let x = (a / field).min(750.0); // exp(-750) is 0
    field * exp(-x) * scaled_e2(x)
}

/// e^x E2(x) by its continued fraction 1/(x+2 - 1*2/(x+4 - 2*3/(x+6 - ...))) (DLMF 8.19.17, even part).
///
/// Numerator and denominator by forward recurrence, so that one division is enough.
#[inline(always)]
fn scaled_e2(x: f64) -> f64 {
    const LEVELS: usize = 20;
    let (mut p_old, mut p) = (0.0, 1.0);
    let (mut q_old, mut q) = (1.0, x + 2.0);
    for level in 0..LEVELS {
        let k = level as f64 + 1.0;
        let (b, c) = (x + 2.0 + 2.0 * k, k * (k + 1.0));
        (p_old, p) = (p, b * p - c * p_old);
        (q_old, q) = (q, b * q - c * q_old);
    }
    p / q
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: f64 = 14.0 * std::f64::consts::LN_10;

    fn doses(start: f64, end: f64, lowest: f64, offsets: &[f64]) -> Vec<f64> {
        let mut doses = vec![0.0; offsets.len()];
        let ramp = Ramp { start, end, dt: 1e-7, activation: A, t_inf: 1e-14 };
        ramp_doses(ramp, lowest, offsets, &mut doses);
        doses
    }

    /// Composite Gauss rule, two points in each of many panels: an independent reference, error below 1e-11 here.
    fn reference(start: f64, end: f64, eta: f64) -> f64 {
        let panels = 40_000;
        let h = (end - start) / panels as f64;
        let rate = |v: f64| if v + eta > 0.0 { (-A / (v + eta)).exp() } else { 0.0 };
        let point = 0.5 / 3f64.sqrt();
        let sum: f64 = (0..panels)
            .map(|k| start + h * (k as f64 + 0.5))
            .map(|middle| 0.5 * (rate(middle - point * h) + rate(middle + point * h)))
            .sum();
        1e-7 / 1e-14 * sum / panels as f64
    }

    #[test]
    fn all_three_rules_agree_with_fine_quadrature_to_one_in_ten_million() {
        let offsets = [-1.9, -0.3, 0.0, 0.1, 1.2];
        // (2.0, 2.0) constant, (2.0, 2.01) Gauss, the rest closed form, where the lowest field sees many e-folds
        for (start, end) in [(2.0, 2.0), (2.0, 2.01), (1.99, 1.95), (0.0, 2.0), (2.2, 0.3), (1.0, 3.0), (2.0, 2.5)] {
            for (dose, eta) in doses(start, end, -1.0, &offsets).iter().zip(offsets) {
                let expected = reference(start, end, eta);
                if expected > NEGLIGIBLE_DOSE {
                    assert!((dose / expected - 1.0).abs() < 1e-7, "{start} V to {end} V, eta {eta}: {dose} {expected}");
                } else {
                    assert!(*dose <= 2.0 * NEGLIGIBLE_DOSE);
                }
            }
        }
    }

    #[test]
    fn continued_fraction_gives_tabulated_exponential_integrals() {
        // E2(2), E2(10) by midpoint sums of exp(-x/u) over 0 < u < 1 with Richardson extrapolation; A&S table 5.4 has 0.0375343
        for (x, tabulated) in [(2.0f64, 0.037_534_261_820_490_1), (10.0, 3.830_240_465_631_61e-6)] {
            assert!((exp(-x) * scaled_e2(x) / tabulated - 1.0).abs() < 1e-9, "x = {x}");
        }
    }

    #[test]
    fn dose_of_a_ramp_does_not_depend_on_its_direction() {
        assert_eq!(doses(0.4, 2.0, -1.0, &[0.0, 0.3]), doses(2.0, 0.4, -1.0, &[0.0, 0.3]));
    }
}
