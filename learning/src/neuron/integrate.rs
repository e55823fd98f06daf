//! A few numbers in time, to a permitted error, and the time at which the first of them reaches a level.
//!
//! A crossing is located by steps that end there, which keeps the order of the method; between steps nothing has to be
//! interpolated, since a simulation asks for the state where its own steps end.
//!
//! Own code because what exists does not fit: the crates for ordinary differential equations collect their output in
//! vectors, which costs more than the step of a neuron, and the Rosenbrock method of `devices` is of order 4, knows no
//! levels, and prefers a state that is off by a little to an error. Neurons are mildly stiff at most (their slowest and
//! fastest time constants differ by some hundred), where an explicit method of order 8 is the cheapest.

use super::dop853::{Beginning, try_step};

/// How well a solution is followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy<const N: usize> {
    /// Permitted error of one step, over the larger of a number and its scale.
    pub tolerance: f64,
    /// Size of each number below which its absolute error counts (units of the state).
    pub scales: [f64; N],
    /// Longest step (s), about the shortest time in which the solution bends: it also bounds what a step could overlook.
    pub longest: f64,
}

/// Rejected steps may become shorter than [`Accuracy::longest`] by this factor.
const SHORTEST: f64 = 1e-18;

/// Steps that are granted in any case, and how many more for each of the longest ones that fit.
const STEPS: [f64; 2] = [20_000.0, 200.0];

/// How often a crossing is approached by Newton's method where that stays between the bounds, and then by bisection, which
/// needs 53 to come to the last bit.
const APPROACHES: [usize; 2] = [30, 53];

/// A crossing is found when the level is missed by less than this part of the permitted error.
const MISS: f64 = 1e-3;

/// Moves `state` by `dt` seconds with d(state)/dt = `rate(t, state)`, or until its first number reaches `level` from
/// below: then the time of that is given, and the first number is exactly `level`.
///
/// An excursion above the level that is shorter than a step is found from the rates at both ends of the step.
/// # Errors
/// In words, when the tolerance cannot be met: the rate is not a number, grows without bound, or is so stiff that steps
/// come to nothing.
pub fn until_level<const N: usize>(
    rate: &impl Fn(f64, &[f64; N]) -> [f64; N],
    state: &mut [f64; N],
    dt: f64,
    level: f64,
    accuracy: &Accuracy<N>,
) -> Result<Option<f64>, String> {
    let mut at = begin(rate, state, dt)?;
    let mut step = accuracy.longest;
    let most = STEPS[0] + STEPS[1] * dt / accuracy.longest;
    let mut count = 0.0;
    while at.time < dt {
        count += 1.0;
        if count > most {
            let reached = format!("{count} steps led only to {:.2e} s of {dt:.2e} s", at.time);
            return Err(format!("{reached}: the equations are too stiff under this input; give a smaller one"));
        }
        let left = dt - at.time;
        let taken = step.min(left);
        let (next, measure) = try_step(rate, &at, taken, |i, size| accuracy.permitted(i, size));
        let time = if taken == left { dt } else { at.time + taken };
        let next = Beginning { time, state: next, rate: rate(time, &next) };
        let accepted = measure <= 1.0 && is_finite(&next);
        step = taken * growth(measure, accepted);
        if accepted {
            if let Some(hit) = crossing(rate, &at, &next, level, accuracy) {
                *state = hit.state;
                return Ok(Some(hit.time));
            }
            at = next;
        } else if step < SHORTEST * accuracy.longest {
            let from = format!("no step from {:.2e} s and state {:.3?}", at.time, at.state);
            return Err(format!("{from} is short enough for the tolerance; give a smaller input"));
        }
        step = step.min(accuracy.longest);
    }
    *state = at.state;
    Ok(None)
}

/// [`until_level`] without a level.
///
/// # Errors
/// As there.
pub fn follow<const N: usize>(
    rate: &impl Fn(f64, &[f64; N]) -> [f64; N],
    state: &mut [f64; N],
    dt: f64,
    accuracy: &Accuracy<N>,
) -> Result<(), String> {
    until_level(rate, state, dt, f64::INFINITY, accuracy).map(|_| ())
}

