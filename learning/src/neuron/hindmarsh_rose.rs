//! The neuron of Hindmarsh and Rose: bursts and chaos in three dimensions.

use devices::units::{Dimension, FRACTION};
use serde::Deserialize;

use super::catalogue::Described;
use super::integrate::{Accuracy, until_level};
use super::parameter::{finite, positive, tolerance};
use super::{Input, Neuron, NeuronError, Variable};

/// dx/dt = y - a x^3 + b x^2 - z + input, dy/dt = c - d x^2 - y, dz/dt = r (s (x - x_r) - z), without units: one unit of
/// its time is 1 s here (Hindmarsh and Rose 1984, doi:10.1098/rspb.1984.0024).
///
/// A spike is an upward crossing of `level`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HindmarshRose {
    /// Cubic term of the potential.
    pub a: f64,
    /// Quadratic term of the potential.
    pub b: f64,
    /// Constant term of the fast recovery.
    pub c: f64,
    /// Quadratic term of the fast recovery.
    pub d: f64,
    /// Speed of adaptation.
    pub r: f64,
    /// Strength of adaptation.
    pub s: f64,
    /// Potential without adaptation.
    pub x_r: f64,
    /// Potential whose upward crossing is a spike.
    pub level: f64,
    /// Permitted relative error per step.
    pub tolerance: f64,
}

impl HindmarshRose {
    /// The set a = 1, b = 3, c = 1, d = 5, r = 0.006, s = 4, x_r = -1.6, with spikes at x = 0.
    pub fn standard() -> Self {
        Self { a: 1.0, b: 3.0, c: 1.0, d: 5.0, r: 0.006, s: 4.0, x_r: -1.6, level: 0.0, tolerance: 1e-10 }
    }
}

impl Neuron for HindmarshRose {
    /// x, y and z.
    type State = [f64; 3];

    const VARIABLES: &'static [Variable] = &[
        Variable { name: "x", unit: "1", long_name: "membrane potential" },
        Variable { name: "y", unit: "1", long_name: "fast recovery" },
        Variable { name: "z", unit: "1", long_name: "adaptation" },
    ];

    /// Where its runs usually begin, (-1.6, -10, 2): near the point of equilibrium of the standard set without input.
    fn rest(&self) -> [f64; 3] {
        [-1.6, -10.0, 2.0]
    }

    fn read(&self, state: &[f64; 3], index: usize) -> f64 {
        state[index]
    }

    fn advance(&self, state: &mut [f64; 3], input: Input, dt: f64) -> Result<Option<f64>, String> {
        let rate = |t: f64, &[x, y, z]: &[f64; 3]| {
            [
                y + (self.b - self.a * x) * x * x - z + input.at(t),
                self.c - self.d * x * x - y,
                self.r * (self.s * (x - self.x_r) - z),
            ]
        };
        let accuracy = Accuracy { tolerance: self.tolerance, scales: [1.0; 3], longest: 0.5 };
        until_level(&rate, state, dt, self.level, &accuracy)
    }

    fn check(&self) -> Result<(), NeuronError> {
        positive("a", self.a, "")?;
        positive("r", self.r, "")?;
        let rest =
            [("b", self.b), ("c", self.c), ("d", self.d), ("s", self.s), ("x_r", self.x_r), ("level", self.level)];
        rest.iter().try_for_each(|&(name, value)| finite(name, value, ""))?;
        tolerance(self.tolerance)
    }
}

impl Described for HindmarshRose {
    const MODEL: &'static str = "hindmarsh_rose";
    const REFERENCE: &'static str = "Hindmarsh and Rose 1984, doi:10.1098/rspb.1984.0024";
    const EQUATIONS: &'static str = "\
dx/dt = y - a x^3 + b x^2 - z + input, dy/dt = c - d x^2 - y, dz/dt = r (s (x - x_r) - z), without units
spike where x crosses level upward";
    const INPUT: Dimension = FRACTION;
    const TIME: Dimension = FRACTION;
}

#[cfg(test)]
mod tests {
    use super::super::firing::{assert_spikes, classical, spikes};
    use super::*;

    /// Mean rate and coefficient of variation of the intervals.
    fn statistics(spikes: &[f64]) -> (f64, f64) {
        let intervals: Vec<f64> = spikes.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let mean = intervals.iter().sum::<f64>() / intervals.len() as f64;
        let variance = intervals.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / intervals.len() as f64;
        (1.0 / mean, variance.sqrt() / mean)
    }

    #[test]
    fn periodic_bursts_are_those_of_an_independent_integration() {
        let rate = |[x, y, z]: [f64; 3]| {
            [y - x.powi(3) + 3.0 * x * x - z + 2.0, 1.0 - 5.0 * x * x - y, 0.006 * (4.0 * (x + 1.6) - z)]
        };
        let crossings = classical(rate, [-1.6, -10.0, 2.0], 0.0, (1e-3, 1_500_000));
        let expected: Vec<f64> = crossings.iter().map(|time| 1e3 * time).collect();
        assert_eq!(expected.len(), 24);
        for dt in [0.1, 50.0] {
            // Accepted are 0.05 units of time (Euler's method with 0.01 is 41 off), claimed is 1e-5; here in thousandths.
            assert_spikes(&spikes(&HindmarshRose::standard(), &[(1500.0, 2.0)], dt), &expected, 1e-2);
        }
    }

    #[test]
    fn chaos_keeps_its_rate_and_variation() {
        let neuron = HindmarshRose::standard();
        let other = HindmarshRose { tolerance: 1e-12, ..neuron.clone() };
        let [one, two] = [neuron, other].map(|neuron| spikes(&neuron, &[(20_000.0, 3.25)], 1.0));
        assert!(
            one.iter().zip(&two).any(|(one, two)| (one - two).abs() > 1.0),
            "not chaotic: the paths stayed together"
        );
        let ((rate, variation), (other_rate, other_variation)) = (statistics(&one), statistics(&two));
        // Two stretches of some hundred bursts each.
        assert!((rate / other_rate - 1.0).abs() < 0.02, "{rate} {other_rate}");
        assert!((variation / other_variation - 1.0).abs() < 0.05, "{variation} {other_variation}");
    }

    #[test]
    fn impossible_parameters_and_inputs_are_refused() {
        let neuron = HindmarshRose::standard;
        assert!(HindmarshRose { r: 0.0, ..neuron() }.check().is_err());
        assert!(HindmarshRose { s: f64::NAN, ..neuron() }.check().is_err());
        assert!(neuron().advance(&mut neuron().rest(), Input::constant(f64::NAN), 1.0).is_err());
    }
}
