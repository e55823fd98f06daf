//! Leaky integrate-and-fire neuron driven by a current.

use devices::units::{CURRENT, Dimension};
use serde::Deserialize;

use super::catalogue::Described;
use super::membrane::{Course, Membrane};
use super::threshold::{self, Threshold};
use super::{Input, Neuron, NeuronError, Variable};

/// `c_m dv/dt = -(c_m / tau_m) (v - e_l) + i`; at `v = v_th` a spike, then `v = v_reset` for `t_ref`. In closed form.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifCurrent {
    /// Membrane capacitance (F).
    #[serde(deserialize_with = "devices::units::farads")]
    pub c_m: f64,
    /// Membrane time constant (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_m: f64,
    /// Leak potential (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_l: f64,
    /// Threshold (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub v_th: f64,
    /// Potential after a spike (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub v_reset: f64,
    /// Refractory time (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub t_ref: f64,
}

/// State of a [`LifCurrent`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LifCurrentState {
    /// Membrane potential (V).
    pub v: f64,
    /// Refractory time that is left (s).
    pub held: f64,
}

impl LifCurrent {
    fn course(&self, state: &LifCurrentState, input: Input) -> Course<0> {
        Course { membrane: self.membrane(), v: state.v, input, currents: [] }
    }

    fn membrane(&self) -> Membrane {
        Membrane { c_m: self.c_m, tau_m: self.tau_m, e_l: self.e_l }
    }
}

impl Neuron for LifCurrent {
    type State = LifCurrentState;

    const VARIABLES: &'static [Variable] = &[Variable { name: "v", unit: "V", long_name: "membrane potential" }];

    fn rest(&self) -> LifCurrentState {
        LifCurrentState { v: self.e_l, held: 0.0 }
    }

    fn read(&self, state: &LifCurrentState, _index: usize) -> f64 {
        state.v
    }

    fn advance(&self, state: &mut LifCurrentState, input: Input, dt: f64) -> Result<Option<f64>, String> {
        threshold::advance(self, state, input, dt)
    }

    fn check(&self) -> Result<(), NeuronError> {
        self.membrane().check()?;
        threshold::check_reset(self.v_reset, self.v_th, self.t_ref)
    }
}

impl Threshold for LifCurrent {
    fn t_ref(&self) -> f64 {
        self.t_ref
    }

    fn shortest(&self) -> f64 {
        self.tau_m
    }

    fn held(&self, state: &LifCurrentState) -> f64 {
        state.held
    }

    fn hold(&self, state: &mut LifCurrentState, _input: Input, dt: f64) {
        state.held -= dt;
    }

    fn drift(&self, state: &mut LifCurrentState, input: Input, dt: f64) {
        state.v = self.course(state, input).at(dt);
    }

    fn crossing(&self, state: &LifCurrentState, input: Input, dt: f64) -> Option<f64> {
        self.course(state, input).crossing(self.v_th, [], dt)
    }

    fn reaches(&self, state: &LifCurrentState) -> bool {
        state.v >= self.v_th
    }

    fn fire(&self, state: &mut LifCurrentState, held: f64) {
        *state = LifCurrentState { v: self.v_reset, held };
    }
}

impl Described for LifCurrent {
    const MODEL: &'static str = "lif_current";
    const REFERENCE: &'static str = "leaky integrate-and-fire after Lapicque 1907; in this form Rotter and Diesmann 1999, doi:10.1007/s004220050570";
    const EQUATIONS: &'static str = "\
c_m dv/dt = -(c_m / tau_m) (v - e_l) + input
spike at v = v_th, then v = v_reset for t_ref";
    const INPUT: Dimension = CURRENT;
}

#[cfg(test)]
#[path = "lif_current_tests.rs"]
mod tests;
