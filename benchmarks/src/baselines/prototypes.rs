//! Points that stand for training rows and are named by them.

use super::Rows;
use super::rows::{largest, squared_distance};

/// Points with a class each; a row belongs to the class of the nearest.
#[derive(Clone, Debug)]
pub(super) struct Prototypes(Vec<(Vec<f64>, usize)>);

impl Prototypes {
    /// Names each point by the majority of the training rows nearest to it, the lower class in a tie.
    ///
    /// A point that is nearest to no training row has no name and is left out.
    pub fn named(points: &[Vec<f64>], train: &Rows) -> Prototypes {
        let mut votes = vec![vec![0; train.classes()]; points.len()];
        for (row, &label) in train.features().iter().zip(train.labels()) {
            votes[nearest(points, row)][label] += 1;
        }
        let named = points.iter().zip(votes).filter(|(_, votes)| votes.iter().any(|&count| count > 0));
        Prototypes(named.map(|(point, votes)| (point.clone(), largest(&votes))).collect())
    }

    /// Class of the nearest point, the first in a tie.
    pub fn classify(&self, row: &[f64]) -> usize {
        self.0[smallest(self.0.iter().map(|(point, _)| squared_distance(row, point)))].1
    }
}

/// Place of the point nearest to a row, the first in a tie.
pub(super) fn nearest(points: &[Vec<f64>], row: &[f64]) -> usize {
    smallest(points.iter().map(|point| squared_distance(row, point)))
}

fn smallest(values: impl Iterator<Item = f64>) -> usize {
    let less = |best: (usize, f64), (k, value): (usize, f64)| if value < best.1 { (k, value) } else { best };
    values.enumerate().fold((0, f64::INFINITY), less).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_take_the_name_of_the_majority_and_points_without_rows_take_none() {
        let rows = Rows::new((0..5).map(|k| vec![f64::from(k)]).collect(), vec![0, 0, 1, 1, 1], 2).unwrap();
        let prototypes = Prototypes::named(&[vec![1.0], vec![40.0], vec![3.6]], &rows);
        assert_eq!(prototypes.0.len(), 2);
        assert_eq!([0.0, 2.0, 3.0, 90.0].map(|x| prototypes.classify(&[x])), [0, 0, 1, 1]);
    }
}
