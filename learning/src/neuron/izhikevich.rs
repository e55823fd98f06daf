//! The simple model of Izhikevich, as a differential equation and as published.

use devices::units::{Dimension, FRACTION};
use serde::Deserialize;

use super::catalogue::Described;
use super::integrate::{Accuracy, until_level};
use super::parameter::{finite, positive, require, tolerance};
use super::{Input, Neuron, NeuronError, Variable};

/// v' = 0.04 v^2 + 5 v + 140 - u + input, u' = a (b v - u); at 30 mV the neuron fires, v becomes `c` and u grows by `d`
/// (Izhikevich 2003, doi:10.1109/TNN.2003.820440). The solution of the differential equation.
///
/// Parameters, state and input keep the numbers of the paper, where v is in mV and time in ms, because
/// [`IzhikevichPublished`] depends on their rounding; times and what is read are in SI. The input has no unit in the
/// paper (by the equation: mV/ms, which is V/s).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Izhikevich {
    /// Rate of recovery (1/ms).
    pub a: f64,
    /// Sensitivity of recovery (1/ms).
    pub b: f64,
    /// Potential after a spike (mV).
    pub c: f64,
    /// Recovery by a spike (mV/ms).
    pub d: f64,
    /// Permitted relative error per step.
    pub tolerance: f64,
}

/// [`Izhikevich`] with the program of the paper: steps of 1 ms, in which v takes two half steps of Euler's method and u
/// one. It fires at the end of the step that reaches 30 mV. This is another model than the differential equation.
///
/// Steps of a simulation may end within those of the model; the input counts that is there when they end.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct IzhikevichPublished(pub Izhikevich);

/// Where the neuron fires (mV).
const PEAK: f64 = 30.0;
/// Where it begins (mV), in the program of the paper.
const BEGINNING: f64 = -65.0;
/// Step of the program (s).
const STEP: f64 = 1e-3;
/// Part of a step by which sums of shorter ones may miss its end.
const ROUNDING: f64 = 1e-9;

const VARIABLES: &[Variable] = &[
    Variable { name: "v", unit: "V", long_name: "membrane potential" },
    Variable { name: "u", unit: "V/s", long_name: "recovery" },
];

impl Izhikevich {
    fn with(a: f64, b: f64, c: f64, d: f64) -> Self {
        Self { a, b, c, d, tolerance: 1e-11 }
    }

    /// Regular spiking (figure 2 of the paper, as the following).
    pub fn regular_spiking() -> Self {
        Self::with(0.02, 0.2, -65.0, 8.0)
    }

    /// Intrinsically bursting.
    pub fn intrinsically_bursting() -> Self {
        Self::with(0.02, 0.2, -55.0, 4.0)
    }

    /// Chattering.
    pub fn chattering() -> Self {
        Self::with(0.02, 0.2, -50.0, 2.0)
    }

    /// Fast spiking.
    pub fn fast_spiking() -> Self {
        Self::with(0.1, 0.2, -65.0, 2.0)
    }

    /// Low-threshold spiking.
    pub fn low_threshold_spiking() -> Self {
        Self::with(0.02, 0.25, -65.0, 2.0)
    }

    fn reset(&self, [_, u]: [f64; 2]) -> [f64; 2] {
        [self.c, u + self.d]
    }
}

/// dv/dt (mV/ms), in the order of the paper's program: the published steps amplify the last bit within 200 ms.
fn upstroke([v, u]: [f64; 2], input: f64) -> f64 {
    0.04 * (v * v) + 5.0 * v + 140.0 - u + input
}

impl Neuron for Izhikevich {
    /// v (mV) and u (mV/ms).
    type State = [f64; 2];

    const VARIABLES: &'static [Variable] = VARIABLES;

    /// Where the program of the paper begins; not a point of equilibrium.
    fn rest(&self) -> [f64; 2] {
        [BEGINNING, self.b * BEGINNING]
    }

    fn read(&self, state: &[f64; 2], index: usize) -> f64 {
        if index == 0 { 1e-3 * state[0] } else { state[1] }
    }

