//! One state along a voltage ramp when its rate has no closed integral; the method is that of `rosenbrock`.

use crate::ramp::Ramp;
use crate::rosenbrock::{Law, Slopes, solve};

/// Difference quotients use this part of the range and of the ramp: rounding and truncation are then both near 1e-7.
const INCREMENT: f64 = 1e-7;

/// The first step is as long as the initial rate needs for this part of the range.
const FIRST_CHANGE: f64 = 0.05;

/// State after `ramp` with d(state)/dt = `rate(state, voltage)`, kept within `bounds` (lowest, highest).
///
/// `tolerance` (in the unit of the state) limits the estimated error of each step; a deviation that the law amplifies is
/// amplified from there. At a bound the state waits until the rate points inward. `rate` has to be finite; it is asked
/// for states within the bounds only. The ramp is split at 0 V, where laws of memristors change. A caller whose rate
/// vanishes at both ends of a ramp of one sign but not between them has to split it there.
#[inline(always)]
pub fn integrate(state: f64, ramp: Ramp, rate: impl Fn(f64, f64) -> f64, bounds: [f64; 2], tolerance: f64) -> f64 {
    integrate_within(state, ramp, rate, bounds, |_| tolerance)
}

/// [`integrate`] with an error per step that depends on the state at its end, as `permitted` says.
#[inline(always)]
pub fn integrate_within(
    state: f64,
    ramp: Ramp,
    rate: impl Fn(f64, f64) -> f64,
    bounds: [f64; 2],
    permitted: impl Fn(f64) -> f64,
) -> f64 {
    let bounded = Bounded { rate, bounds, permitted };
    let follow = |state: f64, ramp: Ramp| solve(&bounded, [state], ramp)[0];
    match ramp.split_at_zero() {
        None => follow(state, ramp),
        Some([before, after]) => follow(follow(state, before), after),
    }
}

struct Bounded<R, P> {
    rate: R,
    bounds: [f64; 2],
    permitted: P,
}

impl<R: Fn(f64, f64) -> f64, P: Fn(f64) -> f64> Bounded<R, P> {
    /// Rate, zero where it would push the state over a bound.
    #[inline(always)]
    fn held(&self, state: f64, voltage: f64) -> f64 {
        let [lowest, highest] = self.bounds;
        let rate = (self.rate)(state.clamp(lowest, highest), voltage);
        if (state <= lowest && rate < 0.0) || (state >= highest && rate > 0.0) { 0.0 } else { rate }
    }
}

impl<R: Fn(f64, f64) -> f64, P: Fn(f64) -> f64> Law<1> for Bounded<R, P> {
    /// Beyond a bound it is the rate of the bound, which keeps it smooth across.
    #[inline(always)]
    fn rate(&self, &[state]: &[f64; 1], voltage: f64) -> [f64; 1] {
        let [lowest, highest] = self.bounds;
        let rate = (self.rate)(state.clamp(lowest, highest), voltage);
        [if (state == lowest && rate < 0.0) || (state == highest && rate > 0.0) { 0.0 } else { rate }]
    }

    #[inline(always)]
    fn slopes(&self, &[state]: &[f64; 1], voltage: f64, change: f64) -> Slopes<1> {
        let [lowest, highest] = self.bounds;
        let rate = self.held(state, voltage);
        let inward = if 2.0 * state < lowest + highest { INCREMENT } else { -INCREMENT } * (highest - lowest);
        let at_bound = rate == 0.0 && (state <= lowest || state >= highest);
        let by_state = if at_bound { 0.0 } else { (self.held(state + inward, voltage) - rate) / inward };
        let ahead = INCREMENT * change;
        let by_share = if ahead == 0.0 { 0.0 } else { (self.held(state, voltage + ahead) - rate) / INCREMENT };
        Slopes { rate: [rate], by_state: [[by_state]], by_share: [by_share] }
    }

    #[inline(always)]
    fn first_share(&self, [rate]: &[f64; 1], dt: f64) -> f64 {
        let [lowest, highest] = self.bounds;
        FIRST_CHANGE * (highest - lowest) / (rate.abs() * dt)
    }

    #[inline(always)]
    fn confined(&self, [state]: [f64; 1]) -> [f64; 1] {
        let [lowest, highest] = self.bounds;
        [state.clamp(lowest, highest)]
    }

    #[inline(always)]
    fn measure(&self, &[state]: &[f64; 1], [error]: &[f64; 1]) -> f64 {
        error.abs() / (self.permitted)(state)
    }

    #[inline(always)]
    fn left_for_good(&self, &[state]: &[f64; 1], [error]: &[f64; 1], voltage: f64) -> bool {
        let [inside] = self.confined([state]);
        let beyond = state - inside;
        beyond.abs() > 10.0 * error.abs() && (self.rate)(inside, voltage) * beyond > 0.0
    }
}

#[cfg(test)]
#[path = "integrate_tests.rs"]
mod tests;
