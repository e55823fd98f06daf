//! One state along a voltage ramp when its rate has no closed integral: an adaptive, L-stable Rosenbrock pair.
//!
//! Rodas3 (Sandu et al. 1997, doi:10.1016/S1352-2310(97)83212-8): four stages, order 3 with an embedded solution of order 2,
//! stiffly accurate. A rate of nanoseconds may be asked for a second: the cost follows the solution, not the duration.

use crate::ramp::Ramp;

/// Steps tried on either side of 0 V before the rest is taken in one linearly implicit Euler step.
///
/// A solution that is smooth on a logarithmic time axis needs a few dozen.
const MAX_STEPS: usize = 2000;

/// Difference quotients use this part of the range and of the step: rounding and truncation are then both near 1e-7.
const INCREMENT: f64 = 1e-7;

/// State after `ramp` with d(state)/dt = `rate(state, voltage)`, kept within `bounds` (lowest, highest).
///
/// `tolerance` (in the unit of the state) limits the estimated error of each step; a deviation that the law amplifies is
/// amplified from there. At a bound the state waits until the rate points inward. `rate` has to be finite; it is asked
/// for states within the bounds only. The ramp is split at 0 V, where laws of memristors change. Steps look at their
/// ends only: a caller whose rate vanishes at both ends of a ramp of one sign but not between them has to split it there.
///
/// The work is bounded: after 2000 steps on either side of 0 V the rest is taken in one damped step of first order, which
/// stays within the bounds.
#[inline(always)]
pub fn integrate(state: f64, ramp: Ramp, rate: impl Fn(f64, f64) -> f64, bounds: [f64; 2], tolerance: f64) -> f64 {
    let problem = Problem { rate, bounds, tolerance };
    match ramp.split_at_zero() {
        None => problem.solve(state, ramp),
        Some([before, after]) => problem.solve(problem.solve(state, before), after),
    }
}

/// The first step is as long as the initial rate needs for this part of the range.
const FIRST_CHANGE: f64 = 0.05;

struct Problem<R> {
    rate: R,
    bounds: [f64; 2],
    tolerance: f64,
}

/// Rate and its slopes at the beginning of a step.
#[derive(Clone, Copy, Debug)]
struct Slopes {
    /// Rate (state/s).
    rate: f64,
    /// d(rate)/d(state) (1/s).
    by_state: f64,
    /// d(rate)/d(share of the ramp) (state/s).
    by_share: f64,
}

impl<R: Fn(f64, f64) -> f64> Problem<R> {
    fn solve(&self, state: f64, ramp: Ramp) -> f64 {
        let [lowest, highest] = self.bounds;
        let mut state = state.clamp(lowest, highest);
        let mut done = 0.0;
        let mut slopes = self.slopes(state, ramp, done);
        // A first step over a stiff transient would be damped without a trace in the error: begin within it.
        let mut share = (FIRST_CHANGE * (highest - lowest) / (slopes.rate.abs() * ramp.dt)).min(1.0);
        for _ in 0..MAX_STEPS {
            if done >= 1.0 || ramp.dt <= 0.0 || (slopes.rate == 0.0 && ramp.start == ramp.end) {
                return state;
            }
            let left = 1.0 - done;
            // where the solution grows the stages are singular at dt * slope = 2
            let growth = slopes.by_state * ramp.dt;
            let step = if growth * share > 1.0 { 1.0 / growth } else { share }.min(left);
            let (next, error) = self.step(state, ramp, done, step, slopes);
            let inside = next.clamp(lowest, highest);
            if error <= self.tolerance || self.left_for_good(next, inside, error, voltage(ramp, done + step)) {
                state = inside;
                done = if step == left { 1.0 } else { done + step };
                slopes = self.slopes(state, ramp, done);
            }
            let scale = (0.9 * (self.tolerance / error).cbrt()).clamp(1e-3, 8.0);
            share = step * if scale.is_nan() { 1e-3 } else { scale };
        }
        let dt = (1.0 - done) * ramp.dt;
        let change = dt * slopes.rate / (1.0 - dt * slopes.by_state.min(0.0));
        if change.is_nan() { state } else { (state + change).clamp(lowest, highest) }
    }

