//! A leaky integrate-and-fire neuron in discrete time, as networks are trained with.

use super::SupervisedError;

/// A leaky neuron in steps: `U[t] = beta V[t-1] + I[t]`, a spike where `U > threshold`, then the reset that makes `V`.
///
/// With the reset [`Zero`](Reset::Zero) or [`SubtractNextStep`](Reset::SubtractNextStep) these are the equations of snnTorch's
/// `Leaky` (Eshraghian et al. 2023, doi:10.1109/JPROC.2023.3308088; repository at commit 0110f9f). Potentials and inputs
/// are pure numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leaky {
    /// Share of the potential that is left after one step, above 0 and at most 1; 1 integrates without leak.
    pub beta: f64,
    /// Potential above which the neuron fires.
    pub threshold: f64,
    /// Potential to which the first input is added.
    pub start: f64,
    /// What a spike does to the potential.
    pub reset: Reset,
}

/// What a spike does to the potential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    /// `V = 0` after a spike.
    Zero,
    /// `V = U - threshold` after a spike.
    Subtract,
    /// The threshold is taken from the next step's potential, where it has not leaked: snnTorch's default.
    SubtractNextStep,
}

impl Leaky {
    /// Checks the parameters.
    ///
    /// # Errors
    /// [`SupervisedError::Setting`] for the first that is impossible.
    pub fn check(&self) -> Result<(), SupervisedError> {
        let refuse =
            |name, value: f64, expected| Err(SupervisedError::Setting { name, value: value.to_string(), expected });
        if !(self.beta > 0.0 && self.beta <= 1.0) {
            return refuse("beta", self.beta, "it must be above 0 and at most 1");
        }
        if !(self.threshold > 0.0 && self.threshold.is_finite()) {
            return refuse("threshold", self.threshold, "it must be finite and above 0");
        }
        if !(self.start < self.threshold && self.start.is_finite()) {
            return refuse("start", self.start, "it must be finite and below the threshold");
        }
        Ok(())
    }

    /// Potential of the next step from potential `u` and spike `s` (0 or 1) of this one, and the next `input`.
    #[inline(always)]
    pub(super) fn next(&self, u: f64, s: f64, input: f64) -> f64 {
        match self.reset {
            Reset::Zero => self.beta * u * (1.0 - s) + input,
            Reset::Subtract => self.beta * (u - self.threshold * s) + input,
            Reset::SubtractNextStep => self.beta * u - self.threshold * s + input,
        }
    }

    /// Slopes of [`next`](Leaky::next) against `u` and `s`: the second is the way through the reset.
    #[inline(always)]
    pub(super) fn slopes(&self, u: f64, s: f64) -> (f64, f64) {
        match self.reset {
            Reset::Zero => (self.beta * (1.0 - s), -self.beta * u),
            Reset::Subtract => (self.beta, -self.beta * self.threshold),
            Reset::SubtractNextStep => (self.beta, -self.threshold),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_input_fires_at_the_step_of_the_geometric_series() {
        // U[t] = I (1 - beta^t) / (1 - beta) after t steps; beta = 0.5, I = 0.8: 0.8, 1.2 > 1
        let spikes = |reset| {
            let neuron = Leaky { beta: 0.5, threshold: 1.0, start: 0.0, reset };
            let (mut u, mut s) = (0.0, 0.0);
            let mut step = || {
                u = neuron.next(u, s, 0.8);
                s = f64::from(u8::from(u > 1.0));
                s
            };
            [(); 6].map(|()| step())
        };
        assert_eq!(spikes(Reset::Zero), [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
        // after 1.2: 0.1 + 0.8 = 0.9, then 0.45 + 0.8 = 1.25, 0.925, 1.2625
        assert_eq!(spikes(Reset::Subtract), [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
        // after 1.2: 0.6 - 1 + 0.8 = 0.4, then 1.0 (not above), 1.3
        assert_eq!(spikes(Reset::SubtractNextStep), [0.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn impossible_neurons_are_refused() {
        let neuron = Leaky { beta: 0.9, threshold: 1.0, start: 0.0, reset: Reset::Zero };
        assert!(neuron.check().is_ok());
        for neuron in [
            Leaky { beta: 0.0, ..neuron },
            Leaky { beta: 1.5, ..neuron },
            Leaky { beta: f64::NAN, ..neuron },
            Leaky { threshold: 0.0, ..neuron },
            Leaky { start: 1.0, ..neuron },
        ] {
            assert!(matches!(neuron.check(), Err(SupervisedError::Setting { .. })), "{neuron:?}");
        }
    }
}
