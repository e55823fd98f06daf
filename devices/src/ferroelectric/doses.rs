//! Integral of dt / tau over one voltage ramp, for many domains at once.
//!
//! The rate is `exp(-x) / t_0` with the exponent x of [`exponent`](super::exponent).

use multiversion::multiversion;

use super::exponent::{Exponent, Exponents, NEVER};
use super::nucleation::NucleationLaw;
use super::random_field::RandomField;
use crate::math::{exp, exp_to_ten_digits};
use crate::ramp::Ramp;

/// Doses below this in one step are dropped: 1e6 such steps still move nothing by more than 1e-6.
pub(crate) const NEGLIGIBLE_DOSE: f64 = 1e-12;

/// Change of x over a ramp up to which five Gauss points are good to 1e-8.
const GAUSS_SPAN: f64 = 2.0;

/// Widest panel of a long ramp, in ln V: below x = 1 the rate hardly varies, but where it sets in has to be resolved.
const WIDEST: f64 = 0.4;

/// Each panel of a long ramp is wider than the one above it by this factor.
const GROWTH: f64 = 1.4;

/// x of the longest switching time that counts in a step of `dt`; never negative.
pub(crate) fn horizon(dt: f64, shortest_time: f64) -> f64 {
    (dt / (shortest_time * NEGLIGIBLE_DOSE)).ln().max(0.0)
}

/// Doses of domains of hardness `q` into `doses`, from a ramp of voltage magnitudes; whole [`LANES`] of them.
///
/// Relative error below 1e-7, and below 1e-2 for a domain whose guard
/// ([`Width::InverseSquare`](super::Width::InverseSquare)) lies inside the ramp.
/// Domains harder than `hardest` count as negligible and may get any dose up to [`NEGLIGIBLE_DOSE`].
pub(crate) fn ramp_doses(law: &NucleationLaw, ramp: Ramp, reach: Reached, q: &[f64], doses: &mut [f64]) {
    let (low, high) = (ramp.start.min(ramp.end), ramp.start.max(ramp.end));
    let scale = ramp.dt / law.shortest_time();
    if high - low <= 1e-12 * high {
        return match law.at(ramp.end) {
            Exponents::Inverse(x) => constant(x, scale, q, doses),
            Exponents::Line(x) => constant(x, scale, q, doses),
        };
    }
    doses.fill(0.0);
    match law {
        NucleationLaw::RandomField(law) => random_field(law, scale, low, high, reach.hardest, q, doses),
        NucleationLaw::LogTime(law) => {
            let panels = Panels { low, high, steepness: law.steepness(high, reach.horizon) };
            panels.integrate(scale, |voltage| law.line_at(voltage), reach, q, doses);
        }
        NucleationLaw::ActivationField(law) => {
            let panels = Panels { low, high, steepness: law.steepness(reach.horizon) };
            panels.integrate(scale, |voltage| law.line_at(voltage), reach, q, doses);
        }
    }
}

/// The same for domains each of which sees the ramp less an `offset` of its own (V), one after the other.
pub(crate) fn offset_doses(
    law: &NucleationLaw,
    ramp: Ramp,
    reached: Reached,
    q: &[f64],
    offset: impl Iterator<Item = f64>,
    doses: &mut [f64],
) {
    for ((dose, &q), offset) in doses.iter_mut().zip(q).zip(offset) {
        let seen = Ramp { start: ramp.start - offset, end: ramp.end - offset, dt: ramp.dt };
        let mut lanes = [0.0; LANES];
        if let Some(seen) = seen.above(0.0) {
            ramp_doses(law, seen, Reached { hardest: q, ..reached }, &[q; LANES], &mut lanes);
        }
        *dose = lanes[0];
    }
}

/// Which domains a ramp reaches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reached {
    /// Hardness up to which a dose counts.
    pub hardest: f64,
    /// x at `hardest`.
    pub horizon: f64,
}

/// Hardnesses come in multiples of this: whole vectors, without a scalar rest that would cost most of the time.
pub(crate) const LANES: usize = 8;

/// Hardness that fills up to a multiple of [`LANES`].
pub(crate) const PADDING: f64 = NEVER;

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn constant<X: Exponent>(x: X, scale: f64, q: &[f64], doses: &mut [f64]) {
    for (doses, q) in doses.chunks_exact_mut(LANES).zip(q.chunks_exact(LANES)) {
        for lane in 0..LANES {
            doses[lane] = scale * exp_to_ten_digits(-x.of(q[lane]));
        }
    }
}

