//! Direct code: no spikes, the value itself is a current.

use super::Ranges;
use crate::LearningError;
use crate::error::setting;

/// Every feature drives its line with a constant current; the first layer of neurons turns it into spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct Direct {
    ranges: Ranges,
    i_max: f64,
}

impl Direct {
    /// Fits the code to the range of every feature in `rows`; `i_max` is the current at the top of a range (A), with the
    /// sign of the wanted effect.
    ///
    /// # Errors
    /// [`LearningError`] for unusable rows or a current that is not finite.
    pub fn fit(i_max: f64, rows: &[&[f64]]) -> Result<Self, LearningError> {
        setting(i_max.is_finite(), "i_max", format!("{i_max} A"), "it must be a finite current")?;
        Ok(Self { ranges: Ranges::fit(rows)?, i_max })
    }

    /// Current into each line (A) for one row, length: features; constant during a presentation.
    ///
    /// # Errors
    /// [`LearningError`] for values that are not finite and rows of another length.
    pub fn currents(&self, sample: usize, row: &[f64]) -> Result<Vec<f64>, LearningError> {
        Ok(self.ranges.scaled(sample, row)?.iter().map(|x| x * self.i_max).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_in_the_middle_of_its_range_drives_half_the_current() {
        let code = Direct::fit(2e-9, &[&[1.0, -1.0], &[3.0, 1.0]]).unwrap();
        assert_eq!(code.currents(0, &[2.0, 1.0]).unwrap(), [1e-9, 2e-9]);
        assert!(Direct::fit(f64::NAN, &[&[1.0]]).is_err());
    }
}
