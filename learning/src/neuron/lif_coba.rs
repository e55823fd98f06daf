//! Leaky integrate-and-fire neuron with synapses that open conductances.

use devices::units::{CURRENT, Dimension};
use serde::Deserialize;

use super::catalogue::Described;
use super::conductances::{Channel, Patch};
use super::decay::Decay;
use super::threshold::{self, Threshold};
use super::{Input, Neuron, NeuronError, Synaptic, Variable, parameter};

/// `c_m dv/dt = -g_l (v - e_l) - g_ex (v - e_ex) - g_in (v - e_in) + i`, `dg_x/dt = -g_x / tau_x`; a spike at a synapse adds
/// its weight (S) to `g_x`. At `v = v_th` a spike, then `v = v_reset` for `t_ref`, while the conductances go on. Exact to
/// rounding.
///
/// Benchmark of Vogels and Abbott as given by Brette et al. 2007, doi:10.1007/s10827-007-0038-6.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifCoba {
    /// Membrane capacitance (F).
    #[serde(deserialize_with = "devices::units::farads")]
    pub c_m: f64,
    /// Leak conductance (S).
    #[serde(deserialize_with = "devices::units::siemens")]
    pub g_l: f64,
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
    /// Reversal potential of excitatory channels (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_ex: f64,
    /// Reversal potential of inhibitory channels (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_in: f64,
    /// Time constant of excitatory channels (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_syn_ex: f64,
    /// Time constant of inhibitory channels (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_syn_in: f64,
}

/// State of a [`LifCoba`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LifCobaState {
    /// Membrane potential (V).
    pub v: f64,
    /// Excitatory and inhibitory conductance (S).
    pub conductances: [f64; 2],
    /// Refractory time that is left (s).
    pub held: f64,
}

impl LifCoba {
    fn channels(&self, state: &LifCobaState) -> [Channel; 2] {
        let [excitatory, inhibitory] = state.conductances;
        [
            Channel { g: Decay::over(excitatory, self.tau_syn_ex), e: self.e_ex },
            Channel { g: Decay::over(inhibitory, self.tau_syn_in), e: self.e_in },
        ]
    }

    fn patch(&self, state: &LifCobaState, input: Input) -> Patch<2> {
        let Self { c_m, g_l, e_l, .. } = *self;
        Patch { c_m, g_l, e_l, v: state.v, input, channels: self.channels(state) }
    }

    fn decayed(&self, state: &LifCobaState, dt: f64) -> [f64; 2] {
        self.channels(state).map(|channel| channel.g.at(dt))
    }
}

impl Neuron for LifCoba {
    type State = LifCobaState;

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "v", unit: "V", long_name: "membrane potential" },
        Variable { name: "g_ex", unit: "S", long_name: "excitatory conductance" },
        Variable { name: "g_in", unit: "S", long_name: "inhibitory conductance" },
    ];

    fn rest(&self) -> LifCobaState {
        LifCobaState { v: self.e_l, conductances: [0.0; 2], held: 0.0 }
    }

    fn read(&self, state: &LifCobaState, index: usize) -> f64 {
        if index == 0 { state.v } else { state.conductances[index - 1] }
    }

    fn advance(&self, state: &mut LifCobaState, input: Input, dt: f64) -> Result<Option<f64>, String> {
        threshold::advance(self, state, input, dt)
    }

    fn check(&self) -> Result<(), NeuronError> {
        parameter::positive("c_m", self.c_m, "F")?;
        parameter::positive("g_l", self.g_l, "S")?;
        threshold::check_reset(self.v_reset, self.v_th, self.t_ref)?;
        for (name, value) in [("e_l", self.e_l), ("e_ex", self.e_ex), ("e_in", self.e_in)] {
            parameter::finite(name, value, "V")?;
        }
        parameter::positive("tau_syn_ex", self.tau_syn_ex, "s")?;
        parameter::positive("tau_syn_in", self.tau_syn_in, "s")
    }
}

impl Synaptic for LifCoba {
    const SYNAPSES: &'static [Variable] = &[
        Variable { name: "excitatory", unit: "S", long_name: "excitatory conductance that opens" },
        Variable { name: "inhibitory", unit: "S", long_name: "inhibitory conductance that opens" },
    ];

    fn receive(&self, state: &mut LifCobaState, synapse: usize, weight: f64) {
        state.conductances[synapse] += weight;
    }
}

impl Threshold for LifCoba {
    fn t_ref(&self) -> f64 {
        self.t_ref
    }

    fn shortest(&self) -> f64 {
        (self.c_m / self.g_l).min(self.tau_syn_ex).min(self.tau_syn_in)
    }

    fn held(&self, state: &LifCobaState) -> f64 {
        state.held
    }

    fn hold(&self, state: &mut LifCobaState, _input: Input, dt: f64) {
        state.conductances = self.decayed(state, dt);
        state.held -= dt;
    }

    fn drift(&self, state: &mut LifCobaState, input: Input, dt: f64) {
        state.v = self.patch(state, input).at(dt);
        state.conductances = self.decayed(state, dt);
    }

    fn crossing(&self, state: &LifCobaState, input: Input, dt: f64) -> Option<f64> {
        self.patch(state, input).crossing(self.v_th, dt)
    }

    fn reaches(&self, state: &LifCobaState) -> bool {
        state.v >= self.v_th
    }

    fn fire(&self, state: &mut LifCobaState, held: f64) {
        (state.v, state.held) = (self.v_reset, held);
    }
}

impl Described for LifCoba {
    const MODEL: &'static str = "lif_coba";
    const REFERENCE: &'static str = "Vogels and Abbott 2005; Brette et al. 2007, doi:10.1007/s10827-007-0038-6";
    const EQUATIONS: &'static str = "\
c_m dv/dt = -g_l (v - e_l) - g_ex (v - e_ex) - g_in (v - e_in) + input
dg_ex/dt = -g_ex / tau_syn_ex, dg_in/dt = -g_in / tau_syn_in; a spike that arrives adds its weight to one of them
spike at v = v_th, then v = v_reset for t_ref";
    const INPUT: Dimension = CURRENT;
}

#[cfg(test)]
#[path = "lif_coba_tests.rs"]
mod tests;