fn random_field(law: &RandomField, scale: f64, low: f64, high: f64, hardest: f64, q: &[f64], doses: &mut [f64]) {
    let a = law.inverse_at(high).a;
    let (lowest, highest) = (low - hardest, high - hardest);
    if lowest > 0.0 && a / lowest - a / highest <= GAUSS_SPAN {
        gauss(gauss_points(low, high).map(|voltage| law.inverse_at(voltage)), scale, q, doses);
    } else {
        let ramp = Exact { scale: scale / (high - low), a, low, high };
        let easiest = q.iter().fold(NEVER, |least, &q| if q < least { q } else { least });
        if a >= ENOUGH_FOR_FEW * (high - easiest) {
            exact::<FEW_LEVELS>(ramp, q, doses);
        } else {
            exact::<LEVELS>(ramp, q, doses);
        }
    }
}

/// A long ramp cut into panels that widen, in ln V, from the high end down: there each domain collects most of its dose.
struct Panels {
    low: f64,
    high: f64,
    /// Largest |dx / d ln V| at the high end.
    steepness: f64,
}

impl Panels {
    fn integrate<X: Exponent>(&self, scale: f64, at: impl Fn(f64) -> X, reach: Reached, q: &[f64], doses: &mut [f64]) {
        let scale = scale / (self.high - self.low);
        let mut top = self.high;
        let mut width = GAUSS_SPAN / self.steepness;
        let easiest = q.iter().fold(NEVER, |least, &q| if q < least { q } else { least });
        while top > self.low && at(top).of(easiest) <= reach.horizon {
            // a last rest too small for a panel of its own goes with this one
            let bottom = top * exp(-width);
            let bottom = if bottom * exp(-0.2 * width) < self.low { self.low } else { bottom };
            gauss(gauss_points(bottom, top).map(&at), scale * (top - bottom), q, doses);
            (top, width) = (bottom, (width * GROWTH).min(WIDEST));
        }
    }
}

/// Voltages of the five points of Gauss and Legendre between `low` and `high`.
fn gauss_points(low: f64, high: f64) -> [f64; 5] {
    const POINTS: [f64; 5] =
        [-0.906_179_845_938_664, -0.538_469_310_105_683_1, 0.0, 0.538_469_310_105_683_1, 0.906_179_845_938_664];
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    POINTS.map(|point| middle + half * point)
}

/// Adds `scale` times the mean of exp(-x) over the five points.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn gauss<X: Exponent>(points: [X; 5], scale: f64, q: &[f64], doses: &mut [f64]) {
    const WEIGHTS: [f64; 5] = [
        0.236_926_885_056_189_08,
        0.478_628_670_499_366_47,
        0.568_888_888_888_888_9,
        0.478_628_670_499_366_47,
        0.236_926_885_056_189_08,
    ];
    for (doses, q) in doses.chunks_exact_mut(LANES).zip(q.chunks_exact(LANES)) {
        for lane in 0..LANES {
            let mut sum = 0.0;
            for point in 0..5 {
                sum += WEIGHTS[point] * exp_to_ten_digits(-points[point].of(q[lane]));
            }
            doses[lane] += 0.5 * scale * sum;
        }
    }
}

/// Levels of the continued fraction: relative error below 1e-9 for x >= 2, with few levels below 1e-11 for x >= 10.
const LEVELS: usize = 20;
const FEW_LEVELS: usize = 9;
const ENOUGH_FOR_FEW: f64 = 10.0;

/// A ramp under the rate `scale exp(-a / (V - q))`.
#[derive(Clone, Copy)]
struct Exact {
    scale: f64,
    a: f64,
    low: f64,
    high: f64,
}

/// Closed form: the integral of exp(-a / V) from 0 to V is V E2(a / V), E2 the exponential integral.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn exact<const LEVELS: usize>(ramp: Exact, q: &[f64], doses: &mut [f64]) {
    let Exact { scale, a, low, high } = ramp;
    for (doses, q) in doses.chunks_exact_mut(LANES).zip(q.chunks_exact(LANES)) {
        for lane in 0..LANES {
            let integral = rate_integral::<LEVELS>(a, high - q[lane]) - rate_integral::<LEVELS>(a, low - q[lane]);
            doses[lane] = scale * integral.max(0.0);
        }
    }
}

/// V E2(a / V), 0 for V <= 0.
#[inline(always)]
fn rate_integral<const LEVELS: usize>(a: f64, voltage: f64) -> f64 {
    const TINY_VOLTAGE: f64 = 1e-200; // keeps a / V finite; the rate there is zero anyway
    let voltage = if voltage > TINY_VOLTAGE { voltage } else { TINY_VOLTAGE };
    let x = a / voltage;
    let x = if x < 750.0 { x } else { 750.0 }; // exp(-750) is 0
    voltage * exp_to_ten_digits(-x) * scaled_e2::<LEVELS>(x)
}

/// e^x E2(x) by its continued fraction 1/(x+2 - 1*2/(x+4 - 2*3/(x+6 - ...))) (DLMF 8.19.17, even part).
///
/// Numerator and denominator by forward recurrence, so that one division is enough.
#[inline(always)]
fn scaled_e2<const LEVELS: usize>(x: f64) -> f64 {
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
#[path = "doses_tests.rs"]
mod tests;
