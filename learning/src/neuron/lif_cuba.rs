//! Leaky integrate-and-fire neuron with synapses that inject exponential currents.

use devices::units::{CURRENT, Dimension};
use serde::Deserialize;

use super::catalogue::Described;
use super::decay::Decay;
use super::membrane::{Course, Membrane};
use super::threshold::{self, Threshold};
use super::{Input, Neuron, NeuronError, Synaptic, Variable, parameter};

/// `c_m dv/dt = -(c_m / tau_m) (v - e_l) + i_ex + i_in + i`, `di_x/dt = -i_x / tau_x`; a spike at a synapse adds its weight (A)
/// to `i_x`. At `v = v_th` a spike, then `v = v_reset` for `t_ref`, while the currents go on. In closed form for any time
/// constants, equal ones included (Rotter and Diesmann 1999, doi:10.1007/s004220050570).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifCuba {
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
    /// Time constant of the excitatory current (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_syn_ex: f64,
    /// Time constant of the inhibitory current (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_syn_in: f64,
}

/// State of a [`LifCuba`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LifCubaState {
    /// Membrane potential (V).
    pub v: f64,
    /// Excitatory and inhibitory current into the membrane (A).
    pub currents: [f64; 2],
    /// Refractory time that is left (s).
    pub held: f64,
}

impl LifCuba {
    fn membrane(&self) -> Membrane {
        Membrane { c_m: self.c_m, tau_m: self.tau_m, e_l: self.e_l }
    }

    fn currents(&self, state: &LifCubaState) -> [Decay; 2] {
        let [excitatory, inhibitory] = state.currents;
        [Decay::over(excitatory, self.tau_syn_ex), Decay::over(inhibitory, self.tau_syn_in)]
    }

    fn course(&self, state: &LifCubaState, input: Input) -> Course<2> {
        Course { membrane: self.membrane(), v: state.v, input, currents: self.currents(state) }
    }
}

impl Neuron for LifCuba {
    type State = LifCubaState;

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "v", unit: "V", long_name: "membrane potential" },
        Variable { name: "i_ex", unit: "A", long_name: "excitatory current" },
        Variable { name: "i_in", unit: "A", long_name: "inhibitory current" },
    ];

    fn rest(&self) -> LifCubaState {
        LifCubaState { v: self.e_l, currents: [0.0; 2], held: 0.0 }
    }

    fn read(&self, state: &LifCubaState, index: usize) -> f64 {
        [state.v, state.currents[0], state.currents[1]][index]
    }

    fn advance(&self, state: &mut LifCubaState, input: Input, dt: f64) -> Result<Option<f64>, String> {
        threshold::advance(self, state, input, dt)
    }

    fn check(&self) -> Result<(), NeuronError> {
        self.membrane().check()?;
        threshold::check_reset(self.v_reset, self.v_th, self.t_ref)?;
        parameter::positive("tau_syn_ex", self.tau_syn_ex, "s")?;
        parameter::positive("tau_syn_in", self.tau_syn_in, "s")
    }
}

impl Synaptic for LifCuba {
    const SYNAPSES: &'static [Variable] = &[
        Variable { name: "excitatory", unit: "A", long_name: "step of the excitatory current" },
        Variable { name: "inhibitory", unit: "A", long_name: "step of the inhibitory current, negative" },
    ];

    fn receive(&self, state: &mut LifCubaState, synapse: usize, weight: f64) {
        state.currents[synapse] += weight;
    }
}

impl Threshold for LifCuba {
    fn t_ref(&self) -> f64 {
        self.t_ref
    }

    fn shortest(&self) -> f64 {
        self.tau_m.min(self.tau_syn_ex).min(self.tau_syn_in)
    }

    fn held(&self, state: &LifCubaState) -> f64 {
        state.held
    }

    fn hold(&self, state: &mut LifCubaState, _input: Input, dt: f64) {
        state.currents = self.currents(state).map(|current| current.at(dt));
        state.held -= dt;
    }

    fn drift(&self, state: &mut LifCubaState, input: Input, dt: f64) {
        state.v = self.course(state, input).at(dt);
        state.currents = self.currents(state).map(|current| current.at(dt));
    }

    fn crossing(&self, state: &LifCubaState, input: Input, dt: f64) -> Option<f64> {
        self.course(state, input).crossing(self.v_th, [], dt)
    }

    fn reaches(&self, state: &LifCubaState) -> bool {
        state.v >= self.v_th
    }

    fn fire(&self, state: &mut LifCubaState, held: f64) {
        (state.v, state.held) = (self.v_reset, held);
    }
}

impl Described for LifCuba {
    const MODEL: &'static str = "lif_cuba";
    const REFERENCE: &'static str = "leaky integrate-and-fire after Lapicque 1907; in this form Rotter and Diesmann 1999, doi:10.1007/s004220050570";
    const EQUATIONS: &'static str = "\
c_m dv/dt = -(c_m / tau_m) (v - e_l) + i_ex + i_in + input
di_ex/dt = -i_ex / tau_syn_ex, di_in/dt = -i_in / tau_syn_in; a spike that arrives adds its weight to one of them
spike at v = v_th, then v = v_reset for t_ref";
    const INPUT: Dimension = CURRENT;
}

#[cfg(test)]
#[path = "lif_cuba_tests.rs"]
mod tests;