    fn advance(&self, state: &mut [f64; 2], input: Input, dt: f64) -> Result<Option<f64>, String> {
        let rate = |t: f64, &[v, u]: &[f64; 2]| [1e3 * upstroke([v, u], input.at(t)), 1e3 * self.a * (self.b * v - u)];
        let accuracy = Accuracy { tolerance: self.tolerance, scales: [1.0; 2], longest: 1e-3 };
        let wait = if state[0] >= PEAK && state[0].is_finite() {
            Some(0.0)
        } else {
            until_level(&rate, state, dt, PEAK, &accuracy)?
        };
        if wait.is_some() {
            *state = self.reset(*state);
        }
        Ok(wait)
    }

    fn check(&self) -> Result<(), NeuronError> {
        positive("a", self.a, "/ms")?;
        finite("b", self.b, "/ms")?;
        finite("d", self.d, "mV/ms")?;
        require("c", self.c, "mV", self.c.is_finite() && self.c < PEAK, "has to be finite and below 30 mV")?;
        tolerance(self.tolerance)
    }
}

/// State of [`IzhikevichPublished`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PublishedState {
    /// v (mV) and u (mV/ms).
    pub values: [f64; 2],
    /// Time since the last step of the model (s).
    pub elapsed: f64,
}

impl Neuron for IzhikevichPublished {
    type State = PublishedState;

    const VARIABLES: &'static [Variable] = VARIABLES;

    fn rest(&self) -> PublishedState {
        PublishedState { values: self.0.rest(), elapsed: 0.0 }
    }

    fn read(&self, state: &PublishedState, index: usize) -> f64 {
        self.0.read(&state.values, index)
    }

    fn advance(&self, state: &mut PublishedState, input: Input, dt: f64) -> Result<Option<f64>, String> {
        if !(dt >= 0.0 && dt.is_finite()) {
            return Err(format!("a step of {dt} s: steps are finite and not negative"));
        }
        let first = STEP - state.elapsed;
        let count = ((dt - first) / STEP + ROUNDING).floor() as i64 + 1;
        for step in 0..count {
            let wait = (first + step as f64 * STEP).clamp(0.0, dt);
            let [v, u] = &mut state.values;
            let input = input.at(wait);
            *v += 0.5 * upstroke([*v, *u], input);
            *v += 0.5 * upstroke([*v, *u], input);
            *u += self.0.a * (self.0.b * *v - *u);
            if !(v.is_finite() && u.is_finite()) {
                return Err(format!(
                    "v = {v} mV, u = {u} mV/ms after input {input}: steps of 1 ms are too long for that"
                ));
            }
            if *v >= PEAK {
                *state = PublishedState { values: self.0.reset(state.values), elapsed: 0.0 };
                return Ok(Some(wait));
            }
        }
        state.elapsed += dt - count.max(0) as f64 * STEP;
        Ok(None)
    }

    fn check(&self) -> Result<(), NeuronError> {
        self.0.check()
    }
}

impl Described for Izhikevich {
    const MODEL: &'static str = "izhikevich";
    const REFERENCE: &'static str = "Izhikevich 2003, doi:10.1109/TNN.2003.820440, as a differential equation";
    const EQUATIONS: &'static str = "\
dv/dt = 0.04 v^2 + 5 v + 140 - u + input, du/dt = a (b v - u), with v in mV and t in ms
spike at v = 30 mV, then v = c and u = u + d";
    const INPUT: Dimension = FRACTION;
}

impl Described for IzhikevichPublished {
    const MODEL: &'static str = "izhikevich_published";
    const REFERENCE: &'static str =
        "Izhikevich 2003, doi:10.1109/TNN.2003.820440, with the steps of the program in the paper";
    const EQUATIONS: &'static str = "\
v = v + 0.5 (0.04 v^2 + 5 v + 140 - u + input), twice, then u = u + a (b v - u), every 1 ms, with v in mV
spike at the end of a step with v >= 30 mV, then v = c and u = u + d";
    const INPUT: Dimension = FRACTION;
}

