//! Leaky integrate-and-fire neuron whose threshold rises with each spike.

use devices::units::{CURRENT, Dimension};
use serde::Deserialize;

use super::catalogue::Described;
use super::decay::Decay;
use super::membrane::{Course, Membrane};
use super::threshold::{self, Threshold};
use super::{Input, Neuron, NeuronError, Variable, parameter};

/// `c_m dv/dt = -(c_m / tau_m) (v - e_l) + i`, `db/dt = -b / tau_b`; at `v = v_th + b` a spike, then `b` rises by `beta` and
/// `v = v_reset` for `t_ref`, while `b` goes on. In closed form.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alif {
    /// Membrane capacitance (F).
    #[serde(deserialize_with = "devices::units::farads")]
    pub c_m: f64,
    /// Membrane time constant (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_m: f64,
    /// Leak potential (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_l: f64,
    /// Threshold at rest (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub v_th: f64,
    /// Potential after a spike (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub v_reset: f64,
    /// Refractory time (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub t_ref: f64,
    /// Rise of the threshold with each spike (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub beta: f64,
    /// Time constant with which the threshold comes back (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_b: f64,
}

/// State of an [`Alif`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlifState {
    /// Membrane potential (V).
    pub v: f64,
    /// Threshold above that at rest (V).
    pub b: f64,
    /// Refractory time that is left (s).
    pub held: f64,
}

impl Alif {
    fn membrane(&self) -> Membrane {
        Membrane { c_m: self.c_m, tau_m: self.tau_m, e_l: self.e_l }
    }

    fn course(&self, state: &AlifState, input: Input) -> Course<0> {
        Course { membrane: self.membrane(), v: state.v, input, currents: [] }
    }

    fn lift(&self, state: &AlifState) -> Decay {
        Decay::over(state.b, self.tau_b)
    }
}

impl Neuron for Alif {
    type State = AlifState;

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "v", unit: "V", long_name: "membrane potential" },
        Variable { name: "threshold", unit: "V", long_name: "threshold" },
    ];

    fn rest(&self) -> AlifState {
        AlifState { v: self.e_l, b: 0.0, held: 0.0 }
    }

    fn read(&self, state: &AlifState, index: usize) -> f64 {
        [state.v, self.v_th + state.b][index]
    }

    fn advance(&self, state: &mut AlifState, input: Input, dt: f64) -> Result<Option<f64>, String> {
        threshold::advance(self, state, input, dt)
    }

    fn check(&self) -> Result<(), NeuronError> {
        self.membrane().check()?;
        threshold::check_reset(self.v_reset, self.v_th, self.t_ref)?;
        parameter::not_negative("beta", self.beta, "V")?;
        parameter::positive("tau_b", self.tau_b, "s")
    }
}

impl Threshold for Alif {
    fn t_ref(&self) -> f64 {
        self.t_ref
    }

    fn shortest(&self) -> f64 {
        self.tau_m.min(self.tau_b)
    }

    fn held(&self, state: &AlifState) -> f64 {
        state.held
    }

    fn hold(&self, state: &mut AlifState, _input: Input, dt: f64) {
        state.b = self.lift(state).at(dt);
        state.held -= dt;
    }

    fn drift(&self, state: &mut AlifState, input: Input, dt: f64) {
        state.v = self.course(state, input).at(dt);
        state.b = self.lift(state).at(dt);
    }

    fn crossing(&self, state: &AlifState, input: Input, dt: f64) -> Option<f64> {
        self.course(state, input).crossing(self.v_th, [self.lift(state)], dt)
    }

    fn reaches(&self, state: &AlifState) -> bool {
        state.v >= self.v_th + state.b
    }

    fn fire(&self, state: &mut AlifState, held: f64) {
        *state = AlifState { v: self.v_reset, b: state.b + self.beta, held };
    }
}

impl Described for Alif {
    const MODEL: &'static str = "alif";
    const REFERENCE: &'static str = "leaky integrate-and-fire after Lapicque 1907, with a threshold that adapts";
    const EQUATIONS: &'static str = "\
c_m dv/dt = -(c_m / tau_m) (v - e_l) + input
db/dt = -b / tau_b
spike at v = v_th + b, then b rises by beta and v = v_reset for t_ref";
    const INPUT: Dimension = CURRENT;
}

#[cfg(test)]
#[path = "alif_tests.rs"]
mod tests;
