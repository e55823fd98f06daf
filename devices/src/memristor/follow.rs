//! Motion at a speed that depends on place and time: ds/dt = speed(s, t), from s towards 1, stiff or not.
//!
//! A device that brakes itself (its current falls as it turns OFF) settles within nanoseconds and may then follow a
//! slow ramp for a second; the implicit method takes steps that fit the solution, not the settling.

/// Estimated error allowed per step, as a part of the way from the end that is left: what leaves an unstable end grows.
const TOLERANCE: f64 = 1e-9;

/// Way below which errors no longer have to shrink with it.
const SHORT: f64 = 1e-9;

/// Steps after which the rest is taken in one implicit Euler step; a motion through the whole range takes some hundred.
const MAX_STEPS: usize = 10_000;

/// Diagonal of the method.
const GAMMA: f64 = 0.25;

/// The L-stable method of order 4 and its weights less those of order 3: Hairer and Wanner, Solving Ordinary
/// Differential Equations II, table IV.6.5. The last row holds the weights, too: the last stage is the result.
const TIMES: [f64; 5] = [0.25, 0.75, 11.0 / 20.0, 0.5, 1.0];
const STAGES: [[f64; 4]; 5] = [
    [0.0; 4],
    [0.5, 0.0, 0.0, 0.0],
    [17.0 / 50.0, -1.0 / 25.0, 0.0, 0.0],
    [371.0 / 1360.0, -137.0 / 2720.0, 15.0 / 544.0, 0.0],
    [25.0 / 24.0, -49.0 / 48.0, 125.0 / 16.0, -85.0 / 12.0],
];
const ERROR: [f64; 5] = [-3.0 / 16.0, -27.0 / 32.0, 25.0 / 32.0, 0.0, 0.25];

/// Place after `duration`, starting at `place` (0 to 1); error below 1e-7 of the range.
///
/// `speed(s, t)` (0 or above, finite) is asked for 0 <= s <= 1 and t from 0 to `duration`.
pub(super) fn follow(place: f64, duration: f64, speed: impl Fn(f64, f64) -> f64) -> f64 {
    let (mut place, mut time) = (place, 0.0);
    let mut rate = speed(place, 0.0);
    let mut step = if rate > 0.0 { (0.05 / rate).min(duration) } else { duration };
    for _ in 0..MAX_STEPS {
        let left = duration - time;
        if !(left > 0.0 && place < 1.0) {
            return place;
        }
        step = step.min(left);
        match try_step(place, time, step, rate, &speed) {
            Some((next, error)) => {
                // beyond the end only the sign matters: nothing comes back
                let error = error / next.max(SHORT);
                if error <= TOLERANCE || next - 1.0 > 10.0 * error {
                    place = next.clamp(place, 1.0);
                    time = if step == left { duration } else { time + step };
                    rate = speed(place, time);
                }
                step *= (0.9 * (TOLERANCE / error).powf(0.25)).clamp(0.05, 5.0);
            }
            None => step *= 0.25,
        }
    }
    let left = duration - time;
    let last = stage(place, left, 0.0, |s| speed(s, duration)).unwrap_or(0.0);
    (place + left * last).clamp(place, 1.0)
}

/// Place after `step` and its estimated error; `None` when a stage has no solution because the motion runs away, or when
/// the `rate` at the beginning has died away before the first stage, which then says nothing about the motion.
fn try_step(place: f64, time: f64, step: f64, rate: f64, speed: &impl Fn(f64, f64) -> f64) -> Option<(f64, f64)> {
    let mut rates = [0.0; 5];
    for k in 0..5 {
        let base = place + step * STAGES[k].iter().zip(&rates).map(|(a, rate)| a * rate).sum::<f64>();
        let guess = if k == 0 { 0.0 } else { rates[k - 1] };
        rates[k] = stage(base, GAMMA * step, guess, |s| speed(s, time + TIMES[k] * step))?;
    }
    if step * rate > TOLERANCE * place.max(SHORT) && rates.iter().all(|later| *later < 0.25 * rate) {
        return None;
    }
    let result =
        place + step * (STAGES[4].iter().zip(&rates).map(|(b, rate)| b * rate).sum::<f64>() + GAMMA * rates[4]);
    let error = step * ERROR.iter().zip(&rates).map(|(e, rate)| e * rate).sum::<f64>();
    Some((result, error.abs()))
}

