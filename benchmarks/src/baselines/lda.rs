//! Linear discriminant analysis (Fisher 1936, doi:10.1111/j.1469-1809.1936.tb02137.x).

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::standardization::Standardization;
use super::{BaselineError, Rows};

/// Directions along which the classes scatter less than this, compared with the widest one, are left out: they are
/// sums of other features, and what is left of them is rounding.
const FLAT: f64 = 1e-10;

/// Normal distributions with a common covariance, one per class, weighted by the share of the class.
///
/// A row belongs to the class with the largest `z.m - m.m / 2 + ln(share)`, where `z` is the row and `m` the mean of
/// the class in coordinates in which the pooled covariance is the identity.
#[derive(Clone, Debug)]
pub struct Lda {
    standardization: Standardization,
    /// Whitened coordinates x features.
    whiten: DMatrix<f64>,
    /// Whitened mean of each class, with `ln(share) - m.m / 2`; none for a class without rows.
    classes: Vec<Option<(DVector<f64>, f64)>>,
}

impl Lda {
    /// Fits means and pooled covariance to the training rows.
    ///
    /// # Errors
    /// [`BaselineError::TooFewRows`] when there are not more rows than classes among them.
    pub fn fit(train: &Rows) -> Result<Lda, BaselineError> {
        let members: Vec<Vec<usize>> = (0..train.classes()).map(|class| train.members(class)).collect();
        let present = members.iter().filter(|members| !members.is_empty()).count();
        if train.count() <= present {
            let method = "linear discriminant analysis";
            return Err(BaselineError::TooFewRows { method, needed: present + 1, found: train.count() });
        }
        let standardization = Standardization::fit(train);
        let rows = standardization.apply_all(train);
        let mean = |members: &[usize]| {
            let sum = |feature: usize| members.iter().map(|&row| rows.features()[row][feature]).sum::<f64>();
            DVector::from_fn(rows.width(), |feature, _| sum(feature) / members.len() as f64)
        };
        let means: Vec<DVector<f64>> = members.iter().map(|members| mean(members)).collect();
        let own_mean = |row: usize| &means[rows.labels()[row]];
        let centered = DMatrix::from_fn(rows.width(), rows.count(), |feature, row| {
            rows.features()[row][feature] - own_mean(row)[feature]
        });
        let pooled = &centered * centered.transpose() / (rows.count() - present) as f64;
        let whiten = whitening(pooled);
        let class = |(members, mean): (&Vec<usize>, &DVector<f64>)| {
            let m = &whiten * mean;
            let share = members.len() as f64 / rows.count() as f64;
            let offset = share.ln() - m.norm_squared() / 2.0;
            (!members.is_empty()).then_some((m, offset))
        };
        let classes = members.iter().zip(&means).map(class).collect();
        Ok(Lda { standardization, whiten, classes })
    }

    /// Class of a row: the most probable, the lower class in a tie.
    pub fn classify(&self, row: &[f64]) -> usize {
        let scores = self.scores(row);
        super::rows::largest(&scores)
    }

    /// `z.m - m.m / 2 + ln(share)` of each class; minus infinity for a class without training rows.
    fn scores(&self, row: &[f64]) -> Vec<f64> {
        let z = &self.whiten * DVector::from_vec(self.standardization.apply(row));
        let score = |class: &Option<(DVector<f64>, f64)>| match class {
            Some((m, offset)) => z.dot(m) + offset,
            None => f64::NEG_INFINITY,
        };
        self.classes.iter().map(score).collect()
    }
}

/// The matrix that turns a covariance into the identity, one line per direction that is not flat.
fn whitening(covariance: DMatrix<f64>) -> DMatrix<f64> {
    let SymmetricEigen { eigenvectors, eigenvalues } = SymmetricEigen::new(covariance);
    let widest = eigenvalues.max();
    let kept: Vec<usize> = (0..eigenvalues.len()).filter(|&k| eigenvalues[k] > FLAT * widest).collect();
    DMatrix::from_fn(kept.len(), eigenvectors.nrows(), |line, feature| {
        eigenvectors[(feature, kept[line])] / eigenvalues[kept[line]].sqrt()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn iris() -> Rows {
        let data = crate::DataSet::embedded("iris").unwrap();
        Rows::of(&data, &(0..150).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn two_classes_on_a_line_part_at_the_closed_form() {
        // means 1 and 5, pooled variance (1 + 1 + 1 + 1) / 2 = 2, shares 1/2: they part at 3, and the difference of the
        // scores at x is (x - 3) (5 - 1) / 2
        let rows = Rows::new(vec![vec![0.0], vec![2.0], vec![4.0], vec![6.0]], vec![0, 0, 1, 1], 2).unwrap();
        let lda = Lda::fit(&rows).unwrap();
        for x in [-1.0, 2.9, 3.1, 8.0] {
            let scores = lda.scores(&[x]);
            assert_relative_eq!(scores[1] - scores[0], (x - 3.0) * 2.0, max_relative = 1e-12);
        }
    }

    #[test]
    fn unequal_classes_shift_the_border_by_the_logarithm_of_their_shares() {
        let rows = Rows::new((0..6).map(|k| vec![f64::from(k)]).collect(), vec![0, 0, 0, 0, 1, 1], 2).unwrap();
        // means 1.5 and 4.5, pooled variance (5 + 0.5) / 4: at the middle only ln(2/6) - ln(4/6) is left
        let scores = Lda::fit(&rows).unwrap().scores(&[3.0]);
        assert_relative_eq!(scores[1] - scores[0], -f64::ln(2.0), max_relative = 1e-12);
    }

    #[test]
    fn an_affine_map_of_the_features_changes_no_class() {
        let rows = iris();
        let map = |row: &Vec<f64>| -> Vec<f64> {
            let [a, b, c, d] = [row[0], row[1], row[2], row[3]];
            vec![3.0 * a - b + 7.0, 1e3 * b + 2.0 * d, c - a - 1e-2 * d, 0.1 * d + b - 4.0 * c]
        };
        let mapped = rows.with_features(rows.features().iter().map(map).collect());
        let (plain, affine) = (Lda::fit(&rows).unwrap(), Lda::fit(&mapped).unwrap());
        for (row, image) in rows.features().iter().zip(mapped.features()) {
            let difference = |lda: &Lda, row| lda.scores(row)[2] - lda.scores(row)[1];
            // the covariance of the mapped features has a condition number of about 1e4
            assert_relative_eq!(
                difference(&plain, row),
                difference(&affine, image),
                max_relative = 1e-8,
                epsilon = 1e-8
            );
            assert_eq!(plain.classify(row), affine.classify(image));
        }
    }

    #[test]
    fn a_feature_that_is_a_sum_of_others_changes_no_class() {
        let rows = iris();
        let doubled = rows.features().iter().map(|row| [row.clone(), vec![row[0] + row[1], 3.0]].concat()).collect();
        let doubled = rows.with_features(doubled);
        let (plain, wide) = (Lda::fit(&rows).unwrap(), Lda::fit(&doubled).unwrap());
        for (row, longer) in rows.features().iter().zip(doubled.features()) {
            assert_eq!(plain.classify(row), wide.classify(longer));
        }
    }

    #[test]
    fn as_many_rows_as_classes_leave_no_covariance() {
        let rows = Rows::new(vec![vec![0.0], vec![1.0]], vec![0, 1], 2).unwrap();
        assert!(matches!(Lda::fit(&rows), Err(BaselineError::TooFewRows { needed: 3, found: 2, .. })));
    }
}