/// The beginning of a run of `dt`, checked.
fn begin<const N: usize>(
    rate: &impl Fn(f64, &[f64; N]) -> [f64; N],
    state: &[f64; N],
    dt: f64,
) -> Result<Beginning<N>, String> {
    let at = Beginning { time: 0.0, state: *state, rate: rate(0.0, state) };
    if !(dt >= 0.0 && dt.is_finite()) {
        return Err(format!("a step of {dt} s: steps are finite and not negative"));
    }
    if !is_finite(&at) {
        return Err(format!("state {state:?} changes at rates {:?}: check state, input and parameters", at.rate));
    }
    Ok(at)
}

fn is_finite<const N: usize>(at: &Beginning<N>) -> bool {
    at.state.iter().chain(&at.rate).all(|value| value.is_finite())
}

impl<const N: usize> Accuracy<N> {
    /// Permitted error of number `i` of the state, which is of this size.
    #[inline(always)]
    fn permitted(&self, i: usize, size: f64) -> f64 {
        self.tolerance * size.max(self.scales[i])
    }
}

/// What the next step is longer by; the error goes with its eighth power.
fn growth(measure: f64, accepted: bool) -> f64 {
    let wanted = 0.9 / measure.sqrt().sqrt().sqrt();
    if wanted.is_nan() {
        0.1
    } else if accepted {
        wanted.clamp(0.2, 6.0)
    } else {
        wanted.clamp(0.1, 0.9)
    }
}

/// Where the first number reaches `level` from below between two ends of a step, if it does.
#[inline(always)]
fn crossing<const N: usize>(
    rate: &impl Fn(f64, &[f64; N]) -> [f64; N],
    at: &Beginning<N>,
    next: &Beginning<N>,
    level: f64,
    accuracy: &Accuracy<N>,
) -> Option<Beginning<N>> {
    let dt = next.time - at.time;
    if at.state[0] >= level {
        return None;
    }
    if next.state[0] >= level {
        return Some(locate(rate, at, dt, level, accuracy));
    }
    let peak = peak_share(at, next, dt).filter(|_| at.rate[0] > 0.0 && next.rate[0] < 0.0)?;
    let reaches = |share: f64| try_step(rate, at, share * dt, |_, _| 1.0).0[0] >= level;
    let near = at.state[0].max(next.state[0]) + dt * at.rate[0].max(-next.rate[0]) >= level;
    (near && reaches(peak)).then(|| locate(rate, at, peak * dt, level, accuracy))
}

/// Where within a step the cubic through both ends and their rates is highest, as a share of the step.
fn peak_share<const N: usize>(at: &Beginning<N>, next: &Beginning<N>, dt: f64) -> Option<f64> {
    let (rise, fall, change) = (dt * at.rate[0], dt * next.rate[0], next.state[0] - at.state[0]);
    // Its slope is a s^2 + b s + c; the root where it turns negative, in the form without cancellation for c > 0 > a + b + c.
    let (a, b, c) = (3.0 * (rise + fall - 2.0 * change), 2.0 * (3.0 * change - 2.0 * rise - fall), rise);
    let root = (b * b - 4.0 * a * c).sqrt();
    let share = if b <= 0.0 { 2.0 * c / (root - b) } else { (-b - root) / (2.0 * a) };
    (0.0..=1.0).contains(&share).then_some(share)
}

