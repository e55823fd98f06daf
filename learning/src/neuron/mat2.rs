//! Leaky integrator with a threshold on two time scales (MAT2).

use devices::units::{CURRENT, Dimension};
use serde::Deserialize;

use super::catalogue::Described;
use super::decay::Decay;
use super::membrane::{Course, Membrane};
use super::threshold::{self, Threshold};
use super::{Input, Neuron, NeuronError, Synaptic, Variable, parameter};

/// `c_m dv/dt = -(c_m / tau_m) (v - e_l) + i_ex + i_in + i`, currents as in [`LifCuba`](super::LifCuba); the potential is
/// never reset. At `v = omega + h_1 + h_2`, `dh_x/dt = -h_x / tau_x`, a spike: `h_x` rise by `alpha_x`, and no other spike
/// follows for `t_ref`. A potential still over the threshold then fires at once. In closed form.
///
/// Kobayashi, Tsubo and Shinomoto 2009, doi:10.3389/neuro.10.009.2009; NEST's `mat2_psc_exp`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mat2 {
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
    pub omega: f64,
    /// Time without a second spike (s), above 0.
    #[serde(deserialize_with = "devices::units::seconds")]
    pub t_ref: f64,
    /// Rise of the fast part of the threshold with each spike (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub alpha_1: f64,
    /// Rise of the slow part (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub alpha_2: f64,
    /// Time constant of the fast part (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_1: f64,
    /// Time constant of the slow part (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_2: f64,
    /// Time constant of the excitatory current (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_syn_ex: f64,
    /// Time constant of the inhibitory current (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_syn_in: f64,
}

/// State of a [`Mat2`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mat2State {
    /// Membrane potential (V).
    pub v: f64,
    /// Excitatory and inhibitory current into the membrane (A).
    pub currents: [f64; 2],
    /// Fast and slow part of the threshold (V).
    pub h: [f64; 2],
    /// Refractory time that is left (s).
    pub held: f64,
}

impl Mat2 {
    fn membrane(&self) -> Membrane {
        Membrane { c_m: self.c_m, tau_m: self.tau_m, e_l: self.e_l }
    }

    fn currents(&self, state: &Mat2State) -> [Decay; 2] {
        let [excitatory, inhibitory] = state.currents;
        [Decay::over(excitatory, self.tau_syn_ex), Decay::over(inhibitory, self.tau_syn_in)]
    }

    fn lifts(&self, state: &Mat2State) -> [Decay; 2] {
        [Decay::over(state.h[0], self.tau_1), Decay::over(state.h[1], self.tau_2)]
    }

    fn course(&self, state: &Mat2State, input: Input) -> Course<2> {
        Course { membrane: self.membrane(), v: state.v, input, currents: self.currents(state) }
    }

    fn threshold(&self, state: &Mat2State) -> f64 {
        self.omega + state.h[0] + state.h[1]
    }
}

impl Neuron for Mat2 {
    type State = Mat2State;

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "v", unit: "V", long_name: "membrane potential" },
        Variable { name: "threshold", unit: "V", long_name: "threshold" },
        Variable { name: "i_ex", unit: "A", long_name: "excitatory current" },
        Variable { name: "i_in", unit: "A", long_name: "inhibitory current" },
    ];

    fn rest(&self) -> Mat2State {
        Mat2State { v: self.e_l, currents: [0.0; 2], h: [0.0; 2], held: 0.0 }
    }

    fn read(&self, state: &Mat2State, index: usize) -> f64 {
        [state.v, self.threshold(state), state.currents[0], state.currents[1]][index]
    }

    fn advance(&self, state: &mut Mat2State, input: Input, dt: f64) -> Result<Option<f64>, String> {
        threshold::advance(self, state, input, dt)
    }

    fn check(&self) -> Result<(), NeuronError> {
        self.membrane().check()?;
        let met = self.omega > self.e_l && self.omega.is_finite();
        parameter::require("omega", self.omega, "V", met, "has to be above the leak potential `e_l`")?;
        parameter::not_negative("alpha_1", self.alpha_1, "V")?;
        parameter::not_negative("alpha_2", self.alpha_2, "V")?;
        let taus = [
            ("t_ref", self.t_ref),
            ("tau_1", self.tau_1),
            ("tau_2", self.tau_2),
            ("tau_syn_ex", self.tau_syn_ex),
            ("tau_syn_in", self.tau_syn_in),
        ];
        taus.into_iter().try_for_each(|(name, value)| parameter::positive(name, value, "s"))
    }
}

impl Synaptic for Mat2 {
    const SYNAPSES: &'static [Variable] = super::LifCuba::SYNAPSES;

    fn receive(&self, state: &mut Mat2State, synapse: usize, weight: f64) {
        state.currents[synapse] += weight;
    }
}

impl Threshold for Mat2 {
    fn t_ref(&self) -> f64 {
        self.t_ref
    }

    fn shortest(&self) -> f64 {
        [self.tau_1, self.tau_2, self.tau_syn_ex, self.tau_syn_in].into_iter().fold(self.tau_m, f64::min)
    }

    fn held(&self, state: &Mat2State) -> f64 {
        state.held
    }

    fn hold(&self, state: &mut Mat2State, input: Input, dt: f64) {
        self.drift(state, input, dt);
        state.held -= dt;
    }

    fn drift(&self, state: &mut Mat2State, input: Input, dt: f64) {
        state.v = self.course(state, input).at(dt);
        state.h = self.lifts(state).map(|lift| lift.at(dt));
        state.currents = self.currents(state).map(|current| current.at(dt));
    }

    fn crossing(&self, state: &Mat2State, input: Input, dt: f64) -> Option<f64> {
        self.course(state, input).crossing(self.omega, self.lifts(state), dt)
    }

    fn reaches(&self, state: &Mat2State) -> bool {
        state.v >= self.threshold(state)
    }

    fn fire(&self, state: &mut Mat2State, held: f64) {
        state.h = [state.h[0] + self.alpha_1, state.h[1] + self.alpha_2];
        state.held = held;
    }
}

impl Described for Mat2 {
    const MODEL: &'static str = "mat2";
    const REFERENCE: &'static str = "Kobayashi, Tsubo and Shinomoto 2009, doi:10.3389/neuro.10.009.2009";
    const EQUATIONS: &'static str = "\
c_m dv/dt = -(c_m / tau_m) (v - e_l) + i_ex + i_in + input, never reset
di_ex/dt = -i_ex / tau_syn_ex, di_in/dt = -i_in / tau_syn_in; a spike that arrives adds its weight to one of them
dh_1/dt = -h_1 / tau_1, dh_2/dt = -h_2 / tau_2
spike at v >= omega + h_1 + h_2, then h_1 rises by alpha_1, h_2 by alpha_2, and no other spike for t_ref";
    const INPUT: Dimension = CURRENT;
}

#[cfg(test)]
#[path = "mat2_tests.rs"]
mod tests;
