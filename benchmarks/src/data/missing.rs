//! Values that a table does not have.

use serde::Deserialize;

/// What happens to a row in which a value is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// It is left out.
    #[default]
    Drop,
    /// The mean of the feature over the training rows of a split takes the place, in training and test rows.
    Mean,
    /// The median of the feature over the training rows of a split takes the place, in training and test rows.
    Median,
    /// The table is refused.
    Refuse,
}

impl Missing {
    /// The value that stands for those that are missing beside `known` ones. Where nothing is known any value does: a
    /// feature without a range says nothing.
    pub(super) fn substitute(self, mut known: Vec<f64>) -> f64 {
        let count = known.len();
        if count == 0 {
            return 0.0;
        }
        match self {
            Self::Mean => known.iter().map(|value| value / count as f64).sum(), // large values do not overflow
            Self::Median | Self::Drop | Self::Refuse => {
                known.sort_by(f64::total_cmp);
                known[(count - 1) / 2] / 2.0 + known[count / 2] / 2.0
            }
        }
    }
}
