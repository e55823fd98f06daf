//! A neuron of one's own: that of Morris and Lecar, and the current at which it begins to fire.
//!
//! `cargo run --release --example own_neuron`
#![allow(clippy::print_stdout)] // an example prints

use std::error::Error;

use ferrospike::learning::neuron::integrate::{Accuracy, until_level};
use ferrospike::learning::neuron::{Input, Layer, Neuron, NeuronError, NeuronLayer, Stamp, Variable};

/// c dv/dt = i - g_l (v - e_l) - g_ca m(v) (v - e_ca) - g_k w (v - e_k), dw/dt = phi cosh((v - v_3) / 2 v_4) (n(v) - w),
/// with m and n gates that follow tanh; Morris and Lecar 1981, doi:10.1016/S0006-3495(81)84782-0.
///
/// Per area, in SI. A spike is an upward crossing of 0 V.
#[derive(Clone, Debug)]
struct MorrisLecar {
    /// Calcium conductance (S/m²).
    g_ca: f64,
    /// Rate of the potassium gate (1/s).
    phi: f64,
}

const C: f64 = 0.2; // F/m²
const G_K: f64 = 80.0; // S/m²
const G_L: f64 = 20.0;
const E_CA: f64 = 0.120; // V
const E_K: f64 = -0.084;
const E_L: f64 = -0.060;
const V_1: f64 = -0.0012; // V
const V_2: f64 = 0.018;
const V_3: f64 = 0.002;
const V_4: f64 = 0.030;

/// Open share of a gate.
fn open(v: f64, middle: f64, width: f64) -> f64 {
    0.5 * (1.0 + ((v - middle) / width).tanh())
}

impl MorrisLecar {
    /// Rates of v (V/s) and w (1/s) under the current `i` (A/m²).
    fn rates(&self, [v, w]: [f64; 2], i: f64) -> [f64; 2] {
        let leaving = G_L * (v - E_L) + self.g_ca * open(v, V_1, V_2) * (v - E_CA) + G_K * w * (v - E_K);
        [(i - leaving) / C, self.phi * ((v - V_3) / (2.0 * V_4)).cosh() * (open(v, V_3, V_4) - w)]
    }
}

impl Neuron for MorrisLecar {
    type State = [f64; 2];

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "v", unit: "V", long_name: "membrane potential" },
        Variable { name: "w", unit: "1", long_name: "open share of the potassium gate" },
    ];

    fn rest(&self) -> [f64; 2] {
        [-0.0609, open(-0.0609, V_3, V_4)] // without current it stays within 0.1 mV of this
    }

    fn read(&self, state: &[f64; 2], index: usize) -> f64 {
        state[index]
    }

    fn advance(&self, state: &mut [f64; 2], input: Input, dt: f64) -> Result<Option<f64>, String> {
        let accuracy = Accuracy { tolerance: 1e-9, scales: [0.1, 1.0], longest: 2e-3 };
        until_level(&|t, &state: &[f64; 2]| self.rates(state, input.at(t)), state, dt, 0.0, &accuracy)
    }

    fn check(&self) -> Result<(), NeuronError> {
        let expected = "has to be finite and above zero";
        let wrong = |(_, value): &(&str, f64)| !(*value > 0.0 && value.is_finite());
        match [("g_ca", self.g_ca), ("phi", self.phi)].into_iter().find(wrong) {
            Some((name, value)) => Err(NeuronError::Parameter { name, value: value.to_string(), expected }),
            None => Ok(()),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let currents = [0.6, 0.8, 1.0, 1.2]; // A/m²; 1 A/m² is 100 uA/cm²
    let mut neurons = Layer::new(MorrisLecar { g_ca: 44.0, phi: 40.0 }, currents.len(), Stamp::Exact)?;
    let (mut fired, inputs) = (Vec::new(), currents.map(Input::constant));
    for step in 0..2000 {
        neurons.advance(f64::from(step) * 1e-3, 1e-3, &inputs, &mut fired)?;
    }
    for (neuron, current) in currents.iter().enumerate() {
        let late = fired.iter().filter(|spike| spike.neuron == neuron && spike.time >= 1.0).count();
        println!("{:3.0} uA/cm2: {late} Hz", 100.0 * current);
    }
    Ok(())
}
