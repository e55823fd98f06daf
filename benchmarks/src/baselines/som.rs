//! Self-organizing map (Kohonen 1982, doi:10.1007/BF00337288), trained in batches.

use devices::rng::{Purpose, stream};
use rand::seq::index::sample;

use super::folds::{best, folds};
use super::prototypes::{Prototypes, nearest};
use super::standardization::Standardization;
use super::{BaselineError, Rows};

/// Times each row is seen.
const EPOCHS: usize = 40;

/// Width of the neighborhood at the end, in spacings of the grid: little more than the node itself.
const LAST_WIDTH: f64 = 0.5;

/// A square grid of nodes, each a point among the standardized features, named by the training rows nearest to it.
#[derive(Clone, Debug)]
pub struct Som {
    standardization: Standardization,
    prototypes: Prototypes,
    side: usize,
}

impl Som {
    /// Trains a map of `side` x `side` nodes with the side of `sides` that classifies most rows in 5-fold
    /// cross-validation; of more than 2000 training rows, 2000 take part in that search.
    ///
    /// # Errors
    /// [`BaselineError::Setting`] for no candidate or an empty map, [`BaselineError::TooFewRows`] when a fold has fewer
    /// rows than the largest map has nodes.
    pub fn fit(train: &Rows, sides: &[usize], seed: u64) -> Result<Som, BaselineError> {
        let folds = match sides {
            [_] => Vec::new(),
            _ => folds(train, seed),
        };
        let side = best("sides", sides, &folds, |&side, fold| {
            let som = Som::with(&fold.train, side, seed)?;
            Ok(fold.test.correct(|row| som.classify(row)))
        })?;
        Som::with(train, side, seed)
    }

    fn with(train: &Rows, side: usize, seed: u64) -> Result<Som, BaselineError> {
        if side == 0 {
            let expected = "a map needs at least one node";
            return Err(BaselineError::Setting { name: "side", value: "0".into(), expected });
        }
        let (nodes, found) = (side * side, train.count());
        if found < nodes {
            return Err(BaselineError::TooFewRows { method: "a self-organizing map", needed: nodes, found });
        }
        let standardization = Standardization::fit(train);
        let rows = standardization.apply_all(train);
        let mut random = stream(seed, Purpose::Map, 0);
        let start = sample(&mut random, rows.count(), nodes);
        let mut points: Vec<Vec<f64>> = start.into_iter().map(|row| rows.features()[row].clone()).collect();
        let first_width = (side as f64 / 2.0).max(LAST_WIDTH);
        for epoch in 0..EPOCHS {
            // from half the map to one node, by the same factor in every epoch
            let width = first_width * (LAST_WIDTH / first_width).powf(epoch as f64 / (EPOCHS - 1) as f64);
            points = batch(&points, rows.features(), side, width);
        }
        Ok(Som { standardization, prototypes: Prototypes::named(&points, &rows), side })
    }

    /// Nodes on a side of the map.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Class of the nearest node that is nearest to some training row.
    pub fn classify(&self, row: &[f64]) -> usize {
        self.prototypes.classify(&self.standardization.apply(row))
    }
}

/// Each node moves to the mean of all rows, weighted by `exp(-d^2 / 2 width^2)`, where `d` is the distance on the grid
/// to the node that is nearest to the row (Kohonen 2013, doi:10.1016/j.neunet.2012.09.018).
fn batch(points: &[Vec<f64>], rows: &[Vec<f64>], side: usize, width: f64) -> Vec<Vec<f64>> {
    let mut sums = vec![(vec![0.0; rows[0].len()], 0.0); points.len()];
    for row in rows {
        let (sum, count) = &mut sums[nearest(points, row)];
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        *count += 1.0;
    }
    let place = |node: usize| ((node / side) as f64, (node % side) as f64);
    let moved = |node: usize| {
        let (mut sum, mut total) = (vec![0.0; rows[0].len()], 0.0);
        for (winner, (values, count)) in sums.iter().enumerate() {
            let ((a, b), (c, d)) = (place(node), place(winner));
            let weight = (-((a - c).powi(2) + (b - d).powi(2)) / (2.0 * width * width)).exp();
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
            total += weight * count;
        }
        // a node that no row reaches, however faintly, stays
        if total > 0.0 { sum.iter().map(|sum| sum / total).collect() } else { points[node].clone() }
    };
    (0..points.len()).map(moved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn rows() -> Vec<Vec<f64>> {
        vec![vec![0.0], vec![1.0], vec![9.0], vec![10.0], vec![11.0], vec![5.0]]
    }

    #[test]
    fn a_map_of_one_node_is_the_mean() {
        assert_relative_eq!(batch(&[vec![3.0]], &rows(), 1, 1.0)[0][0], 6.0);
    }

    #[test]
    fn without_a_neighborhood_each_node_moves_to_the_mean_of_its_rows_as_in_k_means() {
        let points = [vec![0.4], vec![10.2], vec![100.0], vec![5.1]];
        let moved = batch(&points, &rows(), 2, 0.01);
        assert_eq!(moved.concat(), [0.5, 10.0, 100.0, 5.0]);
    }

    #[test]
    fn neighbors_share_by_a_gaussian_of_their_distance_on_the_grid() {
        // winners 0 (one row at 0) and 3 (one row at 8), apart by the diagonal: weights 1 and exp(-2 / 2)
        let moved = batch(&[vec![0.0], vec![-50.0], vec![60.0], vec![8.0]], &[vec![0.0], vec![8.0]], 2, 1.0);
        let far = f64::exp(-1.0);
        assert_relative_eq!(moved[0][0], 8.0 * far / (1.0 + far), max_relative = 1e-14);
        assert_relative_eq!(moved[1][0], 4.0, max_relative = 1e-14);
    }

    #[test]
    fn an_empty_map_and_a_map_larger_than_the_rows_are_refused() {
        let rows = Rows::new(rows(), vec![0, 0, 1, 1, 1, 0], 2).unwrap();
        assert!(matches!(Som::fit(&rows, &[0], 0), Err(BaselineError::Setting { .. })));
        assert!(matches!(Som::fit(&rows, &[], 0), Err(BaselineError::Setting { .. })));
        assert!(matches!(Som::fit(&rows, &[3], 0), Err(BaselineError::TooFewRows { needed: 9, found: 6, .. })));
    }
}