/// The rate k = speed(base + `share` k), by Newton's method with a difference quotient.
///
/// A speed that falls with the place is convex for the models here, and zero from where it settles: the slope is taken
/// backwards, so that the iteration climbs to the root from the left. One that rises has a root near the guess or none.
fn stage(base: f64, share: f64, guess: f64, speed: impl Fn(f64) -> f64) -> Option<f64> {
    const INCREMENT: f64 = 1e-7; // rounding and truncation of the difference quotient are both near 1e-8
    let inside = |s: f64| s.clamp(0.0, 1.0);
    let mut rate = guess;
    for _ in 0..60 {
        let s = base + share * rate;
        let value = speed(inside(s));
        let increment = INCREMENT * s.max(1e-3);
        let slope = (value - speed(inside(s - increment))) / increment;
        let divisor = 1.0 - share * slope;
        if divisor.is_nan() || divisor <= 0.2 {
            return None;
        }
        let next = (rate - (rate - value) / divisor).max(0.0);
        let change = share * (next - rate).abs();
        rate = next;
        if change <= 1e-3 * TOLERANCE * s.max(SHORT) {
            return Some(rate);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settling_follows_its_closed_form_from_slow_to_extremely_stiff() {
        // s' = (target(t) - s)/tau while below the target, which rises linearly
        for tau in [1e3f64, 1.0, 1e-3, 1e-9] {
            let target = |t: f64| 0.3 + 0.5 * t;
            let solved = follow(0.1, 1.0, |s, t| ((target(t) - s) / tau).max(0.0));
            let lag = 0.5 * tau;
            let exact = target(1.0) - lag + (0.1 - 0.3 + lag) * (-1.0 / tau).exp();
            assert!((solved - exact).abs() < 1e-8, "tau {tau:e}: {solved} {exact}");
        }
    }

    #[test]
    fn algebraic_settling_over_twelve_decades_of_time_follows_its_closed_form() {
        for duration in [1e-3, 1.0, 1e3, 1e9] {
            let solved = follow(0.0, duration, |s, _| (0.8f64 - s).max(0.0).powi(2));
            let exact = 0.8 - 1.0 / (1.0 / 0.8 + duration); // 1/(0.8 - s) grows with time
            assert!((solved - exact).abs() < 1e-8, "{duration:e}: {solved} {exact}");
        }
    }

    #[test]
    fn motion_that_ends_early_in_a_long_time_is_not_stepped_over() {
        for active in [1e-1, 1e-3, 1e-6] {
            let solved = follow(0.2, 1.0, |_, t| 0.1 / active * (1.0 - t / active).max(0.0));
            assert!((solved - 0.25).abs() < 1e-8, "{active:e}: {solved}");
        }
    }

    #[test]
    fn runaway_motion_reaches_the_end_at_the_right_time() {
        let reach = 1e3f64.ln();
        for share in [0.5, 0.9, 0.999] {
            let solved = follow(1e-3, share * reach, |s, _| s);
            assert!((solved / (1e-3 * (share * reach).exp()) - 1.0).abs() < 1e-6, "{solved}");
        }
        assert_eq!(follow(1e-3, 1.001 * reach, |s, _| s), 1.0);
        assert_eq!(follow(1e-3, 1e12, |s, _| s), 1.0);
    }

    #[test]
    fn fixed_steps_converge_with_fourth_order() {
        let speed = |s: f64, t: f64| 0.3 * (1.0 + t) * (1.0 - 0.5 * s * s); // s = sqrt 2 tanh(...)
        let scale = 0.3 * 0.5f64.sqrt();
        let exact = 2f64.sqrt() * (scale * 1.5).tanh();
        let error = |n: u32| {
            let h = 1.0 / f64::from(n);
            (0..n).fold(0.0, |s, k| try_step(s, h * f64::from(k), h, 0.0, &speed).unwrap().0) - exact
        };
        let order = (error(8) / error(16)).log2();
        assert!((order - 4.0).abs() < 0.3, "measured order {order:.2}");
    }
}
