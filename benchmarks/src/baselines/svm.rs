//! Support vector machine with a Gaussian kernel for any number of classes.

use super::folds::{best, folds};
use super::smo::Border;
use super::standardization::Standardization;
use super::{BaselineError, Rows};

/// Penalty of a violated margin, and width of the kernel for standardized features.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SvmSetting {
    /// `C`: the larger, the less a training row may lie on the wrong side.
    pub cost: f64,
    /// `gamma` of the kernel `exp(-gamma |x - y|^2)`.
    pub gamma: f64,
}

/// One border for each pair of classes; each border gives one vote.
#[derive(Clone, Debug)]
pub struct Svm {
    standardization: Standardization,
    /// Border with the class above 0 and the class below.
    borders: Vec<(Border, usize, usize)>,
    classes: usize,
    setting: SvmSetting,
}

impl Svm {
    /// Fits to the training rows with the `C` of `costs` and the `gamma = width / features` of `widths` that classify
    /// most rows in 5-fold cross-validation; of more than 2000 training rows, 2000 take part in that search.
    ///
    /// # Errors
    /// [`BaselineError::Setting`] without candidates or for one that is not positive, [`BaselineError::Stalled`].
    pub fn fit(train: &Rows, costs: &[f64], widths: &[f64], seed: u64) -> Result<Svm, BaselineError> {
        for (name, values) in [("costs", costs), ("widths", widths)] {
            if values.is_empty() || !values.iter().all(|value| *value > 0.0 && value.is_finite()) {
                let expected = "at least one candidate must be given, each finite and above 0";
                return Err(BaselineError::Setting { name, value: format!("{values:?}"), expected });
            }
        }
        let gammas = widths.iter().map(|width| width / train.width() as f64);
        let settings: Vec<SvmSetting> =
            gammas.flat_map(|gamma| costs.iter().map(move |&cost| SvmSetting { cost, gamma })).collect();
        let setting = match settings[..] {
            [only] => only,
            _ => best("costs and widths", &settings, &folds(train, seed), |&setting, fold| {
                let svm = Svm::with(&fold.train, setting)?;
                Ok(fold.test.correct(|row| svm.classify(row)))
            })?,
        };
        Svm::with(train, setting)
    }

    fn with(train: &Rows, setting: SvmSetting) -> Result<Svm, BaselineError> {
        let standardization = Standardization::fit(train);
        let rows = standardization.apply_all(train);
        let mut borders = Vec::new();
        for above in 0..train.classes() {
            for below in above + 1..train.classes() {
                let (first, second) = (rows.members(above), rows.members(below));
                if first.is_empty() || second.is_empty() {
                    continue;
                }
                let signs = [vec![1.0; first.len()], vec![-1.0; second.len()]].concat();
                let pair: Vec<&[f64]> =
                    first.iter().chain(&second).map(|&row| rows.features()[row].as_slice()).collect();
                borders.push((Border::fit(&pair, &signs, setting.cost, setting.gamma)?, above, below));
            }
        }
        if borders.is_empty() {
            let method = "a support vector machine (a row in each of two classes)";
            return Err(BaselineError::TooFewRows { method, needed: 2, found: train.count() });
        }
        Ok(Svm { standardization, borders, classes: train.classes(), setting })
    }

    /// The setting that was chosen.
    pub fn setting(&self) -> SvmSetting {
        self.setting
    }

    /// Class of a row: most votes, the lower class in a tie.
    pub fn classify(&self, row: &[f64]) -> usize {
        let row = self.standardization.apply(row);
        let mut votes = vec![0; self.classes];
        for (border, above, below) in &self.borders {
            votes[if border.side(&row) > 0.0 { *above } else { *below }] += 1;
        }
        super::rows::largest(&votes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_that_no_line_separates_are_separated() {
        let ring = |k: usize| {
            let (angle, radius) = (k as f64 * 0.7, [1.0, 3.0, 5.0][k % 3]);
            vec![radius * f64::cos(angle), radius * f64::sin(angle)]
        };
        let rows = Rows::new((0..90).map(ring).collect(), (0..90).map(|k| k % 3).collect(), 3).unwrap();
        let svm = Svm::fit(&rows, &[100.0], &[2.0], 0).unwrap();
        assert_eq!(rows.correct(|row| svm.classify(row)), 90);
    }

    #[test]
    fn impossible_candidates_and_a_single_class_are_refused() {
        let rows = Rows::new(vec![vec![0.0], vec![1.0]], vec![0, 1], 2).unwrap();
        for (costs, widths) in [(&[][..], &[1.0][..]), (&[1.0], &[0.0]), (&[f64::NAN], &[1.0])] {
            assert!(matches!(Svm::fit(&rows, costs, widths, 0), Err(BaselineError::Setting { .. })));
        }
        let one = Rows::new(vec![vec![0.0], vec![1.0]], vec![1, 1], 2).unwrap();
        assert!(matches!(Svm::fit(&one, &[1.0], &[1.0], 0), Err(BaselineError::TooFewRows { .. })));
    }
}
