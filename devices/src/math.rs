//! Functions the compiler can vectorize: straight-line arithmetic, selects instead of branches, no library calls.
//!
//! No fused multiply-add is used, so every instruction set gives the same bits. Accuracies are in units in the last
//! place (ulp); the tests measure them against the standard library over the whole range.

use std::f64::consts::LOG2_E;

const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000); // low bits zero: n * LN_2_HIGH is exact
const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// `x` brought between `lowest` and `highest`, without the check of `f64::clamp` that the two are in order.
#[inline(always)]
pub fn between(x: f64, lowest: f64, highest: f64) -> f64 {
    let x = if x < lowest { lowest } else { x };
    if x > highest { highest } else { x }
}

/// e^x within two ulp for -708 <= x <= 709; 0 below, e^709 above.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let (r, power_of_two) = reduce(x);
    let result = (1.0 + expm1_reduced(r)) * power_of_two;
    if x < -708.0 { 0.0 } else { result }
}

/// e^x - 1 within three ulp, also where x is small; -1 below -708, e^709 above 709.
#[inline(always)]
pub fn expm1(x: f64) -> f64 {
    let (r, power_of_two) = reduce(x);
    power_of_two * expm1_reduced(r) + (power_of_two - 1.0)
}

/// r and 2^n with e^x = 2^n e^r and |r| <= ln(2)/2; x is brought into -708..709 first.
#[inline(always)]
fn reduce(x: f64) -> (f64, f64) {
    const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52: adding it leaves the nearest integer in the low bits
    let inside = x.clamp(-708.0, 709.0);
    let shifted = inside * LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (inside - n * LN_2_HIGH) - n * LN_2_LOW;
    (r, f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits())))
}

/// e^r - 1 as Taylor polynomial of degree 13; for |r| <= ln(2)/2 its remainder is below 5e-18.
#[inline(always)]
fn expm1_reduced(r: f64) -> f64 {
    // 1/n! from n = 13 down to n = 2
    const INVERSE_FACTORIALS: [f64; 12] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
    ];
    let [c13, c12, c11, c10, c9, c8, c7, c6, c5, c4, c3, c2] = INVERSE_FACTORIALS;
    // in pairs, which depend on each other in four steps and not in twelve
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (c2 + c3 * r) + (c4 + c5 * r) * r2;
    let middle = (c6 + c7 * r) + (c8 + c9 * r) * r2;
    let high = (c10 + c11 * r) + (c12 + c13 * r) * r2;
    r + r2 * (low + r4 * (middle + r4 * high))
}

/// Natural logarithm within two ulp for normal numbers; -infinity for 0 and below the smallest normal number,
/// infinity for infinity, NaN for negative numbers.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd; // bits of sqrt(1/2), where the mantissa m begins: x = 2^n m
    const TWO_52: u64 = 0x4330_0000_0000_0000; // bits of 2^52: an integer below 2^52 put in its low bits reads 2^52 + n
    let shifted = x.to_bits().wrapping_add(1.0f64.to_bits() - SQRT_HALF);
    let n = f64::from_bits((shifted >> 52) | TWO_52) - (f64::from_bits(TWO_52) + 1023.0);
    let m = f64::from_bits((shifted & MANTISSA) + SQRT_HALF);
    let result = n * LN_2_HIGH + (n * LN_2_LOW + ln_reduced(m - 1.0));
    let result = if x < f64::MIN_POSITIVE { f64::NEG_INFINITY } else { result };
    let result = if x == f64::INFINITY { x } else { result };
    if x >= 0.0 { result } else { f64::NAN }
}

/// ln(1 + x) within four ulp, also where x is small; for -1 < x.
#[inline(always)]
pub fn ln_1p(x: f64) -> f64 {
    let sum = 1.0 + x;
    ln(sum) - ((sum - 1.0) - x) / sum // what the addition rounded away
}

/// ln(1 + f) for sqrt(1/2) <= 1 + f < sqrt(2): twice the series of artanh(s), s = f / (2 + f), remainder below 1e-18.
#[inline(always)]
fn ln_reduced(f: f64) -> f64 {
    let s = f / (2.0 + f);
    let z = s * s;
    let mut sum = 2.0 / 21.0;
    for odd in [19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0] {
        sum = sum * z + 2.0 / odd;
    }
    f - s * (f - z * sum) // 2 s = f - s f: the leading term is exact
}

/// sinh x and its slope; continued along its tangent beyond |x| = 200, so that no voltage overflows.
#[inline(always)]
pub fn sinh_continued(x: f64) -> (f64, f64) {
    let inside = between(x, -200.0, 200.0);
    let (sinh, cosh) = sinh_cosh(inside);
    (sinh + cosh * (x - inside), cosh)
}

/// x^y for x >= 0 as e^(y ln x): relative error below (3 + 3 |y ln x|) ulp, exact where x or y is 0 or 1.
///
/// 0^0 is 1. Results beyond e^709 saturate as [`exp`] does.
#[inline(always)]
pub fn powf(x: f64, y: f64) -> f64 {
    let result = exp(y * ln(x));
    let result = if y == 1.0 { x } else { result };
    if y == 0.0 { 1.0 } else { result }
}

/// sinh(x) and cosh(x) within four ulp for |x| <= 709, also sinh where x is small; beyond they keep the value there.
#[inline(always)]
pub fn sinh_cosh(x: f64) -> (f64, f64) {
    let t = expm1(x.abs());
    let decay = t / (t + 1.0); // 1 - e^-|x|
    ((0.5 * (t + decay)).copysign(x), 0.5 * ((t + 1.0) + (1.0 - decay)))
}

/// sinh(x)/x - 1, the excess of the mean of e^v over a ramp of half width x, within 16 ulp; 0 at x = 0.
#[inline(always)]
pub fn sinh_over_less_one(x: f64) -> f64 {
    let whole = sinh_cosh(x).0 / x - 1.0;
    if x.abs() < 1.0 { sinh_over_less_one_near_zero(x) } else { whole }
}

/// [`sinh_over_less_one`] for |x| <= 1 at a third of its cost: the power series, remainder below 1e-17.
#[inline(always)]
pub fn sinh_over_less_one_near_zero(x: f64) -> f64 {
    // 1/(2k + 1)! from k = 1 to k = 8
    const INVERSE_FACTORIALS: [f64; 8] = [
        1.0 / 6.0,
        1.0 / 120.0,
        1.0 / 5_040.0,
        1.0 / 362_880.0,
        1.0 / 39_916_800.0,
        1.0 / 6_227_020_800.0,
        1.0 / 1_307_674_368_000.0,
        1.0 / 355_687_428_096_000.0,
    ];
    let [c1, c2, c3, c4, c5, c6, c7, c8] = INVERSE_FACTORIALS;
    let z = x * x;
    let z2 = z * z;
    let low = (c1 + c2 * z) + (c3 + c4 * z) * z2;
    let high = (c5 + c6 * z) + (c7 + c8 * z) * z2;
    z * (low + z2 * z2 * high)
}

#[cfg(test)]
#[path = "math_tests.rs"]
mod tests;
