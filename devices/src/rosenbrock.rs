//! A few numbers along a ramp when their rates have no closed integral: an adaptive, L-stable Rosenbrock method.
//!
//! RODAS: six stages, order 4 with an embedded solution of order 3, stiffly accurate (Hairer and Wanner, Solving
//! Ordinary Differential Equations II, 2nd edition, section IV.7). A rate of nanoseconds may be asked for a second: the cost
//! follows the solution, not the duration.

use crate::ramp::Ramp;

/// What is integrated: d(state)/dt = rate(state, drive), the drive being a voltage or a field that runs along a ramp.
pub(crate) trait Law<const N: usize> {
    /// How many of the `N` numbers are in use; the others stay as they are.
    #[inline(always)]
    fn count(&self) -> usize {
        N
    }

    /// d(state)/dt, also for trial states somewhat beyond those that [`confined`](Law::confined) gives.
    fn rate(&self, state: &[f64; N], drive: f64) -> [f64; N];

    /// The rate at the beginning of a step and its slopes; `change` is the change of the drive in the whole ramp.
    fn slopes(&self, state: &[f64; N], drive: f64, change: f64) -> Slopes<N>;

    /// The part of the ramp, which lasts `dt`, that is tried first, from the rate at its beginning: a first step over a
    /// stiff transient would be damped without a trace in the error.
    fn first_share(&self, rate: &[f64; N], dt: f64) -> f64;

    /// The nearest state that is allowed.
    #[inline(always)]
    fn confined(&self, state: [f64; N]) -> [f64; N] {
        state
    }

    /// Estimated `error` of one step that ends at `state`, over the error that is permitted.
    fn measure(&self, state: &[f64; N], error: &[f64; N]) -> f64;

    /// True when a step ends so far beyond what is allowed that its error does not matter, and stays there.
    #[inline(always)]
    fn left_for_good(&self, _state: &[f64; N], _error: &[f64; N], _drive: f64) -> bool {
        false
    }
}

/// Rate and its slopes at the beginning of a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slopes<const N: usize> {
    /// Rate (state/s).
    pub rate: [f64; N],
    /// d(rate)/d(state) (1/s): one row for each rate.
    pub by_state: [[f64; N]; N],
    /// d(rate)/d(share of the ramp) (state/s).
    pub by_share: [f64; N],
}

impl<const N: usize> Slopes<N> {
    /// Bound of the fastest exponential growth of a deviation (1/s), by Gershgorin's circles; negative where all shrink.
    #[inline(always)]
    fn growth(&self, count: usize) -> f64 {
        let mut growth = f64::NEG_INFINITY;
        for i in 0..count {
            let others: f64 = (0..count).filter(|&j| j != i).map(|j| self.by_state[i][j].abs()).sum();
            growth = growth.max(self.by_state[i][i] + others);
        }
        growth
    }
}

/// Steps within the permitted error. A solution that is smooth on a logarithmic time axis needs some ten, a path
/// through many decades of the rate some hundred.
const STEPS: usize = 10_000;

/// After so many steps more, ten times the error is permitted: the work has an end, and the state is off by a little
/// before it is off by much.
const MORE_STEPS: usize = 500;

/// How often that is done. A smooth law never comes here; one without a solution is left with a state in its bounds.
const RELAXATIONS: usize = 10;

/// State after `ramp`.
///
/// Steps see the rate at their stages only: a caller whose rate vanishes at both ends of a ramp but not between has to
/// split it there. Where deviations grow, a step is at most as long as one takes to grow e-fold.
#[inline(always)]
pub(crate) fn solve<const N: usize>(law: &impl Law<N>, state: [f64; N], ramp: Ramp) -> [f64; N] {
    let Ramp { start, end, dt } = ramp;
    let change = end - start;
    let (mut state, mut done) = (law.confined(state), 0.0);
    let mut slopes = law.slopes(&state, start, change);
    let mut share = law.first_share(&slopes.rate, dt).min(1.0);
    let mut slack = 1.0;
    for count in 1..=STEPS + RELAXATIONS * MORE_STEPS {
        let at_rest = change == 0.0 && slopes.rate[..law.count()].iter().all(|rate| *rate == 0.0);
        if done >= 1.0 || dt.is_nan() || dt <= 0.0 || at_rest {
            return state;
        }
        let left = 1.0 - done;
        let growth = slopes.growth(law.count()) * dt;
        let step = if growth * share > 1.0 { 1.0 / growth } else { share }.min(left);
        let (next, error) = try_step(law, &state, Part { ramp, done, step }, &slopes);
        let measure = law.measure(&next, &error) / slack;
        if measure <= 1.0 || law.left_for_good(&next, &error, start + (done + step) * change) {
            state = law.confined(next);
            done = if step == left { 1.0 } else { done + step };
            slopes = law.slopes(&state, start + done * change, change);
        }
        let scale = 0.9 / measure.sqrt().sqrt();
        share = step * if scale.is_nan() { 0.01 } else { scale.clamp(0.01, 8.0) };
        if count >= STEPS && count % MORE_STEPS == 0 {
            slack *= 10.0;
        }
    }
    state
}