#[cfg(test)]
mod tests {
    use super::super::firing::{assert_spikes, numbers, rows, spikes, steady_rate, summary};
    use super::*;

    fn kinds() -> [(&'static str, Izhikevich); 5] {
        [
            ("RS", Izhikevich::regular_spiking()),
            ("IB", Izhikevich::intrinsically_bursting()),
            ("CH", Izhikevich::chattering()),
            ("FS", Izhikevich::fast_spiking()),
            ("LTS", Izhikevich::low_threshold_spiking()),
        ]
    }

    #[test]
    fn five_kinds_fire_as_the_reference() {
        let golden = summary("izhikevich");
        for (kind, neuron) in kinds() {
            let expected = numbers(&golden["kinds"][kind]["runs"]["reference_ode"]);
            for dt in [1e-4, 0.5] {
                // Both are integrations at 1e-11; the slow recovery remembers an error over a few spikes.
                assert_spikes(&spikes(&neuron, &[(0.5, 10.0)], dt), &expected, 1e-5);
            }
        }
    }

    #[test]
    fn the_published_program_fires_in_the_same_milliseconds() {
        let golden = summary("izhikevich");
        for (kind, neuron) in kinds() {
            let expected = numbers(&golden["kinds"][kind]["runs"]["published_1ms_halfsteps"]);
            let neuron = IzhikevichPublished(neuron);
            for dt in [1e-4, 1e-3, 2e-3, 0.5] {
                // Only the times are rounded, not the steps.
                assert_spikes(&spikes(&neuron, &[(0.5, 10.0)], dt), &expected, 1e-9);
            }
        }
    }

    #[test]
    fn traces_are_those_of_the_reference() {
        let neuron = Izhikevich::regular_spiking();
        let published = IzhikevichPublished(neuron.clone());
        let mut state = published.rest();
        for row in rows("izhikevich/trace_RS_published_1ms.csv") {
            let spike = published.advance(&mut state, Input::constant(10.0), 1e-3).unwrap();
            let v = 1e3 * published.read(&state, 0);
            assert!(spike.is_some() || (v - row[1]).abs() < 1e-6 * row[1].abs().max(1.0), "{} ms: {v} mV", row[0]);
        }
        let mut state = neuron.rest();
        for pair in rows("izhikevich/trace_RS_reference.csv").windows(2) {
            let (mut done, dt) = (0.0, 1e-3 * (pair[1][0] - pair[0][0]));
            while let Some(wait) = neuron.advance(&mut state, Input::constant(10.0), dt - done).unwrap() {
                done += wait;
            }
            let near_spike = pair[1][1] > -40.0; // there the trace is steeper than its eight digits
            assert!(near_spike || (state[0] - pair[1][1]).abs() < 1e-4, "{} ms: {} mV", pair[1][0], state[0]);
        }
    }

    #[test]
    fn rates_rise_with_the_input_as_in_the_reference() {
        for row in rows("izhikevich/fi.csv") {
            let (regular, fast) = (Izhikevich::regular_spiking(), Izhikevich::fast_spiking());
            for (neuron, expected) in [(regular, row[1]), (fast, row[2])] {
                let rate = steady_rate(&neuron, row[0], 4.0);
                assert!((rate - expected).abs() <= 1e-5 * expected, "{}: {rate} Hz instead of {expected} Hz", row[0]);
            }
        }
    }

    #[test]
    fn impossible_parameters_and_inputs_are_refused() {
        let neuron = Izhikevich::regular_spiking;
        assert!(Izhikevich { a: 0.0, ..neuron() }.check().is_err());
        assert!(Izhikevich { c: 31.0, ..neuron() }.check().is_err());
        assert!(Izhikevich { d: f64::NAN, ..neuron() }.check().is_err());
        let (published, nothing) = (IzhikevichPublished(neuron()), Input::constant(f64::NAN));
        assert!(neuron().advance(&mut neuron().rest(), nothing, 1e-3).is_err());
        assert!(published.advance(&mut published.rest(), nothing, 1e-3).is_err());
        assert!(published.advance(&mut published.rest(), Input::constant(-1e300), 1e-2).is_err());
    }
}
