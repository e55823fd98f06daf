//! The neuron of FitzHugh and Nagumo: two dimensions of excitability.

use devices::units::{Dimension, FRACTION};
use serde::Deserialize;

use super::catalogue::Described;
use super::integrate::{Accuracy, until_level};
use super::parameter::{finite, positive, tolerance};
use super::{Input, Neuron, NeuronError, Variable};

/// dv/dt = v - v^3/3 - w + input, dw/dt = eps (v + a - b w), without units: one unit of its time is 1 s here (FitzHugh
/// 1961, doi:10.1016/S0006-3495(61)86902-6; Nagumo et al. 1962).
///
/// A spike is an upward crossing of `level`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitzHughNagumo {
    /// Excitability.
    pub a: f64,
    /// Damping of recovery.
    pub b: f64,
    /// Speed of recovery over that of excitation.
    pub eps: f64,
    /// Potential whose upward crossing is a spike.
    pub level: f64,
    /// Permitted relative error per step.
    pub tolerance: f64,
}

impl FitzHughNagumo {
    /// The set a = 0.7, b = 0.8, eps = 0.08, with spikes at v = 1.
    pub fn standard() -> Self {
        Self { a: 0.7, b: 0.8, eps: 0.08, level: 1.0, tolerance: 1e-10 }
    }
}

impl Neuron for FitzHughNagumo {
    /// v and w.
    type State = [f64; 2];

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "v", unit: "1", long_name: "membrane potential" },
        Variable { name: "w", unit: "1", long_name: "recovery" },
    ];

    /// The point of equilibrium without input.
    fn rest(&self) -> [f64; 2] {
        let excess = |v: f64| v - v * v * v / 3.0 - (v + self.a) / self.b;
        let (mut low, mut high) = (-2.0 - self.a.abs() - 1.0 / self.b, 2.0 + self.a.abs() + 1.0 / self.b);
        while low < 0.5 * (low + high) && 0.5 * (low + high) < high {
            let middle = 0.5 * (low + high);
            *(if excess(middle) > 0.0 { &mut low } else { &mut high }) = middle;
        }
        [low, (low + self.a) / self.b]
    }

    fn read(&self, state: &[f64; 2], index: usize) -> f64 {
        state[index]
    }

    fn advance(&self, state: &mut [f64; 2], input: Input, dt: f64) -> Result<Option<f64>, String> {
        let rate =
            |t: f64, &[v, w]: &[f64; 2]| [v - v * v * v / 3.0 - w + input.at(t), self.eps * (v + self.a - self.b * w)];
        let accuracy = Accuracy { tolerance: self.tolerance, scales: [1.0; 2], longest: 1.0 };
        until_level(&rate, state, dt, self.level, &accuracy)
    }

    fn check(&self) -> Result<(), NeuronError> {
        finite("a", self.a, "")?;
        positive("b", self.b, "")?;
        positive("eps", self.eps, "")?;
        finite("level", self.level, "")?;
        tolerance(self.tolerance)
    }
}

impl Described for FitzHughNagumo {
    const MODEL: &'static str = "fitzhugh_nagumo";
    const REFERENCE: &'static str = "FitzHugh 1961, doi:10.1016/S0006-3495(61)86902-6; Nagumo et al. 1962";
    const EQUATIONS: &'static str = "\
dv/dt = v - v^3/3 - w + input, dw/dt = eps (v + a - b w), without units
spike where v crosses level upward";
    const INPUT: Dimension = FRACTION;
    const TIME: Dimension = FRACTION;
}

#[cfg(test)]
mod tests {
    use super::super::firing::{assert_spikes, classical, spikes, steady_rate};
    use super::*;

    #[test]
    fn it_rests_where_nothing_changes() {
        let neuron = FitzHughNagumo::standard();
        let rest = neuron.rest();
        let mut state = rest;
        assert_eq!(neuron.advance(&mut state, Input::default(), 100.0).unwrap(), None);
        assert!((state[0] - rest[0]).abs() < 1e-12 && (state[1] - rest[1]).abs() < 1e-12, "{rest:?} {state:?}");
        assert!((rest[0] + 1.199_408_035).abs() < 1e-9); // the root of v^3/3 + v/4 + 7/8, found by hand
    }

    #[test]
    fn it_oscillates_only_between_its_two_hopf_points() {
        // There the trace 1 - v^2 - eps b of the linearized equations is 0, at the equilibrium of the input.
        let FitzHughNagumo { a, b, eps, .. } = FitzHughNagumo::standard();
        let v = (1.0 - eps * b).sqrt();
        let [low, high] = [-v, v].map(|v| (v + a) / b - v + v.powi(3) / 3.0);
        assert!((low - 0.33).abs() < 0.005 && (high - 1.42).abs() < 0.005, "{low} {high}");
        // Both are subcritical: a cycle lives on for a little where the equilibrium is stable again.
        for (input, fires) in [(low - 0.01, false), (low + 0.005, true), (high - 0.005, true), (high + 0.01, false)] {
            let neuron = FitzHughNagumo { level: 0.0, ..FitzHughNagumo::standard() };
            assert_eq!(steady_rate(&neuron, input, 8000.0) > 0.0, fires, "{input}");
        }
    }

    #[test]
    fn spikes_are_those_of_an_independent_integration() {
        let neuron = FitzHughNagumo::standard();
        let rate = |[v, w]: [f64; 2]| [v - v.powi(3) / 3.0 - w + 0.5, 0.08 * (v + 0.7 - 0.8 * w)];
        let crossings = classical(rate, neuron.rest(), 1.0, (1e-3, 400_000));
        let expected: Vec<f64> = crossings.iter().map(|time| 1e3 * time).collect();
        assert!(expected.len() > 8);
        for dt in [0.1, 40.0] {
            // Accepted are 0.001 units of time, claimed is 1e-6; here in thousandths.
            assert_spikes(&spikes(&neuron, &[(400.0, 0.5)], dt), &expected, 1e-3);
        }
    }

    #[test]
    fn impossible_parameters_and_inputs_are_refused() {
        let neuron = FitzHughNagumo::standard;
        assert!(FitzHughNagumo { eps: 0.0, ..neuron() }.check().is_err());
        assert!(FitzHughNagumo { b: f64::NAN, ..neuron() }.check().is_err());
        assert!(neuron().advance(&mut neuron().rest(), Input::constant(f64::NAN), 1.0).is_err());
    }
}
