//! Motion at a speed that depends on the place alone: ds/d(dose) = speed(s), from s towards 1.
//!
//! Drift laws of the form rate(V) f(x) are of this kind once the integral of the rate over time, the dose, is known; any
//! waveform of one sign then counts by its dose alone.
//!
//! Not a case for [`integrate`](crate::integrate): without a drive in it the motion is neither stiff nor bound to a time,
//! so an explicit pair of order 5, in a variable that stretches the end, is exact to 1e-9 for a fraction of the work.

/// Estimated error allowed per step, as a part of the way from the end that is left: what leaves an unstable end grows.
const TOLERANCE: f64 = 1e-11;

/// -ln(1 - s) of the last number below 1.
const ARRIVED: f64 = 36.7;

/// Share of the way left that counts as short.
const SHORT: f64 = 0.1;

/// Steps after which the motion counts as over; a motion through the whole range takes some hundred.
const MAX_STEPS: usize = 5_000;

/// Place after `dose`, starting at `place` (0 to 1); error below 1e-9 of the range.
///
/// Integrates z = -ln(1 - s), whose speed stays moderate where s approaches 1 exponentially, with the pair of orders 5
/// and 4 of Dormand and Prince 1980, doi:10.1016/0771-050X(80)90013-3. `speed` (0 or above) is asked for 0 <= s < 1.
pub(super) fn travel(place: f64, dose: f64, speed: impl Fn(f64) -> f64) -> f64 {
    if dose.is_nan() || dose <= 0.0 {
        return place;
    }
    if let Some(place) = short_way(place, dose, &speed) {
        return place;
    }
    let rate = |z: f64| speed(place_at(z)) * exp_z(z);
    let mut z = -(-place).ln_1p();
    let mut left = dose;
    let mut first = rate(z);
    let mut step = (0.01 / first).min(left);
    for _ in 0..MAX_STEPS {
        if !(left > 0.0 && z < ARRIVED && first > 0.0) {
            break;
        }
        step = step.min(left);
        let (next, last, error) = dormand_prince(z, first, step, &rate);
        let (error, moved) = (error / exp_z(z), next - z); // error of s, and a step that the estimate can be trusted for
        let error = error / place_at(next).max(f64::MIN_POSITIVE);
        if error <= TOLERANCE && moved <= 2.0 {
            (z, first, left) = (next, last, left - step);
        }
        let scale = (0.9 * (TOLERANCE / error).powf(0.2)).clamp(0.1, 5.0);
        step *= if moved <= 2.0 { scale } else { scale.min(0.5) };
    }
    place_at(z).clamp(place, 1.0)
}

/// A short way in one step of s itself, which needs no exponentials; none when it is not short or not exact enough.
fn short_way(place: f64, dose: f64, speed: &impl Fn(f64) -> f64) -> Option<f64> {
    let first = speed(place);
    if dose * first > SHORT * (1.0 - place) {
        return None;
    }
    let (next, _, error) = dormand_prince(place, first, dose, &|s: f64| speed(s.min(1.0)));
    let exact = next >= place && next <= 1.0 && error <= TOLERANCE * next;
    exact.then_some(next)
}

fn place_at(z: f64) -> f64 {
    if z >= ARRIVED { 1.0 } else { -(-z).exp_m1() }
}

/// e^z = 1 / (1 - s), held at the last number below 1.
fn exp_z(z: f64) -> f64 {
    z.min(ARRIVED).exp()
}

/// z after `step`, the rate there, and the estimated error of z.
fn dormand_prince(z: f64, k1: f64, step: f64, rate: &impl Fn(f64) -> f64) -> (f64, f64, f64) {
    let k2 = rate(z + step * k1 / 5.0);
    let k3 = rate(z + step * (3.0 * k1 + 9.0 * k2) / 40.0);
    let k4 = rate(z + step * (44.0 / 45.0 * k1 - 56.0 / 15.0 * k2 + 32.0 / 9.0 * k3));
    let fifth = 19_372.0 * k1 - 76_080.0 * k2 + 64_448.0 * k3 - 1_908.0 * k4;
    let k5 = rate(z + step * fifth / 6_561.0);
    let sixth = 9_017.0 / 3_168.0 * k1 - 355.0 / 33.0 * k2 + 46_732.0 / 5_247.0 * k3 + 49.0 / 176.0 * k4;
    let k6 = rate(z + step * (sixth - 5_103.0 / 18_656.0 * k5));
    let sum = 35.0 / 384.0 * k1 + 500.0 / 1_113.0 * k3 + 125.0 / 192.0 * k4 - 2_187.0 / 6_784.0 * k5 + 11.0 / 84.0 * k6;
    let next = z + step * sum;
    let k7 = rate(next);
    let difference = 71.0 / 57_600.0 * k1 - 71.0 / 16_695.0 * k3 + 71.0 / 1_920.0 * k4 - 17_253.0 / 339_200.0 * k5
        + 22.0 / 525.0 * k6
        - k7 / 40.0;
    (next, k7, (step * difference).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logistic_and_hyperbolic_motion_follow_their_closed_forms() {
        for start in [1e-6, 0.1, 0.5, 0.9] {
            for dose in [1e-9, 1e-3, 0.1, 1.0, 3.0, 30.0] {
                let growth = (4.0f64 * dose).exp();
                let logistic = start * growth / (1.0 - start + start * growth); // s' = 4 s (1 - s)
                let solved = travel(start, dose, |s| 4.0 * s * (1.0 - s));
                assert!((solved - logistic).abs() < 1e-9, "{start} {dose}: {solved} {logistic}");
                let tanh = (start + dose.tanh()) / (1.0 + start * dose.tanh()); // s' = 1 - s^2
                let solved = travel(start, dose, |s| 1.0 - s * s);
                assert!((solved - tanh).abs() < 1e-9, "{start} {dose}: {solved} {tanh}");
            }
        }
    }

    #[test]
    fn any_dose_ends_in_the_range() {
        for dose in [0.0, 1e3, 1e12, 1e300, f64::INFINITY] {
            for speed in [|s: f64| 1.0 - s, |_| 1.0, |s: f64| (-((s - 0.4) / 0.02).exp()).exp(), |_| 0.0, |_| 1e300] {
                let solved = travel(0.25, dose, speed);
                assert!((0.25..=1.0).contains(&solved), "{dose:e}: {solved}");
            }
        }
        assert_eq!(travel(0.0, 1e9, |s| 1.0 - s), 1.0);
        assert_eq!(travel(1.0, 1.0, |s| 1.0 - s), 1.0);
    }

    #[test]
    fn fixed_steps_converge_with_fifth_order() {
        let rate = |z: f64| -z;
        let error = |n: i32| {
            let step = 2.0 / f64::from(n);
            (0..n).fold(1.0, |z, _| dormand_prince(z, rate(z), step, &rate).0) - (-2f64).exp()
        };
        let order = (error(32) / error(64)).log2();
        assert!((order - 5.0).abs() < 0.2, "measured order {order:.2}");
    }
}
