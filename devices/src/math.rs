//! Functions the compiler can vectorize: straight-line arithmetic, selects instead of branches, no library calls.
//!
//! No fused multiply-add is used, so every instruction set gives the same bits.

use std::f64::consts::{FRAC_1_SQRT_2, LOG2_E};

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
///
/// Summed in pairs of pairs (Estrin), so that one term need not wait for another.
#[inline(always)]
fn exp_reduced(r: f64) -> f64 {
    const C: [f64; 12] = [
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
    let r2 = r * r;
    let r4 = r2 * r2;
    let quartet = |n: usize| (C[n] + C[n + 1] * r) + (C[n + 2] + C[n + 3] * r) * r2;
    let sum = (quartet(0) + quartet(4) * r4) + quartet(8) * (r4 * r4);
    1.0 + (r + r2 * sum)
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

    #[test]
    fn logarithm_agrees_with_the_library_to_two_units_in_the_last_place() {
        for n in -300_000..300_000 {
            let x = 10f64.powf(f64::from(n) * 1e-3);
            let error = (ln(x) - x.ln()).abs();
            assert!(error <= 2.0 * f64::EPSILON * x.ln().abs().max(f64::MIN_POSITIVE), "x = {x}: {error:e}");
        }
    }
}
