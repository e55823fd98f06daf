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
}
