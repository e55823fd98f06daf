//! Functions the compiler can vectorize: straight-line arithmetic, selects instead of branches, no library calls.
//!
//! No fused multiply-add is used, so every instruction set gives the same bits.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, FRAC_PI_8, LN_2, LOG2_E};

const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000); // low bits zero: n * LN_2_HIGH is exact
const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// e^x within two units in the last place for -708 <= x <= 709; 0 below, e^709 above.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52: adding it leaves the nearest integer in the low bits
    let inside = x.clamp(-708.0, 709.0);
    let shifted = inside * LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (inside - n * LN_2_HIGH) - n * LN_2_LOW;
    let power_of_two = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits()));
    let result = exp_reduced(r) * power_of_two;
    if x < -708.0 { 0.0 } else { result }
}

/// Taylor polynomial of degree 13; for |r| <= ln(2)/2 its remainder is below 5e-18.
#[inline(always)]
fn exp_reduced(r: f64) -> f64 {
    const INVERSE_FACTORIALS: [f64; 12] = [
        0.5,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5_040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
        1.0 / 479_001_600.0,
        1.0 / 6_227_020_800.0,
    ];
    1.0 + (r + r * r * polynomial(&INVERSE_FACTORIALS, r))
}

/// Sum of c_k x^k, in pairs and fours (Estrin's scheme): half the waiting of one term after the other.
#[inline(always)]
fn polynomial(c: &[f64; 12], x: f64) -> f64 {
    let x2 = x * x;
    let x4 = x2 * x2;
    let four = |k: usize| (c[k] + c[k + 1] * x) + (c[k + 2] + c[k + 3] * x) * x2;
    four(0) + (four(4) + four(8) * x4) * x4
}

/// Natural logarithm within two units in the last place for normal positive x; -infinity at 0 and below.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    const ONE: u64 = 1.0f64.to_bits();
    const SQRT_HALF: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();
    const FRACTION: u64 = (1 << 52) - 1;
    const TWO_52: f64 = 4_503_599_627_370_496.0; // its low bits take a whole number as they are
    let shifted = x.to_bits().wrapping_add(ONE - SQRT_HALF);
    let exponent = f64::from_bits((shifted >> 52) | TWO_52.to_bits()) - (TWO_52 + 1023.0);
    let m = f64::from_bits((shifted & FRACTION) + SQRT_HALF); // between sqrt(1/2) and sqrt(2)
    let result = exponent * LN_2_HIGH + (twice_atanh((m - 1.0) / (m + 1.0)) + exponent * LN_2_LOW);
    if x > 0.0 { result } else { f64::NEG_INFINITY }
}

/// ln(1 + x) for 0 <= x <= 1, small x included.
#[inline(always)]
pub fn ln_1p_unit(x: f64) -> f64 {
    const SQRT_2_LESS_1: f64 = std::f64::consts::SQRT_2 - 1.0;
    let far = x > SQRT_2_LESS_1; // then take ln 2 + ln((1 + x) / 2)
    let (top, bottom, base) = if far { (x - 1.0, x + 3.0, LN_2) } else { (x, x + 2.0, 0.0) };
    base + twice_atanh(top / bottom)
}

/// 2 artanh(s) = ln((1 + s) / (1 - s)) for |s| <= 0.1716: its series, remainder below 1e-18.
#[inline(always)]
fn twice_atanh(s: f64) -> f64 {
    const SERIES: [f64; 12] = [
        2.0 / 3.0,
        2.0 / 5.0,
        2.0 / 7.0,
        2.0 / 9.0,
        2.0 / 11.0,
        2.0 / 13.0,
        2.0 / 15.0,
        2.0 / 17.0,
        2.0 / 19.0,
        2.0 / 21.0,
        2.0 / 23.0,
        2.0 / 25.0,
    ];
    let square = s * s;
    2.0 * s + s * square * polynomial(&SERIES, square)
}

/// Arc cotangent, from 0 (x = infinity) over pi/2 (x = 0) to pi; small results keep their relative precision.
#[inline(always)]
pub fn arccot(x: f64) -> f64 {
    const TAN_16TH: f64 = 0.198_912_367_379_658; // tan(pi/16)
    const TAN_8TH: f64 = std::f64::consts::SQRT_2 - 1.0; // tan(pi/8)
    const TAN_3_16THS: f64 = 0.668_178_637_919_299; // tan(3 pi/16)
    const ARCTAN_SERIES: [f64; 12] = [
        -1.0 / 3.0,
        1.0 / 5.0,
        -1.0 / 7.0,
        1.0 / 9.0,
        -1.0 / 11.0,
        1.0 / 13.0,
        -1.0 / 15.0,
        1.0 / 17.0,
        -1.0 / 19.0,
        1.0 / 21.0,
        -1.0 / 23.0,
        1.0 / 25.0,
    ];
    let magnitude = x.abs().min(1e300);
    // arctan of the smaller of |x| and 1/|x|, from the nearest of 0, pi/8, pi/4
    let near_1 = (magnitude > TAN_3_16THS) & (magnitude < 1.0 / TAN_3_16THS);
    let near_0 = !(TAN_16TH..=1.0 / TAN_16TH).contains(&magnitude);
    let (c, base) = if near_1 { (1.0, FRAC_PI_4) } else { (TAN_8TH, FRAC_PI_8) };
    let (c, base) = if near_0 { (0.0, 0.0) } else { (c, base) };
    let inverted = magnitude > 1.0;
    let (top, bottom) = if inverted { (1.0, magnitude) } else { (magnitude, 1.0) };
    let u = (top - c * bottom) / (bottom + c * top);
    let square = u * u;
    let angle = base + (u + u * square * polynomial(&ARCTAN_SERIES, square));
    let acute = if inverted { angle } else { FRAC_PI_2 - angle };
    if x < 0.0 { std::f64::consts::PI - acute } else { acute }
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
    fn logarithm_agrees_with_the_library_to_two_units_in_the_last_place() {
        for n in -70_000..70_000 {
            let x = (f64::from(n) * 1.000_1e-2).exp();
            let error = (ln(x) - x.ln()).abs();
            assert!(error <= 2.0 * f64::EPSILON * x.ln().abs(), "x = {x:e}: {error:e}");
        }
        assert_eq!((ln(1.0), ln(0.0), ln(-1.0)), (0.0, f64::NEG_INFINITY, f64::NEG_INFINITY));
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

    #[test]
    fn exponential_is_zero_far_below_and_finite_far_above() {
        assert_eq!(exp(-1e300), 0.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert!(exp(1e300).is_finite());
        assert_eq!(exp(0.0), 1.0);
    }
}
