//! A linear read-out of the bare population code: what spikes and devices have to be worth more than.

use learning::supervised::Ridge;

use super::folds::sampled;
use super::population::PopulationCode;
use super::{BaselineError, Rows};

/// Ridge regression on the activations of the population code.
#[derive(Clone, Debug)]
pub(super) struct RidgeOnCode {
    code: PopulationCode,
    ridge: Ridge,
    /// Fields per feature that were chosen.
    pub fields: usize,
}

impl RidgeOnCode {
    /// Chooses fields per feature by the leave-one-out error of the best penalty (on 2000 rows where there are more),
    /// then the penalty by the leave-one-out error on all training rows.
    pub fn fit(train: &Rows, fields: &[usize], seed: u64) -> Result<RidgeOnCode, BaselineError> {
        let search = sampled(train, seed);
        let mut chosen: Option<(f64, usize)> = None;
        for &fields in fields {
            let error = RidgeOnCode::with(&search, fields)?.ridge.loo_error();
            if chosen.is_none_or(|(least, _)| error < least) {
                chosen = Some((error, fields));
            }
        }
        let expected = "at least one candidate must be given";
        let none = || BaselineError::Setting { name: "fields", value: "an empty list".into(), expected };
        RidgeOnCode::with(train, chosen.ok_or_else(none)?.1)
    }

    fn with(train: &Rows, fields: usize) -> Result<RidgeOnCode, BaselineError> {
        let code = PopulationCode::fit(train, fields)?;
        let rows = code.encode_all(train)?;
        let ridge = Ridge::fit(rows.features(), rows.labels(), rows.classes(), &lambdas())?;
        Ok(RidgeOnCode { code, ridge, fields })
    }

    /// The penalty that was chosen, for standardized activations.
    pub fn lambda(&self) -> f64 {
        self.ridge.lambda()
    }

    /// Number of rows that get their own class.
    pub fn correct(&self, test: &Rows) -> Result<usize, BaselineError> {
        Ok(self.code.encode_all(test)?.correct(|row| self.ridge.classify(row)))
    }
}

/// One penalty per decade: the leave-one-out error is flat around its minimum.
fn lambdas() -> Vec<f64> {
    (-2..=4).map(|k| 10f64.powi(k)).collect()
}
