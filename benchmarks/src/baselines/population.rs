//! The Gaussian population code that the spiking networks see, as plain numbers.

use learning::GaussianPopulation;
use learning::encoding::Ranges;

use super::{BaselineError, Rows};

/// Narrowness of the fields: wide, overlapping ones.
const BETA: f64 = 1.5;

/// Activations of Gaussian receptive fields (Bohte, Kok, La Poutré 2002, doi:10.1016/S0925-2312(01)00658-0), fitted to
/// the range of each feature in the training rows.
#[derive(Clone, Debug)]
pub(super) struct PopulationCode {
    ranges: Ranges,
    fields: GaussianPopulation,
}

impl PopulationCode {
    /// A code of `fields` fields per feature.
    pub fn fit(train: &Rows, fields: usize) -> Result<PopulationCode, BaselineError> {
        if fields < 3 {
            let expected = "the code needs at least 3 fields per feature";
            return Err(BaselineError::Setting { name: "fields", value: fields.to_string(), expected });
        }
        let rows: Vec<&[f64]> = train.features().iter().map(Vec::as_slice).collect();
        // latencies play no part here: what counts is the activation, 0 to 1, that a latency is made from
        let fields = GaussianPopulation { fields, beta: BETA, window: 1.0, cutoff: 0.0 };
        Ok(PopulationCode { ranges: Ranges::fit(&rows)?, fields })
    }

    /// Activation (0 to 1) of every field, feature by feature.
    pub fn encode(&self, row: &[f64]) -> Result<Vec<f64>, BaselineError> {
        let scaled = self.ranges.scaled(0, row)?;
        Ok(scaled.into_iter().flat_map(|x| self.fields.activations(x)).collect())
    }

    /// The same labels with activations as features.
    pub fn encode_all(&self, rows: &Rows) -> Result<Rows, BaselineError> {
        let encoded = rows.features().iter().map(|row| self.encode(row)).collect::<Result<_, _>>()?;
        Ok(rows.with_features(encoded))
    }
}
