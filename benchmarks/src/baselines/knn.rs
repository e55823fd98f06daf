//! The k nearest neighbors (Cover and Hart 1967, doi:10.1109/TIT.1967.1053964).

use rayon::prelude::*;

use super::rows::{largest, squared_distance};
use super::standardization::Standardization;
use super::{BaselineError, Rows};

/// Training rows and the number of neighbors that vote; distances are Euclidean between standardized features.
#[derive(Clone, Debug)]
pub struct Knn {
    standardization: Standardization,
    rows: Rows,
    neighbors: usize,
}

impl Knn {
    /// Keeps the training rows and chooses how many neighbors vote: the number with the smallest leave-one-out error.
    ///
    /// Each training row is classified by the others; of equal candidates the first is taken.
    ///
    /// # Errors
    /// [`BaselineError::Setting`] when no candidate is given or one is 0, [`BaselineError::TooFewRows`] when one is
    /// not below the number of rows.
    pub fn fit(train: &Rows, candidates: &[usize]) -> Result<Knn, BaselineError> {
        let expected = "each number of neighbors must be at least 1, and at least one must be given";
        let most = candidates.iter().copied().max().unwrap_or(0);
        if candidates.iter().min().is_none_or(|&least| least == 0) {
            return Err(BaselineError::Setting { name: "neighbors", value: format!("{candidates:?}"), expected });
        }
        if train.count() <= most {
            let method = "the choice of the number of neighbors";
            return Err(BaselineError::TooFewRows { method, needed: most + 1, found: train.count() });
        }
        let standardization = Standardization::fit(train);
        let mut knn = Knn { rows: standardization.apply_all(train), standardization, neighbors: most };
        // one sorted list of neighbors per row serves all candidates
        let hits = |row: usize| -> Vec<usize> {
            let others = (0..train.count()).filter(|&other| other != row);
            let nearest = knn.nearest(&knn.rows.features()[row], others);
            let right = |&k: &usize| usize::from(knn.vote(&nearest[..k]) == train.labels()[row]);
            candidates.iter().map(right).collect()
        };
        let hits: Vec<Vec<usize>> = (0..train.count()).into_par_iter().map(hits).collect();
        let totals: Vec<usize> = (0..candidates.len()).map(|k| hits.iter().map(|row| row[k]).sum()).collect();
        knn.neighbors = candidates[largest(&totals)];
        Ok(knn)
    }

    /// Number of neighbors that vote.
    pub fn neighbors(&self) -> usize {
        self.neighbors
    }

    /// Class of a row: that of most neighbors, in a tie that of the nearest among them.
    pub fn classify(&self, row: &[f64]) -> usize {
        self.vote(&self.nearest(&self.standardization.apply(row), 0..self.rows.count()))
    }

    /// The `neighbors` nearest of the training rows `among`, nearest first; of equally near ones the first comes first.
    fn nearest(&self, row: &[f64], among: impl Iterator<Item = usize>) -> Vec<usize> {
        let distance = |other: usize| (squared_distance(row, &self.rows.features()[other]), other);
        let mut distances: Vec<(f64, usize)> = among.map(distance).collect();
        let order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if distances.len() > self.neighbors {
            distances.select_nth_unstable_by(self.neighbors, order);
            distances.truncate(self.neighbors);
        }
        distances.sort_unstable_by(order);
        distances.into_iter().map(|(_, other)| other).collect()
    }

    fn vote(&self, nearest: &[usize]) -> usize {
        let mut votes = vec![0; self.rows.classes()];
        nearest.iter().for_each(|&row| votes[self.rows.labels()[row]] += 1);
        let most = votes.iter().copied().max().unwrap_or(0);
        let classes = nearest.iter().map(|&row| self.rows.labels()[row]);
        classes.into_iter().find(|&class| votes[class] == most).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_a_line(places: &[f64], labels: &[usize]) -> Rows {
        Rows::new(places.iter().map(|&x| vec![x]).collect(), labels.to_vec(), 2).unwrap()
    }

    #[test]
    fn one_neighbor_knows_its_own_training_rows() {
        let data = crate::DataSet::embedded("iris").unwrap();
        let rows = Rows::of(&data, &(0..150).collect::<Vec<_>>()).unwrap();
        let knn = Knn::fit(&rows, &[1]).unwrap();
        // rows 102 and 143 of iris are equal, in features and class
        assert_eq!(rows.correct(|row| knn.classify(row)), 150);
    }

    #[test]
    fn neighbors_vote_and_the_nearest_decides_a_tie() {
        let rows = on_a_line(&[0.0, 1.0, 2.0, 10.0, 11.0], &[0, 1, 1, 0, 0]);
        let class = |neighbors, x: f64| Knn::fit(&rows, &[neighbors]).unwrap().classify(&[x]);
        assert_eq!(class(1, 0.1), 0);
        assert_eq!(class(2, 0.1), 0, "one vote each, class 0 is nearer");
        assert_eq!(class(3, 0.1), 1);
        assert_eq!(class(4, 0.1), 0, "two votes each, class 0 is nearer");
    }

    #[test]
    fn the_number_of_neighbors_with_the_smallest_leave_one_out_error_is_taken() {
        // one stray row of class 1 among class 0 misleads single neighbors, not three of them
        let rows = on_a_line(&[0.0, 0.9, 1.0, 1.1, 2.0, 20.0, 20.5, 21.0, 21.5], &[0, 0, 1, 0, 0, 1, 1, 1, 1]);
        assert_eq!(Knn::fit(&rows, &[1, 3]).unwrap().neighbors(), 3);
    }

    #[test]
    fn impossible_numbers_of_neighbors_are_refused() {
        let rows = on_a_line(&[0.0, 1.0, 2.0], &[0, 1, 1]);
        assert!(matches!(Knn::fit(&rows, &[]), Err(BaselineError::Setting { .. })));
        assert!(matches!(Knn::fit(&rows, &[1, 0]), Err(BaselineError::Setting { .. })));
        assert!(matches!(Knn::fit(&rows, &[3]), Err(BaselineError::TooFewRows { needed: 4, found: 3, .. })));
    }
}
