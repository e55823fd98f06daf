//! Functions the compiler can vectorize: straight-line arithmetic, selects instead of branches, no library calls.
//!
//! No fused multiply-add is used, so every instruction set gives the same bits.

use std::f64::consts::{FRAC_1_SQRT_2, LOG2_E};

const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000); // low bits zero: n * LN_2_HIGH is exact
const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// e^x within two units in the last place for -708 <= x <= 709; 0 below, e^709 above.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let (r, power_of_two) = reduce(x);
    let result = (1.0 + expm1_reduced(r)) * power_of_two;
    if x < -708.0 { 0.0 } else { result }
}

/// e^x - 1 within four units in the last place, also where x is small; -1 far below, e^709 far above.
#[inline(always)]
pub fn expm1(x: f64) -> f64 {
    let (r, power_of_two) = reduce(x);
    power_of_two * expm1_reduced(r) + (power_of_two - 1.0)
}

/// r and 2^n of e^x = 2^n e^r with |r| <= ln(2)/2, after bringing x into -708..709.
#[inline(always)]
fn reduce(x: f64) -> (f64, f64) {
    const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52: adding it leaves the nearest integer in the low bits
    let inside = x.clamp(-708.0, 709.0);
    let shifted = inside * LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (inside - n * LN_2_HIGH) - n * LN_2_LOW;
    (r, f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits())))
}

/// sinh x and cosh x, the former with full relative accuracy also where x is small.
#[inline(always)]
pub fn sinh_cosh(x: f64) -> (f64, f64) {
    let growth = expm1(x.abs());
    let (rise, fall) = (growth + 1.0, growth / (growth + 1.0));
    ((0.5 * (growth + fall)).copysign(x), 0.5 * (rise + (1.0 - fall)))
}

/// ln x within two units in the last place for positive normal x.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let exponent = (x.to_bits() as i64).wrapping_sub(FRAC_1_SQRT_2.to_bits() as i64) >> 52;
    let mantissa = f64::from_bits((x.to_bits() as i64).wrapping_sub(exponent << 52) as u64);
    let exponent = f64::from(exponent as i32);
    let f = mantissa - 1.0; // from sqrt(1/2) - 1 to sqrt(2) - 1, exact
    let s = f / (2.0 + f);
    let z = s * s;
    let mut sum = 1.0 / 23.0; // artanh series, z <= 0.0295
    for odd in [21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0] {
        sum = sum * z + 1.0 / odd;
    }
    exponent * LN_2_HIGH + (2.0 * s + (2.0 * s * z * sum + exponent * LN_2_LOW))
}

/// ln(1 + x) within four units in the last place, also where x is small; for -1 < x.
#[inline(always)]
pub fn ln_1p(x: f64) -> f64 {
    let sum = 1.0 + x;
    ln(sum) - ((sum - 1.0) - x) / sum // what the addition rounded away
}

/// e^r - 1 by the Taylor polynomial of degree 13; for |r| <= ln(2)/2 its remainder is below 5e-18.
#[inline(always)]
fn expm1_reduced(r: f64) -> f64 {
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
    let mut sum = INVERSE_FACTORIALS[0];
    for &c in &INVERSE_FACTORIALS[1..] {
        sum = sum * r + c;
    }
    r + r * r * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_agrees_with_the_library_to_two_units_in_the_last_place() {
        for n in -708_000..709_000 {
            let x = f64::from(n) * 1.000_1e-3;
            if (-708.0..=709.0).contains(&x) {
                let error = (exp(x) / x.exp() - 1.0).abs();
                assert!(error <= 2.0 * f64::EPSILON, "x = {x}: {error:e}");
            }
        }
    }

    #[test]
    fn exponential_is_zero_far_below_and_finite_far_above() {
        assert_eq!(exp(-1e300), 0.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert!(exp(1e300).is_finite());
        assert_eq!(exp(0.0), 1.0);
    }

    /// Largest relative error of `function` against `library` over both signs of 1e-9 to 700.
    fn error(function: impl Fn(f64) -> f64, library: impl Fn(f64) -> f64) -> f64 {
        let grid = (0..100_000).map(|n| 1e-9 * 7e11f64.powf(f64::from(n) * 1e-5));
        grid.flat_map(|x| [x, -x]).map(|x| (function(x) / library(x) - 1.0).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn hyperbolic_functions_and_expm1_keep_their_relative_accuracy_near_zero() {
        assert!(error(expm1, f64::exp_m1) < 4.0 * f64::EPSILON);
        assert!(error(|x| sinh_cosh(x).0, f64::sinh) < 4.0 * f64::EPSILON);
        assert!(error(|x| sinh_cosh(x).1, f64::cosh) < 4.0 * f64::EPSILON);
        assert_eq!(sinh_cosh(0.0), (0.0, 1.0));
        assert!(sinh_cosh(-1e300).0.is_finite());
    }

    #[test]
    fn logarithms_agree_with_the_library_to_the_last_few_bits() {
        assert!(error(|x| ln(x.abs()), |x| x.abs().ln()) < 2.0 * f64::EPSILON);
        assert!(error(|x| ln_1p(x.abs()), |x| x.abs().ln_1p()) < 4.0 * f64::EPSILON);
        for n in 1..100_000 {
            let x = f64::from(n) * 1e-5;
            assert!((ln(x) - x.ln()).abs() <= 2.0 * f64::EPSILON * x.ln().abs(), "ln {x}");
            assert!((ln_1p(-x) - (-x).ln_1p()).abs() <= 4.0 * f64::EPSILON * (-x).ln_1p().abs(), "ln_1p {x}");
        }
        assert!((ln(f64::MIN_POSITIVE) / f64::MIN_POSITIVE.ln() - 1.0).abs() < 1e-15);
        assert!((ln(f64::MAX) / f64::MAX.ln() - 1.0).abs() < 1e-15);
    }
}
