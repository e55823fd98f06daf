//! Models that fire when a potential reaches a threshold, and are refractory for a while.

use super::parameter::{finite, not_negative, require};
use super::{Input, Neuron, NeuronError};

/// What a model with a threshold says about itself beyond [`Neuron`]: enough to step it exactly and on a grid.
pub trait Threshold: Neuron {
    /// Refractory time (s).
    fn t_ref(&self) -> f64;

    /// Shortest time constant (s), which the steps of a grid should not exceed.
    fn shortest(&self) -> f64;

    /// Refractory time that is left (s).
    fn held(&self, state: &Self::State) -> f64;

    /// Moves a refractory neuron by `dt`, which is at most [`held`](Threshold::held).
    fn hold(&self, state: &mut Self::State, input: Input, dt: f64);

    /// Moves a neuron that is not refractory by `dt`, as if it had no threshold.
    fn drift(&self, state: &mut Self::State, input: Input, dt: f64);

    /// First time in `[0, dt]` at which a neuron that is not refractory reaches its threshold.
    fn crossing(&self, state: &Self::State, input: Input, dt: f64) -> Option<f64>;

    /// True when the potential is at the threshold or above.
    fn reaches(&self, state: &Self::State) -> bool;

    /// The neuron fires: reset, and refractory for `held` (s).
    fn fire(&self, state: &mut Self::State, held: f64);
}

/// What [`Neuron::advance`] of such a model does.
pub(super) fn advance<N: Threshold>(
    neuron: &N,
    state: &mut N::State,
    input: Input,
    dt: f64,
) -> Result<Option<f64>, String> {
    refuse_impossible(input)?;
    let wait = neuron.held(state).min(dt);
    neuron.hold(state, input, wait);
    let (input, span) = (input.later(wait), dt - wait);
    if span <= 0.0 {
        return Ok(None);
    }
    let crossing = neuron.crossing(state, input, span);
    neuron.drift(state, input, crossing.unwrap_or(span));
    refuse_overflow(neuron, state, input)?;
    let Some(time) = crossing else { return Ok(None) };
    neuron.fire(state, neuron.t_ref());
    Ok(Some(wait + time))
}

/// # Errors
/// In words, for an input that is no number.
pub(super) fn refuse_impossible(input: Input) -> Result<(), String> {
    if input.start.is_finite() && input.slope.is_finite() {
        return Ok(());
    }
    Err(format!("its input is {} with a slope of {} per second; give finite numbers", input.start, input.slope))
}

/// # Errors
/// In words, for a potential that is no number.
pub(super) fn refuse_overflow<N: Neuron>(neuron: &N, state: &N::State, input: Input) -> Result<(), String> {
    let v = neuron.read(state, 0);
    if v.is_finite() {
        return Ok(());
    }
    let input = input.start;
    Err(format!("its potential became {v} under an input of {input:e}: give smaller inputs or slower time constants"))
}

/// # Errors
/// [`NeuronError::Parameter`] for a negative refractory time, a reset that is not below the threshold, and values that are
/// no numbers.
pub(super) fn check_reset(v_reset: f64, v_th: f64, t_ref: f64) -> Result<(), NeuronError> {
    finite("v_th", v_th, "V")?;
    require("v_reset", v_reset, "V", v_reset < v_th && v_reset.is_finite(), "has to be below `v_th`")?;
    not_negative("t_ref", t_ref, "s")
}