/// The part of a ramp from the share `done` of its duration, `step` long.
#[derive(Clone, Copy)]
struct Part {
    ramp: Ramp,
    done: f64,
    step: f64,
}

/// 1 / gamma of the method.
const DIAGONAL: f64 = 4.0;
/// When the stages look at the drive.
const TIMES: [f64; 6] = [0.0, 0.386, 0.21, 0.63, 1.0, 1.0];
/// Weights of the earlier stages in the state of each; that of the sixth is the embedded solution, which it corrects.
const STATES: [[f64; 5]; 6] = [
    [0.0; 5],
    [1.544, 0.0, 0.0, 0.0, 0.0],
    [0.9466785280815826, 0.2557011698983284, 0.0, 0.0, 0.0],
    [3.314825187068521, 2.896124015972201, 0.9986419139977817, 0.0, 0.0],
    [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 0.0],
    [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1.0],
];
/// Weights of the earlier stages in the right-hand side of each.
const SIDES: [[f64; 5]; 6] = [
    [0.0; 5],
    [-5.6688, 0.0, 0.0, 0.0, 0.0],
    [-2.430093356833875, -0.2063599157091915, 0.0, 0.0, 0.0],
    [-0.1073529058151375, -9.594562251023355, -20.47028614809616, 0.0, 0.0],
    [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616, 0.0],
    [8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054],
];
/// Weights of the slope along the ramp.
const DRIFTS: [f64; 6] = [0.25, -0.1043, 0.1035, -0.0362, 0.0, 0.0];

/// State at the end of the part and its estimated error.
#[inline(always)]
fn try_step<const N: usize>(
    law: &impl Law<N>,
    state: &[f64; N],
    Part { ramp, done, step }: Part,
    slopes: &Slopes<N>,
) -> ([f64; N], [f64; N]) {
    let count = law.count();
    let dt = step * ramp.dt;
    let matrix = factored(&slopes.by_state, dt, count);
    let mut stages = [[0.0; N]; 6];
    let mut at = *state;
    for stage in 0..6 {
        let mut side = [0.0; N];
        at = *state;
        for (earlier, k) in stages[..stage].iter().enumerate() {
            for i in 0..count {
                at[i] += STATES[stage][earlier] * k[i];
                side[i] += SIDES[stage][earlier] * k[i];
            }
        }
        let drive = ramp.start + (done + TIMES[stage] * step) * (ramp.end - ramp.start);
        let rate = if stage == 0 { slopes.rate } else { law.rate(&at, drive) };
        for i in 0..count {
            side[i] += dt * (rate[i] + DRIFTS[stage] * step * slopes.by_share[i]);
        }
        stages[stage] = solved(&matrix, side, count);
    }
    let error = stages[5];
    (0..count).for_each(|i| at[i] += error[i]);
    (at, error)
}

/// The matrix 1/gamma - dt J in its triangular factors, with the inverse of the diagonal of the upper one.
///
/// Without pivots: the matrix has to be dominated by its diagonal, or symmetric and positive definite, for every `dt` that
/// [`Slopes::growth`] allows; a single number always is.
#[inline(always)]
fn factored<const N: usize>(jacobian: &[[f64; N]; N], dt: f64, count: usize) -> [[f64; N]; N] {
    let mut matrix = *jacobian;
    for (i, row) in matrix[..count].iter_mut().enumerate() {
        row[..count].iter_mut().for_each(|value| *value *= -dt);
        row[i] += DIAGONAL;
    }
    for i in 0..count {
        matrix[i][i] = 1.0 / matrix[i][i];
        for row in i + 1..count {
            matrix[row][i] *= matrix[i][i];
            for column in i + 1..count {
                matrix[row][column] -= matrix[row][i] * matrix[i][column];
            }
        }
    }
    matrix
}

#[inline(always)]
fn solved<const N: usize>(matrix: &[[f64; N]; N], mut x: [f64; N], count: usize) -> [f64; N] {
    for i in 0..count {
        for j in 0..i {
            x[i] -= matrix[i][j] * x[j];
        }
    }
    for i in (0..count).rev() {
        for j in i + 1..count {
            x[i] -= matrix[i][j] * x[j];
        }
        x[i] *= matrix[i][i];
    }
    x
}

#[cfg(test)]
#[path = "rosenbrock_tests.rs"]
mod tests;
