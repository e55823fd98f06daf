//! A code fitted to data: rows of features become spikes on lines.

use devices::rng::{Purpose, key};

use super::{Code, Ranges};
use crate::{LearningError, PreSpike};

/// A code fitted to the range of each feature in the training rows.
#[derive(Clone, Debug)]
pub struct Encoder {
    code: Code,
    ranges: Ranges,
    seed: u64,
}

impl Encoder {
    /// Fits the code to the range of every feature in `rows` (training rows only: the test rows must not be seen).
    ///
    /// Codes with random spikes draw them with seed 0, see [`with_seed`](Encoder::with_seed).
    ///
    /// # Errors
    /// [`LearningError::Setting`] for an impossible code, others for unusable rows.
    pub fn fit(code: impl Into<Code>, rows: &[&[f64]]) -> Result<Self, LearningError> {
        let code = code.into();
        code.check()?;
        let ranges = Ranges::fit(rows)?;
        code.check_features(ranges.features())?;
        Ok(Self { code, ranges, seed: 0 })
    }

    /// The same encoder with random spikes of another seed.
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Number of lines that the code drives.
    pub fn lines(&self) -> usize {
        self.code.lines(self.ranges.features())
    }

    /// Range of each feature; rows that hold the lowest and the highest values fit the same encoder again.
    pub fn ranges(&self) -> &Ranges {
        &self.ranges
    }

    /// Number of features of a row.
    pub fn features(&self) -> usize {
        self.ranges.features()
    }

    /// Spikes (line, time in s) of the first presentation of one row, ordered by time, then by line.
    ///
    /// # Errors
    /// [`LearningError`] for values that are not finite and rows of another length.
    pub fn encode(&self, sample: usize, row: &[f64]) -> Result<Vec<(usize, f64)>, LearningError> {
        self.encode_again(sample, row, 0)
    }

    /// Spikes of presentation number `presentation` (counted from 0) of one row, as [`encode`](Encoder::encode).
    ///
    /// Random spikes depend on seed, number of the sample, presentation and line alone, not on what was encoded before.
    ///
    /// # Errors
    /// [`LearningError`] for values that are not finite and rows of another length.
    pub fn encode_again(
        &self,
        sample: usize,
        row: &[f64],
        presentation: u64,
    ) -> Result<Vec<(usize, f64)>, LearningError> {
        let scaled = self.ranges.scaled(sample, row)?;
        if let Code::Delta(code) = self.code {
            return code.encode(sample, row);
        }
        let own = [sample as u64, presentation].iter().fold(self.seed, |seed, &k| key(seed, Purpose::Encoding, k));
        let mut spikes = Vec::new();
        for (feature, x) in scaled.into_iter().enumerate() {
            let first = feature * self.code.lines_per_feature();
            self.code.append(x, first, key(own, Purpose::Encoding, first as u64), &mut spikes);
        }
        spikes.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        Ok(spikes)
    }

    /// What [`encode_again`](Encoder::encode_again) gives, each spike with its amplitude, as a network takes them.
    ///
    /// # Errors
    /// [`LearningError`] for values that are not finite and rows of another length.
    pub fn spikes(&self, sample: usize, row: &[f64], presentation: u64) -> Result<Vec<PreSpike>, LearningError> {
        let spikes = self.encode_again(sample, row, presentation)?;
        let Code::Amplitude(code) = self.code else { return Ok(spikes.into_iter().map(PreSpike::from).collect()) };
        let scaled = self.ranges.scaled(sample, row)?;
        Ok(spikes.into_iter().map(|(row, time)| PreSpike { row, time, amplitude: code.share(scaled[row]) }).collect())
    }
}

#[cfg(test)]
#[path = "encoder_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "golden_tests.rs"]
mod golden;