/// The crossing within `longest` seconds from `at`, by steps that end there: as exact as any step, without interpolation.
fn locate<const N: usize>(
    rate: &impl Fn(f64, &[f64; N]) -> [f64; N],
    at: &Beginning<N>,
    longest: f64,
    level: f64,
    accuracy: &Accuracy<N>,
) -> Beginning<N> {
    let miss = MISS * accuracy.permitted(0, level.abs());
    let (mut below, mut above) = (0.0, longest);
    let mut dt = longest;
    let mut hit = *at;
    for approach in 0..APPROACHES[0] + APPROACHES[1] {
        let (state, _) = try_step(rate, at, dt, |_, _| 1.0);
        hit = Beginning { time: at.time + dt, state, rate: rate(at.time + dt, &state) };
        let excess = state[0] - level;
        if excess >= 0.0 {
            above = dt;
        } else {
            below = dt;
        }
        if excess.abs() <= miss || above - below <= f64::EPSILON * longest {
            break;
        }
        let newton = dt - excess / hit.rate[0];
        let near = approach < APPROACHES[0] && newton > below && newton < above;
        dt = if near { newton } else { 0.5 * (below + above) };
    }
    hit.state[0] = level;
    hit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accuracy<const N: usize>(tolerance: f64, longest: f64) -> Accuracy<N> {
        Accuracy { tolerance, scales: [1.0; N], longest }
    }

    fn turning(_: f64, &[x, y]: &[f64; 2]) -> [f64; 2] {
        [y, -x]
    }

    #[test]
    fn a_tighter_tolerance_gives_a_smaller_error() {
        let error = |tolerance: f64| {
            let mut state = [0.0, 1.0];
            follow(&turning, &mut state, 20.0, &accuracy(tolerance, 1.0)).unwrap();
            (state[0] - 20.0_f64.sin()).abs()
        };
        // Errors of some twenty steps that a rotation neither damps nor amplifies.
        assert!(error(1e-6) < 2e-5 && error(1e-11) < 2e-10, "{:e} {:e}", error(1e-6), error(1e-11));
    }

    #[test]
    fn a_crossing_is_found_to_a_billionth() {
        let mut state = [0.0, 1.0];
        let time = until_level(&turning, &mut state, 10.0, 0.6, &accuracy(1e-11, 1.0)).unwrap().unwrap();
        assert!((time / 0.6_f64.asin() - 1.0).abs() < 1e-9, "{time}");
        assert_eq!(state[0], 0.6);
        assert!((state[1] - 0.8).abs() < 1e-9);
    }

    #[test]
    fn a_peak_between_two_steps_is_not_missed() {
        // sin t exceeds 0.999 for 0.09 s; no step ends there.
        let mut state = [0.0, 1.0];
        let time = until_level(&turning, &mut state, 3.0, 0.999, &accuracy(1e-6, 3.0)).unwrap().unwrap();
        assert!((time - 0.999_f64.asin()).abs() < 1e-5, "{time}");
        let mut state = [0.0, 1.0];
        assert_eq!(until_level(&turning, &mut state, 3.0, 1.001, &accuracy(1e-6, 3.0)).unwrap(), None);
    }

    #[test]
    fn growth_without_bound_is_an_error_in_words() {
        // y' = y^2 from 1 is infinite at 1 s.
        let problem = follow(&|_, &[y]: &[f64; 1]| [y * y], &mut [1.0], 2.0, &accuracy(1e-9, 0.1)).unwrap_err();
        assert!(problem.contains("short enough"), "{problem}");
    }

    #[test]
    fn an_equation_that_is_too_stiff_is_an_error_in_words() {
        let rate = |t: f64, &[y]: &[f64; 1]| [-1e9 * (y - t.cos())];
        let problem = follow(&rate, &mut [1.0], 1.0, &accuracy(1e-9, 0.1)).unwrap_err();
        assert!(problem.contains("too stiff"), "{problem}");
    }

    #[test]
    fn numbers_that_are_none_are_errors() {
        let settings = accuracy(1e-9, 0.1);
        assert!(follow(&|_, _: &[f64; 1]| [f64::NAN], &mut [1.0], 1.0, &settings).is_err());
        assert!(follow(&|_, _: &[f64; 1]| [0.0], &mut [f64::INFINITY], 1.0, &settings).is_err());
        assert!(follow(&|_, _: &[f64; 1]| [0.0], &mut [1.0], f64::NAN, &settings).is_err());
    }
}
