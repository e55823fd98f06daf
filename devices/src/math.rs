//! Functions the compiler can vectorize: straight-line arithmetic, selects instead of branches, no library calls.
//!
//! No fused multiply-add is used, so every instruction set gives the same bits.

use std::f64::consts::LOG2_E;

/// e^x within two units in the last place for -708 <= x <= 709; 0 below, e^709 above.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000); // low bits zero: n * LN_2_HIGH is exact
    const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
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
    1.0 + (r + r * r * sum)
}

/// Hyperbolic sine and its slope; continued along its tangent beyond |x| = 200, so that no voltage overflows.
#[inline(always)]
pub fn sinh_continued(x: f64) -> (f64, f64) {
    let inside = x.clamp(-200.0, 200.0);
    let (up, down) = (0.5 * exp(inside), 0.5 * exp(-inside));
    let square = inside * inside;
    // near zero the difference would cancel: series to x^9, below 1e-17 of the value for |x| < 0.1
    let series = inside * (1.0 + square / 6.0 * (1.0 + square / 20.0 * (1.0 + square / 42.0 * (1.0 + square / 72.0))));
    let sinh = if square < 0.01 { series } else { up - down };
    (sinh + (up + down) * (x - inside), up + down)
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
    fn hyperbolic_sine_agrees_with_the_library_and_continues_along_its_tangent() {
        for n in -2000..2000 {
            let x = 0.0999 * f64::from(n);
            let (sinh, cosh) = sinh_continued(x);
            assert!((sinh - x.sinh()).abs() <= 1e-14 * x.sinh().abs(), "x = {x}");
            assert!((cosh / x.cosh() - 1.0).abs() < 1e-15 * 4.0, "x = {x}");
        }
        let (end, slope) = sinh_continued(200.0);
        assert_eq!(sinh_continued(201.0), (end + slope, slope));
        assert!(sinh_continued(-1e12).0.is_finite());
    }
}
