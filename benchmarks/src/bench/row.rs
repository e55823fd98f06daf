//! One row of a table: a method under a protocol.

use devices::units::engineering;

use crate::mean_and_sd;
use crate::published::{Measure, Status};

/// Accuracy under a protocol.
#[derive(Clone, Debug, PartialEq)]
pub enum Score {
    /// Share of test rows that are read rightly, split by split.
    Splits(Vec<f64>),
    /// What a paper says.
    Published {
        /// The number (%).
        percent: f64,
        /// Its spread (%), where the paper gives one.
        spread: Option<f64>,
        /// What it counts.
        measure: Measure,
        /// Whether it was read at the source.
        status: Status,
    },
}

/// What stands together in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Networks on simulated devices: they take energy.
    Network,
    /// Classical methods on the same splits.
    Baseline,
    /// What others published.
    Published,
}

impl Kind {
    /// In the order of a table.
    pub const ALL: [Kind; 3] = [Kind::Network, Kind::Baseline, Kind::Published];

    /// One word for a file.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Network => "network",
            Kind::Baseline => "baseline",
            Kind::Published => "published",
        }
    }

    /// Title of its part of a table.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Network => "Spiking networks on simulated devices",
            Kind::Baseline => "Classical methods on the same splits, settings chosen inside the training rows",
            Kind::Published => "Published results, not all on the same rows",
        }
    }

    /// What the remarks of its rows tell.
    pub fn remark(self) -> &'static str {
        match self {
            Kind::Network => "remark",
            Kind::Baseline => "chosen",
            Kind::Published => "source",
        }
    }
}

/// One row of a table. What a method does not have is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What learns and how it is read.
    pub method: String,
    /// How rows are divided.
    pub protocol: String,
    /// How often it is right.
    pub score: Score,
    /// Number of neurons.
    pub neurons: Option<usize>,
    /// Mean energy of a test presentation (J).
    pub energy_per_classification: Option<f64>,
    /// Mean energy of a training presentation (J).
    pub energy_per_training: Option<f64>,
    /// Mean simulated time of a split, training and test (s).
    pub simulated: Option<f64>,
    /// Mean wall time of a split (s).
    pub wall: Option<f64>,
    /// Source and status, or what was chosen.
    pub remark: String,
}

impl Row {
    /// Titles of [`cells`](Row::cells).
    pub const TITLES: [&'static str; 9] = [
        "method",
        "protocol",
        "accuracy (%)",
        "neurons",
        "energy per classification",
        "energy per training",
        "simulated per split",
        "computing per split",
        "remark",
    ];

    /// Where it stands in a table.
    pub fn kind(&self) -> Kind {
        match (&self.score, self.energy_per_classification) {
            (Score::Published { .. }, _) => Kind::Published,
            (Score::Splits(_), Some(_)) => Kind::Network,
            (Score::Splits(_), None) => Kind::Baseline,
        }
    }

    /// The row in words.
    pub fn cells(&self) -> [String; 9] {
        let quantity =
            |value: Option<f64>, unit: &str| value.map_or_else(String::new, |value| engineering(value, unit));
        [
            self.method.clone(),
            self.protocol.clone(),
            self.accuracy(),
            self.neurons.map_or_else(String::new, |count| count.to_string()),
            quantity(self.energy_per_classification, "J"),
            quantity(self.energy_per_training, "J"),
            quantity(self.simulated, "s"),
            quantity(self.wall, "s"),
            self.remark.clone(),
        ]
    }

    /// Mean and standard deviation (%), of which a single split has none; what is no accuracy or was not read at its
    /// source says so.
    fn accuracy(&self) -> String {
        match &self.score {
            Score::Published { percent, spread, measure, status } => {
                let spread = spread.map_or_else(String::new, |spread| format!(" ± {spread:?}"));
                let measure = if *measure == Measure::F1 { "F1 " } else { "" };
                let status = if *status == Status::Unverified { ", unverified" } else { "" };
                // as many digits as the source gives, one at least
                format!("{measure}{percent:?}{spread}{status}")
            }
            Score::Splits(shares) => with_deviation(percent(shares), shares.len()),
        }
    }
}

/// Mean and standard deviation of shares (%).
pub(crate) fn percent(shares: &[f64]) -> (f64, f64) {
    mean_and_sd(&shares.iter().map(|share| 100.0 * share).collect::<Vec<_>>())
}

/// Mean and standard deviation over so many splits in words; a single one has no deviation.
pub(crate) fn with_deviation((mean, sd): (f64, f64), splits: usize) -> String {
    if splits > 1 { format!("{mean:.2} ± {sd:.2}") } else { format!("{mean:.2}") }
}
