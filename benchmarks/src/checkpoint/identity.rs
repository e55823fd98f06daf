//! What the results of a run depend on.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

use crate::DataSet;
use crate::fingerprint::fingerprint;

/// Everything that the results of a run depend on: two runs of the same identity end with the same bits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Version of ferrospike.
    pub version: String,
    /// The full text of the experiment.
    pub experiment: String,
    /// Seed, which the command line may have changed.
    pub seed: u64,
    /// Splits, points or runs in words, which the command line may have changed.
    pub protocol: String,
    /// Fingerprint of the rows that are learned.
    pub data: u64,
    /// Fingerprint of the device parameters.
    pub device: u64,
}

impl Identity {
    /// Of an experiment with its seed and protocol, on these rows and devices where it has any.
    pub(crate) fn new(
        experiment: &str,
        seed: u64,
        protocol: String,
        data: Option<&DataSet>,
        device: Option<u64>,
    ) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            experiment: experiment.into(),
            seed,
            protocol,
            data: data.map_or(0, of_rows),
            device: device.unwrap_or_default(),
        }
    }

    /// The same of rows with this fingerprint.
    pub(crate) fn with_data(self, data: u64) -> Self {
        Self { data, ..self }
    }

    /// What keeps a run of this identity from going on as `other`, and what can be done; nothing when they are the same.
    pub fn difference(&self, other: &Self) -> Option<String> {
        if self == other {
            return None;
        }
        let (kept, here) = (&self.version, &other.version);
        if kept != here {
            return Some(format!("it was begun by ferrospike {kept}, this is {here}; go on with version {kept}"));
        }
        let checks = [
            (self.experiment == other.experiment, "experiment differs; go on with that of the checkpoint by"),
            (self.seed == other.seed, "seed differs; go on with that of the checkpoint by"),
            (
                self.protocol == other.protocol,
                "splits or points asked for differ; go on with those of the checkpoint by",
            ),
        ];
        let asked = checks.into_iter().find(|(same, _)| !same);
        Some(match asked {
            Some((_, what)) => format!("the {what} `ferrospike resume`"),
            None if self.data != other.data => {
                "the rows of the data have changed since it began; put back the table as it was".into()
            }
            None => "the device parameters have changed since it began; put back their file as it was".into(),
        })
    }

    /// A number that differs where identities differ.
    pub(crate) fn mark(&self) -> u64 {
        fingerprint(format!("{self:?}").bytes())
    }
}

/// Fingerprint of the rows with all that is known of them.
fn of_rows(data: &DataSet) -> u64 {
    let names = [&data.name as &dyn Debug, &data.features, &data.classes, &data.labels, &data.official, &data.missing];
    let text = format!("{names:?}");
    let values = data.rows.iter().flatten().flat_map(|value| value.to_bits().to_le_bytes());
    fingerprint(text.bytes().chain(values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        let iris = DataSet::embedded("iris").unwrap();
        Identity::new("seed = 1", 1, "2 half splits".into(), Some(&iris), Some(5))
    }

    #[test]
    fn every_difference_is_told_with_what_can_be_done() {
        type Change = fn(&mut Identity);
        let changes: [(Change, &str); 6] = [
            (|i| i.version = "9.9.9".into(), "this is 9.9.9"),
            (|i| i.experiment.push('\n'), "experiment"),
            (|i| i.seed = 2, "seed"),
            (|i| i.protocol = "3 half splits".into(), "splits"),
            (|i| i.data ^= 1, "put back the table"),
            (|i| i.device ^= 1, "device parameters"),
        ];
        assert_eq!(identity().difference(&identity()), None);
        for (change, words) in changes {
            let mut other = identity();
            change(&mut other);
            let difference = identity().difference(&other).unwrap();
            assert!(difference.contains(words), "{difference}");
            assert_ne!(other.mark(), identity().mark());
        }
    }

    #[test]
    fn a_changed_value_or_label_is_another_data_set() {
        let iris = DataSet::embedded("iris").unwrap();
        let (mut value, mut label) = (iris.clone(), iris.clone());
        value.rows[149][3] += 1e-12;
        label.labels[0] = 2;
        assert!(of_rows(&value) != of_rows(&iris) && of_rows(&label) != of_rows(&iris));
    }
}
