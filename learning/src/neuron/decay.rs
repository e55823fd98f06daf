//! Sums of decaying exponentials, and where they change sign.

use super::crossing::first_true;

/// `value exp(-rate t)`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Decay {
    /// Value at time 0.
    pub value: f64,
    /// Inverse of the time constant (1/s), not negative.
    pub rate: f64,
}

impl Decay {
    /// A decay with time constant `tau` (s).
    pub fn over(value: f64, tau: f64) -> Self {
        Self { value, rate: 1.0 / tau }
    }

    /// Value at time `t` (s).
    pub fn at(self, t: f64) -> f64 {
        self.value * (-self.rate * t).exp()
    }
}

/// Most decays in a sum: four of a drive, and a constant.
const MOST: usize = 5;

/// Times in ascending order.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    times: [f64; MOST + 1],
    count: usize,
}

impl Times {
    pub(super) fn as_slice(&self) -> &[f64] {
        &self.times[..self.count]
    }

    fn push(&mut self, time: f64) {
        self.times[self.count] = time;
        self.count += 1;
    }
}

/// Times in `(0, span)` at which a function changes sign that is monotone (or times a positive function monotone) before,
/// between and after `turns`.
pub(super) fn sign_changes(turns: &Times, span: f64, function: impl Fn(f64) -> f64) -> Times {
    let mut changes = Times::default();
    let (mut from, mut before) = (0.0, function(0.0));
    for &to in turns.as_slice().iter().chain([&span]) {
        let after = function(to);
        if (before < 0.0 && after > 0.0) || (before > 0.0 && after < 0.0) {
            changes.push(first_true(from, to, |t| (function(t) > 0.0) == (after > 0.0)));
        }
        if after != 0.0 {
            (from, before) = (to, after);
        }
    }
    changes
}

/// Times in `(0, span)` at which the sum of `decays` changes sign, all of them.
///
/// Divided by its slowest term the sum has one that is constant; the derivative of this quotient is a sum with one term less,
/// between whose changes of sign it is monotone. So a sum of n terms has at most n - 1 changes of sign.
pub(super) fn zeros(decays: &[Decay], span: f64) -> Times {
    let mut terms = [Decay::default(); MOST];
    let mut count = 0;
    for decay in decays.iter().filter(|decay| decay.value != 0.0) {
        terms[count] = *decay;
        count += 1;
    }
    let terms = &mut terms[..count];
    if terms.iter().all(|term| term.value > 0.0) || terms.iter().all(|term| term.value < 0.0) {
        return Times::default();
    }
    terms.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    let (slowest, others) = (terms[0].rate, &terms[1..]);
    let mut derivative = [Decay::default(); MOST];
    for (term, other) in derivative.iter_mut().zip(others) {
        let rate = other.rate - slowest;
        *term = Decay { value: -rate * other.value, rate };
    }
    let turns = zeros(&derivative[..others.len()], span);
    sign_changes(&turns, span, |t| terms.iter().map(|term| term.at(t)).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sign_changes_of_a_sum_with_three_of_them_are_found() {
        // (x - 1/2)(x - 1/4)(x - 1/8) with x = exp(-t): zeros at ln 2, ln 4, ln 8
        let values = [-1.0 / 64.0, 7.0 / 32.0, -7.0 / 8.0, 1.0];
        let decays = [0, 1, 2, 3].map(|k| Decay { value: values[k], rate: k as f64 });
        let found = zeros(&decays, 10.0);
        assert_eq!(found.as_slice().len(), 3);
        for (found, exact) in found.as_slice().iter().zip([2.0f64.ln(), 4.0f64.ln(), 8.0f64.ln()]) {
            assert!((found - exact).abs() < 1e-13, "{found} is not {exact}"); // roots of condition about 100
        }
        assert_eq!(zeros(&decays, 1.0).as_slice().len(), 1, "only those within the span");
    }

    #[test]
    fn decays_with_equal_rates_are_one_decay() {
        let decays = [(1.0, 0.0), (-1.5, 1.0), (-0.5, 1.0)].map(|(value, rate)| Decay { value, rate });
        let found = zeros(&decays, 5.0);
        assert_eq!(found.as_slice().len(), 1);
        assert!((found.as_slice()[0] - 2.0f64.ln()).abs() < 1e-15);
    }
}
