//! When a potential first reaches its threshold.
//!
//! For all models here the distance `x` from the threshold obeys `dx/dt = -a(t) x + drive(t)`. Times the integral of `a` it
//! rises exactly while the drive is positive, so it passes 0 at most once between two changes of sign of the drive. Those of a
//! drive made of a constant, a slope and decays are all found: no crossing is missed, also none that falls back within the step.

use super::Input;
use super::decay::{Decay, Times, sign_changes, zeros};

/// First time in `(low, high]` at which `holds`, which is false at `low`, true at `high` and changes once: down to
/// neighboring numbers.
pub(super) fn first_true(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return high;
        }
        if holds(middle) { high = middle } else { low = middle }
    }
}

/// What pushes a potential over its threshold: linear in time, and decays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drive {
    /// The part that is linear in time.
    pub linear: Input,
    /// The parts that decay; unused ones have the value 0.
    pub decays: [Decay; 4],
}

impl Drive {
    fn at(&self, t: f64) -> f64 {
        self.linear.at(t) + self.decays.iter().map(|decay| decay.at(t)).sum::<f64>()
    }

    /// Bounds of the drive in `[0, span]`, not the closest ones.
    fn bounds(&self, span: f64) -> (f64, f64) {
        let (start, end) = (self.linear.start, self.linear.at(span));
        let sum = |of: fn(f64, f64) -> f64| self.decays.iter().map(|decay| of(decay.value, 0.0)).sum::<f64>();
        (start.min(end) + sum(f64::min), start.max(end) + sum(f64::max))
    }

    /// Times in `(0, span)` at which the drive changes sign.
    fn turns(&self, span: f64) -> Times {
        let mut derivative = [Decay::default(); 5];
        derivative[0] = Decay { value: self.linear.slope, rate: 0.0 };
        for (term, decay) in derivative[1..].iter_mut().zip(self.decays) {
            *term = Decay { value: -decay.rate * decay.value, rate: decay.rate };
        }
        sign_changes(&zeros(&derivative, span), span, |t| self.at(t))
    }

    /// First time in `[0, span]` at which `excess` (potential over threshold), which this drives, is not negative.
    pub(super) fn first_crossing(&self, span: f64, excess: impl Fn(f64) -> f64) -> Option<f64> {
        if excess(0.0) >= 0.0 {
            return Some(0.0);
        }
        let (lowest, highest) = self.bounds(span);
        if highest < 0.0 {
            return None;
        }
        let turns = if lowest >= 0.0 { Times::default() } else { self.turns(span) };
        let mut from = 0.0;
        for &to in turns.as_slice().iter().chain([&span]) {
            if excess(to) >= 0.0 {
                return Some(first_true(from, to, |t| excess(t) >= 0.0));
            }
            from = to;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crossing_between_two_changes_of_sign_is_found() {
        // x' = -x + drive, drive = -1 + 4 exp(-t) - 4 exp(-3 t), x(0) = -0.5: above zero for a while in the middle
        let x = |t: f64| -1.0 + 4.0 * t * (-t).exp() + 2.0 * (-3.0 * t).exp() - 1.5 * (-t).exp();
        let decays = [(4.0, 1.0), (-4.0, 3.0), (0.0, 0.0), (0.0, 0.0)].map(|(value, rate)| Decay { value, rate });
        let drive = Drive { linear: Input::constant(-1.0), decays };
        assert!(x(0.0) < 0.0 && x(1.5) > 0.0 && x(9.0) < 0.0);
        let time = drive.first_crossing(9.0, x).expect("the potential is above the threshold at 1.5 s");
        assert!(x(time).abs() < 1e-14 && x(time - 1e-6) < 0.0);
    }
}
