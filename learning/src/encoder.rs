//! From a row of features to spike times: one spike per Gaussian receptive field, the stronger the earlier.

use serde::Deserialize;

use crate::LearningError;

/// Gaussian population code with first-spike latency (Bohte, Kok, La Poutré 2002, doi:10.1016/S0925-2312(01)00658-0).
///
/// Each feature is covered by `fields` Gaussians with centers `min + (2 i - 3) / 2 * (max - min) / (fields - 2)`,
/// i = 1..fields, and width `(max - min) / (beta (fields - 2))`. A field with activation `a` spikes at `window (1 - a)`,
/// and not at all below `cutoff`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GaussianPopulation {
    /// Receptive fields per feature, at least 3.
    #[serde(rename = "fields_per_feature")]
    pub fields: usize,
    /// Narrowness of the fields; 1 to 1.5 gives wide, overlapping fields.
    pub beta: f64,
    /// Latest possible spike time (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub window: f64,
    /// Activation below which a field stays silent (0 to 1).
    pub cutoff: f64,
}

/// A population code fitted to the range of each feature in the training rows.
#[derive(Clone, Debug)]
pub struct Encoder {
    code: GaussianPopulation,
    /// Lowest and highest training value of each feature.
    ranges: Vec<(f64, f64)>,
}

impl GaussianPopulation {
    fn check(&self) -> Result<(), LearningError> {
        let refuse = |name, value: String, expected| Err(LearningError::Setting { name, value, expected });
        if self.fields < 3 {
            return refuse("fields_per_feature", self.fields.to_string(), "the code needs at least 3 fields");
        }
        if !(self.beta > 0.0 && self.beta.is_finite()) {
            return refuse("beta", self.beta.to_string(), "it must be positive; 1 to 1.5 works well");
        }
        if !(self.window > 0.0 && self.window.is_finite()) {
            return refuse("window", format!("{} s", self.window), "it must be a positive time");
        }
        if !(0.0..1.0).contains(&self.cutoff) {
            return refuse("cutoff", self.cutoff.to_string(), "it must be at least 0 and below 1");
        }
        Ok(())
    }
}

impl Encoder {
    /// Fits the code to the range of every feature in `rows` (training rows only: the test rows must not be seen).
    ///
    /// # Errors
    /// [`LearningError::Setting`] for an impossible code, [`LearningError::Feature`] for values that are not finite.
    pub fn fit(code: GaussianPopulation, rows: &[&[f64]]) -> Result<Self, LearningError> {
        code.check()?;
        let features = rows.first().map_or(0, |row| row.len());
        if features == 0 {
            return Err(LearningError::Setting {
                name: "data",
                value: format!("{} rows of {features} features", rows.len()),
                expected: "the encoder needs at least one training row with one feature",
            });
        }
        let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); features];
        for (sample, row) in rows.iter().enumerate() {
            assert_eq!(row.len(), features, "all rows have the same number of features");
            for (feature, (&value, range)) in row.iter().zip(&mut ranges).enumerate() {
                finite(sample, feature, value)?;
                *range = (range.0.min(value), range.1.max(value));
            }
        }
        Ok(Self { code, ranges })
    }

    /// Number of lines that the code drives: features times fields.
    pub fn lines(&self) -> usize {
        self.ranges.len() * self.code.fields
    }

    /// Number of features of a row.
    pub fn features(&self) -> usize {
        self.ranges.len()
    }

    /// Activation of every field (0 to 1), length [`lines`](Encoder::lines).
    ///
    /// A value outside the training range is coded as the nearest value inside it, so that it is never silent.
    ///
    /// # Errors
    /// [`LearningError::Feature`] for values that are not finite.
    pub fn activations(&self, sample: usize, row: &[f64]) -> Result<Vec<f64>, LearningError> {
        assert_eq!(row.len(), self.ranges.len(), "a row has as many features as the training rows");
        let mut out = Vec::with_capacity(self.lines());
        for (feature, (&value, &(low, high))) in row.iter().zip(&self.ranges).enumerate() {
            finite(sample, feature, value)?;
            // A feature that never varied says nothing: its fields see the middle of an arbitrary range.
            let x = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
            let inner = (self.code.fields - 2) as f64;
            let width = 1.0 / (self.code.beta * inner);
            for i in 1..=self.code.fields {
                let center = (2.0 * i as f64 - 3.0) / 2.0 / inner;
                out.push((-0.5 * ((x - center) / width).powi(2)).exp());
            }
        }
        Ok(out)
    }

    /// Spikes (line, time in s) of one row, ordered by time, then by line.
    ///
    /// # Errors
    /// [`LearningError::Feature`] for values that are not finite.
    pub fn encode(&self, sample: usize, row: &[f64]) -> Result<Vec<(usize, f64)>, LearningError> {
        let mut spikes: Vec<(usize, f64)> = self
            .activations(sample, row)?
            .into_iter()
            .enumerate()
            .filter(|&(_, a)| a >= self.code.cutoff)
            .map(|(line, a)| (line, self.code.window * (1.0 - a)))
            .collect();
        spikes.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        Ok(spikes)
    }
}

fn finite(sample: usize, feature: usize, value: f64) -> Result<(), LearningError> {
    if value.is_finite() {
        return Ok(());
    }
    let remedy = "remove the row or fill in the value";
    Err(LearningError::Feature { sample: sample + 1, feature: feature + 1, value, remedy })
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    const CODE: GaussianPopulation = GaussianPopulation { fields: 6, beta: 1.5, window: 1e-6, cutoff: 0.1 };

    #[test]
    fn a_value_at_a_center_spikes_at_once_and_one_width_away_it_spikes_later_by_the_gaussian() {
        let encoder = Encoder::fit(CODE, &[&[0.0], &[4.0]]).unwrap();
        // centers at -0.5, 0.5, 1.5, .. in units of the feature; width 4 / (1.5 * 4) = 2/3
        let spikes = encoder.encode(0, &[1.5]).unwrap();
        assert_eq!(spikes[0], (2, 0.0));
        let one_center_away = 1e-6 * (1.0 - (-0.5f64 * 1.5 * 1.5).exp());
        assert_relative_eq!(spikes[1].1, one_center_away, max_relative = 1e-12);
        assert_eq!((spikes[1].0, spikes[2].0, spikes.len()), (1, 3, 3), "the others are below the cutoff");
    }

    #[test]
    fn values_outside_the_training_range_are_coded_as_its_ends() {
        let encoder = Encoder::fit(CODE, &[&[-1.0, 5.0], &[1.0, 5.0]]).unwrap();
        let inside = encoder.encode(0, &[1.0, 5.0]).unwrap();
        assert_eq!(encoder.encode(0, &[1e9, 7.0]).unwrap(), inside);
    }

    #[test]
    fn nan_is_refused_with_sample_and_feature() {
        let encoder = Encoder::fit(CODE, &[&[0.0, 0.0], &[1.0, 1.0]]).unwrap();
        let message = encoder.encode(6, &[0.5, f64::NAN]).unwrap_err().to_string();
        assert!(message.contains("sample 7, feature 2"), "{message}");
    }

    #[test]
    fn impossible_codes_are_refused() {
        for code in [
            GaussianPopulation { fields: 2, ..CODE },
            GaussianPopulation { beta: 0.0, ..CODE },
            GaussianPopulation { window: -1.0, ..CODE },
            GaussianPopulation { cutoff: 1.0, ..CODE },
        ] {
            assert!(Encoder::fit(code, &[&[0.0], &[1.0]]).is_err(), "{code:?}");
        }
        assert!(Encoder::fit(CODE, &[]).is_err());
    }
}
