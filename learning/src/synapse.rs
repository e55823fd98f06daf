//! Synaptic currents: what comes out of a column reaches its neuron smoothed in time.

use crate::LearningError;
use crate::neuron::{Decay, Input};
use devices::units::engineering;

/// One exponential synapse per neuron (CUBA, as benchmark 2 of Brette et al. 2007, doi:10.1007/s10827-007-0038-6):
/// `tau_syn di/dt = i_in - i` with `i_in` the current out of the column and `i` that into the membrane.
///
/// A charge that comes at once flows on as a current that decays with `tau_syn`; none is lost, so that a lasting current
/// arrives as it is. While `i_in` is linear in time, `i` is linear plus one decay: exact for any step.
#[derive(Clone, Debug)]
pub(crate) struct Synapses {
    /// Time constant (s).
    tau_syn: f64,
    /// Current into each membrane (A).
    currents: Vec<f64>,
}

impl Synapses {
    /// `neurons` synapses at rest.
    ///
    /// # Errors
    /// [`LearningError::Setting`] when the time constant is not positive.
    pub fn new(neurons: usize, tau_syn: f64) -> Result<Self, LearningError> {
        if !(tau_syn > 0.0 && tau_syn.is_finite()) {
            let expected = "it must be a positive time; leave it out for a current that reaches the neuron as it is";
            return Err(LearningError::Setting { name: "tau_syn", value: engineering(tau_syn, "s"), expected });
        }
        Ok(Self { tau_syn, currents: vec![0.0; neurons] })
    }

    /// Time constant (s).
    pub fn tau_syn(&self) -> f64 {
        self.tau_syn
    }

    /// All currents to zero.
    pub fn rest(&mut self) {
        self.currents.fill(0.0);
    }

    /// Current into a membrane from the beginning of a step on, in which `input` comes out of the column.
    pub fn membrane_current(&self, neuron: usize, input: Input) -> (Input, Decay) {
        let linear = Input { start: input.start - input.slope * self.tau_syn, ..input };
        (linear, Decay::over(self.currents[neuron] - linear.start, self.tau_syn))
    }

    /// The largest current (A) that may flow into a membrane within `dt` (s): a mean of past inputs exceeds none of them.
    pub fn most(&self, neuron: usize, input: Input, dt: f64) -> f64 {
        self.currents[neuron].max(input.start).max(input.at(dt))
    }

    /// Moves the current of a neuron by `dt` (s).
    pub fn advance(&mut self, neuron: usize, input: Input, dt: f64) {
        let (linear, decay) = self.membrane_current(neuron, input);
        self.currents[neuron] = linear.at(dt) + decay.at(dt);
    }
}
