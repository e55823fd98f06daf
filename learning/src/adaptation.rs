//! Thresholds that rise with each spike and come back.

use crate::LearningError;
use crate::neuron::Decay;
use devices::units::engineering;

/// Adaptive threshold (ALIF): each spike of a neuron raises its threshold by `beta`, and the rise `b` comes back by
/// `db/dt = -b / tau_b`. A neuron under lasting current fires ever more slowly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adaptation {
    /// Rise of the threshold with each spike (V).
    pub beta: f64,
    /// Time constant with which it comes back (s).
    pub tau_b: f64,
}

impl Adaptation {
    /// # Errors
    /// [`LearningError::Setting`] for a rise that is negative and a time constant that is not positive.
    pub(crate) fn check(self) -> Result<(), LearningError> {
        let refuse = |name, value, expected| Err(LearningError::Setting { name, value, expected });
        if !(self.beta >= 0.0 && self.beta.is_finite()) {
            return refuse("beta", engineering(self.beta, "V"), "a threshold rises with a spike, or stays (0 V)");
        }
        if !(self.tau_b > 0.0 && self.tau_b.is_finite()) {
            return refuse("tau_b", engineering(self.tau_b, "s"), "it must be a positive time");
        }
        Ok(())
    }
}

/// By how much spikes have raised one threshold: known at one time, and in closed form ever after.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Lift {
    /// Rise (V) at `time`.
    value: f64,
    /// The last spike (s).
    time: f64,
}

impl Lift {
    /// The rise as it goes on from `time` (s).
    pub fn from(self, adaptation: Adaptation, time: f64) -> Decay {
        let past = Decay::over(self.value, adaptation.tau_b);
        Decay { value: past.at(time - self.time), ..past }
    }

    /// One spike more, at `time` (s).
    pub fn spike(&mut self, adaptation: Adaptation, time: f64) {
        *self = Self { value: self.from(adaptation, time).value + adaptation.beta, time };
    }
}