    /// True when a step ends so far beyond a bound that its error does not matter, and stays there.
    fn left_for_good(&self, next: f64, inside: f64, error: f64, voltage: f64) -> bool {
        let beyond = next - inside;
        beyond.abs() > 10.0 * error && (self.rate)(inside, voltage) * beyond > 0.0
    }

    /// Rate, zero where it would push the state over a bound.
    #[inline(always)]
    fn held(&self, state: f64, voltage: f64) -> f64 {
        let [lowest, highest] = self.bounds;
        let rate = (self.rate)(state.clamp(lowest, highest), voltage);
        if (state <= lowest && rate < 0.0) || (state >= highest && rate > 0.0) { 0.0 } else { rate }
    }

    fn slopes(&self, state: f64, ramp: Ramp, done: f64) -> Slopes {
        let [lowest, highest] = self.bounds;
        let here = voltage(ramp, done);
        let rate = self.held(state, here);
        let inward = if 2.0 * state < lowest + highest { INCREMENT } else { -INCREMENT } * (highest - lowest);
        let at_bound = rate == 0.0 && (state <= lowest || state >= highest);
        let by_state = if at_bound { 0.0 } else { (self.held(state + inward, here) - rate) / inward };
        let change = INCREMENT * (ramp.end - ramp.start);
        let by_share = if change == 0.0 { 0.0 } else { (self.held(state, here + change) - rate) / INCREMENT };
        Slopes { rate, by_state, by_share }
    }

    /// State after the part of `ramp` from `done` to `done + step`, and its estimated error.
    #[inline(always)]
    fn step(&self, state: f64, ramp: Ramp, done: f64, step: f64, slopes: Slopes) -> (f64, f64) {
        let dt = step * ramp.dt;
        let end = voltage(ramp, done + step);
        let Slopes { rate, by_state, by_share } = slopes;
        let drift = step * by_share * dt;
        // coefficients in the form of Hairer and Wanner, Solving ODEs II, eq. (IV.7.25); gamma = 1/2
        let solve = |sum: f64| sum / (2.0 - dt * by_state);
        let k1 = solve(dt * rate + 0.5 * drift);
        let k2 = solve(dt * rate + 4.0 * k1 + 1.5 * drift);
        let k3 = solve(dt * self.free(state + 2.0 * k1, end) + k1 - k2);
        let k4 = solve(dt * self.free(state + 2.0 * k1 + k3, end) + k1 - k2 - 8.0 / 3.0 * k3);
        (state + 2.0 * k1 + k3 + k4, k4.abs())
    }

    /// Rate for a stage: beyond a bound it is that of the bound, which keeps it smooth across.
    #[inline(always)]
    fn free(&self, state: f64, voltage: f64) -> f64 {
        let [lowest, highest] = self.bounds;
        let rate = (self.rate)(state.clamp(lowest, highest), voltage);
        if (state == lowest && rate < 0.0) || (state == highest && rate > 0.0) { 0.0 } else { rate }
    }
}

