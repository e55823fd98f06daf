//! From a row of features to the inputs of a network in discrete time.

use super::SupervisedError;
use super::error::check_rows;
use super::spiking_net::Pattern;
use crate::{Encoder, GaussianPopulation};

/// How features become inputs; every code adds one input that is 1 in every step: the bias of the first layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Coding {
    /// Each feature, from 0 at its lowest to 1 at its highest training value, in every step.
    Direct,
    /// One spike per receptive field and row, in the step in which its latency ends.
    Population(GaussianPopulation),
}

/// A code fitted to training rows.
#[derive(Clone, Debug)]
pub struct InputCode {
    kind: Fitted,
    steps: usize,
}

#[derive(Clone, Debug)]
enum Fitted {
    /// Lowest value and range of each feature.
    Direct(Vec<(f64, f64)>),
    /// Receptive fields, and the latency window (s).
    Population(Encoder, f64),
}

impl InputCode {
    /// Fits the code to training rows only: the test rows must not be seen.
    ///
    /// # Errors
    /// [`SupervisedError`] for an impossible code, and for rows that are not usable.
    pub fn fit(coding: Coding, steps: usize, rows: &[Vec<f64>]) -> Result<InputCode, SupervisedError> {
        if steps == 0 {
            let expected = "a presentation has at least one step";
            return Err(SupervisedError::Setting { name: "steps", value: "0".into(), expected });
        }
        let features = check_rows(rows, &vec![0; rows.len()], 1)?;
        let kind = match coding {
            Coding::Direct => Fitted::Direct((0..features).map(|feature| range(rows, feature)).collect()),
            Coding::Population(code) => {
                let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
                Fitted::Population(Encoder::fit(code, &rows)?, code.window)
            }
        };
        Ok(InputCode { kind, steps })
    }

    /// Number of inputs, the constant one included.
    pub fn inputs(&self) -> usize {
        1 + match &self.kind {
            Fitted::Direct(ranges) => ranges.len(),
            Fitted::Population(encoder, _) => encoder.lines(),
        }
    }

    /// Inputs of one row, row-major steps x inputs, all from 0 to 1; the constant input is the last.
    ///
    /// A value outside the training range is coded as the nearest inside.
    ///
    /// # Errors
    /// [`SupervisedError`] for values that are not finite; `sample` (from 0) names the row in them.
    pub fn encode(&self, sample: usize, row: &[f64]) -> Result<Pattern, SupervisedError> {
        let inputs = self.inputs();
        let mut pattern = vec![0.0; self.steps * inputs];
        match &self.kind {
            Fitted::Direct(ranges) => {
                check_rows(&[row.to_vec()], &[0], 1).map_err(|error| named(error, sample))?;
                assert_eq!(row.len(), ranges.len(), "a row has as many features as the training rows");
                for step in pattern.chunks_exact_mut(inputs) {
                    let values = row.iter().zip(ranges).map(|(x, (low, range))| ((x - low) / range).clamp(0.0, 1.0));
                    step.iter_mut().zip(values).for_each(|(input, value)| *input = value);
                }
            }
            Fitted::Population(encoder, window) => {
                for (line, time) in encoder.encode(sample, row)? {
                    let step = (time / window * self.steps as f64) as usize;
                    pattern[step.min(self.steps - 1) * inputs + line] = 1.0;
                }
            }
        }
        pattern.chunks_exact_mut(inputs).for_each(|step| step[inputs - 1] = 1.0);
        Ok(pattern)
    }

    /// [`encode`](InputCode::encode) for many rows.
    ///
    /// # Errors
    /// The first of any row.
    pub fn encode_all(&self, rows: &[Vec<f64>]) -> Result<Vec<Pattern>, SupervisedError> {
        rows.iter().enumerate().map(|(sample, row)| self.encode(sample, row)).collect()
    }
}

/// Lowest value and range of a feature; a feature that never varies is 0 with range 1.
fn range(rows: &[Vec<f64>], feature: usize) -> (f64, f64) {
    let values = || rows.iter().map(|row| row[feature]);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    (low, if high > low { high - low } else { 1.0 })
}

/// The same error with the right number of the row.
fn named(error: SupervisedError, sample: usize) -> SupervisedError {
    match error {
        SupervisedError::Feature { feature, value, .. } => SupervisedError::Feature { row: sample + 1, feature, value },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direct_inputs_run_from_zero_to_one_over_the_training_rows_in_every_step() {
        let code = InputCode::fit(Coding::Direct, 2, &[vec![1.0, 5.0], vec![3.0, 5.0]]).unwrap();
        assert_eq!(code.encode(0, &[1.5, 5.0]).unwrap(), [0.25, 0.0, 1.0, 0.25, 0.0, 1.0]);
        assert_eq!(code.encode(0, &[9.0, 5.0]).unwrap()[0], 1.0);
    }

    #[test]
    fn population_spikes_fall_into_the_step_in_which_their_latency_ends() {
        let population = GaussianPopulation { fields: 3, beta: 1.0, window: 1.0, cutoff: 0.1 };
        let code = InputCode::fit(Coding::Population(population), 4, &[vec![0.0], vec![1.0]]).unwrap();
        // centers at -0.5, 0.5, 1.5, width 1: latencies 1 - exp(-1/2) = 0.39, 0, 0.39 in a window of 4 steps
        let pattern = code.encode(0, &[0.5]).unwrap();
        assert_eq!(pattern[..8], [0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        assert_eq!(pattern[8..].iter().sum::<f64>(), 2.0, "only the constant input follows");
    }

    #[test]
    fn values_that_are_no_numbers_are_refused_with_their_row() {
        let code = InputCode::fit(Coding::Direct, 2, &[vec![1.0, 5.0]]).unwrap();
        let message = code.encode(6, &[1.0, f64::NAN]).unwrap_err().to_string();
        assert!(message.contains("row 7, feature 2: NaN"), "{message}");
        assert!(InputCode::fit(Coding::Direct, 0, &[vec![1.0]]).is_err());
    }
}
