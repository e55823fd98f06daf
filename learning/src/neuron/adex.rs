//! The adaptive exponential integrate-and-fire neuron.

use devices::math::exp;
use devices::units::{CURRENT, Dimension};
use serde::Deserialize;

use super::catalogue::Described;
use super::integrate::{Accuracy, until_level};
use super::parameter::{finite, positive, require, tolerance};
use super::{Input, Neuron, NeuronError, Variable};

/// c_m dv/dt = -g_l (v - e_l) + g_l delta_t exp((v - v_t) / delta_t) - w + input, tau_w dw/dt = a (v - e_l) - w; at
/// `v_peak` the neuron fires, v becomes `v_r`, and w grows by `b` (Brette and Gerstner 2005, doi:10.1152/jn.00686.2005).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdEx {
    /// Capacitance (F).
    #[serde(deserialize_with = "devices::units::farads")]
    pub c_m: f64,
    /// Leak conductance (S).
    #[serde(deserialize_with = "devices::units::siemens")]
    pub g_l: f64,
    /// Leak reversal potential (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_l: f64,
    /// Threshold of the exponential (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub v_t: f64,
    /// Its slope factor (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub delta_t: f64,
    /// Time constant of adaptation (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_w: f64,
    /// Adaptation by the potential (S).
    #[serde(deserialize_with = "devices::units::siemens")]
    pub a: f64,
    /// Adaptation by a spike (A).
    #[serde(deserialize_with = "devices::units::amperes")]
    pub b: f64,
    /// Potential after a spike (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub v_r: f64,
    /// Potential at which a spike is counted (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub v_peak: f64,
    /// Permitted relative error per step.
    pub tolerance: f64,
}

/// This many slope factors above `v_t` the peak is less than 1e-13 membrane time constants away: a spike is counted there
/// if `v_peak` is higher still. So no parameters make the exponential overflow or the steps vanish.
const CUT: f64 = 30.0;

impl AdEx {
    /// The neuron of Brette and Gerstner 2005, with resets to the leak reversal potential.
    pub fn brette_gerstner_2005() -> Self {
        Self {
            c_m: 281e-12,
            g_l: 30e-9,
            e_l: -70.6e-3,
            v_t: -50.4e-3,
            delta_t: 2e-3,
            tau_w: 0.144,
            a: 4e-9,
            b: 80.5e-12,
            v_r: -70.6e-3,
            v_peak: 0.0,
            tolerance: 1e-11,
        }
    }

    fn peak(&self) -> f64 {
        self.v_peak.min(self.v_t + CUT * self.delta_t)
    }
}

impl Neuron for AdEx {
    /// v (V) and w (A).
    type State = [f64; 2];

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "v", unit: "V", long_name: "membrane potential" },
        Variable { name: "w", unit: "A", long_name: "adaptation current" },
    ];

    fn rest(&self) -> [f64; 2] {
        [self.e_l, 0.0]
    }

    fn read(&self, state: &[f64; 2], index: usize) -> f64 {
        state[index]
    }

    fn advance(&self, state: &mut [f64; 2], input: Input, dt: f64) -> Result<Option<f64>, String> {
        let rate = |t: f64, &[v, w]: &[f64; 2]| {
            let onset = self.g_l * self.delta_t * exp((v - self.v_t) / self.delta_t);
            let current = input.at(t) - self.g_l * (v - self.e_l) + onset - w;
            [current / self.c_m, (self.a * (v - self.e_l) - w) / self.tau_w]
        };
        let accuracy = Accuracy {
            tolerance: self.tolerance,
            scales: [self.delta_t, self.g_l * self.delta_t],
            longest: 0.5 * self.tau_w.min(self.c_m / self.g_l),
        };
        let wait = if state[0] >= self.peak() && state[0].is_finite() {
            Some(0.0)
        } else {
            until_level(&rate, state, dt, self.peak(), &accuracy)?
        };
        if wait.is_some() {
            *state = [self.v_r, state[1] + self.b];
        }
        Ok(wait)
    }

    fn check(&self) -> Result<(), NeuronError> {
        positive("c_m", self.c_m, "F")?;
        positive("g_l", self.g_l, "S")?;
        positive("delta_t", self.delta_t, "V")?;
        positive("tau_w", self.tau_w, "s")?;
        for (name, value, unit) in [
            ("e_l", self.e_l, "V"),
            ("v_t", self.v_t, "V"),
            ("v_peak", self.v_peak, "V"),
            ("a", self.a, "S"),
            ("b", self.b, "A"),
        ] {
            finite(name, value, unit)?;
        }
        let expected = "has to be finite and below both `v_peak` and `v_t` + 30 `delta_t`, where a spike is certain";
        require("v_r", self.v_r, "V", self.v_r.is_finite() && self.v_r < self.peak(), expected)?;
        tolerance(self.tolerance)
    }
}

impl Described for AdEx {
    const MODEL: &'static str = "adex";
    const REFERENCE: &'static str =
        "adaptive exponential integrate-and-fire: Brette and Gerstner 2005, doi:10.1152/jn.00686.2005";
    const EQUATIONS: &'static str = "\
c_m dv/dt = -g_l (v - e_l) + g_l delta_t exp((v - v_t) / delta_t) - w + input
tau_w dw/dt = a (v - e_l) - w
spike at v = v_peak, then v = v_r and w = w + b";
    const INPUT: Dimension = CURRENT;
}

#[cfg(test)]
#[path = "adex_tests.rs"]
mod tests;
