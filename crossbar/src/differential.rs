//! Signed weights on pairs of devices: the difference of two columns carries the sign.

use devices::units::engineering;
use thiserror::Error;

/// Signed weights as conductances of neighboring columns: column 2j adds to output j, column 2j + 1 subtracts.
///
/// A weight w is `g_min + max(w, 0) scale` on the adding and `g_min + max(-w, 0) scale` on the subtracting device, so on
/// lines without resistance the difference of the column currents is the weighted sum of the voltages times the scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Differential {
    g_min: f64,
    scale: f64,
    largest: f64,
}

/// Why weights have no conductances.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum WeightError {
    /// Conductances that leave no room for weights.
    #[error("conductances from {} to {} carry no weights; they must satisfy 0 <= g_min < g_max", engineering(*g_min, "S"), engineering(*g_max, "S"))]
    Range {
        /// Lowest conductance (S).
        g_min: f64,
        /// Highest conductance (S).
        g_max: f64,
    },
    /// A scale that is none.
    #[error("{largest} is no largest weight; give a finite number above 0")]
    Largest {
        /// Largest weight given.
        largest: f64,
    },
    /// A weight without a conductance.
    #[error("weight {index} is {weight}; weights must lie between -{largest} and {largest}")]
    Weight {
        /// Its place, row-major.
        index: usize,
        /// Weight found.
        weight: f64,
        /// Largest weight.
        largest: f64,
    },
}

impl Differential {
    /// Weights from `-largest` to `largest` on devices from `g_min` to `g_max` (S).
    ///
    /// # Errors
    /// [`WeightError::Range`] and [`WeightError::Largest`].
    pub fn new(g_min: f64, g_max: f64, largest: f64) -> Result<Differential, WeightError> {
        if !(g_min >= 0.0 && g_max > g_min && g_max.is_finite()) {
            return Err(WeightError::Range { g_min, g_max });
        }
        if !(largest > 0.0 && largest.is_finite()) {
            return Err(WeightError::Largest { largest });
        }
        Ok(Differential { g_min, scale: (g_max - g_min) / largest, largest })
    }

    /// Conductance (S) that stands for a weight of 1.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Conductances (S) of weights, row-major: rows x outputs become rows x 2 outputs.
    ///
    /// # Errors
    /// [`WeightError::Weight`] for the first weight that is no number or too large.
    pub fn conductances(&self, weights: &[f64]) -> Result<Vec<f64>, WeightError> {
        let largest = self.largest;
        let pair = |(index, &weight): (usize, &f64)| match weight.abs() <= largest {
            true => Ok([weight, -weight].map(|part| self.g_min + part.max(0.0) * self.scale)),
            false => Err(WeightError::Weight { index, weight, largest }),
        };
        let pairs: Result<Vec<[f64; 2]>, WeightError> = weights.iter().enumerate().map(pair).collect();
        Ok(pairs?.into_flattened())
    }

    /// Weights that conductances (S) stand for, the inverse of [`conductances`](Differential::conductances).
    ///
    /// # Panics
    /// When the number of columns is odd.
    pub fn weights(&self, conductances: &[f64]) -> Vec<f64> {
        self.products(&pair_differences(conductances))
    }

    /// Weighted sums of the input voltages (V) from the differences of the column currents (A).
    pub fn products(&self, differences: &[f64]) -> Vec<f64> {
        differences.iter().map(|difference| difference / self.scale).collect()
    }
}

/// Differences of neighboring columns: entry j is that of columns 2j and 2j + 1, in the unit of the input.
///
/// # Panics
/// When the number of entries is odd.
pub fn pair_differences(columns: &[f64]) -> Vec<f64> {
    let (pairs, rest) = columns.as_chunks::<2>();
    assert!(rest.is_empty(), "a column of {} has no partner", columns.len());
    pairs.iter().map(|[plus, minus]| plus - minus).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Automatic, Circuit, Drive, LinearSolver, Nodes, Wires, end_currents};
    use approx::assert_relative_eq;

    const WEIGHTS: [f64; 6] = [0.5, -1.0, 0.0, 0.25, -0.125, 2.0];
    const VOLTAGES: [f64; 3] = [0.1, 0.2, -0.05];

    fn differential() -> Differential {
        Differential::new(1e-6, 1e-4, 2.0).unwrap()
    }

    /// Weighted sums (V) as an array with segments of this resistance (ohm) computes them.
    fn computed(segment: f64) -> Vec<f64> {
        let conductances = differential().conductances(&WEIGHTS).unwrap();
        let (wires, drive) = (Wires::uniform(3, 4, segment), Drive::read(&VOLTAGES, 4));
        let circuit = Circuit::ohmic(&wires, &drive, &conductances);
        let mut nodes = Nodes::default();
        Automatic::new().solve(&circuit, &mut nodes).unwrap();
        differential().products(&pair_differences(&end_currents(&circuit, &nodes).bottom))
    }

    /// Product of voltages and weights (V).
    fn expected() -> [f64; 2] {
        [0, 1].map(|output| (0..3).map(|row| VOLTAGES[row] * WEIGHTS[2 * row + output]).sum())
    }

    #[test]
    fn weights_come_back_from_their_conductances() {
        let conductances = differential().conductances(&WEIGHTS).unwrap();
        assert!(conductances.iter().all(|g| (1e-6..=1e-4).contains(g)));
        assert_relative_eq!(conductances[11], 1e-6);
        assert_relative_eq!(conductances[10], 1e-4, max_relative = 1e-15);
        for (found, weight) in differential().weights(&conductances).iter().zip(WEIGHTS) {
            assert_relative_eq!(*found, weight, max_relative = 1e-14);
        }
    }

    #[test]
    fn ideal_lines_compute_the_product_with_signed_weights() {
        for (found, expected) in computed(0.0).iter().zip(expected()) {
            assert_relative_eq!(*found, expected, max_relative = 1e-13);
        }
    }

    #[test]
    fn line_resistance_makes_an_error_that_grows_with_it() {
        let error = |segment| {
            let products = computed(segment);
            products.iter().zip(expected()).map(|(found, expected)| (found - expected).abs()).sum::<f64>()
        };
        assert!(error(1.0) > 1e-6 && error(10.0) > 5.0 * error(1.0), "{:e} V, {:e} V", error(1.0), error(10.0));
    }

    #[test]
    fn weights_without_a_conductance_are_refused() {
        for (g_min, g_max) in [(1e-4, 1e-6), (-1e-6, 1e-4), (1e-6, f64::INFINITY), (f64::NAN, 1e-4)] {
            assert!(matches!(Differential::new(g_min, g_max, 1.0), Err(WeightError::Range { .. })), "{g_min} {g_max}");
        }
        for largest in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(Differential::new(1e-6, 1e-4, largest), Err(WeightError::Largest { .. })));
        }
        for weight in [2.5, -3.0, f64::NAN] {
            let refused = differential().conductances(&[0.0, weight]);
            assert!(matches!(refused, Err(WeightError::Weight { index: 1, .. })), "{refused:?}");
        }
    }
}
