//! Which rows train and which rows test.

use devices::rng::{Purpose, stream};
use rand::seq::SliceRandom;

/// One division of the rows of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Rows to learn from.
    pub train: Vec<usize>,
    /// Rows to test on.
    pub test: Vec<usize>,
}

/// Stratified half split number `index`: half of the rows of each class train, the others test.
///
/// A class with an odd number of rows gives the extra row to training and to testing in turn from class to class.
/// The same seed and index give the same split.
pub fn half_split(labels: &[usize], classes: usize, seed: u64, index: usize) -> Split {
    let mut random = stream(seed, Purpose::Split, index as u64);
    let mut split = Split { train: Vec::new(), test: Vec::new() };
    let mut extra_trains = true;
    for class in 0..classes {
        let mut members: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] == class).collect();
        members.shuffle(&mut random);
        let mut half = members.len() / 2;
        if members.len() % 2 == 1 {
            half += usize::from(extra_trains);
            extra_trains = !extra_trains;
        }
        split.train.extend(&members[..half]);
        split.test.extend(&members[half..]);
    }
    split.train.sort_unstable();
    split.test.sort_unstable();
    split
}

/// Stratified cross-validation number `repeat`: the rows of each class, shuffled, are dealt out to `folds` parts, and one
/// split per part tests on it and trains on all others.
///
/// Parts differ by at most one row, and by at most one row of each class. The same seed and repeat give the same splits.
pub fn fold_splits(labels: &[usize], classes: usize, folds: usize, seed: u64, repeat: usize) -> Vec<Split> {
    let mut random = stream(seed, Purpose::Split, FIRST_REPEAT + repeat as u64);
    let mut part = vec![0; labels.len()];
    let mut next = 0;
    for class in 0..classes {
        let mut members: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] == class).collect();
        members.shuffle(&mut random);
        for row in members {
            part[row] = next;
            next = (next + 1) % folds;
        }
    }
    let split = |fold: usize| {
        let (test, train) = (0..labels.len()).partition(|&row| part[row] == fold);
        Split { train, test }
    };
    (0..folds).map(split).collect()
}

/// Random streams below this number belong to half splits.
const FIRST_REPEAT: u64 = 1 << 32;

/// The first `training` of `rows` rows train, the others test.
pub fn official_split(training: usize, rows: usize) -> Split {
    Split { train: (0..training).collect(), test: (training..rows).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_disjoint_complete_and_stratified() {
        let labels: Vec<usize> = (0..683).map(|row| usize::from(row >= 444)).collect();
        let Split { train, test } = half_split(&labels, 2, 7, 3);
        let mut all: Vec<usize> = train.iter().chain(&test).copied().collect();
        all.sort_unstable();
        assert!(all.iter().copied().eq(0..683));
        let ones = |rows: &[usize]| rows.iter().filter(|&&row| labels[row] == 1).count();
        assert_eq!((train.len() - ones(&train), test.len() - ones(&test)), (222, 222));
        assert_eq!(ones(&train) + ones(&test), 239);
        assert!(ones(&train).abs_diff(ones(&test)) == 1);
    }

    #[test]
    fn splits_depend_on_seed_and_index_alone() {
        let labels: Vec<usize> = (0..90).map(|row| row % 3).collect();
        assert_eq!(half_split(&labels, 3, 1, 4), half_split(&labels, 3, 1, 4));
        assert_ne!(half_split(&labels, 3, 1, 4), half_split(&labels, 3, 1, 5));
        assert_ne!(half_split(&labels, 3, 1, 4), half_split(&labels, 3, 2, 4));
    }

    #[test]
    fn every_row_tests_once_per_repeat_and_folds_are_stratified() {
        let labels: Vec<usize> = (0..683).map(|row| usize::from(row >= 444)).collect();
        let splits = fold_splits(&labels, 2, 10, 7, 3);
        let mut tested: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
        tested.sort_unstable();
        assert!(tested.into_iter().eq(0..683));
        for Split { train, test } in &splits {
            assert_eq!(train.len() + test.len(), 683);
            assert!(train.iter().all(|row| !test.contains(row)));
            let ones = test.iter().filter(|&&row| labels[row] == 1).count();
            assert!((68..=69).contains(&test.len()) && (23..=24).contains(&ones), "{} rows, {ones}", test.len());
        }
    }

    #[test]
    fn folds_depend_on_seed_and_repeat_alone() {
        let labels: Vec<usize> = (0..90).map(|row| row % 3).collect();
        let folds = |seed, repeat| fold_splits(&labels, 3, 5, seed, repeat);
        assert_eq!(folds(1, 4), folds(1, 4));
        assert_ne!(folds(1, 4), folds(1, 5));
        assert_ne!(folds(1, 4), folds(2, 4));
    }
}
