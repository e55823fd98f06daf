//! One row of a table: a method under a protocol.

use devices::units::engineering;

use crate::mean_and_sd;

/// Accuracy under a protocol.
#[derive(Clone, Debug, PartialEq)]
pub enum Score {
    /// Share of test rows that are read rightly, split by split.
    Splits(Vec<f64>),
    /// What a paper says (%), as it is written there.
    Published(String),
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

    /// Mean and standard deviation (%); a single split has none.
    fn accuracy(&self) -> String {
        match &self.score {
            Score::Published(text) => text.clone(),
            Score::Splits(shares) => {
                let (mean, sd) = percent(shares);
                if shares.len() > 1 { format!("{mean:.2} ± {sd:.2}") } else { format!("{mean:.2}") }
            }
        }
    }
}

/// Mean and standard deviation of shares (%).
pub(super) fn percent(shares: &[f64]) -> (f64, f64) {
    mean_and_sd(&shares.iter().map(|share| 100.0 * share).collect::<Vec<_>>())
}
