//! The neuron of Hodgkin and Huxley: sodium and potassium channels with gates.

use devices::units::{CURRENT_DENSITY, Dimension};
use serde::Deserialize;

use super::catalogue::Described;
use super::integrate::{Accuracy, until_level};
use super::kinetics::Kinetics;
use super::parameter::{finite, not_negative, positive, tolerance};
use super::{Input, Neuron, NeuronError, Variable};

/// c_m dv/dt = -g_na m^3 h (v - e_na) - g_k n^4 (v - e_k) - g_l (v - e_l) + input, all per area of membrane: the input is
/// a current density (A/m2). Each gate follows dx/dt = alpha (1 - x) - beta x (Hodgkin and Huxley 1952,
/// doi:10.1113/jphysiol.1952.sp004764).
///
/// A spike is an upward crossing of `level`; there is no reset. The model is followed as it is, without tables of rates.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HodgkinHuxley {
    /// Capacitance (F/m2).
    #[serde(deserialize_with = "devices::units::farads_per_square_meter")]
    pub c_m: f64,
    /// Sodium conductance when all gates are open (S/m2).
    #[serde(deserialize_with = "devices::units::siemens_per_square_meter")]
    pub g_na: f64,
    /// Potassium conductance when all gates are open (S/m2).
    #[serde(deserialize_with = "devices::units::siemens_per_square_meter")]
    pub g_k: f64,
    /// Leak conductance (S/m2).
    #[serde(deserialize_with = "devices::units::siemens_per_square_meter")]
    pub g_l: f64,
    /// Sodium reversal potential (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_na: f64,
    /// Potassium reversal potential (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_k: f64,
    /// Leak reversal potential (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub e_l: f64,
    /// Rates of the gates.
    pub kinetics: Kinetics,
    /// Potential (V) at which a neuron begins, with its gates in equilibrium.
    #[serde(deserialize_with = "devices::units::volts")]
    pub v_init: f64,
    /// Potential (V) whose upward crossing is a spike.
    #[serde(deserialize_with = "devices::units::volts")]
    pub level: f64,
    /// Permitted relative error per step.
    pub tolerance: f64,
}

/// The longest step (s): the fast gates relax in some tenths of it.
const LONGEST: f64 = 1e-3;

impl HodgkinHuxley {
    /// Giant axon of the squid at 6.3 degrees Celsius, with the constants of NEURON's `hh`.
    pub fn squid() -> Self {
        Self {
            c_m: 0.01,
            g_na: 1200.0,
            g_k: 360.0,
            g_l: 3.0,
            e_na: 50e-3,
            e_k: -77e-3,
            e_l: -54.3e-3,
            kinetics: Kinetics::Squid,
            v_init: -65e-3,
            level: 0.0,
            tolerance: 1e-10,
        }
    }

    /// Pyramidal neuron of Traub and Miles as in the benchmark COBAHH (Brette et al. 2007,
    /// doi:10.1007/s10827-007-0038-6), with the constants of Brian2's example; there one neuron has 20000 um2.
    pub fn traub_miles() -> Self {
        Self {
            c_m: 0.01,
            g_na: 1000.0,
            g_k: 300.0,
            g_l: 0.5,
            e_na: 50e-3,
            e_k: -90e-3,
            e_l: -60e-3,
            kinetics: Kinetics::TraubMiles { v_t: -63e-3 },
            v_init: -60e-3,
            level: -20e-3,
            tolerance: 1e-10,
        }
    }

    /// Conductance of the membrane (S/m2) with gates m, h, n, and the current density (A/m2) that it would drive in at 0 V.
    pub fn channels(&self, [m, h, n]: [f64; 3]) -> (f64, f64) {
        let sodium = self.g_na * m * m * m * h;
        let potassium = self.g_k * (n * n) * (n * n);
        (sodium + potassium + self.g_l, sodium * self.e_na + potassium * self.e_k + self.g_l * self.e_l)
    }
}

impl Neuron for HodgkinHuxley {
    /// v (V) and the gates m, h, n.
    type State = [f64; 4];

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "v", unit: "V", long_name: "membrane potential" },
        Variable { name: "m", unit: "1", long_name: "sodium activation" },
        Variable { name: "h", unit: "1", long_name: "sodium inactivation" },
        Variable { name: "n", unit: "1", long_name: "potassium activation" },
    ];

    fn rest(&self) -> [f64; 4] {
        let [m, h, n] = self.kinetics.open(self.v_init);
        [self.v_init, m, h, n]
    }

    fn read(&self, state: &[f64; 4], index: usize) -> f64 {
        state[index]
    }

    fn advance(&self, state: &mut [f64; 4], input: Input, dt: f64) -> Result<Option<f64>, String> {
        let rate = |t: f64, &[v, m, h, n]: &[f64; 4]| {
            let (conductance, drive) = self.channels([m, h, n]);
            let [m_gate, h_gate, n_gate] = self.kinetics.gates(v);
            [(drive - conductance * v + input.at(t)) / self.c_m, m_gate.rate(m), h_gate.rate(h), n_gate.rate(n)]
        };
        let accuracy = Accuracy { tolerance: self.tolerance, scales: [0.1, 1.0, 1.0, 1.0], longest: LONGEST };
        until_level(&rate, state, dt, self.level, &accuracy)
    }

    fn check(&self) -> Result<(), NeuronError> {
        positive("c_m", self.c_m, "F/m2")?;
        for (name, value) in [("g_na", self.g_na), ("g_k", self.g_k), ("g_l", self.g_l)] {
            not_negative(name, value, "S/m2")?;
        }
        for (name, value) in
            [("e_na", self.e_na), ("e_k", self.e_k), ("e_l", self.e_l), ("v_init", self.v_init), ("level", self.level)]
        {
            finite(name, value, "V")?;
        }
        if let Kinetics::TraubMiles { v_t } = self.kinetics {
            finite("v_t", v_t, "V")?;
        }
        tolerance(self.tolerance)
    }
}

impl Described for HodgkinHuxley {
    const MODEL: &'static str = "hodgkin_huxley";
    const REFERENCE: &'static str = "Hodgkin and Huxley 1952, doi:10.1113/jphysiol.1952.sp004764";
    const EQUATIONS: &'static str = "\
c_m dv/dt = -g_na m^3 h (v - e_na) - g_k n^4 (v - e_k) - g_l (v - e_l) + input
dx/dt = alpha_x(v) (1 - x) - beta_x(v) x for the gates x = m, h, n
spike where v crosses level upward; all quantities per area of membrane";
    const INPUT: Dimension = CURRENT_DENSITY;
}

#[cfg(test)]
#[path = "hodgkin_huxley_tests.rs"]
mod tests;