#[inline(always)]
fn voltage(ramp: Ramp, done: f64) -> f64 {
    ramp.start + done * (ramp.end - ramp.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: [f64; 2] = [-100.0, 100.0];

    fn ramp(start: f64, end: f64, dt: f64) -> Ramp {
        Ramp { start, end, dt }
    }

    /// x' = -(x - V)/tau has the closed solution V - slope tau + (x0 - V0 + slope tau) exp(-t/tau).
    fn relaxed(x: f64, Ramp { start, end, dt }: Ramp, tau: f64) -> f64 {
        let lag = (end - start) / dt * tau;
        end - lag + (x - start + lag) * (-dt / tau).exp()
    }

    #[test]
    fn relaxation_follows_its_closed_form_from_slow_to_extremely_stiff() {
        for tau in [1e3, 1.0, 1e-3, 1e-9, 1e-15] {
            let ramp = ramp(0.3, 2.0, 1.0);
            let solved = integrate(5.0, ramp, |x, v| (v - x) / tau, WIDE, 1e-8);
            // a handful of steps of local error 1e-8, contracted
            assert!((solved - relaxed(5.0, ramp, tau)).abs() < 3e-7, "tau {tau:e}: {solved}");
        }
    }

    #[test]
    fn fixed_steps_converge_with_third_order() {
        // x' = x^2 v with v = 1 + t: x = 1/(1/x0 - t - t^2/2)
        let rate = |x: f64, v: f64| x * x * v;
        let problem = Problem { rate, bounds: [0.0, 10.0], tolerance: 1.0 };
        let error = |n: usize| {
            let whole = ramp(1.0, 1.5, 0.5);
            let end = (0..n).fold(1.0, |x, k| {
                let done = k as f64 / n as f64;
                problem.step(x, whole, done, 1.0 / n as f64, problem.slopes(x, whole, done)).0
            });
            end - 1.0 / (1.0 - 0.5 - 0.125)
        };
        let order = (error(32) / error(64)).log2();
        assert!((order - 3.0).abs() < 0.15, "measured order {order:.2}");
    }

    #[test]
    fn a_hundredfold_tighter_tolerance_gives_a_smaller_error() {
        let exact = 1.0 / (1.0 - 0.5 - 0.125);
        let error =
            |tolerance| (integrate(1.0, ramp(1.0, 1.5, 0.5), |x, v| x * x * v, [0.0, 10.0], tolerance) - exact).abs();
        assert!(error(1e-4) < 1e-3 && error(1e-6) < 1e-5 && error(1e-8) < 1e-7);
        assert!(error(1e-8) < 0.05 * error(1e-4));
    }

    #[test]
    fn rates_that_rise_by_many_powers_of_e_along_a_ramp_are_resolved() {
        // dx/dt = r exp(40 v): integral r (exp(40 v1) - exp(40 v0)) / (40 slope)
        let exact = 1e-18 * ((40.0f64).exp() - 1.0) / 40.0;
        for dt in [1e-3, 1.0] {
            let solved = integrate(0.0, ramp(0.0, 1.0, dt), |_, v| 1e-18 / dt * (40.0 * v).exp(), [0.0, 1.0], 1e-9);
            assert!((solved - exact).abs() < 1e-7, "{solved} for {exact}");
        }
    }

    #[test]
    fn the_state_waits_at_a_bound_until_the_rate_points_inward() {
        // V from 1 to -1: up to the bound at once, then down by 20 * 0.1 = 2, to the other bound
        let rate = |_: f64, v: f64| 40.0 * v;
        let solved = integrate(0.2, ramp(1.0, -1.0, 0.2), rate, [0.0, 1.0], 1e-9);
        assert_eq!(solved, 0.0);
        let mild = integrate(0.2, ramp(1.0, -0.2, 0.12), rate, [0.0, 1.0], 1e-9);
        assert!((mild - (1.0 - 40.0 * 0.5 * 0.2 * 0.02)).abs() < 1e-7, "{mild}");
    }

    #[test]
    fn unstable_growth_is_followed_until_it_meets_the_bound() {
        let rate = |x: f64, _: f64| x * 1e9;
        let close = integrate(1e-3, ramp(1.0, 1.0, 6.9e-9), rate, [0.0, 1.0], 1e-9);
        // local errors of 1e-9 at 1e-3 grow with the solution
        assert!((close / (1e-3 * 6.9f64.exp()) - 1.0).abs() < 1e-5, "{close}");
        assert_eq!(integrate(1e-3, ramp(1.0, 1.0, 1.0), rate, [0.0, 1.0], 1e-9), 1.0);
    }

    #[test]
    fn a_rate_that_first_slows_down_is_not_taken_for_a_relaxation() {
        // at x = 0 the tangent of the rate ends at x = 0.26, but the rate is positive everywhere
        let rate = |x: f64, v: f64| 1e9 * v * ((x - 0.5).powi(2) + 0.01);
        assert_eq!(integrate(0.0, ramp(1.0, 0.0, 1.0), rate, [0.0, 1.0], 1e-6), 1.0);
    }

    #[test]
    fn any_rate_ends_within_the_bounds() {
        let rough = |x: f64, v: f64| 1e20 * ((1e6 * x).sin() + v); // never resolved: the last resort has to do
        let solved = integrate(0.4, ramp(-0.5, 0.5, 1.0), rough, [0.0, 1.0], 1e-9);
        assert!((0.0..=1.0).contains(&solved));
        let broken = integrate(0.4, ramp(0.5, 0.5, 1.0), |_, _| f64::NAN, [0.0, 1.0], 1e-9);
        assert_eq!(broken, 0.4);
    }
}
