//! How rows are divided for training and test.

use serde::Deserialize;

/// How rows are divided; each division is one split.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Protocol {
    /// So many stratified half splits.
    HalfSplits(usize),
    /// Stratified cross-validation.
    Folds {
        /// Times that the rows are dealt out anew.
        repeats: usize,
        /// Parts; each tests once per repeat, the others train.
        folds: usize,
    },
    /// The official training and test rows of the set, learned anew with other random draws.
    Official {
        /// How often.
        seeds: usize,
    },
}

impl Protocol {
    /// Number of splits.
    pub fn splits(self) -> usize {
        match self {
            Self::HalfSplits(splits) => splits,
            Self::Folds { repeats, folds } => repeats * folds,
            Self::Official { seeds } => seeds,
        }
    }

    /// The same protocol with another number of half splits, of repeats, or of seeds.
    pub fn with_count(self, count: usize) -> Self {
        match self {
            Self::HalfSplits(_) => Self::HalfSplits(count),
            Self::Folds { folds, .. } => Self::Folds { repeats: count, folds },
            Self::Official { .. } => Self::Official { seeds: count },
        }
    }

    /// In words, with its numbers.
    pub fn describe(self) -> String {
        match self {
            Self::HalfSplits(1) => "1 stratified half split".into(),
            Self::HalfSplits(splits) => format!("{splits} stratified half splits"),
            Self::Folds { repeats, folds } => format!("{repeats} x {folds} stratified folds"),
            Self::Official { seeds: 1 } => "official split, 1 seed".into(),
            Self::Official { seeds } => format!("official split, {seeds} seeds"),
        }
    }

    /// Short name for files.
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfSplits(_) => "half-splits",
            Self::Folds { .. } => "folds",
            Self::Official { .. } => "official",
        }
    }
}
