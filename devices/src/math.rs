//! Functions the compiler can vectorize: straight-line arithmetic, selects instead of branches, no library calls.
//!
//! No fused multiply-add is used, so every instruction set gives the same bits. Accuracies are in units in the last
//! place (ulp); the tests measure them against the standard library over the whole range.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, FRAC_PI_8, LN_2, LOG2_E};

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

/// e^x to ten digits at half the cost of [`exp`]: relative error below 5e-11 for -708 <= x <= 709; 0 below -709.
///
/// Not to be called above 709, where nothing keeps the result finite.
///
/// The polynomial is the one of degree 7 with the least largest relative error on |r| <= ln(2)/2, by Remez's exchange.
#[inline(always)]
pub fn exp_to_ten_digits(x: f64) -> f64 {
    const LEAST_ERROR: [f64; 8] = [
        0.999_999_999_961_681_9,
        1.000_000_000_243_096,
        0.500_000_010_453_632,
        0.166_666_651_261_366_62,
        0.041_666_225_425_250_94,
        0.008_333_561_090_496_969,
        0.001_394_818_334_319_675,
        0.000_197_751_714_616_298_72,
    ];
    let [c0, c1, c2, c3, c4, c5, c6, c7] = LEAST_ERROR;
    let (r, power_of_two) = reduce_or_zero(x);
    let r2 = r * r;
    let low = (c0 + c1 * r) + (c2 + c3 * r) * r2;
    let high = (c4 + c5 * r) + (c6 + c7 * r) * r2;
    (low + r2 * r2 * high) * power_of_two
}

/// e^x to fourteen digits at three quarters of the cost of [`exp`]: relative error below 2e-15 + 1.5e-16 |x| for
/// -708 <= x <= 709; 0 below -709.
///
/// Not to be called above 709, where nothing keeps the result finite.
#[inline(always)]
pub fn exp_to_fourteen_digits(x: f64) -> f64 {
    let (r, power_of_two) = reduce_or_zero(x);
    (1.0 + expm1_reduced_to_fourteen_digits(r)) * power_of_two
}

/// e^x - 1 to fourteen digits, also where x is small: relative error below 2e-15 + 1.5e-16 |x| for |x| <= 709.
///
/// Not to be called beyond.
#[inline(always)]
pub fn expm1_to_fourteen_digits(x: f64) -> f64 {
    let (r, power_of_two) = reduce_in_one(x);
    power_of_two * expm1_reduced_to_fourteen_digits(r) + (power_of_two - 1.0)
}

/// r and 2^n with e^x = 2^n e^r and |r| <= ln(2)/2; r is off by an ulp of x at most.
#[inline(always)]
fn reduce_in_one(x: f64) -> (f64, f64) {
    let (n, power_of_two) = nearest_power(x);
    (x - n * LN_2, power_of_two)
}

/// [`reduce_in_one`] from -709.2 on; below, the power of two is 0.
#[inline(always)]
fn reduce_or_zero(x: f64) -> (f64, f64) {
    const ZERO: f64 = -709.2; // its power of two, 2^-1023, has the bits of 0: no select is needed
    reduce_in_one(if x > ZERO { x } else { ZERO })
}

/// e^r - 1 as the polynomial of degree 10 with the least largest relative error on |r| <= ln(2)/2, 1.2e-15, by Remez's
/// exchange.
#[inline(always)]
fn expm1_reduced_to_fourteen_digits(r: f64) -> f64 {
    const LEAST_ERROR: [f64; 10] = [
        1.000_000_000_000_001,
        0.499_999_999_999_995_54,
        0.166_666_666_666_161_3,
        0.041_666_666_667_132_15,
        0.008_333_333_367_109_952,
        0.001_388_888_876_472_311,
        0.000_198_411_909_164_163_2,
        2.480_169_075_049_183_7e-5,
        2.763_252_868_108_213e-6,
        2.755_733_609_252_351e-7,
    ];
    let [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9] = LEAST_ERROR;
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (c0 + c1 * r) + (c2 + c3 * r) * r2;
    let high = (c4 + c5 * r) + (c6 + c7 * r) * r2;
    r * (low + r4 * (high + r4 * (c8 + c9 * r)))
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
    let inside = x.clamp(-708.0, 709.0);
    let (n, power_of_two) = nearest_power(inside);
    let r = (inside - n * LN_2_HIGH) - n * LN_2_LOW;
    (r, power_of_two)
}

