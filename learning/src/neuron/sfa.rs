//! Leaky integrate-and-fire neuron that each spike makes harder to excite: spike-frequency adaptation.

use devices::units::{CURRENT, Dimension};
use serde::Deserialize;

use super::catalogue::Described;
use super::conductances::{Channel, Patch};
use super::decay::Decay;
use super::threshold::{self, Threshold};
use super::{Input, Neuron, NeuronError, Synaptic, Variable, parameter};

/// As [`LifCoba`](super::LifCoba), with two more conductances that open with each spike of the neuron itself: `g_sfa` by
/// `q_sfa` (adaptation, slow) and `g_rr` by `q_rr` (relative refractoriness, fast). Exact to rounding.
///
/// NEST's `iaf_cond_exp_sfa_rr`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sfa {
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
    /// Reversal potential of the adaptation channels (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_sfa: f64,
    /// Reversal potential of the channels of relative refractoriness (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_rr: f64,
    /// Time constant of the adaptation channels (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_sfa: f64,
    /// Time constant of the channels of relative refractoriness (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_rr: f64,
    /// Adaptation conductance that opens with each spike (S).
    #[serde(deserialize_with = "devices::units::siemens")]
    pub q_sfa: f64,
    /// Conductance of relative refractoriness that opens with each spike (S).
    #[serde(deserialize_with = "devices::units::siemens")]
    pub q_rr: f64,
}

/// State of a [`Sfa`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SfaState {
    /// Membrane potential (V).
    pub v: f64,
    /// Excitatory and inhibitory conductance, that of adaptation and that of relative refractoriness (S).
    pub conductances: [f64; 4],
    /// Refractory time that is left (s).
    pub held: f64,
}

impl Sfa {
    fn channels(&self, state: &SfaState) -> [Channel; 4] {
        let [excitatory, inhibitory, adaptation, refractoriness] = state.conductances;
        [
            Channel { g: Decay::over(excitatory, self.tau_syn_ex), e: self.e_ex },
            Channel { g: Decay::over(inhibitory, self.tau_syn_in), e: self.e_in },
            Channel { g: Decay::over(adaptation, self.tau_sfa), e: self.e_sfa },
            Channel { g: Decay::over(refractoriness, self.tau_rr), e: self.e_rr },
        ]
    }

    fn patch(&self, state: &SfaState, input: Input) -> Patch<4> {
        let Self { c_m, g_l, e_l, .. } = *self;
        Patch { c_m, g_l, e_l, v: state.v, input, channels: self.channels(state) }
    }

    fn decayed(&self, state: &SfaState, dt: f64) -> [f64; 4] {
        self.channels(state).map(|channel| channel.g.at(dt))
    }
}

impl Neuron for Sfa {
    type State = SfaState;

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "v", unit: "V", long_name: "membrane potential" },
        Variable { name: "g_ex", unit: "S", long_name: "excitatory conductance" },
        Variable { name: "g_in", unit: "S", long_name: "inhibitory conductance" },
        Variable { name: "g_sfa", unit: "S", long_name: "conductance of adaptation" },
        Variable { name: "g_rr", unit: "S", long_name: "conductance of relative refractoriness" },
    ];

    fn rest(&self) -> SfaState {
        SfaState { v: self.e_l, conductances: [0.0; 4], held: 0.0 }
    }

    fn read(&self, state: &SfaState, index: usize) -> f64 {
        if index == 0 { state.v } else { state.conductances[index - 1] }
    }

    fn advance(&self, state: &mut SfaState, input: Input, dt: f64) -> Result<Option<f64>, String> {
        threshold::advance(self, state, input, dt)
    }

    fn check(&self) -> Result<(), NeuronError> {
        parameter::positive("c_m", self.c_m, "F")?;
        parameter::positive("g_l", self.g_l, "S")?;
        threshold::check_reset(self.v_reset, self.v_th, self.t_ref)?;
        let potentials =
            [("e_l", self.e_l), ("e_ex", self.e_ex), ("e_in", self.e_in), ("e_sfa", self.e_sfa), ("e_rr", self.e_rr)];
        potentials.into_iter().try_for_each(|(name, value)| parameter::finite(name, value, "V"))?;
        parameter::not_negative("q_sfa", self.q_sfa, "S")?;
        parameter::not_negative("q_rr", self.q_rr, "S")?;
        let taus = [
            ("tau_syn_ex", self.tau_syn_ex),
            ("tau_syn_in", self.tau_syn_in),
            ("tau_sfa", self.tau_sfa),
            ("tau_rr", self.tau_rr),
        ];
        taus.into_iter().try_for_each(|(name, value)| parameter::positive(name, value, "s"))
    }
}

impl Synaptic for Sfa {
    const SYNAPSES: &'static [Variable] = &[
        Variable { name: "excitatory", unit: "S", long_name: "excitatory conductance that opens" },
        Variable { name: "inhibitory", unit: "S", long_name: "inhibitory conductance that opens" },
    ];

    fn receive(&self, state: &mut SfaState, synapse: usize, weight: f64) {
        state.conductances[synapse] += weight;
    }
}

impl Threshold for Sfa {
    fn t_ref(&self) -> f64 {
        self.t_ref
    }

    fn shortest(&self) -> f64 {
        let taus = [self.tau_syn_ex, self.tau_syn_in, self.tau_sfa, self.tau_rr];
        taus.into_iter().fold(self.c_m / self.g_l, f64::min)
    }

    fn held(&self, state: &SfaState) -> f64 {
        state.held
    }

    fn hold(&self, state: &mut SfaState, _input: Input, dt: f64) {
        state.conductances = self.decayed(state, dt);
        state.held -= dt;
    }

    fn drift(&self, state: &mut SfaState, input: Input, dt: f64) {
        state.v = self.patch(state, input).at(dt);
        state.conductances = self.decayed(state, dt);
    }

    fn crossing(&self, state: &SfaState, input: Input, dt: f64) -> Option<f64> {
        self.patch(state, input).crossing(self.v_th, dt)
    }

    fn reaches(&self, state: &SfaState) -> bool {
        state.v >= self.v_th
    }

    fn fire(&self, state: &mut SfaState, held: f64) {
        (state.v, state.held) = (self.v_reset, held);
        state.conductances[2] += self.q_sfa;
        state.conductances[3] += self.q_rr;
    }
}

impl Described for Sfa {
    const MODEL: &'static str = "sfa";
    const REFERENCE: &'static str = "NEST's iaf_cond_exp_sfa_rr, after Dayan and Abbott 2001";
    const EQUATIONS: &'static str = "\
c_m dv/dt = -g_l (v - e_l) - sum over x of g_x (v - e_x) + input, x = ex, in, sfa, rr
dg_x/dt = -g_x / tau_x; a spike that arrives adds its weight to g_ex or g_in
spike at v = v_th, then g_sfa rises by q_sfa, g_rr by q_rr, and v = v_reset for t_ref";
    const INPUT: Dimension = CURRENT;
}

#[cfg(test)]
#[path = "sfa_tests.rs"]
mod tests;