/// The integer n for which 2^n is nearest to e^x on a logarithmic scale, and 2^n; for -709.4 < x < 709.4.
#[inline(always)]
fn nearest_power(x: f64) -> (f64, f64) {
    const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52: adding it leaves the nearest integer in the low bits
    let shifted = x * LOG2_E + ROUND;
    (shifted - ROUND, f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits())))
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

/// [`ln_1p`] for 0 <= x <= 1, with one division.
#[inline(always)]
pub fn ln_1p_unit(x: f64) -> f64 {
    const SQRT_2_LESS_1: f64 = std::f64::consts::SQRT_2 - 1.0;
    let far = x > SQRT_2_LESS_1; // then take ln 2 + ln((1 + x) / 2)
    let (top, bottom, base) = if far { (x - 1.0, x + 3.0, LN_2) } else { (x, x + 2.0, 0.0) };
    base + twice_atanh(top / bottom)
}

/// 2 artanh(s) = ln((1 + s) / (1 - s)) for |s| <= 0.1716: the polynomial of degree 17 with the least largest error,
/// 3e-20 of the result, by Remez's exchange.
#[inline(always)]
fn twice_atanh(s: f64) -> f64 {
    const LEAST_ERROR: [f64; 8] = [
        0.666_666_666_666_666_7,
        0.400_000_000_000_008_86,
        0.285_714_285_707_986_34,
        0.222_222_223_927_292_46,
        0.181_817_955_415_267_66,
        0.153_862_446_182_054_7,
        0.132_686_516_473_031_8,
        0.130_878_057_712_045_95,
    ];
    let square = s * s;
    2.0 * s + s * square * polynomial(&LEAST_ERROR, square)
}

/// Arc cotangent, from 0 (x = infinity) over pi/2 (x = 0) to pi; small results keep their relative precision.
#[inline(always)]
pub fn arccot(x: f64) -> f64 {
    const TAN_16TH: f64 = 0.198_912_367_379_658; // tan(pi/16)
    const TAN_8TH: f64 = std::f64::consts::SQRT_2 - 1.0; // tan(pi/8)
    const TAN_3_16THS: f64 = 0.668_178_637_919_299; // tan(3 pi/16)
    // arctan(u) = u + u^3 c(u^2) on |u| <= tan(pi/16), with the least largest error, 3e-19 of u, by Remez's exchange
    const LEAST_ERROR: [f64; 8] = [
        -0.333_333_333_333_333_3,
        0.199_999_999_999_973_25,
        -0.142_857_142_842_880_1,
        0.111_111_108_211_879_37,
        -0.090_908_801_099_593_76,
        0.076_907_303_271_744_28,
        -0.066_188_400_573_604_91,
        0.051_165_224_742_589_06,
    ];
    let magnitude = x.abs().min(1e300);
    // arctan of the smaller of |x| and 1/|x|, from the nearest of 0, pi/8, pi/4
    let near_1 = (magnitude > TAN_3_16THS) & (magnitude < 1.0 / TAN_3_16THS);
    let near_0 = !(TAN_16TH..=1.0 / TAN_16TH).contains(&magnitude);
    let (c, base) = if near_1 { (1.0, FRAC_PI_4) } else { (TAN_8TH, FRAC_PI_8) };
    let (c, base) = if near_0 { (0.0, 0.0) } else { (c, base) };
    // two selects of their own: from one on `inverted` the compiler makes two quotients and two polynomials
    let top = if magnitude < 1.0 { magnitude } else { 1.0 };
    let bottom = if magnitude > 1.0 { magnitude } else { 1.0 };
    let u = (top - c * bottom) / (bottom + c * top);
    let square = u * u;
    let angle = base + (u + u * square * polynomial(&LEAST_ERROR, square));
    let acute = if bottom > 1.0 { angle } else { FRAC_PI_2 - angle };
    if x < 0.0 { std::f64::consts::PI - acute } else { acute }
}

/// Sum of c_k x^k, in pairs and fours (Estrin's scheme): half the waiting of one term after the other.
#[inline(always)]
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    let x2 = x * x;
    let four = |k: usize| (c[k] + c[k + 1] * x) + (c[k + 2] + c[k + 3] * x) * x2;
    four(0) + four(4) * (x2 * x2)
}

#[cfg(test)]
#[path = "math_tests.rs"]
mod tests;
